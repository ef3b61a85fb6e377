"""Checks of rows that are filled in for some periods and blank in others, where a blank means no limit."""

from __future__ import annotations

import math
from typing import Final

from planner.faults import Severity
from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport

# By sheet: the column, what a blank means there, and whether only a blank after what is filled in is likely a slip.
HALVES: Final = {
    "Demand": ("amount", "it is a sale without limit", False),
    "Plants": ("capacity", "its capacity has no limit", False),
    "Budgets": ("amount", "its money has no limit", True),
}


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note numbers that are there in some periods and without limit in others."""
    for sheet, (column, meaning, only_after) in HALVES.items():
        for row in lookup.book.rows(sheet):
            if sheet == "Demand" and (any(row["shortage cost"]) or any(row["required"])):
                continue  # where it is an error
            _judge_row(row, column, meaning, only_after, lookup, report)


def _judge_row(row: Row, column: str, meaning: str, only_after: bool, lookup: CheckLookup, report: CheckReport) -> None:
    numbers, periods = row[column], lookup.book.periods
    filled = [t for t, one in enumerate(numbers) if math.isfinite(one) and one > 0]
    endless = [
        t for t, one in enumerate(numbers) if math.isinf(one) and row.holds(periods[t]) is None
    ]  # no word says so
    blank = [t for t in endless if filled and row.holds(column) is None and (t > filled[0] or not only_after)]
    if not blank:
        return
    period = periods[blank[0]]
    others = f" and {len(blank) - 1} more period{'s' * (len(blank) > 2)}" if len(blank) > 1 else ""
    wrong = f"{column} is blank in {period}{others}, where {meaning}, though there is one in {periods[filled[0]]}"
    at = period if period in row.columns else column
    remedy = f"Fill it in there, or type into {column} what holds in the other periods"
    report.complaints.add(row.sheet, row.cell(at), wrong, None, remedy, Severity.WARNING)
