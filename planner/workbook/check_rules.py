"""Checks of sourcing rules: limits that mean nothing, that cannot hold, or that waste could keep."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from planner.workbook.describe import number
from planner.workbook.facts import TINY

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.workbook.book import Row
    from planner.workbook.facts import Facts, Report

SHARES: Final = ("each share at most", "share at most", "share at least", "HHI at most")
AMOUNTS: Final = ("amount at most", "amount at least")


def judge(facts: Facts, report: Report) -> None:
    """Note what is wrong with Rules, and what is left over for nothing where a rule counts shares."""
    makers = _makers(facts)
    wasted: set[str] = set()
    for row in facts.book.rows("Rules"):
        if not facts.window(row, "from", "until"):
            report.error(row, "from", f"from is after until, {row['until']!r}", "Change one of the two")
        materials = _materials(row, facts)
        countries = {country for name in materials for country in makers.get(name, ())}
        if not countries:
            report.warning(row, "material", "nobody makes or sells it, so the rule has nothing to limit")
        elif not facts.places.sites_of(row["buyers"]):
            report.warning(row, "buyers", "no site lies there, so the rule has nothing to limit")
        else:
            _judge_limit(row, countries, facts, report)
        if row["measure"] not in AMOUNTS:
            wasted.update(_judge_waste(row, materials, wasted, facts, report))


def _materials(row: Row, facts: Facts) -> list[str]:
    every = facts.book.rows("Materials")
    own = [other["material"] for other in every if other["material"] == row["material"]]
    return own or [other["material"] for other in every if other["family"] == row["material"]]


def _makers(facts: Facts) -> dict[str, set[str]]:
    """Return the countries where each material can be made, bought, or is in stock when the plan begins."""
    found: dict[str, set[str]] = {}
    country = facts.places.country
    for sheet in ("Suppliers", "Stockpiles"):
        for row in facts.book.rows(sheet):
            if sheet == "Suppliers" or row["initial"]:
                found.setdefault(row["material"], set()).add(country[row["site"]])
    created = [pair for pair in facts.adders if pair[0] in facts.processes and pair[1] in country]
    for process, site in [*facts.plants, *created]:
        for item in facts.recipes.get(process, {}).get("makes", {}):
            found.setdefault(item, set()).add(country[site])
    return found


def _limits(row: Row, facts: Facts) -> list[tuple[str, float]]:
    """Return the periods in which a rule holds, with its limit."""
    window = facts.window(row, "from", "until")
    pairs = [(facts.book.periods[t], row["limit"][t]) for t in window]
    return [(period, limit) for period, limit in pairs if limit is not None and not math.isnan(limit)]


def _judge_limit(row: Row, countries: set[str], facts: Facts, report: Report) -> None:
    measure, is_hard = row["measure"], math.isinf(max(row["penalty"]))
    limits = _limits(row, facts)

    def first(is_wrong: Callable[[float], bool]) -> tuple[str, float] | None:
        return next(((period, limit) for period, limit in limits if is_wrong(limit)), None)

    if measure in SHARES and (found := first(lambda limit: limit > 1)):
        remedy = f"{number(found[1])} percent is written {number(found[1] / 100)}" if found[1] <= 100 else ""
        report.error(
            row, "limit", f"a share is at most 1, and the limit is {number(found[1])} in {found[0]}", remedy
        )
    elif measure == "origins at least":
        _judge_origins(row, countries, facts, report)
    elif measure == "share at most" and row["origins"] == ("*",) and first(lambda limit: limit < 1):
        wrong = "all origins together always have the whole share"
        remedy = "Name the origins that are meant, or use the measure each share at most"
        report.either(is_hard, row, "origins", wrong, remedy)
    elif measure in ("each share at most", "HHI at most") and row["origins"] == ("*",):
        least = 1 / len(countries)
        found = first(lambda limit: limit < least - TINY)
        if found:
            wrong = (
                f"with {_origins(len(countries))} it is at least {number(round(least, 4))}, and the limit is "
            )
            wrong += f"{number(found[1])} in {found[0]}"
            stops = is_hard and _is_required(row, facts)
            report.either(
                stops, row, "limit", wrong, "Raise the limit, or add suppliers or projects elsewhere"
            )


def _origins(count: int) -> str:
    return (
        "one country that can make or sell it"
        if count == 1
        else f"{count} countries that can make or sell it"
    )


def _judge_origins(row: Row, countries: set[str], facts: Facts, report: Report) -> None:
    stops = math.isinf(max(row["penalty"]))
    named = _named_origins(row, countries, facts)
    for place, (period, limit) in zip(facts.window(row, "from", "until"), _limits(row, facts), strict=False):
        if not float(limit).is_integer():
            wrong = f"a number of origins is whole, and the limit is {number(limit)} in {period}"
            report.error(row, "limit", wrong, "Give a whole number")
            return
        if limit > named:
            wrong = f"at least {number(limit)} origins are asked for in {period}, and there can be {named}"
            report.either(stops, row, "limit", wrong, "Lower it, or add suppliers or projects elsewhere")
            return
        if limit * row["minimum share"][place] > 1 + TINY:
            wrong = f"{number(limit)} origins cannot each have that share in {period}"
            report.either(stops, row, "minimum share", wrong, "Lower it to at most one over the limit")
            return


def _named_origins(row: Row, countries: set[str], facts: Facts) -> int:
    """Return how many origins a rule can count at most."""
    places = facts.places
    if "*" in row["origins"]:
        return len(countries)
    home = {places.country[places.sites[place]] for place in places.sites_of(row["buyers"])}
    found: set[str] = set()
    for name in row["origins"]:
        if name == "foreign":
            found |= countries - home
        elif name in places.blocs:
            found |= countries.intersection(places.countries_in(name))
        else:
            found.add(name)
    return len(found)


def _is_required(row: Row, facts: Facts) -> bool:
    """Return whether a buyer must be served with what a rule limits."""
    materials, sites = _materials(row, facts), facts.places.sites_of(row["buyers"])
    return any(
        demand["material"] in materials
        and facts.places.number[demand["market"]] in sites
        and any(
            share > 0 and amount > 0
            for share, amount in zip(demand["required"], demand["amount"], strict=True)
        )
        for demand in facts.book.rows("Demand")
    )


def _judge_waste(row: Row, materials: list[str], said: set[str], facts: Facts, report: Report) -> list[str]:
    """Note materials that could be bought and thrown away so that shares look right."""
    free = [
        other for other in facts.book.rows("Materials")
        if other["material"] in materials and other["material"] not in said and not all(other["surplus"])
    ]  # fmt: skip
    for other in free:
        wrong = (
            f"what is left over costs nothing, so a plan could buy {other['material']!r} and throw it away "
            f"to keep the shares of the rule {row['rule']!r}"
        )
        report.warning(other, "surplus", wrong, "Set surplus to none, or to what getting rid of a unit costs")
    return [other["material"] for other in free]
