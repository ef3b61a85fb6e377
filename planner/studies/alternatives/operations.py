"""What is solved to tell what each investment may be over all plans that cost little more than the best."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from planner.errors import MORE_TIME, InfeasibleError, NoPlanError
from planner.solving.workers.pools import processors
from planner.statuses import Status
from planner.studies.alternatives.found import INTERRUPTED, TIME_OVER, FoundAlternatives, different_plan
from planner.studies.alternatives.ranges import Range, seen_in
from planner.studies.alternatives.search import AlternativesSearch, task_of
from planner.studies.alternatives.solves import Job, RelaxedBounds, SolvedPlan, best, relaxed
from planner.studies.core.query import Decisions
from planner.studies.core.tasks import Runner, Task
from planner.workbook.assemble.problem import assemble

if TYPE_CHECKING:
    from planner.studies.core.progress import StudyProgress
    from planner.studies.core.session import Session

CHUNK: Final = 20  # bounds that one task looks at


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
        After which no more is asked and what is at work ends: what is not settled then stays so.

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
    search = AlternativesSearch(session, job, found, count, only_kind, began + seconds)
    progress.stage(f"alternatives within {100 * within:g}%")
    try:
        _search(session, search, progress)
    except KeyboardInterrupt:  # all that is told is proven: what is open stays so
        found.ended = INTERRUPTED
    return found


def _search(session: Session, search: AlternativesSearch, progress: StudyProgress) -> None:
    """Ask what is still to be asked, on all workers, until nothing is or the time is over."""
    abreast, running = session.options.processes or processors(), 0
    with session.runner(progress) as runner:
        while True:
            while running < abreast and not search.found.ended and (task := search.next()) is not None:
                if time.monotonic() >= search.ends:
                    search.found.ended = TIME_OVER
                    progress.stage(f"{TIME_OVER}: what is at work ends")
                    break
                runner.submit(task)
                running += 1
            answer = next(iter(runner.done()), None)
            if answer is None:
                return
            running -= 1
            search.take(*answer)


def _begun(session: Session, told: SolvedPlan, within: float) -> FoundAlternatives:
    """Return what is known when only the best plan is."""
    if told.cost is None:
        if told.status is Status.INFEASIBLE:
            raise InfeasibleError(session.no_plan)
        message = f"no plan was found in the time limit; {MORE_TIME}"
        raise NoPlanError(message)
    cost = told.cost
    problem = assemble(session.book)
    ranges = {x.name: Range(x.name, float(x.starts), x.block, bool(x.adds or x.removes)) for x in problem.projects}
    limit = cost + within * abs(cost)
    return FoundAlternatives(
        cost, told.bound, told.status is Status.PROVEN, within, limit, ranges, [different_plan("best", told)]
    )


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
