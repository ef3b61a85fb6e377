"""Build and hand-over of one generated case by every path, side by side: seconds, peak memory, sizes, optimum.

``python benchmarks/side_by_side.py [--sizes S M L] [--runs 3] [--paths ...] [--optimum]``. Every run is a process of
its own, the paths take turns, and each run starts from the same problem, read and checked, with the libraries
imported. *Build* is from the problem to the library's own model, *hand-over* from there to what HiGHS holds.
``--optimum`` also solves the linear relaxation (minutes from M on); ``--warm`` lets each process build the smallest
case first, which leaves out what a library does only once.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import pickle
import sys
import tempfile
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import highspy
from benchmark_cases import SIZES, problem_of
from own_process import Found, cells, measured, median, peak_megabytes, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from planner_models.problem import Problem

    Path_ = tuple[Callable[[Any], Any], Callable[[Any], Any]]

PATHS = ("planner", "raw arrays", "linopy", "linopy dense", "pyomo contrib", "pyomo appsi", "mps")
NEEDS = {"linopy": "linopy", "linopy dense": "linopy"}


def steps(name: str, folder: Path) -> Path_:
    """Return how a path builds from a problem and hands over what it built."""
    if name == "planner":
        from planner.solving.compile import compile_model
        from planner.solving.highs import Solver
        from planner.solving.scaling import Scale
        from planner_models.build import trunk

        def planner(model: Any) -> Any:
            program = compile_model(model)
            return Solver(Scale.of(program).of_program(program))._highs

        return trunk, planner
    if name == "raw arrays":
        from raw import Raw
        from raw_arrays import hand_over

        return lambda problem: Raw(problem).program(), hand_over
    if name.startswith("linopy"):
        import linopy_peer

        return lambda problem: linopy_peer.build(problem, name == "linopy"), linopy_peer.hand_over
    if name.startswith("pyomo"):
        import pyomo_peer

        return pyomo_peer.build, pyomo_peer.contrib if name == "pyomo contrib" else pyomo_peer.appsi
    return lambda _: folder / "model.mps", _from_mps


def _from_mps(path: Path) -> Any:
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.readModel(str(path))
    return solver


@contextmanager
def _collector_off() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def one(name: str, folder: Path, wants_optimum: bool, is_warm: bool) -> Found:
    """Measure one path in this process."""
    problem = pickle.loads((folder / "problem.pickle").read_bytes())
    build, hand_over = steps(name, folder)
    if is_warm and name != "mps":
        hand_over(build(pickle.loads((folder / "small.pickle").read_bytes())))
    # as planner solve does around both steps; the others run as their users run them
    with _collector_off() if name == "planner" else nullcontext():
        began, used = time.perf_counter(), time.process_time()
        model = build(problem)
        used_by_build = time.process_time()
        solver = hand_over(model)
        ended, clock = time.process_time(), time.perf_counter()
    found: Found = {
        "build": used_by_build - used, "hand-over": ended - used_by_build,
        "both": ended - used, "clock": clock - began, "peak MB": peak_megabytes(),
        "columns": solver.getNumCol(), "rows": solver.getNumRow(), "nonzeros": solver.getNumNz(),
    }  # fmt: skip
    if wants_optimum:
        found["optimum"] = _optimum(solver, name, problem)
    return found


def _optimum(solver: Any, name: str, problem: Problem) -> float:
    """Return the optimum without whole numbers, in the problem's own money."""
    factor = 1.0
    if name == "planner":
        from planner.solving.compile import compile_model
        from planner.solving.scaling import Scale
        from planner_models.build import trunk

        factor = Scale.of(compile_model(trunk(problem))).cost
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("solve_relaxation", True)
    solver.run()
    return float(solver.getInfo().objective_function_value) / factor


def prepare(size: str, folder: Path) -> None:
    """Write the problem of a size, the smallest one to warm up with, and the model of the size as an MPS file."""
    from raw import Raw
    from raw_arrays import hand_over

    problem = problem_of(size)
    (folder / "problem.pickle").write_bytes(pickle.dumps(problem))
    (folder / "small.pickle").write_bytes(pickle.dumps(problem_of("XS")))
    hand_over(Raw(problem).program()).writeModel(str(folder / "model.mps"))


def missing(name: str) -> bool:
    """Return whether a path needs a library that is not installed."""
    return name in NEEDS and importlib.util.find_spec(NEEDS[name]) is None


def compare(size: str, paths: list[str], runs: int, options: list[str], timeout: float) -> dict[str, list[Found]]:
    """Return the measurements of every path, which take turns."""
    found: dict[str, list[Found]] = {name: [] for name in paths}
    with tempfile.TemporaryDirectory() as folder:
        prepare(size, Path(folder))
        for _ in range(runs):
            for name in paths:
                run = measured(__file__, "--one", name, "--folder", folder, *options, timeout=timeout)
                found[name].append(run)
                print(size, name, run, file=sys.stderr, flush=True)
    return found


def report(size: str, found: dict[str, list[Found]]) -> None:
    """Print the medians of a size, and each path's time and memory as multiples of the planner's."""
    ours = {what: median(found.get("planner", []), what) for what in ("both", "peak MB")}
    runs = max(len(of) for of in found.values())
    print(f"\n{size}: seconds of the processor, medians of {runs} runs\n")
    head = ("path", "build", "hand-over", "both", "by the clock", "both / planner", "peak MB", "peak / planner",
            "columns", "rows", "nonzeros", "optimum")  # fmt: skip
    print(cells(*head), cells(*("---" for _ in head)), sep="\n")
    for name, of in found.items():
        seconds = [_number(median(of, what), 2) for what in ("build", "hand-over", "both", "clock")]
        times = [_times(median(of, what), ours[what]) for what in ("both", "peak MB")]
        sizes = [_number(median(of, what), 0) for what in ("columns", "rows", "nonzeros")]
        status = next((run["status"] for run in of if "status" in run), None)
        last = status or _number(median(of, "optimum"), 6)
        print(cells(name, *seconds, times[0], _number(median(of, "peak MB"), 0), times[1], *sizes, last), flush=True)


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:,.{digits}f}"


def _times(value: float | None, ours: float | None) -> str:
    return "" if value is None or not ours else f"{value / ours:.2f}"


def main() -> None:
    """Print a table for each size, or (for a process of its own) measure one path."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="*", choices=sorted(SIZES), default=["S", "M", "L"])
    parser.add_argument("--paths", nargs="*", choices=PATHS, default=[name for name in PATHS if not missing(name)])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--optimum", action="store_true")
    parser.add_argument("--warm", action="store_true", help="after each path has built the smallest case once")
    parser.add_argument("--timeout", type=float, default=1800.0, help="seconds after which a process is ended")
    parser.add_argument("--one", choices=PATHS)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.one:
        tell(one(given.one, given.folder, given.optimum, given.warm))
        return
    options = [*(["--optimum"] if given.optimum else []), *(["--warm"] if given.warm else [])]
    for size in given.sizes:
        report(size, compare(size, given.paths, given.runs, options, given.timeout))


if __name__ == "__main__":
    main()
