"""One number at a time: what the plan kept costs at its ends, the best plans there, and where the decision changes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from planner.errors import WorkbookError
from planner.solving.outcome import Options
from planner.studies.core.query import Decisions
from planner.studies.core.rounds import AskedInRounds, answered
from planner.studies.core.tasks import Task
from planner.studies.sensitivity.cost_line import CostLine
from planner.studies.sensitivity.operated import Near
from planner.studies.sensitivity.points import BoundAt, PlanAt, PointTask, bound_task
from planner.studies.sensitivity.search import NumberFound, searched
from planner.studies.sensitivity.stands import Stands, stands_task
from planner.studies.sensitivity.trial import Trial
from planner.tolerances import ROUNDING
from planner.workbook.book import Book
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from planner.studies.sensitivity.varied import VariedWorkbook
    from planner.workbook.ranges.number_range import Uncertain

BETWEEN: Final = 0.381966011250105  # of the way to an end: a value at which it is seen whether costs move on a line
KEPT, ANEW = "the plan kept", "planned anew"


@dataclass
class NumberAtWork:
    """One uncertain number while it is studied: its workbooks by value, and what has been found at each.

    Attributes
    ----------
    work, of, options
        The workbook, the number, and how to solve.
    starts
        The investments that are kept.
    own
        What the best plan and the starts kept come to with the number's own value.
    near
        What is whole in the plan kept there.
    problems
        Why some value could not be tried.
    other
        A plan that was made anew where the plan kept cannot be operated.
    """

    work: VariedWorkbook
    of: Uncertain
    options: Options
    starts: Decisions
    own: Trial
    near: Near = ()
    place: Stands = Stands.ELSEWHERE
    problems: list[str] = field(default_factory=list)
    other: PlanAt | None = None
    ends: dict[float, PlanAt] = field(default_factory=dict)
    _books: dict[float, Book | None] = field(default_factory=dict)

    def book(self, value: float) -> Book | None:
        """Return the workbook with a value; None where it cannot be planned, which is noted."""
        if value not in self._books:
            try:
                self._books[value] = self.work.with_numbers(self.of.numbers(value))
            except WorkbookError as error:
                self._books[value] = None
                first = error.faults[0] if error.faults else None
                said = first.in_words() if first is not None else str(error)
                self.problems.append(f"{self.of.name} at {value:.6g}: {said}")
        return self._books[value]

    def screened(self) -> AskedInRounds[NumberAtWork]:
        """Find out where the number stands and what the plan kept costs at its ends."""
        low, high = self.of.ends
        own = self.of.own
        values = sorted({low, own + BETWEEN * (low - own), own, own + BETWEEN * (high - own), high})
        books = [book for value in values if (book := self.book(value)) is not None]
        if len(books) == len(values):
            begins = values.index(own)
            task = stands_task(f"{self.of.name}: where it stands", books, values, begins)
            self.place = (yield from answered(task)).place
        if self.place is Stands.NOWHERE:
            self.forget()
            return self
        tasks = {value: self._task(KEPT, value) for value in self._own_ends() if self.book(value) is not None}
        # the bounds are asked for beside, of the same model: they are found again where regrets are ranked
        told = yield [each for value, task in tasks.items() for each in (task, self._bound(value))]
        self.ends = {value: told[task.name] for value, task in tasks.items()}
        self.forget()
        return self

    def forget(self) -> None:
        """Let go of the workbooks: those of many numbers fill the memory, and are made again if asked for."""
        self._books.clear()

    @property
    def width(self) -> float:
        """By how much the cost of the plan kept moves at most; without bound where it cannot be operated."""
        costs = [each.cost for each in self.ends.values()]
        if any(cost is None for cost in costs) or self.own.plan is None or len(costs) < len(self._own_ends()):
            return math.inf
        return max((abs(cost - self.own.plan.best) for cost in costs if cost is not None), default=0.0)

    def studied(self, most: int) -> AskedInRounds[NumberFound]:
        """Find the values at which the decision changes; ``most`` values are tried on each side beyond the ends."""
        own = (self.own_at(), self.own_at())
        if self.place is Stands.OBJECTIVE:
            own = yield from self._own_with_lines()
        search = searched(self.of, self.place, own, most)
        try:
            wanted = next(search)
            while True:
                wanted = search.send((yield from self._tried(wanted)))
        except StopIteration as end:
            found: NumberFound = end.value
            return replace(found, problems=tuple(self.problems))

    def _own_ends(self) -> list[float]:
        return [end for end in dict.fromkeys(self.of.ends) if end != self.of.own]

    def _task(self, what: str, value: float, starts: Decisions | None = None) -> Task[PlanAt]:
        """Return the task of a value: the starts kept, or other starts."""
        book = self.book(value)
        assert book is not None
        kept = self.starts if starts is None else starts
        near = self.near if starts is None or self.other is None else self.other.whole
        asked = PointTask(book, kept, self._elsewhere(), near, tells=what == KEPT and value in self.of.ends)
        return asked.task(f"{self.of.name} at {value:.6g}: {what}", self.options)

    def _anew(self, value: float, plan: PlanAt) -> Task[PlanAt]:
        """Return the task that finds the best plan at a value, from a plan on that can be operated there."""
        book, is_other = self.book(value), plan.cost is None and self.other is not None
        assert book is not None
        near = self.other.whole if is_other and self.other is not None else self.near
        asked = PointTask(book, None, self._elsewhere(), near)
        return asked.task(f"{self.of.name} at {value:.6g}: {ANEW}", self.options)

    def _elsewhere(self) -> Book | None:
        """Return the workbook with whose numbers a plan's cost is told too: only where that is on its line."""
        return self.work.book if self.place is Stands.OBJECTIVE else None

    def _own_with_lines(self) -> AskedInRounds[tuple[Trial, Trial]]:
        """Return what the own value comes to, with what the plan kept costs towards each end."""
        tasks = {}
        for end in self._own_ends():
            name = f"{self.of.name} as it is, and at {end:.6g}: {KEPT}"
            tasks[end] = PointTask(self.work.book, self.starts, self.book(end), self.near).task(name, self.options)
        told = yield list(tasks.values())
        found = {end: told[task.name] for end, task in tasks.items()}
        trials = [self._own_towards(found.get(end), end) for end in self.of.ends]
        return trials[0], trials[1]

    def _own_towards(self, plan: PlanAt | None, end: float) -> Trial:
        if plan is None or plan.cost is None or plan.elsewhere is None:
            return self.own_at()
        line = CostLine.through(self.of.own, plan.cost, end, plan.elsewhere)
        return replace(self.own_at(), plan_lines=(line,))

    def own_at(self) -> Trial:
        """Return what the own value comes to, at the number's own scale."""
        return replace(self.own, at=self.of.own)

    def _tried(self, values: Iterable[float]) -> AskedInRounds[dict[float, Trial]]:
        """Solve at some values: plans are made anew where it is not proven already that none is better than the gap."""
        planned = [value for value in values if self.book(value) is not None]
        kept = {value: self._task(KEPT, value) for value in planned}
        bounds = {value: self._bound(value) for value in planned}
        told = yield [*kept.values(), *bounds.values()]
        plans = {value: told[task.name] for value, task in kept.items()}
        lows = {value: told[task.name].bound for value, task in bounds.items()}
        best = {value: as_good(plans[value], low, self.options) for value, low in lows.items()}
        others = yield from self._as_elsewhere([value for value in planned if plans[value].cost is None])
        best |= {value: replace(plan, bound=lows[value]) for value, plan in others.items()}
        anew = {value: self._anew(value, plans[value]) for value, plan in best.items() if plan is None}
        told = yield list(anew.values())
        best |= {value: told[task.name] for value, task in anew.items()}
        self._note(best, plans)
        return {value: self._trial(value, best.get(value), plans.get(value)) for value in values}

    def _as_elsewhere(self, values: Sequence[float]) -> AskedInRounds[dict[float, PlanAt]]:
        """Return what another plan comes to where the plan kept cannot be operated: that it can be is enough there."""
        other = self.other
        if other is None or other.decisions is None or self.place is Stands.OBJECTIVE:
            return {}
        tasks = {value: self._task("another plan", value, other.decisions) for value in values}
        told = yield list(tasks.values())
        found = {value: told[task.name] for value, task in tasks.items()}
        return {value: plan for value, plan in found.items() if plan.cost is not None}

    def _note(self, best: Mapping[float, PlanAt | None], plans: Mapping[float, PlanAt]) -> None:
        """Keep a plan that was found where the plan kept cannot be operated."""
        for value, plan in best.items():
            if plan is not None and plan.cost is not None and plans[value].cost is None:
                self.other = plan

    def _bound(self, value: float) -> Task[BoundAt]:
        book = self.book(value)
        assert book is not None
        return bound_task(f"{self.of.name} at {value:.6g}: bound", book, self.options)

    def _trial(self, value: float, best: PlanAt | None, plan: PlanAt | None) -> Trial:
        if best is None or plan is None:
            return Trial(value, None, None, 0.0, "it cannot be planned there")
        found = trial_of(value, best, plan, self.options)
        if self.place is not Stands.OBJECTIVE:
            return found
        lines = [
            (CostLine.through(value, each.cost, self.of.own, each.elsewhere),)
            if each.cost is not None and each.elsewhere is not None
            else ()
            for each in (best, plan)
        ]
        return replace(found, best_lines=lines[0], plan_lines=lines[1])


def as_good(plan: PlanAt, bound: float | None, options: Options) -> PlanAt | None:
    """Return the plan kept as the best one, where a relaxation proves none better by more than the gap."""
    if plan.cost is None or bound is None:
        return None
    best = replace(plan, bound=bound)
    return best if trial_of(math.nan, best, plan, options).is_safe else None


def trial_of(value: float, best: PlanAt, plan: PlanAt, options: Options) -> Trial:
    """Return what a value comes to; of the two plans found there the cheaper one is the best that is known."""
    costs = [each.cost for each in (best, plan) if each.cost is not None]
    least = min(costs, default=None)
    noise = ROUNDING * max(best.turnover, plan.turnover)
    gap = max(options.gap * abs(least or 0.0), options.money_gap) + noise
    known = None
    if least is not None:
        known = Bracket(min(-math.inf if best.bound is None else best.bound, least), least, least)
    kept = None
    if plan.cost is not None:
        kept = Bracket(min(-math.inf if plan.bound is None else plan.bound, plan.cost), plan.cost, plan.cost)
    return Trial(value, known, kept, gap, best.why or plan.why, best.decisions, plan.shortage)
