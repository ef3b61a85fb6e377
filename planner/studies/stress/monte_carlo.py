"""Samples courses of a plan over the horizon: how much is short, and what it costs more; each figure with an interval.

Each course that was drawn is operated (`planner.studies.stress.operated`). Intervals are percentiles of a bootstrap
(Efron and Tibshirani, An Introduction to the Bootstrap, 1993): samples are drawn again from the samples, as
often as said here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.arrays import Floats
from planner.errors import FileError
from planner.plans.frames import TEXT
from planner.plans.tables import MONTE_CARLO
from planner.studies.stress.courses import Course, drawn
from planner.studies.stress.operated import Operator
from planner.tolerances import REWRITTEN

Weights = NDArray[np.int64]

QUANTILES: Final = (0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
RESAMPLES: Final = 1000
BATCH: Final = 20_000_000  # numbers that are held at once while samples are drawn again
SURE: Final = 0.95
DIGITS: Final = 10  # that are shown: more of a sampled figure says nothing, and a file keeps these to the last
LEAST, MOST = "least with 95% confidence", "most with 95% confidence"
EACH: Final = 8  # parts a process into which the courses are cut, so that none waits long for another

_operator: Operator | None = None  # of a worker, made once


@dataclass(frozen=True)
class Outcomes:
    """What each sampled course comes to."""

    extra_cost: Floats
    shortage: Floats
    strikes: Floats


def sampled(
    make: Callable[[], Operator], samples: int, seed: int, processes: int = 1, operator: Operator | None = None
) -> Outcomes:
    """Return so many courses over the horizon: the same for a seed, whatever the number of processes.

    Parameters
    ----------
    make
        Makes what operates the plan, in a process of its own; it must be possible to send it there.
    operator
        One that is made already, for this process.

    Raises
    ------
    FileError
        When nothing in the plan has a chance to strike.
    """
    operator = operator or make()
    problem = operator.problem
    if not any(x.probability > 0 and x.onsets for x in problem.disruptions):
        message = "no disruption has a probability, so there is nothing to sample"
        raise FileError(message)
    found = drawn(problem, samples, seed)
    if processes == 1 or len(found.courses) == 1:
        told = [operator.outcome(course) for course in found.courses]
    else:
        told = _side_by_side(make, found.courses, processes)
    costs, short = (np.array(column) for column in zip(*told, strict=True))
    return Outcomes(costs[found.of_sample], short[found.of_sample], found.strikes)


def _side_by_side(make: Callable[[], Operator], courses: Sequence[Course], processes: int) -> list[tuple[float, float]]:
    """Operate courses in several processes; those that begin alike stay together, for what they share is done once."""
    ordered = sorted(range(len(courses)), key=lambda n: courses[n])
    parts = np.array_split(np.array(ordered), min(processes * EACH, len(courses)))
    with ProcessPoolExecutor(processes, get_context("spawn"), _prepare, (make,)) as pool:
        told = list(pool.map(_outcomes, [[courses[n] for n in part] for part in parts]))
    found = dict(zip(ordered, (each for part in told for each in part), strict=True))
    return [found[n] for n in range(len(courses))]


def _prepare(make: Callable[[], Operator]) -> None:
    global _operator
    _operator = make()


def _outcomes(courses: list[Course]) -> list[tuple[float, float]]:
    assert _operator is not None
    return [_operator.outcome(course) for course in courses]


@dataclass(frozen=True)
class Distribution:
    """Values in order, each once, and how many samples have each."""

    values: Floats
    counts: Weights

    @classmethod
    def of(cls, values: Floats) -> Distribution:
        """Return the distribution of samples that are as likely as each other."""
        return cls(*np.unique(values, return_counts=True))

    def figures(self, level: float, counts: Weights) -> Floats:
        """Return mean, quantiles and conditional value at risk, by row of how many samples have each value."""
        total = int(self.counts.sum())
        upto = counts.cumsum(axis=-1)
        mean = counts @ self.values / total
        quantiles = [self.values[(upto >= share * total * (1 - REWRITTEN)).argmax(axis=-1)] for share in QUANTILES]
        beyond = (1 - level) * total  # of the largest values so many count
        over = np.clip(beyond - (total - upto), 0.0, counts)
        tail = over @ self.values / over.sum(axis=-1)
        return np.stack([mean, *quantiles, tail], axis=-1)

    def again(self, level: float, stream: np.random.Generator) -> Floats:
        """Return the figures of samples drawn again from the samples."""
        total, size = int(self.counts.sum()), len(self.values)
        batch = max(1, min(RESAMPLES, BATCH // size))
        found = []
        for first in range(0, RESAMPLES, batch):
            counts = stream.multinomial(total, self.counts / total, size=min(batch, RESAMPLES - first))
            found.append(self.figures(level, counts))
        return np.concatenate(found)


def figures(values: Floats, level: float, seed: int = 0) -> dict[str, float]:
    """Return what is told of a distribution, by name: each figure, and between what it lies with 95% confidence."""
    distribution = Distribution.of(values)
    names = ["mean", *(f"{share:.0%} of courses have no more than" for share in QUANTILES)]
    names.append(f"mean of the worst {1 - level:.3g} of courses")
    told = distribution.figures(level, distribution.counts)
    again = distribution.again(level, np.random.default_rng(seed))
    low, high = np.quantile(again, [(1 - SURE) / 2, (1 + SURE) / 2], axis=0)
    found: dict[str, float] = {}
    for name, *three in zip(names, told, low, high, strict=True):
        found |= dict(zip((name, f"{name}, {LEAST}", f"{name}, {MOST}"), map(float, three), strict=True))
    return found | {"most": float(values.max()), "share of courses with any": float((values > 0).mean())}


def table_of(outcomes: Outcomes, settings: Mapping[str, float], seed: int = 0) -> pd.DataFrame:
    """Return the table Monte Carlo."""
    tell = partial(figures, level=settings["risk level"], seed=seed)
    columns = [tell(values) for values in vars(outcomes).values()]
    rows = [(name, *(float(f"{column[name]:.{DIGITS}g}") for column in columns)) for name in columns[0]]
    return pd.DataFrame(rows, columns=list(MONTE_CARLO.columns)).astype({MONTE_CARLO.columns[0]: TEXT})
