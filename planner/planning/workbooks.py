"""What ``planner solve`` does: read, check, solve, write, and say so."""

from __future__ import annotations

import re
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any, Final

from planner.errors import InfeasibleError, WorkbookError
from planner.files import Place
from planner.interrupts import finishing
from planner.outputs import Outputs
from planner.planning.pipeline import Stages, solve_book, versions
from planner.planning.preliminary import Preliminary
from planner.planning.progress import Progress
from planner.workbook.checks.run import read_and_check

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rich.console import Console

    from planner.faults import Fault
    from planner.plans.plan import Plan
    from planner.workbook.book import Book

LONGEST_CASE: Final = 60  # letters of a case's name in that of a file


def read_checked(path: Path, case: str) -> tuple[Book, list[Fault]]:
    """Return a workbook that can be planned, with its warnings and notes.

    Raises
    ------
    WorkbookError
        When anything is wrong, in a cell or in what the cells mean together: all of it.
    """
    book, faults = read_and_check(path, case)
    if book is None:
        raise WorkbookError(path, faults)
    return book, faults


def output_name(path: Path, case: str) -> str:
    """Return the name of a plan that is given none: after the input and the case."""
    return f"{path.stem}-{named_like(case)}.xlsx"


def named_like(case: str) -> str:
    """Return a name for the file of a case: like it, as far as a file can be named so."""
    return (re.sub(r"[^\w .,()+-]+", "_", case).strip(" .") or "case")[:LONGEST_CASE]


def solve_to(
    book: Book,
    target: Path,
    stages: Stages,
    console: Console | None = None,
    writes: Outputs | None = None,
    told: Callable[[Plan | None], None] | None = None,
    **options: Any,
) -> Plan:
    """Solve a workbook with progress on a terminal (a console, or standard error), and write its plan.

    Parameters
    ----------
    writes
        Where else the command may write: why there is no plan, beside where the plan would be.
    told
        Told of the plan that is in its place, if any, where a Ctrl-C is why no better is; without it a Ctrl-C is
        somebody else's.
    """
    place = Place(target)
    with Progress(book.settings, console) as progress:
        best = Preliminary(place, progress, told or (lambda _: None))
        stages.tell = progress.stage
        with best.watch() if told is not None else nullcontext():
            try:
                plan = solve_book(book, listener=best, stages=stages, **options)
            except InfeasibleError as error:
                path = write_diagnosis(error, book, target, writes)
                message = f"{error}\nThis is written to {path}."
                raise InfeasibleError(message, error.diagnosis, path) from error
            except KeyboardInterrupt:
                if told is not None:
                    told(best.plan)
                raise
            progress.stage("write")
            best.write(plan)
    return plan


def write_diagnosis(error: InfeasibleError, book: Book, target: Path, writes: Outputs | None = None) -> Path:
    """Write why there is no plan beside where the plan would be; return where."""
    from planner.reports.study_workbook.write import write_study

    assert error.diagnosis is not None
    path = (writes or Outputs()).free(target.with_name(f"{target.stem}.diagnosis.xlsx"))
    facts = {"input": book.path.name, "input sha256": book.sha256, "case": book.case}
    seconds = round(error.diagnosis.seconds, 3)
    with finishing():
        write_study(error.diagnosis.study(facts | {"seconds of the diagnosis": seconds} | versions()), path)
    return path


def remarks(plan: Plan) -> list[str]:
    """Return what must be said of a plan beside its status: what it leaves out, and checks that do not pass."""
    found = [f"left out: {plan.run['left out']}"] if plan.run["left out"] else []
    failed = plan.tables["Checks"].query("`pass` != 'yes'")
    found += [f"CHECK DOES NOT PASS: {row['check']}, at {row['where']}" for _, row in failed.iterrows()]
    return found


def interrupted_words(plan: Plan | None, target: Path) -> str:
    """Return what is said where a Ctrl-C left a plan as it was found, or none."""
    if plan is None:
        return "interrupted before there was a plan; nothing was written"
    return f"interrupted: {target} has the best plan so far, not verified"
