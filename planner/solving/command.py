"""What ``planner solve`` does: read, check, solve, write, and say so."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import WorkbookError
from planner.files import check_writable
from planner.reports.excel import write_plan
from planner.reports.progress import Progress
from planner.solving.solve import Stages, solve_book
from planner.workbook.checks import read_and_check

if TYPE_CHECKING:
    from planner.plans.plan import Plan
    from planner.workbook.book import Book
    from planner.workbook.faults import Fault


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


def default_output(path: Path, case: str) -> Path:
    """Return where a plan goes that is given no place: ``outputs/``, named after the input and the case."""
    folder = Path("outputs")
    folder.mkdir(exist_ok=True)
    return folder / f"{path.stem}-{case}.xlsx"


def solve_to(book: Book, target: Path, stages: Stages, **options: Any) -> Plan:
    """Solve a workbook with progress on a terminal, and write its plan."""
    check_writable(target)
    with Progress(book.settings) as progress:
        stages.tell = progress.stage
        plan = solve_book(book, listener=progress.update, stages=stages, **options)
        progress.stage("write")
        write_plan(plan, target)
    return plan


def as_json(plan: Plan, target: Path, began: float) -> str:
    """Return what ``--json`` prints: one object."""
    facts = {name: plan.run[name] for name in ("status", "objective", "bound", "gap")}
    checks = bool((plan.tables["Checks"]["pass"] == "yes").all())
    return json.dumps(
        facts | {"seconds": round(time.perf_counter() - began, 3), "path": str(target), "checks passed": checks}
    )
