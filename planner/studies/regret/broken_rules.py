"""Says in short what cannot be kept when decisions are fixed: the rules that the least miss would break."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.sparse import csr_array, hstack

from planner.solving.highs import solve
from planner.tolerances import NOTICED
from planner_models.declared import TOLD

if TYPE_CHECKING:
    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Options
    from planner_models.trunk import Trunk

MOST_SECONDS: Final = 30.0
ENOUGH: Final = 0.01  # gap: it is only told which rules are missed


def rules_broken(model: Trunk, program: LinearProgram, options: Options) -> list[str]:
    """Return which rules are missed where a programme misses as little as it can: by most of their limits first.

    Empty where no plan was found that misses only these rules.
    """
    tellers = {
        position: (name, key)
        for name, first, keys in program.rows.named()
        if name in TOLD
        for position, key in enumerate(keys, first)
    }
    rows = np.array(list(tellers), dtype=np.int32)
    stretched = _stretched(program, rows)
    seconds = min(options.time_limit, MOST_SECONDS)
    few = replace(options, gap=max(options.gap, ENOUGH), money_gap=0.0, time_limit=seconds)
    answer = solve(stretched, few)
    if answer.values is None:
        return []
    slack = answer.values[len(program.cost) :]
    total = slack[: len(rows)] + slack[len(rows) :]
    shares = {row: by / _scale(program, row) for row, by in zip(rows.tolist(), total.tolist(), strict=True)}
    missed = sorted((row for row, share in shares.items() if share > NOTICED), key=lambda row: -shares[row])
    found = [tellers[row] for row in missed]
    problem = model.index.problem
    return list(dict.fromkeys(TOLD[name].miss(problem, key) for name, key in found))


def _stretched(program: LinearProgram, rows: Any) -> LinearProgram:
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
