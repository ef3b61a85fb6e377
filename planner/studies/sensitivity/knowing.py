"""What it is worth to know a number before deciding: over its ends and its own value, with what is proven."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from planner.studies.core.query_task import KEPT
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task
from planner.studies.regret.together import Choice, choose
from planner.studies.sensitivity.points import PlanAt, PointTask
from planner.studies.sensitivity.stands import Stands
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.studies.core.query import Decisions
    from planner.studies.core.rounds import AskedInRounds
    from planner.studies.sensitivity.numbers import NumberAtWork
    from planner.studies.sensitivity.search import NumberFound
    from planner.studies.sensitivity.trial import Trial
    from planner.workbook.book import Book

# Of the lower end, the own value and the upper end: a convention, near the three points of Pearson and Tukey.
SIXTHS: Final[tuple[float, float, float]] = (1 / 6, 2 / 3, 1 / 6)


@dataclass(frozen=True)
class Knowing:
    """What knowing a number is worth.

    Attributes
    ----------
    worth
        The least expected cost of one set of starts less that of whoever knows; None where some value has no plan.
    knows, decides
        These two costs.
    decisions
        The starts that are best where it is not known.
    """

    worth: Bracket
    knows: Bracket
    decides: Bracket
    decisions: Decisions


def knowing(
    at_work: NumberAtWork, found: NumberFound, weights: Sequence[float], *, chooses: bool = True
) -> AskedInRounds[Knowing | None]:
    """Return what it is worth to know a number; None where one of its three values has no plan.

    Without ``chooses`` no best one set of starts is looked for: whoever does not know keeps the plan.
    """
    if found.place is Stands.NOWHERE or found.low.end is None or found.high.end is None:
        return None
    trials = (found.low.end, at_work.own_at(), found.high.end)
    if any(trial.best is None for trial in trials):
        return None
    if not chooses and any(trial.plan is None for trial in trials):
        return None
    if not chooses or all(trial.is_safe for trial in trials):
        return _next_to_nothing(at_work, trials, weights)
    tied = _choice(at_work, trials, weights)
    starts: Choice = (yield [tied])[tied.name]
    candidates = list(dict.fromkeys([at_work.starts, *_decided(trials), *_decided_by(starts)]))
    tasks = {
        (number, trial.at): _task(at_work, trial.at, candidate, number)
        for number, candidate in enumerate(candidates)
        for trial in trials
    }
    told = yield list(tasks.values())
    costs = {key: told[task.name] for key, task in tasks.items()}
    return _known(trials, candidates, costs, weights, starts.bound)


def _next_to_nothing(at_work: NumberAtWork, trials: Sequence[Trial], weights: Sequence[float]) -> Knowing:
    """Return what knowing is worth where the plan kept is what is chosen: next to nothing where it is proven as good.

    Whoever decides cannot do worse than to keep it, so that knowing is worth no more than its mean regret at most.
    """
    kept, best = [trial.plan for trial in trials], [trial.best for trial in trials]
    costs = [each.best for each in kept if each is not None]
    knows = Bracket(*(
        expected(weights, [getattr(each, end) for each in best if each is not None]) for end in ("low", "best", "high")
    ))  # fmt: skip
    decides = expected(weights, costs)
    worth = Bracket(0.0, max(decides - knows.best, 0.0), max(decides - knows.low, 0.0))
    return Knowing(worth, knows, Bracket(knows.low, decides, decides), at_work.starts)


def _choice(at_work: NumberAtWork, trials: Sequence[Trial], weights: Sequence[float]) -> Task[Choice]:
    """Return the task that finds the best one set of starts for the three values, each operated by itself."""
    books = [_book(at_work, trial.at) for trial in trials]
    solver = [getattr(at_work.options, each) for each in KEPT]
    key = key_of([book.identity for book in books], list(weights), solver)
    name = f"{at_work.of.name}: one set of starts for its three values"
    return Task(name, choose, (books, tuple(weights), None, at_work.options), key, Choice)


def _book(at_work: NumberAtWork, value: float) -> Book:
    book = at_work.work.book if value == at_work.of.own else at_work.book(value)
    assert book is not None
    return book


def expected(weights: Sequence[float], costs: Sequence[float]) -> float:
    """Return the mean of costs at their chances."""
    return math.fsum(weight * cost for weight, cost in zip(weights, costs, strict=True))


def _decided(trials: Sequence[Trial]) -> list[Decisions]:
    return [trial.decisions for trial in trials if trial.decisions is not None]


def _decided_by(starts: Choice) -> list[Decisions]:
    return [] if starts.decisions is None else [starts.decisions]


def _task(at_work: NumberAtWork, value: float, starts: Decisions, number: int) -> Task[PlanAt]:
    name = f"{at_work.of.name} at {value:.6g}: starts {number + 1} that may do for all"
    return PointTask(_book(at_work, value), starts, near=at_work.near).task(name, at_work.options)


def _known(
    trials: Sequence[Trial],
    candidates: Sequence[Decisions],
    costs: Mapping[tuple[int, float], PlanAt],
    weights: Sequence[float],
    bound: float | None,
) -> Knowing | None:
    least = [_best_at(trial, [costs[number, trial.at] for number in range(len(candidates))]) for trial in trials]
    knows = Bracket(
        expected(weights, [each.low for each in least]), expected(weights, [each.best for each in least]),
        expected(weights, [each.high for each in least]),
    )  # fmt: skip
    means = []
    for number, candidate in enumerate(candidates):
        found = [costs[number, trial.at].cost for trial in trials]
        if all(cost is not None for cost in found):
            means.append((expected(weights, [cost for cost in found if cost is not None]), number, candidate))
    if not means:
        return None
    decides, _, decisions = min(means, key=lambda each: each[:2])
    low = min(max(-math.inf if bound is None else bound, knows.low), decides)
    worth = Bracket(
        max(min(low - knows.best, decides - knows.best), 0.0), max(decides - knows.best, 0.0),
        max(decides - knows.low, 0.0),
    )  # fmt: skip
    return Knowing(worth, knows, Bracket(low, decides, decides), decisions)


def _best_at(trial: Trial, others: Sequence[PlanAt]) -> Bracket:
    """Return the least cost of a value: of all plans that were found for it."""
    assert trial.best is not None
    found = min([trial.best.best, *(each.cost for each in others if each.cost is not None)])
    return Bracket(min(trial.best.low, found), found, found)
