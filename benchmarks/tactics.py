"""What each tactic of the solve is worth: processor seconds, branches judged, and when the first plan is there.

``python benchmarks/tactics.py [--workbook inputs/ai_chips.xlsx | --size R --branches 50] [--gap 0.01] [--seeds 0 1]``.
One process, one thread, each tactic in turn on the same programme.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmark_cases import SIZES, case

if TYPE_CHECKING:
    from planner.solving.outcome import Options

TACTICS: dict[str, dict[str, Any]] = {
    "as shipped": {},
    "without a dive": {"dive": False},
    "no search nearby": {"nearby": False},
    "all branches at a time": {"part": 1.0},
    "branches never held whole": {"whole": False},
}
HEAD = ("tactic", "seed", "processor s", "first plan at, its gap", "objective", "root bound", "bound", "solves",
        "nodes", "judged", "rows", "rounds")  # fmt: skip


@dataclass
class Watch:
    """Hears of plans: when the first came, in processor seconds, and its gap."""

    began: float = field(default_factory=time.process_time)
    first: tuple[float, float | None] | None = None

    def __call__(self, _: float, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        """Note the first plan."""
        if incumbent is not None and self.first is None:
            self.first = time.process_time() - self.began, gap


def run(problem: Any, options: Options) -> dict[str, Any]:
    """Solve a problem once; return what it took."""
    from planner.planning.modelled import cutters_of
    from planner.solving.branches.cuts import BranchCuts
    from planner.solving.compile import collector_paused, compile_model
    from planner.solving.cutting_planes import CuttingPlanes
    from planner_models.build import trunk

    with collector_paused():
        model = trunk(problem)
        program = compile_model(model)
    watch = Watch()
    cutters, program = cutters_of(model, program, options)
    planes = CuttingPlanes(program, options, cutters, watch)
    answer, _ = planes.run()
    judged = sum(cutter.judged for cutter in cutters if isinstance(cutter, BranchCuts))
    return {
        "seconds": time.process_time() - watch.began, "first": watch.first, "objective": answer.objective,
        "bound": answer.bound, "solves": planes.solves, "nodes": answer.nodes, "judged": judged, "rows": planes.added,
        "rounds": planes.cut_rounds, "root": planes.root,
    }  # fmt: skip


def problem_of(workbook: Path | None, size: str, branches: int, drawn: int = 1) -> Any:
    """Return a workbook's problem, or one generated from a number with so many branches."""
    import tempfile

    from planner.workbook.assemble.problem import assemble
    from planner.workbook.reading.reader import read
    from planner.workbook.template.write import write_workbook

    if workbook is not None:
        return assemble(read(workbook))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.xlsx"
        write_workbook(path, case(SIZES[size], drawn, branches))
        return assemble(read(path))


def main() -> None:
    """Print a line for each tactic and seed."""
    from planner.solving.outcome import Options, Tactics

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workbook", type=Path)
    parser.add_argument("--size", default="R", choices=sorted(SIZES))
    parser.add_argument("--branches", type=int, default=50)
    parser.add_argument("--drawn", type=int, default=1, help="the number that a case is generated from")
    parser.add_argument("--only", nargs="*", default=list(TACTICS), help="some of the tactics")
    parser.add_argument("--gap", type=float, default=0.01)
    parser.add_argument("--limit", type=float, default=900.0)
    parser.add_argument("--seeds", type=int, nargs="*", default=[0])
    asked = parser.parse_args()
    problem = problem_of(asked.workbook, asked.size, asked.branches, asked.drawn)
    options = Options(gap=asked.gap, time_limit=asked.limit, threads=1, processes=1)
    print(" | ".join(HEAD))
    for seed in asked.seeds:
        for name in asked.only:
            found = run(problem, replace(options, seed=seed, tactics=replace(Tactics(), **TACTICS[name])))
            first = "" if found["first"] is None else f"{found['first'][0]:.1f}, {_gap(found['first'][1])}"
            numbers = [_number(found[key]) for key in ("objective", "root", "bound")]
            counts = [str(found[key]) for key in ("solves", "nodes", "judged", "rows", "rounds")]
            print(" | ".join([name, str(seed), f"{found['seconds']:.1f}", first, *numbers, *counts]), flush=True)


def _number(number: float | None) -> str:
    return "none" if number is None else f"{number:,.1f}"


def _gap(gap: float | None) -> str:
    return "no bound yet" if gap is None else f"{100 * gap:.3g}%"


if __name__ == "__main__":
    main()
