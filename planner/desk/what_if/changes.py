"""Changes of numbers, tried as a case and told as rows of the sheet Cases; the workbook itself is never written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from planner.desk.opened import opened_again
from planner.desk.what_if.names import in_money, label_of, named
from planner.desk.what_if.typed import typed
from planner.errors import PlannerError, WorkbookError
from planner.faults import Fault, Severity
from planner.workbook.cases.applied import BASE
from planner.workbook.reading.complaints import shown
from planner.workbook.schema.columns import header_key, spell

if TYPE_CHECKING:
    from planner.api.case import Case
    from planner.workbook.reading.reader import Opened

Change = tuple[str, str, str, str]  # sheet, row, column, and what it is set to, as typed
CASES: Final = "Cases"
FORMULA: Final = ("=", "+", "-", "@")  # with these a spreadsheet begins to reckon, where a text is pasted
ROW: Final = ("case", "sheet", "row", "column", "change")  # what a row of Cases says


def looked_at(path: str, case: str, changes: Sequence[Change], name: str) -> dict[str, Any]:
    """Return what changes are of, whether they can be planned, and their rows, as plain data for a page.

    Parameters
    ----------
    path, case
        The workbook, and the case that the changes are made to.
    changes
        Each with what it is set to; blank for one that is not filled in yet.
    name
        Of the case that they make; blank for the one that says what has been changed.
    """
    cells = opened_again(path)
    told = [_told(cells, change) for change in changes]
    found: dict[str, Any] = {
        "changes": told, "cases": cases_of(cells), "faults": [], "name": name, "rows": [], "header": _header(cells),
        "is ready": False, "can copy rows": False,
    }  # fmt: skip
    if not changes or any(not to for *_, to in changes):
        return found
    try:
        made = case_of(cells, case, changes, name)
        faults = made.faults
    except PlannerError as error:
        wrong = _words(error.faults) if isinstance(error, WorkbookError) else [str(error)]
        return found | {"faults": wrong}
    errors = _words(fault for fault in faults if fault.severity is Severity.ERROR)
    rows = rows_of(cells, made)
    plain = not any(cell.startswith(FORMULA) and not is_amount(cell) for row in rows for cell in row)
    return found | {
        "faults": errors, "name": made.name, "rows": rows, "is ready": not errors, "can copy rows": plain,
    }  # fmt: skip


def cases_of(cells: Opened) -> list[str]:
    """Return the names of the cases of a workbook, ``base`` first."""
    table = cells.tables.get(CASES)
    rows = () if table is None else table.column_values("case")
    names = [spell(name) for number, name in rows if table is not None and table.is_active(number)]
    return list(dict.fromkeys([BASE, *names]))


def cases_in(path: str) -> list[str]:
    """Return the names of the cases of a workbook by its path."""
    return cases_of(opened_again(path))


def is_amount(text: str) -> bool:
    """Whether a text is a number."""
    return not isinstance(typed(text), str)


def _words(faults: Iterable[Fault]) -> list[str]:
    """Return faults in words; those of rows of Cases, which stand in no workbook yet, without their place."""
    return [replace(each, sheet="", cell="").in_words() if each.sheet == CASES else each.in_words() for each in faults]


def case_of(cells: Opened, case: str, changes: Sequence[Change], name: str) -> Case:
    """Return the case that changes make of another.

    Raises
    ------
    WorkbookError
        When a change fits no cell, or the cell cannot hold it.
    """
    from planner.api.case import Case

    return Case(cells, case).demanded().set_all(
        [(sheet, row, column, typed(to)) for sheet, row, column, to in changes], name=name
    )  # fmt: skip


def rows_of(cells: Opened, case: Case) -> list[list[str]]:
    """Return the rows of Cases that a case is, in the order of the columns that the workbook's own sheet has.

    A case that was made of another has the rows of that one too, so that it stands by itself.
    """
    from planner.workbook.cases.added import settings_of

    settings = settings_of(case.workbook, case.name)
    rows = [dict(zip(ROW, (case.name, *map(shown, each)), strict=True)) for each in settings]
    return [[row.get(name, "") for name in _header(cells)] for row in rows]


def _header(cells: Opened) -> list[str]:
    """Return which column of Cases stands where in the workbook; blank for one that is none of those that are told."""
    table = cells.tables.get(CASES)
    if table is None:
        return list(ROW)
    ours = {header_key(name): name for name in ROW}
    found = [ours.get(header_key(spell(table.header.get(place, ""))), "") for place in range(1, max(table.header) + 1)]
    while found and not found[-1]:
        found.pop()
    return found if set(ROW) <= set(found) else list(ROW)


def copied(path: str, case: str, changes: Sequence[Change], name: str, target: str) -> dict[str, Any]:
    """Write a copy of a workbook with the changes as a case of its sheet Cases; return what is said of it.

    Raises
    ------
    FileError
        When it cannot be written, or something is there already.
    WorkbookError
        When a change fits no cell.
    """
    from planner.workbook.cases.again import content_of
    from planner.workbook.reading.reader import raw_sheets

    made = case_of(opened_again(path), case, changes, name)
    made.to_excel(Path(target))
    left_out = content_of(raw_sheets(made.workbook), BASE).left_out
    return {"case": made.name, "left out": list(left_out)}


def _told(cells: Opened, change: Change) -> dict[str, str]:
    sheet, row, column, to = change
    found = named(cells, sheet, row, column)
    told = {"sheet": sheet, "row": row, "column": column, "to": to}
    if found is None:
        return {**told, "holds": "", "cell": "", "unit": "", "is there": ""}
    unit = in_money(found.unit, label_of(cells))
    return {**told, "holds": found.holds, "cell": found.cell, "unit": unit, "is there": "yes"}
