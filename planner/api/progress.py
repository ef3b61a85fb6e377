"""What a program is told while a plan is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.solving.outcome import Listener


@dataclass(frozen=True, slots=True)
class SolveProgress:
    """How far a solve is.

    Attributes
    ----------
    seconds
        Since the solver began.
    incumbent
        The cost of the best plan so far, in the workbook's money; None before there is one.
    bound
        What no plan costs less than; None where nothing is known yet.
    gap
        Between the two, as a share of the incumbent; None without them.
    """

    seconds: float
    incumbent: float | None
    bound: float | None
    gap: float | None

    def __str__(self) -> str:
        from planner.planning.progress import figures_line

        return f"{self.seconds:.1f} s: {figures_line(self.incumbent, self.bound, self.gap)}"


def listener_of(progress: Callable[[SolveProgress], object] | None) -> Listener | None:
    """Return what the solver calls for a program; None where nobody listens."""
    if progress is None:
        return None

    def heard(seconds: float, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        progress(SolveProgress(seconds, incumbent, bound, gap))

    return heard
