"""From a Pyomo model of linear expressions to arrays, checked for every number that a solver would misread."""

from __future__ import annotations

import gc
import math
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo
from scipy.sparse import csr_array, vstack

from planner.errors import SolverError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LARGEST = 1e15  # the solver drops a whole model for one coefficient of 1e16, without a word that Pyomo hears
ROUNDING = 1e-13  # what is left where terms of one variable cancel, as a share of them


@dataclass(frozen=True)
class LinearProgram:
    """A mixed-integer linear programme as arrays, with the Pyomo objects that its columns and rows came from.

    ``minimise cost @ x + offset`` subject to ``row_lower <= matrix @ x <= row_upper`` and
    ``lower <= x <= upper``; ``integer`` marks the whole-numbered columns.
    """

    cost: Floats
    offset: float
    lower: Floats
    upper: Floats
    integer: NDArray[np.bool_]
    matrix: csr_array
    row_lower: Floats
    row_upper: Floats
    columns: tuple[Any, ...]
    rows: tuple[Any, ...]

    def column_of(self) -> dict[int, int]:
        """Return the position of each variable, by its identity."""
        return {id(variable): j for j, variable in enumerate(self.columns)}

    def with_constraints(self, constraints: Iterable[Any]) -> LinearProgram:
        """Return the programme with more constraints on the same variables."""
        return self.with_rows(*rows_of(list(constraints), self.column_of()))

    def with_rows(self, matrix: csr_array, lower: Floats, upper: Floats, rows: tuple[Any, ...]) -> LinearProgram:
        """Return the programme with more rows on the same columns."""
        return replace(
            self,
            matrix=csr_array(vstack([self.matrix, matrix], format="csr")),
            row_lower=np.concatenate([self.row_lower, lower]),
            row_upper=np.concatenate([self.row_upper, upper]),
            rows=(*self.rows, *rows),
        )


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector still: a model is many small objects and no garbage."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def compile_model(model: Any) -> LinearProgram:
    """Return the arrays of a model whose constraints are all made by ``models.terms.linear``.

    Raises
    ------
    SolverError
        When a number is not finite or too large.
    """
    columns = tuple(model.component_data_objects(pyo.Var, descend_into=False))
    column_of = {id(variable): j for j, variable in enumerate(columns)}
    constraints = list(model.component_data_objects(pyo.Constraint, active=True, descend_into=False))
    matrix, row_lower, row_upper, rows = rows_of(constraints, column_of)
    cost = np.zeros(len(columns))
    coefficients, positions = _terms(model.total_cost.expr, column_of)
    np.add.at(cost, positions, coefficients)
    _refuse_bad(cost, "the objective", columns)
    # no limit is None, which becomes NaN; a limit that is NaN itself Pyomo refuses
    bounds = np.array([v.bounds for v in columns], dtype=float).reshape(-1, 2)
    return LinearProgram(
        cost=cost,
        offset=0.0,
        lower=np.where(np.isnan(bounds[:, 0]), -math.inf, bounds[:, 0]),
        upper=np.where(np.isnan(bounds[:, 1]), math.inf, bounds[:, 1]),
        integer=np.array([not v.is_continuous() for v in columns], dtype=bool),
        matrix=matrix,
        row_lower=row_lower,
        row_upper=row_upper,
        columns=columns,
        rows=rows,
    )


def _terms(body: Any, column_of: dict[int, int]) -> tuple[list[float], list[int]]:
    """Return the coefficients and column positions of a linear expression."""
    terms = [term.args for term in body.args]
    return [coefficient for coefficient, _ in terms], [column_of[id(variable)] for _, variable in terms]


def rows_of(constraints: list[Any], column_of: dict[int, int]) -> tuple[csr_array, Floats, Floats, tuple[Any, ...]]:
    """Return the coefficients, limits and Pyomo objects of some constraints on numbered variables."""
    terms: list[Any] = []
    starts = [0]
    lower, upper = np.empty(len(constraints)), np.empty(len(constraints))
    for n, constraint in enumerate(constraints):
        low, body, high = constraint.to_bounded_expression()
        terms += [term.args for term in body.args]
        starts.append(len(terms))
        lower[n] = -math.inf if low is None else low
        upper[n] = math.inf if high is None else high
    values = [coefficient for coefficient, _ in terms]
    positions = [column_of[id(variable)] for _, variable in terms]
    matrix = csr_array(
        (np.array(values, dtype=float), np.array(positions, dtype=np.int32), np.array(starts, dtype=np.int32)),
        shape=(len(constraints), len(column_of)),
    )
    _sum_terms(matrix)
    _check_rows(matrix, lower, upper, constraints)
    return matrix, lower, upper, tuple(constraints)


def _sum_terms(matrix: csr_array) -> None:
    """Add up the terms of each variable in each row; what is left of terms that cancel is rounding, however small."""
    sizes = csr_array((np.abs(matrix.data), matrix.indices.copy(), matrix.indptr.copy()), shape=matrix.shape)
    before = matrix.nnz
    matrix.sum_duplicates()
    if matrix.nnz < before:
        sizes.sum_duplicates()
        matrix.data[np.abs(matrix.data) <= ROUNDING * sizes.data] = 0.0
    matrix.eliminate_zeros()


def _check_rows(matrix: csr_array, lower: Floats, upper: Floats, constraints: list[Any]) -> None:
    size = np.abs(matrix.data)
    bad = np.flatnonzero(~np.isfinite(size) | (size >= LARGEST))
    if bad.size:
        row = constraints[int(np.searchsorted(matrix.indptr, bad[0], side="right")) - 1]
        message = f"{row.name}: the coefficient {matrix.data[bad[0]]:g} is too large to solve with"
        raise SolverError(message)
    for limits in (lower, upper):
        wrong = np.flatnonzero(np.isnan(limits) | (np.isfinite(limits) & (np.abs(limits) >= LARGEST)))
        if wrong.size:
            message = f"{constraints[int(wrong[0])].name}: the limit {limits[wrong[0]]:g} is not usable"
            raise SolverError(message)


def _refuse_bad(values: Floats, where: str, columns: tuple[Any, ...]) -> None:
    wrong = np.flatnonzero(~np.isfinite(values) | (np.abs(values) >= LARGEST))
    if wrong.size:
        message = f"{where}: the cost {values[wrong[0]]:g} of {columns[int(wrong[0])].name} is not usable"
        raise SolverError(message)
