"""The prices that prove the most, looked for step by step: which are asked next, and when nothing more can be gained.

The best prices so far are the centre. A step that keeps a part of what it promised moves it there and grows; one that
does not adds plans that make the next promise truer, and where several have not, the next ones are shorter.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from planner.arrays import Floats
from planner.solving.lagrangean.bundle import Bundle, NextPrices
from planner.solving.lagrangean.shared import SharedColumns
from planner_models.worlds import priced_apart

KEPT: Final = 0.1  # of what a step promised, by which it is a step at all
WELL_KEPT: Final = 0.5  # of it, by which the next may be longer
LONGER, SHORTER, MUCH_SHORTER = 2.5, 0.5, 0.2
PATIENCE: Final = 3  # steps in a row that kept too little of what they promised
FIRST: Final = 0.02  # of a bound: what the first step may gain, where nobody knows how much is open


@dataclass(frozen=True)
class PathAnswer:
    """What a path costs at prices of what it shares.

    Attributes
    ----------
    bound
        What no plan of it costs less than, with the prices; None where nothing is proven.
    cost
        Of the plan that was found, without them; None where there is none.
    values
        That plan's values of what the path shares.
    """

    bound: float | None
    cost: float | None
    values: Floats


@dataclass
class Ascent:
    """A search for prices.

    Attributes
    ----------
    prices, best
        Those that are asked now, and those that have proven the most.
    bound
        The most that any have proven.
    mean
        What the paths agree on in the mean of their plans, by shared column; None before the first answer.
    hoped
        What the plans that are known allow the bound to be at the prices that are asked now.
    agrees
        Whether the cheapest plans agree, so that no prices prove more.
    """

    shared: SharedColumns
    prices: Floats
    units: Floats
    bound: float = -math.inf
    mean: Floats | None = None
    hoped: float = math.inf
    agrees: bool = False
    best: Floats = field(init=False)
    _bundle: Bundle | None = field(init=False, default=None)
    _step: float = field(init=False, default=0.0)
    _misses: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.best = self.prices

    def hear(self, answers: Sequence[PathAnswer], cost: float = math.inf) -> bool:
        """Take in what the paths cost at the prices that were asked, and choose the next; return whether it was a step.

        ``cost`` is that of a plan of all worlds, where there is one: no bound is above it.
        """
        bound = priced_apart([
            (chance, -math.inf if answer.bound is None else answer.bound)
            for chance, answer in zip(self.shared.chances.tolist(), answers, strict=True)
        ]) - self.shared.lost(self.prices)  # fmt: skip
        if self._bundle is None:
            self._bundle = Bundle(self.shared, self._units_of(answers))
        for n, answer in enumerate(answers):
            if answer.cost is not None:
                self._bundle.add(n, answer.cost, answer.values)
        is_step = self._judge(bound, cost)
        self._look(cost)
        return is_step

    def _units_of(self, answers: Sequence[PathAnswer]) -> Floats:
        """Return the amounts that count as 1: what the first plans have of it, where they have any."""
        sizes = np.zeros(len(self.units))
        for has, answer in zip(self.shared.has, answers, strict=True):
            if answer.cost is not None:
                sizes[has] = np.maximum(sizes[has], np.abs(answer.values))
        return np.where(sizes > 0, sizes, self.units)

    def _judge(self, bound: float, cost: float) -> bool:
        """Move to the prices that were asked where they kept enough of what they promised; say how far to go next."""
        if not math.isfinite(self.bound):
            self.bound, self.best = bound, self.prices
            return math.isfinite(bound)
        promised = max(min(self.hoped, cost) - self.bound, 0.0)
        gained = bound - self.bound
        if gained > 0 and gained >= KEPT * promised:
            self.best, self._misses = self.prices, 0
            self._step *= LONGER if gained >= WELL_KEPT * promised else 1.0
        elif math.isfinite(bound):
            self._misses += 1
            if self._misses % PATIENCE == 0:
                self._step *= SHORTER
        else:  # some path earns without limit there
            self._step *= MUCH_SHORTER
        is_step = self.best is self.prices
        self.bound = max(self.bound, bound)
        return is_step

    def _look(self, cost: float) -> None:
        assert self._bundle is not None
        if not self._bundle.is_whole:
            self.prices = np.zeros_like(self.prices)  # where every path has a plan at its own cost, or none at all
            return
        if self._step == 0.0:
            self._step = self._first_step(cost)
        self.agrees = self._step == 0.0
        found: NextPrices = self._bundle.next(self.best, self._step)
        self.prices, self.hoped, self.mean = found.prices, found.hoped, found.mean

    def _first_step(self, cost: float) -> float:
        """Return the step that would gain, by what is known where it begins, what is open."""
        assert self._bundle is not None
        open_ = cost - self.bound if math.isfinite(cost) else FIRST * abs(self.bound)
        self._bundle.next(self.best, 0.0)
        off = self._bundle.off()
        return max(open_, 0.0) / off if off > 0 else 0.0
