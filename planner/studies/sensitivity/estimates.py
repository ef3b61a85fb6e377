"""A first estimate of what numbers move, from one solve: what the plan kept pays and what its limits are worth.

Where there are hundreds of numbers, it tells which to look at. It is the first term of what the cost of the plan kept
changes by (its costs, its coefficients and its limits at their prices, as in linear programming): an estimate, not a
bound; what disruptions cost is taken to stay.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from planner.arrays import Floats
from planner.planning.modelled import model_of
from planner.solving.compile import LinearProgram, collector_paused, compile_model
from planner.solving.outcome import Options
from planner.studies.core.plain import kept
from planner.studies.core.query import CaseSetting, Decisions, Query
from planner.studies.core.query_task import solver_told
from planner.studies.core.query_worker import compiled_case_of
from planner.studies.core.store import key_of
from planner.studies.core.tasks import Task
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book
from planner_models.trunk import Trunk


@kept
class KeptPrices:
    """A plan kept: the value of every column, and the prices of rows and columns; empty where none were found."""

    values: tuple[float, ...]
    rows: tuple[float, ...]
    columns: tuple[float, ...]


@kept
class EstimatedMove:
    """By how much money a number is estimated to move what was asked for; None where it cannot be told."""

    move: float | None


@dataclass(frozen=True)
class KeptTask:
    """A workbook and the starts that are kept in it."""

    book: Book = field(repr=False)
    starts: Decisions

    def task(self, name: str, options: Options) -> Task[KeptPrices]:
        """Return the task of this name."""
        key = key_of(self.book.identity, self.starts, solver_told(options))
        return Task(name, kept_prices, (self, options), key, KeptPrices)


def kept_prices(asked: KeptTask, options: Options) -> KeptPrices:
    """Return the plan kept with its prices: those of starts and sizes, which stay, are none."""
    compiled = compiled_case_of(asked.book, CaseSetting(), options)
    found = compiled.ask(Query(starts=asked.starts))
    answer = found.exact or found.answer
    if found.values is None or answer.row_dual is None or answer.column_dual is None:
        return KeptPrices((), (), ())
    width, own = compiled.width, _base(asked.book).program
    columns = np.array(answer.column_dual[:width])
    columns[list(compiled.decision_columns().values())] = 0.0
    rows = answer.row_dual[: len(own.row_lower)]
    return KeptPrices(tuple(found.values[:width].tolist()), tuple(rows.tolist()), tuple(columns.tolist()))


def estimate_task(name: str, book: Book, end: Book, prices: KeptPrices, of: str) -> Task[EstimatedMove]:
    """Return the task that estimates what a number moves; ``of`` tells the prices from others."""
    key = key_of(book.identity, end.identity, of)
    return Task(name, estimated, (book, end, prices), key, EstimatedMove)


def estimated(book: Book, end: Book, prices: KeptPrices) -> EstimatedMove:
    """Return by how much another workbook is estimated to move the cost of the plan kept."""
    before, after = _base(book), _compiled(end)
    if after.names != before.names or after.program.matrix.shape != before.program.matrix.shape:
        return EstimatedMove(None)
    return EstimatedMove(abs(first_order(before.program, after.program, prices)))


def first_order(before: LinearProgram, after: LinearProgram, prices: KeptPrices) -> float:
    """Return what a plan's cost changes by, to the first order, where its programme becomes another."""
    values, rows, columns = (np.array(each) for each in (prices.values, prices.rows, prices.columns))
    moved = float((after.cost - before.cost) @ values) - float(rows @ ((after.matrix - before.matrix) @ values))
    moved += _at_limits(before.row_lower, before.row_upper, after.row_lower, after.row_upper, rows)
    return moved + _at_limits(before.lower, before.upper, after.lower, after.upper, columns)


def _at_limits(lower: Floats, upper: Floats, new_lower: Floats, new_upper: Floats, prices: Floats) -> float:
    """Return what limits that move are worth at their prices: the lower where one more unit costs, else the upper."""
    with np.errstate(invalid="ignore"):  # no limit less no limit
        moves = np.where(prices > 0, new_lower - lower, np.where(prices < 0, new_upper - upper, 0.0))
    return math.fsum(
        float(price * move) for price, move in zip(prices, moves, strict=True) if price and np.isfinite(move)
    )


@dataclass(frozen=True)
class BareProgram:
    """A workbook's programme without the rows of branches; the model stays, for the names are read from it."""

    model: Trunk
    program: LinearProgram

    @property
    def names(self) -> list[tuple[str, list[object]]]:
        """The names of its columns."""
        return [(name, list(keys)) for name, _, keys in self.program.columns.named()]


def _compiled(book: Book) -> BareProgram:
    with collector_paused():
        model = model_of(book, assemble(book))
        return BareProgram(model, compile_model(model))


@lru_cache(maxsize=1)
def _held(identity: str) -> list[BareProgram]:
    return []


def _base(book: Book) -> BareProgram:
    """Return the programme of the workbook as it stands; the last one is kept."""
    held = _held(repr(book.identity))
    if not held:
        held.append(_compiled(book))
    return held[0]
