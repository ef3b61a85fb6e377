"""The relaxation of a programme that grows, but for a few numbers that are to be whole, and what it proves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.diving import Dive

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Options
    from planner.solving.separation import Cutter, Floats


class RelaxedRounds(CuttingPlanes):
    """A programme of which a part of what is whole may be had, with the rows that its relaxation asks for.

    Attributes
    ----------
    values
        A good solution in which some numbers are whole, by a dive from the cheapest; None where none was found.
    bound
        Below which no solution can be, by the prices of the relaxation; None where nothing is proven.
    """

    def __init__(
        self, program: LinearProgram, options: Options, cutters: Sequence[Cutter], whole: NDArray[np.bool_]
    ) -> None:  # fmt: skip
        super().__init__(program, options, cutters, keeps=False)
        bound = self._tighten_relaxation() if cutters else None
        dive = Dive(replace(self.program, integer=whole), options, self._left(), self._scale())
        self.values: Floats | None = dive.plan()
        known = [x for x in (bound, dive.bound) if x is not None]
        self.bound: float | None = max(known, default=None)
