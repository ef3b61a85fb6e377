"""When a large search has proven enough, before it has proven what it was asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE: Final = 0.25  # of the seconds that a search took to come within the gap: what it is given to come closer


@dataclass
class Enough:
    """Says when a large search has proven enough.

    It is asked for less than the gap in money, since its plan costs more once it is made exact. Where it is within the
    gap, and comes no closer for a good part of the time that this took, its plan is made exact as it is.

    Attributes
    ----------
    closes
        Whether a bound proves the best exact plan.
    money_gap
        The gap in money that is asked in all.
    """

    closes: Callable[[float], bool]
    money_gap: float
    _within: float | None = field(init=False, default=None)  # seconds after which the search was within the gap

    def __call__(self, bound: float, incumbent: float | None = None, seconds: float = 0.0) -> bool:
        """Return whether a search with this bound and its own best solution is to end, after so many seconds."""
        if self._within is None and incumbent is not None and incumbent - bound <= self.money_gap:
            self._within = seconds
        waited = self._within is not None and seconds > (1 + PATIENCE) * self._within
        return waited or self.closes(bound)
