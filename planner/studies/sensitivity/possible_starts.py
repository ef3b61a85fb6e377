"""The starts of a plan kept, as far as they can be made where numbers are others: else later, smaller or not at all.

A start that a longer lead time, a smaller largest size or a project that it requires and that comes later makes
impossible is no reason to give up a plan: it is made as soon and as large as it can be, never earlier or larger than
it was kept, and nothing else is started for it. What must be kept gives way to that here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.planning.baseline.giving_way import giving_way
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Options
from planner.solving.separation import CutRow
from planner.solving.solve import solve
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.measured_case import STARTED
from planner.studies.core.query import Decisions, Query
from planner.tolerances import AMOUNTS_CLOSE, NOTICED

MOST_SECONDS: Final = 60.0
Rows = list[tuple[dict[int, float], float]]


def years_left(compiled: CompiledCase) -> dict[str, float]:
    """Return the years from the beginning of each period to the end of the horizon."""
    periods = compiled.model.index.problem.periods
    left = list(accumulate(period.years for period in reversed(periods)))[::-1]
    return {period.name: years for period, years in zip(periods, left, strict=True)}


def possible_starts(compiled: CompiledCase, starts: Decisions, options: Options) -> Decisions | None:
    """Return the starts as far as they can be made; None where not even that was found."""
    columns, left = compiled.decision_columns(), years_left(compiled)
    program = compiled.programme(Query())
    program = giving_way(compiled.model, program, np.zeros(len(program.cost))).program
    program = _as_kept(program, columns, starts, left)
    few = replace(options, gap=AMOUNTS_CLOSE, money_gap=0.0, time_limit=min(options.time_limit, MOST_SECONDS))
    answer = solve(program, few)
    return None if answer.values is None else _made(answer.values, columns, starts)


def _as_kept(
    program: LinearProgram, columns: Mapping[tuple[str, str, str], int], starts: Decisions, left: Mapping[str, float]
) -> LinearProgram:
    """Return a programme that wants as much of the starts as there can be, as soon as they were, and no other."""
    upper, cost, rows = program.upper.copy(), np.zeros(len(program.cost)), Rows()
    whole = np.zeros_like(program.integer)
    kept = {start[0] for start in starts}
    for (what, project, _), column in columns.items():
        whole[column] = what == "start"
        upper[column] = upper[column] if project in kept else program.lower[column]
    for project in dict.fromkeys(start[0] for start in starts):
        own = [start for start in starts if start[0] == project]
        numbers = {period: number for _, period, number, _ in own}
        sizes = {period: size for _, period, _, size in own if size is not None}
        rows += _no_more(columns, "start", project, numbers, list(left))
        rows += _no_more(columns, "size", project, sizes, list(left)) if sizes else []
        what, wanted = ("size", sizes) if any(sizes.values()) else ("start", numbers)
        for period, years in left.items():
            if (what, project, period) in columns:
                cost[columns[what, project, period]] = -years / sum(wanted.values())
    program = replace(program, upper=upper, cost=cost, offset=0.0, integer=whole)
    return _with_rows(program, rows)


def _no_more(
    columns: Mapping[tuple[str, str, str], int], what: str, project: str, kept: Mapping[str, float],
    periods: Sequence[str],
) -> Rows:  # fmt: skip
    """Return that up to no period more is started than was kept up to there."""
    rows, own, most = Rows(), dict[int, float](), 0.0
    for period in periods:
        most += kept.get(period, 0.0)
        if (what, project, period) in columns:
            own = {**own, columns[what, project, period]: 1.0}
            rows.append((own, most))
    return rows


def _with_rows(program: LinearProgram, rows: Rows) -> LinearProgram:
    places = [(n, column, value) for n, (row, _) in enumerate(rows) for column, value in row.items()]
    if not places:
        return program
    numbers, columns, values = zip(*places, strict=True)
    matrix = csr_array((np.array(values), (numbers, columns)), shape=(len(rows), len(program.cost)))
    names = tuple(CutRow("no more than kept", (n,)) for n in range(len(rows)))
    return program.with_rows(matrix, np.full(len(rows), -np.inf), np.array([most for _, most in rows]), names)


def _made(values: Floats, columns: Mapping[tuple[str, str, str], int], starts: Decisions) -> Decisions:
    """Return the starts of a solution; what differs from what was kept by arithmetic alone is as it was kept."""
    kept = {start[:2]: start for start in starts}
    most: dict[str, float] = {}  # by project whose size is open
    for project, _, _, size in starts:
        if size is not None:
            most[project] = max(most.get(project, 0.0), size)
    found = []
    for (what, project, period), column in columns.items():
        number = float(round(values[column]))
        if what != "start" or number < STARTED:
            continue
        size = float(values[columns["size", project, period]]) if most.get(project) else most.get(project)
        was = kept.get((project, period))
        if was is not None and number == was[2] and _is_as(size, was[3]):
            found.append(was)
        elif size is None or not most[project] or size > NOTICED * most[project]:
            found.append((project, period, number, size))
    return tuple(found)


def _is_as(size: float | None, kept: float | None) -> bool:
    return size is None or kept is None or abs(size - kept) <= NOTICED * abs(kept)
