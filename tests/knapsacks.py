"""Programmes of whole projects that take a search some nodes."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from planner.solving.compile import LinearProgram
from planner.solving.labels import Members
from planner.solving.outcome import Options

EXACTLY = Options(gap=0)


def knapsacks(count: int, seed: int) -> LinearProgram:
    """Return projects of which three requirements ask for half of what all of them give."""
    dice = np.random.default_rng(seed)
    gives = dice.integers(5, 50, (3, count)).astype(float)
    none, one = np.zeros(count), np.ones(count)
    return LinearProgram(
        dice.integers(10, 90, count).astype(float), 0.0, none, one, np.ones(count, dtype=bool), csr_array(gives),
        gives.sum(axis=1) / 2, np.full(3, np.inf), Members(), Members(),
    )  # fmt: skip
