"""Bounds that owe the solver nothing: from its dual values, in our own arithmetic, rounded to the safe side.

Whatever the dual values are, they prove a bound: each row's limit at its price, and each column where its reduced cost
is the least. A solver's values are nearly the best, and so is the bound that they prove.

Source: Neumaier and Shcherbina, Safe bounds in linear and mixed-integer linear programming, Mathematical Programming
99, 2004.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csc_array

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solving.compile import LinearProgram

    Floats = NDArray[np.float64]
    Wide = NDArray[np.longdouble]

WIDE: Final = np.longdouble  # 64 bits of mantissa where the machine has them; the rounding is reckoned as it is
BOX: Final = 1e6  # no plan worth the name has an amount so many times the column's unit, where nothing limits it
KEPT: Final = 1e-7  # a row is kept when it is missed by no more than this share of its terms
HAIR: Final = 1e-8  # or by this in the solver's units


def safe_bound(program: LinearProgram, row_dual: Floats, units: Floats) -> float:
    """Return a bound below which no solution of a programme's linear relaxation can be.

    Parameters
    ----------
    program
        The programme, in its own units.
    row_dual
        A price for each row, from anywhere.
    units
        An amount of each column that is of the order of what it may be. A column without a limit is taken to be no
        more than ``BOX`` of them: it matters where its reduced cost is of the wrong sign, by rounding or in truth, and
        in truth makes the bound so low that it proves nothing.
    """
    row_limits, price = _limits_at(program, row_dual)
    reduced, off = _reduced(program, price)
    lower = np.maximum(program.lower, -BOX * units).astype(WIDE)
    upper = np.minimum(program.upper, BOX * units).astype(WIDE)
    corners = [end * limit for end in (reduced - off, reduced + off) for limit in (lower, upper)]
    least = np.minimum.reduce(corners)
    return _rounded_down([least, price * row_limits], program.offset)


def usable(program: LinearProgram, row_dual: Floats) -> Floats:
    """Return prices of rows without those that no limit of their row answers to: arithmetic leaves them of a 0."""
    limits = np.where(row_dual > 0, program.row_lower, program.row_upper)
    return np.where(np.isfinite(limits) & np.isfinite(row_dual), row_dual, 0.0)


def _limits_at(program: LinearProgram, row_dual: Floats) -> tuple[Floats, Wide]:
    """Return the limit at which each row counts and its price; one that no limit answers to is none."""
    price = usable(program, row_dual)
    limits = np.where(price > 0, program.row_lower, np.where(price < 0, program.row_upper, 0.0))
    return limits, price.astype(WIDE)


def _reduced(program: LinearProgram, price: Wide) -> tuple[Wide, Wide]:
    """Return the reduced cost of each column, and by how much rounding may have it off."""
    matrix = csc_array(program.matrix)
    terms = matrix.data.astype(WIDE) * price[matrix.indices]
    sums, sizes = _by_column(matrix, terms), _by_column(matrix, np.abs(terms))
    count = np.diff(matrix.indptr)
    return program.cost - sums, np.finfo(WIDE).eps * (count + 3) * (sizes + np.abs(program.cost))


def _by_column(matrix: csc_array, terms: Wide) -> Wide:
    found = np.zeros(matrix.shape[1], dtype=WIDE)
    filled = np.diff(matrix.indptr) > 0
    if filled.any():
        found[filled] = np.add.reduceat(terms, matrix.indptr[:-1][filled])
    return found


def _rounded_down(parts: list[Wide], offset: float) -> float:
    """Return a sum, less what rounding may have added to it."""
    total, size, count = WIDE(offset), WIDE(abs(offset)), 1
    for part in parts:
        total, size, count = total + part.sum(), size + np.abs(part).sum(), count + len(part)
    if not size:
        return 0.0  # nothing is added up, and there is no rounding of it
    found = float(total - np.finfo(WIDE).eps * (count + 2) * size)
    return math.nextafter(found, -math.inf) if math.isfinite(found) else -math.inf


def exact_cost(program: LinearProgram, values: Floats) -> float:
    """Return the objective of some values, in more digits than the solver reckons with."""
    return float((program.cost.astype(WIDE) * values).sum() + program.offset)


def size_of(program: LinearProgram, values: Floats, units: Floats) -> float:
    """Return all that some values spend and earn, and what one column is wont to cost: there is rounding of 0 too."""
    return float(np.abs(program.cost * values).sum() + abs(program.offset)) + usual_cost(program, units)


def usual_cost(program: LinearProgram, units: Floats) -> float:
    """Return what a column is wont to cost in the amount that counts as 1; 0 where none costs anything."""
    costs = np.abs(program.cost * units)
    return float(np.median(costs[costs > 0])) if costs.any() else 0.0


def keeps(program: LinearProgram, values: Floats, row_units: Floats) -> bool:
    """Whether values keep every row of a programme, up to rounding; ``row_units`` are what rows are multiplied by."""
    activity, size = program.matrix @ values, abs(program.matrix) @ np.abs(values)
    missed = np.maximum(program.row_lower - activity, activity - program.row_upper)
    return bool((missed <= KEPT * size + HAIR / row_units).all())
