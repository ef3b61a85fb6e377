"""A workbook that was built and compiled once, and answers many questions: each moves only arrays.

Rows that cut off what branches or rules forbid hold whatever is asked, so they are kept from question to question,
and can be taken from one process to another.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, replace

import numpy as np

from planner.arrays import Floats
from planner.errors import QuestionError
from planner.planning.baseline.solve import BaselineSolve
from planner.planning.beside import Beside, of_nothing, seconds_for_nothing
from planner.planning.modelled import cutters_of, model_of
from planner.planning.pipeline import Stages, facts_of, plan_of
from planner.plans.plan import Plan
from planner.solving.branches.cuts import engines
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import LinearProgram, collector_paused
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.needless import without_needless
from planner.solving.outcome import Answer, Follower, Listener, Options
from planner.solving.safest import SAFEST, safest
from planner.solving.separation import Cuts
from planner.studies.core.measure import THE_COST
from planner.studies.core.measured_case import MeasuredCase
from planner.studies.core.query import CaseSetting, Query
from planner.studies.core.query_programme import programme_of
from planner.tolerances import ROUNDING
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book


@dataclass(frozen=True)
class QueryAnswer:
    """An answer, with the programme that it is an answer of.

    ``answer`` has the aim's value and bound; ``exact`` the polished linear programme, or None; ``safe`` says in words
    whether a safer plan of the same decisions was looked for.
    """

    answer: Answer
    exact: Answer | None
    planes: CuttingPlanes
    safe: str = ""

    @property
    def values(self) -> Floats | None:
        """The plan: a value for every column; None where there is none."""
        return self.answer.values if self.exact is None or self.exact.values is None else self.exact.values


class CompiledCase(MeasuredCase):
    """A workbook in a setting, ready to be asked.

    Raises
    ------
    WorkbookError
        When something needs a limit that the workbook does not give.
    """

    def __init__(self, book: Book, setting: CaseSetting, options: Options) -> None:
        self.book, self.options = setting.book(book), options
        with collector_paused():
            problem = setting.problem(assemble(self.book))
            worst_in = self.book.periods.index(setting.worst_in) if setting.worst_in else None
            super().__init__(model_of(self.book, problem, setting.measured, worst_in), setting)
        self._own_rows = len(self._program.row_lower)
        self.cutters, self._program = cutters_of(self.model, self._program, options)

    @property
    def width(self) -> int:
        """How many columns the model has."""
        return len(self._program.columns)

    @property
    def columns(self) -> str:
        """A digest of the names of the model's columns: rows are for models that have the same."""
        digest = hashlib.sha256()
        for name, _, keys in self._program.columns.named():
            digest.update(f"{name}{list(keys)}".encode())
        return digest.hexdigest()

    @property
    def cuts(self) -> Cuts:
        """The rows that were found so far, on the columns of the model alone; of others than branches a bare name."""
        return Cuts.added(self._program, self._own_rows)

    def take(self, cuts: Cuts | None) -> None:
        """Take rows that another process found for the same workbook in the same setting."""
        if cuts is not None and len(cuts):
            self._program = self._program.with_rows(cuts.matrix, cuts.lower, cuts.upper, cuts.names)

    def ask(
        self,
        query: Query,
        options: Options | None = None,
        listener: Listener | None = None,
        start: Floats | None = None,
        *,
        keeps: bool = False,
    ) -> QueryAnswer:
        """Return the answer to a question; rows that were found on the way are kept for the next.

        ``keeps`` says whether a Ctrl-C leaves the best plan so far; otherwise it is raised.

        Raises
        ------
        NotOfferedError
            When a decision that is to be kept is not offered.
        """
        program = self.programme(query)
        rows, columns = len(program.row_lower), len(self._program.cost)
        wide = None if start is None else _widened(start, len(program.cost))
        options = options or self.options
        if query.aim != THE_COST or query.away:
            options = replace(options, money_gap=0.0)  # what is wanted least is no money
        planes = CuttingPlanes(program, options, self.cutters, listener, wide, keeps=keeps)
        if isinstance(listener, Follower):
            is_cost = query.aim == THE_COST and not query.change_cost
            listener.begin(self.book, self.model, planes, options, None if is_cost else self._program.cost)
        with engines(self.cutters):
            answer, exact = planes.run()
        answer, exact = without_needless(planes.program, answer, exact)
        grown = planes.program
        found = Cuts(grown.matrix[rows:, :columns], grown.row_lower[rows:], grown.row_upper[rows:], grown.rows[rows:])
        self.take(found)
        return QueryAnswer(answer, exact, planes)

    def programme(self, query: Query) -> LinearProgram:
        """Return the programme of a question, with the rows that were found so far."""
        return programme_of(self, self._program, query)

    def safest(self, found: QueryAnswer) -> QueryAnswer:
        """Return the safest of the plans that cost the same and decide the same as one that was asked for its cost."""
        shapes = Shapes(self.model, self._program)
        with engines(self.cutters):
            safe = safest(self.model, shapes, found.planes, found.answer, found.exact)
        return QueryAnswer(*without_needless(found.planes.program, safe.answer, safe.exact), found.planes, safe.words)

    def plan(
        self, found: QueryAnswer, stages: Stages | None = None, asides: Beside | None = None, *, is_audited: bool = True
    ) -> Plan:
        """Return the whole plan of an answer, judged and audited; ``asides`` are told beside it.

        Where something else than cost was aimed at, what the plan costs has no bound.
        """
        facts = facts_of(self.book, found.planes, found.answer, found.exact is not None, self.options)
        facts |= {SAFEST: found.safe} if found.safe else {}
        if found.values is None:
            message = "there is no plan to tell of"
            raise QuestionError(message)
        cost = self.value(THE_COST, found.values)
        if not math.isclose(cost, facts["objective"], rel_tol=ROUNDING, abs_tol=ROUNDING):
            facts |= {"objective": cost, "bound": None, "gap": None}
        planes = found.planes
        return plan_of(
            self.book, self.model, planes.program, found.answer, found.exact, facts, self.options, stages or Stages(),
            beside=None if asides is None else lambda: asides, is_audited=is_audited,
        )  # fmt: skip

    def nothing_beside(self, found: QueryAnswer, query: Query, ends: float) -> Beside:
        """Return what would be where nothing is built but what a question keeps, found before a command ends."""
        assert found.values is not None
        seconds = seconds_for_nothing(found.planes.spent, ends)
        own = replace(self.options, time_limit=max(seconds, 0.0))
        program = replace(self.programme(query), offset=self._program.offset)
        values = found.values[: len(program.cost)]
        shapes = Shapes(self.model, self._program)
        return of_nothing(BaselineSolve(self.book, self.model, program, self.cutters, values, own, shapes, seconds))


def _widened(start: Floats, width: int) -> Floats:
    """Return a start with nothing known of the columns that it does not have."""
    return np.append(start, np.full(width - len(start), math.nan))
