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
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array, vstack

from planner.solving.branches.covers import StartCover
from planner.solving.branches.subproblem import alone, dot, slope_of
from planner.solving.highs import WarmProgram
from planner.solving.safe_bound import safe_bound, usable
from planner.solving.separation import CutRow
from planner.statuses import Status
from planner_models.tolerances import GUARANTEE_KEPT, SUM_ROUNDING, WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from planner.solving.branches.shapes import BranchProgram
    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Options
    from planner.solving.separation import Floats

MOST_DECISIONS: Final = 100  # of one cover: a search among more takes long
MOST_ROWS: Final = 80  # that are added in a round, the deepest first
FEW: Final = 10  # rows, below which all branches together are asked
MOST_ROUNDS: Final = 60
APART: Final = 3  # of so many branches one is looked at in a round: the prices of one are those of all
SECONDS: Final = 10.0
SAME: Final = 6  # digits of prices that tell them apart
IDLE: Final = 4  # rounds that raise the bound by next to nothing before it ends
NEXT_TO_NOTHING: Final = 0.005


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


def tightened(
    whole: LinearProgram, programs: Sequence[BranchProgram], options: Options, seconds: float
) -> tuple[LinearProgram, float | None]:
    """Return a model that holds its branches whole with rows that make its relaxation tighter, where there are any.

    With it comes the bound of the relaxation, proven by its prices; None where it was not solved.
    """
    ends = time.perf_counter() + seconds
    groups: dict[int, list[BranchProgram]] = {}
    for program in programs:
        if (program.promised > 0).any():
            groups.setdefault(id(program.rows), []).append(program)
    families = [(Siblings(each, whole, options), len(each)) for each in groups.values()]
    if not any(count for _, count in families):
        return whole, None
    return _Rounds(whole, families, options, ends).run()


class _Rounds:
    """Rounds of solving the relaxation and adding rows that its solution misses."""

    def __init__(
        self, whole: LinearProgram, families: Sequence[tuple[Siblings, int]], options: Options, ends: float
    ) -> None:
        self._whole, self._families, self._ends = whole, families, ends
        self._warm = WarmProgram(whole, options)
        self._all: list[csr_array] = []

    def run(self) -> tuple[LinearProgram, float | None]:
        """Return the model with the rows that its relaxation leans on in the end, and the bound of that."""
        bounds: list[float] = []
        values = prices = None
        for turn in range(MOST_ROUNDS):
            answer = self._warm.run(self._ends - time.perf_counter())
            if answer.values is None or answer.objective is None or answer.status is not Status.PROVEN:
                break
            values, prices = answer.values, answer.row_dual
            bounds.append(answer.objective)
            is_idle = len(bounds) > IDLE and bounds[-1] - bounds[-1 - IDLE] < NEXT_TO_NOTHING * abs(bounds[-1])
            if is_idle or not self._cut(values, turn):
                break
        if values is None or prices is None:
            return self._whole, None
        count = len(prices) - len(self._whole.row_lower)
        found = self._with(_first(self._all, count, self._whole))
        leans = np.flatnonzero(found.matrix[len(self._whole.row_lower) :] @ values < 1 + GUARANTEE_KEPT)
        bound = safe_bound(found, prices, self._warm.units)
        return self._with(csr_array(found.matrix[len(self._whole.row_lower) + leans])), bound

    def _with(self, matrix: csr_array) -> LinearProgram:
        """Return the model with some of the rows."""
        count = matrix.shape[0]
        names = tuple(CutRow("strong_row", (n,)) for n in range(count))
        return self._whole.with_rows(matrix, np.ones(count), np.full(count, math.inf), names)

    def _cut(self, values: Floats, turn: int) -> bool:
        """Add the deepest rows that a solution misses; return whether there were any."""
        found = self._looked(values, turn, ((1, 0),))
        if len(found) < FEW:
            found += self._looked(values, turn, ((1, 1), (2, 0)))
        if len(found) < FEW:
            for siblings, _ in self._families:
                found += siblings.deepest(values[: siblings.width], self._ends)
        found = sorted(found, key=lambda row: -row.depth)[:MOST_ROWS]
        if not found or time.perf_counter() > self._ends:
            return False
        matrix = _matrix(found, len(values))
        self._all.append(matrix)
        self._warm.add_rows(matrix, np.ones(len(found)), np.full(len(found), math.inf))
        return True

    def _looked(self, values: Floats, turn: int, asked: Sequence[tuple[int, int]]) -> list[Found]:
        """Return the rows of single branches that a solution misses, some of which have been looked at once more."""
        found: list[Found] = []
        for siblings, count in self._families:
            trunk = values[: siblings.width]
            for n, (together, more) in product(range(turn % APART, count, APART), asked):
                if time.perf_counter() < self._ends:
                    siblings.look(n, trunk, together, more)
            found += siblings.broken(trunk)
        return found


def _first(matrices: Sequence[csr_array], count: int, program: LinearProgram) -> csr_array:
    """Return the first so many rows."""
    empty = csr_array((0, program.matrix.shape[1]))
    return csr_array(csr_array(vstack([empty, *matrices], format="csr"))[:count])


def _matrix(found: Sequence[Found], width: int) -> csr_array:
    starts = np.cumsum([0, *(len(row.columns) for row in found)])
    weights, columns = (np.concatenate([getattr(row, name) for row in found]) for name in ("weights", "columns"))
    return csr_array((weights, columns, starts), shape=(len(found), width))
