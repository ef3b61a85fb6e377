"""Workbooks that can be planned, the names of their plans, and what has to be said of a plan."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.errors import WorkbookError
from planner.faults import Fault
from planner.workbook.book import Book
from planner.workbook.checks.run import read_and_check

if TYPE_CHECKING:
    from planner.plans.plan import Plan

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


def remarks(plan: Plan) -> list[str]:
    """Return what must be said of a plan beside its status: what it leaves out, and checks that do not pass."""
    found = [f"left out: {plan.run['left out']}"] if plan.run["left out"] else []
    failed = plan.tables["Checks"].query("`pass` != 'yes'")
    found += [f"CHECK DOES NOT PASS: {row['check']}, at {row['where']}" for _, row in failed.iterrows()]
    return found
