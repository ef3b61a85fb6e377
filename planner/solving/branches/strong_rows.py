"""Rows that guarantees ask for beyond what a branch's linear programme knows: of decisions that are whole.

A row by which a branch is cut adds up what decisions are worth to it: sum of worth * decision >= needed. No decision
that is 0 or 1 need be worth more there than what is needed, and of all branches together sharper rows follow
(`covers.py`). Where to cut is looked for at the relaxation's solution, in a branch of which less is asked: the
deliveries of one demand, or what one offer alone has to bring away, while nothing carries more than that. So what
is cut are the ways to one market, or from one source. Whatever the prices are that come of it, the rows that they
make are of the branches as they stand.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from planner.arrays import Floats
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.branches.covers import StartCover
from planner.solving.branches.subproblem import alone, dot, slope_of
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Options
from planner.solving.safe_bound import safe_bound, usable
from planner.solving.warm_program import WarmProgram
from planner.statuses import Status
from planner_models.tolerances import GUARANTEE_KEPT, SUM_ROUNDING, WHOLE

MOST_DECISIONS: Final = 100  # of one cover: a search among more takes long
SECONDS: Final = 10.0
SAME: Final = 6  # digits of prices that tell them apart


@dataclass(frozen=True)
class Question:
    """Less than what a branch is asked: which of its ``missing`` count, how much that is, and what is closed for it."""

    aim: Floats
    most: float
    closed: NDArray[np.int64]


@dataclass(frozen=True)
class Found:
    """A row ``weights @ x[columns] >= 1``, and how far the point is beyond it."""

    columns: NDArray[np.int64]
    weights: Floats
    depth: float


class Siblings:
    """Branches of one shape, which differ in what a disruption leaves: prices of one are prices of all."""

    def __init__(self, programs: Sequence[BranchProgram], program: LinearProgram, options: Options) -> None:
        self._programs, self._options = programs, options
        self.width = programs[0].matrix_trunk.shape[1]
        self._lower, self._upper = program.lower[: self.width], program.upper[: self.width]
        self._decides = program.integer[: self.width] & (self._lower == 0) & (self._upper == 1)
        self._warm = WarmProgram(alone(programs[0]), options)
        self._covers: list[tuple[NDArray[np.int64], StartCover]] = []
        self._noted: set[bytes] = set()  # prices, also those of which nothing came
        self._units = self._warm.units

    def look(self, n: int, trunk: Floats, together: int, more: int) -> None:
        """Note the prices at which a branch cannot give what it is asked for in part, so many parts together.

        As many decisions as it takes at least, and some more, are needed for each part.
        """
        program = self._programs[n]
        largest = _largest(program, self._decides)
        for question in _questions(program, together):
            needed = math.ceil(question.most / largest - WHOLE) + more
            lower, upper = _narrowed(program, question.most / needed, self._decides).limits(trunk)
            upper[question.closed] = np.minimum(upper[question.closed], 0.0)
            self._warm.set_row_limits(lower, upper)
            self._warm.set_column_limits(program.lower, program.upper)
            self._warm.set_costs(question.aim)
            answer = self._warm.run(SECONDS)
            if answer.status is Status.PROVEN and answer.row_dual is not None:
                self._note(self._completed(program, answer.row_dual))

    def _completed(self, program: BranchProgram, prices: Floats) -> Floats:
        """Return prices with a price of the guarantee of every demand whose deliveries would be worth it."""
        balances = np.zeros_like(prices)
        rows = list(program.rows.get("branch_balance", {}).values())
        balances[rows] = prices[rows]
        worth, found = -(program.matrix.T @ balances), prices.copy()
        for (d, n), column in program.columns.get("step_delivery", {}).items():
            guard = program.rows.get("guarantee", {}).get(d)
            if guard is not None and len(program.steps) == 1:
                found[guard] = max(found[guard], min(1.0, float(worth[column]) / program.steps[n].length))
        return found

    def _note(self, prices: Floats) -> None:
        key = np.round(prices, SAME).tobytes()
        if key in self._noted or not prices.any():
            return
        self._noted.add(key)
        rows = [self._row(program, prices) for program in self._programs]
        columns = np.flatnonzero(np.any([weights > 0 for weights, _ in rows], axis=0))
        least = np.array([limit for _, limit in rows])
        if 0 < len(columns) <= MOST_DECISIONS and (least > 0).any():
            amounts = np.array([weights[columns] for weights, _ in rows])
            self._covers.append((columns, StartCover(amounts, least, self._options)))

    def _row(self, program: BranchProgram, prices: Floats) -> tuple[Floats, float]:
        """Return what each decision is worth to a branch at some prices, and what is needed of all."""
        aim = np.zeros(len(program.cost))
        aim[program.missing[program.promised > 0]] = 1.0
        own = replace(alone(program), cost=aim)
        prices = usable(own, prices)
        weights = -slope_of(program, prices)
        # what is no decision is taken where it helps the most
        rest = np.where(self._decides, 0.0, weights)
        with np.errstate(invalid="ignore"):
            helps = np.where(rest > 0, rest * self._upper, np.where(rest < 0, rest * self._lower, 0.0))
        needed = safe_bound(own, prices, self._units) - float(helps.sum())
        size = float(np.abs(weights).max(initial=0.0))
        if not math.isfinite(needed) or needed <= GUARANTEE_KEPT * max(size, SUM_ROUNDING):
            return np.zeros_like(weights), 0.0
        return np.where(self._decides, np.maximum(weights, 0.0), 0.0), needed

    def broken(self, trunk: Floats) -> Iterator[Found]:
        """Yield the rows of single branches that a point misses."""
        for columns, cover in self._covers:
            missed = cover.broken(trunk[columns])
            for weights, least in () if missed is None else zip(*missed, strict=True):
                yield _found(columns, weights, float(least), trunk)

    def deepest(self, trunk: Floats, ends: float) -> Iterator[Found]:
        """Yield rows of all branches together that a point misses."""
        for columns, cover in self._covers:
            if time.perf_counter() > ends:
                return
            weights = cover.deepest(trunk[columns])
            if weights is not None:
                yield _found(columns, weights, 1.0, trunk)


def _found(columns: NDArray[np.int64], weights: Floats, limit: float, trunk: Floats) -> Found:
    depth = (limit - dot(weights, trunk[columns])) / float(np.linalg.norm(weights))
    has = weights > 0
    return Found(columns[has], weights[has] / limit, depth)


def _largest(program: BranchProgram, decides: NDArray[np.bool_]) -> float:
    """Return the most that one decision lets through."""
    return -float(program.matrix_trunk.data[decides[program.matrix_trunk.indices]].min(initial=-SUM_ROUNDING))


def _questions(program: BranchProgram, together: int) -> Iterator[Question]:
    """Yield some demands alone, and what some offers have to bring away where the others give all they have."""
    length = sum(step.length for step in program.steps)
    asked = np.flatnonzero(program.promised > 0)
    for some in combinations(asked.tolist(), together):
        aim = np.zeros(len(program.cost))
        aim[program.missing[list(some)]] = 1.0
        yield Question(aim, float(program.promised[list(some)].sum()) / length, np.zeros(0, dtype=np.int64))
    every = np.zeros(len(program.cost))
    every[program.missing[asked]] = 1.0
    rows = np.array(list(program.rows.get("branch_purchase", {}).values()), dtype=np.int64)
    gives, total = program.row_upper[rows], float(program.promised[asked].sum()) / length
    for mine in combinations(range(len(rows)), together) if np.isfinite(gives).all() else ():
        closed = np.delete(np.arange(len(rows)), mine)
        most = total - float(gives[closed].sum())
        if most > GUARANTEE_KEPT * total:
            yield Question(every, most, rows[closed])


def _narrowed(program: BranchProgram, most: float, decides: NDArray[np.bool_]) -> BranchProgram:
    """Return a branch in which no decision lets more through than what is asked for."""
    matrix = program.matrix_trunk.copy()
    is_gate = decides[matrix.indices]
    matrix.data = np.where(is_gate, np.maximum(matrix.data, -most), matrix.data)
    return replace(program, matrix_trunk=matrix)
