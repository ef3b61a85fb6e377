"""What the desk takes: to start, to list a large folder, to check the real case after a save, and of a solve.

Run it as ``python -m benchmarks.desk``. Seconds of the processor count what others on the machine do less than seconds
of the clock; a solve is a facility location, once silent and once shown as a job shows it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np
from scipy.sparse import csr_array, hstack, identity, kron, vstack

from planner.desk.kinds.plan import Keeper, Told
from planner.desk.work import Work, beating
from planner.solving.compile import LinearProgram, Members
from planner.solving.outcome import Options
from planner.solving.solve import solve

if TYPE_CHECKING:
    from collections.abc import Iterator

SITES, MARKETS = 50, 160
ROUNDS = 3
CASE = Path(__file__).parents[1] / "inputs" / "ai_chips.xlsx"
SMALL = CASE.with_name("small.xlsx")


@contextmanager
def running(folder: Path) -> Iterator[tuple[httpx.Client, float]]:
    """Yield a browser at a desk, and after how many seconds of the clock it had its first page."""
    began = time.perf_counter()
    words = [sys.executable, "-m", "planner", "desk", str(folder), "--no-browser"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    address = next(found.group() for line in process.stdout if (found := re.search(r"http://\S+", line)))
    with httpx.Client(base_url=address.partition("/enter")[0], timeout=120) as browser:
        browser.get(address)
        browser.get("/")
        yield browser, time.perf_counter() - began
    process.send_signal(signal.SIGINT)
    process.communicate()


def start_and_save(folder: Path) -> None:
    """Print how long a start takes, and how long it is from a save of the real case to its page."""
    shutil.copy(CASE, folder)
    with running(folder) as (browser, seconds):
        print(f"first page {seconds:.2f} s after the start")
        page = f"/faults?book={CASE.name}"
        _until_checked(browser, page)
        taken = []
        for _ in range(ROUNDS):
            fresh = folder / "fresh"
            shutil.copyfile(CASE, fresh)
            os.utime(fresh)
            with browser.stream("GET", "/events") as stream:
                lines = (line for line in stream.iter_lines() if line == "event: folder")
                next(lines)
                began = time.perf_counter()
                fresh.replace(folder / CASE.name)
                next(lines)  # the save is seen
                next(lines)  # and checked
            _until_checked(browser, page)
            taken.append(time.perf_counter() - began)
    print(f"{CASE.name} checked {statistics.median(taken):.2f} s after a save")


def _until_checked(browser: httpx.Client, page: str) -> None:
    while "being checked" in browser.get(page).text:
        time.sleep(0.02)


def listing(folder: Path) -> None:
    """Print how long a folder of 200 workbooks and 1,000 plans takes to list, at the first start and later."""
    (folder / "outputs").mkdir()
    plan = folder / "outputs" / "0001 small-base.xlsx"
    words = [sys.executable, "-m", "planner", "solve", str(SMALL), "-o", str(plan), "--quiet"]
    subprocess.run(words, check=True)
    for number in range(200):
        shutil.copyfile(SMALL, folder / f"workbook {number}.xlsx")
    for number in range(2, 1001):
        shutil.copyfile(plan, folder / "outputs" / f"{number:04d} small-base.xlsx")
    for words_of in ("the first time", "once it is known"):
        with running(folder) as (browser, seconds):
            began = time.perf_counter()
            size = len(browser.get("/plans").text)
            print(f"{words_of}: workbooks {seconds:.2f} s after the start, "
                  f"plans ({size // 1000} kB) in {time.perf_counter() - began:.2f} s")  # fmt: skip
            while "being read" in browser.get("/plans").text:
                time.sleep(0.1)


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
        self._told = Told(work, Keeper(home))
        self._ends = threading.Event()
        threading.Thread(target=beating, args=(work, self._ends), daemon=True).start()

    def __call__(self, seconds: float, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        """Hear how far the solver is."""
        self._told.update(seconds, incumbent, bound, gap)

    def end(self) -> None:
        """Show no more."""
        self._ends.set()


def timed(listener: Any) -> tuple[float, float, int]:
    """Return seconds of the processor, seconds of the clock, and nodes."""
    began, clock = time.process_time(), time.perf_counter()
    found = solve(program(3), Options(gap=1e-4, threads=1, time_limit=300), listener)
    return time.process_time() - began, time.perf_counter() - clock, found.nodes


def progress(folder: Path) -> None:
    """Print what showing a solve costs the solver, and how often it is told."""
    silent, shown, often = [], [], []
    for number in range(ROUNDS):
        silent.append(timed(None)[0])
        home = folder / str(number)
        home.mkdir()
        listener = Shown(home)
        seconds, clock, nodes = timed(listener)
        listener.end()
        shown.append(seconds)
        lines = (home / "told").read_text(encoding="utf-8").splitlines()
        often.append(sum("figures" in json.loads(line) for line in lines) / clock)
    more = 100 * (min(shown) / min(silent) - 1)
    print(f"a solve of {nodes} nodes: {min(silent):.2f} s of the processor silent, {min(shown):.2f} s shown "
          f"({more:+.1f}%), told {statistics.median(often):.1f} times a second")  # fmt: skip


def main() -> None:
    """Print all of it."""
    for part in (start_and_save, listing, progress):
        with tempfile.TemporaryDirectory() as folder:
            part(Path(folder))


if __name__ == "__main__":
    main()
