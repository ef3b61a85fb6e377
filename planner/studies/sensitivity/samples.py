"""All ranges at once: a Latin hypercube of their numbers, what the plan kept comes to, and what would be built."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.arrays import Floats
from planner.errors import WorkbookError
from planner.solving.outcome import Options
from planner.studies.core.query import Decisions
from planner.studies.core.rounds import AskedInRounds
from planner.studies.core.tasks import Task
from planner.studies.sensitivity.numbers import ANEW, KEPT, trial_of
from planner.studies.sensitivity.operated import Near
from planner.studies.sensitivity.points import PlanAt, PointTask
from planner.studies.sensitivity.trial import Trial
from planner.workbook.book import Book

if TYPE_CHECKING:
    from planner.studies.sensitivity.varied import VariedWorkbook
    from planner.workbook.ranges.number_range import Uncertain


@dataclass(frozen=True)
class Sample:
    """One draw of all numbers.

    Attributes
    ----------
    shares
        The quantile of each uncertain number.
    plan
        What the plan kept comes to; None where the workbook cannot be planned with these numbers.
    trial
        Beside the best plan, of those that were planned anew.
    problem
        Why it cannot be planned.
    """

    shares: tuple[float, ...]
    plan: PlanAt | None
    trial: Trial | None = None
    problem: str = ""


def hypercube(count: int, dimensions: int, seed: int) -> Floats:
    """Return a Latin hypercube: in each column one number in each of so many equal parts of 0 to 1.

    McKay, Beckman and Conover, Technometrics 21, 1979.
    """
    random = np.random.default_rng(seed)
    parts = np.array([random.permutation(count) for _ in range(dimensions)]).reshape(dimensions, count).T
    return (parts + random.random((count, dimensions))) / count


@dataclass(frozen=True)
class SampledWorkbook:
    """A workbook whose numbers are drawn: what moves by itself, the starts that are kept, and how to solve."""

    work: VariedWorkbook
    numbers: Sequence[Uncertain]
    starts: Decisions
    options: Options
    near: Near = ()

    def book(self, shares: Sequence[float]) -> Book:
        """Return the workbook with every number at its quantile.

        Raises
        ------
        WorkbookError
            When it cannot be planned with them.
        """
        drawn = [pair for of, share in zip(self.numbers, shares, strict=True) for pair in of.drawn(float(share))]
        return self.work.with_numbers(drawn)

    def drawn(self, shares: Sequence[float], number: int, *, anew: bool) -> AskedInRounds[Sample]:
        """Operate the plan kept with numbers at their quantiles, and plan anew where that is asked for."""
        quantiles = tuple(map(float, shares))
        try:
            book = self.book(quantiles)
        except WorkbookError as error:
            said = error.faults[0].in_words() if error.faults else str(error)
            return Sample(quantiles, None, problem=said)
        tasks: dict[str, Task[Any]] = {KEPT: self._task(book, number, KEPT, self.starts)}
        if anew:
            tasks[ANEW] = self._task(book, number, ANEW, None)
        told = yield list(tasks.values())
        plan: PlanAt = told[tasks[KEPT].name]
        trial = trial_of(math.nan, told[tasks[ANEW].name], plan, self.options) if anew else None
        return Sample(quantiles, plan, trial)

    def _task(self, book: Book, number: int, what: str, starts: Decisions | None) -> Task[PlanAt]:
        is_kept = starts is not None
        task = PointTask(book, starts, near=self.near, judged=is_kept, tells=is_kept)
        return task.task(f"sample {number + 1}: {what}", self.options)


@dataclass(frozen=True)
class Quantile:
    """A quantile of a sample, and between which of its numbers the true one lies with 95% confidence."""

    share: float
    value: float
    low: float
    high: float


def quantile(values: Sequence[float], share: float) -> Quantile:
    """Return a quantile with an interval from order statistics: of independent draws, and wider than a hypercube's.

    Conover, Practical Nonparametric Statistics, 1999, section 3.2. Ends beyond the sample are without bound.
    """
    from scipy.stats import binom

    ordered, count = np.sort(np.asarray(values, dtype=float)), len(values)
    first = int(binom.ppf(0.025, count, share))
    last = int(binom.ppf(0.975, count, share)) + 1
    low = ordered[first - 1] if first >= 1 else -math.inf
    high = ordered[last - 1] if last <= count else math.inf
    return Quantile(share, float(np.quantile(ordered, share)), float(low), float(high))


def share_between(found: int, count: int) -> tuple[float, float]:
    """Return between what a share lies with 95% confidence of which a sample has so many (Wilson's interval)."""
    from scipy.stats import binomtest

    interval = binomtest(found, count).proportion_ci(method="wilson")
    return float(interval.low), float(interval.high)


def rank_correlations(samples: Sequence[Sample], costs: Sequence[float]) -> list[float]:
    """Return how far each number and the cost rise together, by ranks (Spearman); NaN where one of them never moves."""
    shares = np.array([sample.shares for sample in samples])
    return [_spearman(column, np.asarray(costs)) for column in shares.T]


def least_correlation(count: int) -> float:
    """Return the rank correlation that chance alone exceeds in one of twenty samples of so many."""
    return 1.959963984540054 / math.sqrt(max(count - 1, 1))


def _spearman(one: Floats, two: Floats) -> float:
    from scipy.stats import rankdata

    ranks = rankdata(one), rankdata(two)
    if any(np.ptp(each) == 0 for each in ranks):
        return math.nan
    return float(np.corrcoef(*ranks)[0, 1])
