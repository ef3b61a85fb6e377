"""The workbook that a plan was made from, read again with the plan's case applied."""

from __future__ import annotations

from pathlib import Path

from planner.errors import WorkbookError
from planner.faults import Fault, Severity
from planner.reports.loading.plan import read_run
from planner.reports.plan_workbook.copies import PREFIX
from planner.workbook.book import Book
from planner.workbook.cases.added import has_case, settings_of, with_case
from planner.workbook.cases.applied import BASE
from planner.workbook.reading.reader import opened, read_opened
from planner.workbook.schema.columns import fold
from planner.workbook.worlds.paths import WORLDS_CASE, paths_of


def book_planned(workbook: Path, plan: Path) -> tuple[Book, list[str]]:
    """Return a workbook with the case of a plan applied, and what has to be said of it.

    A case that a program made of the workbook stands in the plan alone: its rows are taken from there, and named.

    Raises
    ------
    FileError
        When one of the files is not what it is taken for.
    WorkbookError
        With every error of the workbook, or where neither it nor the plan has the case.
    """
    run = read_run(plan)
    found, said = opened(workbook), list[str]()
    case = str(run.get(WORLDS_CASE) or run.get("case") or BASE)
    if not has_case(found, case):
        settings = settings_of(opened(plan, PREFIX), case)
        found = with_case(found, case, case, settings) if settings else found
        changes = "; ".join(f"{each.sheet} / {each.row} / {each.column}: {each.change}" for each in settings)
        said = (
            [f"{workbook.name} has no case {case!r}: its rows are taken from the plan, {changes}."] if settings else []
        )
    if found.sha256 != run.get("input sha256"):
        said.append(f"warning: {workbook.name} is not the file that was planned: it was changed since.")
    book, faults = read_opened(found, case)
    errors = [fault for fault in faults if fault.severity is Severity.ERROR]
    if errors:
        raise WorkbookError(workbook, errors)
    return _along(book, str(run["world"])) if run.get("world") else book, said


def _along(book: Book, end: str) -> Book:
    """Return the workbook along the path of a world of a playbook.

    Raises
    ------
    WorkbookError
        When the workbook has no such path any more.
    """
    found = next((path.book for path in paths_of(book) if fold(path.end) == fold(end)), None)
    if found is None:
        raise WorkbookError(book.path, [Fault("Worlds", "", f"no path ends with the world {end!r}")])
    return found
