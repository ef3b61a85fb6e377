"""Bounds that owe the solver nothing: from its dual values, in our own arithmetic, rounded to the safe side.

Whatever the dual values are, they prove a bound: each row's limit at its price, and each column where its reduced cost
is the least. A solver's values are nearly the best, and so is the bound that they prove.

Source: Neumaier and Shcherbina, Safe bounds in linear and mixed-integer linear programming, Mathematical Programming
99, 2004.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from scipy.sparse import csc_array

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.long_sums import EXTRA, LOST, Pair, product, remainder, sums
from planner.sparse import unsigned
from planner_models.tolerances import ROW_KEPT, ROW_KEPT_IN_UNITS

BOX: Final = 1e6  # no plan worth the name has an amount so many times the column's unit, where nothing limits it


def safe_bound(program: LinearProgram, row_dual: Floats, units: Floats, digits: Floats | None = None) -> float:
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
    digits
        What the prices have beyond the digits of a float, where they have more: rounding of them counts ``BOX`` times.
    """
    price = usable(program, row_dual)
    more = np.zeros_like(price) if digits is None else np.where(price == 0, 0.0, digits)
    reduced = remainder(program.cost, csc_array(program.matrix), (price, more))
    columns = _least_of(reduced, np.maximum(program.lower, -BOX * units), np.minimum(program.upper, BOX * units))
    limits = np.where(price > 0, program.row_lower, np.where(price < 0, program.row_upper, 0.0))
    head, tail = product(price, limits)
    return _rounded_down(
        np.concatenate([columns[0], head, [program.offset]]), np.concatenate([columns[1], tail + more * limits])
    )


def usable(program: LinearProgram, row_dual: Floats) -> Floats:
    """Return prices of rows without those that no limit of their row answers to: arithmetic leaves them of a 0."""
    limits = np.where(row_dual > 0, program.row_lower, program.row_upper)
    return np.where(np.isfinite(limits) & np.isfinite(row_dual), row_dual, 0.0)


def _least_of(reduced: tuple[Floats, Floats, Floats], lower: Floats, upper: Floats) -> Pair:
    """Return what each column costs at the limit where that is less, by its reduced cost, heads and tails."""
    (low, low_tail), (high, high_tail) = (_at(reduced, limit) for limit in (lower, upper))
    is_low = low + low_tail <= high + high_tail
    return np.where(is_low, low, high), np.where(is_low, low_tail, high_tail)


def _at(reduced: tuple[Floats, Floats, Floats], limit: Floats) -> Pair:
    cost, digits, off = reduced
    head, tail = product(cost, limit)
    return head, tail + digits * limit - off * np.abs(limit)


def _rounded_down(heads: Floats, tails: Floats) -> float:
    """Return a sum, less what rounding may have added to it."""
    size = float(np.abs(heads).sum())
    if not size and not tails.any():
        return 0.0  # nothing is added up, and there is no rounding of it
    (head,), (tail,) = sums(heads, np.zeros(1, dtype=np.int64))
    found = float(head + (tail + tails.sum() - EXTRA * (len(heads) + 8) * size - LOST * np.abs(tails).sum()))
    return math.nextafter(found, -math.inf) if math.isfinite(found) else -math.inf


def exact_cost(program: LinearProgram, values: Floats) -> float:
    """Return the objective of some values, in more digits than the solver reckons with."""
    head, tail = product(program.cost, values)
    (whole,), (rest,) = sums(np.append(head, program.offset), np.zeros(1, dtype=np.int64))
    return float(whole + (rest + tail.sum()))


def size_of(program: LinearProgram, values: Floats, units: Floats) -> float:
    """Return all that some values spend and earn, and what one column is wont to cost: there is rounding of 0 too."""
    return float(np.abs(program.cost * values).sum() + abs(program.offset)) + usual_cost(program, units)


def usual_cost(program: LinearProgram, units: Floats) -> float:
    """Return what a column is wont to cost in the amount that counts as 1; 0 where none costs anything."""
    costs = np.abs(program.cost * units)
    return float(np.median(costs[costs > 0])) if costs.any() else 0.0


def keeps(program: LinearProgram, values: Floats, row_units: Floats) -> bool:
    """Whether values keep every row of a programme, up to rounding; ``row_units`` are what rows are multiplied by."""
    activity, size = program.matrix @ values, unsigned(program.matrix) @ np.abs(values)
    missed = np.maximum(program.row_lower - activity, activity - program.row_upper)
    return bool((missed <= ROW_KEPT * size + ROW_KEPT_IN_UNITS / row_units).all())
