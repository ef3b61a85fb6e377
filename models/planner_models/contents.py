"""Content through recipes: which materials carry it, and an overlay on the trunk for each origin that a rule counts.

A rule with a content counts what holds it, whoever made it since. Carriers are the content itself, and what recipes
make of a carrier, as far as the rule's material can be made of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from planner_models.given.network import Plant
from planner_models.given.sourcing import OriginSet
from planner_models.numbered import Keys, Numbers, distinct
from planner_models.problem import Problem


class Moving(Protocol):
    """What overlays have to know of an index: what can move, and of which material."""

    problem: Problem
    material_of: Numbers  # by lane
    activity_pt: list[tuple[int, int]]
    purchase_st: list[tuple[int, int]]
    reach: dict[tuple[int, int], tuple[int, ...]]
    flow_lot: Keys
    stock_hot: list[tuple[int, int, int]]
    delivery_dot: list[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is without content of some origins (``of``, one of the rule's sets of origins): a part of all that moves."""

    rule: int
    of: int
    origins: OriginSet
    content: int
    carriers: frozenset[int]

    def is_source(self, problem: Problem, site: int, supplier: str = "") -> bool:
        """Return whether what is bought, held at first or made of the content there is of these origins."""
        own = self.origins
        return problem.sites[site].country in own.countries or site in own.sites or supplier in own.suppliers

    def made_clean(self, problem: Problem, plant: Plant, m: int, t: int) -> float:
        """Return what a run makes without content where all that it consumes is without.

        Of the content itself a plant of these origins makes no more without than it consumes of it.
        """
        made = dict(plant.makes)[m][t]
        if m != self.content or not self.is_source(problem, plant.site):
            return made
        consumed = dict(plant.consumes).get(m)
        return min(made, consumed[t]) if consumed else 0.0


class Overlays:
    """The overlays of a problem and their index sets, all sorted; w is the letter of an overlay."""

    def __init__(self, index: Moving) -> None:
        problem = index.problem
        self.all = tuple(_overlays(problem))
        self.number = {(x.rule, x.of): w for w, x in enumerate(self.all)}
        each = list(enumerate(self.all))
        self.purchase_wst = [
            (w, s, t)
            for w, x in each
            for s, t in index.purchase_st
            if (offer := problem.offers[s]).material in x.carriers
            and not x.is_source(problem, offer.site, offer.supplier)
        ]
        self.activity_wpt = [
            (w, p, t)
            for w, x in each
            for p, t in index.activity_pt
            if any(m in x.carriers and amounts[t] for m, amounts in problem.plants[p].makes)
        ]
        self.consumption_wpmt = [
            (w, p, m, t)
            for w, x in each
            for p, t in index.activity_pt
            for m, amounts in problem.plants[p].consumes
            if m in x.carriers and amounts[t] and (m, problem.plants[p].site) in index.reach
        ]
        self.delivery_wdt = _without_origin(index.delivery_dot, each, [d.material for d in problem.demands])
        self.stock_wht = _without_origin(index.stock_hot, each, [h.material for h in problem.stockpiles])
        self.flow_wxt = flow_wxt(index, self.all)
        self.place_wmi = {
            place: number
            for number, place in enumerate(
                (w, m, i) for w, x in each for m, i in sorted(index.reach) if m in x.carriers
            )
        }
        self.balance_wmit = balance_wmit(index, self.place_wmi)
        self.surplus_wmit = [
            (w, m, i, t)
            for w, m, i in self.place_wmi
            for t in problem.times
            if problem.materials[m].surplus[t] < float("inf")
        ]


def _without_origin(
    keys: Iterable[tuple[int, int, int]], each: list[tuple[int, Overlay]], materials: list[int]
) -> list[tuple[int, int, int]]:
    """Return the keys of what is there of any origin, for every overlay whose carriers it is of."""
    there = sorted({(thing, t) for thing, _, t in keys})
    return [(w, thing, t) for w, x in each for thing, t in there if materials[thing] in x.carriers]


def flow_wxt(index: Moving, overlays: Iterable[Overlay]) -> Keys:
    """Lanes of carriers, by overlay and period, where anything can be sent."""
    lane, _, period = index.flow_lot.table.T
    tables = [np.zeros((0, 3), dtype=np.int32)]
    for w, x in enumerate(overlays):
        carried = np.isin(index.material_of[lane], sorted(x.carriers))
        pairs = np.array(distinct(lane[carried], period[carried]), dtype=np.int32).reshape(-1, 2)
        tables.append(np.column_stack([np.full(len(pairs), w, dtype=np.int32), pairs]))
    return Keys(np.concatenate(tables))


def balance_wmit(index: Moving, places: Mapping[tuple[int, int, int], int]) -> Keys:
    """Places of carriers in every period: the number is the place's, times periods, plus t."""
    table, count = np.array(list(places), dtype=np.int32).reshape(-1, 3), len(index.problem.times)
    return Keys(np.column_stack([table.repeat(count, axis=0), np.tile(np.arange(count), len(table))]))


def _overlays(problem: Problem) -> Iterator[Overlay]:
    """Yield an overlay for every set of origins of a rule with a content from which there could be any."""
    for q, rule in enumerate(problem.rules):
        if rule.content is None:
            continue
        found = carriers(problem, rule.content, rule.materials)
        for g, origins in enumerate(rule.origins):
            overlay = Overlay(q, g, origins, rule.content, found)
            if _has_source(problem, overlay):
                yield overlay


def carriers(problem: Problem, content: int, materials: Iterable[int]) -> frozenset[int]:
    """Return the content, what recipes make of it, and so on, as far as one of the materials can be made of it."""
    makes: dict[int, set[int]] = defaultdict(set)
    made_of: dict[int, set[int]] = defaultdict(set)
    for plant in problem.plants:
        for n, taken in plant.consumes:
            for m, made in plant.makes:
                if any(a and b for a, b in zip(taken, made, strict=True)):
                    makes[n].add(m)
                    made_of[m].add(n)
    return _closure({content}, makes) & _closure(set(materials), made_of)


def _closure(first: set[int], after: Mapping[int, set[int]]) -> frozenset[int]:
    found, queue = set(first), list(first)
    while queue:
        new = after.get(queue.pop(), set()) - found
        found |= new
        queue += new
    return frozenset(found)


def _has_source(problem: Problem, x: Overlay) -> bool:
    """Return whether a carrier is bought or held at first, or the content made, in any of an overlay's origins."""
    offers = any(s.material in x.carriers and x.is_source(problem, s.site, s.supplier) for s in problem.offers)
    piles = any(h.material in x.carriers and h.initial > 0 and x.is_source(problem, h.site) for h in problem.stockpiles)
    plants = any(
        x.content in x.carriers and any(any(made) for m, made in p.makes if m == x.content)
        and x.is_source(problem, p.site) for p in problem.plants
    )  # fmt: skip
    return offers or piles or plants
