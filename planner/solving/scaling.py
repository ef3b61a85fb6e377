"""Units for the solver: its tolerances are absolute, and amounts in pieces cost millionths of a million.

A solver calls a cost below 1e-7 nothing and an amount below 1e-7 none. So every column gets a unit in which its
amount is of the order of 1, every row likewise, and money a unit in which costs are. All are powers of 2, which
multiply without rounding.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Answer
from planner.sparse import alike, unsigned
from planner_models.tolerances import LEAST_COEFFICIENT, SUM_ROUNDING, UNSEEN_COST

STEPS = 30
FOUND = 1e-3  # of a power of 2 that a unit may be off, squared
ANCHOR = 3.0  # how much a limit counts beside a coefficient: it says how large amounts are
FORTUNE = 10.0  # times all that a plan spends and earns
PLAIN = 0.1  # a cost of at least this is plain to see beside that
MANY_TIMES = 2.0**8  # its unit: an amount that is larger is a sum of many
LARGEST_COST = 2.0**20  # beyond it the solver loses the small costs beside it


@dataclass(frozen=True)
class Scale:
    """The units of a programme.

    Attributes
    ----------
    column
        The amount of each column that the solver counts as 1; of whole-numbered ones 1.
    row, cost
        What each row, and the objective, is multiplied by.
    """

    column: Floats
    row: Floats
    cost: float

    @classmethod
    def of(cls, program: LinearProgram) -> Scale:
        """Return units in which a programme's coefficients and limits are of the order of 1.

        Source: geometric-mean scaling (Fulkerson and Wolfe, SIAM Review 4, 1962), with the limits as one more
        column, which tell how large the amounts are.
        """
        column, row = _magnitudes(program)
        return cls(2.0**column, 2.0**row, 1.0).for_costs(program.cost)

    @classmethod
    def of_workbook(cls, program: LinearProgram) -> Scale:
        """Return the planner's own units, but for money: to ask again in, where ours lead to a doubtful answer."""
        plain = cls(np.ones(len(program.cost)), np.ones(len(program.row_lower)), 1.0)
        return plain.for_costs(program.cost)

    def at(self, program: LinearProgram, values: Floats) -> Scale:
        """Return the same units, but that of amounts whose costs would hardly be seen: as large as in a plan.

        Coefficients alone say little of how large some columns are: what a disruption costs stands beside slopes.
        """
        faint = np.abs(program.cost * self.column) * self.cost < PLAIN
        sizes = np.abs(values)
        moves = faint & (program.cost != 0) & ~program.integer & (sizes > self.column)
        column = np.where(moves, 2.0 ** np.round(np.log2(np.where(moves, sizes, 1.0))), self.column)
        found = replace(self, column=column)
        return replace(found, row=found.rows(program.matrix)).for_costs(program.cost)

    def sized(self, program: LinearProgram, values: Floats) -> Scale:
        """Return the same units, but that of amounts that are far larger in a solution: sums of much, as costs are.

        Coefficients say how large each term of a sum is, not how many there are. Beside a cost that is counted in
        hundred thousands of its unit all else in its row is hardly seen.
        """
        sizes = np.abs(values)
        moves = ~program.integer & (sizes > MANY_TIMES * self.column)
        if not moves.any():
            return self
        column = np.where(moves, 2.0 ** np.round(np.log2(np.where(moves, sizes, 1.0))), self.column)
        found = replace(self, column=column)
        holds = unsigned(program.matrix) @ moves.astype(float) > 0
        return replace(found, row=np.where(holds, found.rows(program.matrix), self.row)).for_costs(program.cost)

    def grown(self, rows: csr_array) -> Scale:
        """Return the same units, with multipliers for more rows on the same columns.

        Rows that are added to a model are long, with coefficients of every size: units that suit them as well suit
        the model itself no more, and the solver has called other plans the best in such.
        """
        return replace(self, row=np.append(self.row, self.rows(rows)))

    def for_costs(self, cost: Floats) -> Scale:
        """Return the same units of columns and rows, and a unit of money for other costs."""
        sizes = np.abs(cost * self.column)
        sizes = np.log2(sizes[sizes > 0])
        power = min(-sizes.mean(), np.log2(LARGEST_COST) - sizes.max()) if sizes.size else 0.0
        return replace(self, cost=float(2.0 ** np.round(power)))

    def rows(self, matrix: csr_array) -> Floats:
        """Return what new rows are multiplied by, given their coefficients."""
        size = unsigned(matrix) @ self.column
        return np.where(size > 0, 2.0 ** -np.round(np.log2(np.where(size > 0, size, 1.0))), 1.0)

    def scaled(self, matrix: csr_array, row: Floats) -> csr_array:
        """Return rows in these units, without the coefficients that are nothing in them."""
        values = matrix.data * self.column[matrix.indices]
        values *= np.repeat(row, np.diff(matrix.indptr))
        values[np.abs(values) <= LEAST_COEFFICIENT] = 0.0
        found = alike(matrix, values)
        found.indices, found.indptr = matrix.indices.copy(), matrix.indptr.copy()
        found.eliminate_zeros()
        return found

    def of_program(self, program: LinearProgram) -> LinearProgram:
        """Return a programme in these units, as the solver gets it."""
        column, row = self.column, self.row
        return replace(
            program, cost=program.cost * column * self.cost, offset=program.offset * self.cost,
            lower=program.lower / column, upper=program.upper / column, matrix=self.scaled(program.matrix, row),
            row_lower=program.row_lower * row, row_upper=program.row_upper * row,
        )  # fmt: skip

    def answer(self, found: Answer, program: LinearProgram) -> Answer:
        """Return an answer of the solver in the units of its programme."""
        blur = self._blur(program, found.values) if program.integer.any() and found.values is not None else 0.0
        return replace(
            found,
            objective=None if found.objective is None else found.objective / self.cost,
            bound=None if found.bound is None else found.bound / self.cost,
            values=None if found.values is None else found.values * self.column,
            row_dual=None if found.row_dual is None else found.row_dual * self.row / self.cost,
            column_dual=None if found.column_dual is None else found.column_dual / self.column / self.cost,
            blur=blur,
        )

    def _blur(self, program: LinearProgram, values: Floats) -> float:
        """Return by how much a bound may be off for what the solver hardly sees of the costs of a solution."""
        seen = np.abs(program.cost * self.column) * self.cost
        return UNSEEN_COST * float(np.abs(values[(seen > 0) & (seen < PLAIN)]).sum()) / self.cost


def without_fortunes(program: LinearProgram, money: float) -> LinearProgram | None:
    """Return a programme in which no cost is so large that others are lost beside it; None where none is.

    A cost of what cannot be below zero that is taken for less only makes plans cheaper: what bounds it from below
    bounds the programme. ``money`` is all that a plan spends and earns: what costs many times that in the amount
    that counts as 1 may as well cost as much.
    """
    cost = program.cost * 2.0 ** _magnitudes(program)[0]
    known = np.abs(cost[cost != 0])
    most = FORTUNE * money if money > 0 else LARGEST_COST * float(np.median(known)) if known.size else np.inf
    dear = (cost > most) & (program.lower >= 0)
    if not dear.any():
        return None
    return replace(program, cost=np.where(dear, program.cost * (most / np.where(dear, cost, 1.0)), program.cost))


def _magnitudes(program: LinearProgram) -> tuple[Floats, Floats]:
    """Return the logarithms (base 2, whole) of the columns' units and of the rows' multipliers."""
    matrix = program.matrix
    size = np.abs(matrix.data)
    size[size == 0] = 1.0
    np.log2(size, out=size)
    row_limit, has_row_limit = _logarithms(program.row_lower, program.row_upper)
    column_limit, has_column_limit = _logarithms(program.lower, program.upper)
    # a limit that is nothing beside what adds up in its row is what arithmetic left of none, and says nothing of sizes
    held_there = unsigned(matrix) @ _powers(column_limit, has_column_limit)
    has_row_limit &= _powers(row_limit, has_row_limit) > SUM_ROUNDING * held_there
    row_limit[~has_row_limit] = 0.0
    held = alike(matrix, np.ones(len(size)))
    holds = held.T.tocsr()
    row_weight = np.maximum(np.diff(matrix.indptr) + ANCHOR * has_row_limit, 1.0)
    column_weight = np.maximum(np.diff(holds.indptr) + ANCHOR * has_column_limit, 1.0)
    of_row = alike(matrix, size) @ np.ones(matrix.shape[1])
    of_row += ANCHOR * row_limit
    of_column = np.bincount(matrix.indices, size, minlength=matrix.shape[1]) - ANCHOR * column_limit
    column = _least_squares(holds, held, of_row, of_column, row_weight, column_weight, np.flatnonzero(program.integer))
    column = np.asarray(np.round(column), dtype=float)
    return column, np.asarray(np.round(-(of_row + held @ column) / row_weight), dtype=float)


def _least_squares(
    holds: csr_array, held: csr_array, of_row: Floats, of_column: Floats,
    row_weight: Floats, column_weight: Floats, fixed: NDArray[np.intp],
) -> Floats:  # fmt: skip
    """Return the units of columns that, with the rows' that suit them, leave all sizes as near to 1 as can be.

    By conjugate gradients: a workbook in other units gets the same units but for what they differ by, and a step at
    a time between rows and columns is long on the way to them. In place, as the columns are millions.
    """
    column = np.zeros(len(of_column))
    rest = holds @ (of_row / row_weight) - of_column
    rest[fixed] = 0.0
    towards = rest / column_weight
    way, worth = towards.copy(), float(rest @ towards)
    for _ in range(STEPS):
        if worth <= FOUND * len(column):
            break
        moved = held @ way
        moved /= row_weight
        bent = column_weight * way
        bent -= holds @ moved
        bent[fixed] = 0.0
        curve = float(way @ bent)
        if curve <= 0:
            break
        step = worth / curve
        column += np.multiply(way, step, out=towards)
        bent *= step
        rest -= bent
        np.divide(rest, column_weight, out=towards)
        worth, before = float(rest @ towards), worth
        way *= worth / before
        way += towards
    return column


def _powers(logarithms: Floats, has: NDArray[np.bool_]) -> Floats:
    """Return the numbers of these logarithms (base 2) where there is one, else 0."""
    found = np.zeros(len(logarithms))
    found[has] = 2.0 ** logarithms[has]
    return found


def _logarithms(lower: Floats, upper: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the logarithm (base 2) of the larger finite limit where there is one that is not 0, else 0."""
    largest = np.zeros(len(lower))
    for limit in (lower, upper):
        known = np.flatnonzero(np.isfinite(limit) & (limit != 0))
        largest[known] = np.maximum(largest[known], np.abs(limit[known]))
    has = largest > 0
    largest[has] = np.log2(largest[has])
    return largest, has
