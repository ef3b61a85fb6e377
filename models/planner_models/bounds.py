"""Bounds where the model needs one and the workbook gives none: what all demands, stocks and recipes could take."""

from __future__ import annotations

import math

from planner_models.given.sourcing import Rule
from planner_models.most_amounts import MostAmounts
from planner_models.ways import kept

ROOM = 1.01  # a bound that no best plan reaches takes no price from what really limits the plan
BRIEF = 1000.0  # of a period: the part of it that is too short to tell apart


class NoBoundError(ValueError):
    """Nothing in the problem bounds a thing that needs a bound: the planner must give a maximum."""

    def __init__(self, sheet: str, row: int, column: str) -> None:
        self.sheet, self.row, self.column = sheet, row, column
        super().__init__(f"{sheet} row {row}: nothing limits it, and a fixed cost or minimum needs a {column}")


class Bounds(MostAmounts):
    """Upper bounds on what is bought, sent and counted that no best plan exceeds.

    A bound on what is sent or bought is what every sink downstream could take, grossed up for losses on the way,
    and no more than every source upstream could give.
    """

    def purchase(self, s: int, t: int) -> float:
        """Return the most that can be bought from an offer a year; NoBoundError where nothing says."""
        offer = self._problem.offers[s]
        if math.isfinite(offer.maximum[t]):
            return offer.maximum[t]
        earns = self._ways.earns(offer.price[t], offer.uses, t)
        most = math.inf if earns else self.sinks(offer.material, offer.site, t)
        total = offer.total / self._problem.periods[t].years
        # more than is of use may be bought to use up a total before which no later step opens
        most = total if self._ways.later_steps[s] and math.isfinite(total) else min(most, total)
        if math.isinf(most):
            sheet = "Suppliers"
            raise NoBoundError(sheet, offer.row, "maximum")
        return ROOM * max(most, offer.minimum[t])

    def bought_within(self, s: int, t: int, length: float | None, surge: float) -> float:
        """Return the most that can be bought a year of an offer without maximum in a part of a period.

        What stocks could take, and what there is of a total, may come within it all at once. Without a length it is
        so short that the total limits no rate.
        """
        offer, years = self._problem.offers[s], self._problem.periods[t].years
        earns = self._ways.earns(offer.price[t], offer.uses, t)
        sinks = math.inf if earns else surge * self.sinks(offer.material, offer.site, t)
        part = years / BRIEF if length is None else length
        longer = 1.0 if length is None else years / length
        return ROOM * min(sinks * longer, offer.total / part)

    def sent(self, n: int, materials: list[int], t: int) -> float:
        """Return the most that a link can carry a year of some materials; NoBoundError where nothing says."""
        link = self._problem.links[n]
        most = 0.0
        earns = self._ways.earns(link.cost[t], link.uses, t)
        for m in materials:
            sinks = math.inf if earns else self.sinks(m, link.end, t) / kept(link.loss[t])
            goes_round = earns and link.start in self._ways.reachable(m, link.end)  # the same again and again
            most += sinks if math.isfinite(sinks) or goes_round else self.sources(m, link.start, t)
        most = min(ROOM * max(most, link.minimum[t]), link.maximum[t])
        if math.isinf(most):
            sheet = "Lanes"
            raise NoBoundError(sheet, link.row, "maximum")
        return most

    def counted(self, rule: Rule, t: int) -> float:
        """Return the most that a rule counts a year: of intake or of use; NoBoundError where nothing says."""
        if not rule.of_use:
            return self.supply(rule.materials, t, rule.row)
        pairs = [(m, i) for m in rule.materials for i in rule.buyers]
        most = sum(min(self._used_up(m, i, t), self.sources(m, i, t)) for m, i in pairs)
        return ROOM * most if math.isfinite(most) else self.supply(rule.materials, t, rule.row)

    def supply(self, materials: tuple[int, ...], t: int, row: int) -> float:
        """Return the most that is taken in of some materials a year; NoBoundError where nothing says."""
        everywhere = frozenset(range(len(self._problem.sites)))
        most = sum(self.comes(m, everywhere, t) + self.matched(m, t) for m in materials)
        if math.isinf(most):
            sheet = "Rules"
            raise NoBoundError(sheet, row, "maximum on the offers and lanes of its material")
        return ROOM * most

    def held(self, rule: Rule, t: int) -> float:
        """Return the most that a rule's buyers may send to others of their stocks in a period, a year; no use."""
        if rule.of_use:
            return 0.0
        piles = [x for x in self._problem.stockpiles if x.material in rule.materials and x.site in rule.buyers]
        if not piles:
            return 0.0
        years = [period.years for period in self._problem.periods]
        gathered = sum(years[u] * self.supply(rule.materials, u, rule.row) for u in range(t))
        room = sum(pile.maximum[t - 1] for pile in piles) if t else math.inf
        return ROOM * min(sum(pile.initial for pile in piles) + gathered, room) / years[t]
