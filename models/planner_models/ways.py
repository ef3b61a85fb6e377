"""Who makes, sells, stores, uses and ships what, and where it can get to: what bounds on amounts follow."""

from __future__ import annotations

import math
from collections import defaultdict

from planner_models.given.network import Uses
from planner_models.matching import matchings
from planner_models.problem import Problem
from planner_models.tolerances import LEAST_LEFT

BEYOND = 1e9  # a bound that is so much larger than what is used bounds nothing


class Ways:
    """A problem's network by material and site, gathered once for all bounds that are reckoned along it.

    Attributes
    ----------
    matchings
        By period, the groups of rules that may ask for more of some materials so that shares come right.
    sellers, makers, users
        The offers, and the plants that make or take it, by material and site.
    later_steps
        By offer, the price steps that open after it.
    minima, paying
        By material, the links with a minimum, and those that may pay for what is sent.
    """

    def __init__(self, problem: Problem, plants: tuple[int, ...]) -> None:
        self._problem = problem
        self.matchings = [matchings(problem, t) for t in problem.times]
        self.next: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
        self._loss: dict[tuple[int, int, int], float] = defaultdict(float)
        self._worst: dict[int, float] = defaultdict(float)
        self.minima: dict[int, set[int]] = defaultdict(set)
        self.paying: dict[int, set[int]] = defaultdict(set)
        self._add_lanes()
        self._downstream: dict[tuple[int, int], frozenset[int]] = {}
        self._grossed: dict[tuple[int, int], float] = {}
        self.sellers: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.later_steps: dict[int, list[int]] = defaultdict(list)
        for s, offer in enumerate(problem.offers):
            self.sellers[offer.material, offer.site].append(s)
            for j in offer.before:
                self.later_steps[j].append(s)
        self.piles = {(h.material, h.site): h for h in problem.stockpiles}
        self.demands = {(d.material, d.site): d for d in problem.demands}
        self.users: dict[tuple[int, int], list[int]] = defaultdict(list)
        self.makers: dict[tuple[int, int], list[int]] = defaultdict(list)
        for p in plants:
            plant = problem.plants[p]
            for m, _ in plant.consumes:
                self.users[m, plant.site].append(p)
            for m, _ in plant.makes:
                self.makers[m, plant.site].append(p)

    def _add_lanes(self) -> None:
        links, times = self._problem.links, self._problem.times
        # where all is lost nothing is sent
        worst = [max((loss for loss in link.loss if loss < 1), default=0.0) for link in links]
        minima = [any(x.minimum) for x in links]
        paying = [min(x.cost) < 0 or any(self.earns(0.0, x.uses, t) for t in times if x.uses) for x in links]
        for lane in self._problem.lanes:
            n, m = lane.link, lane.material
            link = links[n]
            self.next[m][link.start].add(link.end)
            if worst[n]:
                ends = (m, link.start, link.end)
                self._loss[ends] = max(self._loss[ends], worst[n])
                self._worst[m] = max(self._worst[m], worst[n])
            if minima[n]:
                self.minima[m].add(n)
            if paying[n]:
                self.paying[m].add(n)

    def earns(self, cost: float, uses: Uses, t: int) -> bool:
        """Return whether what costs so much a unit, or a resource that it takes, may pay for being used at all."""
        resources = self._problem.resources
        return cost < 0 or any(amounts[t] > 0 and resources[r].variable_cost[t] < 0 for r, amounts in uses)

    def reachable(self, m: int, i: int) -> frozenset[int]:
        """Return the sites that a material can be shipped to from a site, the site itself among them."""
        if (m, i) not in self._downstream:
            seen, queue = {i}, [i]
            while queue:
                for j in self.next[m][queue.pop()]:
                    if j not in seen:
                        seen.add(j)
                        queue.append(j)
            self._downstream[m, i] = frozenset(seen)
        return self._downstream[m, i]

    def gross(self, m: int, i: int, passed: frozenset[int] = frozenset()) -> float:
        """Return how much must leave a site for one unit to arrive, by the worst way that meets no site twice.

        Where lanes lead round in a circle, the worst lane as often as there are sites.
        """
        if (m, i) not in self._grossed:
            worst = 1.0
            for j in self.next[m][i]:
                if j == i or j in passed:
                    worst = max(worst, (1 / kept(self._worst[m])) ** len(self.reachable(m, i)))
                else:
                    worst = max(worst, self.gross(m, j, passed | {i}) / kept(self._loss[m, i, j]))
            self._grossed[m, i] = worst if worst < BEYOND else math.inf
        return self._grossed[m, i]


def kept(loss: float) -> float:
    """Return what is left after a loss; of a lane that loses all, so little that nothing is bounded by it."""
    return max(1 - loss, LEAST_LEFT)
