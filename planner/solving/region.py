"""What is least within rows and limits: linear programmes without names, of what is decided beside the cost."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.highs import LARGEST, Solver
from planner.solving.labels import Members
from planner.solving.outcome import Answer
from planner.statuses import Status
from planner_models.tolerances import LEAST_COEFFICIENT, LEAST_FEASIBLE


class Region:
    """Amounts within limits, and rows of them, all of the order of 1: the solver's tolerances are absolute.

    It stays in the solver: each question after the first begins where the last was answered.
    """

    def __init__(
        self, matrix: csr_array, row_lower: Floats, row_upper: Floats, lower: Floats, upper: Floats
    ) -> None:  # fmt: skip
        columns = matrix.shape[1]
        self._solver = Solver(
            LinearProgram(
                np.zeros(columns), 0.0, _limit(lower), _limit(upper), np.zeros(columns, dtype=bool),
                _seen(matrix), _limit(row_lower), _limit(row_upper), Members(), Members(),
            )
        )  # fmt: skip
        self._solver.set(primal_feasibility_tolerance=LEAST_FEASIBLE, dual_feasibility_tolerance=LEAST_FEASIBLE)

    def least(self, cost: Floats) -> Answer | None:
        """Return where a cost is least; None where the solver finds nothing, or no end."""
        self._solver.set_costs(cost, 0.0)
        self._solver.run(None, math.inf)
        answer = self._solver.answer(0.0)
        return answer if answer.status is Status.PROVEN else None


def apart(count: int) -> Floats:
    """Return numbers along which no two ways to move look alike, but by chance, and none like staying."""
    # whole numbers have whole roots, of which nothing is left
    found: Floats = np.sqrt(np.arange(count) + 2.5) % 1.0
    return found


def moving(sums: csr_array, furthest: Callable[[Floats], Iterable[Floats]], least: float) -> NDArray[np.bool_]:
    """Return which of some sums can change by more than a least amount, where moves reach ``furthest`` along a cost.

    A direction in which those left count something, each another number, is tried until none of them moves along it:
    it is then the same everywhere, and so, but by chance, is each of them.
    """
    moves = np.zeros(sums.shape[0], dtype=bool)
    while not moves.all():
        along = sums.T @ np.where(moves, 0.0, apart(len(moves)))
        reached = [np.abs(sums @ move) > least for move in furthest(along)]
        more = np.logical_or.reduce([moves, *reached])
        if (more == moves).all():
            break
        moves = more
    return moves


def _limit(values: Floats) -> Floats:
    """Return limits without those so far off that the solver would refuse them: nothing comes near."""
    return np.where(np.abs(values) < LARGEST, values, np.copysign(math.inf, values))


def _seen(matrix: csr_array) -> csr_array:
    """Return rows without the coefficients that the solver drops."""
    found = csr_array(matrix, copy=True)
    found.data[np.abs(found.data) <= LEAST_COEFFICIENT] = 0.0
    found.eliminate_zeros()
    return found
