"""The relaxation of a programme that grows, but for a few numbers that are to be whole, and what it proves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.solving.deadline import Deadline
from planner.solving.diving import Dive
from planner.solving.growing import GrowingProgram
from planner.solving.outcome import larger
from planner.solving.root import tighten

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Options
    from planner.solving.separation import Cutter, Floats


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
