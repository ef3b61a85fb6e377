"""The time to survive a disruption, for the audit: the longest window in which no covered demand is short."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from planner.arrays import Floats
from planner.audit.programme import AuditedBranch
from planner.audit.rows import stacked
from planner.audit.tolerances import FULL
from planner.audit.units import BranchError, least

LONGEST: Final = 1000.0  # years that are as good as without end


def time_to_survive(branch: AuditedBranch, short: float = FULL) -> float:
    """Return the years for which all covered demand is met in full; ``branch`` is of one step, in amounts.

    What is limited a year is limited by as much for every year of the window, whose length is a column more; what
    is there once (stocks, their room and what is left of an offer's total) is not. What is short by no more than the
    share ``short`` of demand is not.
    """
    shape, covered = branch.shape, branch.covered_keys()
    grows = _all_but(branch.upper, shape.once_columns) & np.isfinite(branch.upper) & (branch.upper > 0)
    bounds = np.where(grows, math.inf, branch.upper)
    bounds[[column for key in covered for column in shape.shorts[key]]] = 0.0
    asked = branch.equal.copy()
    asked[[row for key in covered for _, row in shape.asked[key]]] *= 1 - short
    most, equal = _all_but(branch.most, shape.once_most), _all_but(asked, shape.once_equal)
    columns = np.flatnonzero(grows)
    picked = csr_array((np.ones(len(columns)), (range(len(columns)), columns)), shape=(len(columns), len(bounds)))
    above = stacked(_with_length(shape.matrices[0], most * branch.most), _with_length(picked, branch.upper[columns]))
    found = least(
        np.append(np.zeros(len(bounds)), -1.0), above,
        np.append(np.where(most, 0.0, branch.most), np.zeros(len(columns))),
        _with_length(shape.matrices[1], equal * asked), np.where(equal, 0.0, asked), np.append(bounds, LONGEST),
    )  # fmt: skip
    if found is None:
        message = "the audit could not find how long it is survived: no length is possible"
        raise BranchError(message)
    years = float(found[-1])
    return math.inf if years >= LONGEST * (1 - FULL) else years if years > FULL else 0.0


def _all_but(numbers: Floats, places: list[int]) -> NDArray[np.bool_]:
    found = np.ones(len(numbers), dtype=bool)
    found[places] = False
    return found


def _with_length(matrix: csr_array, a_year: Floats) -> csr_array:
    """Return rows whose limits, a year, the window's length multiplies."""
    return hstack([matrix, csr_array(-a_year[:, None])], format="csr")
