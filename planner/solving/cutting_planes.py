"""Solves a model that grows: solve, add the rows that the solution breaks, and solve again until it breaks none.

Every row that is added holds for every plan, so the bound of each round is a bound of the whole. A plan counts
only once it is exact (`planner.solving.growing`), and its cost is an upper bound.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from planner.arrays import Floats
from planner.solving.best_known import BestKnown
from planner.solving.branches.held_whole import Whole
from planner.solving.enough import Enough
from planner.solving.nearby import has_many
from planner.solving.outcome import Answer, cost_of, larger
from planner.solving.root import tighten
from planner.solving.ways import CLOSER, asked, next_way
from planner.statuses import Status
from planner_models.tolerances import BOUND_BLURRED, GAP_CLOSED, SPENT_ROUNDING

# the answer with its proven bound, and the plan made exact, where there is one
Found = tuple[Answer, Answer | None]

MOST_SOLVES: Final = 60
MOST_ALIKE: Final = 2  # solves with the same decisions, before the solver is asked in another way
TRUSTED: Final = 0.1  # the share of the gap that is asked by which a bound of the solver may be off


class CuttingPlanes(BestKnown):
    """A model being solved, with the cutters that make it grow, round by round (see ``BestKnown``)."""

    def run(self) -> Found:
        """Return the answer with its proven bound, and the polished linear programme of its plan.

        The second is None where there is no plan, or where the plan leaned on the solver's tolerances.
        """
        if self._least is not None:
            self._best, self._bound = self._first.plan(self._least, is_start=True)
            if self._best is not None and (self._is_over(self._best) or not self._searches):
                self.is_all_elsewhere = True
                return self._ended(self._best, self._bound, replace(self._best, status=Status.NOT_PROVEN))
        self.root = tighten(self._growing) if self.cutters else None
        if self._growing.is_empty:  # no first plan is looked for before the whole is said to have one after all
            found = self._round()
            if found is not None:
                return found
        self._best, self._bound = self._first.plan(larger(self.root, self._least))
        best = self._best
        if best is not None and not self._is_over(best):
            best = self._nearer(best)
        if best is not None and self._is_over(best):
            return self._ended(best, self._bound, replace(best, status=Status.NOT_PROVEN))
        found = None
        while found is None:
            found = self._round()
        return found

    def _round(self) -> Found | None:
        """Solve, make the plan exact and look for rows that it breaks; return what there is where that is the end."""
        answer = self._solved(self._start_of_round())
        self.has_failed = answer.status is Status.FAILED
        if answer.values is None:
            return self._without_solution(answer)
        before, values, held = self.added, answer.values, self._held
        answer, exact = self._made_exact(answer, values)
        best = self._best
        self._bound = larger(self._bound, self._sound_bound(answer, best or answer, exact))
        stopped = answer.status is not Status.PROVEN or answer.interrupted or self.solves >= MOST_SOLVES
        if best is not None and not stopped and self._known and not self._is_over(best):
            best = self._near(best)
            stopped, answer = best.interrupted, replace(answer, interrupted=best.interrupted)
        if best is not None and (stopped or self._is_closed(best, self._bound)):
            return self._ended(best, self._bound, answer)
        leans = self._leans(values)
        is_new = (self.added > before and not leans) or self._stands  # or it is searched on where it was given up
        has_grown = is_new or (exact is None and not leans and bool(self.cutters) and self._growing.cut_at(values))
        if held is not None:  # the rows of what it holds whole add nothing to it
            again, self._held = self._whole(), None
            has_grown = again is not None and len(again.program.row_lower) > len(held.program.row_lower)
        if best is None and stopped and self.cutters:
            return replace(answer, status=Status.NO_PLAN, values=None, bound=self._bound), None
        # what the solver calls solved, our own arithmetic does not: it is asked again in another way
        if not stopped and (has_grown or self._takes_another_way()):
            return None
        self.is_stuck = not stopped
        feasible = replace(answer, status=Status.NOT_PROVEN, bound=self._bound)
        return self._ended(best, self._bound, answer) if best else (feasible, None)

    def _leans(self, values: Floats) -> bool:
        """Return whether solves come to the same decisions again: the solver misses what they break by too little."""
        decided = np.round(values[self.program.integer]).tobytes()
        self._decided[decided] += 1
        return self._decided[decided] > MOST_ALIKE

    def _start_of_round(self) -> Floats | None:
        """Return the values that a solve begins with: of the best plan, or those that were given."""
        # where little is to be decided not where the dive ended: it did not help where it was measured
        starts = self.options.tactics.nearby and has_many(self.program)
        is_near = self.solves > 0 or starts or self._best is not self._first.dived
        return self._best.values if self._best is not None and is_near else self._first.start

    def _without_solution(self, answer: Answer) -> Found | None:
        """Return what there is where a solve found nothing; None where it is to be asked in another way."""
        is_doubtful = self.has_failed or (self._best is not None and answer.status is Status.INFEASIBLE)
        if is_doubtful and self._takes_another_way():
            return None
        if self._best is None:
            return replace(answer, bound=larger(self._bound, answer.bound)), None
        known = answer.bound is not None and answer.bound <= cost_of(self._best)
        return self._ended(self._best, larger(self._bound, answer.bound) if known else self._bound, answer)

    def _made_exact(self, answer: Answer, values: Floats) -> tuple[Answer, Answer | None]:
        """Return an answer and its plan made exact, which is kept where it is the best so far."""
        try:
            exact = self._best if self._is_exact(values) else self._growing.polished(values)
        except KeyboardInterrupt:  # the solver's own solves keep what they found; a Ctrl-C here must not lose it
            if not self._keeps:
                raise
            exact, answer = None, replace(answer, interrupted=True)
        if exact is not None and (self._best is None or cost_of(exact) < cost_of(self._best)):
            self._best = exact
            self._watch.follow(exact)
        self._money = 0.0 if self._best is None else self._growing.size(self._best)
        return answer, exact

    def _sound_bound(self, answer: Answer, plan: Answer, exact: Answer | None) -> float | None:
        """Return the bound that a solve proves; None where its own arithmetic could have made it up."""
        if not self._growing.decides:  # the plan's own prices prove it: nothing is left to the solver
            return None if exact is None else exact.bound
        if answer.bound is None or plan.objective is None or plan.values is None:
            return None
        size = self._growing.size(plan)
        blurred = answer.blur > BOUND_BLURRED * size + TRUSTED * self._asked(plan)
        above = answer.bound > cost_of(plan) + GAP_CLOSED * abs(cost_of(plan)) + SPENT_ROUNDING * size
        return None if blurred or above else answer.bound

    def _takes_another_way(self) -> bool:
        """Go on to the next way of asking the solver; return whether there is one."""
        way = next_way(self._way, self._growing, self._money)
        self._way = self._way if way is None else way
        return way is not None

    def _solved(self, start: Floats | None) -> Answer:
        whole = self._whole()
        if whole is not None:
            return self._solved_whole(whole, start)
        best, listener = self._best, self._watch.listener

        def closes(bound: float) -> bool:  # without what arithmetic leaves of a gap: it is asked for all of it
            return best is not None and 0 <= cost_of(best) - bound <= self._asked(best)

        enough = Enough(closes, self.options.money_gap, may_stand=self.solves == 0)
        answer = asked(self._growing, self._way, best, self._money, start, listener, enough)
        self._stands = enough.stands
        return self._counted(answer)

    def _counted(self, answer: Answer) -> Answer:
        self.solves += 1
        if answer.interrupted and not self._keeps:
            raise KeyboardInterrupt
        return answer

    def _solved_whole(self, whole: Whole, start: Floats | None) -> Answer:
        """Return what the solver finds in a model that holds its branches whole."""
        money_gap = CLOSER * self.options.money_gap
        options = replace(self.options, time_limit=self._deadline.left(), money_gap=money_gap)
        self._held = whole
        return self._counted(whole.solved(options, self._watch.listener, start))

    def _ended(self, best: Answer, bound: float | None, answer: Answer) -> tuple[Answer, Answer]:
        """Return the best plan with what is proven of it, and its polished linear programme."""
        status = Status.PROVEN if self._is_closed(best, bound) else Status.NOT_PROVEN
        if bound is not None and (bound > cost_of(best) - SPENT_ROUNDING * self._growing.size(best)):
            bound = cost_of(best)  # what is left, or above, is rounding: what is above by more was taken for no bound
        if best is self._first.dived:
            self._first.with_its_rows()
        return replace(best, bound=bound, status=status, interrupted=answer.interrupted, nodes=answer.nodes), best
