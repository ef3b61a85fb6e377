"""What it would be worth to know which disruption strikes, and what is lost by reckoning with means alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from planner.errors import InfeasibleError, NoPlanError
from planner.solving.outcome import Options
from planner.statuses import Status
from planner.studies.core.query import Decisions
from planner.studies.core.query_task import QueryReply, QueryTask
from planner.studies.core.tasks import Runner
from planner.studies.information.courses import Courses, courses_of
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book
from planner_models.expected import (
    Bracket,
    Struck,
    expected_value,
    knowing,
    neutral,
    perfect_information,
    stochastic_solution,
    without_guarantees,
)
from planner_models.problem import Problem

PLAN, MEANS, OPERATED = "the plan decided now", "the plan for means", "the plan for means, operated"
FREE_PLAN, FREE_OPERATED = "without guarantees: the plan", "without guarantees: the plan for means, operated"


@dataclass(frozen=True)
class Course:
    """One course of events: its chance, what the plan costs then, the least cost of whoever knows, and its starts."""

    name: str
    struck: int
    chance: float
    cost: float
    least: Bracket
    decisions: Decisions


@dataclass(frozen=True)
class Information:
    """What was found; costs are expected costs.

    Attributes
    ----------
    plan, known, worth
        Of the plan decided now, of whoever knows, and the difference: the value of perfect information.
    error
        The standard error of ``worth`` and ``known`` where courses were drawn, else 0.
    courses, samples
        The courses of events; how many were drawn, 0 where they are all.
    means, operated, lost
        What the mean plan takes for its cost, what it is expected to cost, and the difference to the plan: the value
        of the stochastic solution. None where there is no such plan, or it cannot keep what must be kept.
    free
        The same three, the plan's cost first, with all guarantees set aside: only where the mean plan cannot keep
        them.
    """

    plan: Bracket
    known: Bracket
    worth: Bracket
    error: float
    courses: tuple[Course, ...]
    samples: int
    means: Bracket | None
    operated: Bracket | None
    lost: Bracket | None
    free: tuple[Bracket, Bracket, Bracket] | None
    plan_starts: Decisions
    means_starts: Decisions


def information_of(book: Book, options: Options, runner: Runner[QueryReply], samples: int, seed: int) -> Information:
    """Return what it would be worth to know, from solves that the runner runs side by side.

    Raises
    ------
    QuestionError
        When nothing has a chance, or the chances fit no course of events.
    InfeasibleError, NoPlanError
        When the workbook has no plan, or none was found in the time.
    """
    problem = assemble(book)
    courses = courses_of(problem, samples, seed)
    names = {course: name_of(problem, course) for course in courses.chances}
    runner.submit(QueryTask(book, ((neutral, ()),), has_courses=True).task(PLAN, options))
    runner.submit(QueryTask(book, ((expected_value, ()),)).task(MEANS, options))
    for course, name in names.items():
        runner.submit(QueryTask(book, ((knowing, (course,)),)).task(name, options))
    told: dict[str, QueryReply] = {}
    for task, result in runner.done():
        told[task.name] = result
        _follow(book, options, runner, task.name, told)
    return _gathered(problem, courses, names, told)


def _follow(
    book: Book, options: Options, runner: Runner[QueryReply], name: str, told: Mapping[str, QueryReply]
) -> None:
    """Hand in what can only be asked once the solve of this name has answered."""
    starts = told[MEANS].decisions if MEANS in told else None
    if name == MEANS and starts is not None:
        runner.submit(QueryTask(book, ((neutral, ()),), starts).task(OPERATED, options))
    promised = any(row[column] is not None for row in book.rows("Disruptions") for column in ("required", "floor"))
    if name == OPERATED and told[name].status is Status.INFEASIBLE and promised:
        edits = ((without_guarantees, ()), (neutral, ()))
        runner.submit(QueryTask(book, edits).task(FREE_PLAN, options))
        runner.submit(QueryTask(book, edits, starts).task(FREE_OPERATED, options))


def name_of(problem: Problem, course: tuple[Struck, ...]) -> str:
    """Return a course in words, such as ``Earthquake in 2028, Flood in 2031``."""
    words = [f"{problem.disruptions[d].name} in {problem.periods[t].name}" for d, t in course]
    return ", then ".join(words) or "nothing strikes"


def _known(name: str, told: Mapping[str, QueryReply]) -> Bracket | None:
    """Return the figure of a solve; None where it was not asked for, or cannot hold.

    Raises
    ------
    NoPlanError
        When no plan was found in the time.
    """
    if name not in told or told[name].status is Status.INFEASIBLE:
        return None
    best, bound = told[name].objective, told[name].bound
    if best is None:
        message = f"{name}: no plan was found in the time; give more with --time-limit"
        raise NoPlanError(message)
    return Bracket(-math.inf if bound is None else min(bound, best), best, best)


def _needed(name: str, told: Mapping[str, QueryReply]) -> Bracket:
    found = _known(name, told)
    if found is None:
        message = "the hard requirements of the workbook cannot hold together; `planner solve` says which"
        raise InfeasibleError(message)
    return found


def _gathered(
    problem: Problem, courses: Courses, names: Mapping[tuple[Struck, ...], str], told: Mapping[str, QueryReply]
) -> Information:
    plan = _needed(PLAN, told)
    costs = told[PLAN].courses
    assert costs is not None
    extra = {(d, t): cost for d, t, cost in costs.extra}
    found = []
    for course, name in names.items():
        cost = costs.undisturbed + math.fsum(extra[each] for each in course)
        found.append(_course(name, course, courses.chances[course], cost, told))
    worth = perfect_information(plan, [(each.chance, each.cost, each.least) for each in found])
    operated, free = _known(OPERATED, told), _free(told)
    return Information(
        plan=plan,
        known=Bracket(plan.high - worth.high, plan.high - worth.best, plan.high - worth.best),
        worth=worth,
        error=_error(found, courses.samples),
        courses=tuple(found),
        samples=courses.samples,
        means=_known(MEANS, told),
        operated=operated,
        lost=None if operated is None else stochastic_solution(plan, operated),
        free=free,
        plan_starts=told[PLAN].decisions or (),
        means_starts=told[MEANS].decisions or (),
    )


def _course(
    name: str, struck: tuple[Struck, ...], chance: float, cost: float, told: Mapping[str, QueryReply]
) -> Course:
    """Return a course; whoever knows can do no worse than the plan, also where time ran out before a better one."""
    found, bound = told[name].objective, told[name].bound
    best = cost if found is None else min(found, cost)
    decisions = told[PLAN if found is None or found > cost else name].decisions or ()
    least = Bracket(-math.inf if bound is None else min(bound, best), best, best)
    return Course(name, len(struck), chance, cost, least, decisions)


def _free(told: Mapping[str, QueryReply]) -> tuple[Bracket, Bracket, Bracket] | None:
    plan, operated = _known(FREE_PLAN, told), _known(FREE_OPERATED, told)
    return None if plan is None or operated is None else (plan, operated, stochastic_solution(plan, operated))


def _error(courses: list[Course], samples: int) -> float:
    """Return the standard error of the mean of what it is worth to know, over courses that were drawn."""
    if samples < 2:
        return 0.0
    worth = [(each.chance, each.cost - each.least.best) for each in courses]
    mean = math.fsum(chance * value for chance, value in worth)
    spread = math.fsum(chance * (value - mean) ** 2 for chance, value in worth)
    return math.sqrt(spread / (samples - 1))
