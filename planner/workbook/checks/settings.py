"""Checks of settings: rates typed in percent, and a base year that is no year near the plan's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from planner.faults import Remedy, Severity, would_do
from planner.workbook.reading.complaints import Complaints
from planner.workbook.reading.parse import number_in
from planner.workbook.schema.describe import number

RATES: Final = ("discount rate", "cost of capital")
MOST_YEARS: Final = 100  # between the base year and the plan: beyond them money of one is nothing in the other
WIDE_GAP: Final = 0.5


def judge(
    found: Mapping[str, Any], cells: Mapping[str, str], periods: Sequence[str], complaints: Complaints
) -> None:  # fmt: skip
    """Note settings that are likely not meant; ``cells`` has the cell of each that is set."""
    for name in RATES:
        if name in cells and found[name] is not None and found[name] > 1:
            wrong, remedy = percent(found[name], "a year")
            complaints.add("Settings", cells[name], wrong, found[name], remedy, Severity.WARNING)
    if "gap" in cells and found["gap"] >= WIDE_GAP:
        wrong, remedy = percent(found["gap"], "of the cost")
        wrong += ": the first plan found would be good enough"
        complaints.add("Settings", cells["gap"], wrong, found["gap"], remedy, Severity.WARNING)
    _judge_base_year(found["base year"], cells, periods, complaints)


def percent(found: float, of: str) -> tuple[str, Remedy]:
    """Return what is said of a share or rate that may have been typed in percent, and what would do."""
    shown = number(float(f"{100 * found:.6g}"))
    typed, meant = number(float(f"{found:.6g}")), number(float(f"{found / 100:.6g}"))
    words = f"{typed} percent is written {typed}% or {meant}"
    return f"this is {shown}% {of}", would_do(words, float(meant), otherwise="Check it: 1 is 100%")


def _judge_base_year(
    base: float | None, cells: Mapping[str, str], periods: Sequence[str], complaints: Complaints
) -> None:  # fmt: skip
    first, last = (number_in(periods[0]), number_in(periods[-1])) if periods else (None, None)
    if base is None or first is None:
        return
    is_far, is_later = abs(first - base) > MOST_YEARS, last is not None and base > last
    if not is_far and not is_later:
        return
    way = "before" if base < first else "after"
    wrong = (
        f"the base year is a year in whose money the plan is told, and {number(base)} is "
        f"{number(abs(first - base))} years {way} the first period, {number(first)}"
    )
    otherwise = "Name the periods by the years in which they begin"
    words = f"Leave it blank or write {number(first)}, or n{otherwise[1:]}"
    remedy = would_do(words, first, None, otherwise=otherwise)
    severity = Severity.ERROR if is_far else Severity.WARNING
    complaints.add("Settings", cells["base year"], wrong, base, remedy, severity)
