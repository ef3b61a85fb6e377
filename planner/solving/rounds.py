"""Solves a model that grows: solve, add the rows that the solution breaks, and solve again until it breaks none.

Every row that is added holds for every plan, so the bound of each round is a bound of the whole. A plan counts
only once its whole numbers are fixed and what is left is solved, with more rows, until it breaks nothing: then it
is exact, and its cost an upper bound.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from planner.solving.cuts import Cuts, together
from planner.solving.dive import Dive
from planner.solving.highs import WarmProgram, solve
from planner.solving.members import Members
from planner.solving.outcome import Answer, Options, Status, relative_gap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.solving.compile import LinearProgram
    from planner.solving.cuts import Cutter, Floats
    from planner.solving.outcome import Listener

CLOSED = 1e-6  # what arithmetic leaves of a gap that is closed
MOST_SOLVES = 60
MOST_CUT_ROUNDS = 200
DIVING = 0.1  # the share of the time that is left in which the first plan is looked for
EXACT = 1e-9  # by how much a row of the polished plan may be missed


@dataclass
class Rounds:
    """A model being solved, with the cutters that make it grow.

    Attributes
    ----------
    program
        The model with all rows that were added so far.
    start
        A plan of which the first solve begins, or part of one with NaN elsewhere.
    added, solves, cut_rounds
        How many rows were added, how many mixed-integer solves were run and how often rows were found.
    root
        The bound of the linear relaxation with the rows that it asks for.
    is_stuck
        Whether it stopped because the best known solution stands within the solver's tolerances only.
    keeps
        Whether a Ctrl-C leaves the best plan so far, made exact; otherwise it is raised at once.
    has_failed
        Whether the solver failed while there was a plan already.
    """

    program: LinearProgram
    options: Options
    cutters: Sequence[Cutter] = ()
    listener: Listener | None = None
    start: Floats | None = None
    added: int = 0
    solves: int = 0
    cut_rounds: int = 0
    root: float | None = None
    is_stuck: bool = False
    has_failed: bool = False
    keeps: bool = True
    _deadline: float = field(init=False)
    _dived: Answer | None = field(init=False, default=None)
    _dived_with: tuple[LinearProgram, int] = field(init=False)
    _inner: Floats | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._deadline = time.perf_counter() + self.options.time_limit

    def _left(self) -> float:
        return max(self._deadline - time.perf_counter(), 0.0)

    def run(self) -> tuple[Answer, Answer | None]:
        """Return the answer with its proven bound, and the polished linear programme of its plan.

        The second is None where there is no plan, or where the plan leaned on the solver's tolerances.
        """
        self.root = bound = self._tighten_relaxation() if self.cutters else None
        best, bound = self._first_plan(bound)
        if best is not None and (best.interrupted or self._is_closed(best, bound)):
            return self._ended(best, bound, replace(best, status=Status.FEASIBLE))
        while True:
            # not where the dive ended: far from the best, it did not help where it was measured (docs/solving.md)
            begins_there = best is not None and (self.solves > 0 or self.options.tactics.starts)
            start = best.values if best is not None and begins_there else self.start
            answer = self._solved(start)
            bound = _larger(bound, answer.bound)
            self.has_failed = answer.status is Status.FAILED
            if answer.values is None:
                return self._ended(best, bound, answer) if best else (replace(answer, bound=bound), None)
            before, values = self.added, answer.values
            try:
                exact = self._polished(values)
            except KeyboardInterrupt:  # the solver's own solves keep what they found; a Ctrl-C here must not lose it
                if not self.keeps:
                    raise
                exact, answer = None, replace(answer, interrupted=True)
            if exact is not None and (best is None or _cost(exact) < _cost(best)):
                best = exact
            if exact is None and self.cutters and self.added == before and not self._cut_at(values):
                # another solve would find the same again: it stands within the solver's tolerances, and no better
                self.is_stuck = True
                return self._ended(best, bound, answer) if best else (replace(answer, bound=bound), None)
            if exact is None and not self.cutters:
                return replace(answer, bound=bound), None
            stopped = answer.status is not Status.OPTIMAL or answer.interrupted or self.solves >= MOST_SOLVES
            if best is None and stopped:
                return replace(answer, status=Status.NO_SOLUTION, values=None, bound=bound), None
            if best is not None and (self._is_closed(best, bound) or stopped or not self.cutters):
                return self._ended(best, bound, answer)

    def _solved(self, start: Floats | None) -> Answer:
        answer = solve(self.program, replace(self.options, time_limit=self._left()), self.listener, start)
        self.solves += 1
        if answer.interrupted and not self.keeps:
            raise KeyboardInterrupt
        return answer

    def _first_plan(self, bound: float | None) -> tuple[Answer | None, float | None]:
        """Return a plan early, exact, and the bound: the plan that there is to start with, or where a dive ends."""
        if not self.program.integer.any():
            return None, bound
        start = self._known_start()
        if start is None and not self.options.tactics.dive:
            return None, bound
        found = None if start is None else self._polished(start)
        if found is not None:
            return self._told(found, bound), bound
        dive = Dive(self.program, self.options, DIVING * self._left())
        values = dive.plan()
        bound = _larger(bound, dive.bound)
        # the rows that make a far plan exact say little of a good one, and slow the solver: they are let go again
        before = self.program, self.added
        found = None if values is None else self._polished(values)
        self._dived_with, (self.program, self.added) = (self.program, self.added), before
        self._dived = None if found is None else self._told(found, bound)
        return self._dived, bound

    def _told(self, plan: Answer, bound: float | None) -> Answer:
        """Tell who watches of a plan that the solver has not found itself; a Ctrl-C meanwhile must not lose it."""
        try:
            if self.listener is not None:
                gap = None if bound is None else relative_gap(_cost(plan), bound)
                self.listener(self.options.time_limit - self._left(), plan.objective, bound, gap)
        except KeyboardInterrupt:
            return replace(plan, interrupted=True)
        return plan

    def _known_start(self) -> Floats | None:
        """Return the plan to start with, where all its whole numbers are known and allowed."""
        if self.start is None:
            return None
        whole = self.program.integer
        values, lower, upper = np.round(self.start[whole]), self.program.lower[whole], self.program.upper[whole]
        return self.start if bool(((lower <= values) & (values <= upper)).all()) else None

    def _ended(self, best: Answer, bound: float | None, answer: Answer) -> tuple[Answer, Answer]:
        """Return the best plan with what is proven of it, and its polished linear programme."""
        proven = self._is_closed(best, bound) or (not self.cutters and answer.status is Status.OPTIMAL)
        status = Status.OPTIMAL if proven else Status.FEASIBLE
        if best is self._dived:  # its prices are those of the rows that it was made exact with
            self.program, self.added = self._dived_with
        return replace(best, bound=bound, status=status, interrupted=answer.interrupted, nodes=answer.nodes), best

    def _is_closed(self, best: Answer, bound: float | None) -> bool:
        if bound is None:
            return False
        # what is nearly nothing, such as the shortage of a safe plan, has no relative gap
        return _cost(best) - bound <= CLOSED or relative_gap(_cost(best), bound) <= self.options.gap + CLOSED

    def _cut_at(self, values: Floats) -> bool:
        """Add the rows that a solution breaks; return whether there were any."""
        cuts = self._broken(values, self._towards_inner(values))
        if cuts is not None:
            self._grow(cuts)
        return cuts is not None

    def _broken(self, values: Floats, inner: Floats | None) -> Cuts | None:
        """Return the rows that a solution breaks."""
        cuts = together([cutter.cuts(values, inner) for cutter in self.cutters])
        self.cut_rounds += cuts is not None
        return cuts

    def _towards_inner(self, values: Floats) -> Floats | None:
        """Return the point of which half the way is the tactic's share of the way to the relaxation's inner point."""
        share = self.options.tactics.core
        return None if share == 0 or self._inner is None else values + 2 * share * (self._inner - values)

    def _grow(self, cuts: Cuts) -> None:
        self.program = self.program.with_rows(cuts.matrix, cuts.lower, cuts.upper, cuts.names)
        self.added += len(cuts)

    def _add(self, cuts: Cuts, warm: WarmProgram) -> None:
        self._grow(cuts)
        warm.add_rows(cuts.matrix, cuts.lower, cuts.upper)

    def _tighten_relaxation(self) -> float | None:
        """Add the rows that the linear relaxation asks for: they cost little and every later solve has them.

        Returns its objective, a bound of the whole.

        Rows are looked for halfway between the relaxation's solution and an inner point that follows it (the
        in-out method of Ben-Ameur and Neto, Networks 49, 2007), which needs far fewer rounds.
        """
        warm, own = WarmProgram(self.program, self.options), len(self.program.row_lower)
        bound: float | None = None
        for _ in range(MOST_CUT_ROUNDS):
            answer = warm.run(self._left())
            bound = _larger(bound, answer.bound)
            if answer.values is None:
                return bound
            cuts = self._broken(answer.values, self._inner)
            if cuts is None:
                self._select(answer, own)
                return bound
            self._add(cuts, warm)
            self._inner = answer.values if self._inner is None else 0.5 * self._inner + 0.5 * answer.values
        return bound

    def _select(self, answer: Answer, own: int) -> None:
        """Let go of the added rows that the relaxation does not lean on: another solution that breaks one finds it."""
        if not self.options.tactics.selects or answer.row_dual is None:
            return
        kept = np.flatnonzero(np.append(np.ones(own, dtype=bool), answer.row_dual[own:] != 0))
        program = self.program
        self.program = replace(
            program,
            matrix=csr_array(program.matrix[kept]),
            row_lower=program.row_lower[kept],
            row_upper=program.row_upper[kept],
            rows=Members([tuple(program.rows[n] for n in kept)]),
        )
        self.added -= len(program.row_lower) - len(kept)

    def _polished(self, values: Floats) -> Answer | None:
        """Return the exact best of a solution's whole numbers, with prices; None where it leaned on tolerances.

        Continuous values of a mixed-integer solve are off by up to its tolerance times the largest bound; with
        the whole numbers fixed they are exact, or there are none.
        """
        lower, upper, whole = self.program.lower.copy(), self.program.upper.copy(), self.program.integer
        lower[whole] = upper[whole] = np.round(values[whole])
        fixed = replace(self.program, lower=lower, upper=upper)
        warm = WarmProgram(fixed, replace(self.options, tolerance=EXACT))
        for _ in range(MOST_CUT_ROUNDS):
            answer = warm.run(max(self._left(), 60.0))
            if answer.status is not Status.OPTIMAL or answer.values is None:
                return None
            cuts = self._broken(answer.values, self._towards_inner(answer.values))
            if cuts is None:
                return answer
            self._add(cuts, warm)
        return None


def _larger(bound: float | None, other: float | None) -> float | None:
    """Return the better of two proven lower bounds."""
    known = [x for x in (bound, other) if x is not None]
    return max(known) if known else None


def _cost(answer: Answer) -> float:
    return answer.objective if answer.objective is not None else math.inf
