"""Checks of what can be had where: plants that cannot run, and demand that no supply can reach or fill."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from planner.tolerances import TYPED
from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport, grouped
from planner.workbook.checks.reach import CheckedReach, Works, capacity_there
from planner.workbook.schema.describe import number

# Bounds are compared with this much room, relatively: they are sums of products.
SUPPLY: Final = "Add a supplier, a plant, a project or a lane"


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note plants that cannot run and demand that cannot be met."""
    reach = CheckedReach(lookup)
    for place in range(len(reach.works)):
        _judge_works(place, reach, lookup, report)
    for row in lookup.book.rows("Demand"):
        _judge_demand(row, reach, lookup, report)
    _judge_amounts(lookup, report)


def _judge_works(place: int, reach: CheckedReach, lookup: CheckLookup, report: CheckReport) -> None:
    """Note a plant that finds no resource or can never get an input, and in which periods where not in all."""
    works, times = reach.works[place], range(lookup.count)
    column = "process" if works.row.sheet == "Plants" else "adds"
    there = [t for t in times if works.open[t]] or list(times)
    missing = [t for t in times if works.missing[t]]
    never = [t for t in there if any(node not in reach.ever for node in works.needs_in(t))]
    if missing:
        name = works.missing[missing[0]]
        wrong = f"neither the site nor its country or bloc has {name!r} in Resources"
        remedy = f"Add {name!r} to Resources at a place that the site is in"
        report.warning(works.row, column, _cannot_run(works, missing, lookup) + wrong, remedy)
    elif never:
        lacking = next(node for node in works.needs_in(never[0]) if node not in reach.ever)
        when = times if len(never) == len(there) else never
        report.warning(works.row, column, _cannot_run(works, when, lookup) + reach.why(lacking), SUPPLY)
    elif any(works.open):
        lacks = [reach.lacks(place, t) for t in there]
        if lacks[0] is not None and None not in lacks:
            wrong = f"{_cannot_run(works, there[:1], lookup)}{reach.why(lacks[0], there[0])}"
            report.warning(works.row, column, f"{wrong}; nor in any other period", SUPPLY)


def _cannot_run(works: Works, when: Sequence[int], lookup: CheckLookup) -> str:
    """Return the words that a plant cannot run, and when, where it can in other periods."""
    periods = "" if len(when) == lookup.count else f" in {', '.join(lookup.book.periods[t] for t in when)}"
    return f"{works.process!r} cannot run at {works.site!r}{periods}: "


def _judge_demand(row: Row, reach: CheckedReach, lookup: CheckLookup, report: CheckReport) -> None:
    node = (row["material"], lookup.places.number[row["market"]])
    must = [share > 0 and amount > 0 for share, amount in zip(row["required"], row["amount"], strict=True)]
    if node not in reach.ever:
        if any(row["amount"]):
            wrong = f"no supply can reach this demand: {reach.why(node)}"
            report.either(any(must), row, "material", wrong, SUPPLY)
        return
    late = [t for t in range(lookup.count) if must[t] and node not in reach.in_period(t)]
    if late:
        period = lookup.book.periods[late[0]]
        wrong = f"no supply can reach this demand in {period}, where it is required: {reach.why(node, late[0])}"
        report.error(row, "required", wrong, "Require it later, or add supply that is there by then", late[0])


def _judge_amounts(lookup: CheckLookup, report: CheckReport) -> None:
    """Refuse required service above all that could be made, bought and taken from stock together."""
    offers = grouped(lookup.book, "Suppliers", "material")
    required: dict[str, list[Row]] = defaultdict(list)
    for row in lookup.book.rows("Demand"):
        if any(row["required"]):
            required[row["material"]].append(row)
    for material, rows in required.items():
        supply, stock, has_stocks = (
            most_supply(material, offers.get(material, []), lookup),
            _initial(material, lookup),
            any(row["material"] == material for row in lookup.book.rows("Stockpiles")),
        )
        asked = [
            math.fsum(row["required"][t] * row["amount"][t] for row in rows if row["required"][t])
            for t in range(lookup.count)
        ]
        short = _first_short(asked, supply, stock, has_stocks, lookup)
        if short is not None and short[2] > 0:  # of what is not there at all the demand itself is told
            period, need, most = short
            wrong = (
                f"in {period} {number(need)} of {material!r} a year must be served, and all supply "
                f"together, with every project and stock, can give {number(round(most, 6))}"
            )
            # the solve names all that conflicts
            report.warning(rows[0], "required", wrong, SUPPLY, lookup.periods[period])


def _first_short(
    asked: list[float], supply: list[float], stock: float, has_stocks: bool, lookup: CheckLookup
) -> tuple[str, float, float] | None:  # fmt: skip
    """Return the first period that must fall short, what it must have and the most that it can have, a year.

    Without stockpiles every period is by itself; with them what is left over can be kept.
    """
    kept = stock
    for t, period in enumerate(lookup.book.periods):
        years = lookup.years[t]
        most = supply[t] * years + kept
        need = asked[t] * years
        if need > most * (1 + TYPED) + TYPED:
            return period, asked[t], most / years
        kept = most - need if has_stocks else 0.0
    return None


def most_supply(material: str, offers: list[Row], lookup: CheckLookup) -> list[float]:
    """Return the most of a material that can be bought and made a year, in each period."""
    found = [0.0] * lookup.count
    for row in offers:
        for t in lookup.window(row, "from", "until"):
            found[t] += min(row["maximum"][t], row["total"] / lookup.years[t])
    for process, roles in lookup.recipes.items():
        amounts = roles["makes"].get(material, ()) if "makes" in roles else ()
        if not amounts:
            continue
        for site in lookup.places.sites:
            capacity = _capacity(process, site, lookup)
            for t in range(lookup.count):
                made = math.fsum(amount[t] for amount in amounts)
                found[t] += capacity[t] * made if made else 0.0
    return found


def _capacity(process: str, site: str, lookup: CheckLookup) -> tuple[float, ...]:
    if (process, site) in lookup.plants or (process, site) in lookup.adders:
        return capacity_there(process, site, lookup)
    return (0.0,) * lookup.count


def _initial(material: str, lookup: CheckLookup) -> float:
    return math.fsum(row["initial"] for row in lookup.book.rows("Stockpiles") if row["material"] == material)
