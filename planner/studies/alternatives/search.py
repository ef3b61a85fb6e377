"""The search for alternatives: what is still to be asked of projects, and what comes of the answers.

Plans that are found settle what may be, bounds what may not; of the rest each is asked by a solve of its own. Every
plan that is found on the way settles what it shows of all projects.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from planner.statuses import Status
from planner.studies.alternatives.found import FoundAlternatives, different_plan
from planner.studies.alternatives.ranges import FEWEST, MOST, Range, seen_in
from planner.studies.alternatives.solves import Job, SolvedPlan, allowed, cheapest, different, many, sized
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task
from planner.tolerances import WITHIN_LIMIT

if TYPE_CHECKING:
    from planner.studies.core.session import Session

R = TypeVar("R")

MOST_HINTS: Final = 4  # plans that show many projects at once, each way
What = tuple[str, ...]  # what is asked, apart from what it is called: a project may be called anything
LEAST: Final = 0.1  # seconds of a search that begins just before the time is over
GUESS: Final = 0.25  # of what may be paid more: the gap at which a first answer mostly says enough


@dataclass
class AlternativesSearch:
    """What is still to be asked, and what comes of the answers.

    ``only_kind`` leaves numbers of starts and sizes open where it is settled whether a project must be built, may
    be, or never is. No search goes on beyond ``ends``, by the clock that never goes back.
    """

    session: Session
    job: Job
    found: FoundAlternatives
    wanted: int
    only_kind: bool
    ends: float = math.inf
    _asked: set[tuple[str, str, float]] = field(default_factory=set)
    _hints: dict[str, int] = field(default_factory=dict)
    _then: dict[str, Callable[[SolvedPlan], None]] = field(default_factory=dict)
    _first: deque[Task[SolvedPlan]] = field(default_factory=deque)
    _running: dict[str, What] = field(default_factory=dict)  # by the task's name

    def next(self) -> Task[SolvedPlan] | None:
        """Return what is to be done next; None where all is settled, or waits for what runs."""
        if self._first:
            return self._first.popleft()
        for make in (self._unlike, lambda: self._hint(MOST), lambda: self._hint(FEWEST), self._single, self._size):
            task = make()
            if task is not None:
                return task
        return None

    def take(self, task: Task[SolvedPlan], told: SolvedPlan) -> None:
        """Take what a task found."""
        self.found.solves += 1
        del self._running[task.name]
        if told.cost is not None and self._is_within(told.cost):
            seen_in(self.found.ranges, told.decisions, told.sizes)
        self._then.pop(task.name)(told)

    def again(self, task: Task[SolvedPlan]) -> None:
        """Put a task first."""
        self._first.append(task)

    def task(
        self,
        what: What,
        name: str,
        function: Callable[..., SolvedPlan],
        arguments: tuple[object, ...],
        then: Callable[[SolvedPlan], None],
    ) -> Task[SolvedPlan]:
        """Return a task of which something comes."""
        self._then[name] = then
        self._running[name] = what
        job = replace(self.job, seconds=max(self.ends - time.monotonic(), LEAST))
        return task_of(self.session, job, name, function, arguments, SolvedPlan)

    def _unlike(self) -> Task[SolvedPlan] | None:
        """Return the search for one more unlike plan: after the one before it, since it is to differ from that."""
        number = len(self.found.plans) + 1
        name = f"unlike plan {number}"
        if number > self.wanted + 1 or name in self._running or name in self._hints:
            return None
        self._hints[name] = 1

        def then(told: SolvedPlan) -> None:
            if told.distance is not None and told.distance > WITHIN_LIMIT:
                self.found.plans.append(different_plan(str(number), told))

        away = tuple(plan.decisions for plan in self.found.plans)
        return self.task(("unlike",), name, different, (away,), then)

    def _hint(self, side: str) -> Task[SolvedPlan] | None:
        """Return the search for a plan that shows many projects at once that may be built, or left out."""
        count, sign = self._hints.get(side, 0), 1.0 if side == FEWEST else -1.0
        names = [name for name, each in self.found.ranges.items() if each.next_count(side, only_kind=True) is not None]
        name = f"{side} of many, {count + 1}"
        if count >= MOST_HINTS or len(names) < 2 or ("many", side) in self._running.values():
            return None
        self._hints[side] = count + 1

        def then(told: SolvedPlan) -> None:
            left = [x for x in names if self.found.ranges[x].next_count(side, only_kind=True) is not None]
            if len(left) == len(names):
                self._hints[side] = MOST_HINTS  # it showed nothing: each by itself
            if side == MOST and told.bound is not None and -told.bound < 1 - WITHIN_LIMIT:
                for each in names:  # of all of them together not even one can be started
                    self.found.ranges[each].answered(MOST, 1.0)

        return self.task(("many", side), name, many, (tuple((each, sign) for each in names),), then)

    def _single(self) -> Task[SolvedPlan] | None:
        """Return the question whether one project may be started so often."""
        for name, each in self.found.ranges.items():
            for side in (FEWEST, MOST):
                asked = each.next_count(side, only_kind=self.only_kind)
                key = (name, side, -1.0 if asked is None else asked)
                if asked is not None and key not in self._asked and not self._is_asked(name, side):
                    self._asked.add(key)
                    return self._cheapest(each, side, asked)
        return None

    def _is_asked(self, project: str, side: str) -> bool:
        return ("one", project, side) in self._running.values()

    def _cheapest(self, each: Range, side: str, asked: float) -> Task[SolvedPlan]:
        counts = ((each.project, 0.0, asked) if side == FEWEST else (each.project, asked, each.offered),)
        gap = max(self.job.options.gap, GUESS * self.found.within)
        what, name = ("one", each.project, side), f"{each.project}: {side} {asked:g}"

        def then(told: SolvedPlan) -> None:
            if told.status is Status.INFEASIBLE or self._is_beyond(told.bound):
                each.answered(side, asked)
            elif told.cost is None or not self._is_within(told.cost):
                self.again(self.task(what, f"{name}, within the limit", allowed, (counts,), last))

        def last(told: SolvedPlan) -> None:
            if told.status is Status.INFEASIBLE:
                each.answered(side, asked)

        return self.task(what, name, cheapest, (counts, gap), then)

    def _is_within(self, cost: float) -> bool:
        """Whether a plan of that cost is one of those that are looked at."""
        return cost <= self.job.limit + WITHIN_LIMIT * abs(self.job.limit)

    def _is_beyond(self, bound: float | None) -> bool:
        """Whether it is proven that every plan costs more than the limit."""
        return bound is not None and bound > self.job.limit + WITHIN_LIMIT * abs(self.job.limit)

    def _size(self) -> Task[SolvedPlan] | None:
        """Return the search for the least or largest size of a project that has one of its own."""
        for name, each in self.found.ranges.items() if not self.only_kind else ():
            for word, sign, bracket in (("least", 1.0, each.least_size), ("largest", -1.0, each.largest_size)):
                key = (name, word, sign)
                if each.block is None and each.has_size and not bracket.is_settled and key not in self._asked:
                    self._asked.add(key)
                    title = f"{name}: {word} size"
                    return self.task(("size", name, word), title, sized, (name, sign), self._sized(each, sign))
        return None

    def _sized(self, each: Range, sign: float) -> Callable[[SolvedPlan], None]:
        def then(told: SolvedPlan) -> None:
            bound = None if told.bound is None else sign * told.bound
            each.bounded((None, None), (bound, None) if sign > 0 else (None, bound))

        return then


def task_of(
    session: Session, job: Job, name: str, function: Callable[..., R], arguments: Sequence[object], of: type[R]
) -> Task[R]:
    """Return a task with the key that its result depends on; what the end of all cuts short is not kept."""
    key = key_of(job.book.identity, function.__name__, list(arguments), job.limit, job.options.told)
    keeps = None if job.seconds >= job.options.time_limit else _is_answered
    return Task(name, function, (job, *arguments), key, of, keeps)


def _is_answered(told: Any) -> bool:
    return told.status in (Status.PROVEN, Status.INFEASIBLE)
