"""The best one set of starts for several values of a number, each with its chance: from it, what knowing is worth."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import block_diag, csr_array

from planner.solving.highs import solve
from planner.studies.core.plain import kept
from planner.studies.core.query import CaseSetting, Decisions, Query
from planner.studies.core.query_task import KEPT
from planner.studies.core.query_worker import compiled_case_of
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Options
    from planner.studies.core.compiled_case import CompiledCase
    from planner.workbook.book import Book


@kept
class StartsForAll:
    """What no one set of starts can be expected to cost less than, and starts that may do; None where not found."""

    bound: float | None
    decisions: Decisions | None


@dataclass(frozen=True)
class TogetherTask:
    """Workbooks of several values of a number, with the chance of each."""

    books: tuple[Book, ...] = field(repr=False)
    weights: tuple[float, ...]

    def task(self, name: str, options: Options) -> Task[StartsForAll]:
        """Return the task of this name."""
        solver = [getattr(options, each) for each in KEPT]
        key = key_of([book.identity for book in self.books], self.weights, solver)
        return Task(name, together, (self, options), key, StartsForAll)


def together(asked: TogetherTask, options: Options) -> StartsForAll:
    """Return the best one set of starts for all values, operated in each by itself.

    Rows that cut off what branches or rules forbid are those found so far: what is returned is a bound whatever they
    are, and the starts are only to be tried.
    """
    cases = [compiled_case_of(book, CaseSetting(), options) for book in asked.books]
    program = _stacked(cases, asked.weights)
    answer = solve(program, replace(options, money_gap=0.0))
    if answer.values is None:
        return StartsForAll(answer.bound, None)
    return StartsForAll(answer.bound, cases[0].decisions(answer.values))


def _stacked(cases: Sequence[CompiledCase], weights: Sequence[float]) -> LinearProgram:
    """Return the programmes of all cases side by side, their starts and sizes tied to those of the first."""
    programs = [case.programme(Query()) for case in cases]
    firsts = np.concatenate([[0], np.cumsum([len(program.cost) for program in programs])])
    first, count = programs[0], int(firsts[-1])
    added = ["of another value"] * (count - len(first.cost))
    apart = replace(
        first,
        cost=np.concatenate([weight * each.cost for weight, each in zip(weights, programs, strict=True)]),
        lower=np.concatenate([each.lower for each in programs]),
        upper=np.concatenate([each.upper for each in programs]),
        integer=np.concatenate([each.integer for each in programs]),
        matrix=csr_array(block_diag([each.matrix for each in programs], format="csr")),
        row_lower=np.concatenate([each.row_lower for each in programs]),
        row_upper=np.concatenate([each.row_upper for each in programs]),
        columns=first.columns.plus(added),
        rows=first.rows.plus(["of another value"] * sum(len(each.row_lower) for each in programs[1:])),
    )
    ties = _ties(cases, firsts)
    rows = csr_array(
        (
            [value for tie in ties for _, value in tie],
            ([row for row, tie in enumerate(ties) for _ in tie], [column for tie in ties for column, _ in tie]),
        ),
        shape=(len(ties), count),
        dtype=float,
    )
    none = np.zeros(len(ties))
    return apart.with_rows(rows, none, none, ("tied",) * len(ties))


def _ties(cases: Sequence[CompiledCase], firsts: Any) -> list[list[tuple[int, float]]]:
    """Return the rows that make starts and sizes the same: what a value does not offer is started at none."""
    places = [case.decision_columns() for case in cases]
    found = []
    for key in sorted({key for each in places for key in each}):
        there = [(int(first) + each[key]) for first, each in zip(firsts, places, strict=False) if key in each]
        if len(there) < len(cases):
            found += [[(column, 1.0)] for column in there]
        found += [[(there[0], 1.0), (column, -1.0)] for column in there[1:]]
    return found


def expected(weights: Sequence[float], costs: Sequence[float]) -> float:
    """Return the mean of costs at their chances."""
    return math.fsum(weight * cost for weight, cost in zip(weights, costs, strict=True))
