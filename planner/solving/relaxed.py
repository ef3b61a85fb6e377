"""The relaxation of a programme that grows, but for a few numbers that are to be whole, and what it proves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.deadline import Deadline
from planner.solving.diving import Dive
from planner.solving.growing import GrowingProgram
from planner.solving.outcome import Options, larger
from planner.solving.root import tighten
from planner.solving.safe_bound import safe_bound
from planner.solving.separation import CutRow, Cutter
from planner.solving.warm_program import WarmProgram


def least_with(
    program: LinearProgram, options: Options, cutters: Sequence[Cutter], rows: csr_array
) -> list[float | None]:  # fmt: skip
    """Return for each of some rows what no solution costs less than in which it is at least 1; None: nothing proven.

    The relaxation is solved once, with the rows that it asks for, and each time from where it stood.
    """
    growing = GrowingProgram(program, options, cutters, Deadline(options.time_limit))
    tighten(growing)
    first, count = len(growing.program.row_lower), rows.shape[0]
    none, any_ = np.full(count, -np.inf), np.full(count, np.inf)
    asked = growing.program.with_rows(rows, none, any_, tuple(CutRow("asked", (n,)) for n in range(count)))
    warm, found = WarmProgram(asked, options), list[float | None]()
    warm.run(growing.deadline.left())
    for n in range(count):
        lower = asked.row_lower.copy()
        lower[first + n] = 1.0
        warm.set_row_limits(lower, asked.row_upper)
        answer = warm.run(growing.deadline.left())
        limited = replace(asked, row_lower=lower)
        found.append(None if answer.row_dual is None else safe_bound(limited, answer.row_dual, warm.units))
    return found


class Relaxed:
    """A programme of which a part of what is whole may be had, with the rows that its relaxation asks for.

    Attributes
    ----------
    program, proof
        The programme with those rows; that with fewer of them whose bound is proven, and the prices of its rows.
    values
        A good solution in which some numbers are whole, by a dive from the cheapest; None where none was found.
    bound
        Below which no solution can be, by the prices of the relaxation; None where nothing is proven.
    """

    def __init__(
        self, program: LinearProgram, options: Options, cutters: Sequence[Cutter], whole: NDArray[np.bool_]
    ) -> None:
        growing = GrowingProgram(program, options, cutters, Deadline(options.time_limit))
        bound = tighten(growing)
        self.program, self.proof = growing.program, growing.proof
        dive = Dive(replace(self.program, integer=whole), options, growing.deadline.left(), growing.scale())
        self.values: Floats | None = dive.plan()
        self.bound = larger(bound, dive.bound)
