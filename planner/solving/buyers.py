"""Gives every user a material's origins in the proportions in which all of it is used, where that costs the same.

Of a material that rules follow, in one period: what is bought, made, stored and used of it stays, and so does what its
lanes cost. Only which lanes carry it where, and from which origin what is used comes, may change. An HHI that a rule
limits may become no worse than the limit, or than it is. Before that, of a material that is stocked, all periods
together: from which origin what is held comes may then change too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from planner.arrays import Floats
from planner.solving.as_good import is_as_good
from planner.solving.compile import LinearProgram
from planner.solving.origin_moves import OriginMoves, moves_of
from planner.solving.origin_programme import OriginProgramme
from planner.solving.region import moving
from planner_models.tolerances import SOURCES_DIFFER
from planner_models.trunk import Trunk

MOST_STOCKED = 3000  # columns of a stocked material in all periods, beyond which its stocks are left as they are


@dataclass(frozen=True)
class Mixed:
    """A plan's values with origins spread over their uses, and what could be otherwise at the same cost.

    Attributes
    ----------
    values
        Of every column.
    sourced
        The intakes and uses that could be otherwise: (material, country, origin, period).
    ruled
        The rules that would then measure something else: (rule, period).
    is_whole
        Whether all that could be otherwise was looked for: not so where a stocked material has too many lanes.
    coarse
        In how many parts (materials in a period) too much may move for the nearest uses by squares.
    as_found
        In how many parts origins stay as they were: spread, they would miss a row by more than rounding.
    """

    values: Floats
    sourced: frozenset[tuple[int, str, int, int]] = frozenset()
    ruled: frozenset[tuple[int, int]] = frozenset()
    is_whole: bool = True
    coarse: int = 0
    as_found: int = 0


def mixed(model: Trunk, program: LinearProgram, values: Floats) -> Mixed:
    """Return a plan with origins spread over their uses, as nearly as rules and lanes allow at the same cost."""
    sourced: set[tuple[int, str, int, int]] = set()
    ruled: set[tuple[int, int]] = set()
    is_whole, coarse, as_found, before = True, 0, 0, values
    for materials in _groups(model):
        for is_joint in (True, False):
            for part in moves_of(model, program, values, materials, is_joint):
                if is_joint and len(part.columns) > MOST_STOCKED:
                    is_whole = False
                    continue
                marked = len(sourced)
                spread, is_coarse = _spread(part, program, values, sourced, ruled)
                coarse += is_coarse and len(sourced) > marked
                is_kept = is_as_good(program, before, spread)
                values, as_found = (spread, as_found) if is_kept else (values, as_found + 1)
    return Mixed(values, frozenset(sourced), frozenset(ruled), is_whole, coarse, as_found)


def _spread(
    part: OriginMoves,
    program: LinearProgram,
    values: Floats,
    sourced: set[tuple[int, str, int, int]],
    ruled: set[tuple[int, int]],
) -> tuple[Floats, bool]:
    """Return a plan with origins spread over some uses, and whether too much may move for the nearest by squares.

    What could be otherwise is added to what is known of it.
    """
    problem = OriginProgramme(program, values, part)
    nearest, before = problem.nearest(), values[part.columns]
    now = before if nearest is None else nearest
    moves = _could_move(part, problem, now, before, SOURCES_DIFFER * float(values[part.uses].sum()))
    sourced |= {part.crossings[n] for n in np.flatnonzero(moves[: len(part.crossings)])}
    ruled |= {part.counted[n][1] for n in np.flatnonzero(moves[len(part.crossings) :])}
    values = values.copy()
    values[part.columns] = now
    return values, problem.is_coarse


def _could_move(
    part: OriginMoves, problem: OriginProgramme, now: Floats, before: Floats, least: float
) -> NDArray[np.bool_]:
    """Return which crossings, and which of what rules count, could be otherwise by more than a least amount."""
    count = len(part.counted)
    counted = csr_array((np.ones(count), (np.arange(count), [n for n, _ in part.counted])), shape=(count, len(now)))
    sums = csr_array(vstack([part.crossing, counted]))
    moves: NDArray[np.bool_] = np.abs(sums @ (before - now)) > least
    for is_held in (False, True) if part.cones else (False,):

        def furthest(along: Floats, is_held: bool = is_held) -> list[Floats]:
            return [reached - now for reached in problem.furthest(along, is_held)]

        moves[~moves] = moving(sums[~moves], furthest, least)
    return moves


def _groups(model: Trunk) -> list[frozenset[int]]:
    """Return the materials that rules follow, those together that a rule counts together."""
    groups: list[frozenset[int]] = []
    for rule in model.index.problem.rules:
        own = frozenset(rule.materials)
        apart = [group for group in groups if not group & own]
        groups = [*apart, own.union(*(group for group in groups if group & own))]
    return [group for group in groups if group]
