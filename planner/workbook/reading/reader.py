"""Reads a workbook: bytes -> cells -> names -> typed rows, with every fault at its cell."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Container, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

from planner.errors import FileError, WorkbookError
from planner.faults import Fault, Severity, by_severity
from planner.workbook.book import Book, RawSheet
from planner.workbook.cases.applied import BASE, apply_case, of_case, of_cases, touched_by
from planner.workbook.ranges.read import ranges_of
from planner.workbook.reading import guard, stray
from planner.workbook.reading.cells import plain, read_grids
from planner.workbook.reading.complaints import Complaints
from planner.workbook.reading.layout import SheetTable, carried_sheets, pick_sheets, table_as_it_is, table_of
from planner.workbook.reading.mends import with_tried
from planner.workbook.reading.typed import lay_out, type_book
from planner.workbook.schema.columns import Sheet, fold
from planner.workbook.schema.sheets import BY_NAME


def read(path: Path, case: str = "base", prefix: str = "") -> Book:
    """Return a workbook with a case applied.

    Parameters
    ----------
    path
        The file.
    case
        The case of Cases to apply; ``base`` for none.
    prefix
        What stands before the sheets' names: ``in `` for the copy of the input that a plan carries, in which
        the case has been applied and cases are not looked at again.

    Raises
    ------
    WorkbookError
        With every error of the workbook, or when it has no such case.
    FileError
        When the file is missing, no workbook, or not safe to read.
    """
    book, faults = read_with_faults(path, case, prefix)
    if book is None:
        raise WorkbookError(path, [fault for fault in faults if fault.severity is Severity.ERROR])
    return book


def read_with_faults(path: Path, case: str = "base", prefix: str = "") -> tuple[Book | None, tuple[Fault, ...]]:
    """Return a workbook and all its faults; None in place of one that has errors.

    Raises
    ------
    FileError
        When the file is missing, no workbook, or not safe to read.
    """
    cells = opened(path, prefix)
    book, found = read_opened(cells, case)
    faults = tuple(with_tried(found, cells.tables, lambda *at: (read_again(cells, case, *at)[1], ())))
    return (None if any(fault.severity is Severity.ERROR for fault in faults) else book), faults


def read_rows(path: Path, case: str = "base", prefix: str = "") -> tuple[Book, tuple[Fault, ...]]:
    """Return what a workbook holds, also where it has errors, and all its faults.

    A wrong cell holds its default there: what is read is for more checks and not to be planned.

    Raises
    ------
    FileError
        When the file is missing, no workbook, or not safe to read.
    """
    return read_opened(opened(path, prefix), case)


@dataclass(frozen=True)
class Opened:
    """A workbook whose cells were read, and nothing of which is typed yet: cases are applied to it.

    Attributes
    ----------
    path, sha256, prefix
        The file, the digest of its bytes, and what stands before the sheets' names.
    tables, carried
        Its sheets by their declared names, as they stand, and those that a plan carries without being read.
    complaints
        What is wrong with how the sheets are laid out.
    """

    path: Path
    sha256: str
    prefix: str
    tables: Mapping[str, SheetTable]
    carried: tuple[SheetTable, ...]
    complaints: Complaints


def opened(path: Path, prefix: str = "") -> Opened:
    """Return the cells of a workbook.

    Raises
    ------
    FileError
        When the file is missing, no workbook, or not safe to read.
    """
    content = guard.admit(path)
    complaints = Complaints(list(guard.open_elsewhere(path)))
    tables, carried = _tables(path, content, prefix, complaints)
    return Opened(path, hashlib.sha256(content).hexdigest(), prefix, tables, tuple(carried), complaints)


def read_opened(found: Opened, case: str) -> tuple[Book, tuple[Fault, ...]]:
    """Return what a workbook holds with a case applied, also where it has errors, and all its faults."""
    complaints, tables = deepcopy(found.complaints), found.tables
    applied, asked = tables, case
    if found.prefix:
        touched = touched_by(tables, case)
    else:
        case, applied, touched = apply_case(tables, case, complaints)
    typed = type_book(applied, complaints)
    if not found.prefix:
        ranges_of(applied, complaints)  # after all else: what is wrong in a cell that a range is of is told there
    faults = tuple(_without_ranges(of_case(complaints, tables, asked), asked))
    raw = tuple(_raw(table) for table in (*applied.values(), *found.carried))
    book = Book(
        found.path, found.sha256, case, typed.settings, typed.rows, raw, faults, touched.cells, frozenset(touched.added)
    )
    return book, faults


def _without_ranges(faults: Sequence[Fault], case: str) -> list[Fault]:
    """Return faults of which those that a case makes of Ranges do not stop it: no plan of a case reads that sheet."""
    if fold(case) == BASE:
        return list(faults)
    return by_severity(
        replace(fault, severity=Severity.WARNING)
        if (fault.sheet, fault.severity) == ("Ranges", Severity.ERROR)
        else fault
        for fault in faults
    )


def raw_sheets(found: Opened) -> tuple[RawSheet, ...]:
    """Return every sheet of a workbook as values, without any case."""
    return tuple(_raw(table) for table in (*found.tables.values(), *found.carried))


def read_again(
    found: Opened, case: str, tables: Mapping[str, SheetTable], rows: Container[object]
) -> tuple[Book, tuple[Fault, ...]]:  # fmt: skip
    """Return what other cells of a workbook hold, and all their faults; of Cases those alone that have such rows."""
    complaints = Complaints(is_whole=True)
    copies = dict(tables)
    lay_out(copies, complaints)
    if "Cases" in copies:
        copies["Cases"] = of_cases(copies["Cases"], rows, case)
    return read_opened(replace(found, tables=copies, complaints=complaints), case)


def _tables(
    path: Path, content: bytes, prefix: str, complaints: Complaints
) -> tuple[dict[str, SheetTable], list[SheetTable]]:
    """Return the tables of all declared sheets, by declared name, their columns found; and what is only carried."""
    chosen: dict[str, Sheet] = {}
    unread: dict[str, Sheet] = {}

    def choose(titles: list[str]) -> Collection[str]:
        if not prefix:
            _refuse_plan(path, titles)
        chosen.update(pick_sheets(titles, prefix, complaints))
        unread.update(carried_sheets(titles, prefix))
        return {*chosen, *unread}

    found = read_grids(path, content, choose)
    grids = {chosen[grid.title].name: grid for grid in found if grid.title in chosen}
    made = {name: table_of(grids[name], BY_NAME[name], prefix) for name in BY_NAME if name in grids}
    tables = {name: table for name, table in made.items() if table is not None}
    lay_out(tables, complaints)
    for name, table in tables.items():
        stray.judge(grids[name], table, complaints)
    return tables, [table_as_it_is(grid, unread[grid.title]) for grid in found if grid.title in unread and grid.rows]


def _refuse_plan(path: Path, titles: list[str]) -> None:
    """Refuse a plan where a workbook is asked for: its results have the names of sheets of ours."""
    names = {title.casefold() for title in titles}
    if {"in periods", "run", "checks"} <= names:
        command = f'planner new again.xlsx --from "{path}"'
        advice = f"Give the one that it was made from, or write that anew, its case applied: {command}"
        message = f"{path.name}: a plan, not a workbook to plan from. {advice}"
        raise FileError(message)


def _raw(table: SheetTable) -> RawSheet:
    """Return a sheet as it can be written again, without the columns that have no header."""
    places = sorted(table.header)
    rows = tuple(tuple(plain(cells.get(place)) for place in places) for cells in table.rows.values())
    header = tuple(plain(table.header[place]) for place in places)
    return RawSheet(table.name, header, rows, table.header_row, tuple(table.rows), tuple(places))
