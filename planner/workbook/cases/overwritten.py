"""Tells where one row of a case undoes an earlier one, or changes the same once more: likely a slip."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from planner.workbook.reading.complaints import shown
from planner.workbook.schema.columns import fold, spell

if TYPE_CHECKING:
    from planner.workbook.cases.changes import CaseChange
    from planner.workbook.reading.layout import SheetTable

REMEDY: Final = (
    "Leave one of the two rows out; what holds for some only of the cells of another row stands below that row"
)
Cells = Mapping[tuple[int, int], Any]  # by row and column number


class Made(NamedTuple):
    """What a row of Cases has written on a sheet."""

    change: CaseChange
    cells: Cells

    @property
    def is_relative(self) -> bool:
        """Whether it has changed numbers, and not set them."""
        return any(value is not self.change.change for value in self.cells.values())


def undone(table: SheetTable, before: list[Made], now: Made) -> str:
    """Return what is wrong with a row of a case after others of the same sheet; blank where nothing is.

    Who sets all of something, and then some of it to something else, means just that.
    """
    for made in reversed(before):
        if made.cells.keys() > now.cells.keys():
            continue
        if now.is_relative and (made.change.change, made.cells.keys()) == (now.change.change, now.cells.keys()):
            return f"row {made.change.number} of this case says the same, and both count: one after the other"
        if now.is_relative:
            continue
        for cell in sorted(made.cells.keys() & now.cells.keys()):
            if _key(made.cells[cell]) != _key(now.cells[cell]):
                return _words(table, made, now, cell)
    return ""


def _words(table: SheetTable, made: Made, now: Made, cell: tuple[int, int]) -> str:
    place = f"{table.name}!{table.address(*cell)}"
    earlier, later = (shown(each.cells[cell]) for each in (made, now))
    set_to = f"row {made.change.number} of this case sets {place} to {earlier} already"
    return f"{set_to}; this one counts, being later: {later}"


def _key(value: object) -> object:
    return fold(spell(value)) if isinstance(value, str) else value
