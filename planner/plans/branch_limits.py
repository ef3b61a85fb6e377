"""The cells whose limits hold in the branches of disruptions too.

The prices are of a unit more before the disruption takes its part of it; the index of a row begins with its branch.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from planner.plans.limit import Limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.plans.limit import Locate
    from planner.solving.solution import Solved


def _plant(solved: Solved, key: Any) -> Iterator[Limit]:
    b, p, n = key
    plant, t = solved.problem.plants[p], solved.steps(b)[n].period
    if plant.row and not _has_closures(solved, "plant", p, b, t):
        yield Limit("Plants", plant.row, "capacity", t, plant.capacity.own[t], plant.availability[t])


def _resource(solved: Solved, key: Any) -> Iterator[Limit]:
    b, r, n = key
    resource, t = solved.problem.resources[r], solved.steps(b)[n].period
    if resource.row and not _has_closures(solved, "resource", r, b, t):
        yield Limit("Resources", resource.row, "capacity", t, resource.capacity.own[t])


def _has_closures(solved: Solved, kind: str, position: int, b: int, t: int) -> bool:
    """Whether the trunk itself says what closures leave of a capacity in a branch, and its limit has the price."""
    return (kind, position, solved.branches[b].onset, t) in solved.values["capacity_left"]


def _offer(solved: Solved, key: Any) -> Iterator[Limit]:
    b, s, n = key
    t = solved.steps(b)[n].period
    in_use = solved.value("contract", s, t) if (s, t) in solved.values["contract"] else 1.0
    yield from _maximum(solved, s, t, in_use)


def _offer_needs(solved: Solved, key: Any) -> Iterator[Limit]:
    b, s, n, k = key
    yield from _maximum(solved, s, solved.steps(b)[n].period, _serving(solved, b, n, k))


def _maximum(solved: Solved, s: int, t: int, per_unit: float) -> Iterator[Limit]:
    offer = solved.problem.offers[s]
    if math.isfinite(offer.maximum[t]):
        yield Limit("Suppliers", offer.row, "maximum", t, offer.maximum[t], per_unit)


def _total(solved: Solved, key: Any) -> Iterator[Limit]:
    offer = solved.problem.offers[key[1]]
    yield Limit("Suppliers", offer.row, "total", None, offer.total)


def _link(solved: Solved, key: Any) -> Iterator[Limit]:
    b, link, n = key
    t = solved.steps(b)[n].period
    in_use = solved.value("use", link, t) if (link, t) in solved.values["use"] else 1.0
    yield from _carried(solved, link, t, in_use)


def _lane(solved: Solved, key: Any) -> Iterator[Limit]:
    b, lane, n = key
    yield from _carried(solved, solved.problem.lanes[lane].link, solved.steps(b)[n].period, 1.0)


def _link_needs(solved: Solved, key: Any) -> Iterator[Limit]:
    b, link, n, k = key
    yield from _carried(solved, link, solved.steps(b)[n].period, _serving(solved, b, n, k))


def _carried(solved: Solved, link: int, t: int, per_unit: float) -> Iterator[Limit]:
    found = solved.problem.links[link]
    if math.isfinite(found.maximum[t]):
        yield Limit("Lanes", found.row, "maximum", t, found.maximum[t], per_unit)


def _serving(solved: Solved, b: int, n: int, k: int) -> float:
    """Return how many starts of a project up to the onset are in service in a step."""
    onset, t, options = solved.branches[b].onset, solved.steps(b)[n].period, solved.index.options
    return sum(solved.value("start", k, u) for u in range(onset + 1) if (k, u) in options and options[k, u].serves[t])


def _demand(solved: Solved, key: Any) -> Iterator[Limit]:
    b, d, n = key
    demand, t = solved.problem.demands[d], solved.steps(b)[n].period
    yield Limit("Demand", demand.row, "amount", t, demand.amount[t])


def _stock(solved: Solved, key: Any) -> Iterator[Limit]:
    b, h, n = key
    pile, t = solved.problem.stockpiles[h], solved.steps(b)[n].period
    yield Limit("Stockpiles", pile.row, "maximum", t, pile.maximum[t])


def _guarantee(solved: Solved, key: Any) -> Iterator[Limit]:
    """Count that of more demand a promised share must be served too; what is promised has a price of its own."""
    b, d = key
    number = solved.branches[b].disruption
    promised = solved.value("promise", number) * solved.problem.disruptions[number].demands.get(d, 1.0)
    demand = solved.problem.demands[d]
    for step in solved.steps(b):
        t = step.period
        yield Limit("Demand", demand.row, "amount", t, demand.amount[t], promised * step.length)


BRANCH_LIMITS: dict[str, Locate] = {
    "branch_plant_capacity": _plant,
    "branch_resource_capacity": _resource,
    "branch_purchase": _offer,
    "branch_purchase_needs": _offer_needs,
    "branch_total": _total,
    "branch_link": _link,
    "branch_lane": _lane,
    "branch_link_needs": _link_needs,
    "branch_demand": _demand,
    "branch_stock_maximum": _stock,
    "guarantee": _guarantee,
}
