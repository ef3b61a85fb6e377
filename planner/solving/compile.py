"""From a Pyomo model of linear expressions to arrays, checked for every number that a solver would misread."""

from __future__ import annotations

import gc
import math
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo
from scipy.sparse import csr_array, vstack

from models.terms import Sum, data
from planner.errors import SolverError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

LARGEST = 1e15  # the solver drops a whole model for one coefficient of 1e16, without a word that Pyomo hears
BATCH = 20_000
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
    columns = tuple(v for component in model.component_objects(pyo.Var, descend_into=False) for v in data(component))
    column_of = {id(variable): j for j, variable in enumerate(columns)}
    parts = model.component_objects(pyo.Constraint, active=True, descend_into=False)
    constraints = [row for component in parts for row in data(component) if row.active]
    matrix, row_lower, row_upper, rows = rows_of(constraints, column_of)
    cost = np.zeros(len(columns))
    for some in _batches(_terms(model.total_cost.expr)):
        coefficients, positions = _arrays(some, column_of)
        cost += np.bincount(positions, coefficients, len(columns))
    _refuse_bad(cost, "the objective", columns)
    lower, upper, integer = _kinds(columns)
    return LinearProgram(
        cost=cost,
        offset=0.0,
        lower=lower,
        upper=upper,
        integer=integer,
        matrix=matrix,
        row_lower=row_lower,
        row_upper=row_upper,
        columns=columns,
        rows=rows,
    )


def _kinds(columns: tuple[Any, ...]) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the limits of the columns and which are whole-numbered: by domain, and one by one where set so."""
    domains = [variable.domain for variable in columns]
    kinds = {id(domain): number for number, domain in enumerate({id(x): x for x in domains}.values())}
    kind = np.fromiter(map(kinds.__getitem__, map(id, domains)), np.int64, len(columns))
    first = [columns[j] for j in np.unique(kind, return_index=True)[1]]
    # no limit is None, which becomes NaN; a limit that is NaN itself Pyomo refuses
    limits = np.array([variable.domain.bounds() for variable in first], dtype=float).reshape(-1, 2)[kind]
    # Pyomo's own question for both limits looks into the domain of every variable again
    own = [j for j, variable in enumerate(columns) if variable._lb is not None or variable._ub is not None]
    limits[own] = np.array([columns[j].bounds for j in own], dtype=float).reshape(-1, 2)
    lower, upper = limits.T
    whole = np.array([not variable.is_continuous() for variable in first], dtype=bool)[kind]
    return np.where(np.isnan(lower), -math.inf, lower), np.where(np.isnan(upper), math.inf, upper), whole


def _terms(body: Any) -> Iterable[Any]:
    """Return the (coefficient, variable) pairs of a linear expression."""
    return body.terms if body.__class__ is Sum else [term.args for term in body.args]


def _arrays(terms: list[Any], column_of: dict[int, int]) -> tuple[Floats, NDArray[np.int32]]:
    """Return the coefficients and column positions of terms."""
    positions = [column_of[id(variable)] for _, variable in terms]
    return np.array([coefficient for coefficient, _ in terms], dtype=float), np.array(positions, dtype=np.int32)


def rows_of(constraints: list[Any], column_of: dict[int, int]) -> tuple[csr_array, Floats, Floats, tuple[Any, ...]]:
    """Return the coefficients, limits and Pyomo objects of some constraints on numbered variables."""
    values, positions = [np.empty(0)], [np.empty(0, np.int32)]
    ends, lower, upper = [0], [], []
    for some in _batches(constraints):
        before = ends[-1]
        terms: list[Any] = []
        for constraint in some:
            low, body, high = constraint.to_bounded_expression()
            terms += _terms(body)
            ends.append(before + len(terms))
            lower.append(-math.inf if low is None else low)
            upper.append(math.inf if high is None else high)
        own_values, own_positions = _arrays(terms, column_of)
        values.append(own_values)
        positions.append(own_positions)
    entries = np.concatenate(values), np.concatenate(positions), np.array(ends, dtype=np.int32)
    matrix = csr_array(entries, shape=(len(constraints), len(column_of)))
    _sum_terms(matrix)
    limits = np.array(lower, dtype=float), np.array(upper, dtype=float)
    _check_rows(matrix, *limits, constraints)
    return matrix, *limits, tuple(constraints)


def _batches(things: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield things some at a time: the terms of all at once would take more memory than the model."""
    waiting = iter(things)
    while some := list(islice(waiting, BATCH)):
        yield some


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
