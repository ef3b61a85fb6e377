"""Checks of shares and rates that may be above 1: likely they were typed in percent."""

from __future__ import annotations

from typing import Any, Final

from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport, period_of
from planner.workbook.checks.settings import percent

# By sheet and column: what the share is of, and the most that nobody types by a slip.
RATES: Final = {
    ("Lanes", "tariff"): ("of the value", 1.0),
    ("Projects", "cost of capital"): ("a year", 1.0),
    ("Hits", "remaining"): ("of the demand", 50.0),  # a surge is above 1
    ("Hits", "price"): ("of what it costs", 99.0),
    ("Hits", "tariff"): ("of the value", 1.0),
    ("Budgets", "weight"): ("of its money", 20.0),
}
ALL: Final = 1.0  # of what is sent: nothing arrives, and one percent may have been meant


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note shares so far above 1 that a percentage is likely meant."""
    for (sheet, column), (of, most) in RATES.items():
        for row in lookup.book.rows(sheet):
            found = _largest(row, column)
            if found > most and not (column == "remaining" and row["target"] != "demand"):
                report.warning(row, column, *percent(found, of), period_of(row, column, found))

    for row in lookup.book.rows("Lanes"):
        if min(row["loss"]) >= ALL:
            wrong, remedy = percent(min(row["loss"]), "of what is sent, so that nothing arrives")
            report.warning(row, "loss", wrong, remedy, period_of(row, "loss", min(row["loss"])))


def _largest(row: Row, column: str) -> float:
    value: Any = row[column]
    return max(value) if isinstance(value, tuple) else -1.0 if value is None else float(value)
