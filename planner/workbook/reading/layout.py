"""Finds the declared sheets and columns in what a workbook holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from planner.faults import Severity
from planner.workbook.reading.cells import Grid
from planner.workbook.reading.complaints import Complaints, letter
from planner.workbook.reading.spelling import misspelt
from planner.workbook.reading.yes_or_no import counts
from planner.workbook.schema.columns import Column, Sheet, header_key, spell
from planner.workbook.schema.sheets import SHEETS

# Sheets of our own template, beside the declared ones, that hold nothing to plan with.
OWN_SHEETS: Final = frozenset({"guide", "lists", "issues", "meta"})
_READ: Final = {header_key(sheet.name): sheet for sheet in SHEETS if sheet.is_read}
_UNREAD: Final = {header_key(sheet.name): sheet for sheet in SHEETS if not sheet.is_read}


@dataclass(slots=True)
class SheetTable:
    """The cells of one declared sheet.

    Attributes
    ----------
    sheet, title
        Its declaration, and the name on its tab.
    header_row, header
        The number of the header row, and its cells by column number.
    columns
        By declared name, and by period for period columns: the column number.
    rows
        By row number: the cells below the header, by column number; without blank rows.
    known
        What has been worked out of it: by what it is, the columns that it comes of and what was found.
    """

    sheet: Sheet
    title: str
    header_row: int
    header: dict[int, Any]
    rows: dict[int, dict[int, Any]]
    columns: dict[str, int] = field(default_factory=dict)
    active: dict[int, bool] = field(default_factory=dict)
    known: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """The declared name of the sheet."""
        return self.sheet.name

    @property
    def varying(self) -> Column | None:
        """The column that takes period columns, if any."""
        return next((column for column in self.sheet.columns if column.varies), None)

    @property
    def takes_periods(self) -> bool:
        """Whether columns headed by a period mean something here."""
        return self.name == "Series" or self.varying is not None

    def value(self, number: int, column: str) -> Any:
        """Return the raw value of a cell; None where it is blank or the sheet lacks the column."""
        place = self.columns.get(column)
        return None if place is None else self.rows[number].get(place)

    def column_values(self, column: str) -> Iterator[tuple[int, object]]:
        """Go over the filled cells of a column, with their row numbers."""
        place = self.columns.get(column)
        if place is not None:
            for number, cells in self.rows.items():
                if place in cells:
                    yield number, cells[place]

    def is_active(self, number: int) -> bool:
        """Whether a row counts."""
        found = self.active.get(number)
        if found is None:
            found = self.active[number] = counts(self.value(number, "active"))
        return found

    def cell(self, number: int, column: str) -> str:
        """Return the address of a cell within the sheet."""
        place = self.columns.get(column)
        return f"{letter(place)}{number}" if place else f"row {number}"

    @staticmethod
    def address(number: int, place: int) -> str:
        """Return the address of a cell by its row and column number."""
        return f"{letter(place)}{number}"

    def place(self, number: int, column: str) -> str:
        """Return the address of a cell with its sheet."""
        return f"{self.name}!{self.cell(number, column)}"

    def remember(self, what: object, columns: Iterable[str], work_out: Callable[[], object]) -> Any:
        """Return what has been worked out of some columns before, else work it out."""
        if what not in self.known:
            self.known[what] = frozenset(columns), work_out()
        return self.known[what][1]

    def with_cells(self, changes: Mapping[tuple[int, int], object]) -> SheetTable:
        """Return a copy in which cells, by row and column number, hold other values; None blanks one."""
        rows = dict(self.rows)
        copied: dict[int, dict[int, object]] = {}
        for (number, place), value in changes.items():
            cells = copied.get(number)
            if cells is None:
                cells = rows[number] = copied[number] = dict(rows.get(number, {}))
            if value is None:
                cells.pop(place, None)
            else:
                cells[place] = value
        changed = {place for _, place in changes}
        headers = {name for name, place in self.columns.items() if place in changed}
        known = {what: found for what, found in self.known.items() if headers.isdisjoint(found[0])}
        active = {} if "active" in headers else self.active
        return replace(self, rows=rows, active=active, known=known)


def declared_sheet(title: str, prefix: str = "") -> Sheet | None:
    """Return the declared sheet that a tab's name means, if any."""
    if prefix and not title.casefold().startswith(prefix):
        return None
    return _READ.get(header_key(title[len(prefix) :]))


def carried_sheets(titles: Iterable[str], prefix: str = "") -> dict[str, Sheet]:
    """Return the declared sheet of each tab that is never read, and that a plan carries all the same."""
    found: dict[str, Sheet] = {}
    for title in titles:
        if title.casefold().startswith(prefix):
            sheet = _UNREAD.get(header_key(title[len(prefix) :]))
            if sheet is not None and sheet not in found.values():
                found[title] = sheet
    return found


def pick_sheets(titles: Iterable[str], prefix: str, complaints: Complaints) -> dict[str, Sheet]:
    """Return the declared sheet of each tab that is read; note those that are not."""
    found: dict[str, Sheet] = {}
    others: list[str] = []
    for title in titles:
        sheet = declared_sheet(title, prefix)
        if sheet is None:
            others.append(title)
        elif sheet in found.values():
            first = next(other for other, held in found.items() if held is sheet)
            wrong = f"two sheets are named {sheet.name}: {first!r} and {title!r}"
            complaints.add(sheet.name, "", wrong, remedy="Join them, or rename one")
        else:
            found[title] = sheet
    if not prefix:
        _judge_sheets(others, found, complaints)
    return found


def _judge_sheets(others: Iterable[str], found: dict[str, Sheet], complaints: Complaints) -> None:
    for title in others:
        key = header_key(title)
        carried = spell(title).casefold().startswith("in ") and declared_sheet(spell(title), "in ")
        if key in OWN_SHEETS or key in _UNREAD or carried:
            continue
        missing = {key: sheet for key, sheet in _READ.items() if sheet not in found.values()}
        meant = misspelt(key, missing)
        if meant:
            sheet = found[title] = missing[meant]
            remedy = f"Did you mean {sheet.name!r}?"
            complaints.add(spell(title), "", "no sheet of ours has this name", title, remedy)
        else:
            wrong = "this sheet is not one of ours and is not read"
            complaints.add(spell(title), "", wrong, severity=Severity.NOTE)


def table_of(grid: Grid, sheet: Sheet, prefix: str = "") -> SheetTable | None:
    """Return the table on a worksheet, its header the first row with any value.

    None where the worksheet is empty, or seems to be this sheet misspelt but has none of its key columns.
    """
    if not grid.rows:
        return None
    top = min(grid.rows)
    headers = {header_key(header) for header in grid.rows[top].values()}
    if declared_sheet(grid.title, prefix) is None and headers.isdisjoint(map(header_key, sheet.key)):
        return None
    return table_as_it_is(grid, sheet)


def table_as_it_is(grid: Grid, sheet: Sheet) -> SheetTable:
    """Return the table on a worksheet that holds something, whatever its columns are."""
    top = min(grid.rows)
    rows = {number: grid.rows[number] for number in sorted(grid.rows) if number != top}
    return SheetTable(sheet, grid.title, top, grid.rows[top], rows)
