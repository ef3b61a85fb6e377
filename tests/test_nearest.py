"""The point of a polyhedron that is nearest to a wished one, beside SciPy's non-negative least squares."""

from __future__ import annotations

import numpy as np
import pytest

from planner.arrays import Floats
from planner.solving.nearest import Face, _least_distance, _summed
from planner_models.tolerances import CONVENTION_ROOM

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


@pytest.mark.parametrize("seed", [0, 1, 5, 8])
def test_what_is_nearest_is_brought_within_the_limits_to_the_last_digits(seed: int) -> None:
    """Of 30 starts from 0.1 to 20,000 and four funders: each start is paid, none has more, and nobody pays below 0."""
    dice = np.random.default_rng(seed)
    starts, funders = 30, 4
    size = 10.0 ** dice.uniform(-1, 4.3, starts)
    own = size[:, None] * dice.dirichlet(np.full(funders, 0.4), starts)
    own[own < 0.02 * size[:, None]] = 0.0
    paid, spent = np.kron(np.eye(starts), np.ones(funders)), np.kron(np.ones(starts), np.eye(funders))
    budgets, own = own.sum(axis=0), own.ravel()
    room = np.concatenate([dice.uniform(0, 0.1, funders) * budgets, own + 1e-12 * own.max()])
    face = Face(paid, np.vstack([spent, -np.eye(len(own))]), room)
    aims = ((paid @ own)[:, None] * dice.dirichlet(np.ones(funders), starts)).ravel()
    weights = np.diag(1 / np.sqrt(aims))
    nearest = face.nearest(weights, weights @ (aims - own))

    def missed(move: Floats) -> float:
        move = np.maximum(own + move, 0.0) - own
        return max((np.abs(paid @ move) / (paid @ own)).max(), ((spent @ move - room[:funders]) / budgets).max())

    kept = face.kept(nearest, own)
    assert missed(nearest) > CONVENTION_ROOM > missed(kept)
    assert np.abs(kept - nearest).max() < 1e-6
