"""What could ever be where: the widest that supply could spread in each period, if nothing were scarce.

Recipes may feed each other in a circle (scrap that comes back, a catalyst), and within a period such a circle runs at
any rate. So every plant is taken to run until one of its inputs can come from nowhere, and what is left in the end
can be there. Lanes and stocks make nothing: they only carry on what is bought, made or held at first. Of amounts only
zero counts, so that what is out of reach here is out of reach in every plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from planner_models.given.network import Uses
from planner_models.numbered import Floats, Numbers
from planner_models.problem import Problem

Flags = NDArray[np.bool_]
Places = NDArray[np.integer]
Pairs = Places  # a row each: a plant and a place


class Network(Protocol):
    """What reach has to know of an index: its links and their materials, and when what serves."""

    problem: Problem
    link_of: Numbers
    material_of: Numbers
    service: list[set[int]]  # by project, the periods in which a start can serve

    def has_capacity(self, target: tuple[str, int], t: int) -> bool:
        """Return whether a plant or a resource could have any capacity in a period."""


class Reach:
    """The places (a material at a site) that something could come to, and the plants that could be fed, by period."""

    def __init__(self, index: Network) -> None:
        self._index, self._problem = index, index.problem
        self._sites = len(self._problem.sites)
        ends = np.array([(x.start, x.end) for x in self._problem.links], dtype=np.int64).reshape(-1, 2)[index.link_of]
        self._starts, self._ends = (index.material_of * self._sites + sites for sites in ends.T)
        self._carries = self._links_that_carry()
        self.pays = self._links_that_pay()  # by link and period
        self._piles = np.array([self.place(h.material, h.site) for h in self._problem.stockpiles], dtype=np.int64)
        self.there: list[Flags] = []  # by period: of every place, whether something could be there
        self.fed: list[Flags] = []  # by period: of every plant, whether all its inputs could
        self.for_its_sake = self._used_for_money()  # where lanes may be used though nothing is there to be sent
        held = self._flags(self._piles[[h.initial > 0 and h.keep[0] > 0 for h in self._problem.stockpiles]])
        for t in self._problem.times:
            there, fed = self._spread(t, held)
            self.there.append(there)
            self.fed.append(fed)
            held = self._flags(self._piles[[self._lasts(h, t, there) for h in range(len(self._piles))]])

    def place(self, m: int, i: int) -> int:
        """Return the number of a place."""
        return m * self._sites + i

    def _flags(self, places: Places) -> Flags:
        found = np.zeros(len(self._problem.materials) * self._sites, dtype=bool)
        found[places] = True
        return found

    def _lasts(self, h: int, t: int, there: Flags) -> bool:
        """Return whether a stock could be held at the end of a period and be there still in the next."""
        pile, after = self._problem.stockpiles[h], t + 1
        is_kept = after < len(self._problem.times) and pile.keep[after] > 0
        return bool(is_kept and pile.maximum[t] > 0 and there[self._piles[h]])

    def _spread(self, t: int, held: Flags) -> tuple[Flags, Flags]:
        """Return the places that something could come to in a period, and the plants that could be fed there."""
        lanes = np.flatnonzero(self._carries[self._index.link_of, t])
        bought = [s for s in range(len(self._problem.offers)) if self._sells(s, t)]
        places = [self.place(self._problem.offers[s].material, self._problem.offers[s].site) for s in bought]
        first = held | self._flags(np.array([*places, *self._turns(t)], dtype=np.int64))
        makes, needs = self._recipes("makes", t), self._recipes("consumes", t)
        fed = np.ones(len(self._problem.plants), dtype=bool)
        works = np.array([self._works(p, t) for p in range(len(fed))], dtype=bool)
        while True:
            made = makes[(fed & works)[makes[:, 0]], 1]
            there = self._carried(first | self._flags(made), lanes)
            starved = needs[~there[needs[:, 1]], 0]
            if not fed[starved].any():
                return there, fed
            fed[starved] = False

    def _carried(self, there: Flags, lanes: Places) -> Flags:
        """Return the places from which a material comes, and those to which lanes carry it on."""
        starts, ends = self._starts[lanes], self._ends[lanes]
        while True:
            new = ends[there[starts] & ~there[ends]]
            if not len(new):
                return there
            there[new] = True

    def _recipes(self, side: str, t: int) -> Pairs:
        """Return (plant, place) of what plants make or consume in a period."""
        found = [
            (p, self.place(m, plant.site))
            for p, plant in enumerate(self._problem.plants)
            for m, amounts in getattr(plant, side)
            if amounts[t]
        ]
        return np.array(found, dtype=np.int64).reshape(-1, 2)

    def _works(self, p: int, t: int) -> bool:
        """Return whether a plant could run in a period, were it fed."""
        plant = self._problem.plants[p]
        has_capacity = plant.availability[t] > 0 and self._index.has_capacity(("plant", p), t)
        return has_capacity and plant.can_run[t] and self._has_all(plant.uses, t)

    def _sells(self, s: int, t: int) -> bool:
        offer = self._problem.offers[s]
        is_open = offer.open[t] and offer.maximum[t] > 0 and offer.total > 0
        return is_open and self._serve(offer.needs, t) and self._has_all(offer.uses, t)

    def _links_that_carry(self) -> Flags:
        """Return the links over which anything could come, by link and period."""
        found: Flags = (self._by_period("maximum") > 0) & (self._by_period("loss") < 1)
        for n, link in enumerate(self._problem.links):
            if link.needs or link.uses:
                found[n] &= [self._serve(link.needs, t) and self._has_all(link.uses, t) for t in self._problem.times]
        return found

    def _links_that_pay(self) -> Flags:
        """Return where it might pay to send what is of no use: for money, a resource, or to fill a minimum."""
        pays, is_fixed = self._by_period("cost") < 0, self._by_period("fixed_cost") < 0
        found: Flags = pays | is_fixed | (self._by_period("minimum") > 0)
        for n, link in enumerate(self._problem.links):
            for r, amounts in link.uses:
                costs = np.array(self._problem.resources[r].variable_cost)
                found[n] |= (np.array(amounts) > 0) & (costs < 0)
        return found

    def _used_for_money(self) -> set[tuple[int, int]]:
        """Return where lanes begin that pay for being in use, whether they carry something or not."""
        lanes = [lane for lane in self._problem.lanes if min(self._problem.links[lane.link].fixed_cost) < 0]
        return {(lane.material, self._problem.links[lane.link].start) for lane in lanes}

    def _by_period(self, name: str) -> Floats:
        """Return a number of every link by period."""
        return np.array([getattr(x, name) for x in self._problem.links]).reshape(-1, len(self._problem.times))

    def _serve(self, projects: Iterable[int], t: int) -> bool:
        """Return whether all of some projects could be in service in a period."""
        return all(t in self._index.service[k] for k in projects)

    def _has_all(self, uses: Uses, t: int) -> bool:
        """Return whether there could be any of all the resources that something takes in a period."""
        return all(not amounts[t] or self._index.has_capacity(("resource", r), t) for r, amounts in uses)

    def _turns(self, t: int) -> list[int]:
        """Return where lanes could carry round and round what nobody makes or buys, and it might pay.

        Nothing is lost on the way round, and of the lanes one pays, or has a minimum that it helps to.
        """
        link_of, pays = self._index.link_of, self.pays[:, t]
        is_round = self._carries[:, t] & (self._by_period("loss")[:, t] == 0)
        lanes = np.flatnonzero(is_round[link_of]) if pays.any() else np.zeros(0, dtype=np.int64)
        count = -1
        while len(lanes) != count:  # take out what leads nowhere and what nothing leads to
            count = len(lanes)
            enters, leaves = self._flags(self._ends[lanes]), self._flags(self._starts[lanes])
            lanes = lanes[enters[self._starts[lanes]] & leaves[self._ends[lanes]]]
        found = sorted(set(self._starts[lanes[pays[link_of[lanes]]]].tolist()))
        self.for_its_sake |= {divmod(place, self._sites) for place in found}
        return found
