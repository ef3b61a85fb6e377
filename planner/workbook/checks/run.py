"""Checks of what a workbook means: faults that show only where several rows are read together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType

from planner.faults import Fault, Severity, by_severity
from planner.workbook.book import Book, renamed
from planner.workbook.checks import (
    chances,
    circles,
    contents,
    dearer,
    floors,
    funding,
    halves,
    origins,
    partners,
    places,
    projects,
    public_money,
    ratios,
    risks,
    rules,
    shares,
    sizes,
    slips,
    stocks,
    supply,
    times,
    units,
    unreachable,
    used,
    worlds,
)
from planner.workbook.checks.lookup import CheckLookup, CheckReport
from planner.workbook.reading.complaints import row_of
from planner.workbook.reading.layout import SheetTable
from planner.workbook.reading.mends import with_tried
from planner.workbook.reading.partial import usable, wrong_rows
from planner.workbook.reading.reader import Opened, opened, read_again, read_opened
from planner.workbook.worlds.paths import tried_paths

Rows = set[tuple[str, int]]

CHECKS = (
    shares, projects, supply, funding, partners, public_money, rules, used, origins, contents, circles, risks, dearer,
    chances, times, unreachable, floors, stocks, sizes, ratios, halves, units, worlds,
)  # fmt: skip


OF_SPELLING = (places, slips)  # which look at names as they are typed, and all others as they are meant
# Checks that look at a row's neighbours: a row that is wrong may be all that is wrong with them.
OF_NEIGHBOURS = (funding, rules, used, origins, contents, unreachable, floors, stocks, worlds)
OF_NUMBERS = (sizes, ratios, halves, units)  # of which those of wrong rows are not told
KEPT = ("Periods", "Materials")  # to which the numbers of other rows belong
OF_WORTH = (contents,)  # whose warnings weigh what materials are worth: not told while a material's row is wrong
FIRST = "Mend the wrong cells first: this may come of them"


def read_and_check(path: Path, case: str = "base") -> tuple[Book | None, list[Fault]]:
    """Return a workbook and everything that is wrong with it; None in place of one that cannot be planned.

    Raises
    ------
    FileError
        When the file is missing, no workbook, or not safe to read.
    """
    return checked(opened(path), case)


def checked(cells: Opened, case: str) -> tuple[Book | None, list[Fault]]:
    """Return the workbook that cells hold and everything that is wrong with it, with values that have been tried."""
    book, found = read_opened(cells, case)
    told = by_severity([*found, *_meaning(book, found)])
    faults = with_tried(told, cells.tables, partial(_again, cells, case))
    return (None if any(fault.severity is Severity.ERROR for fault in faults) else book), faults


def _again(
    cells: Opened, case: str, tables: Mapping[str, SheetTable], rows: Rows
) -> tuple[Sequence[Fault], Sequence[Fault]]:
    """Return the faults of other cells of a workbook: of cells and names, and of meaning."""
    book, found = read_again(cells, case, tables, rows)
    return found, _meaning(book, found, is_whole=True)


def _meaning(book: Book, found: Sequence[Fault], *, is_whole: bool = False) -> list[Fault]:
    is_wrong = any(fault.severity is Severity.ERROR for fault in found)
    return meaning_in_part(book, found, is_whole=is_whole) if is_wrong else meaning(book, is_whole=is_whole)


def meaning(book: Book, *, is_whole: bool = False) -> list[Fault]:
    """Return every fault of meaning of a workbook whose cells are right, errors first; a whole list is not cut."""
    lookup, report = _as_meant(CheckLookup(book)), CheckReport(book, is_whole=is_whole)
    for check in OF_SPELLING:
        check.judge(CheckLookup(book), report)
    for check in CHECKS:
        check.judge(lookup, report)
    found = list(report.complaints.faults())
    if book.rows("Worlds") and not any(fault.severity is Severity.ERROR for fault in found):
        found = by_severity([*found, *tried_paths(book, meaning)[1]])
    return found


def meaning_in_part(book: Book, found: Sequence[Fault], *, is_whole: bool = False) -> list[Fault]:
    """Return the faults of meaning of the rows that are right, in a workbook where others are wrong.

    Where rows had to be left out, what follows from their absence is not told: a wrong cell is told once.
    """
    part, has_all = usable(book, found)
    sums = _sums_of_worlds(book, found, is_whole=is_whole)
    if part is None:
        return sums
    lookup, wrong = _as_meant(CheckLookup(part)), wrong_rows(found)
    is_worth_known = all(sheet != "Materials" for sheet, _ in wrong)
    faults, told_already = [*sums], {(fault.sheet, fault.cell, fault.wrong) for fault in sums}
    for check in (*OF_SPELLING, *CHECKS):
        is_tree_known = check is not worlds or all(sheet != "Worlds" for sheet, _ in wrong)
        if is_tree_known and (has_all or check not in OF_NEIGHBOURS):
            report = CheckReport(part, is_whole=is_whole)
            check.judge(_seen_by(check, lookup, part, wrong), report)
            has_warnings = has_all and (is_worth_known or check not in OF_WORTH)
            told = [fault for fault in report.complaints.faults() if has_warnings or fault.severity is Severity.ERROR]
            faults += [
                _hedged(fault, check)
                for fault in told
                if row_of(fault.sheet, fault.cell) not in wrong
                and (fault.sheet, fault.cell, fault.wrong) not in told_already
            ]
    return faults


def _sums_of_worlds(book: Book, found: Sequence[Fault], *, is_whole: bool) -> list[Fault]:
    """Return which chances of worlds do not add up: what else is wrong with their rows changes nothing of that."""
    errors = [fault for fault in found if fault.severity is Severity.ERROR]
    cells = {fault.cell for fault in errors if fault.sheet == "Worlds"}
    cells |= {cell.removeprefix("Worlds!") for fault in errors for cell in fault.also if cell.startswith("Worlds!")}
    report = CheckReport(book, is_whole=is_whole)
    worlds.judge_sums(book.rows("Worlds"), cells, report)
    return list(report.complaints.faults())


def _as_meant(lookup: CheckLookup) -> CheckLookup:
    """Return the lookup with the names that are likely misspelt as they are meant: of a slip nothing more is told."""
    book = lookup.book
    rows = dict(slips.as_meant(book))
    spelled = places.slips(book)
    for sheet, names in (("Sites", spelled.of_sites), ("Countries", spelled.of_countries)):
        if names:
            rows[sheet] = tuple(renamed(row, "country", names) for row in rows.get(sheet, book.rows(sheet)))
    return CheckLookup(replace(book, sheets={**book.sheets, **rows})) if rows else lookup


def _seen_by(check: ModuleType, lookup: CheckLookup, book: Book, wrong: set[tuple[str, int]]) -> CheckLookup:
    """Return what a check looks at where some rows are wrong: places as typed, and numbers only of right rows."""
    if check in OF_SPELLING:
        return CheckLookup(book)
    if check not in OF_NUMBERS:
        return lookup
    rows = {
        sheet: held if sheet in KEPT else tuple(row for row in held if (sheet, row.number) not in wrong)
        for sheet, held in lookup.book.sheets.items()
    }
    found = copy(lookup)
    found.book = replace(lookup.book, sheets=rows)
    return found


def _hedged(fault: Fault, check: ModuleType) -> Fault:
    """Return a fault that may come of the wrong cells with what then would do."""
    return replace(fault, remedy=FIRST) if check in OF_NEIGHBOURS and fault.severity is Severity.ERROR else fault
