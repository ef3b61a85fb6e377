"""A plan in a course of things, operated step by step: nothing is known of a strike before it comes.

When disruptions strike, the plan is operated at the least cost through all windows under way, as if nothing else
would come; the next strike finds the stocks as they are then. Once nothing is under way stocks are filled towards the
plan's. From the moment at which they are there the course goes on as the plan, and costs nothing more.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from planner.arrays import Floats
from planner.plans.resilience import running_costs
from planner.solving.compile import LinearProgram
from planner.studies.stress.courses import Course
from planner.studies.stress.operated_programs import Operations, Stretch
from planner.studies.stress.under_way import UnderWay
from planner.tolerances import COST_NOTHING, STOCK_SAME
from planner_models.tolerances import MOMENT
from planner_models.trunk import Trunk


@dataclass(frozen=True)
class State:
    """Where a course stands: stocks, purchases of offers with a total, what is under way, and what was decided."""

    stock: Mapping[int, float]
    bought: Mapping[int, float]
    under_way: tuple[UnderWay, ...] = ()
    ahead: tuple[Stretch, ...] = ()


@dataclass(frozen=True)
class Passed:
    """A period of a course: how it was operated, what it cost more and left short more than the plan, and its end.

    ``state`` is None where the course is back at the plan.
    """

    stretches: tuple[Stretch, ...]
    extra_cost: float
    shortage: float
    state: State | None


@dataclass
class Operator:
    """Operates a plan in courses; what happens in a period is worked out once for all courses that came to it alike."""

    model: Trunk
    program: LinearProgram
    trunk: Floats
    _passed: dict[tuple[object, ...], Passed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.operations = Operations(self.model, self.program, self.trunk)
        self.problem = self.operations.problem
        self._running = running_costs(self.model, self.program, self.trunk)

    def outcome(self, course: Course) -> tuple[float, float]:
        """Return what a course costs beyond the plan, discounted, and what it leaves short beyond it.

        Where the workbook ignores gains the cost is at least 0: what lapses while something is under way is none.
        """
        passed = self.periods(course)
        extra = sum(x.extra_cost for x in passed)
        extra = 0.0 if abs(extra) <= COST_NOTHING * sum(abs(x.extra_cost) for x in passed) else extra
        return extra if self.problem.risk.counts_gains else max(extra, 0.0), sum(x.shortage for x in passed)

    def periods(self, course: Course) -> list[Passed]:
        """Return the periods of a course that are not as the plan's, in order."""
        found: list[Passed] = []
        state: State | None = None
        key: tuple[object, ...] = ()
        for t, strikes in enumerate(course):
            if state is None and not strikes:
                continue
            key = (t, strikes) if state is None else (*key, strikes)
            if key not in self._passed:
                self._passed[key] = self._pass(t, state or self._as_planned(t), strikes)
            found.append(self._passed[key])
            state = found[-1].state
        return found

    def _as_planned(self, t: int) -> State:
        """Return the plan's own state when a period begins."""
        begin = self.problem.periods[t].begin
        stock = {h: self.operations.path(h, begin) if t else x.initial for h, x in enumerate(self.problem.stockpiles)}
        return State(stock, {s: self.operations.planned(s, -math.inf, begin) for s in self.operations.totals})

    def _pass(self, t: int, state: State, strikes: Sequence[int]) -> Passed:
        """Return what happens in a period."""
        period = self.problem.periods[t]
        now, stock, bought, ahead = period.begin, state.stock, state.bought, list(state.ahead)
        struck = [(d, self.problem.disruptions[d]) for d in strikes]
        new = [UnderWay(d, t, now, now + x.duration, now + x.until_back, {}) for d, x in struck]
        under_way = [*state.under_way, *new]
        if strikes:
            ahead = self.operations.disrupted(now, stock, bought, under_way)
        done: list[Stretch] = []
        while now < period.end - MOMENT:
            if not ahead and self._is_as_planned(now, stock, bought):
                return self._told(t, done, None)
            if not ahead:
                ahead = [self.operations.refilling(now, t, stock, bought)]
            stretch = ahead.pop(0)
            done.append(stretch)
            now, stock = stretch.end, stretch.stock
            bought = {s: amount + stretch.bought[s] for s, amount in bought.items()}
            under_way = [_served(x, stretch) for x in under_way]
        under_way = [x for x in under_way if x.end > now + MOMENT]
        is_over = not ahead and self._is_as_planned(now, stock, bought)
        after = None if is_over else State(stock, bought, tuple(under_way), tuple(ahead))
        return self._told(t, done, after)

    def _is_as_planned(self, now: float, stock: Mapping[int, float], bought: Mapping[int, float]) -> bool:
        """Whether the plan can go on as it was made."""
        paths = {h: self.operations.path(h, now) for h in stock}
        is_full = all(max(held, 0.0) >= (1 - STOCK_SAME) * paths[h] for h, held in stock.items())
        planned = {s: self.operations.planned(s, -math.inf, now) for s in bought}
        offers = self.problem.offers
        return is_full and all(amount <= planned[s] + STOCK_SAME * offers[s].total for s, amount in bought.items())

    def _told(self, t: int, done: list[Stretch], state: State | None) -> Passed:
        period = self.problem.periods[t]
        share = sum(x.step.length for x in done) / period.years
        cost = sum(x.cost for x in done) - share * self._running.get(t, 0.0)
        if state is not None and t == len(self.problem.periods) - 1:
            cost += self._fallen(t, state.stock)
        every = [(d, amount, x.step.length) for x in done for d, amount in x.short.items()]
        short = sum(amount - length * self.operations.rate("shortage", (d, t)) for d, amount, length in every)
        asked = sum(amount for x in done for each in (x.short, x.delivered) for amount in each.values())
        spent = sum(abs(x.cost) for x in done)
        short = 0.0 if abs(short) <= STOCK_SAME * asked else short
        return Passed(tuple(done), 0.0 if abs(cost) <= COST_NOTHING * spent else cost, short, state)

    def _fallen(self, t: int, stock: Mapping[int, float]) -> float:
        """Return what stocks are short of the plan's at the end of the horizon, at the material's value."""
        falls: dict[int, float] = {}
        for h, held in stock.items():
            m = self.problem.stockpiles[h].material
            falls[m] = falls.get(m, 0.0) + self.operations.path(h, self.problem.periods[t].end) - held
        worth = {m: self.problem.materials[m].value[t] for m in falls}
        return self.problem.periods[t].mean * sum(worth[m] * max(fall, 0.0) for m, fall in falls.items())


def _served(x: UnderWay, stretch: Stretch) -> UnderWay:
    """Return a disruption under way with what was served in a stretch of its window."""
    if x.disruption not in dict(stretch.active):
        return x
    served = {d: x.served.get(d, 0.0) + amount for d, amount in stretch.delivered.items()}
    return replace(x, served=served)
