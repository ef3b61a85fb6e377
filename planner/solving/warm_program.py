"""Programmes that stay in the solver, for solving again after small changes from where it stood."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.highs import Solver, first_method
from planner.solving.outcome import Answer, Options
from planner.solving.scaling import Scale
from planner.solving.solve import stop_when_asked
from planner.statuses import Status

LONG = 2_000  # columns from which on a linear programme may take so long that a Ctrl-C cannot wait for its end
PLAIN_MISS = 100.0  # times its tolerance by which a row is missed for the solver to see it


class WarmProgram:
    """A linear programme that stays in the solver.

    ``scale`` are units to solve in, where not those that suit the programme.
    """

    def __init__(self, program: LinearProgram, options: Options, scale: Scale | None = None) -> None:
        self._begin(replace(program, integer=np.zeros_like(program.integer)), options, scale)

    def _begin(self, program: LinearProgram, options: Options, scale: Scale | None) -> None:
        self._program, self._scale = program, scale or Scale.of(program)
        self._solver = Solver(self._scale.of_program(program))
        self._rows = self._scale.row
        self._threads, self._tolerance = options.threads, options.tolerance
        self._values: Floats | None = None  # of the last answer
        self._is_cold = True
        if len(program.cost) >= LONG:
            stop_when_asked(self._solver)
        self._solver.set(
            random_seed=options.seed,
            primal_feasibility_tolerance=options.tolerance,
            dual_feasibility_tolerance=options.tolerance,
        )

    @property
    def units(self) -> Floats:
        """The amount of each column that the solver counts as 1."""
        return self._scale.column

    @property
    def row_units(self) -> Floats:
        """What each row, those that were added among them, is multiplied by for the solver."""
        return self._rows

    def set_row_limits(self, lower: Floats, upper: Floats) -> None:
        """Set the limits of all rows that were there at first."""
        row = self._rows[: len(lower)]
        self._solver.set_row_limits(lower * row, upper * row)

    def set_costs(self, cost: Floats) -> None:
        """Set the costs of all columns."""
        self._scale = self._scale.for_costs(cost)
        self._solver.set_costs(cost * self._scale.column * self._scale.cost, self._program.offset * self._scale.cost)

    def set_column_limits(self, lower: Floats, upper: Floats) -> None:
        """Set the limits of all columns."""
        self._solver.set_column_limits(lower / self._scale.column, upper / self._scale.column)

    def add_rows(self, matrix: csr_array, lower: Floats, upper: Floats) -> None:
        """Add rows on the same columns; those that the last answer breaks so that the solver sees it."""
        row = self._seen(matrix, lower, upper, self._scale.rows(matrix))
        self._solver.add_rows(self._scale.scaled(matrix, row), lower * row, upper * row)
        self._rows = np.concatenate([self._rows, row])

    def _seen(self, matrix: csr_array, lower: Floats, upper: Floats, row: Floats) -> Floats:
        """Return what rows are multiplied by, more where the solver would take one that is broken for one that is kept.

        It would answer as before, and the same row be found for ever.
        """
        if self._values is None:
            return row
        amounts = matrix @ self._values
        missed = np.maximum(lower - amounts, amounts - upper)
        wanted = PLAIN_MISS * self._tolerance / np.where(missed > 0, missed, math.inf)
        return np.where(wanted > row, 2.0 ** np.ceil(np.log2(np.where(wanted > row, wanted, 1.0))), row)

    def run(self, time_limit: float) -> Answer:
        """Solve from where the last solve stood; anew, and without its presolve, where the solver fails so."""
        began = time.perf_counter()
        # only the simplex method goes on from where it stood
        answer = self._run(first_method(len(self._program.cost)) if self._is_cold else "choose", time_limit)
        if answer.status is Status.FAILED:
            self._solver.forget()
            self._solver.set(presolve="off")
            answer = self._run("simplex", time_limit - (time.perf_counter() - began))
            self._solver.set(presolve="choose")
        return answer

    def _run(self, method: str, time_limit: float) -> Answer:
        began = time.perf_counter()
        self._solver.set(solver=method)
        self._solver.run(self._threads, time_limit)
        self._is_cold = False
        scale = replace(self._scale, row=self._rows)
        answer = scale.answer(self._solver.answer(time.perf_counter() - began), self._program)
        self._values = answer.values
        return answer


class WarmSearch(WarmProgram):
    """A small mixed-integer programme that stays in the solver, for solving again at other costs.

    Nobody hears of it, and no Ctrl-C stops it: it takes no longer than a call.
    """

    def __init__(self, program: LinearProgram, options: Options) -> None:
        self._begin(program, options, None)
        self._solver.set(mip_rel_gap=options.gap, mip_abs_gap=0.0, mip_feasibility_tolerance=options.whole)
