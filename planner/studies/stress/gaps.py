"""What a programme of a course may miss, as columns of their own, and its answer as far as arithmetic leaves one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from scipy.sparse import csr_array, hstack

from planner.arrays import Floats
from planner.errors import SolverError
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Options
from planner.solving.separation import CutRow
from planner.solving.solve import solve
from planner.statuses import Status

EXACT: Final = Options(threads=1, gap=0.0)


def with_gaps(
    whole: LinearProgram, rows: Sequence[tuple[Mapping[int, float], float]]
) -> tuple[LinearProgram, list[int]]:
    """Return a programme with rows that are at least so much, each but for a gap: a new column."""
    count, width = len(rows), len(whole.cost)
    grown = replace(
        whole,
        cost=np.append(whole.cost, np.zeros(count)),
        lower=np.append(whole.lower, np.zeros(count)),
        upper=np.append(whole.upper, np.full(count, math.inf)),
        integer=np.zeros(width + count, dtype=bool),
        matrix=csr_array(hstack([whole.matrix, csr_array((len(whole.row_lower), count))], format="csr")),
        columns=whole.columns.plus(["gap"] * count),
    )
    if not count:
        return grown, []
    places = [(n, column, amount) for n, (row, _) in enumerate(rows) for column, amount in row.items()]
    places += [(n, width + n, 1.0) for n in range(count)]
    at, columns, amounts = zip(*places, strict=True)
    matrix = csr_array((amounts, (at, columns)), shape=(count, width + count))
    least = np.array([amount for _, amount in rows])
    names = tuple(CutRow("gap", (n,)) for n in range(count))
    return grown.with_rows(matrix, least, np.full(count, math.inf), names), list(range(width, width + count))


def solved(*programs: LinearProgram) -> Floats:
    """Return the answer of the first programme to which arithmetic leaves one."""
    for program in programs:
        answer = solve(program, EXACT)
        if answer.status is Status.PROVEN and answer.values is not None:
            return answer.values
    message = f"a course could not be operated: {answer.message}"
    raise SolverError(message)
