"""How long a plan survives a disruption: one linear programme whose last column is the window's length."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, hstack

from planner.arrays import Floats
from planner.errors import SolverError
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.branches.subproblem import alone, anew
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Options
from planner.statuses import Status
from planner_models.survival import limits_a_year, longest_window
from planner_models.tolerances import ENDURED

LONGEST = 1000.0  # years that count as without limit


def time_to_survive(window: BranchProgram, trunk: Floats, covered: Collection[int], options: Options) -> float:
    """Return the years for which every covered demand is met in full; ``inf`` where nothing ends them.

    Raises
    ------
    SolverError
        When the solver failed.
    """
    answer = anew(_programme(window, trunk, covered), options)
    if answer.status is not Status.PROVEN or answer.values is None:
        message = f"a time to survive could not be found: {answer.message}"
        raise SolverError(message)
    length = float(answer.values[-1])
    return math.inf if length >= LONGEST * (1 - ENDURED) else length if length > ENDURED else 0.0


def _programme(window: BranchProgram, trunk: Floats, covered: Collection[int]) -> LinearProgram:
    """Return the programme: limits a year become what the length is multiplied by."""
    lower, upper = window.limits(trunk)
    yearly = np.array(limits_a_year(window.rows), dtype=np.int64)
    length = np.zeros(len(upper))
    length[yearly] = -np.where(np.isfinite(upper[yearly]), upper[yearly], 0.0)
    asked = [row for (d, _), row in window.rows.get("branch_demand", {}).items() if d in covered]
    length[asked] *= 1 - ENDURED
    kept = np.isfinite(upper[yearly])
    upper[yearly[kept]] = 0.0
    lower[yearly[np.isfinite(lower[yearly])]] = 0.0
    columns = window.upper.copy()
    columns[longest_window(window.columns, covered)] = 0.0
    rates = alone(window)
    cost = np.zeros(len(columns) + 1)
    cost[-1] = -1.0
    return replace(
        rates,
        cost=cost,
        lower=np.append(rates.lower, 0.0),
        upper=np.append(columns, LONGEST),
        integer=np.zeros(len(cost), dtype=bool),
        matrix=csr_array(hstack([rates.matrix, csr_array(length[:, None])], format="csr")),
        row_lower=lower,
        row_upper=upper,
        columns=rates.columns.plus(["length"]),
    )
