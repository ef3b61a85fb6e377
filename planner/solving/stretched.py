"""Which rows a programme has to miss: those that are missed where all may be, by as little as they can in parts."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, hstack

from planner.solving.highs import solve
from planner.tolerances import NOTICED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Options


def rows_named(program: LinearProgram, names: Collection[str]) -> dict[int, tuple[str, tuple[int, ...]]]:
    """Return the rows of some families by position: the family's name and the row's key."""
    return {
        position: (name, key)
        for name, first, keys in program.rows.named()
        if name in names
        for position, key in enumerate(keys, first)
    }


def missed_rows(program: LinearProgram, rows: Collection[int], options: Options) -> list[int] | None:
    """Return which of some rows are missed where only missing them costs: by most of their limits first.

    None where no solution was found that misses only these.
    """
    found = misses(program, rows, options)
    return None if found is None else list(found)


@dataclass(frozen=True)
class Miss:
    """By how much a row is missed, below its lower limit or above its upper one, and what part of its limit that is."""

    below: float
    above: float
    part: float


def misses(program: LinearProgram, rows: Collection[int], options: Options) -> dict[int, Miss] | None:
    """Return by how much some rows are missed where only missing them costs: by most of their limits first.

    Each counts by the part of its limit that is missed. None where no solution was found that misses only these.
    """
    asked = np.array(list(rows), dtype=np.int32)
    answer = solve(_stretched(program, asked), options)
    if answer.values is None:
        return None
    slack, count = answer.values[len(program.cost) :].tolist(), len(asked)
    found = {
        row: Miss(below, above, (below + above) / _scale(program, row))
        for row, below, above in zip(asked.tolist(), slack[:count], slack[count:], strict=True)
    }
    missed = [row for row, miss in found.items() if miss.part > NOTICED]
    return {row: found[row] for row in sorted(missed, key=lambda row: -found[row].part)}


def let_off(program: LinearProgram, missed: Mapping[int, Miss]) -> LinearProgram:
    """Return a programme in which rows ask for so much less, and a hair less than that."""
    lower, upper = program.row_lower.copy(), program.row_upper.copy()
    for row, miss in missed.items():
        hair = NOTICED * _scale(program, row)
        lower[row] -= miss.below + hair
        upper[row] += miss.above + hair
    return replace(program, row_lower=lower, row_upper=upper)


def _stretched(program: LinearProgram, rows: np.ndarray) -> LinearProgram:
    """Return a programme in which these rows may be missed, and nothing but missing them costs."""
    count, width = len(rows), len(program.cost)
    up = csr_array((np.ones(count), (rows, np.arange(count))), shape=(len(program.row_lower), count))
    price = np.array([1.0 / _scale(program, row) for row in rows])
    sides = np.isfinite(program.row_lower[rows]), np.isfinite(program.row_upper[rows])
    return replace(
        program,
        cost=np.concatenate([np.zeros(width), price, price]),
        offset=0.0,
        lower=np.concatenate([program.lower, np.zeros(2 * count)]),
        upper=np.concatenate([program.upper, *(np.where(side, math.inf, 0.0) for side in sides)]),
        integer=np.concatenate([program.integer, np.zeros(2 * count, dtype=bool)]),
        matrix=csr_array(hstack([program.matrix, up, -up], format="csr")),
        columns=program.columns.plus(["missed"] * 2 * count),
    )


def _scale(program: LinearProgram, row: int) -> float:
    limits = (program.row_lower[row], program.row_upper[row])
    return max([1.0, *(abs(float(limit)) for limit in limits if math.isfinite(limit))])
