"""Alternatives: what each investment may be over all plans that cost little more than the best, and unlike plans.

Plans that are found settle what may be, bounds what may not; of the rest each is asked by a solve of its own. Every
plan that is found on the way settles what it shows of all projects.
"""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeVar

from planner.errors import MORE_TIME, InfeasibleError, NoPlanError
from planner.solving.workers.pools import processors
from planner.statuses import Status
from planner.studies.alternatives.ranges import FEWEST, MOST, OPEN, Range, seen_in
from planner.studies.alternatives.solves import (
    Job,
    RelaxedBounds,
    SolvedPlan,
    allowed,
    best,
    cheapest,
    different,
    many,
    relaxed,
    sized,
)  # fmt: skip
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task
from planner.tolerances import WITHIN_LIMIT
from planner.workbook.assemble.problem import assemble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from planner.studies.core.progress import StudyProgress
    from planner.studies.core.query import Decisions
    from planner.studies.core.session import Session
    from planner.studies.core.tasks import Runner

R = TypeVar("R")

MOST_HINTS: Final = 4  # plans that show many projects at once, each way
What = tuple[str, ...]  # what is asked, apart from what it is called: a project may be called anything
GUESS: Final = 0.25  # of what may be paid more: the gap at which a first answer mostly says enough
CHUNK: Final = 20  # bounds that one task looks at


@dataclass(frozen=True)
class Different:
    """A plan that is as unlike those before it as can be.

    ``distance`` is the number of starts that differ from the nearest of them, ``farthest`` what is proven of it.
    """

    name: str
    cost: float
    decisions: Decisions
    distance: float | None = None
    farthest: float | None = None


@dataclass
class FoundAlternatives:
    """What was found: the best plan and its bound, the limit, the ranges by project, and unlike plans."""

    cost: float
    bound: float | None
    is_proven: bool
    within: float
    limit: float
    ranges: dict[str, Range]
    plans: list[Different]
    solves: int = 0

    @property
    def is_settled(self) -> bool:
        """Whether it is proven of every investment what kind it is."""
        return all(each.kind != OPEN for each in self.ranges.values())


@dataclass
class AlternativesSearch:
    """What is still to be asked, and what comes of the answers.

    ``only_kind`` leaves numbers of starts and sizes open where it is settled whether a project must be built, may
    be, or never is.
    """

    session: Session
    job: Job
    found: FoundAlternatives
    wanted: int
    only_kind: bool
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
        return task_of(self.session, self.job, name, function, arguments, SolvedPlan)

    def _unlike(self) -> Task[SolvedPlan] | None:
        """Return the search for one more unlike plan: after the one before it, since it is to differ from that."""
        number = len(self.found.plans) + 1
        name = f"unlike plan {number}"
        if number > self.wanted + 1 or name in self._running or name in self._hints:
            return None
        self._hints[name] = 1

        def then(told: SolvedPlan) -> None:
            if told.distance is not None and told.distance > WITHIN_LIMIT:
                self.found.plans.append(_different(str(number), told))

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


@dataclass(frozen=True)
class Planned:
    """A plan that was found before, as the best: its decisions, and what no plan costs less than."""

    decisions: Decisions
    bound: float | None


def alternatives(
    session: Session,
    within: float,
    count: int,
    progress: StudyProgress,
    *,
    only_kind: bool = False,
    planned: Planned | None = None,
    seconds: float = math.inf,
) -> FoundAlternatives:
    """Return what investments may be over all plans that cost at most so much more than the best.

    Parameters
    ----------
    within
        By what share more a plan may cost.
    count
        How many plans as different as possible are wanted beside the best.
    only_kind
        Whether to leave numbers and sizes open where it is settled whether a project must, may or never is built.
    planned
        The best plan, where it is known: it is not looked for again.
    seconds
        After which no more is asked: what is not settled then stays so.

    Raises
    ------
    InfeasibleError, NoPlanError
        When there is no plan at all, or none was found in the time limit.
    """
    progress.stage("alternatives: the best plan")
    began = time.monotonic()
    first = Job(session.book, session.worker)
    with session.runner(progress) as runner:
        runner.submit(task_of(session, first, "the best plan", best, (planned and planned.decisions,), SolvedPlan))
        told = next(told for _, told in runner.done())
    if planned is not None:
        status = Status.NOT_PROVEN if planned.bound is None else told.status
        told = replace(told, bound=planned.bound, status=status)
    found = _begun(session, told, within)
    job = Job(session.book, session.worker, told.known, found.limit)
    seen_in(found.ranges, told.decisions, told.sizes)
    _bound(session, progress, found, _relaxations(session, job, found, only_kind=only_kind))
    search = AlternativesSearch(session, job, found, count, only_kind)
    progress.stage(f"alternatives within {100 * within:g}%")
    with session.runner(progress) as runner:
        abreast = session.options.processes or processors()
        running = 0
        while True:
            while running < abreast and time.monotonic() - began < seconds and (task := search.next()) is not None:
                runner.submit(task)
                running += 1
            answer = next(iter(runner.done()), None)
            if answer is None:
                return found
            running -= 1
            search.take(*answer)


def _begun(session: Session, told: SolvedPlan, within: float) -> FoundAlternatives:
    """Return what is known when only the best plan is."""
    if told.cost is None:
        if told.status is Status.INFEASIBLE:
            message = "there is no plan at all: run planner solve, which says what stands in the way"
            raise InfeasibleError(message)
        message = f"no plan was found in the time limit; {MORE_TIME}"
        raise NoPlanError(message)
    cost = told.cost
    problem = assemble(session.book)
    ranges = {x.name: Range(x.name, float(x.starts), x.block, bool(x.adds or x.removes)) for x in problem.projects}
    limit = cost + within * abs(cost)
    return FoundAlternatives(
        cost, told.bound, told.status is Status.PROVEN, within, limit, ranges, [_different("best", told)]
    )


def _different(name: str, told: SolvedPlan) -> Different:
    assert told.cost is not None
    return Different(name, told.cost, told.decisions, told.distance, told.farthest)


def _relaxations(
    session: Session, job: Job, found: FoundAlternatives, *, only_kind: bool
) -> Iterator[Task[RelaxedBounds]]:
    """Yield the tasks that look at the bounds of what the best plan does not show."""
    asked = [(name, side) for name, each in found.ranges.items() for side in each.sides(only_kind=only_kind)]
    for begin in range(0, len(asked), CHUNK):
        chunk = tuple(asked[begin : begin + CHUNK])
        yield task_of(session, job, f"bounds from {chunk[0][0]} on", relaxed, (chunk,), RelaxedBounds)


def _bound(
    session: Session, progress: StudyProgress, found: FoundAlternatives, tasks: Iterator[Task[RelaxedBounds]]
) -> None:
    """Take what the relaxation says of what investments may be."""
    progress.stage("alternatives: bounds")
    runner: Runner[RelaxedBounds] = session.runner(progress)
    with runner:
        for task in tasks:
            runner.submit(task)
        for _, told in runner.done():
            for name, side, value in told.bounds:
                found.ranges[name].bound(side, value)


def task_of(
    session: Session, job: Job, name: str, function: Callable[..., R], arguments: Sequence[object], of: type[R]
) -> Task[R]:
    """Return a task with the key that its result depends on."""
    options = job.options.told
    key = key_of(job.book.identity, function.__name__, list(arguments), job.limit, options)
    return Task(name, function, (job, *arguments), key, of)
