"""What it costs the solver that the desk shows how it goes, and how often it does: a facility location, solved twice.

Run it as ``python -m benchmarks.desk_progress``; seconds are of the processor: others on the machine count less so.
"""

from __future__ import annotations

import json
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array, hstack, identity, kron, vstack

from planner.desk.kinds.plan import Keeper, Told
from planner.desk.work import Work, _beat
from planner.solving.compile import LinearProgram, Members
from planner.solving.highs import solve
from planner.solving.outcome import Options

SITES, MARKETS = 50, 160


def program(seed: int) -> LinearProgram:
    """Return a capacitated facility location: which sites are opened, and who is served from where."""
    draw = np.random.default_rng(seed)
    places, homes = draw.random((SITES, 2)), draw.random((MARKETS, 2))
    far = np.sqrt(((places[:, None] - homes[None]) ** 2).sum(2))
    demand, capacity = draw.uniform(5, 35, MARKETS), draw.uniform(100, 260, SITES)
    serve = SITES * MARKETS
    served = hstack([kron(np.ones((1, SITES)), identity(MARKETS)), csr_array((MARKETS, SITES))])
    within = hstack([kron(identity(SITES), demand[None]), -csr_array(np.diag(capacity))])
    opened = hstack([identity(serve), -kron(identity(SITES), np.ones((MARKETS, 1)))])
    cost = np.concatenate([(far * demand[None] * 10).ravel(), draw.uniform(300, 700, SITES)])
    lower = np.concatenate([np.ones(MARKETS), np.full(SITES + serve, -np.inf)])
    upper = np.concatenate([np.ones(MARKETS), np.zeros(SITES + serve)])
    integer = np.arange(serve + SITES) >= serve
    matrix = csr_array(vstack([served, within, opened], format="csr"))
    names = (Members([tuple(range(serve + SITES))]), Members([tuple(range(len(lower)))]))
    return LinearProgram(
        cost, 0.0, np.zeros(serve + SITES), np.ones(serve + SITES), integer, matrix, lower, upper, *names
    )


class Shown:
    """All that a job of the desk does while it solves."""

    def __init__(self, home: Path) -> None:
        self.channel = (home / "told").open("w", encoding="utf-8")
        work = Work(home, home, {"options": {}}, self.channel)
        self._keeper = Keeper(home)
        self._told = Told(work, self._keeper)
        threading.Thread(target=_beat, args=(work,), daemon=True).start()

    def __call__(self, seconds: float, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        """Hear how far the solver is."""
        self._told.update(seconds, incumbent, bound, gap)


def timed(listener: Any) -> tuple[float, float, int]:
    """Return seconds of the processor, seconds of the clock, and nodes."""
    began, clock = time.process_time(), time.perf_counter()
    found = solve(program(3), Options(gap=1e-4, threads=1, time_limit=300), listener)
    return time.process_time() - began, time.perf_counter() - clock, found.nodes


def main() -> None:
    """Print both."""
    for _ in range(2):
        silent = timed(None)
        with tempfile.TemporaryDirectory() as folder:
            shown = timed(Shown(Path(folder)))
            lines = [json.loads(line) for line in (Path(folder) / "told").read_text(encoding="utf-8").splitlines()]
        print(f"silent {silent[0]:.2f} s of the processor, {silent[2]} nodes")
        print(f"shown  {shown[0]:.2f} s of the processor, {shown[2]} nodes: {100 * (shown[0] / silent[0] - 1):+.1f}%")
        print(f"told {len(lines) / shown[1]:.1f} times a second over {shown[1]:.1f} s of the clock")


if __name__ == "__main__":
    main()
