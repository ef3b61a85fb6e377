"""Checks of sourcing rules: limits that mean nothing, that cannot hold, or that waste could keep."""

from __future__ import annotations

import math
from typing import Final

from planner.tolerances import MOMENT
from planner.workbook.book import Row
from planner.workbook.checks.contents import counted_of
from planner.workbook.checks.lookup import CheckLookup, CheckReport
from planner.workbook.schema.describe import number

SHARES: Final = ("each share at most", "share at most", "share at least", "HHI at most")
POINTS: Final = 10_000  # of the HHI where shares are counted in percent
ROOM: Final = 0.5  # a share a little above 1 is no percentage
AMOUNTS: Final = ("amount at most", "amount at least")


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note what is wrong with Rules, and what is left over for nothing where a rule counts shares."""
    makers = _makers(lookup)
    wasted: set[str] = set()
    for row in lookup.book.rows("Rules"):
        if not lookup.window(row, "from", "until"):
            report.error(row, "from", f"from is after until, {row['until']!r}", "Change one of the two")
        materials = _materials(row, lookup)
        countries = {country for name in materials for country in makers.get(name, ())}
        if not countries:
            report.warning(row, "material", "nobody makes or sells it, so the rule has nothing to limit")
        elif not lookup.places.sites_of(row["buyers"]):
            report.warning(row, "buyers", "no site lies there, so the rule has nothing to limit")
        else:
            _judge_limit(row, countries, lookup, report)
        if row["measure"] not in AMOUNTS:
            # each origin has its own way of telling apart what leaves and what is left over
            inside = sorted(counted_of(row, lookup)[0]) if row["measure"] == "each share at most" else []
            bought = materials if row["of"] == "intake" else []  # what is thrown away is not used
            wasted.update(_judge_waste(row, [*bought, *inside], wasted, lookup, report))


def _materials(row: Row, lookup: CheckLookup) -> list[str]:
    every = lookup.book.rows("Materials")
    own = [other["material"] for other in every if other["material"] == row["material"]]
    return own or [other["material"] for other in every if other["family"] == row["material"]]


def _makers(lookup: CheckLookup) -> dict[str, set[str]]:
    """Return the countries where each material can be made, bought, or is in stock when the plan begins."""
    found: dict[str, set[str]] = {}
    country = lookup.places.country
    for sheet in ("Suppliers", "Stockpiles"):
        for row in lookup.book.rows(sheet):
            if sheet == "Suppliers" or row["initial"]:
                found.setdefault(row["material"], set()).add(country[row["site"]])
    created = [pair for pair in lookup.adders if pair[0] in lookup.processes and pair[1] in country]
    for process, site in [*lookup.plants, *created]:
        for item in lookup.recipes.get(process, {}).get("makes", {}):
            found.setdefault(item, set()).add(country[site])
    return found


def _limits(row: Row, lookup: CheckLookup) -> list[tuple[str, float]]:
    """Return the periods in which a rule holds, with its limit."""
    window = lookup.window(row, "from", "until")
    pairs = [(lookup.book.periods[t], row["limit"][t]) for t in window]
    return [(period, limit) for period, limit in pairs if limit is not None and not math.isnan(limit)]


def _judge_limit(row: Row, countries: set[str], lookup: CheckLookup, report: CheckReport) -> None:
    measure = row["measure"]
    if measure == "origins at least" and not row["content"]:
        _judge_origins(row, countries, lookup, report)
    elif measure in SHARES:
        limits = _limits(row, lookup)
        above = next(((period, limit) for period, limit in limits if limit > 1), None)
        if above is not None:
            _complain_of_share(row, *above, lookup, report)
        elif row["origins"] == ("*",) and not row["content"]:
            _judge_of_all(row, limits, len(countries), lookup, report)


def _complain_of_share(row: Row, period: str, limit: float, lookup: CheckLookup, report: CheckReport) -> None:
    wrong = f"a share is at most 1, and the limit is {number(limit)} in {period}"
    if row["measure"] == "HHI at most":
        remedy = f"{number(limit)} points are written {number(limit / POINTS)}"
    else:
        remedy = f"{number(limit)} percent is written {number(limit / 100)}"
    report.error(row, "limit", wrong, remedy if limit > 1 + ROOM else "Lower it", lookup.periods[period])


def _judge_of_all(
    row: Row, limits: list[tuple[str, float]], count: int, lookup: CheckLookup, report: CheckReport
) -> None:
    """Note limits on the shares of all origins that the shares cannot keep, since they add up to 1."""
    if row["measure"] == "share at most" and any(limit < 1 for _, limit in limits):
        wrong = "all origins together always have the whole share"
        remedy = "Name the origins that are meant, or use the measure each share at most"
        report.warning(row, "origins", wrong, remedy)
    elif row["measure"] in ("each share at most", "HHI at most"):
        low = next(((period, limit) for period, limit in limits if limit < 1 / count - MOMENT), None)
        if low is not None:
            origins = "one country" if count == 1 else f"{count} countries"
            of = "HHI" if row["measure"] == "HHI at most" else "the largest share"
            wrong = (
                f"{origins} can make or sell it, so {of} is at least {number(round(1 / count, 4))}, "
                f"and the limit is {number(low[1])} in {low[0]}"
            )
            remedy = "Raise the limit, or add supply elsewhere"
            report.warning(row, "limit", wrong, remedy, lookup.periods[low[0]])


def _judge_origins(row: Row, countries: set[str], lookup: CheckLookup, report: CheckReport) -> None:
    named, most = (_named_origins(row, some, lookup) for some in (countries, set(lookup.places.countries)))
    for period, limit in _limits(row, lookup):
        place = lookup.periods[period]
        if not float(limit).is_integer():
            wrong = f"a number of origins is whole, and the limit is {number(limit)} in {period}"
            report.error(row, "limit", wrong, "Give a whole number", place)
            return
        if limit > named:
            wrong = f"at least {number(limit)} origins are asked for in {period}, and there can be {named}"
            stops = limit > most and math.isinf(row["penalty"][place])
            report.either(stops, row, "limit", wrong, "Lower it, or add supply elsewhere", place)
            return
        if limit * row["minimum share"][place] > 1 + MOMENT:
            wrong = f"{number(limit)} origins cannot each have that share in {period}"
            report.warning(row, "minimum share", wrong, "Lower it to at most one over the limit", place)
            return


def _named_origins(row: Row, countries: set[str], lookup: CheckLookup) -> int:
    """Return how many origins a rule can count at most."""
    places = lookup.places
    if "*" in row["origins"]:
        return len(countries)
    home = {places.country[places.sites[place]] for place in places.sites_of(row["buyers"])}
    found: set[str] = set()
    for name in row["origins"]:
        if name == "foreign":
            found |= countries - home
        elif name in places.blocs:
            found |= countries.intersection(places.countries_in(name))
        elif name in countries or name not in places.countries:
            found.add(name)
    return len(found)


def _judge_waste(row: Row, materials: list[str], said: set[str], lookup: CheckLookup, report: CheckReport) -> list[str]:
    """Note materials that could be bought and thrown away so that shares look right."""
    free = [
        other for other in lookup.book.rows("Materials")
        if other["material"] in materials and other["material"] not in said and not all(other["surplus"])
    ]  # fmt: skip
    for other in free:
        wrong = (
            f"what is left over costs nothing, so a plan could buy {other['material']!r} and throw it away "
            f"to keep the shares of the rule {row['rule']!r}"
        )
        report.warning(other, "surplus", wrong, "Set surplus to none, or to what getting rid of a unit costs")
    return [other["material"] for other in free]
