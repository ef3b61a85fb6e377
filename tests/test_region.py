"""Linear programmes without names, on amounts that can be worked out by hand."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from planner.solving.region import Region, apart, moving


def region(rows: list[list[float]], lower: list[float], upper: list[float], most: list[float]) -> Region:
    """Return amounts from 0 to some limits under rows."""
    return Region(csr_array(np.array(rows)), np.array(lower), np.array(upper), np.zeros(2), np.array(most))


def values(within: Region, *cost: float) -> list[float] | None:
    """Return the amounts at which a cost is least."""
    answer = within.least(np.array(cost))
    return None if answer is None or answer.values is None else pytest.approx(answer.values.tolist())


def test_what_is_asked_again_is_answered_anew() -> None:
    """Three in all, of the first two at most: two of it and one of the other; none and three where it is dear."""
    within = region([[1, 1]], [3], [3], [2, 9])
    assert values(within, 1, 2) == [2, 1]
    assert values(within, 2, 1) == [0, 3]
    assert values(within, 1, 2) == [2, 1]


def test_prices_of_limits_come_with_it() -> None:
    """One more of the first at its limit saves the difference in cost; the other is at none."""
    answer = region([[1, 1]], [3], [3], [2, 9]).least(np.array([1.0, 2.0]))
    assert answer is not None
    assert answer.objective == pytest.approx(4)
    assert answer.column_dual is not None
    assert answer.column_dual.tolist() == pytest.approx([-1, 0])


def test_directions_tell_all_ways_to_move_apart() -> None:
    """The third was 0, as the eighth was: whether what they stand for could be otherwise was left to luck."""
    numbers = apart(1000)
    assert numbers.min() > 1e-6
    assert np.diff(np.sort(numbers)).min() > 1e-9


def test_what_cannot_be_or_has_no_end_is_nothing() -> None:
    assert values(region([[1, 1]], [9], [9], [1, 1]), 1, 1) is None
    assert values(region([[1, 1]], [3], [math.inf], [math.inf, math.inf]), -1, 0) is None


def test_limits_far_off_and_coefficients_of_nothing_are_none() -> None:
    """The solver would refuse both, or drop them without a word."""
    within = region([[1, 1], [1e-14, 1]], [3, -1e16], [1e17, 2], [1e20, 9])
    assert values(within, 2, 1) == [1, 2]


@pytest.mark.parametrize("seed", range(12))
def test_what_can_change_is_what_has_two_ends(seed: int) -> None:
    """Each sum by itself: as much of it as may be, and as little. Some are fixed by rows, or a multiple of another."""
    chance = random.Random(seed)
    rows = np.array(
        [[chance.choice([0, 0, 1, -1, 2]) for _ in range(6)] for _ in range(chance.randint(2, 4))], dtype=float
    )
    most = np.array([chance.choice([0, 0, 1, 5]) for _ in range(6)], dtype=float)
    level = rows @ (most * chance.choice([0.0, 0.5, 1.0]))
    sums = np.vstack([np.eye(6), rows, [[chance.choice([0, 1, -1]) for _ in range(6)] for _ in range(5)]])
    within = Region(csr_array(rows), level, level, np.zeros(6), most)

    def furthest(along: np.ndarray) -> list[np.ndarray]:
        found = [within.least(sign * along) for sign in (1, -1)]
        return [answer.values - start for answer in found if answer is not None and answer.values is not None]

    first = within.least(np.zeros(6))
    assert first is not None and first.values is not None  # noqa: PT018
    start = first.values
    ends = [[linprog(sign * row, A_eq=rows, b_eq=level, bounds=list(zip(np.zeros(6), most, strict=True))).fun
             for sign in (1, -1)] for row in sums]  # fmt: skip
    wanted = [least + against < -1e-6 for least, against in ends]
    assert moving(csr_array(sums), furthest, 1e-6).tolist() == wanted
