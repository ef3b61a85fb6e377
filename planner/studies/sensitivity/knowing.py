"""What it is worth to know a number before deciding: over its ends and its own value, with what is proven."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from planner.studies.core.query import Decisions
from planner.studies.core.query_task import solver_told
from planner.studies.core.rounds import AskedInRounds
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task
from planner.studies.regret.together import Choice, choose
from planner.studies.sensitivity.numbers import NumberAtWork
from planner.studies.sensitivity.points import PlanAt, PointTask
from planner.studies.sensitivity.search import NumberFound
from planner.studies.sensitivity.stands import Stands
from planner.studies.sensitivity.trial import Trial
from planner.tolerances import ROUNDING
from planner.workbook.book import Book
from planner_models.expected import Bracket

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
    """Return what it is worth to know a number; None where a value of its three has no plan, or no starts do for all.

    The starts of the plan kept and of each value's plan are operated at all three values: the best of them costs no
    less than the best set of starts, which costs no less than each value's best by itself. Only where these two are
    farther apart than the gap, and ``chooses``, is a programme of the three values solved.
    """
    if found.place is Stands.NOWHERE:
        return None
    own = at_work.own_at()
    trials = (found.low.end or own, own, found.high.end or own)  # an end may be the own value
    if any(trial.best is None for trial in trials):
        return None
    if all(trial.is_safe for trial in trials):
        return _next_to_nothing(at_work, trials, weights)
    decided = [trial.decisions for trial in trials if trial.decisions is not None]
    candidates = list(dict.fromkeys([at_work.starts, *decided]))
    costs = yield from _operated(at_work, trials, candidates)
    known = _known(trials, candidates, costs, weights, None)
    if not chooses or (known is not None and _is_enough(at_work, known)):
        return known
    tied = _choice(at_work, trials, weights, known)
    starts: Choice = (yield [tied])[tied.name]
    if starts.decisions is not None and starts.decisions not in candidates:
        more = yield from _operated(at_work, trials, [starts.decisions], len(candidates))
        candidates, costs = [*candidates, starts.decisions], costs | more
    return _known(trials, candidates, costs, weights, starts.bound)


def _operated(
    at_work: NumberAtWork, trials: Sequence[Trial], candidates: Sequence[Decisions], first: int = 0
) -> AskedInRounds[dict[tuple[int, float], PlanAt]]:
    """Return what starts come to at each value, by the number of the candidate, and the value."""
    tasks = {
        (number, trial.at): _task(at_work, trial.at, candidate, number)
        for number, candidate in enumerate(candidates, first)
        for trial in trials
    }
    told = yield list(tasks.values())
    return {key: told[task.name] for key, task in tasks.items()}


def _is_enough(at_work: NumberAtWork, known: Knowing) -> bool:
    """Whether no set of starts is better than the best that is known by more than the gap."""
    gap = max(at_work.options.gap * abs(known.decides.best), at_work.options.money_gap)
    return known.decides.best - known.decides.low <= gap + ROUNDING * abs(known.decides.best)


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


def _choice(
    at_work: NumberAtWork, trials: Sequence[Trial], weights: Sequence[float], known: Knowing | None
) -> Task[Choice]:
    """Return the task that finds the best one set of starts for the three values, each operated by itself.

    It begins with what is known: the best of the starts that were operated, and what each value costs at least.
    """
    books = [_book(at_work, trial.at) for trial in trials]
    starts, least = (None, None) if known is None else (known.decisions, known.knows.low)
    key = key_of([book.identity for book in books], list(weights), starts, least, solver_told(at_work.options))
    name = f"{at_work.of.name}: one set of starts for its three values"
    return Task(name, choose, (books, tuple(weights), None, at_work.options, starts, least), key, Choice)


def _book(at_work: NumberAtWork, value: float) -> Book:
    book = at_work.work.book if value == at_work.of.own else at_work.book(value)
    assert book is not None
    return book


def expected(weights: Sequence[float], costs: Sequence[float]) -> float:
    """Return the mean of costs at their chances."""
    return math.fsum(weight * cost for weight, cost in zip(weights, costs, strict=True))


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
