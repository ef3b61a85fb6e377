"""What more workers would do for a case with many branches: what is measured on this machine, and a model of the rest.

``python benchmarks/scaling.py [50 200 1000] [--limit 600] [--runs 3]``. One process solves each case and notes what
every branch took, what would have to be sent, and what the master did meanwhile, in seconds of the processor, which
other work on the machine does not change. From these the model adds up what N workers would take, round by round.
``--runs`` solves with one worker and with two are then timed by the clock, in turns.
"""

from __future__ import annotations

import argparse
import functools
import pickle
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from benchmark_cases import SIZES, case
from own_process import Found, cells, measured, median, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

GAP = 0.01
NETWORK = 125e6  # bytes a second between machines: one gigabit, assumed
WORKERS = (1, 2, 10, 100, 1000)
CALLS = 400
NUMBER = 8  # bytes


@dataclass
class Record:
    """What a solve did: by round the seconds of each branch asked, bytes that would travel, and seconds to read them.

    ``share`` are the bytes of each branch's programme, which its worker is sent once; ``columns`` those of the plan
    that it looks at, whose values go to its worker in every round; ``inside`` the seconds of judging and noting.
    """

    planes: list[dict[int, float]] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    read: list[float] = field(default_factory=list)
    share: dict[int, int] = field(default_factory=dict)
    columns: dict[int, NDArray[np.int32]] = field(default_factory=dict)
    inside: float = 0.0

    def note(self, judge: Callable[..., Any]) -> Callable[..., Any]:
        """Return what judges branches and notes it."""
        from planner.solving.branches.evaluation import WorkerShare, packed, unpacked

        @functools.wraps(judge)
        def noted(here: Any, branches: Sequence[int], trunk: Any, costly: frozenset[int]) -> dict[int, Any]:
            found, seconds, back, read, entered = {}, {}, 0, 0.0, time.process_time()
            for b in branches:
                if b not in self.share:
                    share = WorkerShare.of({b: here.branch(b).program})
                    self.share[b], self.columns[b] = len(pickle.dumps(share)), share.columns
                began = time.process_time()
                found |= judge(here, [b], trunk, costly)
                seconds[b] = time.process_time() - began
                sent = pickle.dumps(packed(found[b]))
                began = time.process_time()
                unpacked(pickle.loads(sent), len(trunk))
                read += time.process_time() - began
                back += len(sent)
            self.planes.append(seconds)
            self.back.append(back)
            self.read.append(read)
            self.inside += time.process_time() - entered
            return found

        return noted

    def seconds(self) -> float:
        """Return the seconds of all branches together."""
        return sum(sum(one.values()) for one in self.planes)

    def with_workers(self, workers: int, call: float, master: float) -> float:
        """Return the seconds that so many workers would take: the slowest of each round, and what lies between."""
        owner = {b: place % workers for place, b in enumerate(sorted(self.share))}
        looked: list[set[int]] = [set() for _ in range(workers)]
        for b, n in owner.items():
            looked[n].update(self.columns[b].tolist())
        total = master + sum(self.share.values()) / NETWORK
        for seconds, back, read in zip(self.planes, self.back, self.read, strict=True):
            loads = [0.0] * workers
            for b, took in seconds.items():
                loads[owner[b]] += took
            asked = {owner[b] for b in seconds}
            there = sum(NUMBER * len(looked[n]) for n in asked)
            total += max(loads) + len(asked) * call + read + (there + back) / NETWORK
        return total


def recorded(path: Path, limit: float, with_plan: bool) -> tuple[Record, Found]:
    """Solve a case in this process and note what it did, in seconds of the processor by part.

    ``after`` are those of the plan made of it, its disruptions judged and audited, where that is wanted.
    """
    from planner.planning.modelled import cutters_of, model_of
    from planner.planning.pipeline import Stages, facts_of, plan_of
    from planner.solving.branches.evaluation import Here
    from planner.solving.compile import compile_model
    from planner.solving.cutting_planes import CuttingPlanes
    from planner.solving.outcome import Options
    from planner.workbook.assemble.problem import assemble
    from planner.workbook.reading.reader import read

    record, judge = Record(), Here.judge
    options = Options(gap=GAP, time_limit=limit, threads=1)
    clock = [time.process_time()]
    book = read(path)
    model = model_of(book, assemble(book))
    program = compile_model(model)
    cutters, lowest = cutters_of(model, program, options)
    clock.append(time.process_time())
    Here.judge = record.note(judge)  # type: ignore[method-assign]
    try:
        planes = CuttingPlanes(lowest, options, cutters)
        answer, exact = planes.run()
    finally:
        Here.judge = judge  # type: ignore[method-assign]
    clock.append(time.process_time())
    facts = facts_of(book, planes, answer, exact is not None, options)
    found = {name: facts[name] for name in ("status", "gap", "rounds", "rows added")}
    if with_plan:
        plan_of(book, model, planes.program, answer, exact, facts, options, Stages())
    clock.append(time.process_time())
    before, solve, after = np.diff(clock)
    return record, found | {"before": before, "master": solve - record.inside, "after": after if with_plan else None}


def nothing(_: Any) -> None:
    """Do nothing with what came."""


def seconds_a_call(engine: str, size: int) -> float:
    """Return the seconds of this process's processor that a call with so many bytes and its answer take."""
    from planner.solving.workers.engines import pool

    sent = np.zeros(size // 8)
    with pool(engine, 2) as workers:  # type: ignore[arg-type]
        for n in (0, 1):
            workers.pinned(n, nothing, sent).result()
        began = time.process_time()
        for future in [workers.pinned(n % 2, nothing, sent) for n in range(CALLS)]:
            future.result()
        return (time.process_time() - began) / CALLS


def timed(path: Path, engine: str, workers: int, limit: float) -> Found:
    """Solve a case with workers, by the clock."""
    from planner.planning.modelled import cutters_of, model_of
    from planner.solving.branches.cuts import engines
    from planner.solving.compile import compile_model
    from planner.solving.cutting_planes import CuttingPlanes
    from planner.solving.outcome import Options
    from planner.workbook.assemble.problem import assemble
    from planner.workbook.reading.reader import read

    book = read(path)
    model = model_of(book, assemble(book))
    options = Options(gap=GAP, time_limit=limit, threads=1, processes=workers, engine=engine)  # type: ignore[arg-type]
    cutters, lowest = cutters_of(model, compile_model(model), options)
    began = time.perf_counter()
    with engines(cutters):
        answer, _ = CuttingPlanes(lowest, options, cutters).run()
    return {"status": answer.status.value, "seconds": time.perf_counter() - began, "objective": answer.objective}


def by_the_clock(path: Path, engine: str, limit: float, runs: int) -> None:
    """Print what one worker and two take, in turns: medians, and the median of the ratios of neighbours."""
    found: dict[int, list[Found]] = {1: [], 2: []}
    for _ in range(runs):
        for workers, kept in found.items():
            name = "processes" if workers == 1 else engine
            words = ("--timed", str(path), "--engine", name, "--workers", str(workers), "--limit", str(limit))
            kept.append(measured(__file__, *words))
    ratios = [one["seconds"] / two["seconds"] for one, two in zip(*found.values(), strict=True)]
    one, two = (median(kept, "seconds") for kept in found.values())
    objectives = {run["objective"] for kept in found.values() for run in kept}
    print(f"{engine}: 1 worker {one:.1f} s, 2 workers {two:.1f} s, ratio {statistics.median(ratios):.2f} "
          f"({min(ratios):.2f} to {max(ratios):.2f}), objectives {sorted(objectives)}", flush=True)  # fmt: skip


def model_of_case(branches: int, record: Record, found: Found, calls: dict[str, float]) -> None:
    """Print what was measured of a case, and what the model says of more workers."""
    counts = [len(one) for one in record.planes]
    each = [seconds for one in record.planes for seconds in one.values()]
    whole = found["master"] + record.seconds()
    print(f"\n{branches} branches: {found['status']}, {found['rounds']} mixed-integer solves, "
          f"{found['rows added']} rows")  # fmt: skip
    print(f"  rounds {len(counts)}, branches asked {sum(counts)}; seconds a branch: mean {statistics.mean(each):.4f}, "
          f"median {statistics.median(each):.4f}, most {max(each):.4f}")  # fmt: skip
    print(f"  bytes: a branch's programme {statistics.mean(record.share.values()):.0f}, "
          f"of the plan that it looks at {NUMBER * statistics.mean(map(len, record.columns.values())):.0f}, "
          f"a verdict {sum(record.back) / sum(counts):.0f}")  # fmt: skip
    print(f"  seconds: before {found['before']:.1f}, master {found['master']:.1f}, branches {record.seconds():.1f}, "
          f"after {found['after'] or 'not measured'}; the master's share is {found['master'] / whole:.0%}")  # fmt: skip
    print(cells("workers", *(f"{engine}: seconds of the solve, times faster" for engine in calls)))
    print(cells("---", *("---" for _ in calls)))
    for workers in WORKERS:
        told = []
        for call in calls.values():
            took = whole if workers == 1 else record.with_workers(workers, call, found["master"])
            told.append(f"{took:.1f}, {whole / took:.1f}")
        print(cells(workers, *told), flush=True)


def main() -> None:
    """Print what is measured and modelled, or (for a process of its own) time one solve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[50, 200, 1000])
    parser.add_argument("--size", choices=sorted(SIZES), default="R")
    parser.add_argument("--limit", type=float, default=1800.0)
    parser.add_argument("--runs", type=int, default=0, help="Of one worker and of two, by the clock.")
    parser.add_argument("--engines", nargs="*", default=["processes", "dask"])
    parser.add_argument("--plan", action="store_true", help="Measure too what follows the solve.")
    parser.add_argument("--timed", type=Path)
    parser.add_argument("--engine")
    parser.add_argument("--workers", type=int)
    given = parser.parse_args()
    if given.timed:
        tell(timed(given.timed, given.engine, given.workers, given.limit))
        return
    from planner.workbook.template.write import write_workbook

    with tempfile.TemporaryDirectory() as folder:
        for count in given.counts:
            path = Path(folder) / f"{count}.xlsx"
            write_workbook(path, case(SIZES[given.size], 1, count))
            record, found = recorded(path, given.limit, given.plan)
            size = NUMBER * max(map(len, record.columns.values()))
            calls = {engine: seconds_a_call(engine, size) for engine in given.engines}
            print("seconds a call:", ", ".join(f"{name} {call:.6f}" for name, call in calls.items()))
            model_of_case(count, record, found, calls)
            for engine in given.engines if given.runs else ():
                by_the_clock(path, engine, given.limit, given.runs)


if __name__ == "__main__":
    main()
