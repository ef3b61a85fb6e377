"""Checks of places: countries of sites that the sheet Countries does not list, once it lists any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.workbook.schema import fold
from planner.workbook.spelling import closest

if TYPE_CHECKING:
    from planner.workbook.book import Row
    from planner.workbook.facts import Facts, Report


def judge(facts: Facts, report: Report) -> None:
    """Note countries that only Sites names: a slip would make a country more, which no rule, lane or hit means."""
    listed = {fold(row["country"]): row["country"] for row in facts.book.rows("Countries")}
    others: dict[str, list[Row]] = {}
    for row in facts.book.rows("Sites"):
        if row["country"] and fold(row["country"]) not in listed:
            others.setdefault(row["country"], []).append(row)
    for name, rows in others.items() if listed else ():
        near = closest(fold(name), [key for key in listed if _digits(key) == _digits(name)])
        more = f", and for {len(rows) - 1} more site{'s' * (len(rows) > 2)}" if len(rows) > 1 else ""
        beside = f", beside {listed[near]!r}" if near else ""
        wrong = f"the sheet Countries does not list {name!r}, which is planned as one more country here{more}{beside}"
        add = f"dd {name!r} to Countries"
        remedy = f"Did you mean {listed[near]!r}? If not, a{add}" if near else f"A{add}"
        report.warning(rows[0], "country", wrong, remedy)


def _digits(name: str) -> str:
    """Return the digits of a name: names that are counted are no slips of each other."""
    return "".join(sign for sign in name if sign.isdigit())
