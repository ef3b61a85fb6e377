"""Where supply comes from and what the rules measure, as rows of the plan's tables."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from planner.plans.counted import intakes_of_rules, uses, uses_of_rules
from planner.plans.frames import rest, share
from planner.solving.solution import Solved
from planner.tolerances import COUNTED, ROUNDING
from planner.workbook.book import Book
from planner_models.given.sourcing import Rule

Row = tuple[Any, ...]
LEAST = ("share at least", "amount at least", "origins at least")


def sourcing(solved: Solved) -> Iterator[Row]:
    """Yield what each country takes in of each material, by origin; without rules by the last shipper.

    Beside it what is used there of each origin, from stock too, where rules tell origins apart.
    """
    problem, index = solved.problem, solved.index
    found: dict[tuple[int, str, int], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))

    def add(m: int, i: int, t: int, origin: str, amount: float) -> None:
        found[m, problem.sites[i].country, t][origin].append(amount)

    def origin(m: int, o: int, i: int) -> str:
        return index.origins.all[o].name if m in index.origins.ruled else problem.sites[i].country

    for s, t in index.purchase_st:
        offer = problem.offers[s]
        where = origin(offer.material, index.offer_origin[s], offer.site)
        add(offer.material, offer.site, t, where, solved.value("purchase", s, t))
    for p, t in index.activity_pt:
        plant = problem.plants[p]
        for m, amounts in plant.makes:
            where = origin(m, index.plant_origin[p, m], plant.site)
            anew = index.made_anew.get((p, m), amounts)[t]
            add(m, plant.site, t, where, anew * solved.value("activity", p, t))
    for (x, o, t), sent in solved.values["flow"].items():
        lane = problem.lanes[x]
        link = problem.links[lane.link]
        if problem.sites[link.start].country != problem.sites[link.end].country:
            where = origin(lane.material, o, link.start)
            add(lane.material, link.start, t, where, -sent)
            add(lane.material, link.end, t, where, (1 - link.loss[t]) * sent)
    used = _used(solved)
    for m, buyer, t in sorted({*found, *used}):
        origins = found.get((m, buyer, t), {})
        comes = {name: max(rest(*terms), 0.0) for name, terms in origins.items()}
        total = sum(comes.values())
        is_traced = m in index.origins.ruled
        goes = used.get((m, buyer, t), {})
        all_used = sum(goes.values())
        for name in sorted({name for amounts in (comes, goes) for name, amount in amounts.items() if amount}):
            head = (problem.materials[m].name, buyer, name, problem.periods[t].name)
            amount, use = comes.get(name, 0.0), goes.get(name, 0.0)
            of_use = (use, share(use, all_used)) if is_traced else (math.nan, math.nan)
            yield *head, amount, share(amount, total), *of_use, "yes" if is_traced else "no"


def _used(solved: Solved) -> dict[tuple[int, str, int], dict[str, float]]:
    """Return, by material, country and period, what is used there of each origin, where rules tell origins apart."""
    found: dict[tuple[int, str, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for m, i, o, t, amount in uses(solved):
        if m in solved.index.origins.ruled:
            found[m, solved.problem.sites[i].country, t][solved.index.origins.all[o].name] += amount
    return found


def concentration(solved: Solved, book: Book) -> Iterator[Row]:
    """Yield what every rule measures in every period in which it holds, with its limit and slack."""
    rows = {row.number: row for row in book.rows("Rules")}
    counted = intakes_of_rules(solved), uses_of_rules(solved)
    for q, rule in enumerate(solved.problem.rules):
        row = rows[rule.row]
        for t, period in enumerate(solved.problem.periods):
            if math.isnan(rule.limit[t]):
                continue
            total = solved.value("supply", q, t)
            intakes = [solved.value("intake", q, g, t) for g in range(len(rule.origins))]
            origin, value = _measured(rule, intakes, total, t)
            both = [_of_amounts(solved, rule, amounts.get((q, t), []), t) for amounts in counted]
            slack = value - rule.limit[t] if rule.measure in LEAST else rule.limit[t] - value
            excess = sum(solved.value("excess", q, g, t) for g in range(max(1, len(rule.origins))))
            of = "use" if rule.of_use else "intake"
            what = (rule.name, rule.measure, of, row["material"], "; ".join(row["buyers"]), period.name, origin)
            soft = excess if math.isfinite(rule.penalty[t]) else math.nan
            hhi = both[rule.of_use][1] if total > 0 else math.nan
            yield *what, value, rule.limit[t], slack, soft, total, hhi, both[0][0], both[1][0], both[0][1], both[1][1]


def _of_amounts(solved: Solved, rule: Rule, amounts: Sequence[tuple[int, float]], t: int) -> tuple[float, float]:
    """Return what a rule measures of amounts by origin, and their HHI over countries; NaN where nothing is counted."""
    names = solved.index.origins.all
    total = sum(amount for _, amount in amounts)
    if total <= ROUNDING * sum(abs(amount) for _, amount in amounts):
        return math.nan, math.nan
    sets = [sum(x for o, x in amounts if names[o].belongs_to(origins)) for origins in rule.origins]
    countries: dict[str, float] = defaultdict(float)
    for o, amount in amounts:
        countries[names[o].country] += amount
    coming = sum(max(x, 0.0) for x in countries.values())
    return _measured(rule, sets, total, t)[1], herfindahl(countries.values(), coming)


def herfindahl(intakes: Any, total: float) -> float:
    """Return the sum of squared shares; NaN of no supply."""
    return sum((max(x, 0.0) / total) ** 2 for x in intakes) if total > 0 else math.nan


def _measured(rule: Rule, intakes: list[float], total: float, t: int) -> tuple[str, float]:
    """Return the origin that a rule looks at and what it measures there."""
    if rule.measure == "HHI at most":
        largest = max(range(len(intakes)), key=intakes.__getitem__, default=None)
        name = "" if largest is None else rule.origins[largest].name
        return name, herfindahl(intakes, total) if total > 0 else 0.0
    if rule.measure == "origins at least":
        least = rule.minimum_share[t] * total
        return "", float(sum(x >= least - COUNTED * total for x in intakes))
    largest = max(range(len(intakes)), key=intakes.__getitem__, default=0)
    intake = intakes[largest] if intakes else 0.0
    name = rule.origins[largest].name if intakes else ""
    if rule.measure.startswith("amount"):
        return name, intake
    return name, share(intake, total) if total > 0 else (1.0 if rule.measure in LEAST else 0.0)
