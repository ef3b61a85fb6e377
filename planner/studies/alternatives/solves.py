"""The single solves behind alternatives, each a task.

All plans that are told of cost at most the limit, unless their cost says otherwise: they are witnesses of what
investments may be.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Options
from planner.solving.safe_bound import safe_bound
from planner.solving.warm_program import WarmProgram
from planner.statuses import Status, without_plan
from planner.studies.core.compiled_case import CompiledCase, QueryAnswer
from planner.studies.core.measure import THE_COST, Measure
from planner.studies.core.plain import kept
from planner.studies.core.query import CaseSetting, Decisions, Query
from planner.studies.core.query_worker import Known, compiled_case_of, known_of, start_of
from planner.workbook.book import Book

SETTING = CaseSetting(measured=THE_COST.declared.needs)
SIDES = {"fewest": (1.0, False), "most": (-1.0, False), "least size": (1.0, True), "largest size": (-1.0, True)}
HINT_GAP = 0.2  # where a plan is wanted for what it shows, not for being the best


@kept
class SolvedPlan:
    """What a solve found: how good it is known to be, and its plan where there is one.

    Attributes
    ----------
    bound
        Of what was aimed at; None where nothing is proven.
    cost, decisions, sizes
        Of the plan, whatever was aimed at: None and empty without one. Sizes are what each project orders in all.
    distance, farthest
        From the nearest of other plans, and what is proven of it: no plan is farther.
    known
        What was found out on the way, for others to begin with.
    """

    status: Status
    bound: float | None = None
    cost: float | None = None
    decisions: Decisions = ()
    sizes: Mapping[str, float] = field(default_factory=dict)
    distance: float | None = None
    farthest: float | None = None
    known: Known | None = None


@kept
class RelaxedBounds:
    """Bounds over all plans within the limit: project, side, and the bound, None where there is none."""

    bounds: tuple[tuple[str, str, float | None], ...]


@dataclass(frozen=True)
class Job:
    """A workbook, how to solve it, what is known of it, the most that a plan may cost, and the time that is left."""

    book: Book
    options: Options
    known: Known | None = None
    limit: float = math.inf
    seconds: float = math.inf

    @property
    def asked(self) -> Options:
        """How a question is solved: no longer than there is time."""
        return replace(self.options, time_limit=min(self.options.time_limit, self.seconds))

    def compiled(self) -> tuple[CompiledCase, Floats | None]:
        """Return the workbook built, and the plan to begin with."""
        compiled = compiled_case_of(self.book, SETTING, self.options)
        return compiled, start_of(compiled, self.known)

    def ask(self, query: Query, gap: float | None = None) -> tuple[CompiledCase, QueryAnswer]:
        """Return the answer to a question."""
        compiled, start = self.compiled()
        options = self.asked if gap is None else replace(self.asked, gap=gap)
        return compiled, compiled.ask(query, options, start=start)

    @property
    def dear(self) -> tuple[tuple[Measure, float], ...]:
        """The limit of the cost, as questions take it."""
        return ((THE_COST, self.limit),)


def best(job: Job, starts: Decisions | None = None) -> SolvedPlan:
    """Return the plan of least cost, or of these decisions, and what was found out on the way."""
    compiled, found = job.ask(Query(starts=starts))
    return replace(solved_plan(compiled, found), known=known_of(compiled, found.values))


def cheapest(job: Job, counts: tuple[tuple[str, float, float], ...], gap: float) -> SolvedPlan:
    """Return the plan of least cost where projects are started that often."""
    return solved_plan(*job.ask(Query(counts=counts), gap))


def allowed(job: Job, counts: tuple[tuple[str, float, float], ...]) -> SolvedPlan:
    """Return any plan within the cost limit where projects are started that often, or that there is none."""
    return solved_plan(*job.ask(Query(aim=None, counts=counts, limits=job.dear)))


def many(job: Job, weights: tuple[tuple[str, float], ...]) -> SolvedPlan:
    """Return a plan with the least weighed starts, which shows for many projects at once what they may be."""
    return solved_plan(*job.ask(Query(aim=None, projects=weights, limits=job.dear), HINT_GAP))


def sized(job: Job, project: str, sign: float) -> SolvedPlan:
    """Return the plan in which a project orders the least in all, or with the sign below zero the most."""
    return solved_plan(*job.ask(Query(aim=None, projects=((project, sign),), by_size=True, limits=job.dear)))


def different(job: Job, away: tuple[Decisions, ...]) -> SolvedPlan:
    """Return the plan whose starts differ most from those of the nearest of some plans, run at least cost.

    ``distance`` is from the nearest; ``farthest`` is proven: no plan is farther.
    """
    compiled, found = job.ask(Query(away=away, limits=job.dear))
    if found.values is None:
        return solved_plan(compiled, found)
    starts = tuple((project, period, number, None) for project, period, number, _ in compiled.decisions(found.values))
    farthest = None if found.answer.bound is None else -found.answer.bound
    distance = float(-(found.answer.objective or 0.0))
    compiled, completed = job.ask(Query(starts=starts))
    is_whole = found.answer.status is completed.answer.status is Status.PROVEN
    if completed.values is None:  # no time was left: as it was found, within the limit
        completed = found
    status = Status.PROVEN if is_whole else Status.NOT_PROVEN
    return replace(solved_plan(compiled, completed), status=status, distance=distance, farthest=farthest)


def relaxed(job: Job, asked: tuple[tuple[str, str], ...]) -> RelaxedBounds:
    """Return bounds for each project and side of ``SIDES``.

    They are those of the linear relaxation with all rows that are known.
    """
    compiled, _ = job.compiled()
    program = compiled.programme(Query(limits=job.dear))
    warm = WarmProgram(program, job.options)
    found = []
    for project, side in asked:
        sign, by_size = SIDES[side]
        cost = compiled.size_of(project) if by_size else compiled.starts_of(project)
        wanted = replace(program, cost=sign * cost, offset=0.0)
        found.append((project, side, _bound(warm, wanted, sign, job.options.time_limit)))
    return RelaxedBounds(tuple(found))


def _bound(warm: WarmProgram, program: LinearProgram, sign: float, seconds: float) -> float | None:
    if not program.cost.any():
        return 0.0
    warm.set_costs(program.cost)
    answer = warm.run(seconds)
    if answer.status is not Status.PROVEN or answer.row_dual is None:
        return None
    return sign * safe_bound(program, answer.row_dual, warm.units)


def solved_plan(compiled: CompiledCase, found: QueryAnswer) -> SolvedPlan:
    """Return an answer as it can be kept."""
    answer, values = found.answer, found.values
    if values is None:
        return SolvedPlan(without_plan(answer.status), answer.bound)
    cost, decisions = compiled.value(THE_COST, values), compiled.decisions(values)
    return SolvedPlan(answer.status, answer.bound, cost, decisions, _sizes(compiled, values, decisions))


def _sizes(compiled: CompiledCase, values: Floats, decisions: Decisions) -> dict[str, float]:
    """Return what every started project orders in all; blocks by their capacity."""
    names = sorted({project for project, *_ in decisions})
    return {name: float(compiled.size_of(name) @ values[: compiled.width]) for name in names}
