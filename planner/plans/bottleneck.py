"""Names what holds a branch back: the capacity, stock, offer or lane whose limit its prices value most."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner.tolerances import ROUNDING
from planner_models.declared import HIT, HOLDING_BACK

if TYPE_CHECKING:
    from planner.solving.branches.recourse import Recourse
    from planner.solving.branches.shapes import BranchProgram
    from planner.solving.separation import Floats
    from planner_models.problem import Problem


def bottleneck(program: BranchProgram, found: Recourse, problem: Problem) -> str:
    """Return the limit whose whole amount is worth most, else of those at nothing the one worth most a unit."""
    names = (_dearest(program, found.limits, rows, columns, problem) for rows, columns in found.prices)
    return next((name for name in names if name), "")


def _dearest(program: BranchProgram, limits: Floats, rows: Floats, columns: Floats, problem: Problem) -> str:
    scores: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for family in HIT.values():  # what a disruption closes has its price on the column
        for key, column in program.columns.get(family.closes, {}).items():
            price = abs(float(columns[column]))
            if program.upper[column] == 0 and price > ROUNDING:
                score = scores[family.holder(problem, key)]
                score[1] = max(score[1], price)
    for name, family in HOLDING_BACK.items():
        for key, row in program.rows.get(name, {}).items():
            price = abs(float(rows[row]))
            if price > ROUNDING and (name != "branch_balance" or _is_stocked(key, limits[row])):
                score = scores[family.holder(problem, key)]
                score[0] += price * abs(float(limits[row]))
                score[1] = max(score[1], price)
    return max(sorted(scores), key=lambda words: scores[words], default="")


def _is_stocked(key: tuple[int, int, int], limit: float) -> bool:
    """Whether a balance begins with the trunk's stock."""
    return key[2] == 0 and abs(limit) > ROUNDING
