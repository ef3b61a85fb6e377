"""Found of every stage from a workbook to its plan, and peak memory: medians of runs in processes of their own.

``python benchmarks/stages.py [--runs 5] [--only flagship generated] [--sizes M] [--solve-generated]`` measures
inputs/ai_chips.xlsx whole and generated cases up to the solver's door, and the same generated models written
straight into arrays (benchmarks/raw.py) in the same runs. ``--solve-generated`` measures those whole too: the first
plan within ``--gap`` of the best is extracted, audited and written.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmark_cases import SIZES, case
from own_process import Found, measured, median, peak_megabytes, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

FLAGSHIP = Path(__file__).parents[1] / "inputs" / "ai_chips.xlsx"
STAGES = ("start-up", "read", "check", "build", "hand-over", "solve", "extract", "audit", "write")
CPU = " of the processor"  # seconds that other work on the machine does not lengthen


@contextmanager
def timed(seconds: Found, name: str) -> Iterator[None]:
    """Note the seconds of what happens inside, by the clock and of the processor."""
    began, used = time.perf_counter(), time.process_time()
    yield
    seconds[name], seconds[name + CPU] = time.perf_counter() - began, time.process_time() - used


def measure(path: Path, is_solved: bool, is_generated: bool, options: Found) -> Found:
    """Return the seconds of each stage of one workbook, and peak memory."""
    seconds: Found = {}
    with timed(seconds, "start-up"):
        from planner.infeasibility.planned import plan_book
        from planner.planning.pipeline import Stages
        from planner.reports.plan_workbook.write import write_plan
        from planner.solving.compile import collector_paused
        from planner.workbook.checks.run import meaning
        from planner.workbook.reading.reader import read_rows
    with timed(seconds, "read"):
        book, _ = read_rows(path)
    with timed(seconds, "check"):
        meaning(book)
    with collector_paused():
        seconds |= build(book, is_generated)
    if is_solved:

        class Timed(Stages):
            """Stages that note the seconds of the processor too."""

            @contextmanager
            def stage(self, name: str) -> Iterator[None]:
                with timed(self.seconds, name):
                    yield

        stages = Timed()
        plan = plan_book(book, stages=stages, **options)
        names = [name + kind for name in ("solve", "extract", "audit") for kind in ("", CPU)]
        seconds |= {name: stages.seconds[name] for name in names}
        with timed(seconds, "write"), tempfile.TemporaryDirectory() as folder:
            write_plan(plan, Path(folder) / "plan.xlsx")
        seconds["gap"] = plan.run["gap"]
    return seconds | {"peak MB": peak_megabytes()}


def build(book: Any, is_generated: bool) -> Found:
    """Return the seconds of building and handing over, and of the raw arrays of the same problem."""
    from raw import Raw
    from raw_arrays import hand_over

    from planner.solving.compile import compile_model
    from planner.solving.highs import Solver
    from planner.solving.scaling import Scale
    from planner.workbook.assemble.problem import assemble
    from planner_models.build import trunk

    seconds: Found = {}
    with timed(seconds, "build"):
        with timed(seconds, "assemble"):
            problem = assemble(book)
        model = trunk(problem)
    with timed(seconds, "hand-over"):
        program = compile_model(model)
        Solver(Scale.of(program).of_program(program))
    seconds |= {"columns": len(program.columns), "rows": len(program.rows), "nonzeros": int(program.matrix.nnz)}
    if is_generated:
        with timed(seconds, "raw"):
            hand_over(Raw(problem).program())
        built = seconds["build" + CPU] - seconds["assemble" + CPU] + seconds["hand-over" + CPU]
        seconds["ratio"] = built / seconds["raw" + CPU]
    return seconds


def report(name: str, runs: list[Found]) -> None:
    """Print the medians of a workbook's runs."""
    sizes = ", ".join(f"{runs[0][what]:,.0f} {what}" for what in ("columns", "rows", "nonzeros"))
    print(f"\n{name}: {sizes}; medians of {len(runs)} runs\n")
    print("| stage | seconds | of the processor |\n| --- | --- | --- |")
    for run in runs:
        for kind in ("", CPU):
            run["all but the solve" + kind] = sum(run.get(s + kind, 0.0) for s in STAGES if s != "solve")
    for stage in (*STAGES, "all but the solve", "raw"):
        if stage in runs[0]:
            used = f"{median(runs, stage + CPU):.2f}" if stage + CPU in runs[0] else ""
            print(f"| {stage} | {median(runs, stage):.2f} | {used} |")
    print(f"\npeak memory {median(runs, 'peak MB'):.0f} MB", end="")
    if "ratio" in runs[0]:
        print(f"; build (assembling apart) and hand-over to raw {median(runs, 'ratio'):.1f}", end="")
    if "gap" in runs[0]:
        print(f"; gap {median(runs, 'gap'):.3%}", end="")
    print(flush=True)


def main() -> None:
    """Print a table for each case, or (for a process of its own) measure one workbook."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=["flagship", "generated"], nargs="*", default=["flagship", "generated"])
    parser.add_argument("--sizes", nargs="*", choices=sorted(SIZES), default=["M"])
    parser.add_argument("--solve-generated", action="store_true", help="solve the generated cases too: minutes")
    parser.add_argument("--limit", type=float, default=600.0, help="seconds of a solve")
    parser.add_argument("--gap", type=float, help="the gap to solve to, over that of the workbook")
    parser.add_argument("--one", type=Path)
    parser.add_argument("--solve", action="store_true")
    parser.add_argument("--generated", action="store_true")
    given = parser.parse_args()
    if given.one:
        how = {"time_limit": given.limit, "gap": given.gap}
        tell(measure(given.one, given.solve, given.generated, how))
        return
    how = ["--limit", str(given.limit), *(["--gap", str(given.gap)] if given.gap is not None else [])]
    if "flagship" in given.only:
        command = [__file__, "--one", str(FLAGSHIP), "--solve", *how]
        report(FLAGSHIP.name, [measured(*command) for _ in range(given.runs)])
    if "generated" in given.only:
        for size in given.sizes:
            _generated(size, given.runs, [*(["--solve"] if given.solve_generated else []), *how])


def _generated(size: str, runs: int, options: list[str]) -> None:
    from planner.workbook.template.write import write_workbook

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "generated.xlsx"
        write_workbook(path, case(SIZES[size], 1))
        command = [__file__, "--one", str(path), "--generated", *options]
        report(f"generated, size {size}", [measured(*command) for _ in range(runs)])


if __name__ == "__main__":
    main()
