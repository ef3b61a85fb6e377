"""The ledger of an audit: every comparison is noted under the name of its check, the worst one is kept."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from planner.audit.tolerances import ACCURACY, ROUNDING
from planner.plans.frames import frame

Where = tuple[object, ...]


@dataclass(slots=True)
class _Finding:
    """The worst of the comparisons under one name."""

    rows: int = 0
    ratio: float = -1.0
    violation: float = 0.0
    tolerance: float = 0.0
    where: str = ""


# What checks compare, by how their names begin, the first that fits: money, amounts, prices (beside the largest of
# them alone: whatever the units, no price is usual), or neither (shares and counts).
MEASURED: Final = (
    ("stocks: holding cost", "money"), ("stocks: cover days", ""), ("stocks:", "amount"), ("balances:", "amount"),
    ("purchases: cost", "money"), ("purchases: in use", ""), ("purchases:", "amount"),
    ("flows: transport", "money"), ("flows: tariff", "money"), ("flows:", "amount"),
    ("production: use", ""), ("production:", "amount"), ("resources: use shown", ""), ("resources:", "amount"),
    ("rules: each share", "amount"), ("rules: share at", "amount"), ("rules: amount at", "amount"),
    ("rules: excess", "amount"), ("rules: total", "amount"), ("sourcing: uses", "amount"),
    ("sourcing: amounts", "amount"), ("content:", "amount"), ("timeline: capacity", "amount"),
    ("projects: removed", "amount"), ("projects: commitments", "amount"),
    ("projects: size", "amount"), ("projects: capital", "money"),
    ("demand: revenue", "money"), ("demand:", "amount"), ("branches: shortage", "amount"),
    ("branches: extra cost", "money"), ("branches: what they add", "money"), ("disruptions: extra cost", "money"),
    ("baseline:", ""), ("costs:", "money"), ("payments:", "money"), ("budgets:", "money"),
    ("run: the gap", ""), ("run:", "money"), ("prices:", "price"),
)  # fmt: skip


def passed(size: float) -> float:
    """Return beside what is compared where so much comes and goes: of what only passes through rounding is left."""
    return size * ROUNDING / ACCURACY


class Ledger:
    """What was compared so far.

    A comparison is accepted up to ``ACCURACY`` times the scale of what is compared: the largest of the two numbers,
    the ``scale`` that the caller knows, such as the largest of the terms of a sum, and what is usual: 1, or where a
    check compares amounts or money what is usual of them in the workbook (see ``AuditLookup``).
    """

    def __init__(self, amount: float = 1.0, money: float = 1.0) -> None:
        self._findings: dict[str, _Finding] = {}
        self._usual = {"amount": amount, "money": money, "price": 0.0, "": 1.0}
        self._of_check: dict[str, float] = {}

    def equal(self, check: str, found: float, expected: float, where: Where, scale: float = 0.0) -> None:
        """Note that two numbers should be one."""
        violation = 0.0 if found == expected else abs(found - expected)
        tolerance = ACCURACY * _largest((self._least(check), found, expected, scale))
        self._note(check, violation, tolerance, where, found, "should be", expected)

    def at_most(self, check: str, found: float, limit: float, where: Where, scale: float = 0.0) -> None:
        """Note that a number should not be above a limit."""
        violation = 0.0 if found <= limit else found - limit
        tolerance = ACCURACY * _largest((self._least(check), found, limit, scale))
        self._note(check, violation, tolerance, where, found, "above", limit)

    def at_least(self, check: str, found: float, limit: float, where: Where, scale: float = 0.0) -> None:
        """Note that a number should not be below a limit."""
        violation = 0.0 if found >= limit else limit - found
        tolerance = ACCURACY * _largest((self._least(check), found, limit, scale))
        self._note(check, violation, tolerance, where, found, "below", limit)

    def _least(self, check: str) -> float:
        """Return what a check's comparisons are measured against at least."""
        if check not in self._of_check:
            kind = next((kind for begin, kind in MEASURED if check.startswith(begin)), "")
            self._of_check[check] = self._usual[kind]
        return self._of_check[check]

    def holds(self, check: str, is_true: bool, where: Where) -> None:
        """Note that something should be so; there is no number that says by how much it is not."""
        self._note(check, 0.0 if is_true else 1.0, 0.0, where)

    def fail(self, check: str, *words: object) -> None:
        """Note what is wrong beyond doubt."""
        self.holds(check, False, words)

    def _note(self, check: str, violation: float, tolerance: float, where: Where, *words: object) -> None:
        finding = self._findings.setdefault(check, _Finding())
        finding.rows += 1
        ratio = _ratio(violation, tolerance)
        if ratio <= finding.ratio:
            return
        finding.ratio, finding.violation, finding.tolerance = ratio, violation, tolerance
        is_off = f": {' '.join(map(_shown, words))}" if words and ratio > 0 else ""
        finding.where = ", ".join(str(part) for part in where if part not in ("", None)) + is_off

    def add(self, other: Ledger) -> None:
        """Take over what another ledger compared, as if it had been compared here after what was."""
        for check, one in other._findings.items():
            mine = self._findings.setdefault(check, _Finding())
            mine.rows += one.rows
            if one.ratio > mine.ratio:
                mine.ratio, mine.violation, mine.tolerance = one.ratio, one.violation, one.tolerance
                mine.where = one.where

    def frame(self) -> pd.DataFrame:
        """Return the Checks table: a row for each check, in the order in which they were first made."""
        rows = [
            (
                check,
                float(one.rows),
                _number(one.violation),
                one.tolerance,
                one.where,
                "yes" if one.ratio <= 1 else "NO",
            )
            for check, one in self._findings.items()
        ]
        return frame("Checks", rows)


def _largest(numbers: Iterable[float]) -> float:
    return max(abs(number) for number in numbers if math.isfinite(number))


def _ratio(violation: float, tolerance: float) -> float:
    """Return how many tolerances a violation is: infinite where it is no number or nothing is tolerated."""
    if violation == 0:
        return 0.0
    return violation / tolerance if tolerance > 0 and math.isfinite(violation) else math.inf


def _number(violation: float) -> float:
    return violation if math.isfinite(violation) else math.nan


def _shown(word: object) -> str:
    return f"{word:.9g}" if isinstance(word, float) else str(word)
