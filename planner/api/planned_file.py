"""A plan that goes straight into its file, for who waits long: shown as it comes, stopped with the best there is, kept.

The command line and the desk both plan so.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.api.arguments import demand_options
from planner.api.result import Result
from planner.files import OwnedPath
from planner.infeasibility.planned import plan_to_file
from planner.outputs import Outputs
from planner.planning.pipeline import Stages, options_of
from planner.planning.preliminary import Solution, recovered
from planner.planning.progress import SolveViewer
from planner.planning.workbooks import output_name
from planner.solving.outcome import relative_gap

if TYPE_CHECKING:
    from planner.api.case import Case

__all__ = ["Solution", "output_name", "plan_into", "recover_into", "relative_gap"]


def plan_into(
    case: Case,
    target: Path,
    shown: SolveViewer,
    *,
    told: Callable[[Any], None],
    keeps: Callable[[Solution], None] = lambda _: None,
    gap: float | None = None,
    money_gap: float | None = None,
    time_limit: float | None = None,
    threads: int | None = None,
) -> Result:
    """Solve a case in the main thread and write its plan; a Ctrl-C writes the best plan so far at once, then ends.

    Parameters
    ----------
    shown
        Who is shown how it goes.
    told
        Told of the plan that is in its place, None for none, just before a further Ctrl-C ends the process.
    keeps
        Handed every better solution: `recover_into` makes a plan of the last one where the process was killed.

    Raises
    ------
    PlannerError
        As `Case.solve`; where nothing can be planned, why stands in a workbook beside the target.
    """
    demand_options(gap=gap, money_gap=money_gap, time_limit=time_limit, threads=threads)
    stages, writes = Stages(tell=shown.stage), Outputs((case.path,))
    with stages.stage("read and check"):
        book = case.book()
    return Result(
        plan_to_file(
            book, target, stages, writes=writes, told=told, shown=shown, keeps=keeps, gap=gap, money_gap=money_gap,
            time_limit=time_limit, threads=threads,
        )
    )  # fmt: skip


def recover_into(case: Case, target: Path, solution: Solution, bound: float | None, **solve: Any) -> Result:
    """Write the plan of the last solution that `plan_into` handed over before its process ended.

    Raises
    ------
    PlannerError
        When the case is another than the one that was solved, or the plan cannot be written.
    """
    book = case.book()
    return Result(recovered(book, OwnedPath(target), solution, bound, options_of(book, **solve)))
