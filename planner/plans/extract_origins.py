"""Where supply comes from and what the rules measure, as rows of the plan's tables."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from planner.plans.frames import rest, share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.solving.solution import Solved
    from planner.workbook.book import Book
    from planner_models.problem import Rule

Row = tuple[Any, ...]
LEAST = ("share at least", "amount at least", "origins at least")


def sourcing(solved: Solved) -> Iterator[Row]:
    """Yield what each country takes in of each material, by origin; without rules by the last shipper."""
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
    for (m, buyer, t), origins in sorted(found.items()):
        comes = {name: max(rest(*terms), 0.0) for name, terms in origins.items()}
        total = sum(comes.values())
        traced = "yes" if m in index.origins.ruled else "no"
        for name, amount in sorted(comes.items()):
            if amount:
                head = (problem.materials[m].name, buyer, name, problem.periods[t].name)
                yield *head, amount, share(amount, total), traced


def concentration(solved: Solved, book: Book) -> Iterator[Row]:
    """Yield what every rule measures in every period in which it holds, with its limit and slack."""
    rows = {row.number: row for row in book.rows("Rules")}
    by_country = _by_country(solved)
    for q, rule in enumerate(solved.problem.rules):
        row = rows[rule.row]
        for t, period in enumerate(solved.problem.periods):
            if math.isnan(rule.limit[t]):
                continue
            total = solved.value("supply", q, t)
            intakes = [solved.value("intake", q, g, t) for g in range(len(rule.origins))]
            origin, value = _measured(rule, intakes, total, t)
            slack = value - rule.limit[t] if rule.measure in LEAST else rule.limit[t] - value
            excess = sum(solved.value("excess", q, g, t) for g in range(max(1, len(rule.origins))))
            what = (rule.name, rule.measure, row["material"], "; ".join(row["buyers"]), period.name, origin)
            soft = excess if math.isfinite(rule.penalty[t]) else math.nan
            coming = sum(max(x, 0.0) for x in by_country[q, t].values())
            hhi = herfindahl(by_country[q, t].values(), coming) if total > 0 else math.nan
            yield *what, value, rule.limit[t], slack, soft, total, hhi


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
        return "", float(sum(x >= least - 1e-7 * total for x in intakes))
    largest = max(range(len(intakes)), key=intakes.__getitem__, default=0)
    intake = intakes[largest] if intakes else 0.0
    name = rule.origins[largest].name if intakes else ""
    if rule.measure.startswith("amount"):
        return name, intake
    return name, share(intake, total) if total > 0 else (1.0 if rule.measure in LEAST else 0.0)


def _by_country(solved: Solved) -> dict[tuple[int, int], dict[str, float]]:
    """Return, by rule and period, what enters the rule's buyers a year by country of origin."""
    problem, index = solved.problem, solved.index
    found: dict[tuple[int, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    rules_of: dict[int, list[tuple[int, frozenset[int]]]] = defaultdict(list)
    for q, rule in enumerate(problem.rules):
        for m in rule.materials:
            rules_of[m].append((q, rule.buyers))
    for s, t in index.purchase_st:
        offer = problem.offers[s]
        for q, buyers in rules_of.get(offer.material, ()):
            if offer.site in buyers:
                found[q, t][index.origins.all[index.offer_origin[s]].country] += solved.value("purchase", s, t)
    for p, t in index.activity_pt:
        plant = problem.plants[p]
        for m, amounts in plant.makes:
            for q, buyers in rules_of.get(m, ()):
                if plant.site in buyers:
                    made = index.made_anew.get((p, m), amounts)[t] * solved.value("activity", p, t)
                    found[q, t][problem.sites[plant.site].country] += made
    for (x, o, t), sent in solved.values["flow"].items():
        lane = problem.lanes[x]
        link = problem.links[lane.link]
        for q, buyers in rules_of.get(lane.material, ()):
            enters, leaves = link.end in buyers, link.start in buyers
            if enters != leaves:
                amount = (1 - link.loss[t]) * sent if enters else -sent
                found[q, t][index.origins.all[o].country] += amount
    return found
