"""A waterfall as the stacked columns that a spreadsheet can draw: a base that is not seen, and what stands on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

SERIES: Final = ("base", "more", "more below", "less", "less below", "total", "total below", "top")
OTHERS: Final = "all others"
NOISE: Final = 1e-3  # of the largest step: less cannot be seen


@dataclass(frozen=True)
class WaterfallBar:
    """One column: where the running sum is before it and after it, and whether it stands on the axis."""

    begin: float
    end: float
    is_total: bool

    @property
    def cells(self) -> tuple[float, ...]:
        """What it takes of each series: spreadsheets stack what is above the axis and what is below apart."""
        low, high = min(self.begin, self.end), max(self.begin, self.end)
        base = low if low > 0 else high if high < 0 else 0.0
        above, below = max(high - max(low, 0.0), 0.0), min(low - min(high, 0.0), 0.0)
        parts = {"total": self.is_total, "more": self.end >= self.begin, "less": True}
        own = next(name for name, is_so in parts.items() if is_so)
        cells = {"base": base, own: above, f"{own} below": below, "top": high}
        return tuple(cells.get(name, 0.0) for name in SERIES)


def completed(
    labels: Sequence[object], steps: Sequence[float], totals: Collection[int]
) -> list[tuple[object, float, bool]]:
    """Return label, step and whether it is a total; what a total holds beyond the steps before it is a step too."""
    least = NOISE * max(map(abs, steps), default=0.0)
    found: list[tuple[object, float, bool]] = []
    running = 0.0
    for number, (label, step) in enumerate(zip(labels, steps, strict=True)):
        is_total = number in totals
        rest = step - running
        if is_total and number and abs(rest) > least:
            found.append((OTHERS, rest, False))
        found.append((label, step, is_total))
        running = step if is_total else running + step
    return found


def bars_of(steps: Sequence[float], totals: Collection[int]) -> list[WaterfallBar]:
    """Return a column for each step; one of the totals stands on the axis and sets the running sum."""
    bars, running = [], 0.0
    for number, step in enumerate(steps):
        is_total = number in totals
        end = step if is_total else running + step
        bars.append(WaterfallBar(0.0 if is_total else running, end, is_total))
        running = end
    return bars
