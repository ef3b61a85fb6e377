"""Columns and rows as they are added with numpy, the arrays that come of them, and the solver that takes the arrays."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from planner.solving.compile import LinearProgram

INF = math.inf


class Columns:
    """Columns as they are added, with their limits and costs."""

    def __init__(self) -> None:
        self.count = 0
        self.upper: list[Any] = []
        self.whole: list[Any] = []
        self.lower: list[Any] = []
        self._charged: list[tuple[Any, Any]] = []

    def add(self, count: int, lower: float = 0.0, upper: Any = INF, whole: bool = False) -> Any:
        """Return the positions of new columns."""
        self.lower.append(np.full(count, lower))
        self.upper.append(np.broadcast_to(upper, count))
        self.whole.append(np.full(count, whole))
        self.count += count
        return np.arange(self.count - count, self.count)

    def charge(self, columns: Any, cost: Any) -> None:
        """Add to the cost of columns."""
        self._charged.append((np.asarray(columns), np.broadcast_to(cost, np.shape(columns))))

    def cost(self) -> Any:
        """Return the cost of every column."""
        at, costs = (np.concatenate([pair[n].ravel() for pair in self._charged]) for n in (0, 1))
        return np.bincount(at, costs, self.count)


class Rows:
    """Rows as they are added, with their limits and coefficients."""

    def __init__(self) -> None:
        self.count = 0
        self.lower: list[Any] = []
        self.upper: list[Any] = []
        self._entries: list[tuple[Any, Any, Any]] = []

    def add(self, shape: tuple[int, ...], lower: Any, upper: Any) -> Any:
        """Return the positions of new rows."""
        count = math.prod(shape)
        self.lower.append(np.broadcast_to(lower, shape).ravel())
        self.upper.append(np.broadcast_to(upper, shape).ravel())
        self.count += count
        return np.arange(self.count - count, self.count).reshape(shape)

    def put(self, rows: Any, columns: Any, values: Any) -> None:
        """Put coefficients of columns into rows; the three are broadcast to each other."""
        entries = np.broadcast_arrays(rows, columns, values)
        self._entries.append((entries[0].ravel(), entries[1].ravel(), entries[2].ravel()))

    def matrix(self, columns: int) -> csr_array:
        """Return all coefficients, row by row."""
        rows, at, values = (np.concatenate([entry[n] for entry in self._entries]) for n in range(3))
        found = csr_array((values.astype(float), (rows.astype(np.int32), at.astype(np.int32))), (self.count, columns))
        found.sum_duplicates()
        found.eliminate_zeros()
        return found


def hand_over(program: LinearProgram) -> Any:
    """Return a solver that holds the arrays."""
    solver, matrix = highspy.Highs(), program.matrix
    solver.setOptionValue("output_flag", False)
    rows, columns = matrix.shape
    row_wise, minimise = 2, 1
    status = solver.passModel(
        columns, rows, matrix.nnz, row_wise, minimise, 0.0,
        program.cost, program.lower, program.upper, program.row_lower, program.row_upper,
        matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data, program.integer.astype(np.int32),
    )  # fmt: skip
    assert status == highspy.HighsStatus.kOk
    return solver


def linear_optimum(program: LinearProgram) -> float:
    """Return the optimum without whole numbers."""
    solver = hand_over(program)
    solver.setOptionValue("solve_relaxation", True)
    solver.run()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(solver.getInfo().objective_function_value)


def differences(model: LinearProgram, raw: LinearProgram) -> list[str]:
    """Return what the model of the planner and the raw one do not have in common, their order apart."""
    used = np.bincount(model.matrix.indices, minlength=len(model.cost)) > 0
    used |= model.cost != 0  # the planner's constants, which this case does not use, are columns of nothing
    pairs: dict[str, tuple[Any, Any]] = {
        "costs": (model.cost[used], raw.cost),
        "lower limits": (model.lower[used], raw.lower),
        "upper limits": (model.upper[used], raw.upper),
        "whole numbers": (model.integer[used], raw.integer),
        "coefficients": (model.matrix.data, raw.matrix.data),
        "entries of rows": (np.diff(model.matrix.indptr), np.diff(raw.matrix.indptr)),
        "entries of columns": (
            np.bincount(model.matrix.indices, minlength=len(model.cost))[used],
            np.bincount(raw.matrix.indices, minlength=len(raw.cost)),
        ),
        "lower limits of rows": (model.row_lower, raw.row_lower),
        "upper limits of rows": (model.row_upper, raw.row_upper),
    }
    return [name for name, (one, other) in pairs.items() if not _same(np.sort(one), np.sort(other))]


def _same(one: Any, other: Any) -> bool:
    return bool(one.shape == other.shape and np.allclose(one, other, rtol=1e-12, atol=1e-12))
