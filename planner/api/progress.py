"""What a program is told while a plan is looked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


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


class Heard:
    """What the solver calls for a program; it keeps what the program raises, but for a Ctrl-C."""

    def __init__(self, progress: Callable[[SolveProgress], object]) -> None:
        self._progress = progress
        self._error: Exception | None = None

    def __call__(self, seconds: float, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        """Tell the program."""
        try:
            self._progress(SolveProgress(seconds, incumbent, bound, gap))
        except Exception as error:
            self._error = error
            raise

    def raise_again(self) -> None:
        """Raise what the program has raised, if it has."""
        if self._error is not None:
            raise self._error
