"""What it costs to have built for one case when another comes true: investments held fixed, operations decided anew."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from planner.arrays import Floats
from planner.errors import QuestionError
from planner.plans.resilience import resilience
from planner.reports.loading.several import Compared
from planner.solving.outcome import Options
from planner.statuses import Status
from planner.studies.core.compiled_case import CompiledCase, QueryAnswer
from planner.studies.core.plain import kept
from planner.studies.core.query import CaseSetting, Decisions, Query, decisions_of, orders_of
from planner.studies.core.query_programme import NotOfferedError
from planner.studies.core.query_task import demand_answer
from planner.studies.core.query_worker import compiled_case_of
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Runner, Task
from planner.studies.regret.broken_rules import rules_broken
from planner.studies.regret.regrets import Chosen, Operated, Regret, noise_of
from planner.studies.regret.together import MEAN, WORST, Choice, choose
from planner.wording.text import and_more
from planner.workbook.book import Book
from planner_models.expected import Bracket

MOST_REASONS: Final = 2


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
    demand_answer(found.answer.status, found.answer.message)
    if found.values is None:
        return Operation(None, found.answer.bound, why_not_operated(compiled, found, options))
    return Operation(found.answer.objective, found.answer.bound, "", *served(compiled, found, found.values, options))


def why_not_operated(compiled: CompiledCase, found: QueryAnswer, options: Options) -> str:
    """Say in short why investments cannot be operated."""
    if found.answer.status is not Status.INFEASIBLE:
        return "no answer in the time"
    reasons = rules_broken(compiled.model, found.planes.program, options)
    return f"not kept: {and_more(reasons, MOST_REASONS, '; ')}" if reasons else "the requirements cannot be kept"


def served(compiled: CompiledCase, found: QueryAnswer, values: Floats, options: Options) -> tuple[float, float]:
    """Return what is short undisturbed, and the worst service under any disruption."""
    model = compiled.model
    periods = model.index.problem.periods
    short = [(periods[t].years, variable) for (_, t), variable in model.shortage.items()]
    service = resilience(model, found.planes.program, values, options)["Resilience"]["service"].min()
    return compiled.total(short, values), 1.0 if math.isnan(service) else float(service)


def regret_of(
    plans: Sequence[Compared], books: Mapping[str, Book], options: Mapping[str, Options], runner: Runner[Any],
    weights: Sequence[float] = (), *, chooses: bool = False,
) -> Regret:  # fmt: skip
    """Return what each plan's investments cost in every case; the runner solves side by side.

    Parameters
    ----------
    plans
        The plans of the cases.
    books, options
        By case: its workbook, and how to solve in it.
    weights
        What each case counts in means; without them all the same.
    chooses
        Whether the investments that are best for all cases together are looked for by a model.
    """
    shares = normal(weights or [1.0] * len(plans))
    decisions = [decisions_of(plan.plan.book, plan.plan.tables) for plan in plans]
    names = [plan.label for plan in plans]
    for case in plans:  # one case after the other: what a process has built and learnt of it serves all plans
        for plan, starts in zip(plans, decisions, strict=True):
            name = _name(plan.label, case.label)
            runner.submit(_task(name, books[case.case], starts, options[case.case]))
    told = {task.name: result for task, result in runner.done()}
    costs = [[told[_name(one, other)] for other in names] for one in names]
    found = _regret(plans, costs, decisions, shares)
    if not chooses:
        return found
    choices = _choices(found, plans, books, options, runner)
    made = {aim: choice.decisions for aim, choice in choices.items() if choice.decisions is not None}
    for case in plans:
        for aim, starts in made.items():
            runner.submit(_task(_name(aim, case.label), books[case.case], starts, options[case.case]))
    told |= {task.name: result for task, result in runner.done()}
    costs += [[told[_name(aim, other)] for other in names] for aim in made]
    found = _regret(plans, costs, [*decisions, *made.values()], shares)
    places = {aim: len(names) + n for n, aim in enumerate(made)}
    chosen = tuple(_chosen(found, aim, choice, places.get(aim)) for aim, choice in choices.items())
    return replace(found, chosen=chosen)


def normal(weights: Sequence[float]) -> tuple[float, ...]:
    """Return weights that add up to 1.

    Raises
    ------
    QuestionError
        When none of them counts.
    """
    total = math.fsum(weights)
    if total <= 0:
        message = "some case that has a plan must have a weight above 0"
        raise QuestionError(message)
    return tuple(each / total for each in weights)


def _regret(
    plans: Sequence[Compared], costs: Sequence[Sequence[Operation]], decisions: Sequence[Decisions],
    weights: tuple[float, ...],
) -> Regret:  # fmt: skip
    best = [_best(plan, [row[case] for row in costs]) for case, plan in enumerate(plans)]
    noise = noise_of(each.cost for row in costs for each in row if each.cost is not None)
    cells = [tuple(_cell(result, least, noise) for result, least in zip(row, best, strict=True)) for row in costs]
    orders = tuple(orders_of(plan.plan.tables) for plan in plans)
    names = tuple(plan.label for plan in plans)
    return Regret(names, tuple(best), tuple(cells), tuple(decisions), weights, orders=orders)


def _choices(
    found: Regret, plans: Sequence[Compared], books: Mapping[str, Book], options: Mapping[str, Options],
    runner: Runner[Any],
) -> dict[str, Choice]:  # fmt: skip
    """Return what a model of all cases finds, by what is wanted least."""
    cases, own = tuple(books[plan.case] for plan in plans), options[plans[0].case]
    known = {WORST: tuple(each.best for each in found.best), MEAN: None}
    for aim, best in known.items():
        key = key_of([book.identity for book in cases], found.weights, best, own.told)
        runner.submit(Task(aim, choose, (cases, found.weights, best, own), key, Choice))
    results = {task.name: result for task, result in runner.done()}
    return {aim: results[aim] for aim in known}


def _chosen(found: Regret, aim: str, choice: Choice, plan: int | None) -> Chosen:
    """Return what a choice comes to, beside the best of the cases' own plans: it is never told as worse than that."""
    values = [_aimed(found, aim, each) for each in range(len(found.cells))]
    own = min(range(len(found.names)), key=lambda each: (values[each].best, each))
    is_better = plan is not None and values[plan].best < values[own].best - found.noise
    value = values[plan] if plan is not None and is_better else values[own]
    least = 0.0 if aim == WORST else -math.inf
    bound = least if choice.bound is None else max(choice.bound, least)
    bracket = Bracket(min(bound, value.best), value.best, value.high)
    is_own = not is_better and values[own].best < math.inf
    return Chosen(aim, choice, bracket, values[own].best, found.names[own] if is_own else "")


def _aimed(found: Regret, aim: str, plan: int) -> Bracket:
    """Return what is wanted least, of a plan."""
    if aim == MEAN:
        return found.mean_cost(plan)
    regrets = [cell.regret for cell in found.cells[plan]]
    return Bracket(max(x.low for x in regrets), max(x.best for x in regrets), max(x.high for x in regrets))


def _task(name: str, book: Book, starts: Decisions, options: Options) -> Task[Operation]:
    solver = options.told
    return Task(name, operate, (book, starts, options), key_of(book.identity, starts, solver), Operation)


def _name(plan: str, case: str) -> str:
    return f"the plan for {plan} in {case}"


def _best(case: Compared, column: Sequence[Operation]) -> Bracket:
    """Return the least cost of a case: its own plan's, or of another plan that does better in it within the gap."""
    found = [case.objective, *(each.cost for each in column if each.cost is not None)]
    return Bracket(min(case.bound, *found), min(found), min(found))


def _cell(found: Operation, best: Bracket, noise: float) -> Operated:
    """Return what a plan's investments come to in a case, beside the case's best."""
    if found.cost is None:
        return Operated(None, Bracket(math.inf, math.inf, math.inf), False, found.why)
    cost, bound = found.cost, found.bound
    low = min(-math.inf if bound is None else bound, cost)
    more = cost - best.best if cost - best.best > noise else 0.0
    regret = Bracket(min(max(low - best.best, 0.0), more), more, max(cost - best.low, 0.0))
    is_within = regret.best <= best.best - best.low + noise
    return Operated(Bracket(low, cost, cost), regret, is_within, "", found.shortage, found.service)
