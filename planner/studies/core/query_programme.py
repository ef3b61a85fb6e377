"""The programme of a question: what is kept fixed, what is limited, and what is wanted least."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, hstack

from planner.arrays import Floats
from planner.errors import QuestionError
from planner.solving.compile import LinearProgram
from planner.solving.separation import CutRow
from planner.studies.core.measure import THE_COST
from planner.studies.core.measured_case import STARTED, MeasuredCase
from planner.studies.core.query import Decisions, Query, Start
from planner.tolerances import ROUNDING


class NotOfferedError(QuestionError):
    """A decision that is to be kept is not offered by the workbook, or not as large."""


def programme_of(case: MeasuredCase, program: LinearProgram, query: Query) -> LinearProgram:
    """Return the programme of a question."""
    program = _bounded(case, program, query)
    for measure, worst in query.limits:
        limit = measure.sign * worst
        row = csr_array((measure.sign * case.vector(measure))[None, :])
        program = program.with_rows(row, np.array([-math.inf]), np.array([limit]), (CutRow("asked", (measure.name,)),))
    for name, fewest, most in query.counts:
        row = csr_array(case.starts_of(name)[None, :])
        program = program.with_rows(row, np.array([fewest]), np.array([most]), (CutRow("asked", (name,)),))
    if query.away:
        return _farthest(case, program, query.away)
    return replace(program, cost=_cost(case, program, query), offset=0.0)


def _cost(case: MeasuredCase, program: LinearProgram, query: Query) -> Floats:
    cost = np.zeros(len(program.cost))
    if query.aim is not None:
        is_cost = query.aim == THE_COST
        cost += program.cost if is_cost else query.aim.sign * case.vector(query.aim)
    for name, weight in query.projects:
        cost += weight * (case.size_of(name) if query.by_size else case.starts_of(name))
    if query.change_cost:
        cost[[case.place(change) for change in case.model.changed.values()]] += query.change_cost
    return cost


def _bounded(case: MeasuredCase, program: LinearProgram, query: Query) -> LinearProgram:
    """Return the programme with the decisions that are kept fixed."""
    lower, upper = program.lower.copy(), program.upper.copy()
    if query.starts is not None:
        for name in ("start", "size"):
            columns = [case.place(each) for each in getattr(case.model, name).values()]
            lower[columns] = upper[columns] = 0.0
    for decision in (*(query.starts or ()), *query.kept):
        _fix(case, program, decision, lower, upper)
    return replace(program, lower=lower, upper=upper)


def _fix(case: MeasuredCase, program: LinearProgram, decision: Start, lower: Floats, upper: Floats) -> None:
    name, period, number, size = decision
    key = next(iter(case.starts_by_key((decision,))), (-1, -1))
    if key not in case.model.start or (case.model.start[key].ub or 0.0) < number - STARTED:
        message = f"a start of {name} in {period} is not offered" + (f" {number:g} times" if number > 1 else "")
        raise NotOfferedError(message)
    column = case.place(case.model.start[key])
    lower[column] = upper[column] = number
    if key in case.model.size:
        column = case.place(case.model.size[key])
        as_offered = program.lower[column], program.upper[column]
        kept = None if size is None else (size * (1 - ROUNDING), size * (1 + ROUNDING))
        lower[column], upper[column] = kept or as_offered


def _farthest(case: MeasuredCase, program: LinearProgram, away: Sequence[Decisions]) -> LinearProgram:
    """Return the programme whose last column is the least number of decisions that differ from any of the sets."""
    rows, limits = [], []
    for decisions in away:
        coefficients, constant = _distance(case, program, decisions)
        rows.append(np.append(coefficients, -1.0))
        limits.append(-constant)
    width = len(program.cost)
    wider = replace(
        program,
        cost=np.append(np.zeros(width), -1.0),
        offset=0.0,
        lower=np.append(program.lower, 0.0),
        upper=np.append(program.upper, float(len(case.model.start))),
        integer=np.append(program.integer, False),
        matrix=csr_array(hstack([program.matrix, csr_array((program.matrix.shape[0], 1))], format="csr")),
        columns=program.columns.plus([CutRow("distance", (0,))]),
    )
    names = tuple(CutRow("asked", ("distance", n)) for n in range(len(rows)))
    return wider.with_rows(csr_array(np.array(rows)), np.array(limits), np.full(len(rows), math.inf), names)


def _distance(case: MeasuredCase, program: LinearProgram, decisions: Decisions) -> tuple[Floats, float]:
    """Return the number of starts that differ, as coefficients and a constant.

    Blocks count by the share of the most that may be started, and not where a part of them was.
    """
    former = case.starts_by_key(decisions)
    coefficients, constant = np.zeros(len(program.cost)), 0.0
    for key, start in case.model.start.items():
        was, most = former.get(key, 0.0), float(start.ub or 0.0)
        if was <= 0 or was >= most:
            constant += 1.0 if was >= most else 0.0
            coefficients[case.place(start)] = (-1.0 if was >= most else 1.0) / most
    return coefficients, constant
