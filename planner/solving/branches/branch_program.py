"""A branch as arrays.

``matrix_trunk @ x + matrix @ y`` within the row limits: x are the trunk's columns, y the branch's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from planner.arrays import Floats
from planner.sparse import unsigned
from planner_models.tolerances import LEFT_OF_LIMIT

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Places = dict[str, dict[Any, int]]

NONE: Final = np.zeros(0)


@dataclass(frozen=True)
class BranchProgram:
    """A branch: a linear programme whose rows the trunk's columns shift.

    Attributes
    ----------
    cost
        Discounted, of the branch's columns.
    missing
        Positions of the columns that say how much each covered demand misses its guarantee by, what it lacks of a
        floor in each step, and by how much more is short than the trunk counts with.
    promised
        The most that may be asked for each, in the order of ``missing``; 0 for what is not asked.
    nonnegative
        Positions of the rows of which nothing less than none can be left.
    limited
        Positions of the rows whose limits are cells of the workbook: what one more unit is worth is asked of them.
    left
        What the disruption leaves of the limit of each row.
    columns, rows
        Position by component's name and index.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    matrix: csr_array
    matrix_trunk: csr_array
    row_lower: Floats
    row_upper: Floats
    columns: Places
    rows: Places
    steps: tuple[Any, ...]
    missing: NDArray[np.int64]
    promised: Floats
    nonnegative: NDArray[np.int64]
    limited: NDArray[np.int64]
    left: Floats

    def bare(self) -> BranchProgram:
        """Return it without the names of rows and columns, which are most of its bytes."""
        return replace(self, columns={}, rows={}, steps=(), left=NONE)

    def limits(self, trunk: Floats) -> tuple[Floats, Floats]:
        """Return the row limits that a trunk's plan leaves to the branch.

        What a branch inherits is never below none (stock, capacity, what is left of a total), and where it is what
        remains of large numbers that cancel, a hair of them is none.
        """
        inherited = np.maximum(trunk, 0.0)
        shift, size = self.matrix_trunk @ inherited, unsigned(self.matrix_trunk) @ inherited
        lower, upper = (_left(limits, shift, size) for limits in (self.row_lower, self.row_upper))
        upper[self.nonnegative] = np.maximum(upper[self.nonnegative], 0.0)
        return lower, upper


def _left(limits: Floats, shift: Floats, size: Floats) -> Floats:
    """Return limits less what shifts them; nothing where only the rounding of the terms is left."""
    left = limits - shift
    terms = size + np.where(np.isfinite(limits), np.abs(limits), 0.0)
    return np.where(np.abs(left) <= LEFT_OF_LIMIT * terms, 0.0, left)
