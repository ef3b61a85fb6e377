"""Checks of what a workbook means: faults that show only where several rows are read together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.workbook import (
    check_funding,
    check_projects,
    check_reach,
    check_risks,
    check_rules,
    check_sizes,
    check_supply,
)
from planner.workbook.facts import Facts, Report

if TYPE_CHECKING:
    from planner.workbook.book import Book
    from planner.workbook.faults import Fault

CHECKS = (check_projects, check_supply, check_funding, check_rules, check_risks, check_reach, check_sizes)


def meaning(book: Book) -> list[Fault]:
    """Return every fault of meaning of a workbook whose cells are right, errors first."""
    facts, report = Facts(book), Report()
    for check in CHECKS:
        check.judge(facts, report)
    return list(report.complaints.faults())
