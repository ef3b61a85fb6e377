"""The single solves behind alternatives, each a task: plain data in and out.

All plans that are told of cost at most the limit, unless their cost says otherwise: they are witnesses of what
investments may be.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from planner.solving.highs import WarmProgram
from planner.solving.safe_bound import safe_bound
from planner.statuses import Status, without_plan
from planner.studies.core.measure import THE_COST, Measure
from planner.studies.core.query import CaseSetting, Query
from planner.studies.core.query_worker import compiled_case_of, known_of, start_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Options
    from planner.solving.separation import Floats
    from planner.studies.core.compiled_case import CompiledCase, QueryAnswer
    from planner.studies.core.query import Decisions
    from planner.studies.core.query_worker import Known
    from planner.workbook.book import Book

Told = dict[str, Any]
SETTING = CaseSetting(measured=THE_COST.declared.needs)
SIDES = {"fewest": (1.0, False), "most": (-1.0, False), "least size": (1.0, True), "largest size": (-1.0, True)}
HINT_GAP = 0.2  # where a plan is wanted for what it shows, not for being the best


@dataclass(frozen=True)
class Job:
    """A workbook, how to solve it, what is known of it, and the most that a plan may cost."""

    book: Book
    options: Options
    known: Known | None = None
    limit: float = math.inf

    def built(self) -> tuple[CompiledCase, Floats | None]:
        """Return the workbook built, and the plan to begin with."""
        built = compiled_case_of(self.book, SETTING, self.options)
        return built, start_of(built, self.known)

    def ask(self, question: Query, gap: float | None = None) -> tuple[CompiledCase, QueryAnswer]:
        """Return the answer to a question."""
        built, start = self.built()
        options = self.options if gap is None else replace(self.options, gap=gap)
        return built, built.ask(question, options, start=start)

    @property
    def dear(self) -> tuple[tuple[Measure, float], ...]:
        """The limit of the cost, as questions take it."""
        return ((THE_COST, self.limit),)


def best(job: Job, starts: Decisions | None = None) -> Told:
    """Return the plan of least cost, or of these decisions, and what was found out on the way."""
    built, found = job.ask(Query(starts=starts))
    return _told(built, found) | {"known": known_of(built, found.values).told()}


def cheapest(job: Job, counts: tuple[tuple[str, float, float], ...], gap: float) -> Told:
    """Return the plan of least cost where projects are started that often."""
    return _told(*job.ask(Query(counts=counts), gap))


def allowed(job: Job, counts: tuple[tuple[str, float, float], ...]) -> Told:
    """Return any plan within the cost limit where projects are started that often, or that there is none."""
    return _told(*job.ask(Query(aim=None, counts=counts, limits=job.dear)))


def many(job: Job, weights: tuple[tuple[str, float], ...]) -> Told:
    """Return a plan with the least weighed starts, which shows for many projects at once what they may be."""
    return _told(*job.ask(Query(aim=None, projects=weights, limits=job.dear), HINT_GAP))


def sized(job: Job, project: str, sign: float) -> Told:
    """Return the plan in which a project orders the least in all, or with the sign below zero the most."""
    return _told(*job.ask(Query(aim=None, projects=((project, sign),), by_size=True, limits=job.dear)))


def different(job: Job, away: tuple[Decisions, ...]) -> Told:
    """Return the plan whose starts differ most from those of the nearest of some plans, run at least cost.

    ``distance`` is from the nearest; ``farthest`` is proven: no plan is farther.
    """
    built, found = job.ask(Query(away=away, limits=job.dear))
    if found.values is None:
        return _told(built, found)
    starts = tuple((project, period, number, None) for project, period, number, _ in built.decisions(found.values))
    farthest = None if found.answer.bound is None else -found.answer.bound
    distance = {"distance": float(-(found.answer.objective or 0.0)), "farthest": farthest}
    built, completed = job.ask(Query(starts=starts))
    if completed.values is None:  # no time was left: as it was found, within the limit
        return _told(built, found) | distance
    return _told(built, completed) | distance


def relaxed(job: Job, asked: tuple[tuple[str, str], ...]) -> Told:
    """Return bounds over all plans within the limit, for each project and side of ``SIDES``; None where there is none.

    They are those of the linear relaxation with all rows that are known.
    """
    built, _ = job.built()
    program = built.programme(Query(limits=job.dear))
    warm = WarmProgram(program, job.options)
    found = []
    for project, side in asked:
        sign, by_size = SIDES[side]
        cost = built.size_of(project) if by_size else built.starts_of(project)
        wanted = replace(program, cost=sign * cost, offset=0.0)
        found.append([project, side, _bound(warm, wanted, sign, job.options.time_limit)])
    return {"bounds": found}


def _bound(warm: WarmProgram, program: LinearProgram, sign: float, seconds: float) -> float | None:
    if not program.cost.any():
        return 0.0
    warm.set_costs(program.cost)
    answer = warm.run(seconds)
    if answer.status is not Status.PROVEN or answer.row_dual is None:
        return None
    return sign * safe_bound(program, answer.row_dual, warm.units)


def _told(built: CompiledCase, found: QueryAnswer) -> Told:
    """Return an answer as plain data: its cost is that of the plan, whatever was aimed at."""
    answer = found.answer
    if found.values is None:
        return {"status": without_plan(answer.status), "bound": answer.bound, "cost": None}
    return {
        "status": answer.status,
        "objective": answer.objective,
        "bound": answer.bound,
        "cost": built.value(THE_COST, found.values),
        "decisions": [list(each) for each in built.decisions(found.values)],
        "sizes": _sizes(built, found),
    }


def _sizes(built: CompiledCase, found: QueryAnswer) -> dict[str, float]:
    """Return what every started project orders in all; blocks by their capacity."""
    assert found.values is not None
    values: Floats = found.values[: built.width]
    names: Sequence[str] = sorted({project for project, *_ in built.decisions(found.values)})
    return {name: float(built.size_of(name) @ values) for name in names}
