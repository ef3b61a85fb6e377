"""What it costs to have built for one case when another comes true: investments held fixed, operations decided anew."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from planner.errors import SolverError
from planner.plans.resilience import resilience
from planner.statuses import Status
from planner.studies.core.compiled_case import NotOfferedError
from planner.studies.core.plain import kept
from planner.studies.core.query import CaseSetting, Query, decisions_of
from planner.studies.core.query_worker import compiled_case_of
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task
from planner.studies.regret.broken_rules import rules_broken
from planner.tolerances import ROUNDING
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.reports.loading.several import Compared
    from planner.solving.outcome import Options
    from planner.solving.separation import Floats
    from planner.studies.core.compiled_case import CompiledCase, QueryAnswer
    from planner.studies.core.query import Decisions
    from planner.studies.core.tasks import Runner
    from planner.workbook.book import Book

MOST_REASONS: Final = 2


@dataclass(frozen=True)
class Operated:
    """A plan's investments, operated in a case.

    Attributes
    ----------
    cost
        None where they cannot be operated; ``why`` says so in short.
    regret
        What they cost beyond the case's own best; without bound where they cannot be operated.
    is_within
        Whether the regret is no more than what the solver's gap leaves open.
    shortage, service
        What is short undisturbed, and the worst service under any disruption (1 without disruptions).
    """

    cost: Bracket | None
    regret: Bracket
    is_within: bool
    why: str = ""
    shortage: float = math.nan
    service: float = math.nan


@dataclass(frozen=True)
class Regret:
    """Plans by cases.

    Attributes
    ----------
    names
        The cases that have a plan: rows are their plans, columns what comes true.
    best
        The least cost of each case.
    cells
        By plan and by case.
    decisions
        The investments of each plan.
    """

    names: tuple[str, ...]
    best: tuple[Bracket, ...]
    cells: tuple[tuple[Operated, ...], ...]
    decisions: tuple[Decisions, ...]

    def worst(self, plan: int) -> float:
        """Return the worst regret of a plan."""
        return max(cell.regret.best for cell in self.cells[plan])

    def mean(self, plan: int) -> float:
        """Return the mean regret of a plan, every case counting the same."""
        return math.fsum(cell.regret.best for cell in self.cells[plan]) / len(self.names)

    def failures(self, plan: int) -> list[int]:
        """Return the cases in which a plan cannot be operated."""
        return [case for case, cell in enumerate(self.cells[plan]) if cell.cost is None]

    @property
    def order(self) -> list[int]:
        """The plans, that of the least worst regret first; of those that fail somewhere, that of the fewest."""
        return sorted(range(len(self.names)), key=lambda plan: (len(self.failures(plan)), self.worst(plan), plan))


@kept
class Operation:
    """What investments come to in a case that are held fixed: what they cost and what is short, or why they cannot be.

    ``cost`` is None where they cannot be operated, ``bound`` where nothing is proven.
    """

    cost: float | None
    bound: float | None
    why: str = ""
    shortage: float = math.nan
    service: float = math.nan


def operate(book: Book, starts: Decisions, options: Options) -> Operation:
    """Operate investments in a case.

    Raises
    ------
    SolverError
        When the solver failed.
    """
    compiled = compiled_case_of(book, CaseSetting(), options)
    try:
        found = compiled.ask(Query(starts=starts))
    except NotOfferedError as error:
        return Operation(None, None, str(error))
    if found.answer.status in (Status.FAILED, Status.UNBOUNDED):
        message = f"the solver gave no answer: {found.answer.message or found.answer.status.value}"
        raise SolverError(message)
    if found.values is None:
        return Operation(None, found.answer.bound, why_not_operated(compiled, found, options))
    return Operation(found.answer.objective, found.answer.bound, "", *served(compiled, found, found.values, options))


def why_not_operated(compiled: CompiledCase, found: QueryAnswer, options: Options) -> str:
    """Say in short why investments cannot be operated."""
    if found.answer.status is not Status.INFEASIBLE:
        return "no answer in the time"
    reasons = rules_broken(compiled.model, found.rounds.program, options)
    more = f" and {len(reasons) - MOST_REASONS} more" if len(reasons) > MOST_REASONS else ""
    told = "; ".join(reasons[:MOST_REASONS])
    return f"not kept: {told}{more}" if told else "the requirements cannot be kept"


def served(compiled: CompiledCase, found: QueryAnswer, values: Floats, options: Options) -> tuple[float, float]:
    """Return what is short undisturbed, and the worst service under any disruption."""
    model = compiled.model
    periods = model.index.problem.periods
    short = [(periods[t].years, variable) for (_, t), variable in model.shortage.items()]
    service = resilience(model, found.rounds.program, values, options)["Resilience"]["service"].min()
    return compiled.total(short, values), 1.0 if math.isnan(service) else float(service)


def regret_of(
    plans: Sequence[Compared], books: Mapping[str, Book], options: Mapping[str, Options], runner: Runner[Operation]
) -> Regret:
    """Return what each plan's investments cost in every case; the runner solves side by side.

    Parameters
    ----------
    plans
        The plans of the cases.
    books, options
        By case: its workbook, and how to solve in it.
    """
    decisions = [decisions_of(plan.plan.tables) for plan in plans]
    names = [plan.label for plan in plans]
    for case in plans:  # one case after the other: what a process has built and learnt of it serves all plans
        for plan, starts in zip(plans, decisions, strict=True):
            name = _name(plan.label, case.label)
            runner.submit(_task(name, books[case.case], starts, options[case.case]))
    told = {task.name: result for task, result in runner.done()}
    costs = [[told[_name(one, other)] for other in names] for one in names]
    best = [_best(plans[case], [row[case] for row in costs]) for case in range(len(names))]
    cells = [[_cell(result, least) for result, least in zip(row, best, strict=True)] for row in costs]
    return Regret(tuple(names), tuple(best), tuple(map(tuple, cells)), tuple(decisions))


def _task(name: str, book: Book, starts: Decisions, options: Options) -> Task[Operation]:
    solver = options.told
    return Task(name, operate, (book, starts, options), key_of(book.identity, starts, solver), Operation)


def _name(plan: str, case: str) -> str:
    return f"the plan for {plan} in {case}"


def _best(case: Compared, column: Sequence[Operation]) -> Bracket:
    """Return the least cost of a case: its own plan's, or of another plan that does better in it within the gap."""
    found = [case.objective, *(each.cost for each in column if each.cost is not None)]
    return Bracket(min(case.bound, *found), min(found), min(found))


def _cell(found: Operation, best: Bracket) -> Operated:
    """Return what a plan's investments come to in a case, beside the case's best."""
    if found.cost is None:
        return Operated(None, Bracket(math.inf, math.inf, math.inf), False, found.why)
    cost, bound = found.cost, found.bound
    low = min(-math.inf if bound is None else bound, cost)
    noise = ROUNDING * max(abs(cost), abs(best.best), 1.0)
    more = cost - best.best if cost - best.best > noise else 0.0
    regret = Bracket(min(max(low - best.best, 0.0), more), more, max(cost - best.low, 0.0))
    is_within = regret.best <= best.best - best.low + noise
    return Operated(Bracket(low, cost, cost), regret, is_within, "", found.shortage, found.service)
