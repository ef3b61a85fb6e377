"""A workbook that was built and compiled once, and answers many questions: each moves only arrays.

Rows that cut off what branches or rules forbid hold whatever is asked, so they are kept from question to question,
and can be taken from one process to another.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, hstack

from planner.errors import QuestionError
from planner.planning.baseline.solve import BaselineSolve
from planner.planning.beside import of_nothing, seconds_for_nothing
from planner.planning.modelled import cutters_of, model_of
from planner.planning.pipeline import Stages, facts_of, plan_of
from planner.solving.branches.cuts import engines
from planner.solving.branches.shapes import Shapes
from planner.solving.cleanest import cleanest
from planner.solving.compile import collector_paused, compile_model
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.needless import without_needless
from planner.solving.outcome import Follower, Options
from planner.solving.safest import SAFEST, safest
from planner.solving.separation import CutRow, Cuts
from planner.statuses import Status, without_plan
from planner.studies.core.measure import THE_COST
from planner.studies.core.plain import kept
from planner.studies.core.query import Decisions
from planner.tolerances import ROUNDING
from planner.workbook.assemble.problem import assemble
from planner_models.measures import add_changes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.planning.beside import Beside
    from planner.plans.plan import Plan
    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Answer, Listener
    from planner.solving.separation import Floats
    from planner.studies.core.measure import Measure
    from planner.studies.core.query import CaseSetting, Query, Start
    from planner.workbook.book import Book
    from planner_models.terms import Term

STARTED = 0.5


class NotOfferedError(QuestionError):
    """A decision that is to be kept is not offered by the workbook, or not as large."""


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


class CompiledCase:
    """A workbook in a setting, ready to be asked.

    Raises
    ------
    WorkbookError
        When something needs a limit that the workbook does not give.
    """

    def __init__(self, book: Book, setting: CaseSetting, options: Options) -> None:
        self.book, self.setting, self.options = setting.book(book), setting, options
        with collector_paused():
            problem = setting.problem(assemble(self.book))
            worst_in = self.book.periods.index(setting.worst_in) if setting.worst_in else None
            self.model = model_of(self.book, problem, setting.measured, worst_in)
            problem = self.model.index.problem
            self._periods = {x.name: t for t, x in enumerate(problem.periods)}
            self._projects = {x.name: k for k, x in enumerate(problem.projects)}
            if setting.former is not None:
                add_changes(self.model, self._former(setting.former))
            program = compile_model(self.model)
        self._place = program.columns.place
        self.cutters, self._program = cutters_of(self.model, program, options)
        self._own_rows = len(program.row_lower)

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
        program, first = self._program, self._own_rows
        names = tuple(
            row if isinstance(row, CutRow) else CutRow("cut", (n,)) for n, row in enumerate(program.rows[first:])
        )
        return Cuts(program.matrix[first:], program.row_lower[first:], program.row_upper[first:], names)

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
        program = self._asked(query)
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
        return self._asked(query)

    def _asked(self, query: Query) -> LinearProgram:
        """Return the programme of a question."""
        program = self._bounded(query)
        for measure, worst in query.limits:
            limit = measure.sign * worst
            row = csr_array((measure.sign * self.vector(measure))[None, :])
            program = program.with_rows(
                row, np.array([-math.inf]), np.array([limit]), (CutRow("asked", (measure.name,)),)
            )
        for name, fewest, most in query.counts:
            row = csr_array(self.starts_of(name)[None, :])
            program = program.with_rows(row, np.array([fewest]), np.array([most]), (CutRow("asked", (name,)),))
        if query.away:
            return self._farthest(program, query.away)
        return replace(program, cost=self._cost(query), offset=0.0)

    def _cost(self, query: Query) -> Floats:
        cost = np.zeros(len(self._program.cost))
        if query.aim is not None:
            is_cost = query.aim == THE_COST
            cost += self._program.cost if is_cost else query.aim.sign * self.vector(query.aim)
        for name, weight in query.projects:
            cost += weight * (self.size_of(name) if query.by_size else self.starts_of(name))
        if query.change_cost:
            cost[[self._place(change) for change in self.model.changed.values()]] += query.change_cost
        return cost

    def _bounded(self, query: Query) -> LinearProgram:
        """Return the programme with the decisions that are kept fixed."""
        lower, upper = self._program.lower.copy(), self._program.upper.copy()
        if query.starts is not None:
            for name in ("start", "size"):
                columns = [self._place(each) for each in getattr(self.model, name).values()]
                lower[columns] = upper[columns] = 0.0
        for decision in (*(query.starts or ()), *query.kept):
            self._fix(decision, lower, upper)
        return replace(self._program, lower=lower, upper=upper)

    def _fix(self, decision: Start, lower: Floats, upper: Floats) -> None:
        name, period, number, size = decision
        key = (self._projects.get(name, -1), self._periods.get(period, -1))
        if key not in self.model.start or (self.model.start[key].ub or 0.0) < number - STARTED:
            message = f"a start of {name} in {period} is not offered" + (f" {number:g} times" if number > 1 else "")
            raise NotOfferedError(message)
        column = self._place(self.model.start[key])
        lower[column] = upper[column] = number
        if key in self.model.size:
            column = self._place(self.model.size[key])
            as_offered = self._program.lower[column], self._program.upper[column]
            kept = None if size is None else (size * (1 - ROUNDING), size * (1 + ROUNDING))
            lower[column], upper[column] = kept or as_offered

    def _farthest(self, program: LinearProgram, away: Sequence[Decisions]) -> LinearProgram:
        """Return the programme whose last column is the least number of decisions that differ from any of the sets."""
        rows, limits = [], []
        for decisions in away:
            coefficients, constant = self._distance(decisions)
            rows.append(np.append(coefficients, -1.0))
            limits.append(-constant)
        width = len(program.cost)
        wider = replace(
            program,
            cost=np.append(np.zeros(width), -1.0),
            offset=0.0,
            lower=np.append(program.lower, 0.0),
            upper=np.append(program.upper, float(len(self.model.start))),
            integer=np.append(program.integer, False),
            matrix=csr_array(hstack([program.matrix, csr_array((program.matrix.shape[0], 1))], format="csr")),
            columns=program.columns.plus([CutRow("distance", (0,))]),
        )
        names = tuple(CutRow("asked", ("distance", n)) for n in range(len(rows)))
        return wider.with_rows(csr_array(np.array(rows)), np.array(limits), np.full(len(rows), math.inf), names)

    def _distance(self, decisions: Decisions) -> tuple[Floats, float]:
        """Return the number of starts that differ, as coefficients and a constant.

        Blocks count by the share of the most that may be started, and not where a part of them was.
        """
        former = self._former(decisions)
        coefficients, constant = np.zeros(len(self._program.cost)), 0.0
        for key, start in self.model.start.items():
            was, most = former.get(key, 0.0), float(start.ub or 0.0)
            if was <= 0 or was >= most:
                constant += 1.0 if was >= most else 0.0
                coefficients[self._place(start)] = (-1.0 if was >= most else 1.0) / most
        return coefficients, constant

    def _former(self, decisions: Decisions) -> dict[tuple[int, int], float]:
        """Return the number of starts by project and period, of those that there still are."""
        return {
            (self._projects[name], self._periods[period]): number
            for name, period, number, _ in decisions
            if name in self._projects and period in self._periods
        }

    def decision_columns(self) -> dict[tuple[str, str, str], int]:
        """Return the columns of starts and sizes: by start or size, project and period."""
        problem = self.model.index.problem
        return {
            (name, problem.projects[k].name, problem.periods[t].name): self._place(variable)
            for name in ("start", "size")
            for (k, t), variable in getattr(self.model, name).items()
        }

    def vector(self, measure: Measure) -> Floats:
        """Return a linear measure as a coefficient for each column."""
        found = np.zeros(len(self._program.cost))
        for coefficient, variable in measure.terms(self.model):
            found[self._place(variable)] += coefficient
        return found

    def starts_of(self, project: str) -> Floats:
        """Return the number of a project's starts as a coefficient for each column."""
        found, k = np.zeros(len(self._program.cost)), self._projects[project]
        found[[self._place(start) for (p, _), start in self.model.start.items() if p == k]] = 1.0
        return found

    def size_of(self, project: str) -> Floats:
        """Return what a project orders in all as a coefficient for each column; its starts where it has no size."""
        found, k = np.zeros(len(self._program.cost)), self._projects[project]
        for (p, _), terms in self.model.size_terms.items():
            for coefficient, variable in terms if p == k else ():
                found[self._place(variable)] += coefficient
        return found if found.any() else self.starts_of(project)

    def value(self, measure: Measure, values: Floats) -> float:
        """Return what a plan measures."""
        if measure == THE_COST:
            return float(self._program.cost @ values[: len(self._program.cost)])
        if measure.declared.value is not None:
            period = measure.period_of(self.model)
            return measure.declared.value(self.model, lambda variable: self._number(variable, values), period)
        if measure.is_linear:
            return float(self.vector(measure) @ values[: len(self._program.cost)])
        return self._concentration(measure, values)

    def turnover(self, values: Floats) -> float:
        """Return all that a plan spends and earns."""
        cost = self._program.cost
        return float(np.abs(cost) @ np.abs(values[: len(cost)]))

    def rule_of(self, measure: Measure) -> int:
        """Return the number of the rule that limits a measure."""
        rules = self.model.index.problem.rules
        added = [each for each, _ in reversed(self.setting.limits)]  # their rules stand in the last rows
        row = max(x.row for x in rules) - added.index(measure)
        return next(q for q, x in enumerate(rules) if x.row == row)

    def _concentration(self, measure: Measure, values: Floats) -> float:
        """Return the worst of all periods of what the measure's rule limits."""
        rules, q = self.model.index.problem.rules, self.rule_of(measure)
        if rules[q].content is not None:  # a solver calls clean only what it must
            values = cleanest(self.model, self._program, values[: len(self._program.cost)])
        worst = 0.0
        for rule, t in self.model.ruled_qt:
            supply = self._number(self.model.supply[rule, t], values)
            if rule == q and supply > ROUNDING:
                intakes = [self._number(self.model.intake[q, g, t], values) for g in range(len(rules[q].origins))]
                shares = [intake / supply for intake in intakes]
                worst = max(worst, measure.declared.of_shares(shares))
        return worst

    def total(self, terms: Sequence[Term], values: Floats) -> float:
        """Return what a linear expression of the model comes to in a plan."""
        return math.fsum(coefficient * self._number(variable, values) for coefficient, variable in terms)

    def _number(self, variable: object, values: Floats) -> float:
        return float(values[self._place(variable)])

    def decisions(self, values: Floats) -> Decisions:
        """Return the decisions of a plan."""
        problem = self.model.index.problem
        found = []
        for (k, t), start in self.model.start.items():
            number = float(round(values[self._place(start)]))
            if number > STARTED:
                sized = (k, t) in self.model.size
                size = self._number(self.model.size[k, t], values) if sized else None
                found.append((problem.projects[k].name, problem.periods[t].name, number, size))
        return tuple(found)

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


@kept
class QueryReply:
    """What a query was answered, without the model: proven, not proven, infeasible or no plan found.

    Attributes
    ----------
    objective, bound
        None without a plan; without anything proven.
    measures, decisions
        Of the plan: what was measured, and its investments.
    """

    status: Status
    objective: float | None
    bound: float | None
    seconds: float
    measures: Mapping[str, float]
    decisions: Decisions | None


def reply(compiled: CompiledCase, found: QueryAnswer, measures: Sequence[Measure] = ()) -> QueryReply:
    """Return an answer as it can be kept, with what is measured of its plan."""
    answer, values = found.answer, found.values
    if values is None:
        return QueryReply(without_plan(answer.status), None, answer.bound, answer.seconds, {}, None)
    measured = {measure.name: compiled.value(measure, values) for measure in (THE_COST, *measures)}
    return QueryReply(
        answer.status, answer.objective, answer.bound, answer.seconds, measured, compiled.decisions(values)
    )
