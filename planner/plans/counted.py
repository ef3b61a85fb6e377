"""What rules could count, by true origin: what enters their buyers' sites, and what is used there, from stock too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from planner.solving.solution import Solved

Counted = dict[tuple[int, int], list[tuple[int, float]]]  # by rule and period: origins, amounts; several of one add up


def intakes_of_rules(solved: Solved) -> Counted:
    """Return, by rule and period, what enters the rule's buyers a year, by origin."""
    problem, index = solved.problem, solved.index
    found: Counted = defaultdict(list)
    rules_of = _rules_of(solved)
    for s, t in index.purchase_st:
        offer = problem.offers[s]
        for q, buyers in rules_of.get(offer.material, ()):
            if offer.site in buyers:
                found[q, t].append((index.offer_origin[s], solved.value("purchase", s, t)))
    for p, t in index.activity_pt:
        plant = problem.plants[p]
        for m, amounts in plant.makes:
            for q, buyers in rules_of.get(m, ()):
                if plant.site in buyers:
                    made = index.made_anew.get((p, m), amounts)[t] * solved.value("activity", p, t)
                    found[q, t].append((index.plant_origin[p, m], made))
    for (x, o, t), sent in solved.values["flow"].items():
        lane = problem.lanes[x]
        link = problem.links[lane.link]
        for q, buyers in rules_of.get(lane.material, ()):
            enters, leaves = link.end in buyers, link.start in buyers
            if enters != leaves:
                found[q, t].append((o, (1 - link.loss[t]) * sent if enters else -sent))
    return found


def uses_of_rules(solved: Solved) -> Counted:
    """Return, by rule and period, what the rule's buyers use a year, by origin."""
    found: Counted = defaultdict(list)
    rules_of = _rules_of(solved)
    for m, i, o, t, amount in uses(solved):
        for q, buyers in rules_of.get(m, ()):
            if i in buyers:
                found[q, t].append((o, amount))
    return found


def uses(solved: Solved) -> Iterator[tuple[int, int, int, int, float]]:
    """Yield (material, site, origin, period, amount) of what plants consume for good and markets are delivered."""
    problem, index = solved.problem, solved.index
    for p, t in index.activity_pt:
        plant, runs = problem.plants[p], solved.value("activity", p, t)
        for m, amounts in plant.consumes:
            origins = index.reach.get((m, plant.site), ())
            if len(origins) == 1:
                yield m, plant.site, origins[0], t, amounts[t] * index.used_up(p, m, t) * runs
    for p, m, o, t in index.consumption_pmot:
        consumed = solved.value("consumption", p, m, o, t)
        yield m, problem.plants[p].site, o, t, index.used_up(p, m, t) * consumed
    for d, o, t in index.delivery_dot:
        demand = problem.demands[d]
        yield demand.material, demand.site, o, t, solved.value("delivery", d, o, t)


def _rules_of(solved: Solved) -> dict[int, list[tuple[int, frozenset[int]]]]:
    """Return, by material, the rules on it and their buyers."""
    found: dict[int, list[tuple[int, frozenset[int]]]] = defaultdict(list)
    for q, rule in enumerate(solved.problem.rules):
        for m in rule.materials:
            found[m].append((q, rule.buyers))
    return found
