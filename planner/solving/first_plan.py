"""The first plan of a model that grows: the one that there is to start with, or where a dive ends, made exact."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from planner.arrays import Floats
from planner.solving.branches.held_whole import held_whole
from planner.solving.compile import LinearProgram
from planner.solving.diving import Dive
from planner.solving.growing import GrowingProgram
from planner.solving.outcome import Answer, larger
from planner.solving.solve import solve
from planner.solving.watch import SolveWatch

DECIDED: Final = 0.25  # the share of the whole numbers that may be open where most are kept, as a plan's starts are
DIVING: Final = 0.2  # the share of the time that is left in which the first plan is looked for
ROUGH: Final = 0.005  # the gap of a first plan that no dive found


class FirstPlan:
    """Looks for a first plan.

    Attributes
    ----------
    start
        A plan of which the first solve begins, or part of one with NaN elsewhere; None once it is known to be none.
    opened, dived
        The start made exact, and where a dive ended; None where there is none, or not yet.
    """

    def __init__(self, growing: GrowingProgram, watch: SolveWatch, start: Floats | None) -> None:
        self._growing, self._watch, self.start = growing, watch, start
        self.opened: Answer | None = None
        self.dived: Answer | None = None
        self._dived_with: tuple[LinearProgram, int] | None = None

    def plan(self, bound: float | None, *, is_start: bool = False) -> tuple[Answer | None, float | None]:
        """Return a plan early, exact, and the bound; with ``is_start`` only that to start with."""
        if self.opened is not None:
            return self.opened, bound
        if not self._growing.program.integer.any():
            return None, bound
        start = self._known_start()
        if start is None and not self._dives():
            return None, bound
        found = None if start is None else self._growing.polished(start)
        if found is not None:
            self.opened = self._watch.told(found, bound)
        self.start = start if found is not None else None
        if found is not None or is_start:
            return self.opened, bound
        return self._by_diving(bound)

    def with_its_rows(self) -> None:
        """Give the programme the rows with which the dive's plan was made exact: its prices are of those."""
        assert self._dived_with is not None
        self._growing.program, self._growing.added = self._dived_with

    def _dives(self) -> bool:
        """Whether a dive looks for a plan: not where a search of what is open finds one as soon."""
        program = self._growing.program
        open_ = program.integer & (program.lower < program.upper)
        is_decided = open_.sum() <= DECIDED * program.integer.sum()
        return self._growing.options.tactics.dive and not (is_decided and not self._growing.cutters)

    def _known_start(self) -> Floats | None:
        """Return the plan to start with, where all its whole numbers are known and allowed."""
        if self.start is None:
            return None
        program = self._growing.program
        whole = program.integer
        values, lower, upper = np.round(self.start[whole]), program.lower[whole], program.upper[whole]
        return self.start if bool(((lower <= values) & (values <= upper)).all()) else None

    def _by_diving(self, bound: float | None) -> tuple[Answer | None, float | None]:
        growing = self._growing
        dive = Dive(growing.program, growing.options, DIVING * growing.deadline.left(), growing.scale())
        values = dive.plan()
        bound = larger(bound, dive.bound)
        found = self._exact(self._bare_plan() if values is None else values)
        if found is None:
            found, bound = self._dived_whole(bound)
        self.dived = None if found is None else self._watch.told(found, bound)
        return self.dived, bound

    def _exact(self, values: Floats | None) -> Answer | None:
        """Return a dive's end made exact.

        The rows that make a far plan exact say little of a good one, and slow the solver: they are let go again.
        """
        growing = self._growing
        before = growing.program, growing.added
        found = None if values is None else growing.polished(values)
        self._dived_with, (growing.program, growing.added) = (growing.program, growing.added), before
        return found

    def _dived_whole(self, bound: float | None) -> tuple[Answer | None, float | None]:
        """Return where a dive ends in which every branch keeps what it has to, exact, and the bound."""
        growing = self._growing
        whole = held_whole(growing.program, growing.cutters) if growing.options.tactics.whole else None
        if whole is None:
            return None, bound
        dive = Dive(whole.program, growing.options, DIVING * growing.deadline.left())
        values = dive.plan()
        found = self._exact(None if values is None else values[: whole.width])
        return found, larger(bound, dive.bound)

    def _bare_plan(self) -> Floats | None:
        """Return a rough plan of the model without the rows that were added: it is much smaller."""
        growing, options = self._growing, self._growing.options
        if not growing.added:
            return None
        seconds = DIVING * growing.deadline.left()
        own = replace(options, gap=max(options.gap, ROUGH), money_gap=0.0, time_limit=seconds, log=None)
        answer = solve(growing.bare, own)
        if answer.interrupted:  # there is no plan yet that keeps every row
            raise KeyboardInterrupt
        return answer.values
