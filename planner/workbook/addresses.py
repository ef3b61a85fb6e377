"""Where a number of the workbook stands: the one place in which addresses are worked out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from planner.workbook.book import Book, Row
from planner.workbook.reading.complaints import letter
from planner.workbook.reading.settings import OURS
from planner.workbook.reading.yes_or_no import counts
from planner.workbook.schema.columns import Kind, fold, header_key
from planner.workbook.schema.sheets import BY_NAME, SHEETS

SERIES: Final = "values"  # what a row of Series calls its numbers
# Blank, these take the number of a setting; blank too, that takes another's.
FROM_SETTINGS: Final = {
    ("Projects", "cost of capital"): "cost of capital",
    ("Settings", "cost of capital"): "discount rate",
}


@dataclass(frozen=True, order=True)
class Cell:
    """A cell of the workbook: of a row, its column, or the column of a period (its name).

    A commitment has its period too, though it stands in the one cell ``decision``. The numbers of a row of Series
    are its column ``values``.
    """

    sheet: str
    row: int
    column: str
    period: str = ""

    @property
    def header(self) -> str:
        """What stands above it."""
        return self.column if self.column == "decision" else self.period or self.column


def cell_of(book: Book, row: Row, column: str, t: int | None = None) -> Cell:
    """Return the cell that holds a row's number in a period; without a period the cell of the column itself.

    It is the column of the period only where the column takes such columns and the row's is filled in; the row of
    Series where a series is named; what stands in Settings where a blank means that. Nothing else has a cell that is
    blank or not there: that one is then the cell, for it is where the number would be typed.
    """
    cell = _own_cell(book, row, column, t)
    if t is not None:
        series = series_named(book, row.holds(cell.header)) if takes_series(row.sheet, column) else None
        if series is not None:
            return Cell("Series", series.number, SERIES, book.periods[t])
    setting = FROM_SETTINGS.get((row.sheet, column)) if row.holds(cell.header) is None else None
    found = None if setting is None else _setting(book, setting)
    return found or cell


def mend_of(book: Book, row: Row, column: str, t: int | None = None) -> Cell:
    """Return the cell into which another number is typed for a period.

    That is the cell which holds it; but of a series that other cells name as well it is the row's own column of the
    period, where there can be one: others keep their number.
    """
    cell = cell_of(book, row, column, t)
    if cell.sheet != "Series" or t is None or not takes_periods(row.sheet, column):
        return cell
    return cell if uses_of_series(book, cell.row) == 1 else Cell(row.sheet, row.number, column, book.periods[t])


def governed(book: Book, cell: Cell) -> list[int]:
    """Return the positions of the periods of which a cell speaks: its own, or all those that have none of their own."""
    if cell.period:
        return [book.periods.index(cell.period)]
    row = row_of(book, cell)
    if not takes_periods(cell.sheet, cell.column):
        return list(range(len(book.periods)))
    return [t for t, name in enumerate(book.periods) if row.holds(name) is None]


def address(book: Book, cell: Cell) -> str:
    """Return where a cell is, such as ``Budgets!D7``.

    One whose column is not on the sheet is told by its row and the header that would have to be added. What the case
    sets is set in Cases: where its row of Cases sets other cells as well, by one more row there.
    """
    by = book.set_by.get((cell.sheet, cell.row, cell.header))
    if by is not None:
        return _in_cases(book, cell, by)
    if cell.sheet == "Settings":
        return _in_settings(book, cell.row)
    row = row_of(book, cell)
    if cell.header in row.columns and (cell.sheet, cell.header) not in book.added:
        return f"{cell.sheet}!{row.cell(cell.header)}"
    return f"{cell.sheet}! row {cell.row}, a new column {cell.header}"


def address_of(book: Book, sheet: str, number: int, column: str, t: int | None = None) -> str:
    """Return the address of the cell that holds a number: of a sheet's row, by the row's number, in a period."""
    row = next((row for row in book.rows(sheet) if row.number == number), None)
    return f"{sheet}!row {number}" if row is None else address(book, cell_of(book, row, column, t))


def row_of(book: Book, cell: Cell) -> Row:
    """Return the row of a cell."""
    return next(row for row in book.rows(cell.sheet) if row.number == cell.row)


def takes_periods(sheet: str, column: str) -> bool:
    """Whether a column has columns of periods beside it that override it."""
    return any(one.varies for one in BY_NAME[sheet].columns if one.name == column)


def takes_series(sheet: str, column: str) -> bool:
    """Whether a number of a column may be written as the name of a row of Series."""
    return any(one.series for one in BY_NAME[sheet].columns if one.name == column and one.kind is Kind.NUMBER)


def series_named(book: Book, held: object) -> Row | None:
    """Return the row of Series that a cell names; None where it names none."""
    if not isinstance(held, str):
        return None
    return next((row for row in book.rows("Series") if fold(row["series"]) == fold(held)), None)


def uses_of_series(book: Book, number: int) -> int:
    """Return how many cells name a row of Series, lists of pairs included."""
    row = next(row for row in book.rows("Series") if row.number == number)
    return _named(book)[fold(row["series"])]


def _named(book: Book) -> Counter[str]:
    found: Counter[str] = Counter()
    for sheet in SHEETS:
        names = {column.name for column in sheet.columns if column.series}
        names |= set(book.periods) if any(column.varies for column in sheet.columns) else set()
        for row in book.rows(sheet.name):
            found.update(fold(held) for name in names if isinstance(held := row.holds(name), str))
            found.update(fold(part.rpartition(":")[2]) for part in str(row.holds("uses") or "").split(";"))
    return found


def _own_cell(book: Book, row: Row, column: str, t: int | None) -> Cell:
    """Return the cell in the row itself that says its number in a period."""
    if t is not None and takes_periods(row.sheet, column) and row.holds(book.periods[t]) is not None:
        return Cell(row.sheet, row.number, column, book.periods[t])
    return Cell(row.sheet, row.number, column)


def _settings(book: Book) -> tuple[dict[int, dict[str, object]], dict[str, int]]:
    """Return what the sheet Settings holds, by row number and header, and the column number of each header."""
    raw = next((raw for raw in book.raw if raw.name == "Settings"), None)
    if raw is None:
        return {}, {}
    headers = [header_key(header) for header in raw.header]
    held = {n: dict(zip(headers, row, strict=False)) for n, row in zip(raw.row_numbers, raw.rows, strict=True)}
    return held, dict(zip(headers, raw.column_numbers, strict=True))


def _setting(book: Book, name: str) -> Cell | None:
    """Return the cell of a setting, or of the one that a blank of it means; None where neither stands there."""
    for number, held in _settings(book)[0].items():
        ours = OURS.get(header_key(held.get("setting") or ""))
        if ours is not None and ours.name == name and held.get("value") is not None and counts(held.get("active")):
            return Cell("Settings", number, "value")
    other = FROM_SETTINGS.get(("Settings", name))
    return None if other is None else _setting(book, other)


def _in_settings(book: Book, number: int) -> str:
    place = _settings(book)[1].get("value")
    return f"Settings!{letter(place)}{number}" if place else "Settings"


def _in_cases(book: Book, cell: Cell, number: int) -> str:
    """Return where in Cases a cell is set: its own row of it, or one more."""
    if sum(other == number for other in book.set_by.values()) == 1:
        row = next(row for row in book.rows("Cases") if row.number == number)
        return f"Cases!{row.cell('change')}"
    sheet = BY_NAME[cell.sheet]
    row = row_of(book, cell)
    parts = (row[column] for column in sheet.key)
    names = " / ".join("; ".join(part) if isinstance(part, tuple) else str(part or "") for part in parts)
    return f"Cases! a new row: {book.case} | {cell.sheet} | {names} | {cell.header}"
