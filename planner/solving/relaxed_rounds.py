"""The relaxation of a programme that grows: its solution, with the rows that it asks for, and what it proves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.highs import WarmProgram
from planner.solving.safe_bound import safe_bound
from planner.statuses import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Options
    from planner.solving.separation import Cutter, Floats


class RelaxedRounds(CuttingPlanes):
    """A programme of which a part of what is whole may be had.

    Attributes
    ----------
    values
        A cheapest solution; None where none was found in the time.
    bound
        Below which no solution can be, by its prices; None where nothing is proven.
    """

    def __init__(self, program: LinearProgram, options: Options, cutters: Sequence[Cutter]) -> None:
        super().__init__(program, options, cutters, keeps=False)
        self.values: Floats | None = None
        self.bound = self._tighten_relaxation() if cutters else None
        warm = WarmProgram(self.program, options, self._scale())
        answer = warm.run(self._left())
        if answer.interrupted:
            raise KeyboardInterrupt
        if answer.row_dual is not None:
            found = safe_bound(self.program, answer.row_dual, warm.units)
            self.bound = found if self.bound is None else max(found, self.bound)
        if answer.status is Status.PROVEN:
            self.values = answer.values
