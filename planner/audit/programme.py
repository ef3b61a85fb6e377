"""A branch of a plan as a linear programme, for the audit: the least that it costs, and the most that it serves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from planner.arrays import Floats
from planner.audit.rows import Rows, stacked, widened
from planner.audit.stamped import StampedShape
from planner.audit.tolerances import LAST_DIGITS
from planner.audit.units import EndlessError, least

UNMET: Final = 0.1  # what a ten-millionth of demand, which rounding may leave short, is beside the audit's accuracy
# A share of service may cost a fortune: beside a weight of 1 the solver would take its price for nothing.
STEEP: Final = 1e4


@dataclass(frozen=True)
class Outcome:
    """What the best of a branch's programme comes to: its cost, and the sum of the sizes of all costs in it.

    The cost is -inf where nothing limits what could be earned.
    """

    cost: float
    scale: float


class AuditedBranch(StampedShape):
    """What a disruption leaves, operated at its best."""

    def least_cost(self, share: float) -> Outcome | None:
        """Return the least cost at which every covered demand is served to a share, or None: it cannot be."""
        floors = self._floors()
        for asked, terms in self.covered if share > 0 else ():
            floors.add([(-factor, column) for factor, column in terms], -share * asked)
        try:
            solved = self._solve(self.costs, floors)
        except EndlessError:
            return Outcome(-math.inf, 1.0)
        if solved is None:
            return None
        sizes, costs = np.abs(solved), np.abs(self.costs)
        # amounts are right to their last digits, which a very large cost makes money of
        unseen = LAST_DIGITS * float(sizes.max(initial=0.0)) * float(costs.max(initial=0.0))
        return Outcome(float(solved @ self.costs), float(sizes @ costs) + unseen + UNMET * self._unmet())

    def _unmet(self) -> float:
        """Return what it would cost if nothing were served."""
        shape = self.shape
        pairs = (pair for key, rows in shape.asked.items() for pair in zip(rows, shape.shorts[key], strict=True))
        return sum(float(self.equal[row.at] * self.costs[short]) for row, short in pairs)

    def best_moment(self) -> float | None:
        """Return the largest share to which all covered demands can be served at every moment; None: it cannot run."""
        rows, count = Rows(), len(self.costs)
        for asked, columns in self.moments:
            rows.add([(asked, count), *((-1.0, column) for column in columns)], 0.0)
        solved = self._solve(np.array([0.0] * count + [-STEEP]), rows)
        return None if solved is None else float(solved[-1])

    def best_service(self, budget: float = math.inf) -> float | None:
        """Return the largest share to which all covered demands can be served at a cost, or None: it cannot run."""
        floors, count = self._within(budget), len(self.costs)
        for asked, terms in self.covered:
            floors.add([(asked, count), *((-factor, column) for factor, column in terms)], 0.0)
        solved = self._solve(np.array([0.0] * count + [-STEEP]), floors)
        return None if solved is None else float(solved[-1])

    def shortages(self, budget: float, share: float) -> tuple[float, float] | None:
        """Return the least and the most that is short of covered demands together, at a cost and a least service."""
        floors, delivered = self._within(budget), np.zeros(len(self.costs))
        for asked, terms in self.covered:
            floors.add([(-factor, column) for factor, column in terms], -share * asked)
            for factor, column in terms:
                delivered[column] += factor
        ways = [self._solve(sign * delivered, floors) for sign in (-1.0, 1.0)]
        total = sum(asked for asked, _ in self.covered)
        amounts = [total - float(way @ delivered) for way in ways if way is not None]
        return (amounts[0], amounts[1]) if len(amounts) == 2 else None

    def _floors(self) -> Rows:
        """Return the rows that keep the floor that is asked for at every moment."""
        rows = Rows()
        for asked, columns in self.moments if self.floor > 0 else ():
            rows.add([(-1.0, column) for column in columns], -self.floor * asked)
        return rows

    def _within(self, budget: float) -> Rows:
        rows = self._floors()
        if math.isfinite(budget):
            rows.add([(money, column) for column, money in enumerate(self.costs) if money], budget)
        return rows

    def _solve(self, costs: Floats, floors: Rows) -> Floats | None:
        extra = len(costs) - len(self.upper)
        upper = np.concatenate([self.upper, [1.0] * extra])
        most, equal = (widened(matrix, extra) for matrix in self.shape.matrices)
        rows = stacked(most, floors.matrix(len(costs)))
        return least(costs, rows, np.concatenate([self.most, floors.limits]), equal, self.equal, upper)
