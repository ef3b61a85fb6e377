"""What is known of a model while it is solved, and the search for better plans near the best."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from planner.arrays import Floats
from planner.solving.branches.held_whole import FAR, Whole, held_whole
from planner.solving.compile import LinearProgram
from planner.solving.deadline import Deadline
from planner.solving.first_plan import FirstPlan
from planner.solving.growing import GrowingProgram
from planner.solving.nearby import has_many, nearby
from planner.solving.outcome import Answer, Listener, Options, cost_of, is_proven, larger, relative_gap
from planner.solving.separation import Cutter
from planner.solving.watch import SolveWatch
from planner.solving.ways import PLAIN

NEARBY: Final = 0.05  # the share of the time that is left in which a better plan is looked for near the first
MOST_NEARBY: Final = 30.0  # seconds of it
ROUGH_NEARBY: Final = 0.3  # the same share, near a plan that was put together of parts


class BestKnown:
    """What is known of a model that is being solved: its best plan, what is proven, and better plans near it.

    Parameters
    ----------
    start
        A plan of which the first solve begins, or part of one with NaN elsewhere.
    keeps
        Whether a Ctrl-C leaves the best plan so far, made exact; otherwise it is raised at once.
    least
        What is known from elsewhere that no plan can cost less than.
    is_put_together
        Whether the start was put together of parts, so that there may be much better ones near it.
    searches
        Whether anything is searched where there is a start, and a bound from elsewhere.

    Attributes
    ----------
    solves
        How many mixed-integer solves were run.
    root
        The bound of the linear relaxation with the rows that it asks for.
    is_stuck
        Whether it stopped because the best known solution stands within the solver's tolerances only.
    has_failed
        Whether the solver failed while there was a plan already.
    is_all_elsewhere
        Whether the start was good enough by what was known from elsewhere, so that nothing was searched.
    """

    def __init__(
        self,
        program: LinearProgram,
        options: Options,
        cutters: Sequence[Cutter] = (),
        listener: Listener | None = None,
        start: Floats | None = None,
        *,
        keeps: bool = True,
        least: float | None = None,
        is_put_together: bool = False,
        searches: bool = True,
    ) -> None:
        self.options, self.cutters = options, cutters
        self._deadline = Deadline(options.time_limit)
        self._growing = GrowingProgram(program, options, cutters, self._deadline)
        self._watch = SolveWatch(listener, self._deadline)
        self._first = FirstPlan(self._growing, self._watch, start)
        self._keeps, self._least, self._is_put_together = keeps, least, is_put_together
        self._searches = searches
        self.solves = 0
        self.root: float | None = None
        self.is_stuck = self.has_failed = self.is_all_elsewhere = False
        self._way = PLAIN
        self._held: Whole | None = None  # what the last solve was of, where branches were whole
        self._best: Answer | None = None
        self._bound: float | None = None
        self._known: list[Floats] = []  # plans near which a better one was looked for
        self._decided: Counter[bytes] = Counter()  # how many solves came to the same decisions
        self._stands = False  # whether the last search was given up where it stood
        self._money = 0.0  # all that the best plan spends and earns

    @property
    def program(self) -> LinearProgram:
        """The model with all rows that were added so far."""
        return self._growing.program

    @property
    def added(self) -> int:
        """How many rows were added."""
        return self._growing.added

    @property
    def cut_rounds(self) -> int:
        """How often rows were found."""
        return self._growing.cut_rounds

    @property
    def spent(self) -> float:
        """The seconds since it began."""
        return self._deadline.spent

    def _is_over(self, best: Answer) -> bool:
        return best.interrupted or self._is_closed(best, self._bound)

    def _nearer(self, best: Answer) -> Answer:
        """Return a better plan near the dive's where much is to be decided, and near that, as long as it pays."""
        is_first = best is self._first.dived or (best is self._first.opened and self._is_put_together)
        if not is_first or not self.options.tactics.nearby or not has_many(self.program):
            return best
        if self._whole() is not None:  # which is searched nearby once its relaxation is tight
            return best
        gains = math.inf
        while gains > self._asked(best) and not self._is_over(best):
            before, best = best, self._near(best)
            gains = cost_of(before) - cost_of(best)
        return best

    def _near(self, best: Answer) -> Answer:
        """Return a better plan near the best and those before it, made exact; the rows it asks for stay.

        With these rows another plan may be the best near those before: what was found there costs more, made exact.
        """
        assert best.values is not None
        listener, scale = self._watch.nearby(best, self._bound), self._growing.scale()
        self._known.append(best.values)
        near = nearby(self.program, self._known, self.options, self._seconds_nearby(), listener, scale,
                      lambda bound: self._is_closed(best, bound))  # fmt: skip
        self._bound = larger(self._bound, near.bound)
        if near.interrupted and not self._keeps:
            raise KeyboardInterrupt
        exact = None
        if near.values is not None and self._is_other(near.values, best.values):
            exact = self._growing.polished(near.values)
        elif best is self._first.dived and not self.solves:  # later there are other rows beside them
            self._first.with_its_rows()
        if exact is not None and cost_of(exact) < cost_of(best):
            self._best = best = self._watch.told(exact, self._bound)
        return replace(best, interrupted=True) if near.interrupted else best

    def _asked(self, best: Answer) -> float:
        """Return the gap that is asked, in money."""
        return max(self.options.gap * abs(cost_of(best)), self.options.money_gap)

    def _is_exact(self, values: Floats) -> bool:
        """Whether values are of the best plan, and the model has the rows with which that was made exact."""
        best = self._best
        if best is None or best.values is None or best is self._first.dived:
            return False
        return not self._is_other(values, best.values)

    def _is_other(self, values: Floats, plan: Floats) -> bool:
        """Whether values have other whole numbers than a plan."""
        whole = self.program.integer
        return bool((np.round(values[whole]) != np.round(plan[whole])).any())

    def _seconds_nearby(self) -> float:
        """Return for how long a better plan is looked for near the first: not ever longer, the more time there is."""
        left = self._deadline.left()
        return ROUGH_NEARBY * left if self._is_put_together else min(NEARBY * left, MOST_NEARBY)

    def _whole(self) -> Whole | None:
        """Return the model that holds what it is cut for whole, where cuts leave much open and it is not too large."""
        far = self._best is None or self._bound is None or relative_gap(cost_of(self._best), self._bound) > FAR
        if self._way or not far or not self.options.tactics.whole:
            return None
        return held_whole(self.program, self.cutters)

    def _is_closed(self, best: Answer, bound: float | None) -> bool:
        return is_proven(cost_of(best), bound, self.options, self._growing.size(best))
