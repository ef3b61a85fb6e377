"""Checks of places: a country of a site that seems to be one of the sheet Countries, misspelt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.workbook.layout import distance
from planner.workbook.schema import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner.workbook.facts import Facts, Report


def judge(facts: Facts, report: Report) -> None:
    """Note countries of Sites that are nearly one of Countries: a slip would make a country, and an origin, more."""
    known = {fold(row["country"]): row["country"] for row in facts.book.rows("Countries")}
    unknown = {row["country"] for row in facts.book.rows("Sites") if row["country"]} - set(known.values())
    meant = {name: found for name in unknown if (found := _nearest(fold(name), known))}
    for row in facts.book.rows("Sites"):
        name = row["country"]
        if name in meant:
            near = known[meant[name]]
            wrong = f"the sheet Countries has no {name!r}, which is planned as one more country, beside {near!r}"
            remedy = f"Did you mean {near!r}? If not, add {name!r} to Countries"
            report.warning(row, "country", wrong, remedy)


def _nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name of which a name is a slip; blank where there is none."""
    near = [(distance(name, other), other) for other in known if _is_near(name, other)]
    return min(near, default=(0, ""))[1]


def _is_near(name: str, other: str) -> bool:
    """Whether at most two letters differ, one in a short name, and no digit: names that are counted are no slips."""
    shorter = min(len(name), len(other))
    most = 2 if shorter > 4 else 1 if shorter > 2 else 0
    digits = [[sign for sign in word if sign.isdigit()] for word in (name, other)]
    return digits[0] == digits[1] and distance(name, other) <= most
