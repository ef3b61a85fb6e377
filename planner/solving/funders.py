"""Splits what a start costs among its funders in proportion to their shares, as nearly as budgets allow.

Only where several ways of paying cost the same: starts, sizes and all else stay, and so does the cost. The solver
would leave any of these ways standing, and who reads the plan would take it for a finding.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.nearest import Face
from planner_models.tolerances import LEAST_SPLIT, SPLIT_MEANT
from planner_models.trunk import Trunk

IN_TIME = 1e-5  # how much the split of each period counts beside that of the whole start: only to decide what is left
MOST = 1500  # payments, beyond which the nearest split takes too long

Start = tuple[int, int]


def proportional(model: Trunk, program: LinearProgram, values: Floats) -> tuple[Floats, frozenset[Start]]:
    """Return a plan's values with each start paid by shares, and the starts that could be paid otherwise.

    Of very many payments only the shares themselves are tried, and all count as what could be otherwise.
    """
    shared = _shared(model, program, values)
    if not shared:
        return values, frozenset()
    columns = np.array([place for parts in shared.values() for place in parts.places])
    if len(columns) > MOST:
        by_shares = values.copy()
        by_shares[columns] = np.concatenate([parts.aims for parts in shared.values()])
        return by_shares, frozenset(shared)
    face = Face.of(program, values, columns)
    if not face.within.size:
        return values, frozenset()
    starts = list(shared.values())
    sums, wish = _wishes(starts, values, True)
    found = _moved(program, values, columns, face.kept(face.nearest(sums, wish), values[columns]))
    whole = sums[: -len(columns)]  # of each funder for each start: kept while each period's part is looked at
    sums, wish = _wishes(starts, found, False)
    in_time = Face.of(program, found, columns).keeping(whole)
    found = _moved(program, found, columns, in_time.kept(in_time.nearest(sums, wish), found[columns]))
    for parts in starts:
        parts.snap(found)
    return found, _loose(face, shared, len(columns))


def _moved(program: LinearProgram, values: Floats, columns: Any, move: Floats) -> Floats:
    found = values.copy()
    found[columns] = np.maximum(values[columns] + move, program.lower[columns])
    return found


def _loose(face: Face, shared: dict[Start, _Parts], count: int) -> frozenset[Start]:
    """Return the starts of which some funder could pay more, or another time, and another less."""
    firsts = np.cumsum([0, *(len(parts.places) for parts in shared.values())])
    own = {start: slice(*ends) for start, ends in zip(shared, pairwise(firsts.tolist()), strict=True)}
    found: set[Start] = set()
    for start in shared:
        if start in found:
            continue
        along = np.zeros(count)
        along[own[start]] = shared[start].directions
        for move in face.ends(along, shared[start].capital):
            found |= {x for x, parts in shared.items() if np.abs(move[own[x]]).max() > LEAST_SPLIT * parts.capital}
    return frozenset(found)


@dataclass(frozen=True)
class _Parts:
    """The payments of one start: the column, the funder and the period of each, and what each would pay by shares."""

    places: list[int]
    funders: list[int]
    aims: Floats

    @property
    def capital(self) -> float:
        return float(self.aims.sum())

    @property
    def directions(self) -> Floats:
        """What tells payments apart: no two splits look alike along them, but by chance."""
        along: Floats = np.sqrt(np.arange(len(self.places)) + 2.0) % 1.0
        return along

    def snap(self, values: Floats) -> None:
        """Take what is as good as by shares for just that."""
        if np.abs(values[self.places] - self.aims).max() <= SPLIT_MEANT * self.capital:
            values[self.places] = self.aims


def _shared(model: Trunk, program: LinearProgram, values: Floats) -> dict[Start, _Parts]:
    """Return the payments of every start that several funders may pay."""
    problem = model.index.problem
    cash: dict[tuple[int, int, int], float] = defaultdict(float)
    keys: dict[Start, list[tuple[int, int, int]]] = defaultdict(list)
    for f, k, t, u in model.pay:
        place = program.columns.place(model.pay[f, k, t, u])
        cash[k, t, u] += float(values[place])
        if len(model.payers[k]) > 1:
            keys[k, t].append((f, u, place))
    found = {}
    for (k, t), parts in keys.items():
        shares = {f: problem.grants[g].share[t] for f, g in model.payers[k].items()}
        aims = np.array([cash[k, t, u] * shares[f] / sum(shares.values()) for f, u, _ in parts])
        if aims.sum() > 0:
            found[k, t] = _Parts([place for *_, place in parts], [f for f, _, _ in parts], aims)
    return found


def _wishes(starts: list[_Parts], values: Floats, is_over_time: bool) -> tuple[Floats, Floats]:
    """Return sums of payments and how much more each should be: each funder's part of a start, or of a period of it.

    Each is counted as a share of what it would be, so that what one cannot pay the others pay in proportion. Behind
    the parts of starts those of periods stand too, at next to nothing, so that there is but one answer.
    """
    count = sum(len(parts.places) for parts in starts)
    whole, each, first = [], [], 0
    for parts in starts:
        own, funders = first + np.arange(len(parts.places)), np.array(parts.funders)
        first += len(parts.places)
        short = parts.aims - values[parts.places]
        for places in ([n] for n in range(len(own))):
            each.append(_wish(count, own[places], parts.aims[places], short[places], IN_TIME if is_over_time else 1.0))
        for f in dict.fromkeys(parts.funders):
            whole.append(_wish(count, own[funders == f], parts.aims[funders == f], short[funders == f], 1.0))
    rows, wish = zip(*((whole if is_over_time else []) + each), strict=True)
    return np.array(rows), np.array(wish)


def _wish(count: int, places: Any, aims: Floats, short: Floats, weight: float) -> tuple[Floats, float]:
    scale = weight / float(np.sqrt(aims.sum())) if aims.sum() > 0 else weight
    row = np.zeros(count)
    row[places] = scale
    return row, scale * float(short.sum())
