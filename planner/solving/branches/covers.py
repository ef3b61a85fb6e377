"""Rows of yes-or-no decisions that several branches ask for together: as deep as any that follow from them.

Each branch asks for enough of the same decisions, in its own amounts. One decision may be enough in most branches and
two are needed because of one: no branch's row says so by itself, all of them together do. The deepest row is found
from the least sets of decisions that are enough: a linear programme weighs the decisions so that every known set
weighs 1, a small search looks for a set that weighs less, and so on.

Source: Applegate, Bixby, Chvatal and Cook, TSP cuts which do not conform to the template paradigm (local cuts), in
Computational combinatorial optimization, Springer 2001.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.labels import Members
from planner.solving.outcome import Options
from planner.solving.warm_program import WarmProgram, WarmSearch
from planner.statuses import Status
from planner_models.tolerances import COVER_ROOM, WHOLE

MOST_SETS: Final = 40  # that are looked for before a point is given up
SECONDS: Final = 10.0
COVER_DEPTH: Final = 0.001  # of what a row asks for: what is missed by less is not worth the row


def plain(cost: Floats, matrix: csr_array, least: Floats, is_whole: bool) -> LinearProgram:
    """Return the programme of numbers from 0 to 1 that make rows come to at least something."""
    count = len(cost)
    return LinearProgram(
        cost=cost, offset=0.0, lower=np.zeros(count), upper=np.ones(count), integer=np.full(count, is_whole),
        matrix=matrix, row_lower=least, row_upper=np.full(len(least), math.inf),
        columns=Members([("decision",) * count]), rows=Members([("enough",) * len(least)]),
    )  # fmt: skip


class StartCover:
    """Decisions of which each row needs enough: ``amounts @ decisions >= least``, all of it above 0."""

    def __init__(self, amounts: Floats, least: Floats, options: Options) -> None:
        asks = least > 0
        self._least = least[asks]
        self._amounts = np.minimum(amounts[asks], self._least[:, None])
        count = amounts.shape[1]
        enough = plain(np.ones(count), csr_array(self._amounts), self._least * (1 - COVER_ROOM), True)
        self._search = WarmSearch(enough, replace(options, gap=0.0))
        self._weights = WarmProgram(plain(np.ones(count), csr_array((0, count)), np.zeros(0), False), options)
        self._is_begun = False

    def broken(self, values: Floats) -> tuple[Floats, Floats] | None:
        """Return the rows ``amounts @ decisions >= least`` that values miss."""
        missed = self._least - self._amounts @ values > COVER_DEPTH * self._least
        return (self._amounts[missed], self._least[missed]) if missed.any() else None

    def deepest(self, values: Floats) -> Floats | None:
        """Return weights of which every set that is enough has 1, and values have less; None where there are none."""
        self._weights.set_costs(values + WHOLE)
        if not self._is_begun:
            self._is_begun = True
            self._add(np.ones(len(values)))
        for _ in range(MOST_SETS):
            answer = self._weights.run(SECONDS)
            if answer.status is not Status.PROVEN or answer.values is None:
                return None
            weights = np.clip(answer.values, 0.0, 1.0)
            if weights @ values > 1 - COVER_DEPTH:
                return None
            self._search.set_costs(weights)
            found = self._search.run(SECONDS)
            if found.status is not Status.PROVEN or found.values is None or found.bound is None:
                return None
            if found.bound > 1 - COVER_DEPTH / 10:
                return weights / (min(found.bound, 1.0) * (1 - COVER_ROOM))
            self._add(np.round(found.values))
        return None

    def _add(self, enough: Floats) -> None:
        """Note a set of decisions that is enough, without those that it can do without."""
        least, total = self._least * (1 - COVER_ROOM), self._amounts @ enough
        for n in np.flatnonzero(enough):
            rest = total - self._amounts[:, n]
            if (rest >= least).all():
                enough[n], total = 0.0, rest
        self._weights.add_rows(csr_array(enough[None, :]), np.ones(1), np.full(1, math.inf))
