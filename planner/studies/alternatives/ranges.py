"""What is known of an investment over all plans that cost little more than the best: brackets that only narrow."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.studies.core.query import Decisions
from planner.tolerances import WHOLE_BOUND

MUST, CHOICE, NEVER, OPEN = "must have", "real choice", "never", "not settled"
FEWEST, MOST, LEAST_SIZE, LARGEST_SIZE = "fewest", "most", "least size", "largest size"


@dataclass
class SizeBracket:
    """A number that is searched for: proven to be no less than ``low`` and no more than ``high``."""

    low: float
    high: float
    unit: float = 1.0

    @property
    def is_settled(self) -> bool:
        """Whether the two are one."""
        return math.isfinite(self.high) and self.high - self.low <= WHOLE_BOUND * max(self.unit, abs(self.high))


@dataclass
class Range:
    """The fewest and the most starts of a project, and its least and largest size, over all plans within the limit.

    Of ``fewest`` and ``least_size`` the high ends are plans that were found, the low ends proven; of ``most`` and
    ``largest_size`` the other way round. ``block`` is the size of one start, None where a start has any size;
    ``has_size`` says whether it has a size at all. ``periods`` are those in which its first start was seen.
    """

    project: str
    offered: float
    block: float | None = None
    has_size: bool = False
    fewest: SizeBracket = field(init=False)
    most: SizeBracket = field(init=False)
    least_size: SizeBracket = field(init=False)
    largest_size: SizeBracket = field(init=False)
    periods: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.fewest, self.most = SizeBracket(0.0, self.offered), SizeBracket(0.0, self.offered)
        self.least_size, self.largest_size = SizeBracket(0.0, math.inf, 0.0), SizeBracket(0.0, math.inf, 0.0)

    @property
    def kind(self) -> str:
        """What it is: only what is proven counts."""
        if self.fewest.low >= 1:
            return MUST
        if self.most.high < 1:
            return NEVER
        return CHOICE if self.fewest.high < 1 <= self.most.low else OPEN

    @property
    def sizes(self) -> tuple[SizeBracket, SizeBracket]:
        """The least and the largest size: of blocks as many as are started."""
        if self.block is None:
            return self.least_size, self.largest_size
        fewest, most = (SizeBracket(self.block * x.low, self.block * x.high) for x in (self.fewest, self.most))
        return fewest, most

    def seen(self, starts: float, size: float, first: str | None) -> None:
        """Take what it is in a plan within the limit."""
        self.fewest.high, self.most.low = min(self.fewest.high, starts), max(self.most.low, starts)
        self.least_size.high = min(self.least_size.high, size)
        self.largest_size.low = max(self.largest_size.low, size)
        self.least_size.unit = self.largest_size.unit = self.largest_size.low
        if first is not None:
            self.periods.add(first)

    def bounded(self, starts: tuple[float | None, float | None], sizes: tuple[float | None, float | None]) -> None:
        """Take bounds that are proven for all plans within the limit."""
        low, high = starts
        if low is not None:
            self.fewest.low = min(max(self.fewest.low, math.ceil(low - WHOLE_BOUND)), self.fewest.high)
        if high is not None:
            self.most.high = max(min(self.most.high, math.floor(high + WHOLE_BOUND)), self.most.low)
        low, high = sizes
        if low is not None:
            self.least_size.low = min(max(self.least_size.low, low), self.least_size.high)
        if high is not None:
            self.largest_size.high = max(min(self.largest_size.high, high), self.largest_size.low)

    def sides(self, *, only_kind: bool) -> list[str]:
        """Return of which sides a bound would say more than is known."""
        found = [x for x in (FEWEST, MOST) if self.next_count(x, only_kind=only_kind) is not None]
        if self.block is None and self.has_size and not only_kind:
            found += [] if self.least_size.is_settled else [LEAST_SIZE]
            found += [] if self.largest_size.is_settled else [LARGEST_SIZE]
        return found

    def bound(self, side: str, value: float | None) -> None:
        """Take a bound of a side that is proven for all plans within the limit."""
        low, high = (value, None) if side in (FEWEST, LEAST_SIZE) else (None, value)
        if side in (FEWEST, MOST):
            self.bounded((low, high), (None, None))
        else:
            self.bounded((None, None), (low, high))

    def next_count(self, side: str, *, only_kind: bool) -> float | None:
        """Return the count of starts to ask about next on a side; None where all is settled.

        Asked is whether a plan has no more starts than that (fewest), or no fewer (most). What decides whether it
        must be built, may be, or never is comes first, then the middle of what is open.
        """
        bracket = self.fewest if side == FEWEST else self.most
        if bracket.is_settled or (only_kind and self._decides(side)):
            return None
        if side == FEWEST:
            return 0.0 if bracket.low < 1 else float(math.floor((bracket.low + bracket.high) / 2))
        return 1.0 if bracket.low < 1 else float(math.ceil((bracket.low + bracket.high) / 2))

    def _decides(self, side: str) -> bool:
        """Whether a side says no more about what kind it is."""
        if side == FEWEST:
            return self.fewest.low >= 1 or self.fewest.high < 1 or self.most.high < 1
        return self.most.low >= 1 or self.most.high < 1 or self.fewest.low >= 1

    def answered(self, side: str, asked: float) -> None:
        """Take that no plan within the limit answers a question."""
        if side == FEWEST:
            self.bounded((asked + 1, None), (None, None))
        else:
            self.bounded((None, asked - 1), (None, None))


def seen_in(ranges: Mapping[str, Range], decisions: Decisions, sizes: Mapping[str, float]) -> None:
    """Have all ranges take what they are in a plan within the limit."""
    starts: dict[str, float] = {}
    first: dict[str, str] = {}
    for project, period, number, _ in decisions:
        starts[project] = starts.get(project, 0.0) + number
        first.setdefault(project, period)
    for name, each in ranges.items():
        each.seen(starts.get(name, 0.0), sizes.get(name, 0.0), first.get(name))
