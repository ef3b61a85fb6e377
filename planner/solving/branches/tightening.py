"""Rounds of solving a relaxation and adding the rows that guarantees ask for (`strong_rows.py`).

The relaxation that is looked at may hold the branches whole, or be cut by them: both come to the same. Where branches
are large the second is many times smaller, and each round adds the rows that branches cut it by as well.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from itertools import product
from typing import Final

import numpy as np
from scipy.sparse import csr_array, vstack

from planner.arrays import Floats
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.branches.strong_rows import Found, Siblings
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Options
from planner.solving.safe_bound import safe_bound
from planner.solving.separation import CutRow, Cutter
from planner.solving.warm_program import WarmProgram
from planner.statuses import Status
from planner_models.tolerances import GUARANTEE_KEPT

LARGE_WHOLE: Final = 12_000  # columns of branches held whole, from which on the relaxation is cut by them instead
MOST_ROWS: Final = 80  # that are added in a round, the deepest first
FEW: Final = 10  # rows, below which all branches together are asked
MOST_ROUNDS: Final = 200
APART: Final = 3  # of so many branches one is looked at in a round: the prices of one are those of all
IDLE: Final = 4  # rounds that raise the bound by next to nothing before it ends
NEXT_TO_NOTHING: Final = 0.005


def tightened(
    program: LinearProgram, cutter: Cutter | None, programs: Sequence[BranchProgram], options: Options, seconds: float
) -> tuple[csr_array, float | None, Floats | None]:
    """Return rows ``row @ x >= 1`` that a relaxation leans on once nothing else can be added, its bound and solution.

    Parameters
    ----------
    program
        The model, of which the relaxation is looked at.
    cutter
        Who cuts it by its branches; None where it holds them whole.
    programs
        The branches.
    options, seconds
        How to solve, and how long.

    The bound is proven by prices; it and the solution are None where nothing was solved.
    """
    ends = time.perf_counter() + seconds
    groups: dict[int, list[BranchProgram]] = {}
    for branch in programs:
        if (branch.promised > 0).any():
            groups.setdefault(id(branch.rows), []).append(branch)
    families = [(Siblings(each, program, options), len(each)) for each in groups.values()]
    return Rounds(program, cutter, families, options, ends).run()


class Rounds:
    """Rounds of solving the relaxation and adding rows that its solution misses."""

    def __init__(
        self,
        program: LinearProgram,
        cutter: Cutter | None,
        families: Sequence[tuple[Siblings, int]],
        options: Options,
        ends: float,
    ) -> None:
        self._program, self._cutter, self._families, self._ends = program, cutter, families, ends
        self._warm = WarmProgram(program, options)
        self._strong = [csr_array((0, len(program.cost)))]

    def run(self) -> tuple[csr_array, float | None, Floats | None]:
        """Return the rows that the relaxation leans on in the end, and the bound and the solution of that."""
        proof: tuple[LinearProgram, Floats] | None = None
        values, bounds = np.zeros(len(self._program.cost)), list[float]()
        for turn in range(MOST_ROUNDS if self._families else 0):
            answer = self._warm.run(self._ends - time.perf_counter())
            if answer.status is not Status.PROVEN or answer.values is None or answer.row_dual is None:
                break
            values, proof = answer.values, (self._program, answer.row_dual)
            bounds.append(answer.objective or 0.0)
            is_idle = len(bounds) > IDLE and bounds[-1] - bounds[-1 - IDLE] < NEXT_TO_NOTHING * abs(bounds[-1])
            if is_idle or not self._cut(values, turn):
                break
        rows = csr_array(vstack(self._strong, format="csr"))
        leans = np.flatnonzero(rows @ values < 1 + GUARANTEE_KEPT)
        if proof is None:
            return csr_array(rows[leans]), None, None
        return csr_array(rows[leans]), safe_bound(*proof, self._warm.units), values

    def _cut(self, values: Floats, turn: int) -> bool:
        """Add the rows that a solution misses; return whether there were any."""
        return any([self._cut_by_branches(values), self._cut_by_strong_rows(values, turn)])

    def _cut_by_branches(self, values: Floats) -> bool:
        cuts = None if self._cutter is None else self._cutter.cuts(values)
        if cuts is not None:
            self._program = self._program.with_rows(cuts.matrix, cuts.lower, cuts.upper, cuts.names)
            self._warm.add_rows(cuts.matrix, cuts.lower, cuts.upper)
        return cuts is not None

    def _cut_by_strong_rows(self, values: Floats, turn: int) -> bool:
        found = self._looked(values, turn, ((1, 0),))
        if len(found) < FEW:
            found += self._looked(values, turn, ((1, 1), (2, 0)))
        if len(found) < FEW:
            for siblings, _ in self._families:
                found += siblings.deepest(values[: siblings.width], self._ends)
        found = sorted(found, key=lambda row: -row.depth)[:MOST_ROWS]
        if found:
            matrix = _matrix(found, len(values))
            self._strong.append(matrix)
            self._program = with_strong_rows(self._program, matrix)
            self._warm.add_rows(matrix, np.ones(len(found)), np.full(len(found), math.inf))
        return bool(found) and time.perf_counter() < self._ends

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


def with_strong_rows(program: LinearProgram, rows: csr_array) -> LinearProgram:
    """Return a model with more rows ``row @ x >= 1`` on the first of its columns."""
    count = rows.shape[0]
    if not count:
        return program
    wide = csr_array((rows.data, rows.indices, rows.indptr), shape=(count, len(program.cost)))
    names = tuple(CutRow("strong_row", (n,)) for n in range(count))
    return program.with_rows(wide, np.ones(count), np.full(count, math.inf), names)


def _matrix(found: Sequence[Found], width: int) -> csr_array:
    starts = np.cumsum([0, *(len(row.columns) for row in found)])
    weights, columns = (np.concatenate([getattr(row, name) for row in found]) for name in ("weights", "columns"))
    return csr_array((weights, columns, starts), shape=(len(found), width))
