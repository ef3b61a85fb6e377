"""Units for the audit's own linear programmes: a solver's tolerances are absolute, amounts and money are not."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from planner.arrays import Floats
from planner.sparse import alike

SWEEPS: Final = 15
ANCHOR: Final = 3.0  # how much a limit says about how large amounts are, beside a coefficient
STEEPEST: Final = 2.0**20  # a cost so large in its unit leaves nothing to see of the small ones
ENDLESS: Final = 3  # what scipy calls a programme whose best nothing limits


class BranchError(ArithmeticError):
    """A branch that the audit could not solve: said in the check, and never at the price of the plan."""


class EndlessError(BranchError):
    """A branch in which nothing limits what could be earned."""


def least(
    costs: Floats, rows: csr_array, most: Floats, equal: csr_array, amounts: Floats, upper: Floats
) -> Floats | None:
    """Return the cheapest columns, from 0 to ``upper``, with ``rows`` at most and ``equal`` at; None: there are none.

    A cost beside which a solver does not see the others is first taken for less: where nothing of it is used then,
    what is cheapest so is cheapest.

    Raises
    ------
    EndlessError
        When nothing limits what could be earned.
    BranchError
        When the solver failed.
    """
    matrix = csr_array(vstack([rows, equal], format="csr"))
    between = np.concatenate([np.full(len(most), -np.inf), amounts]), np.concatenate([most, amounts])
    units = _units(matrix, between[1], upper)
    sizes = np.abs(costs * units[0])
    steepest = STEEPEST * float(np.median(sizes[sizes > 0])) if sizes.any() else 0.0
    dear = costs * units[0] > steepest
    if dear.any():
        try:
            found = _least(np.where(dear, steepest / units[0], costs), matrix, between, upper, units)
        except BranchError:
            return _least(costs, matrix, between, upper, units)
        if found is None or not found[dear].any():
            return found
    return _least(costs, matrix, between, upper, units)


def _least(
    costs: Floats, matrix: csr_array, between: tuple[Floats, Floats], upper: Floats, units: tuple[Floats, Floats]
) -> Floats | None:
    # slow to import, and a plan without disruptions needs none of it; of a small programme linprog takes twice as long
    from scipy.optimize import Bounds, LinearConstraint, milp

    column, row = units
    inside = alike(matrix, matrix.data * np.repeat(row, np.diff(matrix.indptr)) * column[matrix.indices])
    found = milp(
        costs * column * _money(costs * column),
        bounds=Bounds(0, upper / column),
        constraints=LinearConstraint(inside, between[0] * row, between[1] * row),
    )
    if found.status == ENDLESS:
        message = "nothing limits what could be earned"
        raise EndlessError(message)
    if found.status not in (0, 2):
        message = f"the audit could not solve it: {found.message}"
        raise BranchError(message)
    return None if found.x is None else np.asarray(found.x * column)


def _money(costs: Floats) -> float:
    sizes = np.log2(np.abs(costs[costs != 0]))
    if not sizes.size:
        return 1.0
    return float(2.0 ** np.round(min(-np.median(sizes), np.log2(STEEPEST) - sizes.max())))


def _units(matrix: csr_array, limits: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Return the amount of each column that counts as 1 and what rows are multiplied by: coefficients near 1."""
    if not matrix.data.all():
        matrix = csr_array(matrix, copy=True)
        matrix.eliminate_zeros()
    sizes, held = np.log2(np.abs(matrix.data)), alike(matrix, np.ones(matrix.nnz))
    holds, wide = held.T.tocsr(), len(upper)
    by_row, by_column = alike(matrix, sizes) @ np.ones(wide), np.bincount(matrix.indices, sizes, wide)
    row_log, row_anchor = _logarithms(limits)
    column_log, column_anchor = _logarithms(upper)
    row_weight = np.maximum(np.diff(held.indptr) + ANCHOR * row_anchor, 1.0)
    column_weight = np.maximum(np.diff(holds.indptr) + ANCHOR * column_anchor, 1.0)
    known = np.concatenate([row_log[row_anchor], column_log[column_anchor]])
    column = np.full(len(upper), float(np.median(known)) if known.size else 0.0)
    row = np.zeros(len(limits))
    for _ in range(SWEEPS):
        row = -(by_row + ANCHOR * row_log + held @ column) / row_weight
        column = -(by_column - ANCHOR * column_log + holds @ row) / column_weight
    return 2.0 ** np.round(column), 2.0 ** np.round(row)


def _logarithms(limits: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    has = np.isfinite(limits) & (limits != 0)
    return np.log2(np.where(has, np.abs(limits), 1.0)), has
