"""What one plan costs wherever a number is that stands only in the objective: a line."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class CostLine:
    """What one plan costs wherever the number is: through a point, with a slope."""

    at: float
    value: float
    slope: float

    def __call__(self, at: float) -> float:
        """Return what the plan costs there."""
        return self.value + self.slope * (at - self.at)

    @classmethod
    def through(cls, at: float, value: float, other: float, there: float) -> CostLine:
        """Return the line through two points."""
        return cls(at, value, (there - value) / (other - at))

    def less(self, other: CostLine, by: float = 0.0) -> CostLine:
        """Return this line less another, and less a number."""
        return CostLine(self.at, self.value - other(self.at) - by, self.slope - other.slope)

    def stays_below(self, begin: float, end: float) -> float:
        """Return how far from a beginning to an end the line stays at most 0, without a break; NaN where nowhere."""
        if self(begin) > 0:
            return math.nan
        return end if self(end) <= 0 else self._zero(begin, end)

    def rises_above(self, begin: float, end: float) -> float:
        """Return from where on between a beginning and an end the line is above 0; NaN where nowhere."""
        if self(begin) > 0:
            return begin
        return self._zero(begin, end) if self(end) > 0 else math.nan

    def _zero(self, begin: float, end: float) -> float:
        low, high = self(begin), self(end)
        return begin + (end - begin) * (0.0 - low) / (high - low)
