"""Checks of stocks: no room or nothing to fill it, an end of the plan that lives on them, values too dear to lose."""

from __future__ import annotations

import math
from collections import defaultdict
from heapq import heappop, heappush
from typing import Final

from planner.faults import would_do
from planner.tolerances import TYPED
from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport, period_of
from planner.workbook.checks.reach import capacity_there
from planner.workbook.checks.unreachable import most_supply
from planner.workbook.schema.describe import number

DAYS: Final = 365.0  # of a year
MOST_DAYS: Final = 10 * DAYS  # of cover: beyond them hours were likely typed


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note room that is not there, a last period that lives on stock, and values above what filling it can cost."""
    stocks: dict[str, list[Row]] = defaultdict(list)
    for row in lookup.book.rows("Stockpiles"):
        stocks[row["material"]].append(row)
        _judge_room(row, lookup, report)
    offers: dict[str, list[Row]] = defaultdict(list)
    for row in lookup.book.rows("Suppliers"):
        offers[row["material"]].append(row)
    for material, rows in stocks.items():
        _judge_end(material, rows, offers[material], lookup, report)
        _judge_held(material, rows, offers[material], lookup, report)
        for row in rows:
            _judge_days(row, report)
    if any(row["probability"] > 0 for row in lookup.book.rows("Disruptions")):
        made = {item for roles in lookup.recipes.values() for item in roles["makes"]}
        for row in lookup.book.rows("Materials"):
            name = row["material"]
            if name in stocks and name in offers and offers[name] and name not in made:
                _judge_value(row, stocks[name], offers[name], lookup, report)


def _judge_room(row: Row, lookup: CheckLookup, report: CheckReport) -> None:
    """Warn where something must be held while a resource that holding takes is not there, whatever is built."""
    for resource, amounts in row["uses"]:
        at = lookup.nearest(resource, row["site"])
        there = capacity_there(resource, at, lookup) if at is not None else ()
        shut = [t for t, most in enumerate(there) if amounts[t] and not most and _asks(row, t, lookup)]
        if at is not None and shut:
            wrong = (
                f"{_asks(row, shut[0], lookup)} in {lookup.book.periods[shut[0]]}, when nothing can be held: "
                f"{_lacking(resource, at, shut[0], lookup)}"
            )
            remedy = f"Type into Resources what there is of {resource!r} at {at!r} today, or ask for it later"
            report.warning(row, "uses", wrong, remedy)


def _asks(row: Row, t: int, lookup: CheckLookup) -> str:
    """Return the words for what a stock must hold in a period; blank for nothing."""
    asked = {name: row[name][t] for name in ("cover days", "reserve")}
    if t == 0:
        asked["initial"] = row["initial"]
    if t == lookup.count - 1:
        asked["final"] = row["final"]
    found = next((name for name, amount in asked.items() if amount), "")
    return f"{found!r} is {number(asked[found])}" if found else ""


def _lacking(resource: str, place: str, t: int, lookup: CheckLookup) -> str:
    """Return the words for a resource that is not there in a period."""
    row = lookup.resources.get((resource, place))
    if row is not None:
        found = f"Resources!{row.cell('capacity')} gives {place!r} no {resource!r} then"
    else:
        found = f"no row of Resources gives {place!r} any {resource!r}"
    adders = [project["project"] for project in lookup.adders.get((resource, place), ())]
    first = [at for at in map(lookup.first_service, adders) if at is not None]
    if not adders:
        return found
    names = ", ".join(map(repr, adders[:2])) + (" and others" if len(adders) > 2 else "")
    when = f"from {lookup.book.periods[min(first)]} at the earliest" if first else "never"
    return f"{found}, and {names}, which would add it, can serve {when}"


def _judge_end(material: str, stocks: list[Row], offers: list[Row], lookup: CheckLookup, report: CheckReport) -> None:
    """Warn where what is asked in the last period is more than can be supplied in it, and nothing must be left."""
    last = lookup.count - 1
    demands = [row for row in lookup.book.rows("Demand") if row["material"] == material]
    asked = math.fsum(row["amount"][last] for row in demands if row["shortage cost"][last] or row["required"][last])
    if any(row["final"] or row["reserve"][last] for row in stocks) or not asked or math.isinf(asked):
        return
    supply = most_supply(material, offers, lookup)
    could_fill = any(row["initial"] for row in stocks) or any(supply[:last])
    if could_fill and asked > supply[last] * (1 + TYPED) + TYPED:
        wrong = (
            f"the last period can live on this stock, of which nothing must be left: {number(asked)} of {material!r} a "
            f"year is asked in {lookup.book.periods[last]}, and all supply together can give {number(supply[last])}"
        )
        report.warning(stocks[0], "final", wrong, "Type into final what must be left at the end, or add supply")


def _judge_held(material: str, stocks: list[Row], offers: list[Row], lookup: CheckLookup, report: CheckReport) -> None:
    """Warn where more must be held than was there at first and all supply together can have given by then."""
    supply, last = most_supply(material, offers, lookup), lookup.count - 1
    there = math.fsum(row["initial"] for row in stocks)
    for t, period in enumerate(lookup.book.periods):
        there += supply[t] * lookup.years[t]
        held = [max(row["reserve"][t], row["final"] if t == last else 0.0) for row in stocks]
        if math.fsum(held) > there * (1 + TYPED) + TYPED:
            row = stocks[held.index(max(held))]
            column = "reserve" if row["reserve"][t] == max(held) else "final"
            wrong = (
                f"{number(math.fsum(held))} of {material!r} must be in stock at the end of {period}, and with all "
                f"supply together there can be {number(float(f'{there:.6g}'))} by then"
            )
            report.warning(row, column, wrong, "Ask for less, or add supply", t if column == "reserve" else None)
            return


def _judge_days(row: Row, report: CheckReport) -> None:
    """Warn of cover that was likely typed in hours or in years."""
    days = max(row["cover days"])
    t = period_of(row, "cover days", days)
    if days > MOST_DAYS:
        wrong = f"{number(days)} days are {number(float(f'{days / DAYS:.2g}'))} years"
        report.warning(row, "cover days", wrong, "Check it: cover is typed in days, of which a year has 365", t)
    elif 0 < days < 1:
        wrong = f"this covers {number(float(f'{24 * days:.2g}'))} hours"
        in_days = f"{DAYS * days:.6g}"
        words = f"Cover is typed in days: {number(days)} of a year is {in_days}"
        report.warning(row, "cover days", wrong, would_do(words, float(in_days), otherwise="Check it"), t)


def _judge_value(row: Row, stocks: list[Row], offers: list[Row], lookup: CheckLookup, report: CheckReport) -> None:
    """Warn where a unit counts for more than buying it anywhere and carrying it to the stock can cost."""
    name, value = row["material"], max(row["value"])
    if value <= max(max(offer["price"]) for offer in offers):
        return
    dearest = 0.0
    for stock in stocks:
        carried = _carriage(name, stock["site"], value, lookup)
        costs = [max(offer["price"]) + carried[at] for offer in offers
                 if (at := lookup.places.number[offer["site"]]) in carried]  # fmt: skip
        dearest = max([dearest, *costs])
    if dearest and value > dearest * (1 + TYPED):
        wrong = (
            f"{name!r} in stock counts for {number(value)} where a disruption takes it, and buying it again costs "
            f"{number(float(f'{dearest:.6g}'))} at most, carriage and tariffs included"
        )
        report.warning(row, "value", wrong, "Give what buying a unit again costs")


def _carriage(material: str, site: str, value: float, lookup: CheckLookup) -> dict[int, float]:
    """Return what carrying a unit to a site costs from every site that has a way, by the cheapest lanes."""
    arriving: dict[int, list[tuple[int, float, float]]] = defaultdict(list)
    for lane in lookup.book.rows("Lanes"):
        if "*" in lane["material"] or material in lane["material"]:
            cost = max(0.0, max(lane["cost"]) + value * max(lane["tariff"]))
            kept = 1 - max(lane["loss"])
            for end in lookup.places.sites_in(lane["to"]) if kept > 0 else ():
                for start in lookup.places.sites_in(lane["from"]):
                    arriving[end].append((start, cost, kept))
    found: dict[int, float] = {}
    queue = [(0.0, lookup.places.number[site])]
    while queue:
        cost, at = heappop(queue)
        if at not in found:
            found[at] = cost
            for start, more, kept in arriving[at]:
                if start not in found:
                    heappush(queue, ((cost + more) / kept, start))
    return found
