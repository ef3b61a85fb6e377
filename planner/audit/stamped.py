"""A branch's programme for the audit, with what a disruption leaves of everything, and what it asks."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from planner.arrays import Floats
from planner.audit.demand import is_sale
from planner.audit.hits import AfterHits, AuditedStrike, Remains
from planner.audit.rows import Placed, Term
from planner.audit.shape import AuditedShape


class StampedShape:
    """A shape with what a disruption leaves of everything."""

    def __init__(self, shape: AuditedShape, strike: AuditedStrike, remains: Remains) -> None:
        self.shape, self.strike, self._remains = shape, strike, remains
        self.upper = np.array(shape.upper)
        self.most, self.equal = np.array(shape.at_most.limits), np.array(shape.equal.limits)
        self._backs = [step.back for step in shape.steps]
        self._stamp()
        self.costs = self._stamped_costs()
        self.covered = self._covered()
        self.moments = self._moments()
        self.floor = 0.0

    def _stamp(self) -> None:
        shape, left = self.shape, self._remains
        for plant, columns in shape.plants.items():
            self._scale(self.upper, columns, left.plant(*plant).share)
        for number, columns in shape.offers.items():
            self._scale(self.upper, columns, left.offer(shape.lookup.offers[number]).share)
        shares = {lane: left.lane(lane).share for lane in shape.lanes}
        for lane, columns in shape.lanes.items():
            self._scale(self.upper, columns, shares[lane])
        for row, lanes in shape.links:
            self._scale(self.most, [row], max(shares[lane] for lane in lanes))
        for resource, rows in shape.resources.items():
            self._scale(self.most, rows, left.resource(*resource).share)
        for key in shape.delivered:
            self._scale(self.upper, shape.sales[key], left.demand(*key).share)
            self._scale(self.equal, shape.asked[key], left.demand(*key).share)

    def _scale(self, limits: Floats, places: Iterable[Placed], worst: float) -> None:
        """Leave of what has a limit the share of each step; of what has none, all or nothing."""
        for n, at in places:
            share = self._shared(worst, n)
            if share != 1.0:
                limits[at] = 0.0 if share == 0 else limits[at] * share

    def _shared(self, worst: float, n: int) -> float:
        """Return the share that is there in a step, of which some is there again."""
        return worst + self._backs[n] * (1.0 - worst)

    def _stamped_costs(self) -> Floats:
        """Return what columns cost with the prices and tariffs of the hits."""
        costs, left, lookup = np.array(self.shape.costs), self._remains, self.shape.lookup
        after: dict[str, Callable[[Any], AfterHits]] = {
            "plant": lambda key: left.plant(*key),
            "offer": lambda number: left.offer(lookup.offers[number]),
            "lane": left.lane,
            "resource": lambda key: left.resource(*key),
            "demand": lambda key: left.demand(*key),
            "value": left.lane,
        }
        for (kind, thing), paid in self.shape.paid.items():
            hurt = after[kind](thing)
            more = hurt.tariff if kind == "value" else hurt.price
            if more is None:
                continue
            for n, column, money in paid:
                beyond = more[self.shape.steps[n].t] - (kind != "value")  # a factor of 1 and a tariff of 0 are none
                costs[column] += money * beyond * (1.0 - self._backs[n])
        return costs

    def covered_keys(self) -> list[tuple[str, str]]:
        """Return the demands that a guarantee covers: what is no sale in the window's first period."""
        first = self.shape.steps[0].t
        return [
            (row["market"], row["material"])
            for row in self.shape.lookup.book.rows("Demand")
            if self.strike.covers(row["material"]) and not is_sale(row, first)
        ]

    def _covered(self) -> list[tuple[float, list[Term]]]:
        """Return what each covered demand asks for over the window, and the columns that serve it."""
        shape, found = self.shape, []
        rows = {(row["market"], row["material"]): row for row in shape.lookup.book.rows("Demand")}
        for key in self.covered_keys():
            row = rows[key]
            left = self._remains.demand(*key).share
            asked = sum(row["amount"][t] * years * self._shared(left, n) for n, (t, years, _) in enumerate(shape.steps))
            if asked > 0 and math.isfinite(asked):
                found.append((asked, [(shape.steps[n].years, got) for _, n, got in shape.delivered[key]]))
        return found

    def _moments(self) -> list[tuple[float, list[int]]]:
        """Return what each covered demand asks for a year in each step, and the columns that serve it there."""
        rows = {(row["market"], row["material"]): row for row in self.shape.lookup.book.rows("Demand")}
        found = []
        for key in self.covered_keys():
            left = self._remains.demand(*key).share
            for n, step in enumerate(self.shape.steps):
                asked = rows[key]["amount"][step.t] * self._shared(left, n)
                if asked > 0 and math.isfinite(asked):
                    found.append((asked, [got for _, at, got in self.shape.delivered[key] if at == n]))
        return found
