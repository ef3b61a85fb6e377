"""The point of a polyhedron that is nearest to a wished one: what is done where many plans cost the same.

Being the nearest it is one point only, whatever the order of the columns, so that no name decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.solving.region import Region
from planner_models.tolerances import LEAST_FEASIBLE, NO_SIZE, ROW_ROOM, ROWS_DEPEND

if TYPE_CHECKING:
    from planner.solving.compile import LinearProgram


@dataclass(frozen=True)
class Face:
    """The ways in which some columns of a plan may move while the others stay and the cost is the same.

    Moves ``d`` keep ``equal @ d == 0`` and ``within @ d <= room``, which no move keeps.
    """

    equal: Floats
    within: Floats
    room: Floats

    @classmethod
    def of(cls, program: LinearProgram, values: Floats, columns: NDArray[Any]) -> Face:
        """Return how some columns of a plan may move."""
        part = program.matrix[:, columns]
        touched = np.flatnonzero(np.diff(part.indptr))
        matrix, rows = part[touched].toarray(), program.matrix[touched]
        largest = np.abs(values[columns]).max(initial=0.0)  # they are of one kind: all money, or all amounts
        activity, hair = rows @ values, ROW_ROOM * (abs(rows) @ np.abs(values) + largest * np.abs(matrix).max(axis=1))
        lower, upper = program.row_lower[touched], program.row_upper[touched]
        is_equal, own = lower == upper, values[columns]
        above, below = np.isfinite(upper) & ~is_equal, np.isfinite(lower) & ~is_equal
        step = np.full(len(columns), ROW_ROOM * largest)
        one = np.eye(len(columns))
        low, high = np.isfinite(program.lower[columns]), np.isfinite(program.upper[columns])
        return cls(
            np.vstack([matrix[is_equal], program.cost[columns]]),
            np.vstack([matrix[above], -matrix[below], -one[low], one[high]]),
            np.concatenate([
                np.maximum(upper - activity, 0.0)[above] + hair[above],
                np.maximum(activity - lower, 0.0)[below] + hair[below],
                (np.maximum(own - program.lower[columns], 0.0) + step)[low],
                (np.maximum(program.upper[columns] - own, 0.0) + step)[high],
            ]),
        )  # fmt: skip

    def keeping(self, sums: Floats) -> Face:
        """Return the ways to move by which some sums stay as they are too."""
        return Face(np.vstack([self.equal, sums]), self.within, self.room)

    def under(self, rows: Floats, room: Floats) -> Face:
        """Return the ways to move that keep more limits, too."""
        return Face(self.equal, np.vstack([self.within, rows]), np.concatenate([self.room, room]))

    def nearest(self, wanted: Floats, wish: Floats) -> Floats:
        """Return the move after which ``wanted @ move`` is as near to a wish as may be, by the sum of squares.

        ``wanted`` tells any two moves apart. Source: the least distance problem by non-negative least squares, Lawson
        and Hanson, Solving Least Squares Problems, 1974, chapter 23.
        """
        from scipy.linalg import qr, solve_triangular

        # what no equation tells apart, by a factorisation with pivots: a tenth of the work of singular values
        turns, steps, _ = qr(self._equations.T, pivoting=True)
        heights = np.abs(np.diag(steps))
        free = turns[:, int((heights > ROWS_DEPEND * heights.max(initial=0.0)).sum()) :]
        if not free.shape[1]:
            return np.zeros(free.shape[0])
        turned, triangle = np.linalg.qr(wanted @ free)
        best = turned.T @ wish
        back = free @ solve_triangular(triangle, np.eye(len(best)))  # a point's move from its distances to the best
        found: Floats = back @ (best + _least_distance(self.within @ back, self.room - self.within @ (back @ best)))
        return found

    def kept(self, move: Floats, own: Floats) -> Floats:
        """Return a move of what is ``own`` that stays, or ends, at nothing to the last digit where it nearly does.

        The rest makes up for it.
        """
        trace = LEAST_FEASIBLE * float(np.abs(own).max(initial=0.0))
        stays, ends = (np.abs(each) <= trace for each in (move, own + move))
        found, moves = np.where(stays, 0.0, np.where(ends, -own, move)), ~(stays | ends)
        found[moves] += np.linalg.lstsq(self._equations[:, moves], -self._equations @ found, rcond=None)[0]
        return found

    @property
    def _equations(self) -> Floats:
        """What is to stay, each of length one: rows of costs are in other units than rows of payments."""
        found: Floats = self.equal / np.maximum(np.linalg.norm(self.equal, axis=1, keepdims=True), NO_SIZE)
        return found

    def ends(self, along: Floats, unit: float) -> list[Floats]:
        """Return the moves that reach furthest along a direction, and furthest against it; ``unit`` is their size."""
        sizes = np.maximum(np.abs(self.equal).max(axis=1, keepdims=True), NO_SIZE)
        nothing, none = np.zeros(len(self.equal)), np.full(len(self.room), -np.inf)
        rows = np.append(nothing, none), np.append(nothing, self.room / unit)  # the solver's tolerances are absolute
        matrix, ends = csr_array(np.vstack([self.equal / sizes, self.within])), np.full(len(along), np.inf)
        region = Region(matrix, *rows, -ends, ends)
        ways = [region.least(sign * along) for sign in (1.0, -1.0)]
        return [unit * way.values for way in ways if way is not None and way.values is not None]


def _least_distance(within: Floats, room: Floats) -> Floats:
    """Return the shortest vector with ``within @ vector <= room``, which some vector keeps."""
    size = np.linalg.norm(within, axis=1)
    moves = size > 0  # what no move reaches is as it is
    within, room = within[moves] / size[moves, None], room[moves] / size[moves]
    if not (room < 0).any():
        return np.zeros(within.shape[1])
    aim = np.zeros(within.shape[1] + 1)
    aim[-1] = 1.0
    met = _summed(np.vstack([-within.T, room[None, :] / room.min()]), aim)
    # which limits the shortest vector meets is all that is taken of it: what they make of it is then exact, and what
    # it breaks it meets too (a millionth of a large payment is much of a small one)
    while True:
        found = np.asarray(np.linalg.lstsq(within[met], room[met], rcond=None)[0], dtype=float)
        broken = ~met & (within @ found > room + ROW_ROOM * (np.abs(room) + np.abs(within) @ np.abs(found)))
        if not broken.any():
            return found
        met |= broken


def _summed(sides: Floats, aim: Floats) -> NDArray[np.bool_]:
    """Return the columns of which the sum with weights of at least 0 that is nearest to an aim is made.

    Source: non-negative least squares, Lawson and Hanson, chapter 23. SciPy's would take a small plan a quarter of a
    second, all of it to be loaded.
    """
    sides = sides / np.linalg.norm(sides, axis=0)
    weights, taken, far = np.zeros(sides.shape[1]), np.zeros(sides.shape[1], dtype=bool), np.inf
    while True:
        rest = aim - sides @ weights
        before, far = far, float(np.linalg.norm(rest))
        pull = np.where(taken, -np.inf, sides.T @ rest)
        if pull.max() <= ROW_ROOM or far >= before:  # it comes nearer each time, but for rounding
            return taken
        taken[pull.argmax()] = True
        weights, taken = _all_above(sides, aim, weights, taken)


def _all_above(
    sides: Floats, aim: Floats, weights: Floats, taken: NDArray[np.bool_]
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the best weights of columns that are taken, without those of which a weight would fall to 0 on the way."""
    from scipy.linalg import lstsq

    while True:
        best = np.zeros_like(weights)  # by a factorisation with pivots, a third of the work of singular values
        best[taken] = lstsq(sides[:, taken], aim, lapack_driver="gelsy", check_finite=False)[0]
        below = np.flatnonzero(taken & (best <= 0))
        if not below.size:
            return best, taken
        part = weights[below] / np.maximum(weights[below] - best[below], NO_SIZE)
        first, step = below[part.argmin()], part.min()
        weights = weights + step * (best - weights)
        weights[first], taken[first] = 0.0, False
