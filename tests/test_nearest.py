"""The point of a polyhedron that is nearest to a wished one, beside SciPy's non-negative least squares."""

from __future__ import annotations

import numpy as np
import pytest

from planner.arrays import Floats
from planner.solving.nearest import _least_distance, _summed

SIZES = 1e-9, 1.0, 1e9
KINDS = "drawn", "rounded", "twice"


def _limits(kind: str, seed: int) -> tuple[Floats, Floats]:
    """Return limits that some vector keeps; many meet in one point where they are rounded, or stand twice."""
    draw = np.random.default_rng(seed)
    within = draw.normal(size=(draw.integers(1, 40), draw.integers(1, 12)))
    within = within.round() if kind == "rounded" else np.vstack([within, within]) if kind == "twice" else within
    kept = draw.normal(size=within.shape[1]).round(0 if kind == "rounded" else 9)
    return within, within @ kept + draw.exponential(size=len(within)) * (draw.random(len(within)) < 0.7)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
def test_shortest_vector_within_limits_is_that_of_non_negative_least_squares(kind: str, size: float) -> None:
    """The weights that SciPy finds for the least distance problem tell the shortest vector, whatever its size."""
    from scipy.optimize import nnls

    for seed in range(15):
        within, room = _limits(kind, seed)
        found = _least_distance(within, size * room) / size
        sides = np.vstack([-within.T, -room[None, :]])
        aim = np.append(np.zeros(within.shape[1]), 1.0)
        rest = sides @ nnls(sides, aim, maxiter=3000)[0] - aim
        assert found == pytest.approx(-rest[:-1] / rest[-1], abs=1e-8)
        assert (within @ found - room).max() <= 1e-9


def test_columns_that_do_not_help_are_not_taken() -> None:
    """Of two columns that pull the same way one is taken, and none that pulls away."""
    sides = np.array([[1.0, 2.0, -1.0, 0.0], [0.0, 0.0, 0.0, -1.0]])
    taken = _summed(sides, np.array([1.0, 1.0]))
    assert taken[:2].sum() == 1
    assert not taken[2:].any()
