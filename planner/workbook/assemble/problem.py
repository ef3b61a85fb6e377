"""From the typed rows of a workbook to the problem that the model is built from."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import replace

from planner.workbook.assemble.disruptions import disruptions
from planner.workbook.assemble.lanes import links_and_lanes
from planner.workbook.assemble.names import Positions, as_declared
from planner.workbook.assemble.projects import grants, groups, projects
from planner.workbook.assemble.rules import rules
from planner.workbook.book import Book, Row
from planner_models.given.disruptions import Risk
from planner_models.given.investment import Funder
from planner_models.given.network import Capacity, Cover, Demand, Material, Offer, Plant, Resource, Site, Stockpile
from planner_models.given.periods import Charging, Period, Varying
from planner_models.problem import Problem
from planner_models.timeline import discount_integral


def where_there(amounts: Varying, there: tuple[bool, ...]) -> Varying:
    """Return amounts by period, none in the periods in which what they take is nowhere to be had."""
    return tuple(amount if is_there else 0.0 for amount, is_there in zip(amounts, there, strict=True))


def assemble(book: Book) -> Problem:
    """Return the problem that a workbook states."""
    names = Positions(book)
    links, lanes = links_and_lanes(book, names)
    trunk = Problem(
        periods=_periods(book),
        charging=_charging(book),
        sites=tuple(
            Site(site, names.places.country[site], names.places.bloc.get(names.places.country[site]))
            for site in names.places.sites
        ),
        materials=tuple(
            Material(row["material"], row["unit"] or "", row["value"], row["surplus"]) for row in book.rows("Materials")
        ),
        plants=_plants(book, names),
        resources=_resources(book, names),
        offers=_offers(book, names),
        links=links,
        lanes=lanes,
        demands=_demands(book, names),
        stockpiles=_stockpiles(book, names),
        covers=_covers(book, names),
        projects=projects(book, names),
        groups=groups(book, names),
        funders=tuple(
            Funder(row["funder"], row["amount"], row["carry over"], row["weight"], row.number)
            for row in book.rows("Budgets")
        ),
        grants=grants(book, names),
        rules=rules(book, names),
        risk=Risk(
            book.settings["risk weight"], book.settings["risk level"], book.settings["disruption gains"] == "count"
        ),
    )
    return replace(trunk, disruptions=disruptions(book, names, trunk))


def _periods(book: Book) -> tuple[Period, ...]:
    base, rate = book.settings["base year"], book.settings["discount rate"]
    found, begin = [], _number(book.periods[0], base)
    for row in book.rows("Periods"):
        end = begin + row["years"]
        disc = row["discount"] or discount_integral(begin, end, base, rate)
        found.append(Period(row["period"], begin, row["years"], disc))
        begin = end
    return tuple(found)


def _number(name: str, otherwise: float) -> float:
    """Return the number that a period's name is, such as the year 2026."""
    try:
        value = float(name)
    except ValueError:
        return otherwise
    return value if math.isfinite(value) else otherwise


def _charging(book: Book) -> Charging:
    settings = book.settings
    return Charging(
        annuity=settings["capital charging"] == "annuity",
        at_start=settings["annuity paid"] == "start",
        discount_rate=settings["discount rate"],
        base_year=settings["base year"],
        discount_given=tuple(bool(row["discount"]) for row in book.rows("Periods")),
    )


def _capacity(row: Row, names: Positions) -> Capacity:
    lasts = names.lasts(row)
    own = tuple(value if there else 0.0 for value, there in zip(row["capacity"], lasts, strict=True))
    fixed = tuple(value if there else 0.0 for value, there in zip(row["fixed cost"], lasts, strict=True))
    return Capacity(own, fixed, lasts)


def _no_capacity(count: int) -> Capacity:
    """Return the capacity of a row that only a project makes: none, at no cost, for ever."""
    return Capacity((0.0,) * count, (0.0,) * count, (True,) * count)


def recipes(book: Book) -> dict[str, dict[str, dict[str, Varying]]]:
    """Return process -> role -> item -> amount by period; several rows of one item add up."""
    found: dict[str, dict[str, dict[str, Varying]]] = defaultdict(lambda: defaultdict(dict))
    for row in book.rows("Recipes"):
        items = found[row["process"]][row["role"]]
        before = items.get(row["item"], (0.0,) * len(row["amount"]))
        items[row["item"]] = tuple(a + b for a, b in zip(before, row["amount"], strict=True))
    return found


def _plants(book: Book, names: Positions) -> tuple[Plant, ...]:
    rows = {(row["process"], row["site"]): row for row in book.rows("Plants")}
    recipe, zero, one = recipes(book), (0.0,) * names.count, (1.0,) * names.count
    found = []
    for process, site in names.plants:
        row = rows.get((process, site))
        roles = recipe.get(process, {})
        uses, there = names.uses(roles.get("uses", {}).items(), site)
        found.append(
            Plant(
                process=process,
                site=names.places.number[site],
                capacity=_capacity(row, names) if row else _no_capacity(names.count),
                makes=_items(roles.get("makes", {}), names),
                consumes=_items(roles.get("consumes", {}), names),
                uses=uses,
                variable_cost=row["variable cost"] if row else zero,
                minimum_use=row["minimum use"] if row else zero,
                availability=row["availability"] if row else one,
                can_run=there,
                row=row.number if row else 0,
            )
        )
    return tuple(found)


def _items(amounts: dict[str, Varying], names: Positions) -> tuple[tuple[int, Varying], ...]:
    return tuple((names.materials[item], amount) for item, amount in amounts.items())


def _resources(book: Book, names: Positions) -> tuple[Resource, ...]:
    rows = {(row["resource"], row["place"]): row for row in book.rows("Resources")}
    found = []
    for resource, place in names.resources:
        row = rows.get((resource, place))
        capacity = _capacity(row, names) if row else _no_capacity(names.count)
        cost = row["variable cost"] if row else (0.0,) * names.count
        found.append(Resource(resource, place, capacity, cost, row.number if row else 0))
    return tuple(found)


def _offers(book: Book, names: Positions) -> tuple[Offer, ...]:
    steps: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    found = []
    for n, row in enumerate(book.rows("Suppliers")):
        key = (row["supplier"], row["site"], row["material"])
        uses, there = names.uses(row["uses"], row["site"])
        found.append(
            as_declared(
                Offer,
                row,
                site=names.places.number[row["site"]],
                material=names.materials[row["material"]],
                maximum=where_there(row["maximum"], there),
                term=row["term"] or 0.0,
                needs=tuple(names.projects[name] for name in row["needs"]),
                uses=uses,
                open=names.window(row, "from", "until"),
                before=tuple(reversed(steps[key])),
                funder=names.funder(row),
            )
        )
        steps[key].append(n)
    return tuple(found)


def _demands(book: Book, names: Positions) -> tuple[Demand, ...]:
    return tuple(
        as_declared(
            Demand,
            row,
            site=names.places.number[row["market"]],
            material=names.materials[row["material"]],
            sale=tuple(not any(asked) for asked in zip(row["shortage cost"], row["required"], strict=True)),
        )
        for row in book.rows("Demand")
    )


def _stockpiles(book: Book, names: Positions) -> tuple[Stockpile, ...]:
    years = [row["years"] for row in book.rows("Periods")]
    found = []
    for row in book.rows("Stockpiles"):
        uses, there = names.uses(row["uses"], row["site"])
        found.append(
            as_declared(
                Stockpile,
                row,
                site=names.places.number[row["site"]],
                material=names.materials[row["material"]],
                maximum=where_there(row["maximum"], there),
                keep=tuple((1 - loss) ** length for loss, length in zip(row["loss"], years, strict=True)),
                uses=uses,
                funder=names.funder(row),
            )
        )
    return tuple(found)


def _most_days(rows: list[Row], t: int) -> tuple[int, ...]:
    """Return the rows that ask for the most days of cover in a period."""
    most = max(row["cover days"][t] for row in rows)
    return tuple(row.number for row in rows if most and row["cover days"][t] == most)


def _covers(book: Book, names: Positions) -> tuple[Cover, ...]:
    together: dict[tuple[str, str], list[tuple[int, Row]]] = defaultdict(list)
    for n, row in enumerate(book.rows("Stockpiles")):
        if any(row["cover days"]):
            together[row["cover of"] or row["site"], row["material"]].append((n, row))
    return tuple(
        Cover(
            place=place,
            sites=frozenset(names.places.sites_in(place)),
            material=names.materials[material],
            days=tuple(max(days) for days in zip(*(row["cover days"] for _, row in rows), strict=True)),
            stockpiles=tuple(tuple(n for n, row in rows if row["cover days"][t]) for t in range(names.count)),
            rows=tuple(_most_days([row for _, row in rows], t) for t in range(names.count)),
        )
        for (place, material), rows in together.items()
    )
