"""Sourcing rules: their materials, buyers and origins."""

from __future__ import annotations

import math

from planner.workbook.assemble.names import Positions, as_declared
from planner.workbook.book import Book, Row
from planner_models.given.periods import Varying
from planner_models.given.sourcing import OriginSet, Rule

ONE_BY_ONE = ("each share at most", "HHI at most", "origins at least")


def rules(book: Book, names: Positions) -> tuple[Rule, ...]:
    """Return the rules of a workbook, in the order of its rows."""
    return tuple(_rule(row, book, names) for row in book.rows("Rules"))


def _rule(row: Row, book: Book, names: Positions) -> Rule:
    buyers = names.places.sites_of(row["buyers"])
    origins = _origins(row["origins"], buyers, names)
    if row["measure"] not in ONE_BY_ONE:
        origins = (_together(row["origins"], origins),)
    return as_declared(
        Rule, row, name=row["rule"], materials=_materials(row["material"], book, names), of_use=row["of"] == "use",
        buyers=buyers, origins=origins, limit=_limit(row, names), content=names.materials.get(row["content"]),
    )  # fmt: skip


def _limit(row: Row, names: Positions) -> Varying:
    """Return the limit by period, NaN where the rule does not hold."""
    holds = names.window(row, "from", "until")
    return tuple(
        math.nan if not there or value is None else value for value, there in zip(row["limit"], holds, strict=True)
    )


def _materials(name: str, book: Book, names: Positions) -> tuple[int, ...]:
    if name in names.materials:
        return (names.materials[name],)
    return tuple(n for n, row in enumerate(book.rows("Materials")) if row["family"] == name)


def _origins(items: tuple[str, ...], buyers: frozenset[int], names: Positions) -> tuple[OriginSet, ...]:
    """Return what a rule's origins name, one by one: a bloc is each of its countries."""
    places = names.places
    home = {places.country[places.sites[i]] for i in buyers}
    found: dict[str, OriginSet] = {}
    for item in items:
        if item == "*":
            countries: tuple[str, ...] = places.countries
        elif item == "foreign":
            countries = tuple(country for country in places.countries if country not in home)
        elif item in places.number:
            found[item] = OriginSet(item, sites=frozenset({places.number[item]}))
            continue
        elif item in places.blocs:
            countries = places.countries_in(item)
        elif item in places.countries or item in places.bloc:
            countries = (item,)
        else:
            found[item] = OriginSet(item, suppliers=frozenset({item}))
            continue
        for country in countries:
            found[country] = OriginSet(country, countries=frozenset({country}))
    return tuple(found.values())


def _together(items: tuple[str, ...], origins: tuple[OriginSet, ...]) -> OriginSet:
    return OriginSet(
        "; ".join(items),
        frozenset(country for x in origins for country in x.countries),
        frozenset(site for x in origins for site in x.sites),
        frozenset(supplier for x in origins for supplier in x.suppliers),
    )
