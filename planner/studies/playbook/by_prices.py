"""Many worlds path by path: prices of what the paths share are moved until what they prove meets a plan for all worlds.

Each round plans every path by itself at the prices of that round. What the paths agree on in the mean, and what each of
them decides, is tried as a plan for all worlds: that is kept, and the rest each path decides for itself.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from planner.arrays import Floats
from planner.solving.lagrangean.ascent import Ascent, PathAnswer
from planner.solving.lagrangean.shared import shared_columns
from planner.solving.outcome import Options, is_proven
from planner.solving.scaling import Scale
from planner.solving.workers.pools import processors
from planner.statuses import Stop
from planner.studies.core.tasks import Task
from planner.studies.playbook.apart import Fixed, agreed_task, priced_task
from planner.studies.playbook.begun import NOTHING_BEGUN, Begun, StartPrices
from planner.studies.playbook.built import built_tree
from planner_models.tolerances import GAP_CLOSED

if TYPE_CHECKING:
    from planner.studies.core.session import Session

ROUND: Final = 0.25  # of the time limit that a round, or a plan for all worlds, may take
MOST_ROUNDS: Final = 200
NEARLY: Final = 0.1  # by which a mean that is nearly a whole number is off
FLAT, RISE = 10, 0.05  # rounds that raise the bound by so little of the gap that was asked are the last


@dataclass(frozen=True)
class PricesFound:
    """What prices proved, the best plan for all worlds, and why the search ended."""

    bound: float
    best: Begun
    stopped: Stop


@dataclass
class ByPrices:
    """A search for prices that prove a playbook.

    Attributes
    ----------
    answers
        Does tasks, and returns their results by name.
    best
        The best plan for all worlds; its cost is what it truly costs.
    least
        What is known from elsewhere that no playbook costs less than.
    hear
        Told of what the best plan costs, and of what is proven, whenever that is news.
    """

    session: Session
    answers: Callable[[list[Task[Any]]], dict[str, Any]]
    best: Begun
    least: float
    start: StartPrices
    hear: Callable[[float | None, float | None], None] = lambda cost, bound: None
    _began: float = field(default_factory=time.perf_counter)
    _tried: set[tuple[Fixed, StartPrices]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._tree = built_tree(self.session.book, self._options).tree
        self._shared = shared_columns(self._tree, np.array(self.start.columns, dtype=np.int64))
        self._whole = np.flatnonzero(self._tree.program.integer[self._shared.columns])
        prices = np.zeros(self._shared.places.shape)
        for row, has, own in zip(prices, self._shared.has, self.start.prices, strict=True):
            row[has] = own
        units = Scale.of(self._tree.program).column[self._shared.columns]
        self._ascent = Ascent(self._shared, prices, units)
        self._gap = self._asked if self._options.gap or self._options.money_gap else 0.0
        self._plans: list[PathAnswer] = []

    @property
    def _options(self) -> Options:
        return self.session.worker

    @property
    def bound(self) -> float:
        """What is proven of the playbook."""
        return max(self.least, self._ascent.bound)

    @property
    def _left(self) -> float:
        return self._options.time_limit - (time.perf_counter() - self._began)

    @property
    def _asked(self) -> float:
        """The gap in money that was asked, or what arithmetic leaves of one."""
        known = [abs(x) for x in (self.best.cost, self.least) if math.isfinite(x)]
        size = max(known, default=0.0)
        return max(self._options.gap * size, self._options.money_gap, GAP_CLOSED * size)

    def run(self) -> PricesFound:
        """Move the prices until the gap is closed, nothing more is gained, or the time is over."""
        self._begin()
        proven = list[float]()
        while (stopped := self._stopped(proven)) is None:
            self._plans = self._round(len(proven) + 1)
            is_step = self._ascent.hear(self._plans, self.best.cost)
            proven.append(self.bound)
            self._tell()
            if is_step and self._ascent.mean is not None and self._stopped(proven) is not Stop.GAP_CLOSED:
                self._try(np.round(self._ascent.mean[self._whole]))
        if stopped is Stop.NO_FURTHER:
            stopped = self._last_tries()
        return PricesFound(self.bound, self.best, stopped)

    def _tell(self) -> None:
        cost = self.best.cost if math.isfinite(self.best.cost) else None
        self.hear(cost, self.bound if math.isfinite(self.bound) else None)

    def _begin(self) -> None:
        """Find out what the plan to begin with costs where all amounts that are shared are alike."""
        if self.best.whole:
            fixed = tuple(np.flatnonzero(self._tree.program.integer).tolist()), self.best.whole
            self.best = NOTHING_BEGUN
            self._agree(fixed)

    def _stopped(self, proven: list[float]) -> Stop | None:
        """Return why the search is over; None while it is not."""
        if is_proven(self.best.cost, self.bound, self._options):
            return Stop.GAP_CLOSED
        if self._left <= 0:
            return Stop.TIME_LIMIT
        is_flat = len(proven) > FLAT and proven[-1] - proven[-1 - FLAT] < RISE * self._asked
        nothing = bool(proven) and (self._ascent.agrees or self._ascent.hoped - self._ascent.bound < RISE * self._asked)
        return Stop.NO_FURTHER if is_flat or nothing or len(proven) >= MOST_ROUNDS else None

    def _round(self, number: int) -> list[PathAnswer]:
        """Return what every path costs at the prices of a round."""
        shared, count = self._shared, len(self._tree.paths)
        workers = self.session.options.processes or processors()
        seconds = min(ROUND * self._options.time_limit, self._left) / math.ceil(count / workers)
        names = [
            f"round {number} of prices, path {n} of {count}: {path.path.name}"
            for n, path in enumerate(self._tree.paths, start=1)
        ]
        tasks: list[Task[Any]] = [
            priced_task(
                name, self.session.book, (n, self.start.columns, tuple(own[has].tolist())), self._options, self._gap,
                seconds,
            )
            for n, (name, own, has) in enumerate(zip(names, self._ascent.prices, shared.has, strict=True))
        ]  # fmt: skip
        told = self.answers(tasks)
        return [told[name].answer for name in names]

    def _last_tries(self) -> Stop:
        """Try what the paths decide alike, and what each does, while the gap is open and there is time."""
        for own in self._decided():
            self._try(own)
            if is_proven(self.best.cost, self.bound, self._options):
                return Stop.GAP_CLOSED
            if self._left <= 0:
                return Stop.TIME_LIMIT
        return Stop.NO_FURTHER

    def _decided(self) -> Iterator[Floats]:
        """Yield the mean rounded up, down, what all paths decide alike and what each does; NaN for what is open."""
        if self._ascent.mean is not None:
            mean = self._ascent.mean[self._whole]
            yield np.ceil(mean - NEARLY)
            yield np.floor(mean + NEARLY)
        known = [n for n, plan in enumerate(self._plans) if plan.cost is not None]
        table = np.full(self._shared.places.shape, math.nan)
        for n in known:
            table[n, self._shared.has[n]] = np.round(self._plans[n].values)
        if len(known) == len(table):
            alike = np.nanmin(table, axis=0) == np.nanmax(table, axis=0)
            yield np.where(alike, np.nanmax(table, axis=0), math.nan)[self._whole]
        for n in sorted(known, key=lambda n: -self._shared.chances[n]):
            yield table[n, self._whole]

    def _try(self, whole: Floats) -> None:
        """Find the plan for all worlds that has some whole numbers of what is shared."""
        known = np.isfinite(whole)
        self._agree((tuple(self._shared.columns[self._whole][known].tolist()), tuple(whole[known].tolist())))

    def _agree(self, fixed: Fixed) -> None:
        """Find the plan for all worlds that has some whole numbers, where they have not been tried."""
        best = tuple(tuple(own[has].tolist()) for own, has in zip(self._ascent.best, self._shared.has, strict=True))
        asked = fixed, StartPrices(self.start.columns, best)
        if asked in self._tried:
            return
        self._tried.add(asked)
        seconds = max(min(ROUND * self._options.time_limit, self._left), 0.0)
        task = agreed_task(
            f"a plan for all worlds, number {len(self._tried)}", self.session.book, *asked, self._options, self._gap,
            seconds,
        )  # fmt: skip
        found: Begun = self.answers([task])[task.name]
        if found.cost < self.best.cost:
            self.best = found
            self._tell()
