"""Takes back what stands needlessly in a plan: within the gap, or at no price, a solver leaves it standing.

An origin that reaches its minimum share counts, and an excess is what the rule is missed by, no more. A start that adds
nothing and that nothing needs is none. All of them stand in few rows: an origin is counted, an excess lowered and a
start dropped, as far as these rows allow, with everything else as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np
from scipy.sparse import csc_array

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.labels import owner_of
from planner.solving.outcome import Answer
from planner.sparse import unsigned
from planner_models.declared import CONSTRAINTS, VARIABLES
from planner_models.declared.sets import PROJECT
from planner_models.tolerances import NEEDLESS_ROOM

WITH_ITS_START: Final = "dropped with its start"
SIZE, CHOSEN, LARGEST = "size", "chosen", "size_maximum"  # columns beside a start, and the row of its largest size


def without_needless(program: LinearProgram, answer: Answer, exact: Answer | None) -> tuple[Answer, Answer | None]:
    """Return a plan whose soft rules pay for no more than they are missed by, without starts of nothing.

    Its cost is never higher.
    """
    if answer.values is None:
        return answer, exact
    rows = _Rows(program, answer.values if exact is None or exact.values is None else exact.values)
    for how, settle in (("dropped", rows.drop), ("counted", rows.count), ("lowered", rows.lower)):
        for j in _settled(program, how):
            settle(j)
    if not rows.moved:  # it may save nothing: what costs nothing is told right too
        return answer, exact
    assert answer.objective is not None
    found = replace(answer, values=rows.values, objective=answer.objective - rows.saved)
    return found, None if exact is None else replace(exact, values=rows.values, objective=found.objective)


def _settled(program: LinearProgram, how: str) -> list[int]:
    """Return the columns that may stand needlessly and are settled so."""
    return [
        j
        for owner, first, keys in program.columns.named()
        if owner in VARIABLES and VARIABLES[owner].settles == how
        for j in range(first, first + len(keys))
    ]


class _Rows:
    """A plan's values and the activity of its rows, both moving together."""

    def __init__(self, program: LinearProgram, values: Floats) -> None:
        self.values, self.saved, self.moved = values.copy(), 0.0, False
        self._program, self._matrix, self._by_row = program, csc_array(program.matrix), program.matrix
        self._activity = program.matrix @ values
        self._size = unsigned(program.matrix) @ np.abs(values)
        self._along = {
            j: owner
            for owner, first, keys in program.columns.named()
            if owner in VARIABLES and VARIABLES[owner].settles == WITH_ITS_START
            for j in range(first, first + len(keys))
        }

    def count(self, j: int) -> None:
        """Count an origin that does not count, where its rows allow it."""
        if self.values[j] < 0.5:
            self._move({j: 1.0 - self.values[j]})

    def lower(self, j: int) -> None:
        """Lower an excess to the least that its rows allow."""
        rows, coefficients = self._of(j)
        rest = self._activity[rows] - coefficients * self.values[j]
        limits = np.where(coefficients > 0, self._program.row_lower[rows], self._program.row_upper[rows])
        needed = np.where(np.isfinite(limits), (limits - rest) / coefficients, 0.0)
        least = max(self._program.lower[j], float(needed.max(initial=0.0)))
        if least < self.values[j]:
            self._move({j: least - self.values[j]})

    def drop(self, j: int) -> None:
        """Drop a start that adds nothing, with what says where on its curve it is and that its project is chosen.

        Whatever needs it, in a branch too, stands in a row of the start that would then be missed.
        """
        if self.values[j] < 0.5 or not self._adds_nothing(j):
            return
        along = {k: self._along[k] for k in self._beside(j) if k in self._along and self.values[k]}
        alone = [k for k, owner in along.items() if owner != CHOSEN]
        # of a project that is started besides its choice stands, and of another it goes
        if not self._move({k: -self.values[k] for k in (j, *alone)}, at_no_loss=True):
            self._move({k: -self.values[k] for k in (j, *along)}, at_no_loss=True)

    def _adds_nothing(self, j: int) -> bool:
        """Return whether a start is of no size: none is chosen, and no capacity stands in a row with it.

        Where rows say nothing of what they are, that is not known.
        """
        rows, coefficients = self._of(j)
        owners = [owner_of(self._program.rows[row]) for row in rows]
        most = sum(abs(x) for owner, x in zip(owners, coefficients, strict=True) if owner == LARGEST)
        sizes = [self.values[k] for k in self._beside(j) if self._along.get(k) == SIZE]
        families = [CONSTRAINTS[owner] for owner in owners if owner in CONSTRAINTS]
        is_known = bool(families) and all(PROJECT in x.index for x in families)
        return is_known and max(sizes, default=0.0) <= NEEDLESS_ROOM * most

    def _beside(self, j: int) -> list[int]:
        """Return the columns that stand in some row with a column."""
        return [int(k) for k in np.unique(self._by_row[self._of(j)[0]].indices)]

    def _of(self, j: int) -> tuple[np.ndarray, Floats]:
        part = slice(self._matrix.indptr[j], self._matrix.indptr[j + 1])
        return self._matrix.indices[part], self._matrix.data[part]

    def _move(self, moves: Mapping[int, float], *, at_no_loss: bool = False) -> bool:
        """Move columns together where they and all their rows stay within their limits; return whether they moved."""
        columns, by = list(moves), np.array(list(moves.values()))
        part = self._matrix[:, columns]
        rows = np.unique(part.indices)
        after = self._activity[rows] + (part @ by)[rows]
        hair = NEEDLESS_ROOM * np.maximum(self._size[rows], (abs(part) @ np.abs(by))[rows])
        inside = (after >= self._program.row_lower[rows] - hair) & (after <= self._program.row_upper[rows] + hair)
        within = self.values[columns] + by >= self._program.lower[columns]
        saved = -float(by @ self._program.cost[columns])
        if not (inside.all() and within.all()) or (at_no_loss and saved < 0):
            return False
        self._activity[rows] = after
        self.values[columns] += by
        self.moved = True
        self.saved += saved
        return True
