"""A first plan early: dives from the linear relaxation, rounding up what is nearly decided and solving again.

Most whole numbers of a supply plan are capacity, contracts and lanes: one more of them keeps a plan possible and only
costs. So many are rounded up at once, and fewer after a step that went too far (a diving heuristic; Achterberg,
Constraint Integer Programming, 2007, chapter 9). What cannot go up seldom stands alone: it counts origins that do not
give so much, say. So those next to it are rounded down at once, twice as many each time, while that costs nothing.
"""

from __future__ import annotations

import math
import time

import numpy as np
from numpy.typing import NDArray

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Options
from planner.solving.safe_bound import safe_bound
from planner.solving.scaling import Scale
from planner.solving.warm_program import WarmProgram
from planner.statuses import Status
from planner_models.tolerances import CHEAP_STEP, WHOLE

SHARE = 0.3  # of what is not whole is rounded up in the first step
MOST_STEPS = 200
OF_FIRST, LEAST_SECONDS = 3.0, 0.5  # times the relaxation's seconds, or so many, that rounding up may take at most
LOST, LEAST_LOST = 20.0, 5.0  # the same, that roundings which were refused may take in all


class Dive:
    """A relaxation on its way to whole numbers; ``bound`` is its objective before any is rounded.

    ``scale`` are units to solve in, where not those that suit the programme.
    """

    def __init__(self, program: LinearProgram, options: Options, seconds: float, scale: Scale | None = None) -> None:
        self._program, self._warm = program, WarmProgram(program, options, scale)
        self._whole = np.flatnonzero(program.integer)
        self._lower, self._upper = program.lower.copy(), program.upper.copy()
        self._deadline = time.perf_counter() + seconds
        self._step = math.inf  # seconds; the solver may take a hundred times as long to say that there is no solution
        self._lost = 0.0  # seconds, in steps that were refused
        self._most_lost = math.inf
        self.bound: float | None = None

    def plan(self) -> Floats | None:
        """Return a solution whose integers are whole; None where the dive ends in nothing or takes too long."""
        values, share, downs = self._solved(), SHARE, 0
        for _ in range(MOST_STEPS):
            if values is None or self._lost > self._most_lost:
                return None
            open_ = self._open(values)
            if not len(open_):
                return values
            down = self._cheaply_down(values, open_[:downs]) if downs else None
            if down is not None:
                values, downs = down, 2 * downs
                continue
            downs = 0
            count = max(1, int(share * len(open_)))
            up = self._up(values, open_[:count])
            if up is None and count > 1:
                share /= 4
                continue
            share = min(SHARE, share * 2)
            downs = int(up is None)
            values = self._down(values, open_[0]) if up is None else up
        return None

    def _open(self, values: Floats) -> NDArray[np.int64]:
        """Return the integers that are not whole, nearest to being rounded up first."""
        over = values[self._whole] - np.floor(values[self._whole] + WHOLE)
        order = np.argsort(-over, kind="stable")
        return self._whole[order[over[order] > WHOLE]]

    def _up(self, values: Floats, columns: NDArray[np.int64]) -> Floats | None:
        """Return the solution with some integers rounded up; None, and nothing changed, where none is found soon."""
        before = self._lower[columns].copy()
        self._lower[columns] = np.ceil(values[columns] - WHOLE)
        found = self._solved(self._step)
        if found is None:
            self._lower[columns] = before
        return found

    def _down(self, values: Floats, column: int) -> Floats | None:
        """Return the solution with an integer that cannot be rounded up rounded down."""
        self._upper[column] = np.floor(values[column] + WHOLE)
        return self._solved()

    def _cheaply_down(self, values: Floats, columns: NDArray[np.int64]) -> Floats | None:
        """Return the solution with some integers rounded down; None, and nothing changed, where that is dear."""
        before = self._upper[columns].copy()
        self._upper[columns] = np.floor(values[columns] + WHOLE)
        found = self._solved(self._step)
        costs = [float(self._program.cost @ each) for each in (values, found if found is not None else values)]
        if found is not None and costs[1] - costs[0] <= CHEAP_STEP * abs(costs[0]):
            return found
        self._upper[columns] = before
        return None

    def _solved(self, most: float = math.inf) -> Floats | None:
        self._warm.set_column_limits(self._lower, self._upper)
        answer = self._warm.run(min(self._deadline - time.perf_counter(), most))
        if answer.status is not Status.PROVEN:
            self._lost += answer.seconds
            return None
        if self._step == math.inf:
            self._step = max(OF_FIRST * answer.seconds, LEAST_SECONDS)
            self._most_lost = max(LOST * answer.seconds, LEAST_LOST)
        if self.bound is None and answer.row_dual is not None:
            self.bound = safe_bound(self._program, answer.row_dual, self._warm.units)
        return answer.values
