"""Exact values and prices: fix the whole numbers and solve what is left as a linear programme."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from planner.solving.highs import solve
from planner.solving.outcome import Answer, Options, Status

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from planner.solving.compile import LinearProgram


def fixed(program: LinearProgram, values: NDArray[np.float64]) -> LinearProgram:
    """Return the linear programme that is left when the whole numbers of a solution are fixed."""
    lower, upper = program.lower.copy(), program.upper.copy()
    whole = program.integer
    lower[whole] = upper[whole] = np.round(values[whole])
    return replace(program, lower=lower, upper=upper, integer=np.zeros_like(whole))


def polish(program: LinearProgram, values: NDArray[np.float64], options: Options) -> Answer | None:
    """Return the exact best of a solution's whole numbers, with prices; None where it leaned on tolerances.

    Continuous values of a mixed-integer solve are off by up to its tolerance times the largest bound; with the
    whole numbers fixed they are exact, or there are none.
    """
    answer = solve(fixed(program, values), replace(options, time_limit=max(options.time_limit, 60.0), tolerance=1e-9))
    return answer if answer.status is Status.OPTIMAL else None
