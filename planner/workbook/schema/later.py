"""Sheets and columns of the contract that this version does not plan yet: said at their cells, never left out silently.

Whatever comes to be planned is declared in ``sheets.py`` and taken out here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from planner.faults import Severity
from planner.workbook.schema.columns import fold, header_key

if TYPE_CHECKING:
    from planner.workbook.reading.cells import Grid
    from planner.workbook.reading.complaints import Complaints
    from planner.workbook.reading.layout import Table


@dataclass(frozen=True, slots=True)
class Later:
    """A column that is not planned yet, and what a cell may hold that means the same as leaving it out."""

    name: str
    default: tuple[str, ...] = ()


# Other commands will read these sheets; what is solved is the workbook as it stands, with or without them.
SHEETS: Final = ("Worlds", "Ranges", "Partners")
COLUMNS: Final[dict[str, tuple[Later, ...]]] = {
    "Suppliers": (Later("support", ("0",)), Later("funder")),
    "Stockpiles": (Later("reserve", ("0",)), Later("funder")),
    "Rules": (Later("of", ("intake",)), Later("content")),
    "Disruptions": (Later("recovery", ("0",)), Later("together", ("1",)), Later("floor")),
    "Hits": (Later("price", ("1",)), Later("tariff", ("0",))),
}


def is_later_sheet(title: str) -> bool:
    """Whether a tab is named like a sheet that is not planned yet."""
    return header_key(title) in {header_key(name) for name in SHEETS}


def later_columns(sheet: str) -> dict[str, Later]:
    """Return the columns of a sheet that are not planned yet, by the key of their header."""
    return {header_key(column.name): column for column in COLUMNS.get(sheet, ())}


def judge_sheet(grid: Grid, complaints: Complaints) -> None:
    """Warn of a sheet that has rows and is not planned yet."""
    if len(grid.rows) > 1:
        wrong = f"this version does not plan {grid.title} yet: the workbook is planned as it stands, without them"
        complaints.add(grid.title, "", wrong, severity=Severity.WARNING)


def judge_column(table: Table, place: int, column: Later, complaints: Complaints) -> None:
    """Refuse values of a column that is not planned yet, at the first of them; defaults change nothing."""
    asked = [
        number
        for number, cells in table.rows.items()
        if place in cells and table.is_active(number) and fold(cells[place]) not in column.default
    ]
    if asked:
        first, more = asked[0], len(asked) - 1
        others = f", here and in {more} more row{'s' * (more > 1)}" if more else ""
        wrong = f"this version does not plan the column {column.name!r} of {table.name} yet{others}"
        remedy = "Clear it, or set these rows to active no"
        complaints.add(table.name, table.address(first, place), wrong, table.rows[first][place], remedy)
