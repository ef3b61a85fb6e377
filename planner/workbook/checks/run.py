"""Checks of what a workbook means: faults that show only where several rows are read together."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from planner.faults import Fault, Severity, by_severity
from planner.workbook.checks import (
    chances,
    circles,
    funding,
    halves,
    origins,
    places,
    projects,
    ratios,
    risks,
    rules,
    shares,
    sizes,
    stocks,
    supply,
    times,
    units,
    unreachable,
)
from planner.workbook.checks.lookup import Facts, Report
from planner.workbook.reading.partial import row_of, usable, wrong_rows
from planner.workbook.reading.reader import read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import ModuleType

    from planner.workbook.book import Book

CHECKS = (
    shares, projects, supply, funding, rules, origins, circles, risks,
    chances, times, unreachable, stocks, sizes, ratios, halves, units,
)  # fmt: skip


# Checks that look at a row's neighbours: a row that is wrong may be all that is wrong with them.
OF_NEIGHBOURS = (funding, rules, origins, unreachable, stocks)
OF_NUMBERS = (sizes, ratios, halves, units)  # of which those of wrong rows are not told
KEPT = ("Periods", "Materials")  # to which the numbers of other rows belong
FIRST = "Mend the wrong cells first: this may come of them"


def read_and_check(path: Path, case: str = "base") -> tuple[Book | None, list[Fault]]:
    """Return a workbook and everything that is wrong with it; None in place of one that cannot be planned.

    Raises
    ------
    FileError
        When the file is missing, no workbook, or not safe to read.
    """
    return checked(*read_rows(path, case))


def checked(book: Book, found: Sequence[Fault]) -> tuple[Book | None, list[Fault]]:
    """Return a workbook that was read, with the faults that reading found, and what its cells mean together."""
    if any(fault.severity is Severity.ERROR for fault in found):
        return None, by_severity([*found, *meaning_in_part(book, found)])
    faults = by_severity([*found, *meaning(book)])
    return (None if any(fault.severity is Severity.ERROR for fault in faults) else book), faults


def meaning(book: Book) -> list[Fault]:
    """Return every fault of meaning of a workbook whose cells are right, errors first."""
    facts, report = _as_meant(Facts(book)), Report(book)
    places.judge(Facts(book), report)
    for check in CHECKS:
        check.judge(facts, report)
    return list(report.complaints.faults())


def meaning_in_part(book: Book, found: Sequence[Fault]) -> list[Fault]:
    """Return the faults of meaning of the rows that are right, in a workbook where others are wrong.

    Where rows had to be left out, what follows from their absence is not told: a wrong cell is told once.
    """
    part, is_whole = usable(book, found)
    if part is None:
        return []
    facts, wrong = _as_meant(Facts(part)), wrong_rows(found)
    faults: list[Fault] = []
    for check in (places, *CHECKS):
        if is_whole or check not in OF_NEIGHBOURS:
            report = Report(part)
            check.judge(_seen_by(check, facts, part, wrong), report)
            told = [fault for fault in report.complaints.faults() if is_whole or fault.severity is Severity.ERROR]
            faults += [_hedged(fault, check) for fault in told if row_of(fault.sheet, fault.cell) not in wrong]
    return faults


def _as_meant(facts: Facts) -> Facts:
    """Return the facts with the countries of sites as they are likely meant: of a slip nothing more is told."""
    meant, book = places.slips(facts), facts.book
    if not meant:
        return facts
    sites = [(row, meant.get(row["country"], row["country"])) for row in book.rows("Sites")]
    right = tuple(replace(row, values={**row.values, "country": country}) for row, country in sites)
    return Facts(replace(book, sheets={**book.sheets, "Sites": right}))


def _seen_by(check: ModuleType, facts: Facts, book: Book, wrong: set[tuple[str, int]]) -> Facts:
    """Return what a check looks at where some rows are wrong: places as typed, and numbers only of right rows."""
    if check is places:
        return Facts(book)
    if check not in OF_NUMBERS:
        return facts
    rows = {
        sheet: held if sheet in KEPT else tuple(row for row in held if (sheet, row.number) not in wrong)
        for sheet, held in facts.book.sheets.items()
    }
    found = copy(facts)
    found.book = replace(facts.book, sheets=rows)
    return found


def _hedged(fault: Fault, check: ModuleType) -> Fault:
    """Return a fault that may come of the wrong cells with what then would do."""
    return replace(fault, remedy=FIRST) if check in OF_NEIGHBOURS and fault.severity is Severity.ERROR else fault
