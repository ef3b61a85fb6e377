"""What is solved of one set of numbers: the best plan, or the starts of the plan kept, operated."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.errors import SolverError
from planner.statuses import Status
from planner.studies.core.compiled_case import NotOfferedError
from planner.studies.core.measure import THE_COST
from planner.studies.core.plain import kept
from planner.studies.core.query import CaseSetting, Decisions, Query
from planner.studies.core.query_task import KEPT
from planner.studies.core.query_worker import compiled_case_of
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task
from planner.studies.regret.operations import served, why_not_operated

if TYPE_CHECKING:
    from planner.solving.outcome import Options
    from planner.studies.core.compiled_case import CompiledCase, QueryAnswer
    from planner.workbook.book import Book

NO_PLAN = "no plan keeps everything that must hold there"
NO_ANSWER = "no answer in the time"


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
        What is short undisturbed, and the worst service under any disruption: of starts that are kept.
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
    """

    book: Book = field(repr=False)
    starts: Decisions | None = None
    other: Book | None = field(default=None, repr=False)

    def task(self, name: str, options: Options) -> Task[PlanAt]:
        """Return the task of this name."""
        solver = [getattr(options, each) for each in KEPT]
        other = None if self.other is None else self.other.identity
        key = key_of(self.book.identity, self.starts, other, solver)
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
        found = compiled.ask(Query(starts=asked.starts))
    except NotOfferedError as error:
        return PlanAt(Status.INFEASIBLE, None, None, str(error))
    if found.answer.status in (Status.FAILED, Status.UNBOUNDED):
        message = f"the solver gave no answer: {found.answer.message or found.answer.status.value}"
        raise SolverError(message)
    if found.values is None:
        return PlanAt(found.answer.status, None, found.answer.bound, _why(asked, compiled, found, options))
    shortage, service = (math.nan, math.nan) if asked.starts is None else served(compiled, found, found.values, options)
    return PlanAt(
        found.answer.status, found.answer.objective, found.answer.bound, "",
        _elsewhere(asked, compiled, found, options), compiled.turnover(found.values),
        compiled.decisions(found.values), shortage, service,
    )  # fmt: skip


def _why(asked: PointTask, compiled: CompiledCase, found: QueryAnswer, options: Options) -> str:
    if asked.starts is not None:
        return why_not_operated(compiled, found, options)
    return NO_PLAN if found.answer.status is Status.INFEASIBLE else NO_ANSWER


def _elsewhere(asked: PointTask, compiled: CompiledCase, found: QueryAnswer, options: Options) -> float | None:
    """Return what the plan costs with the numbers of the other workbook."""
    if asked.other is None or found.values is None:
        return None
    there = compiled_case_of(asked.other, CaseSetting(), options)
    return there.value(THE_COST, found.values[: there.width]) if there.columns == compiled.columns else None
