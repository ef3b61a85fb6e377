"""When a large search has proven enough, before it has proven what it was asked."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

PATIENCE: Final = 0.25  # of the seconds that a search took to come within the gap: what it is given to come closer
NEARLY: Final = 2.0  # times the gap: so near, what is missing is found sooner near the best solution than in a tree
STANDS: Final = 0.5  # of the seconds that a search took to come so near: what it is given to come closer
CLOSER: Final = 0.1  # of the gap: by how much it is to come closer


@dataclass
class Enough:
    """Says when a large search has proven enough.

    It is asked for less than the gap in money, since its plan costs more once it is made exact. Where it is within the
    gap, and comes no closer for a good part of the time that this took, its plan is made exact as it is. Where it
    stands at less than twice the gap it may be given up: its bound stays, and a better plan is looked for elsewhere.

    Attributes
    ----------
    closes
        Whether a bound proves the best exact plan.
    money_gap
        The gap in money that is asked in all.
    may_stand
        Whether it may be given up where it stands.
    stands
        Whether it was.
    """

    closes: Callable[[float], bool]
    money_gap: float
    may_stand: bool = False
    stands: bool = field(init=False, default=False)
    _within: float | None = field(init=False, default=None)  # seconds after which the search was within the gap
    _apart: float = field(init=False, default=math.inf)
    _since: float = field(init=False, default=0.0)  # seconds after which it came so near

    def __call__(self, bound: float, incumbent: float | None = None, seconds: float = 0.0) -> bool:
        """Return whether a search with this bound and its own best solution is to end, after so many seconds."""
        apart = math.inf if incumbent is None else incumbent - bound
        if self._within is None and apart <= self.money_gap:
            self._within = seconds
        if apart < self._apart - CLOSER * self.money_gap:
            self._apart, self._since = apart, seconds
        nearly = self.may_stand and apart <= NEARLY * self.money_gap
        self.stands = nearly and seconds > (1 + STANDS) * self._since
        waited = self._within is not None and seconds > (1 + PATIENCE) * self._within
        return waited or self.stands or self.closes(bound)
