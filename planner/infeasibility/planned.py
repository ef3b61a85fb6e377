"""Plans of workbooks, and where there is none, why: in the workbook's own cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from rich.console import Console

from planner.errors import InfeasibleError, SolverError
from planner.files import OwnedPath
from planner.infeasibility.diagnosis import DiagnosedError, diagnose
from planner.interrupts import finishing
from planner.outputs import Outputs
from planner.planning.pipeline import Stages, options_of, solve_book
from planner.planning.preliminary import Preliminary, Solution
from planner.planning.progress import Progress, SolveViewer
from planner.plans.plan import Plan
from planner.program import versions
from planner.solving.outcome import Listener, Options
from planner.workbook.book import Book


@contextmanager
def explained(book: Book, options: Options, said: str = "") -> Iterator[None]:
    """Give what is impossible its reasons.

    Parameters
    ----------
    book
        The workbook in whose cells it is said what is impossible.
    said
        What is said before it.
    """
    try:
        yield
    except InfeasibleError as error:
        found = diagnose(book, options)
        if found.is_possible:
            message = "the solver called this workbook infeasible, and its diagnosis found a plan"
            raise SolverError(message) from error
        message = f"{said}{found.text}"
        raise DiagnosedError(message, found) from error


def plan_book(book: Book, *, listener: Listener | None = None, stages: Stages | None = None, **given: Any) -> Plan:
    """Return the plan of a workbook, audited; all as `planner.planning.pipeline.solve_book` has it.

    Raises
    ------
    DiagnosedError
        When the hard requirements cannot hold together; the message names them.
    """
    beside = {"told_beside", "settles"}
    with explained(book, options_of(book, **{name: x for name, x in given.items() if name not in beside})):
        return solve_book(book, listener=listener, stages=stages, **given)


def plan_to_file(
    book: Book,
    target: Path,
    stages: Stages,
    console: Console | None = None,
    writes: Outputs | None = None,
    told: Callable[[Plan | None], None] | None = None,
    shown: SolveViewer | None = None,
    keeps: Callable[[Solution], None] = lambda _: None,
    planned: Callable[..., Plan] = plan_book,
    **options: object,
) -> Plan:
    """Solve a workbook with progress on a terminal (a console, or standard error) or elsewhere, and write its plan.

    Parameters
    ----------
    writes
        Where else the command may write: why there is no plan, beside where the plan would be.
    told
        Told of the plan that is in its place, if any, where a Ctrl-C is why no better is; without it a Ctrl-C is
        somebody else's.
    shown
        Who is shown how it goes, where that is no terminal.
    keeps
        Handed every better solution, see `planner.planning.preliminary.recovered`.
    planned
        What plans it; `solve_book` looks for no reasons where there is no plan, which may take minutes.
    """
    place = OwnedPath(target)
    with shown or Progress(book.settings, console) as progress:
        best = Preliminary(place, progress, told or (lambda _: None), keeps)
        stages.tell = progress.stage
        with best.watch() if told is not None else nullcontext():
            try:
                plan = planned(book, listener=best, stages=stages, told_beside=True, **options)
            except DiagnosedError as error:
                raise error.written(write_diagnosis(error, book, target, writes)) from error
            except KeyboardInterrupt:
                if told is not None:
                    told(best.plan)
                raise
            progress.stage("write")
            best.write(plan)
    return plan


def write_diagnosis(error: DiagnosedError, book: Book, target: Path, writes: Outputs | None = None) -> Path:
    """Write why there is no plan beside where the plan would be; return where."""
    from planner.reports.study_workbook.write import write_study

    path = (writes or Outputs()).free(target.with_name(f"{target.stem}.diagnosis.xlsx"))
    facts: dict[str, object] = {"input": book.path.name, "input sha256": book.sha256, "case": book.case}
    seconds = round(error.diagnosis.seconds, 3)
    with finishing():
        write_study(error.diagnosis.study(facts | {"seconds of the diagnosis": seconds} | versions()), path)
    return path
