"""A disruption that has struck: what it still leaves of a thing, period by period."""

from __future__ import annotations

import math
from dataclasses import dataclass

from planner_models.given.disruptions import Disruption
from planner_models.hits import toward_one


@dataclass(frozen=True)
class OngoingDisruption:
    """A disruption that has struck.

    Attributes
    ----------
    hit
        What it hits.
    lost
        By period that is kept, the mean share that is still lost of what was lost at first.
    whole
        In which of them it lasts from beginning to end, its recovery not begun.
    """

    hit: Disruption
    lost: tuple[float, ...]
    whole: tuple[bool, ...]

    def left(self, share: float, t: int) -> float:
        """Return the share of something that is there in a period."""
        return toward_one(share, 1.0 - self.lost[t])

    def price(self, factor: float, t: int) -> float:
        """Return the factor on what something costs in a period."""
        return toward_one(factor, 1.0 - self.lost[t])

    def limited(self, share: float, limit: float, t: int) -> float:
        """Return what is left of a limit; what has none is closed while all is lost, and open otherwise."""
        if limit == math.inf:
            return 0.0 if share == 0 and self.whole[t] else limit
        return limit * self.left(share, t)
