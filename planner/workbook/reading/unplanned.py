"""Says at its cells what a workbook has that this version does not plan yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.faults import Severity
from planner.workbook.schema.columns import fold

if TYPE_CHECKING:
    from planner.workbook.reading.cells import Grid
    from planner.workbook.reading.complaints import Complaints
    from planner.workbook.reading.layout import SheetTable
    from planner.workbook.schema.later import Later


def judge_sheet(grid: Grid, complaints: Complaints) -> None:
    """Warn of a sheet that has rows and is not planned yet."""
    if len(grid.rows) > 1:
        wrong = f"this version does not plan {grid.title} yet: the workbook is planned as it stands, without them"
        complaints.add(grid.title, "", wrong, severity=Severity.WARNING)


def judge_column(table: SheetTable, place: int, column: Later, complaints: Complaints) -> None:
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
