"""One solve of a workbook that a study edits, as a task that is kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from planner.arrays import Floats
from planner.errors import SolverError
from planner.solving.outcome import Options
from planner.statuses import Status, without_plan
from planner.studies.core.compiled_case import CompiledCase, QueryAnswer
from planner.studies.core.measure import THE_COST, Measure
from planner.studies.core.news import listener
from planner.studies.core.plain import kept
from planner.studies.core.query import CaseSetting, Decisions, Query
from planner.studies.core.query_worker import compiled_case_of, setting_told
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task
from planner.workbook.book import Book
from planner_models.problem import Problem

Edit = tuple[Callable[..., Problem], tuple[object, ...]]

KEPT: Final = ("gap", "money_gap", "time_limit", "seed", "presolve", "tolerance")  # options that a result depends on


def solver_told(options: Options) -> list[object]:
    """Return what tells a result's options from others in the key that it is kept under."""
    return [getattr(options, each) for each in KEPT]


def demand_answer(status: Status, message: str = "") -> None:
    """Pass a solve that gave an answer, if only that there is no plan.

    Raises
    ------
    SolverError
        When the solver failed, or money could be earned without limit.
    """
    if status in (Status.FAILED, Status.UNBOUNDED):
        words = f"the solver gave no answer: {message or status.value}"
        raise SolverError(words)


@kept
class CourseCosts:
    """What a plan costs undisturbed, and what each branch that has a chance costs more: (disruption, onset, cost)."""

    undisturbed: float
    extra: tuple[tuple[int, int, float], ...]


@kept
class QueryReply:
    """What a query was answered, without the model: proven, not proven, infeasible or no plan found.

    Attributes
    ----------
    objective, bound
        None without a plan; without anything proven.
    measures, decisions, courses
        Of the plan: what was measured, its investments, and the costs of its courses where they were asked for.
    """

    status: Status
    objective: float | None
    bound: float | None
    seconds: float
    measures: Mapping[str, float]
    decisions: Decisions | None
    courses: CourseCosts | None = None


@dataclass(frozen=True)
class QueryTask:
    """What is solved.

    Attributes
    ----------
    book
        The workbook, its case applied.
    edits
        What a study makes of its problem.
    starts
        The investments, where they are fixed.
    has_courses
        Whether what each course of events costs is asked for too.
    """

    book: Book = field(repr=False)
    edits: tuple[Edit, ...] = ()
    starts: Decisions | None = None
    has_courses: bool = False

    @property
    def setting(self) -> CaseSetting:
        """What is built."""
        return CaseSetting(edits=self.edits)

    def task(self, name: str, options: Options) -> Task[QueryReply]:
        """Return the task of this name."""
        told = setting_told(self.setting), self.starts, self.has_courses, solver_told(options)
        key = key_of(self.book.identity, *told)
        return Task(name, answered, (self, options), key, QueryReply)


def answered(asked: QueryTask, options: Options) -> QueryReply:
    """Return the answer as it can be kept.

    Raises
    ------
    SolverError
        When the solver failed, or money could be earned without limit.
    """
    compiled = compiled_case_of(asked.book, asked.setting, options)
    found = compiled.ask(Query(starts=asked.starts), listener=listener())
    demand_answer(found.answer.status, found.answer.message)
    courses = course_costs(compiled, found.values) if asked.has_courses and found.values is not None else None
    return replace(reply(compiled, found), courses=courses)


def reply(compiled: CompiledCase, found: QueryAnswer, measures: Sequence[Measure] = ()) -> QueryReply:
    """Return an answer as it can be kept, with what is measured of its plan."""
    answer, values = found.answer, found.values
    if values is None:
        return QueryReply(without_plan(answer.status), None, answer.bound, answer.seconds, {}, None)
    measured = {measure.name: compiled.value(measure, values) for measure in (THE_COST, *measures)}
    return QueryReply(
        answer.status, answer.objective, answer.bound, answer.seconds, measured, compiled.decisions(values)
    )


def course_costs(compiled: CompiledCase, values: Floats) -> CourseCosts:
    """Return what a plan costs undisturbed, and what each branch that has a chance costs more."""
    model = compiled.model
    extra = {b: compiled.total([(1.0, model.extra[b])], values) for b in model.extra}
    chances = math.fsum(model.branches[b].chance * cost for b, cost in extra.items())
    courses = tuple((int(model.branches[b].disruption), int(model.branches[b].onset), extra[b]) for b in extra)
    return CourseCosts(compiled.value(THE_COST, values) - chances, courses)
