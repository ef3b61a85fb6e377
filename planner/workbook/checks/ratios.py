"""Checks of numbers of one kind that are so far apart that arithmetic loses the small beside the large."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Final

from planner.workbook.addresses import address, cell_of
from planner.workbook.book import Book, Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport, period_of
from planner.workbook.schema.describe import number
from planner.workbook.schema.dimensions import BARE, MONEY, dimension
from planner.workbook.schema.sheets import SHEETS

APART: Final = 1e15  # numbers have not quite 16 digits
NO_SIZE: Final = {"maximum", "total", "capacity", "limit", "penalty"}  # limits may be as large as one likes
MENDS: Final = {
    "shortage cost": "Bring the two nearer; what must be served at any cost has a required share, not a higher cost",
}


@dataclass(frozen=True, slots=True)
class SizedCell:
    """A number that is not 0, and where it stands."""

    size: float
    row: Row
    column: str

    @property
    def period(self) -> int | None:
        """The position of the period whose number it is; None where its column does not vary."""
        return period_of(self.row, self.column, self.size)

    def told(self, book: Book) -> str:
        """Return it in words, with where it stands."""
        where = address(book, cell_of(book, self.row, self.column, self.period))
        return f"the {self.column} in {where} ({number(self.size)})"


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note numbers of one kind of which the largest is more times the smallest than a number has digits."""
    groups: dict[Hashable, list[SizedCell]] = defaultdict(list)
    for group, cell in _cells(lookup):
        groups[group].append(cell)
    for cells in groups.values():
        least, most = min(cells, key=lambda cell: cell.size), max(cells, key=lambda cell: cell.size)
        if most.size > APART * least.size:
            times = f"{number(most.size / least.size)} times {least.told(lookup.book)}"
            wrong = f"{most.column} is {times}: numbers have 15 digits"
            remedy = MENDS.get(most.column, "Bring the two nearer")
            report.error(most.row, most.column, wrong, remedy, most.period)


def _cells(lookup: CheckLookup) -> Iterator[tuple[Hashable, SizedCell]]:
    """Yield every number that counts beside others, with what it counts beside: money, a material's prices, amounts."""
    for sheet in SHEETS:
        for column in sheet.columns:
            if not column.unit or column.name in NO_SIZE:
                continue
            for row in lookup.book.rows(sheet.name):
                measured = dimension(sheet, column, row.values)
                of = row.values.get("material") if isinstance(row.values.get("material"), str) else None
                if measured == BARE or (of is None and measured != MONEY) or sheet.name == "Rules":
                    continue
                for size in sizes_in(row.values.get(column.name)):
                    yield (measured, None if measured == MONEY else of), SizedCell(size, row, column.name)


def sizes_in(value: object) -> Iterator[float]:
    """Yield the sizes of the numbers that a cell holds, but for 0 and no limit."""
    for one in value if isinstance(value, tuple) else (value,):
        if isinstance(one, float) and math.isfinite(one) and one:
            yield abs(one)
