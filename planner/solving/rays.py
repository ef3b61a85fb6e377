"""Whether a programme could earn without limit: a direction in which nothing ends it and every step of it earns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Options
from planner.solving.solve import solve
from planner.statuses import Status
from planner_models.tolerances import RAY_EARNS

SECONDS = 600.0


def earns_without_limit(program: LinearProgram, options: Options) -> bool:
    """Return whether a programme that has a solution has better ones without end."""
    return earning_ray(program, options) is not None


def earning_ray(program: LinearProgram, options: Options) -> Floats | None:
    """Return how much of each column a direction takes in which a programme earns without limit; None without one.

    A direction is one that no row and no column limits: a linear programme, whose columns are cut at 1 in size.
    Whole numbers change nothing of that where the programme's numbers are fractions (Meyer, Mathematical
    Programming 7, 1974).
    """
    row_lower, row_upper = _free(program.row_lower), _free(program.row_upper)
    lower, upper = (_free(limits, 1.0) for limits in (program.lower, program.upper))
    cone = replace(
        program, offset=0.0, lower=lower, upper=upper, integer=np.zeros_like(program.integer),
        row_lower=row_lower, row_upper=row_upper,
    )  # fmt: skip
    answer = solve(cone, replace(options, time_limit=SECONDS))
    if answer.status is not Status.PROVEN or answer.values is None:
        return None
    money = program.cost * answer.values
    return answer.values if money.sum() < -RAY_EARNS * np.abs(money).sum() else None


def _free(limits: Floats, size: float = np.inf) -> Floats:
    """Return the limits of a direction: none where there was none, else 0."""
    return np.where(np.isfinite(limits), 0.0, np.copysign(size, limits))
