"""A workbook with other values in its cells, typed by the reader as if it had been read from a file again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from planner.errors import WorkbookError
from planner.faults import Fault, Severity
from planner.workbook.book import Book, RawSheet
from planner.workbook.cases.targets import with_column
from planner.workbook.reading.complaints import Complaints
from planner.workbook.reading.layout import SheetTable
from planner.workbook.reading.typed import lay_out, type_book
from planner.workbook.schema.sheets import BY_NAME

if TYPE_CHECKING:
    from planner.workbook.addresses import Cell


@dataclass(frozen=True, slots=True)
class Edit:
    """What is typed into a cell; None blanks it."""

    cell: Cell
    value: object


def with_cells(book: Book, edits: Iterable[Edit]) -> Book:
    """Return a workbook after typing values into its cells; with the case applied, what the case sets too.

    Raises
    ------
    WorkbookError
        When cells would then be wrong.
    """
    found, faults = retyped(book, edits)
    wrong = [fault for fault in faults if fault.severity is Severity.ERROR]
    if wrong:
        raise WorkbookError(book.path, wrong)
    return found


def retyped(book: Book, edits: Iterable[Edit]) -> tuple[Book, tuple[Fault, ...]]:
    """Return a workbook after typing values into its cells, also where that makes them wrong, and its faults."""
    tables = {raw.name: table_of_raw(raw) for raw in book.raw if raw.name in BY_NAME and BY_NAME[raw.name].is_read}
    lay_out(tables, Complaints())
    changes = list(book.typed)
    for edit in edits:
        cell = edit.cell
        changes.append((cell.sheet, cell.row, cell.header, edit.value))
        table = with_column(tables[cell.sheet], cell.header)
        tables[cell.sheet] = table.with_cells({(cell.row, table.columns[cell.header]): edit.value})
    complaints = Complaints()
    typed = type_book(tables, complaints)
    raws = tuple(raw_of_table(raw, tables[raw.name]) if raw.name in tables else raw for raw in book.raw)
    found = replace(book, settings=typed.settings, sheets=typed.rows, raw=raws, typed=tuple(changes))
    return found, complaints.faults()


def table_of_raw(raw: RawSheet) -> SheetTable:
    """Return the cells of a sheet where they stood when it was read."""
    places = raw.column_numbers
    rows = {
        number: {place: held for place, held in zip(places, row, strict=False) if held is not None}
        for number, row in zip(raw.row_numbers, raw.rows, strict=True)
    }
    header = {place: name for place, name in zip(places, raw.header, strict=True) if name is not None}
    return SheetTable(BY_NAME[raw.name], raw.name, raw.header_row, header, rows)


def raw_of_table(raw: RawSheet, table: SheetTable) -> RawSheet:
    """Return a sheet with the cells of its table, for people."""
    places = tuple(sorted(table.header))
    rows = tuple(tuple(cells.get(place) for place in places) for cells in table.rows.values())
    header = tuple(table.header[place] for place in places)
    return replace(raw, header=header, rows=rows, numbers=tuple(table.rows), places=places)
