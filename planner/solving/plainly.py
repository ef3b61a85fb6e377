"""Small linear programmes beside the plan's own: solved as they are given, in units that are theirs."""

from __future__ import annotations

import math

import numpy as np
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.errors import SolverError
from planner.solving.compile import LinearProgram
from planner.solving.highs import Solver
from planner.solving.labels import Members
from planner.solving.outcome import Answer
from planner.statuses import Status

Limits = tuple[Floats, Floats]  # lower and upper


def solved_plainly(cost: Floats, matrix: csr_array, rows: Limits, columns: Limits) -> Answer | None:
    """Return the answer to a linear programme, a vertex, by the simplex method; None where there is none.

    Its amounts are to be of the order of 1: the solver's tolerances are absolute.
    """
    program = LinearProgram(
        cost=cost, offset=0.0, lower=columns[0], upper=columns[1], integer=np.zeros(len(cost), dtype=bool),
        matrix=matrix, row_lower=rows[0], row_upper=rows[1], columns=Members(), rows=Members(),
    )  # fmt: skip
    try:
        solver = Solver(program)
    except SolverError:  # numbers that the solver cannot tell apart
        return None
    solver.set(solver="simplex")
    solver.run(None, math.inf)
    answer = solver.answer(0.0)
    return answer if answer.status is Status.PROVEN else None
