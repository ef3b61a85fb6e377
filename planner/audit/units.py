"""Units for the audit's own linear programmes: a solver's tolerances are absolute, amounts and money are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array, vstack

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

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
    units = _units(csr_array(vstack([rows, equal], format="csr")), np.concatenate([most, amounts]), upper)
    sizes = np.abs(costs * units[0])
    steepest = STEEPEST * float(np.median(sizes[sizes > 0])) if sizes.any() else 0.0
    dear = costs * units[0] > steepest
    if dear.any():
        try:
            found = _least(np.where(dear, steepest / units[0], costs), rows, most, equal, amounts, upper, units)
        except BranchError:
            return _least(costs, rows, most, equal, amounts, upper, units)
        if found is None or not found[dear].any():
            return found
    return _least(costs, rows, most, equal, amounts, upper, units)


def _least(
    costs: Floats, rows: csr_array, most: Floats, equal: csr_array, amounts: Floats, upper: Floats,
    units: tuple[Floats, Floats],
) -> Floats | None:  # fmt: skip
    from scipy.optimize import linprog  # slow to import; a plan without disruptions needs none of it

    column, row = units
    count = rows.shape[0]
    found = linprog(
        costs * column * _money(costs * column),
        _in(rows, row[:count], column), most * row[:count], _in(equal, row[count:], column), amounts * row[count:],
        bounds=np.column_stack([np.zeros(len(costs)), upper / column]), method="highs",
    )  # fmt: skip
    if found.status == ENDLESS:
        message = "nothing limits what could be earned"
        raise EndlessError(message)
    if found.status not in (0, 2):
        message = f"the audit could not solve it: {found.message}"
        raise BranchError(message)
    return None if found.x is None else np.asarray(found.x * column)


def _in(matrix: csr_array, row: Floats, column: Floats) -> csr_array:
    data = matrix.data * np.repeat(row, np.diff(matrix.indptr)) * column[matrix.indices]
    return csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _money(costs: Floats) -> float:
    sizes = np.log2(np.abs(costs[costs != 0]))
    if not sizes.size:
        return 1.0
    return float(2.0 ** np.round(min(-np.median(sizes), np.log2(STEEPEST) - sizes.max())))


def _units(matrix: csr_array, limits: Floats, upper: Floats) -> tuple[Floats, Floats]:
    """Return the amount of each column that counts as 1 and what rows are multiplied by: coefficients near 1."""
    matrix = csr_array(matrix, copy=True)
    matrix.eliminate_zeros()
    sizes = csr_array((np.log2(np.abs(matrix.data)), matrix.indices, matrix.indptr), shape=matrix.shape)
    held = csr_array((np.ones(matrix.nnz), matrix.indices, matrix.indptr), shape=matrix.shape)
    holds, by_row, by_column = held.T.tocsr(), sizes.sum(axis=1), sizes.sum(axis=0)
    row_log, row_anchor = _logarithms(limits)
    column_log, column_anchor = _logarithms(upper)
    row_weight = np.maximum(held.sum(axis=1) + ANCHOR * row_anchor, 1.0)
    column_weight = np.maximum(held.sum(axis=0) + ANCHOR * column_anchor, 1.0)
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
