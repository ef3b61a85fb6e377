"""Takes back what a soft rule pays for needlessly: within the gap, or at no price, a solver leaves it standing.

An origin that reaches its minimum share counts, and an excess is what the rule is missed by, no more. Both stand in
few rows: an origin is counted, and an excess lowered, as far as these rows allow, with everything else as it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array

from planner_models.declared import VARIABLES
from planner_models.tolerances import NEEDLESS_ROOM

if TYPE_CHECKING:
    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Answer
    from planner.solving.separation import Floats


def without_needless(program: LinearProgram, answer: Answer, exact: Answer | None) -> tuple[Answer, Answer | None]:
    """Return a plan whose soft rules pay for no more than they are missed by; its cost is never higher."""
    if answer.values is None:
        return answer, exact
    rows = _Rows(program, answer.values if exact is None or exact.values is None else exact.values)
    for how, settle in (("counted", rows.count), ("lowered", rows.lower)):
        for owner, first, keys in program.columns.named():
            for j in range(first, first + len(keys)) if owner in VARIABLES and VARIABLES[owner].settles == how else ():
                settle(j)
    if not rows.moved:  # it may save nothing: what costs nothing is told right too
        return answer, exact
    assert answer.objective is not None
    found = replace(answer, values=rows.values, objective=answer.objective - rows.saved)
    return found, None if exact is None else replace(exact, values=rows.values, objective=found.objective)


class _Rows:
    """A plan's values and the activity of its rows, both moving together."""

    def __init__(self, program: LinearProgram, values: Floats) -> None:
        self.values, self.saved, self.moved = values.copy(), 0.0, False
        self._program, self._matrix = program, csc_array(program.matrix)
        self._activity = program.matrix @ values
        self._size = abs(program.matrix) @ np.abs(values)

    def count(self, j: int) -> None:
        """Count an origin that does not count, where its rows allow it."""
        if self.values[j] < 0.5:
            self._move(j, 1.0 - self.values[j])

    def lower(self, j: int) -> None:
        """Lower an excess to the least that its rows allow."""
        rows, coefficients = self._of(j)
        rest = self._activity[rows] - coefficients * self.values[j]
        limits = np.where(coefficients > 0, self._program.row_lower[rows], self._program.row_upper[rows])
        needed = np.where(np.isfinite(limits), (limits - rest) / coefficients, 0.0)
        least = max(self._program.lower[j], float(needed.max(initial=0.0)))
        if least < self.values[j]:
            self._move(j, least - self.values[j])

    def _of(self, j: int) -> tuple[np.ndarray, Floats]:
        part = slice(self._matrix.indptr[j], self._matrix.indptr[j + 1])
        return self._matrix.indices[part], self._matrix.data[part]

    def _move(self, j: int, by: float) -> None:
        """Move a column where all its rows stay within their limits."""
        rows, coefficients = self._of(j)
        after = self._activity[rows] + by * coefficients
        hair = NEEDLESS_ROOM * np.maximum(self._size[rows], np.abs(by * coefficients))
        inside = (after >= self._program.row_lower[rows] - hair) & (after <= self._program.row_upper[rows] + hair)
        if inside.all():
            self._activity[rows] = after
            self.values[j] += by
            self.moved = True
            self.saved -= by * float(self._program.cost[j])
