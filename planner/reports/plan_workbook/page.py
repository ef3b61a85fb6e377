"""The first sheet's page: columns of one width, merged as each part of the page needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from planner.reports.cells import write_cell
from planner.reports.styles import DARK, ReportStyles

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

COLUMNS: Final = 18
COLUMN_WIDTH: Final = 6.0
COLUMN_PIXELS: Final = 47
USUAL_HEIGHT: Final = 15.0  # points of a row of which nothing else is said


class PlanPage:
    """The sheet, and the row at which its next part begins."""

    columns = COLUMNS

    def __init__(self, sheet: Worksheet, styles: ReportStyles) -> None:
        self.sheet, self.styles, self.row = sheet, styles, 0
        self._heights: dict[int, float] = {}

    def height(self, row: int, points: float) -> None:
        """Set the height of a row."""
        self._heights[row] = points
        self.sheet.set_row(row, points)

    def points(self, first: int, last: int) -> float:
        """Return how high the rows from one up to, and without, another are together."""
        return sum(self._heights.get(row, USUAL_HEIGHT) for row in range(first, last))

    def merged(self, row: int, first: int, last: int, value: object, **look: object) -> None:
        """Write one value over several columns."""
        style = self.styles.get(**look)
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", style)
        write_cell(self.sheet, row, first, value, style)

    def line(self, value: str, height: float, **look: object) -> None:
        """Write a line across the page and go on below it."""
        self.height(self.row, height)
        self.merged(self.row, 0, self.columns - 1, value, **look)
        self.row += 1

    def heading(self, row: int, first: int, last: int, words: str) -> None:
        """Write the heading of a part over several columns."""
        self.merged(row, first, last, words, bold=True, font_color=DARK, bottom=2, bottom_color=DARK, shrink=True)

    def space(self, height: float = 6) -> None:
        """Leave a little room."""
        self.height(self.row, height)
        self.row += 1
