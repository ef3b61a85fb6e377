"""The sparse index sets: who can make, buy, ship, hold and use what, from which origin, when.

Letters in the names of the sets: m material, i site, o origin, t period, p plant, r resource, s offer, n link,
l lane, d demand, h stockpile, k project, f funder, q rule, g a rule's origin set.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import Protocol

import numpy as np

from planner_models.contents import Overlays
from planner_models.given.network import Capacity
from planner_models.numbered import Keys
from planner_models.origins import Origins, made_anew, passed_on
from planner_models.problem import Problem
from planner_models.reach import Reach
from planner_models.timeline import StartOption, start_option
from planner_models.ways import Ways


class Everywhere(Protocol):
    """What can be where, and where it is of use, on any of several paths (`planner_models.paths`)."""

    @property
    def useful(self) -> frozenset[tuple[int, int]]:
        """Where each material is of use."""

    def reach(self, numbers: Origins) -> dict[tuple[int, int], tuple[int, ...]]:
        """Return the origins of each place by the numbers of one problem."""


Target = tuple[str, int]  # ("plant" or "resource", position): what a project adds to or removes from


class Index:
    """The index sets of a problem; every set is sorted, so the same workbook gives the same model.

    ``everywhere`` is what can be where on any of several paths, of which the problem is one.
    """

    def __init__(self, problem: Problem, everywhere: Everywhere | None = None) -> None:
        self.problem = problem
        self.link_of = np.array([lane.link for lane in problem.lanes], dtype=np.int32)  # by lane
        self.material_of = np.array([lane.material for lane in problem.lanes], dtype=np.int32)
        self.options = dict(options_kt(problem))
        self.adders = self._by_target("adds")
        self.removers = self._by_target("removes")
        self.origins = Origins(problem)
        self.made_anew = made_anew(problem)
        self.passed_on = passed_on(problem)
        self.plant_origin = {
            (p, m): self.origins.number(m, plant.site) for p, plant in enumerate(problem.plants) for m, _ in plant.makes
        }
        self.offer_origin = [self.origins.number(s.material, s.site, s.supplier) for s in problem.offers]
        self.stock_origin = [self.origins.number(h.material, h.site) for h in problem.stockpiles]
        self.service = service_k(self)
        self.spread = Reach(self)
        self.activity_pt = activity_pt(self)
        self.plants = tuple(dict.fromkeys(p for p, _ in self.activity_pt))
        self.purchase_st = purchase_st(self)
        self.reach = reach_mi(self) if everywhere is None else everywhere.reach(self.origins)
        self.useful = useful_mi(self) if everywhere is None else everywhere.useful
        self.flow_lot = flow_lot(self)
        self.stock_hot = stock_hot(self)
        self.consumption_pmot = consumption_pmot(self)
        self.delivery_dot = delivery_dot(self)
        self.shortage_dt = [(d, t) for d, x in enumerate(problem.demands) for t in problem.times if not x.sale[t]]
        self.place_mio = {
            place: number
            for number, place in enumerate((m, i, o) for (m, i), origins in sorted(self.reach.items()) for o in origins)
        }
        self.balance_miot = balance_miot(self)
        self.surplus_miot = surplus_miot(self)
        self.overlays = Overlays(self)
        self.ways = Ways(problem, self.plants)

    def _by_target(self, side: str) -> dict[Target, list[tuple[int, StartOption]]]:
        found: dict[Target, list[tuple[int, StartOption]]] = defaultdict(list)
        for (k, _), option in self.options.items():
            target = getattr(self.problem.projects[k], side)
            if target is not None:
                found[target].append((k, option))
        return dict(found)

    def used_up(self, p: int, m: int, t: int) -> float:
        """Return the share of what a plant consumes of a material that it does not give back as the same material."""
        passed = self.passed_on.get((p, m))
        return 1.0 if passed is None else 1.0 - passed[t]

    def capacity(self, target: Target) -> Capacity:
        """Return the workbook's own row of a plant or resource."""
        kind, position = target
        return (self.problem.plants if kind == "plant" else self.problem.resources)[position].capacity

    def has_capacity(self, target: Target, t: int) -> bool:
        """Return whether a plant or resource can have capacity in a period."""
        added = any(option.output[t] for _, option in self.adders.get(target, ()))
        return self.capacity(target).own[t] > 0 or added


def options_kt(problem: Problem) -> Iterator[tuple[tuple[int, int], StartOption]]:
    """Yield what each project's start in each period would bring, where it may start and serve in time."""
    for k, project in enumerate(problem.projects):
        for t in problem.times:
            if project.window[t] and project.can_build[t] and not project.never:
                option = start_option(project, t, problem.periods, problem.charging)
                if option is not None and all(project.can_build[u] for u in problem.times if option.builds[u]):
                    yield (k, t), option


def service_k(index: Index) -> list[set[int]]:
    """Return the periods in which a start of each project could be in service."""
    found: list[set[int]] = [set() for _ in index.problem.projects]
    for (k, _), option in index.options.items():
        found[k] |= {t for t in index.problem.times if option.serves[t]}
    return found


def reach_mi(index: Index) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return the origins whose material can ever be at a site: bought, made, held at first, or shipped there."""
    problem = index.problem
    lanes_from: dict[tuple[int, int], list[int]] = defaultdict(list)
    for lane in problem.lanes:
        link = problem.links[lane.link]
        if any(link.maximum):
            lanes_from[lane.material, link.start].append(link.end)
    found: dict[tuple[int, int], set[int]] = defaultdict(set)

    def spread(first: list[tuple[int, int, int]]) -> None:
        queue = list(first)
        while queue:
            m, i, o = queue.pop()
            if o not in found[m, i]:
                found[m, i].add(o)
                queue += [(m, end, o) for end in lanes_from[m, i]]

    spread(list(_first_origins(index)))
    # what plants only give back has the origin of what they took, or else, where it only goes round, their own
    spread([(m, i, o) for m, i, o in _made(index) if not found[m, i]])
    return {key: tuple(sorted(origins)) for key, origins in found.items() if origins}


def _made(index: Index) -> Iterator[tuple[int, int, int]]:
    """Yield what plants make, where, with the origin that is their own."""
    for p, t in index.activity_pt:
        for m, amounts in index.problem.plants[p].makes:
            if amounts[t]:
                yield m, index.problem.plants[p].site, index.plant_origin[p, m]


def _first_origins(index: Index) -> Iterator[tuple[int, int, int]]:
    """Yield where each origin of a material begins: where it can be made anew, bought, or is held at first."""
    problem = index.problem
    for p, t in index.activity_pt:
        for m, amounts in problem.plants[p].makes:
            if index.made_anew.get((p, m), amounts)[t]:
                yield m, problem.plants[p].site, index.plant_origin[p, m]
    for s, offer in enumerate(problem.offers):
        if any(is_open and most > 0 for is_open, most in zip(offer.open, offer.maximum, strict=True)):
            yield offer.material, offer.site, index.offer_origin[s]
    for h, pile in enumerate(problem.stockpiles):
        if pile.initial > 0:
            yield pile.material, pile.site, index.stock_origin[h]
    for m, i in sorted(index.spread.for_its_sake):
        yield m, i, index.origins.number(m, i)


def useful_mi(index: Index) -> frozenset[tuple[int, int]]:
    """Return where a material is of use: asked for, consumed, held, counted by a rule, gone, or on the way there."""
    problem = index.problem
    sinks = {(d.material, d.site) for d in problem.demands} | {(h.material, h.site) for h in problem.stockpiles}
    for p in index.plants:
        sinks |= {(m, problem.plants[p].site) for m, _ in problem.plants[p].consumes}
    taking = [rule for rule in problem.rules if not rule.of_use]  # what is used is asked for or consumed anyway
    for rule in taking:
        if len(rule.buyers) < len(problem.sites):
            sinks |= {(m, i) for m in rule.materials for i in rule.buyers}
    buyers = defaultdict(list)
    for rule in taking:
        for m in rule.materials:
            buyers[m].append(rule.buyers)
    pays = np.any(index.spread.pays, axis=1).tolist()
    lanes_to: dict[tuple[int, int], list[int]] = defaultdict(list)
    for lane in problem.lanes:
        link = problem.links[lane.link]
        lanes_to[lane.material, link.end].append(link.start)
        leaves = any(link.start in inside and link.end not in inside for inside in buyers[lane.material])
        costs = problem.materials[lane.material].surplus
        loses = any(lost and cost > 0 for lost, cost in zip(link.loss, costs, strict=True)) if any(link.loss) else False
        # what pays or helps to a minimum may be sent and left over; so may what buyers must get rid of by a rule, and
        # what costs less where some of it is lost on the way
        if pays[lane.link] or leaves or loses:
            sinks.add((lane.material, link.end))
    queue = list(sinks)
    while queue:
        m, i = queue.pop()
        for start in lanes_to[m, i]:
            if (m, start) not in sinks:
                sinks.add((m, start))
                queue.append((m, start))
    return frozenset(sinks)


def activity_pt(index: Index) -> list[tuple[int, int]]:
    """Plants, in the periods in which they have their resources, can get their inputs, and can have capacity."""
    plants = index.problem.plants
    return [
        (p, t)
        for p, plant in enumerate(plants)
        for t in index.problem.times
        if plant.can_run[t]
        and plant.availability[t] > 0
        and index.spread.fed[t][p]
        and index.has_capacity(("plant", p), t)
    ]


def purchase_st(index: Index) -> list[tuple[int, int]]:
    """Offers, in the periods of their window; after an unlimited step no later step opens."""
    found = []
    for s, offer in enumerate(index.problem.offers):
        for t in index.problem.times:
            blocked = any(
                index.problem.offers[j].open[t] and math.isinf(index.problem.offers[j].maximum[t])
                and not index.problem.offers[j].needs and math.isinf(index.problem.offers[j].total)
                for j in offer.before
            )  # fmt: skip
            if offer.open[t] and offer.maximum[t] > 0 and not blocked:
                found.append((s, t))
    return found


def flow_lot(index: Index) -> Keys:
    """Lanes by the origins that can be at their start, where the material is of use at their end."""
    lanes, links = index.problem.lanes, index.problem.links
    origins = [
        index.reach.get((lane.material, links[lane.link].start), ())
        if (lane.material, links[lane.link].end) in index.useful else ()
        for lane in lanes
    ]  # fmt: skip
    counts = np.fromiter(map(len, origins), dtype=np.int32, count=len(lanes))
    x = np.repeat(np.arange(len(lanes), dtype=np.int32), counts)
    o = np.fromiter(chain.from_iterable(origins), dtype=np.int32, count=len(x))
    is_open = np.array([link.maximum for link in links]).reshape(-1, len(index.problem.times)) > 0
    pair, t = np.nonzero(is_open[index.link_of[x]])
    return Keys(np.column_stack([x[pair], o[pair], t.astype(np.int32)]))


def balance_miot(index: Index) -> Keys:
    """Places and the origins that can be there, in every period: the number is the place's, times periods, plus t."""
    places = np.array(list(index.place_mio), dtype=np.int32).reshape(-1, 3)
    count = len(index.problem.times)
    return Keys(np.column_stack([places.repeat(count, axis=0), np.tile(np.arange(count), len(places))]))


def surplus_miot(index: Index) -> Keys:
    """Balances in which something may be left over."""
    cost = np.array([material.surplus for material in index.problem.materials])
    material, _, _, t = index.balance_miot.table.T
    return Keys(index.balance_miot.table[cost[material, t] < math.inf])


def stock_hot(index: Index) -> list[tuple[int, int, int]]:
    """Stockpiles by the origins that can be at their site."""
    return [
        (h, o, t)
        for h, pile in enumerate(index.problem.stockpiles)
        for o in index.reach.get((pile.material, pile.site), ())
        for t in index.problem.times
    ]


def consumption_pmot(index: Index) -> list[tuple[int, int, int, int]]:
    """Return what plants consume, told apart by origin only where more than one can be at their site."""
    found = []
    for p, t in index.activity_pt:
        plant = index.problem.plants[p]
        for m, amounts in plant.consumes:
            origins = index.reach.get((m, plant.site), ())
            if amounts[t] and len(origins) > 1:
                found += [(p, m, o, t) for o in origins]
    return found


def delivery_dot(index: Index) -> list[tuple[int, int, int]]:
    """Demands by the origins that can be at their market."""
    return [
        (d, o, t)
        for d, demand in enumerate(index.problem.demands)
        for o in index.reach.get((demand.material, demand.site), ())
        for t in index.problem.times
        if demand.amount[t] > 0
    ]
