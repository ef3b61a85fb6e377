"""From a Pyomo model of linear expressions to arrays, checked for every number that a solver would misread."""

from __future__ import annotations

import gc
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
import pyomo.core as pyo
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from planner.arrays import Floats
from planner.errors import SolverError
from planner.solving.labels import Members, is_numbered
from planner_models.components import Component, ConstraintRow, Expression, Part
from planner_models.numbered import Many
from planner_models.terms import Sum, Term, data
from planner_models.tolerances import CANCELLED
from planner_models.trunk import Trunk

Numbers = NDArray[np.int32]

LARGEST = 1e30  # no number of a workbook comes near; how large it is for the solver is seen in the solver's units


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
    columns: Members
    rows: Members

    def with_kept_rows(self, kept: Sequence[bool]) -> LinearProgram:
        """Return the programme without some of its rows."""
        places = np.flatnonzero(kept)
        if len(places) == len(self.row_lower):
            return self
        return replace(
            self,
            matrix=csr_array(self.matrix[places]),
            row_lower=self.row_lower[places],
            row_upper=self.row_upper[places],
            rows=Members([tuple(self.rows[n] for n in places.tolist())]),
        )

    def with_rows(self, matrix: csr_array, lower: Floats, upper: Floats, rows: tuple[object, ...]) -> LinearProgram:
        """Return the programme with more rows on the same columns."""
        return replace(
            self,
            matrix=csr_array(vstack([self.matrix, matrix], format="csr")),
            row_lower=np.concatenate([self.row_lower, lower]),
            row_upper=np.concatenate([self.row_upper, upper]),
            rows=self.rows.plus(rows),
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


def compile_model(model: Trunk) -> LinearProgram:
    """Return the arrays of a model whose constraints are all made by ``planner_models.terms.linear``.

    Raises
    ------
    SolverError
        When a number is not finite or too large.
    """
    columns = Members.of(model.component_objects(pyo.Var, descend_into=False))
    parts = list(model.component_objects(pyo.Constraint, active=True, descend_into=False))
    rows = Members.of(parts)
    blocks = [_rows_of_component(part, columns) for part in parts if len(part)]
    cost = np.zeros(len(columns))
    singles: dict[int, float] = defaultdict(float)
    for factor, variable in _terms(model.total_cost.expr):
        place = columns.known.get(id(variable))
        if place is not None:
            singles[place] += factor
        elif variable.__class__ is Many:  # numbered variables stand but once in a sum
            cost[columns.place(variable)] += factor * variable.amounts
        else:
            cost[columns.place(variable)] += factor
    cost[list(singles)] += list(singles.values())
    _refuse_bad(cost, "the objective", columns)
    lower, upper, integer = _kinds(columns)
    none = csr_array((0, len(columns)))
    return LinearProgram(
        cost=cost,
        offset=0.0,
        lower=lower,
        upper=upper,
        integer=integer,
        matrix=csr_array(vstack([none, *(matrix for matrix, _, _ in blocks)], format="csr")),
        row_lower=np.concatenate([np.zeros(0), *(lower for _, lower, _ in blocks)]),
        row_upper=np.concatenate([np.zeros(0), *(upper for _, _, upper in blocks)]),
        columns=columns,
        rows=rows,
    )


def _kinds(columns: Members) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return the limits of the columns and which are whole-numbered."""
    lower, upper, whole = np.zeros(len(columns)), np.full(len(columns), math.inf), np.zeros(len(columns), dtype=bool)
    # Pyomo's own way looks into the domain of every variable again
    kinds: dict[int, tuple[float | None, float | None, bool]] = {}
    for j, variable in columns.singles():
        domain = variable.domain
        kind = kinds.get(id(domain))
        if kind is None:
            kind = kinds[id(domain)] = (*domain.bounds(), not variable.is_continuous())
        low, high, whole[j] = kind
        if variable._lb is not None or variable._ub is not None:
            low, high = variable.bounds
        lower[j], upper[j] = -math.inf if low is None else low, math.inf if high is None else high
    return lower, upper, whole


def _terms(body: Expression) -> Iterable[Term]:
    """Return the (coefficient, variable) pairs of a linear expression."""
    return body.terms if isinstance(body, Sum) else [term.args for term in body.args]


def _rows_of_component(component: Component, columns: Members) -> tuple[csr_array, Floats, Floats]:
    """Return the coefficients and limits of all of a component's rows."""
    if not is_numbered(component):
        return rows_of(cast("list[ConstraintRow]", data(component)), columns)[:3]
    entries, lower, upper = component.entries, component.lower, component.upper
    rows = [np.array(entries.rows, dtype=np.int32), *(rows for rows, _ in entries.many)]
    values = [np.array([x for x, _ in entries.terms], dtype=float), *(many.amounts for _, many in entries.many)]
    single = np.array([columns.known[id(x)] for _, x in entries.terms], dtype=np.int32)
    places = [single, *(columns.place(many) for _, many in entries.many)]
    shape = (len(upper), len(columns))
    matrix = _summed(np.concatenate(values), np.concatenate(rows), np.concatenate(places), shape)
    _check_rows(matrix, lower, upper, Members([component]))
    return matrix, lower, upper


def rows_of(
    constraints: Sequence[ConstraintRow], columns: Members
) -> tuple[csr_array, Floats, Floats, tuple[ConstraintRow, ...]]:
    """Return the coefficients, limits and Pyomo objects of some constraints on numbered variables."""
    values: list[float] = []
    places: list[int] = []
    ends, lower, upper = [0], [], []
    known = columns.known
    for constraint in constraints:
        low, body, high = constraint.to_bounded_expression()
        for factor, variable in _terms(body):
            place = known.get(id(variable))
            if place is not None:
                values.append(factor)
                places.append(place)
            elif variable.__class__ is Many:
                values += (factor * variable.amounts).tolist()
                places += columns.place(variable).tolist()
            else:
                values.append(factor)
                places.append(columns.place(variable))
        ends.append(len(places))
        lower.append(-math.inf if low is None else low)
        upper.append(math.inf if high is None else high)
    rows = np.repeat(np.arange(len(constraints), dtype=np.int32), np.diff(ends))
    matrix = _summed(
        np.array(values, dtype=float), rows, np.array(places, dtype=np.int32), (len(constraints), len(columns))
    )
    limits = np.array(lower, dtype=float), np.array(upper, dtype=float)
    _check_rows(matrix, *limits, constraints)
    return matrix, *limits, tuple(constraints)


def _summed(values: Floats, rows: Numbers, columns: Numbers, shape: tuple[int, int]) -> csr_array:
    """Return the sums of each variable's terms in each row; what is left of terms that cancel is rounding."""
    matrix = csr_array((values, (rows, columns)), shape=shape)
    if matrix.nnz < len(values):
        sizes = csr_array((np.abs(values), (rows, columns)), shape=shape)
        matrix.data[np.abs(matrix.data) <= CANCELLED * sizes.data] = 0.0
    matrix.eliminate_zeros()
    return matrix


def _check_rows(matrix: csr_array, lower: Floats, upper: Floats, constraints: Sequence[Part]) -> None:
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


def _refuse_bad(values: Floats, where: str, columns: Members) -> None:
    wrong = np.flatnonzero(~np.isfinite(values) | (np.abs(values) >= LARGEST))
    if wrong.size:
        message = f"{where}: the cost {values[wrong[0]]:g} of {columns[int(wrong[0])].name} is not usable"
        raise SolverError(message)
