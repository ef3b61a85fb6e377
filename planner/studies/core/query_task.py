"""One solve of a workbook that a study edits, as a task that is kept: plain data in, plain data out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from planner.errors import SolverError
from planner.statuses import Status
from planner.studies.core.compiled_case import reply
from planner.studies.core.query import CaseSetting, Query
from planner.studies.core.query_worker import compiled_case_of, setting_told
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task

if TYPE_CHECKING:
    from collections.abc import Callable

    from planner.solving.outcome import Options
    from planner.studies.core.compiled_case import CompiledCase, QueryAnswer
    from planner.studies.core.query import Decisions
    from planner.workbook.book import Book
    from planner_models.problem import Problem

    Edit = tuple[Callable[..., Problem], tuple[Any, ...]]

KEPT = ("gap", "money_gap", "time_limit", "seed", "presolve", "tolerance")  # options that a result depends on


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
    tells
        A module-level function of what was built and found that returns more plain data of it.
    """

    book: Book = field(repr=False)
    edits: tuple[Edit, ...] = ()
    starts: Decisions | None = None
    tells: Callable[[CompiledCase, QueryAnswer], dict[str, object]] | None = None

    @property
    def setting(self) -> CaseSetting:
        """What is built."""
        return CaseSetting(edits=self.edits)

    def task(self, name: str, options: Options) -> Task:
        """Return the task of this name."""
        tells = self.tells.__qualname__ if self.tells else ""
        solver = [getattr(options, each) for each in KEPT]
        key = key_of(self.book.identity, setting_told(self.setting), self.starts, tells, solver)
        return Task(name, answered, (self, options), key)


def answered(asked: QueryTask, options: Options) -> dict[str, object]:
    """Return the answer as plain data (see `planner.studies.core.compiled_case.reply`).

    Raises
    ------
    SolverError
        When the solver failed, or money could be earned without limit.
    """
    built = compiled_case_of(asked.book, asked.setting, options)
    found = built.ask(Query(starts=asked.starts))
    if found.answer.status in (Status.FAILED, Status.UNBOUNDED):
        message = f"the solver gave no answer: {found.answer.message or found.answer.status.value}"
        raise SolverError(message)
    told = reply(built, found)
    return told | (asked.tells(built, found) if asked.tells and found.values is not None else {})
