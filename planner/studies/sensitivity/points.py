"""What is solved of one set of numbers: the best plan, or the starts of the plan kept, operated."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from planner.arrays import Floats
from planner.plans.resilience import resilience
from planner.solving.outcome import Options
from planner.statuses import Status
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.measure import THE_COST
from planner.studies.core.plain import kept
from planner.studies.core.query import CaseSetting, Decisions, Query
from planner.studies.core.query_programme import NotOfferedError
from planner.studies.core.query_task import demand_answer, solver_told
from planner.studies.core.query_worker import compiled_case_of
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task
from planner.studies.sensitivity.as_far import as_far
from planner.studies.sensitivity.gave_way import GaveWay
from planner.studies.sensitivity.operated import Near, OperatedAt, operated, relaxed_cost
from planner.wording.text import and_more
from planner.workbook.book import Book

NO_PLAN = "no plan keeps everything that must hold there"
NO_ANSWER = "no answer in the time"
NOT_KEPT = "the requirements cannot be kept"
MOST_REASONS = 3


@kept
class PlanAt:
    """What was found: ``cost`` is None where there is no plan, ``bound`` where nothing is proven.

    Attributes
    ----------
    elsewhere
        What the same plan costs with the numbers of the other workbook, where one was given and has the same columns.
    turnover
        All that it spends and earns: what costs are a difference of.
    decisions
        Its investments.
    shortage, service
        What is short undisturbed, and the worst service under any disruption where that was asked: of starts kept.
    whole
        What is whole in the plan and not 0, by column: operations elsewhere begin there.
    gave, cost_gave
        Of starts that cannot be operated as they are: what gives way, by the most first, and what they cost with that;
        ``shortage`` and ``service`` are then told with it too.
    """

    status: Status
    cost: float | None
    bound: float | None
    why: str = ""
    elsewhere: float | None = None
    turnover: float = 0.0
    decisions: Decisions | None = None
    shortage: float = math.nan
    service: float = math.nan
    whole: Near = ()
    gave: tuple[GaveWay, ...] = ()
    cost_gave: float | None = None

    @property
    def comes_to(self) -> float | None:
        """What it costs, with what gives way where it must; None where not even that was found."""
        return self.cost_gave if self.cost is None else self.cost


@kept
class BoundAt:
    """Below what no plan costs, as its relaxation proves; None where nothing is proven."""

    bound: float | None


@dataclass(frozen=True)
class PointTask:
    """What is solved.

    Attributes
    ----------
    book
        The workbook with some numbers.
    starts
        The investments, where they are kept.
    other
        The workbook with other numbers at whose costs the plan found is told too.
    near
        What was whole with other numbers, see `PlanAt.whole`: what is looked for begins there.
    judged
        Whether the worst service under any disruption is told: that takes longer than all else.
    tells
        Whether it is told what gives way where the starts cannot be operated.
    """

    book: Book = field(repr=False)
    starts: Decisions | None = None
    other: Book | None = field(default=None, repr=False)
    near: Near = field(default=(), repr=False)
    judged: bool = False
    tells: bool = False

    def task(self, name: str, options: Options) -> Task[PlanAt]:
        """Return the task of this name."""
        solver = solver_told(options)
        other = None if self.other is None else self.other.identity
        key = key_of(self.book.identity, self.starts, other, self.near, self.judged, self.tells, solver)
        return Task(name, plan_at, (self, options), key, PlanAt)


def plan_at(asked: PointTask, options: Options) -> PlanAt:
    """Return what was found, as it can be kept.

    Raises
    ------
    SolverError
        When the solver failed, or money could be earned without limit.
    """
    compiled = compiled_case_of(asked.book, CaseSetting(), options)
    try:
        found = operated(compiled, asked.starts, asked.near, options)
    except NotOfferedError:
        found = OperatedAt(Status.INFEASIBLE, None, None, None)
    demand_answer(found.status)
    if found.values is None:
        return _without_plan(compiled, asked, found, options)
    return PlanAt(
        found.status, found.cost, found.bound, "", _elsewhere(asked, compiled, found.values, options),
        compiled.turnover(found.values), compiled.decisions(found.values),
        *_served(compiled, asked, found.values, options),
        found.whole,
    )  # fmt: skip


def _without_plan(compiled: CompiledCase, asked: PointTask, found: OperatedAt, options: Options) -> PlanAt:
    if found.status is not Status.INFEASIBLE:
        return PlanAt(found.status, None, found.bound, NO_ANSWER)
    if asked.starts is None:
        return PlanAt(found.status, None, found.bound, NO_PLAN)
    if not asked.tells:
        return PlanAt(found.status, None, found.bound, NOT_KEPT)
    told = as_far(compiled, asked.starts, asked.near, options)
    words = [each.words for each in told.gave]
    why = f"not kept: {and_more(words, MOST_REASONS, '; ')}" if words else NOT_KEPT
    served = _served(compiled, asked, told.values, options)
    return PlanAt(found.status, None, found.bound, why, None, 0.0, None, *served, (), told.gave, told.cost)


def _served(compiled: CompiledCase, asked: PointTask, values: Floats | None, options: Options) -> tuple[float, float]:
    """Return what is short undisturbed, and the worst service where that is asked."""
    if asked.starts is None or values is None:
        return math.nan, math.nan
    model = compiled.model
    periods = model.index.problem.periods
    short = compiled.total([(periods[t].years, each) for (_, t), each in model.shortage.items()], values)
    return short, _worst_service(compiled, values, options) if asked.judged else math.nan


def _worst_service(compiled: CompiledCase, values: Floats, options: Options) -> float:
    program = compiled.programme(Query())
    service = resilience(compiled.model, program, values, options)["Resilience"]["service"].min()
    return 1.0 if math.isnan(service) else float(service)


def _elsewhere(asked: PointTask, compiled: CompiledCase, values: Floats, options: Options) -> float | None:
    """Return what the plan costs with the numbers of the other workbook."""
    if asked.other is None:
        return None
    there = compiled_case_of(asked.other, CaseSetting(), options)
    return there.value(THE_COST, values[: there.width]) if there.columns == compiled.columns else None


def bound_task(name: str, book: Book, options: Options) -> Task[BoundAt]:
    """Return the task that tells below what no plan of a workbook costs, as its relaxation proves."""
    return Task(name, bound_at, (book, options), key_of(book.identity, solver_told(options)), BoundAt)


def bound_at(book: Book, options: Options) -> BoundAt:
    """Return below what no plan of a workbook costs; None where that was not found in the time."""
    compiled = compiled_case_of(book, CaseSetting(), options)
    return BoundAt(relaxed_cost(compiled, compiled.programme(Query()), options).bound)
