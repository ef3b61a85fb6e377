"""A model that grows by the rows that its solutions break, and plans of it made exact.

Every row that is added holds for every plan. A plan counts only once its whole numbers are fixed and what is left is
solved, with more rows, until it breaks nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.deadline import Deadline
from planner.solving.outcome import Answer, Options
from planner.solving.refine import is_closed, proven_answer, refined
from planner.solving.safe_bound import keeps, size_of
from planner.solving.scaling import Scale
from planner.solving.separation import Cuts, Cutter, together
from planner.solving.warm_program import WarmProgram
from planner.statuses import Status
from planner_models.tolerances import EXACT_ROW

MOST_CUT_ROUNDS: Final = 200


@dataclass
class GrowingProgram:
    """A model with the cutters that make it grow.

    Attributes
    ----------
    program
        The model with all rows that were added so far.
    bare
        The model without them.
    added, cut_rounds
        How many rows were added, and how often rows were found.
    inner
        A point inside the relaxation, towards which rows are looked for.
    amounts
        The relaxation's solution before any row was added.
    proof
        The programme and the prices of its rows that prove the relaxation's bound; None before they do.
    is_empty
        Whether the relaxation had no solution any more, by what the solver said of it.
    units
        What the solver counted as 1 of each column when a plan was last made exact.
    """

    program: LinearProgram
    options: Options
    cutters: Sequence[Cutter]
    deadline: Deadline
    added: int = field(init=False, default=0)
    cut_rounds: int = field(init=False, default=0)
    bare: LinearProgram = field(init=False)
    amounts: Floats | None = field(init=False, default=None)
    proof: tuple[LinearProgram, Floats] | None = field(init=False, default=None)
    is_empty: bool = field(init=False, default=False)
    units: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.bare = self.program
        self.units = np.ones(len(self.program.cost))

    @property
    def decides(self) -> bool:
        """Whether there is a whole number to decide."""
        return bool((self.program.integer & (self.program.lower < self.program.upper)).any())

    def scale(self) -> Scale:
        """Return units for the solver that suit the model without the rows that were added, and its relaxation."""
        scale, added = Scale.of(self.bare), csr_array(self.program.matrix[len(self.bare.row_lower) :])
        scale = scale if self.amounts is None else scale.sized(self.bare, self.amounts)
        return scale.grown(added) if added.shape[0] else scale

    def size(self, plan: Answer) -> float:
        """Return all that a plan spends and earns."""
        assert plan.values is not None
        return size_of(self.program, plan.values, self.units)

    def cut_at(self, values: Floats) -> bool:
        """Add the rows that a solution breaks; return whether there were any."""
        cuts = self.broken(values)
        if cuts is not None:
            self._grow(cuts)
        return cuts is not None

    def broken(self, values: Floats, inner: Floats | None = None) -> Cuts | None:
        """Return the rows that a solution breaks, deeper ones where a point nearer to what is allowed is known."""
        cuts = together([cutter.cuts(values, inner) for cutter in self.cutters])
        self.cut_rounds += cuts is not None
        return cuts

    def add(self, cuts: Cuts, warm: WarmProgram) -> None:
        """Add rows, and to the solver's own programme too."""
        self._grow(cuts)
        warm.add_rows(cuts.matrix, cuts.lower, cuts.upper)

    def polished(self, values: Floats) -> Answer | None:
        """Return the exact best of a solution's whole numbers, with prices; None where it leaned on tolerances.

        Continuous values of a mixed-integer solve are off by up to its tolerance times the largest bound; with
        the whole numbers fixed they are exact, or there are none.
        """
        lower, upper, whole = self.program.lower.copy(), self.program.upper.copy(), self.program.integer
        lower[whole] = upper[whole] = np.round(values[whole])
        options = replace(self.options, tolerance=EXACT_ROW)
        warm = WarmProgram(replace(self.program, lower=lower, upper=upper), options, self.scale())
        self.units = warm.units
        for _ in range(MOST_CUT_ROUNDS):
            answer = warm.run(self.deadline.left_and_more())
            if answer.status is not Status.PROVEN or answer.values is None:
                return None
            cuts = self.broken(answer.values)
            if cuts is None:
                fixed = replace(self.program, lower=lower, upper=upper)
                exact = self._in_our_arithmetic(fixed, answer, options, warm)
                cuts = None if exact is None or exact.values is None else self.broken(exact.values)
                if cuts is None:
                    return exact
            self.add(cuts, warm)
        return None

    def _in_our_arithmetic(
        self, fixed: LinearProgram, answer: Answer, options: Options, warm: WarmProgram
    ) -> Answer | None:
        """Return an answer with its objective and bound by our own arithmetic; None where it misses a row."""
        exact = proven_answer(fixed, answer, warm.units)
        if not is_closed(fixed, exact, replace(options, gap=0.0, money_gap=0.0), warm.units):
            exact = refined(fixed, answer, options, warm.units, self.deadline.left_and_more())
        assert exact.values is not None
        return exact if keeps(fixed, exact.values, warm.row_units) else None

    def _grow(self, cuts: Cuts) -> None:
        self.program = self.program.with_rows(cuts.matrix, cuts.lower, cuts.upper, cuts.names)
        self.added += len(cuts)
