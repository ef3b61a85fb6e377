"""Maps amounts to pixels, with round figures for the ticks of an axis."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from planner.tolerances import ROUNDING
from planner.wording.numbers import decimals

STEPS: Final = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class AxisScale:
    """A linear scale from amounts to pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of an amount."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round figures that span the range from low to high, about so many."""
    if not high > low:
        high = low + (abs(low) or 1.0)
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * each for each in STEPS if power * each >= rough * 0.999)
    first, last = math.floor(low / step + ROUNDING), math.ceil(high / step - ROUNDING)
    return [float(f"{step * count:.12g}") for count in range(first, last + 1)]


def tick_texts(values: Iterable[float], percent: bool = False) -> list[str]:
    """Return the ticks' figures, all with the decimals that the finest needs."""
    listed = [100 * value if percent else value for value in values]
    places = max((decimals((value,)) for value in listed), default=0)
    short = next((few for few in range(places) if all(abs(round(v, few) - v) < ROUNDING for v in listed)), places)
    return [f"{value:,.{short}f}{'%' if percent else ''}" for value in listed]
