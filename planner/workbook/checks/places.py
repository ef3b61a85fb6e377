"""Checks of places: countries of sites that the sheet Countries does not list, once it lists any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from planner.faults import did_you_mean
from planner.workbook.book import Book, Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport
from planner.workbook.reading.spelling import closest, distance
from planner.workbook.schema.columns import fold
from planner.workbook.schema.sheets import BY_NAME

SLIP: Final = 2  # letters in which a name differs from the one that is meant


@dataclass(frozen=True)
class Slips:
    """Countries that are likely misspelt, by sheet, each with the one that is meant."""

    of_sites: Mapping[str, str]
    of_countries: Mapping[str, str]


def slips(book: Book) -> Slips:
    """Return the countries that Sites and Countries spell otherwise, within two letters, at the sheet that is wrong.

    That is Countries where no site lies in the one that it lists, and rows of other sheets name that of Sites.
    """
    listed = {fold(row["country"]): row["country"] for row in book.rows("Countries")}
    own = {row["country"] for row in book.rows("Sites") if row["country"]}
    meant = {name: _nearest(name, listed) for name in own - set(listed.values())}
    meant = {name: near for name, near in meant.items() if near and distance(fold(name), fold(near)) <= SLIP}
    named = _named(book) if meant else set()
    others = {near: name for name, near in meant.items() if near not in own | named and name in named}
    of_sites = {name: near for name, near in meant.items() if near not in others}
    return Slips(of_sites, others)


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note countries that only Sites names: a slip would make a country more, which no rule, lane or hit means."""
    book = lookup.book
    listed = {fold(row["country"]): row["country"] for row in book.rows("Countries")}
    others: dict[str, list[Row]] = {}
    for row in book.rows("Sites"):
        if row["country"] and fold(row["country"]) not in listed:
            others.setdefault(row["country"], []).append(row)
    wrong = slips(book).of_countries if others else {}
    for row in book.rows("Countries"):
        if row["country"] in wrong:
            _judge_listed(row, wrong[row["country"]], report)
    for name, rows in others.items() if listed else ():
        if name not in wrong.values():
            _judge_unlisted(name, rows, _nearest(name, listed), report)


def _judge_listed(row: Row, meant: str, report: CheckReport) -> None:
    said = f"no site lies in {row['country']!r}, and Sites and others name {meant!r}, which Countries does not list"
    report.warning(row, "country", said, did_you_mean(meant, f"Add {meant!r} to Countries"))


def _judge_unlisted(name: str, rows: list[Row], near: str, report: CheckReport) -> None:
    more = f", and for {len(rows) - 1} more site{'s' * (len(rows) > 2)}" if len(rows) > 1 else ""
    beside = f", beside {near!r}" if near else ""
    wrong = f"the sheet Countries does not list {name!r}, which is planned as one more country here{more}{beside}"
    add = f"dd {name!r} to Countries"
    remedy = did_you_mean(near, f"A{add}", f"a{add}") if near else f"A{add}"
    report.warning(rows[0], "country", wrong, remedy)


def _named(book: Book) -> set[str]:
    """Return what other sheets name where a country may be named."""
    found: set[str] = set()
    for sheet, rows in book.sheets.items():
        columns = [column.name for column in BY_NAME[sheet].columns if "country" in column.refers]
        columns += ["name"] if sheet == "Hits" else []
        for row in rows:
            for column in columns:
                held = row.values.get(column)
                found.update(held if isinstance(held, tuple) else () if held is None else (held,))
    return found


def _nearest(name: str, listed: Mapping[str, str]) -> str:
    """Return the country of Countries that a name is like; blank where none is."""
    return listed.get(closest(fold(name), [key for key in listed if _digits(key) == _digits(name)]), "")


def _digits(name: str) -> str:
    """Return the digits of a name: names that are counted are no slips of each other."""
    return "".join(sign for sign in name if sign.isdigit())
