"""Checks of places: countries of sites that the sheet Countries does not list, once it lists any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from planner.workbook.reading.spelling import closest, distance
from planner.workbook.schema.columns import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.workbook.book import Row
    from planner.workbook.checks.lookup import Facts, Report

SLIP: Final = 2  # letters in which a name differs from the one that is meant


def slips(facts: Facts) -> dict[str, str]:
    """Return the countries of Sites that are likely misspelt, within two letters, with those of Countries."""
    listed = {fold(row["country"]): row["country"] for row in facts.book.rows("Countries")}
    others = {row["country"] for row in facts.book.rows("Sites") if row["country"]} - set(listed.values())
    meant = {name: _nearest(name, listed) for name in others}
    return {name: near for name, near in meant.items() if near and distance(fold(name), fold(near)) <= SLIP}


def judge(facts: Facts, report: Report) -> None:
    """Note countries that only Sites names: a slip would make a country more, which no rule, lane or hit means."""
    listed = {fold(row["country"]): row["country"] for row in facts.book.rows("Countries")}
    others: dict[str, list[Row]] = {}
    for row in facts.book.rows("Sites"):
        if row["country"] and fold(row["country"]) not in listed:
            others.setdefault(row["country"], []).append(row)
    for name, rows in others.items() if listed else ():
        near = _nearest(name, listed)
        more = f", and for {len(rows) - 1} more site{'s' * (len(rows) > 2)}" if len(rows) > 1 else ""
        beside = f", beside {near!r}" if near else ""
        wrong = f"the sheet Countries does not list {name!r}, which is planned as one more country here{more}{beside}"
        add = f"dd {name!r} to Countries"
        remedy = f"Did you mean {near!r}? If not, a{add}" if near else f"A{add}"
        report.warning(rows[0], "country", wrong, remedy)


def _nearest(name: str, listed: Mapping[str, str]) -> str:
    """Return the country of Countries that a name is like; blank where none is."""
    return listed.get(closest(fold(name), [key for key in listed if _digits(key) == _digits(name)]), "")


def _digits(name: str) -> str:
    """Return the digits of a name: names that are counted are no slips of each other."""
    return "".join(sign for sign in name if sign.isdigit())
