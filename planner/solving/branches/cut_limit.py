"""Rows that branches are cut by, scaled so that the solver drops none of their coefficients."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.solving.branches.subproblem import dot
from planner.solving.separation import CutRow, Cuts
from planner_models.tolerances import NEVER_KEPT, ZERO_TRACE


@dataclass(frozen=True, slots=True)
class CutLimit:
    """A row of the form ``coefficients @ x[columns] >= limit``."""

    columns: NDArray[np.int64]
    coefficients: Floats
    limit: float
    name: CutRow

    def missed_by(self, values: Floats) -> float:
        """Return by how much values miss the row."""
        return self.limit - dot(self.coefficients, values[self.columns])

    def scaled(self) -> CutLimit:
        """Return the row scaled, its largest coefficient as far from 1 as its smallest.

        A row without coefficients is one that no plan can keep: it stays, for the solver to say so.
        """
        size = np.abs(self.coefficients)
        if not size.any():
            return CutLimit(self.columns[:0], self.coefficients[:0], max(self.limit, NEVER_KEPT), self.name)
        kept = size > 0
        scale = math.sqrt(float(size.max())) * math.sqrt(float(size[kept].min()))
        worth = None if self.name.worth is None else self.name.worth.divided(scale)
        name = replace(self.name, worth=worth)
        # what is nothing beside the coefficients would still be a limit to choose the solver's units by
        limit = self.limit / scale if abs(self.limit) > ZERO_TRACE * float(size[kept].min()) else 0.0
        return CutLimit(self.columns[kept], self.coefficients[kept] / scale, limit, name)


def as_rows(found: list[CutLimit], width: int) -> Cuts | None:
    """Return rows of the form ``row @ x >= limit``, scaled so that the solver drops none of their coefficients.

    What is nothing beside the largest is what arithmetic leaves of a zero.
    """
    if not found:
        return None
    rows = [row.scaled() for row in found]
    starts = np.cumsum([0, *(len(row.columns) for row in rows)])
    matrix = csr_array(
        (np.concatenate([row.coefficients for row in rows]), np.concatenate([row.columns for row in rows]), starts),
        shape=(len(rows), width),
    )
    limits = np.array([row.limit for row in rows])
    return Cuts(matrix, limits, np.full(len(rows), math.inf), tuple(row.name for row in rows))
