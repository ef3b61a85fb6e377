"""Draws by chance when disruptions strike over the horizon: the courses that things may take.

A disruption can strike at the beginning of each period that it names as an onset, with the chance that its branch has
there: its probability a year times the years of the period. While it is under way it does not strike again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from planner_models.problem import Problem
from planner_models.tolerances import MOMENT

Bools = NDArray[np.bool_]

CHUNK: Final = 10_000  # courses that are drawn from one stream
Course = tuple[tuple[int, ...], ...]
"""The disruptions that strike at the beginning of each period."""


@dataclass(frozen=True)
class Drawn:
    """Courses that were drawn, each once, and which of them each sample is; and how many disruptions strike in each."""

    courses: tuple[Course, ...]
    of_sample: NDArray[np.int64]

    @property
    def strikes(self) -> NDArray[np.float64]:
        """How many disruptions strike, by sample."""
        counts = np.array([sum(map(len, course)) for course in self.courses], dtype=float)
        return counts[self.of_sample]


def drawn(problem: Problem, samples: int, seed: int) -> Drawn:
    """Return so many courses drawn by chance: the same for a seed."""
    sizes = [CHUNK] * (samples // CHUNK) + ([samples % CHUNK] if samples % CHUNK else [])
    streams = np.random.SeedSequence(seed).spawn(len(sizes))
    struck = np.concatenate([_strikes(problem, n, stream) for n, stream in zip(sizes, streams, strict=True)])
    packed = np.packbits(struck.reshape(samples, -1), axis=1)
    _, first, of_sample = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    courses = tuple(tuple(tuple(np.flatnonzero(at).tolist()) for at in struck[n]) for n in first)
    return Drawn(courses, of_sample.reshape(-1))


def chances(problem: Problem) -> NDArray[np.float64]:
    """Return the chance that a disruption strikes when a period begins, by period and disruption."""
    found = np.zeros((len(problem.periods), len(problem.disruptions)))
    for d, disruption in enumerate(problem.disruptions):
        for t in disruption.onsets:
            found[t, d] = min(disruption.probability * problem.periods[t].years, 1.0)
    return found


def _strikes(problem: Problem, size: int, stream: np.random.SeedSequence) -> Bools:
    """Return whether each disruption strikes in each period, by sample."""
    chance = chances(problem)
    numbers = np.random.default_rng(stream).random((size, *chance.shape))
    lasts = np.array([disruption.until_back for disruption in problem.disruptions])
    until = np.full((size, chance.shape[1]), -np.inf)
    found = np.zeros(numbers.shape, dtype=bool)
    for t, period in enumerate(problem.periods):
        found[:, t] = (numbers[:, t] < chance[t]) & (until <= period.begin + MOMENT)
        until = np.where(found[:, t], period.begin + lasts, until)
    return found
