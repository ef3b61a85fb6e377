"""Checks of what hits make dearer: tariffs of what is no lane, and prices and tariffs that come to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport
from planner.workbook.checks.risks import EACH
from planner.workbook.schema.describe import number

OF_PLACES: Final = ("country", "bloc", "site")
WITH_LANES: Final = ("lane", "chokepoint", *OF_PLACES)


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note what is wrong with the prices and tariffs of hits."""
    chancy = {row["disruption"] for row in lookup.book.rows("Disruptions") if row["probability"] > 0}
    ignores_gains = lookup.book.settings["disruption gains"] == "ignore"
    for row in lookup.book.rows("Hits"):
        if row["tariff"] is not None and any(row["tariff"]):
            _judge_tariff(row, lookup, report)
        if row["price"] is not None:
            _judge_price(row, lookup, report)
            if ignores_gains and row["disruption"] in chancy and row["target"] != "demand":
                _judge_gain(row, report)


def _judge_tariff(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    target, each = row["target"], EACH.fullmatch(row["name"])
    if target not in WITH_LANES:
        wrong = f"a tariff is added to lanes, and a {target} is none"
        remedy = "Hit the lane (from > to), the chokepoint, or the country, bloc or site that it leads out of"
        report.error(row, "tariff", wrong, remedy)
        return
    lanes = list(lookup.book.rows("Lanes")) if each else list(_lanes(row, lookup))
    if not lanes:
        if target in OF_PLACES:
            wrong = f"its tariff is added to nothing: no lane leads out of {row['name']!r}"
            report.warning(row, "tariff", wrong, "Take it out, or hit the lanes that are meant (from > to)")
        return
    wanted = None if "*" in row["material"] else set(row["material"])
    carried = {m for lane in lanes for m in lane["material"]}
    valued = {m["material"] for m in lookup.book.rows("Materials") if any(m["value"])}
    if not {m for m in valued if (wanted is None or m in wanted) and ("*" in carried or m in carried)}:
        wrong = "its tariff costs nothing: no material on the lanes that it hits has a value"
        report.warning(row, "tariff", wrong, "Give the material a value in Materials")


def _lanes(row: Row, lookup: CheckLookup) -> Iterator[Row]:
    """Yield the rows of Lanes of which a hit strikes some."""
    places, name = lookup.places, row["name"]
    if row["target"] == "chokepoint":
        yield from (lane for lane in lookup.book.rows("Lanes") if name in lane["chokepoints"])
        return
    start, end = places.ends(name) if row["target"] == "lane" else (name, "")
    inside = set(places.sites_in(start))
    beyond = set(places.sites_in(end)) if end else set(places.sites_in("*")) - inside
    for lane in lookup.book.rows("Lanes"):
        starts, ends = places.sites_in(lane["from"]), places.sites_in(lane["to"])
        if not inside.isdisjoint(starts) and not beyond.isdisjoint(ends):
            yield lane


def _judge_price(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    """Note a factor on what costs nothing."""
    if EACH.fullmatch(row["name"]) or all(price == 1 for price in row["price"]):
        return
    costs = list(_costs(row, lookup))
    if costs and not any(any(cost) for cost in costs):
        wrong = f"it changes no price: what it hits of the {row['target']} costs nothing"
        report.warning(row, "price", wrong, "Give it a cost on its own sheet, or take the factor out")


def _costs(row: Row, lookup: CheckLookup) -> Iterator[Any]:
    """Yield the costs that a factor on one named thing multiplies; none of what is a place, and has many."""
    name, book = row["name"], lookup.book
    if row["target"] == "lane":
        yield from (lane["cost"] for lane in _lanes(row, lookup))
    elif row["target"] == "supplier":
        yield from (x["price"] for x in book.rows("Suppliers") if x["supplier"] == name)
    elif row["target"] == "plant":
        yield from (x["variable cost"] for (what, at), x in lookup.plants.items() if name == f"{what} @ {at}")
    elif row["target"] == "resource":
        found = (x for (what, at), x in lookup.resources.items() if name in (what, f"{what} @ {at}"))
        yield from (x["variable cost"] for x in found)
    elif row["target"] == "demand":
        yield from (
            x[column] for x in book.rows("Demand") if x["market"] == name for column in ("price", "shortage cost")
        )


def _judge_gain(row: Row, report: CheckReport) -> None:
    """Tell that what becomes cheaper is no gain where gains are ignored."""
    least = min(row["price"])
    if least < 1:
        wrong = (
            f"a factor of {number(least)} makes something cheaper, and with disruption gains ignored "
            "what a disruption costs never counts as less than nothing"
        )
        report.note(row, "price", wrong, "Set disruption gains to count in Settings if gains are meant to count")
