"""A number that is not sure: where it stands, between what it lies, and how likely what is between."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from planner.tolerances import ROUNDING

TAIL: Final = 1.6448536269514722  # standard deviations below which 95% of a normal distribution lie


@dataclass(frozen=True)
class NumberRange:
    """A row of Ranges, read: all its numbers are those of the first cell that it moves.

    Attributes
    ----------
    number
        Its row on the sheet Ranges; 0 where it stands on none.
    sheet, row, column
        The cells that it moves, as in Cases.
    own, low, high
        What the first cell holds, and the ends: of lognormal the points of 5% and 95%.
    moves
        How its cells move: all to the same ``value``, by the same ``factor`` or by the same ``step``.
    shape, group
        What is likely between the ends, and the name that it shares with what moves with it; blank for none.
    least, most
        What its column can hold.
    unit, source
        Of the number, and who says so.
    cells
        How many cells it moves.
    """

    number: int
    sheet: str
    row: str
    column: str
    own: float
    low: float
    high: float
    moves: str = "value"
    shape: str = "triangular"
    group: str = ""
    least: float = -math.inf
    most: float = math.inf
    unit: str = ""
    source: str = ""
    cells: int = 1

    @property
    def name(self) -> str:
        """What it is called: sheet, row and column."""
        return f"{self.sheet} {self.row} {self.column}"

    @property
    def holds_own(self) -> bool:
        """Whether the cell's own number lies between the ends."""
        return self.low <= self.own <= self.high

    def change(self, value: float) -> float | str:
        """Return what a row of Cases holds that makes the first cell this number, and all others move with it."""
        if self.moves == "factor":
            return f"x{value / self.own!r}"
        if self.moves == "step":
            step = value - self.own
            return f"add {step!r}" if step >= 0 else f"less {-step!r}"
        return value

    def at(self, share: float) -> float:
        """Return the number below which it lies with this probability (Ranges of `workbook.md` in the design)."""
        if self.shape == "uniform":
            found = self.low + share * (self.high - self.low)
        elif self.shape == "lognormal":
            found = _lognormal(self.low, self.high, share)
        else:
            found = _triangular(self.low, min(max(self.own, self.low), self.high), self.high, share)
        return min(max(found, self.least), self.most)

    def towards(self, way: float) -> float:
        """Return the number on the way from its own (0) to the lower end (-1) or to the upper (1)."""
        end = self.high if way > 0 else self.low
        if abs(abs(way) - 1.0) <= ROUNDING:
            return end
        return self.own + abs(way) * (end - self.own)


def _triangular(low: float, mode: float, high: float, share: float) -> float:
    width = high - low
    if width <= 0:
        return low
    if share * width <= mode - low:
        return low + math.sqrt(share * width * (mode - low))
    return high - math.sqrt((1.0 - share) * width * (high - mode))


def _lognormal(low: float, high: float, share: float) -> float:
    from statistics import NormalDist

    if share <= 0.0 or share >= 1.0:
        return 0.0 if share <= 0.0 else math.inf
    middle, deviation = (math.log(low) + math.log(high)) / 2, (math.log(high) - math.log(low)) / (2 * TAIL)
    return math.exp(middle + deviation * NormalDist().inv_cdf(share)) if deviation > 0 else low


@dataclass(frozen=True)
class Uncertain:
    """What moves by itself: one number, or several that share a name in the column ``with``."""

    name: str
    spreads: tuple[NumberRange, ...]

    @property
    def own(self) -> float:
        """Where it stands between its ends: of several numbers 0, their own."""
        return self.spreads[0].own if self.is_one else 0.0

    @property
    def ends(self) -> tuple[float, float]:
        """The lower and the upper end: of several numbers -1 and 1."""
        return (self.spreads[0].low, self.spreads[0].high) if self.is_one else (-1.0, 1.0)

    @property
    def is_one(self) -> bool:
        """Whether it is one row of Ranges."""
        return len(self.spreads) == 1

    @property
    def unit(self) -> str:
        """Of the number; of several, how far they are moved."""
        return self.spreads[0].unit if self.is_one else "from low (-1) to high (1)"

    def numbers(self, value: float) -> list[tuple[NumberRange, float]]:
        """Return what each of its rows is where it is this: one number itself, several on their way together."""
        if self.is_one:
            return [(self.spreads[0], value)]
        return [(spread, spread.towards(value)) for spread in self.spreads]

    def drawn(self, share: float) -> list[tuple[NumberRange, float]]:
        """Return what each of its rows is at a quantile: rows that move together are all at the same."""
        return [(spread, spread.at(share)) for spread in self.spreads]


def grouped(spreads: Sequence[NumberRange]) -> list[Uncertain]:
    """Return what moves by itself, in the order of the rows."""
    groups: dict[str, list[NumberRange]] = {}
    for place, spread in enumerate(spreads):
        groups.setdefault(spread.group.casefold() or f"\n{place}", []).append(spread)
    return [Uncertain(each[0].group if len(each) > 1 else each[0].name, tuple(each)) for each in groups.values()]
