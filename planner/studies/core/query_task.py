"""One solve of a workbook that a study edits, as a task that is kept."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.errors import SolverError
from planner.statuses import Status
from planner.studies.core.compiled_case import QueryReply, reply
from planner.studies.core.measure import THE_COST
from planner.studies.core.news import listener
from planner.studies.core.plain import kept
from planner.studies.core.query import CaseSetting, Query
from planner.studies.core.query_worker import compiled_case_of, setting_told
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.solving.outcome import Options
    from planner.solving.separation import Floats
    from planner.studies.core.compiled_case import CompiledCase
    from planner.studies.core.query import Decisions
    from planner.workbook.book import Book
    from planner_models.problem import Problem

    Edit = tuple[Callable[..., Problem], tuple[object, ...]]

KEPT = ("gap", "money_gap", "time_limit", "seed", "presolve", "tolerance")  # options that a result depends on


@kept
class CourseCosts:
    """What a plan costs undisturbed, and what each branch that has a chance costs more: (disruption, onset, cost)."""

    undisturbed: float
    extra: tuple[tuple[int, int, float], ...]


@kept
class QueryTaskReply(QueryReply):
    """A reply, with the costs of its courses where they were asked for and there is a plan."""

    courses: CourseCosts | None


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

    def task(self, name: str, options: Options) -> Task[QueryTaskReply]:
        """Return the task of this name."""
        solver = [getattr(options, each) for each in KEPT]
        key = key_of(self.book.identity, setting_told(self.setting), self.starts, self.has_courses, solver)
        return Task(name, answered, (self, options), key, QueryTaskReply)


def answered(asked: QueryTask, options: Options) -> QueryTaskReply:
    """Return the answer as it can be kept.

    Raises
    ------
    SolverError
        When the solver failed, or money could be earned without limit.
    """
    compiled = compiled_case_of(asked.book, asked.setting, options)
    found = compiled.ask(Query(starts=asked.starts), listener=listener())
    if found.answer.status in (Status.FAILED, Status.UNBOUNDED):
        message = f"the solver gave no answer: {found.answer.message or found.answer.status.value}"
        raise SolverError(message)
    courses = course_costs(compiled, found.values) if asked.has_courses and found.values is not None else None
    return QueryTaskReply(**vars(reply(compiled, found)), courses=courses)


def course_costs(compiled: CompiledCase, values: Floats) -> CourseCosts:
    """Return what a plan costs undisturbed, and what each branch that has a chance costs more."""
    model = compiled.model
    extra = {b: compiled.total([(1.0, model.extra[b])], values) for b in model.extra}
    chances = math.fsum(model.branches[b].chance * cost for b, cost in extra.items())
    courses = tuple((int(model.branches[b].disruption), int(model.branches[b].onset), extra[b]) for b in extra)
    return CourseCosts(compiled.value(THE_COST, values) - chances, courses)
