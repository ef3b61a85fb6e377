"""How long a solve may take, and how much longer a plan is made exact."""

from __future__ import annotations

import time
from typing import Final

LEAST_BEYOND: Final = 2.0  # seconds beyond the limit
MOST_BEYOND: Final = 60.0  # between the two half of the limit


class Deadline:
    """A time limit in seconds, from now on."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self._ends = time.perf_counter() + limit

    @property
    def spent(self) -> float:
        """The seconds since it began."""
        return self.limit - (self._ends - time.perf_counter())

    def left(self) -> float:
        """Return the seconds that are left."""
        return max(self._ends - time.perf_counter(), 0.0)

    def left_and_more(self) -> float:
        """Return the seconds that are left for making a plan exact, which may take some beyond the limit."""
        more = min(MOST_BEYOND, max(LEAST_BEYOND, self.limit / 2))
        return max(self._ends + more - time.perf_counter(), 0.0)
