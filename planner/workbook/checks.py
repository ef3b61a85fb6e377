"""Checks of what a workbook means: faults that show only where several rows are read together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.workbook import (
    check_chances,
    check_circles,
    check_funding,
    check_origins,
    check_places,
    check_projects,
    check_ratios,
    check_reach,
    check_risks,
    check_rules,
    check_shares,
    check_sizes,
    check_supply,
    check_times,
)
from planner.workbook.facts import Facts, Report
from planner.workbook.faults import Fault, Severity, by_severity
from planner.workbook.partial import usable, wrong_rows
from planner.workbook.reader import read_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planner.workbook.book import Book

CHECKS = (
    check_places, check_shares, check_projects, check_supply, check_funding, check_rules, check_origins, check_circles,
    check_risks, check_chances, check_times, check_reach, check_sizes, check_ratios,
)  # fmt: skip


# Checks that look at a row's neighbours: a row that is wrong may be all that is wrong with them.
OF_NEIGHBOURS = (check_funding, check_rules, check_origins, check_reach)
FIRST = "Mend the wrong cells first: this may come of them"


def read_and_check(path: Path, case: str = "base") -> tuple[Book | None, list[Fault]]:
    """Return a workbook and everything that is wrong with it; None in place of one that cannot be planned.

    Raises
    ------
    FileError
        When the file is missing, no workbook, or not safe to read.
    """
    book, found = read_rows(path, case)
    if any(fault.severity is Severity.ERROR for fault in found):
        return None, by_severity([*found, *meaning_in_part(book, found)])
    faults = by_severity([*found, *meaning(book)])
    return (None if any(fault.severity is Severity.ERROR for fault in faults) else book), faults


def meaning(book: Book) -> list[Fault]:
    """Return every fault of meaning of a workbook whose cells are right, errors first."""
    facts, report = Facts(book), Report()
    for check in CHECKS:
        check.judge(facts, report)
    return list(report.complaints.faults())


def meaning_in_part(book: Book, found: Sequence[Fault]) -> list[Fault]:
    """Return the errors of meaning of the rows that are right, in a workbook where others are wrong."""
    part = usable(book)
    if part is None:
        return []
    facts, wrong = Facts(part), wrong_rows(found)
    faults: list[Fault] = []
    for check in CHECKS:
        report = Report()
        check.judge(facts, report)
        errors = [fault for fault in report.complaints.faults() if fault.severity is Severity.ERROR]
        of_right_rows = [fault for fault in errors if not wrong_rows([fault]) & wrong]
        faults += [replace(fault, remedy=FIRST) if check in OF_NEIGHBOURS else fault for fault in of_right_rows]
    return faults
