"""Concentration rules by tangents: solve, cut off what breaks the cone, and solve again until nothing does."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from models.sourcing import norm_direction, tangent
from planner.solving.highs import solve
from planner.solving.outcome import Answer, Options, Status, relative_gap
from planner.solving.polish import polish

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Listener

EXACT = 1e-6  # the most by which a Herfindahl index may exceed its limit
MOST_ROUNDS = 60


@dataclass
class Rounds:
    """A model with concentration rules, being solved.

    Attributes
    ----------
    program
        The model with all tangents that were found so far; each is valid for every plan.
    tangents, solves
        How many tangents were added and how many mixed-integer solves were run, for the plan's Run sheet.
    """

    model: Any
    program: LinearProgram
    options: Options
    listener: Listener | None = None
    tangents: int = 0
    solves: int = 0
    _deadline: float = field(init=False)

    def __post_init__(self) -> None:
        self._deadline = time.perf_counter() + self.options.time_limit
        self._column = self.program.column_of()
        rules = self.model.index.problem.rules
        self._cones = [(q, t) for q, t in self.model.ruled_qt if rules[q].measure == "HHI at most"]

    def _left(self) -> Options:
        return replace(self.options, time_limit=max(self._deadline - time.perf_counter(), 0.0))

    def run(self) -> tuple[Answer, Answer | None]:
        """Return the answer with its proven bound, and the polished linear programme of its plan.

        The second is None where there is no plan, or where the plan leaned on the solver's tolerances.
        """
        if self._cones:
            self._tighten_relaxation()
        best: tuple[Answer, Answer] | None = None
        bound: float | None = None
        start: NDArray[np.float64] | None = None
        while True:
            answer = solve(self.program, self._left(), self.listener, start)
            self.solves += 1
            bound = _larger(bound, answer.bound)
            if answer.values is None:
                return (replace(best[0], bound=bound, status=Status.FEASIBLE), best[1]) if best else (answer, None)
            exact = self._polished(answer.values)
            if exact is not None and (best is None or _cost(exact) < _cost(best[1])):
                best = (replace(answer, objective=exact.objective, values=exact.values), exact)
            if not self._cones:
                return (replace(best[0], bound=bound), best[1]) if best else (answer, None)
            if best is not None and self._is_over(best[0], bound, answer):
                status = Status.OPTIMAL if self._is_closed(best[0], bound) else Status.FEASIBLE
                return replace(best[0], bound=bound, status=status, interrupted=answer.interrupted), best[1]
            if best is None and (self.solves >= MOST_ROUNDS or answer.status is not Status.OPTIMAL):
                return replace(answer, status=Status.NO_SOLUTION, values=None, bound=bound), None
            start = best[0].values if best else None

    def _is_over(self, best: Answer, bound: float | None, answer: Answer) -> bool:
        """Return whether the gap is closed, or the time or the rounds are used up."""
        stopped = answer.status is not Status.OPTIMAL or answer.interrupted
        return self._is_closed(best, bound) or stopped or self.solves >= MOST_ROUNDS

    def _is_closed(self, best: Answer, bound: float | None) -> bool:
        return bound is not None and relative_gap(_cost(best), bound) <= self.options.gap + EXACT

    def _tighten_relaxation(self) -> None:
        """Add the tangents that the linear relaxation asks for: they cost little and every later solve has them."""
        for _ in range(MOST_ROUNDS):
            relaxed = replace(self.program, integer=np.zeros_like(self.program.integer))
            answer = solve(relaxed, self._left())
            if answer.values is None or not self._cut(answer.values):
                return

    def _polished(self, values: NDArray[np.float64]) -> Answer | None:
        """Return the polished plan, its concentration exact: the tangents found on the way are kept."""
        for _ in range(MOST_ROUNDS):
            exact = polish(self.program, values, self._left())
            if exact is None or exact.values is None or not self._cut(exact.values):
                return exact
        return None

    def _cut(self, values: NDArray[np.float64]) -> int:
        """Add the tangent of every cone that a solution breaks; return how many there were."""
        found = []
        for q, t in self._cones:
            intakes = self._intakes(q, t, values)
            norm, direction = norm_direction(intakes)
            if norm and self._breaks(q, t, norm, values):
                self.tangents += 1
                key = (q, t, len(self.model.tangent))
                self.model.tangent[key] = tangent(self.model, q, t, direction)
                found.append(self.model.tangent[key])
        if found:
            self.program = self.program.with_rows(found)
        return len(found)

    def _intakes(self, q: int, t: int, values: NDArray[np.float64]) -> list[float]:
        origins = range(len(self.model.index.problem.rules[q].origins))
        return [float(values[self._column[id(self.model.intake[q, g, t])]]) for g in origins]

    def _breaks(self, q: int, t: int, norm: float, values: NDArray[np.float64]) -> bool:
        """Return whether a rule's index, less what a soft rule pays for, is beyond its limit."""
        supply = float(values[self._column[id(self.model.supply[q, t])]])
        over = 0.0
        if (q, 0, t) in self.model.excess:
            over = float(values[self._column[id(self.model.excess[q, 0, t])]])
        limit = self.model.index.problem.rules[q].limit[t]
        if supply <= 1e-9:
            return norm - over > 1e-9
        return bool(max((norm - over) / supply, 0.0) ** 2 > limit + EXACT / 2)


def _larger(bound: float | None, other: float | None) -> float | None:
    """Return the better of two proven lower bounds."""
    known = [x for x in (bound, other) if x is not None]
    return max(known) if known else None


def _cost(answer: Answer) -> float:
    return answer.objective if answer.objective is not None else math.inf
