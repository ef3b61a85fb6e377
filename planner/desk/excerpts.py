"""Rows of a workbook with their header, as they are seen in Excel: around a fault, and behind a picture."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from planner.workbook.reading.cells import column_number
from planner.workbook.reading.complaints import letter, shown
from planner.workbook.schema.columns import spell

if TYPE_CHECKING:
    from planner.workbook.reading.layout import SheetTable
    from planner.workbook.reading.reader import Opened

MOST_COLUMNS: Final = 12  # of a row around a fault: more are not seen at a glance
BESIDE: Final = 4  # columns that stand on either side of the cell of a fault
GAP: Final = 0  # stands for columns that are left out
CELL: Final = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)")
ROW: Final = re.compile(r"row (\d+)")


@dataclass(frozen=True)
class ExcerptCell:
    """What one cell holds, in words; whether it is the one that is meant, a number, or a mark for cells between."""

    words: str
    is_marked: bool = False
    is_number: bool = False
    is_gap: bool = False


@dataclass(frozen=True)
class ExcerptRow:
    """A row by its number in the spreadsheet."""

    number: int
    cells: tuple[ExcerptCell, ...]
    is_marked: bool = False


@dataclass(frozen=True)
class Excerpt:
    """Some rows of a sheet.

    Attributes
    ----------
    sheet
        The name on its tab.
    letters
        Of the columns that are shown; ``…`` where some between are not.
    header, rows
        The row of the headers, and the rows below it that are shown.
    """

    sheet: str
    letters: tuple[str, ...]
    header: ExcerptRow
    rows: tuple[ExcerptRow, ...]


def neighbourhood(cells: Opened, sheet: str, cell: str) -> Excerpt | None:
    """Return the row of a fault's cell with its header, the cell marked; None for a fault of a whole sheet.

    Parameters
    ----------
    cells
        The workbook as it was opened.
    sheet, cell
        As a `Fault` has them: the declared name or that on the tab; ``H12``, or ``row 12`` for all of it.
    """
    table = table_named(cells, sheet)
    place, number = _parsed(cell)
    if table is None or number is None:
        return None
    rows = [] if number == table.header_row else [number]
    return _made(table, rows, _around(table, place), (number, place))


def rows_behind(cells: Opened, sheet: str, numbers: Sequence[int]) -> Excerpt | None:
    """Return some rows of a sheet, with those columns in which one of them holds something."""
    table = table_named(cells, sheet)
    held = {place for number in numbers for place in (table.rows.get(number, {}) if table else {})}
    return None if table is None or not held else _made(table, numbers, sorted(held), (None, None))


def table_named(cells: Opened, sheet: str) -> SheetTable | None:
    """Return the table of a sheet by its declared name or that on its tab; None where there is none."""
    found = cells.tables.get(sheet)
    return found or next((table for table in cells.tables.values() if spell(table.title) == spell(sheet)), None)


def _parsed(cell: str) -> tuple[int | None, int | None]:
    """Return the column's and the row's number of a fault's cell, each None where it has none."""
    if whole := ROW.match(cell):
        return None, int(whole[1])
    if found := CELL.fullmatch(cell):
        return column_number(found[1]), int(found[2])
    return None, None


def _around(table: SheetTable, place: int | None) -> list[int]:
    """Return the columns that are shown around one: all of a narrow sheet, else the name's and those beside it."""
    places = sorted({*table.header, *([place] if place else [])})
    if len(places) <= MOST_COLUMNS:
        return places
    named = [table.columns[name] for name in table.sheet.key if name in table.columns]
    at = places.index(place) if place else 0
    beside = places[max(at - BESIDE, 0) : at + BESIDE + 1]
    return _with_gaps(places, {*named, *beside})


def _with_gaps(places: Sequence[int], kept: Collection[int]) -> list[int]:
    found: list[int] = []
    for place in places:
        if place in kept:
            found.append(place)
        elif found[-1:] != [GAP]:
            found.append(GAP)
    return found


def _made(
    table: SheetTable, numbers: Sequence[int], places: Sequence[int], marked: tuple[int | None, int | None]
) -> Excerpt:
    row, column = marked

    def cell(held: dict[int, Any], number: int, place: int) -> ExcerptCell:
        if place == GAP:
            return ExcerptCell("…", is_gap=True)
        value = held.get(place)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return ExcerptCell(shown(value), number == row and place == column, is_number)

    def line(held: dict[int, Any], number: int) -> ExcerptRow:
        return ExcerptRow(number, tuple(cell(held, number, place) for place in places), number == row)

    letters = tuple("…" if place == GAP else letter(place) for place in places)
    rows = tuple(line(table.rows.get(number, {}), number) for number in numbers)
    return Excerpt(spell(table.title), letters, line(table.header, table.header_row), rows)
