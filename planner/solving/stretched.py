"""Which rows a programme has to miss: those that are missed where all may be, by as little as they can in parts."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, hstack

from planner.solving.compile import LinearProgram
from planner.solving.outcome import Options
from planner.solving.solve import solve
from planner.tolerances import NOTICED


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

    Each counts by the part of its limit that is missed. None where no solution was found that misses only these.
    """
    asked = np.array(list(rows), dtype=np.int32)
    answer = solve(_stretched(program, asked), options)
    if answer.values is None:
        return None
    slack, count = answer.values[len(program.cost) :].tolist(), len(asked)
    parts = {
        row: (below + above) / _scale(program, row)
        for row, below, above in zip(asked.tolist(), slack[:count], slack[count:], strict=True)
    }
    return sorted((row for row, part in parts.items() if part > NOTICED), key=lambda row: -parts[row])


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
