"""The least total of what gives way.

Cells that stand alone in their rows give the least by one mixed-integer solve. A cell that an amount multiplies (a
share, days of cover) is searched for in intervals: each bounds from below what any plan in it asks, every plan found
says exactly what it asks itself, and an interval that cannot beat the best is left out.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field, replace
from itertools import count

import numpy as np

from planner.arrays import Floats
from planner.infeasibility.asked import asked_by, asked_of_thetas
from planner.infeasibility.elastic_programme import with_links
from planner.infeasibility.elastic_solves import ElasticSolves
from planner.infeasibility.envelopes import Box, Envelopes
from planner.solving.separation import CutRow
from planner.statuses import Status
from planner.tolerances import GIVES_LEAST, NOTICED

ROUGH = 0.05  # the gap of a plan that need only be one
MOST_STEPS = 6  # of the descent from one plan to a better one


@dataclass
class LeastTotal:
    """The search for it, with the best plan so far."""

    solves: ElasticSolves
    best: Floats | None = None
    best_total: float = math.inf
    _envelopes: Envelopes = field(init=False)

    def __post_init__(self) -> None:
        self._elastic, self._envelopes = self.solves.elastic, Envelopes(self.solves)

    def run(self) -> tuple[Floats | None, float]:
        """Return what each column is in the best plan, and the proven least total."""
        thetas = self._elastic.thetas
        if thetas:  # what gives way without any product is often the least, and simple
            self._within(tuple((0.0, 0.0) for _ in thetas), 0.0)
        least = self._search()
        self._leave_out()
        return self.best, min(least, self.best_total)

    def _search(self) -> float:
        """Return what a plan asks at least, by halving intervals until none can beat the best."""
        order = count()
        todo: list[tuple[float, int, Box]] = [(0.0, next(order), self._envelopes.whole())]
        least = math.inf  # of the intervals that are done with
        while todo:
            bound, _, box = heapq.heappop(todo)
            if self._is_closed(bound) or self.solves.left <= 0:
                return min(least, bound)
            bound, values = self._within(box, bound)
            parts = [] if values is None or self._is_closed(bound) else self._parts(box, values)
            least = least if parts else min(least, bound)
            for part in parts:
                heapq.heappush(todo, (bound, next(order), part))
        return least

    def _is_closed(self, bound: float) -> bool:
        return self.best is not None and self.best_total - bound <= max(self.solves.gap * self.best_total, NOTICED)

    def _within(self, box: Box, bound: float) -> tuple[float, Floats | None]:
        """Return what a plan in a box asks at least, and one; none where no plan of the box beats the best."""
        relaxed = self.solves.tightened(self._envelopes.within(box))
        if relaxed.status is Status.INFEASIBLE:
            return math.inf, None
        bound = max(bound, relaxed.objective or 0.0)
        if self._is_closed(bound):
            return bound, None
        values = self._cheap(box, bound * (1 + self.solves.gap) + NOTICED) if bound > NOTICED else None
        if values is not None:
            self._take(values)
            return bound, values
        answer = self.solves.solve(self._envelopes.within(box))
        if answer.values is None:
            return (math.inf if answer.status is Status.INFEASIBLE else bound), None
        self._take(answer.values)
        return max(bound, answer.bound or 0.0), answer.values

    def _take(self, values: Floats) -> None:
        """Take a plan as the best where it asks less, and look for a better one beside it."""
        for _ in range(MOST_STEPS):
            asked = asked_by(self._elastic, values)
            total = float(self._elastic.program.cost @ asked) if np.isfinite(asked).all() else math.inf
            if total >= self.best_total * (1 - NOTICED):
                return
            self.best, self.best_total = asked, total
            if not any(asked[theta.column] > 0 for theta in self._elastic.thetas) or self.solves.left <= 0:
                return
            answer = self.solves.solve(self._envelopes.through(asked))
            if answer.values is None:
                return
            values = answer.values

    def _parts(self, box: Box, values: Floats) -> list[Box]:
        """Return the two parts of a box along the theta that the solve counted cheapest beside what it asks."""
        gaps = self._gaps(values)
        wide = [n for n, (low, high) in enumerate(box) if high - low > NOTICED * max(high, NOTICED)]
        if not wide:
            return []
        n = max(wide, key=lambda n: gaps[n])
        low, high = box[n]
        at = (low + high) / 2
        if self.best is not None:
            near = float(self.best[self._elastic.thetas[n].column]) * (1 - GIVES_LEAST / 2)
            at = near if low < near < high * (1 - GIVES_LEAST / 4) else at
        return [(*box[:n], part, *box[n + 1 :]) for part in ((low, at), (at, high))]

    def _gaps(self, values: Floats) -> list[float]:
        """Return by how much a plan asks more of each theta than the solve counted for it."""
        thetas, cost, gaps = asked_of_thetas(self._elastic, values), self._elastic.program.cost, []
        self._envelopes.learn(thetas)
        for value, theta in zip(thetas, self._elastic.thetas, strict=True):
            counted = sum(cost[column] * values[column] for column in theta.asks(0.0))
            asks = theta.asks(min(value, theta.most))
            gaps.append(sum(cost[column] * by for column, by in asks.items()) - counted)
        return gaps

    def _leave_out(self) -> None:
        """Try the best without each cell that counts for less than the gap leaves open: it may give way needlessly."""
        if self.best is None:
            return
        asked = {column: knob.cost * float(self.best[column]) for column, knob in self._elastic.knobs.items()}
        little = {column: part for column, part in asked.items() if NOTICED < part <= self.solves.gap * self.best_total}
        for column in sorted(little, key=lambda column: -little[column]):
            if self.solves.left > 0 and self.best[column] > 0:
                values = self._cheap(self._envelopes.whole(), self.best_total, without=column)
                if values is not None:
                    self._take(values)

    def _cheap(self, box: Box, most: float, without: int | None = None) -> Floats | None:
        """Return a plan in a box that asks no more than so much, and nothing of one cell, if one is found.

        A cheap plan is looked for: where costs say nothing there are too many plans, and most break what no row
        says yet. Of its decisions the least that gives way is exact.
        """
        program = self._envelopes.within(box, without)
        row = {int(column): float(program.cost[column]) for column in np.flatnonzero(program.cost)}
        limited = with_links(program, [(row, -math.inf, most, CutRow("no more than asked", (0,)))])
        answer = self.solves.solve(replace(limited, cost=self._elastic.running()), gap=ROUGH)
        if answer.values is None:
            return None
        program = self._envelopes.within(box, without)
        lower, upper, whole = program.lower.copy(), program.upper.copy(), program.integer
        lower[whole] = upper[whole] = np.round(answer.values[whole])
        return self.solves.tightened(replace(program, lower=lower, upper=upper)).values
