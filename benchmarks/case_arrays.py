"""A generated case as rectangular arrays: one row a thing, one column a period, numbered places between them.

It is what the peers that work on whole arrays (raw.py, linopy_peer.py) start from. It knows what the cases of
``benchmark_cases.py`` hold and refuses everything else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from planner_models.index import Index
from planner_models.investment import payers

if TYPE_CHECKING:
    from planner_models.problem import Problem


@dataclass(frozen=True)
class Moves:
    """Things that add to places or take from them: of each its row, its place, and how much a unit moves."""

    thing: Any
    place: Any
    amount: Any


@dataclass(frozen=True)
class Flows:
    """What lanes carry, by origin: from place to place, at a discounted cost, of which a share arrives."""

    lane: Any
    link: Any
    start: Any
    end: Any
    origin: Any
    cost: Any
    arrives: Any


class CaseArrays:
    """The arrays of a case; families of the same kind of column have their own property."""

    def __init__(self, problem: Problem) -> None:
        refuse_others(problem)
        self.problem, self.index = problem, Index(problem)
        self.periods = len(problem.periods)
        self.years = np.array([period.years for period in problem.periods])
        self.disc = np.array([period.disc for period in problem.periods])
        places = [(m, i, o) for (m, i), origins in sorted(self.index.reach.items()) for o in origins]
        self.material, self.site, self.origin = np.array(places).T
        self._place = np.full((len(problem.materials), len(problem.sites), len(self.index.origins.all)), -1)
        self._place[self.material, self.site, self.origin] = np.arange(len(places))

    @property
    def places(self) -> int:
        """How many places there are: a material of one origin at a site."""
        return len(self.material)

    def place(self, m: Any, i: Any, o: Any) -> Any:
        """Return the numbers of places."""
        return self._place[m, i, o]

    @cached_property
    def surplus(self) -> tuple[Any, Any]:
        """The places where something may be left over, and its discounted cost."""
        cost = np.array([material.surplus for material in self.problem.materials])[self.material]
        may = np.flatnonzero(np.isfinite(cost).all(axis=1))
        _demand(int(np.isfinite(cost).sum()) == len(may) * self.periods)
        return may, cost[may] * self.disc

    @cached_property
    def running(self) -> list[int]:
        """The plants that can run, in every period."""
        _demand(len(self.index.activity_pt) == len(self.index.plants) * self.periods)
        return list(self.index.plants)

    @cached_property
    def runs(self) -> tuple[Any, Any]:
        """What a run of each plant costs, discounted, and the most runs without projects."""
        plants = [self.problem.plants[p] for p in self.running]
        own = np.array([plant.capacity.own for plant in plants])
        _demand(bool(np.isfinite(own).all()))
        cost = np.array([plant.variable_cost for plant in plants]) * self.disc
        return cost, own * np.array([plant.availability for plant in plants])

    @cached_property
    def makes(self) -> Moves:
        """What plants make."""
        found = [
            (n, self.place(m, self.problem.plants[p].site, self.index.plant_origin[p, m]), amounts)
            for n, p in enumerate(self.running)
            for m, amounts in self.problem.plants[p].makes
        ]
        return _moves(found)

    @cached_property
    def takes(self) -> tuple[Moves, Moves, Any]:
        """What plants consume: of one origin; of several, by needs (plant, amount); and each need's places."""
        single, needs, told_apart = [], [], []
        for n, p in enumerate(self.running):
            plant = self.problem.plants[p]
            for m, amounts in plant.consumes:
                origins = self.index.reach[m, plant.site]
                _demand(all(amounts))
                if len(origins) == 1:
                    single.append((n, self.place(m, plant.site, origins[0]), amounts))
                else:
                    told_apart += [(len(needs), self.place(m, plant.site, o)) for o in origins]
                    needs.append((n, -1, amounts))
        return _moves(single), _moves(needs), np.array(told_apart, dtype=int).reshape(-1, 2).T

    @cached_property
    def offers(self) -> tuple[Any, Any, Any]:
        """Of each offer its place, its discounted price and its maximum."""
        offers = self.problem.offers
        _demand(len(self.index.purchase_st) == len(offers) * self.periods)
        place = self.place(*np.array([(x.material, x.site) for x in offers]).T, np.array(self.index.offer_origin))
        most = np.array([offer.maximum for offer in offers])
        _demand(bool(np.isfinite(most).all()))
        return place, np.array([offer.price for offer in offers]) * self.disc, most

    @cached_property
    def flows(self) -> Flows:
        """What lanes carry."""
        problem, links = self.problem, self.problem.links
        pairs = [
            (x, o) for x, lane in enumerate(problem.lanes)
            if (lane.material, links[lane.link].end) in self.index.useful
            for o in self.index.reach.get((lane.material, links[lane.link].start), ())
        ]  # fmt: skip
        _demand(len(self.index.flow_lot) == len(pairs) * self.periods)
        lane, origin = np.array(pairs).T
        link, material = np.array([(x.link, x.material) for x in problem.lanes])[lane].T
        start, end = np.array([(n.start, n.end) for n in links])[link].T
        value = np.array([m.value for m in problem.materials])[material]
        cost = np.array([n.cost for n in links])[link] + np.array([n.tariff for n in links])[link] * value
        starts, ends = self.place(material, start, origin), self.place(material, end, origin)
        arrives = 1.0 - np.array([n.loss for n in links])[link]
        return Flows(lane, link, starts, ends, origin, cost * self.disc, arrives)

    @cached_property
    def link_maximum(self) -> tuple[Any, Any]:
        """The links that carry anything and are limited, and their maxima."""
        most = np.array([link.maximum for link in self.problem.links])
        used = np.zeros(len(most), dtype=bool)
        used[self.flows.link] = True
        limited = np.isfinite(most)
        _demand(bool((limited.all(axis=1) == limited.any(axis=1)).all()))
        found = np.flatnonzero(used & limited.all(axis=1))
        return found, most[found]

    @cached_property
    def stocks(self) -> tuple[Any, Any, Any, Any]:
        """Of each stock by origin its pile and place; what holding costs and what is left after losses, by pile."""
        piles = list(enumerate(self.problem.stockpiles))
        found = [
            (h, self.place(x.material, x.site, o))
            for h, x in piles for o in self.index.reach.get((x.material, x.site), ())
        ]  # fmt: skip
        cost = np.array([x.holding_cost for _, x in piles]) * self.disc
        return *np.array(found).T, cost, np.array([x.keep for _, x in piles])

    @cached_property
    def stock_maximum(self) -> Any:
        """The most that each pile holds."""
        most = np.array([x.maximum for x in self.problem.stockpiles])
        _demand(bool(np.isfinite(most).all()))
        return most

    @cached_property
    def initial(self) -> Any:
        """What the stock from before the first period gives to each place in that period, a year."""
        found = np.zeros(self.places)
        for h, x in enumerate(self.problem.stockpiles):
            found[self.place(x.material, x.site, self.index.stock_origin[h])] = x.initial * x.keep[0] / self.years[0]
        return found

    @cached_property
    def demand(self) -> tuple[Any, Any]:
        """What each market asks for, and the discounted cost of what is short."""
        demands = self.problem.demands
        amount = np.array([x.amount for x in demands])
        _demand(bool((amount > 0).all()))
        return amount, np.array([x.shortage_cost for x in demands]) * self.disc

    @cached_property
    def deliveries(self) -> Any:
        """Of each delivery by origin its demand and its place."""
        found = [
            (d, self.place(x.material, x.site, o))
            for d, x in enumerate(self.problem.demands) for o in self.index.reach.get((x.material, x.site), ())
        ]  # fmt: skip
        return np.array(found).T


def _moves(found: list[tuple[int, Any, Any]]) -> Moves:
    things, places, amounts = zip(*found, strict=True) if found else ((), (), ())
    return Moves(np.array(things, dtype=int), np.array(places, dtype=int), np.array(amounts, dtype=float))


def _demand(holds: bool) -> None:
    if not holds:
        message = "the problem holds more than the generated cases do"
        raise ValueError(message)


def refuse_others(problem: Problem) -> None:
    """Refuse a problem with anything that the generated cases do not have."""
    _demand(
        not (problem.resources or problem.covers or problem.groups or problem.disruptions)
        and all(x.block is not None and not x.curve for x in problem.projects)
        and not any(x.removes or x.requires or x.at_least or x.least or x.uses for x in problem.projects)
        and not any(any(x.fixed_cost) or any(x.yearly_cost) for x in problem.projects)
        and set(payers(problem)) == set(range(len(problem.projects)))
        and not any(any(x.capacity.fixed_cost) or any(x.minimum_use) or x.uses for x in problem.plants)
        and not any(any(x.fixed_cost) or any(x.minimum) or x.term or x.needs or x.before for x in problem.offers)
        and not any(math.isfinite(x.total) for x in problem.offers)
        and not any(any(x.fixed_cost) or any(x.minimum) or x.needs for x in problem.links)
        and not any(any(x.sale) or any(x.required) or any(x.price) for x in problem.demands)
        and not any(x.final for x in problem.stockpiles)
        and not any(math.isfinite(x.maximum) for x in problem.grants)
        and all(x.measure == "each share at most" and math.isfinite(max(x.penalty)) for x in problem.rules)
    )
