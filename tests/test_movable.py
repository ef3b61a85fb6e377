"""Which amounts may move at the same cost, on rows that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from planner.solving.movable import Moves


def movable(rows: list[list[float]], cost: list[float], at: list[float], *, room: float = 0.0) -> list[bool]:
    """Return what may move of amounts from 0 to 10 under rows whose sums may fall by nothing and rise by some room."""
    now, count = np.array(at), len(rows)
    matrix = csr_array(np.array(rows, dtype=float).reshape(count, len(at)))
    moves = Moves(matrix, np.zeros(count), np.full(count, room), now, 10.0 - now, np.array(cost))
    return [bool(one) for one in moves.movable()]


@pytest.mark.parametrize(("rows", "cost", "at", "answer"), [
    ([[1, 1]], [1, 1], [4, 6], [True, True]),  # one may be taken for the other
    ([[1, 1, 1]], [1, 1, 2], [4, 6, 0], [True, True, False]),  # the dear one stays out
    ([[1, 1]], [1, 1], [0, 0], [False, False]),  # of nothing that comes nothing is given out
    ([[1, -1, 0], [0, 1, -1]], [0, 0, 0], [0, 0, 0], [True, True, True]),  # more may come, be carried and used
    ([[1, -1, 0], [0, 1, -1], [0, 0, 1]], [0, 0, 0], [0, 0, 0], [False, False, False]),  # used is what it was
    ([[1, 1, 1], [0, 0, 1]], [1, 1, 1], [4, 6, 0], [True, True, False]),  # a row of its own holds the third
    ([[1, 1, 1]], [2, 1, 0], [0, 9, 0], [True, True, True]),  # a plan that could cost less says nothing of prices
])  # fmt: skip
def test_what_may_move(rows: list[list[float]], cost: list[float], at: list[float], answer: list[bool]) -> None:
    assert movable(rows, cost, at) == answer


def test_a_row_with_room_holds_nothing_fast() -> None:
    """Two amounts of 0 whose sum may be 5 at no cost."""
    assert movable([[1, 1]], [0, 0], [0, 0], room=5.0) == [True, True]
    assert movable([[1, 1]], [0, 1], [0, 0], room=5.0) == [True, False]


def test_nothing_that_moves_at_the_same_cost_is_left_out() -> None:
    """Drawn transports at least cost: whatever differs between two of their cheapest plans may move."""
    from scipy.optimize import linprog

    differed = 0
    for seed in range(40):
        chance = np.random.default_rng(seed)
        count = int(chance.integers(2, 4))
        equal = np.vstack([np.kron(np.eye(count), np.ones(count)), np.kron(np.ones(count), np.eye(count))])
        cost = chance.integers(0, 3, count * count).astype(float)
        level = np.ones(2 * count)
        best = linprog(cost, A_eq=equal, b_eq=level)
        other = linprog(chance.normal(size=len(cost)), np.array([cost]), [best.fun], equal, level)
        now = best.x.clip(0.0)
        now[now < 1e-9] = 0.0
        none = np.zeros(2 * count)
        found = Moves(csr_array(equal), none, none, now, 10.0 - now, cost).movable()
        moved = np.abs(other.x - best.x) > 1e-6
        differed += int(moved.any())
        assert not (moved & ~found).any()
    assert differed > 10
