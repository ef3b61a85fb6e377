"""Which of many numbers to look at: by what one solve of the plan kept tells of all of them, and by relaxations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from planner.errors import WorkbookError
from planner.solving.outcome import Options
from planner.studies.core.query import Decisions
from planner.studies.core.rounds import AskedInRounds, answered, in_rounds
from planner.studies.core.tasks import Runner
from planner.studies.sensitivity.estimates import KeptPrices, KeptTask, estimate_task
from planner.studies.sensitivity.numbers import NumberAtWork
from planner.studies.sensitivity.points import bound_task
from planner.workbook.book import Book

if TYPE_CHECKING:
    from planner.studies.sensitivity.varied import VariedWorkbook
    from planner.workbook.ranges.number_range import Uncertain


def estimates_of(
    work: VariedWorkbook, numbers: Sequence[Uncertain], starts: Decisions, options: Options, runner: Runner[Any]
) -> list[float]:
    """Return by how much each number is estimated to move the cost of the plan kept; without bound where not told."""
    task = KeptTask(work.book, starts).task("the workbook as it stands: prices of the plan kept", options)
    (prices,) = in_rounds(runner, [answered(task)])
    if not prices.values:
        return [math.inf] * len(numbers)
    return in_rounds(runner, [_estimate(work, of, prices, repr(starts)) for of in numbers])


def _estimate(work: VariedWorkbook, of: Uncertain, prices: KeptPrices, starts: str) -> AskedInRounds[float]:
    far = max(of.ends, key=lambda end: abs(end - of.own))
    try:
        book = work.with_numbers(of.numbers(far), for_estimates=True)
    except WorkbookError:
        return math.inf
    found = yield from answered(estimate_task(f"{of.name}: a first estimate", work.book, book, prices, starts))
    return math.inf if found.move is None else found.move


def by_regret(at_work: Sequence[NumberAtWork], options: Options, runner: Runner[Any]) -> list[NumberAtWork]:
    """Return numbers in the order of what the plan kept may be regretted by at their ends, by relaxations.

    The relaxed best cost lies below the best cost, so that how much farther it lies below the plan kept at an end than
    with the number as it stands is what the regret may rise by: an estimate, for an order.
    """
    (own,) = in_rounds(runner, [_relaxed("the workbook as it stands", at_work[0].work.book, options)])
    rises = in_rounds(runner, [_rise(each, own, options) for each in at_work])
    order = sorted(range(len(at_work)), key=lambda n: (-rises[n], -at_work[n].width))
    return [at_work[n] for n in order]


def _relaxed(name: str, book: Book, options: Options) -> AskedInRounds[float | None]:
    return (yield from answered(bound_task(f"{name}: bound", book, options))).bound


def _rise(at_work: NumberAtWork, own: float | None, options: Options) -> AskedInRounds[float]:
    """Return by how much the regret may rise at an end; without bound where the plan cannot be operated there."""
    if math.isinf(at_work.width) or own is None or at_work.own.plan is None:
        return math.inf
    rises = [0.0]
    for end, plan in at_work.ends.items():
        book = at_work.book(end)
        assert book is not None
        low = yield from _relaxed(f"{at_work.of.name} at {end:.6g}", book, options)
        if low is None or plan.cost is None:
            return math.inf
        rises.append((plan.cost - low) - (at_work.own.plan.best - own))
    at_work.forget()
    return max(rises)
