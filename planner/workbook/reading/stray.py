"""What lies on a sheet in a way that a reader of cells would miss or mistake."""

from __future__ import annotations

from collections import Counter

from openpyxl.utils.cell import range_boundaries

from planner.faults import Severity
from planner.workbook.reading.cells import Grid
from planner.workbook.reading.complaints import Complaints, letter
from planner.workbook.reading.layout import SheetTable
from planner.workbook.schema.parts import NOTE


def judge(grid: Grid, table: SheetTable, complaints: Complaints) -> None:
    """Note values outside the table, merged cells, and what is hidden."""
    _judge_outside(table, complaints)
    _judge_merged(grid, table, complaints)
    if grid.hidden:
        wrong = "this sheet is hidden and is read all the same"
        complaints.add(table.name, "", wrong, severity=Severity.NOTE)
    if grid.hidden_rows:
        wrong = f"{grid.hidden_rows} hidden or filtered row(s) are read like the others"
        complaints.add(table.name, "", wrong, severity=Severity.NOTE)


def _judge_outside(table: SheetTable, complaints: Complaints) -> None:
    """Note values in columns without a header, once a column."""
    first: dict[int, int] = {}
    counts: Counter[int] = Counter()
    headed = table.header.keys()
    for number, cells in table.rows.items():
        for place in cells.keys() - headed:
            first.setdefault(place, number)
            counts[place] += 1
    for place in sorted(first):
        number, more = first[place], counts[place] - 1
        others = f", and {more} more below it" if more else ""
        wrong = f"a value outside the table: its column has no header{others}"
        remedy = "Give the column a header, or clear it"
        complaints.add(table.name, f"{letter(place)}{number}", wrong, table.rows[number][place], remedy)


def _judge_merged(grid: Grid, table: SheetTable, complaints: Complaints) -> None:
    """Note merged cells in columns of ours: all but the first of them are blank, whatever it looks like."""
    ours = {place for name, place in table.columns.items() if name != NOTE.name}
    for area in grid.merged:
        left, top, right, bottom = (int(bound or 0) for bound in range_boundaries(area))
        held = grid.rows.get(top, {}).get(left)
        if held is not None and bottom > table.header_row and not ours.isdisjoint(range(left, right + 1)):
            wrong = f"the cells {area} are merged: only the first holds a value, the others count as blank"
            complaints.add(table.name, f"{letter(left)}{top}", wrong, held, "Unmerge them and fill each cell")
