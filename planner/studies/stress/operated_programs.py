"""The linear programmes by which a plan is operated in a course: while disruptions are under way, and after them.

Both are the branches of the model, on other steps and from other stocks: capacity, contracts and lane uses are the
plan's, nothing is built, and minima, rules, cover and required shares do not hold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.arrays import Floats
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.branches.shapes import Shapes, with_hits
from planner.solving.branches.subproblem import alone
from planner.solving.compile import LinearProgram
from planner.studies.stress.gaps import solved, with_gaps
from planner.studies.stress.guarantees import least_missed, with_guarantees
from planner.studies.stress.under_way import Acting, UnderWay, acting, steps_under_way
from planner.tolerances import NEXT_MISSES
from planner_models.problem import Problem
from planner_models.tolerances import MOMENT
from planner_models.trunk import Trunk
from planner_models.windows import Step


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a course in which nothing changes: what it costs, discounted, and what is delivered and held.

    ``short`` and ``delivered`` are amounts by demand, ``bought`` by offer that has a total; ``stock`` is what each
    stockpile holds at the end.
    """

    begin: float
    step: Step
    active: Acting
    cost: float
    delivered: Mapping[int, float]
    short: Mapping[int, float]
    bought: Mapping[int, float]
    stock: Mapping[int, float]

    @property
    def end(self) -> float:
        """When it ends."""
        return self.begin + self.step.length


class Operations:
    """The plan that is operated, and the programmes of its courses."""

    def __init__(self, model: Trunk, program: LinearProgram, trunk: Floats) -> None:
        self.model, self.trunk = model, trunk
        self.problem: Problem = model.index.problem
        self._columns = program.columns
        self._shapes = Shapes(model, program)
        self.totals = [s for s, x in enumerate(self.problem.offers) if math.isfinite(x.total)]

    def path(self, h: int, time: float) -> float:
        """Return what a stockpile holds in the plan at a time; inside a period by the period's constant rate."""
        periods = self.problem.periods
        t = next((t for t, x in enumerate(periods) if time <= x.end + MOMENT), len(periods) - 1)
        after: float = self._stock(h, t)
        inside = (time - periods[t].begin) / periods[t].years
        if inside >= 1 - MOMENT:
            return after
        keep: float = self.problem.stockpiles[h].keep[t]
        drained: float = keep**inside - inside * keep
        return drained * self._stock(h, t - 1) + inside * after

    def _stock(self, h: int, t: int) -> float:
        if t < 0:
            return float(self.problem.stockpiles[h].initial)
        pile = self.problem.stockpiles[h]
        origins = self.model.index.reach.get((pile.material, pile.site), ())
        return float(sum(self._columns.value(self.model.stock[h, o, t], self.trunk) for o in origins))

    def planned(self, s: int, begin: float, end: float) -> float:
        """Return what the plan buys of an offer between two times."""
        years = [max(min(end, x.end) - max(begin, x.begin), 0.0) for x in self.problem.periods]
        return sum(self.rate("purchase", (s, t)) * length for t, length in enumerate(years) if length)

    def rate(self, name: str, key: tuple[int, int]) -> float:
        """Return what a variable of the plan is a year; nothing where there is no such variable."""
        found = getattr(self.model, name)
        return max(self._columns.value(found[key], self.trunk), 0.0) if key in found else 0.0

    def disrupted(
        self, begin: float, stock: Mapping[int, float], bought: Mapping[int, float], under_way: Sequence[UnderWay]
    ) -> list[Stretch]:
        """Return the least costly way through all windows that are under way, if nothing else strikes.

        Each guarantee is kept as far as can be, with what was served since its disruption began. What stocks end below
        the plan's counts at the material's value, as in a branch.
        """
        steps, active = steps_under_way(self.problem, begin, under_way)
        onset = min(x.onset for x in under_way)
        shape = self._shapes.course(onset, steps)
        for together in set(active):
            at = [n for n, each in enumerate(active) if each == together]
            shape = with_hits(shape, acting(self.problem, together), self.model, at) if together else shape
        whole = self._from(shape, begin, stock, bought)
        whole, misses, asked = with_guarantees(self.problem, whole, shape, active, under_way)
        values = least_missed(whole, misses, asked)
        return self._stretches(shape, begin, active, values)

    def refilling(self, begin: float, t: int, stock: Mapping[int, float], bought: Mapping[int, float]) -> Stretch:
        """Return the rest of a period in which nothing is under way, and stocks are filled towards the plan's.

        First demand is served as cheaply as can be without drawing on what there is; with no less served stocks come
        as near to the plan's as can be; and of such ways the cheapest is taken. Of an offer with a total so much is
        left as the plan buys of it later.
        """
        step = Step(t, self.problem.periods[t].end - begin)
        shape = self._shapes.course(t, (step,))
        whole = self._from(shape, begin, stock, bought)
        columns = shape.columns
        upper, cost = whole.upper.copy(), whole.cost.copy()
        for s in self.totals:
            if (s, 0) in columns.get("step_purchase", {}):
                left = self.problem.offers[s].total - self.planned(s, begin + step.length, math.inf) - bought[s]
                upper[columns["step_purchase"][s, 0]] = max(left, 0.0) / step.length
        cost[list(columns.get("fall", {}).values())] = 0.0
        whole = replace(whole, upper=upper, cost=cost)
        whole, lacks, paths = self._with_lacks(whole, shape, step, begin)
        held = whole.lower.copy()
        for h, column in self._piles(shape):
            held[column] = max(min(self._left(h, step) * stock[h], paths[h], whole.upper[column]), 0.0)
        first = solved(replace(whole, lower=held), whole)
        sizes = np.array([paths[h] or 1.0 for h, _ in self._piles(shape)])
        weights = np.zeros(len(whole.cost))
        weights[lacks] = 1.0 / sizes
        nearest = solved(*(replace(_no_less(whole, first, columns, hair), cost=weights) for hair in NEXT_MISSES))
        cheapest = []
        for hair in NEXT_MISSES:
            served = _no_less(whole, first, columns, hair)
            upper = served.upper.copy()
            upper[lacks] = np.maximum(nearest[lacks], 0.0) + hair * sizes
            cheapest.append(replace(served, upper=upper))
        return self._stretches(shape, begin, ((),), solved(*cheapest))[0]

    def _piles(self, shape: BranchProgram) -> list[tuple[int, int]]:
        """Return the stockpiles of a shape with the column of what each holds at the end of the first step."""
        return [(h, column) for (h, n), column in shape.columns.get("step_stock", {}).items() if n == 0]

    def _left(self, h: int, step: Step) -> float:
        """Return the share of a stock that is left after a step's losses."""
        years = self.problem.periods[step.period].years
        return float(self.problem.stockpiles[h].keep[step.period] ** (step.length / years))

    def _from(
        self, shape: BranchProgram, begin: float, stock: Mapping[int, float], bought: Mapping[int, float]
    ) -> LinearProgram:
        """Return a shape as a programme that begins with these stocks, at this time, after these purchases."""
        lower, upper = shape.limits(self.trunk)
        first = shape.steps[0]
        piles = {(x.material, x.site): h for h, x in enumerate(self.problem.stockpiles)}
        for (m, i, n), row in shape.rows.get("branch_balance", {}).items():
            if n == 0 and (m, i) in piles:
                h = piles[m, i]
                lower[row] = upper[row] = -self._left(h, first) * stock[h] / first.length
        end = begin + sum(step.length for step in shape.steps)
        last = len(shape.steps) - 1
        held = {h for h, n in shape.columns.get("step_stock", {}) if n == last}
        for m, row in shape.rows.get("stock_fall", {}).items():
            lower[row] = sum(self.path(h, end) for h in held if self.problem.stockpiles[h].material == m)
        for s, row in shape.rows.get("branch_total", {}).items():
            upper[row] = max(self.problem.offers[s].total - bought.get(s, 0.0), 0.0)
        lower[list(shape.rows.get("guarantee", {}).values())] = -math.inf
        return replace(alone(shape), row_lower=lower, row_upper=upper)

    def _with_lacks(
        self, whole: LinearProgram, shape: BranchProgram, step: Step, begin: float
    ) -> tuple[LinearProgram, list[int], dict[int, float]]:
        """Return a programme with what each stock ends below the plan's, the columns of that, and the plan's stocks."""
        piles = self._piles(shape)
        paths = {h: self.path(h, begin + step.length) for h, _ in piles}
        whole, lacks = with_gaps(whole, [({column: 1.0}, paths[h]) for h, column in piles])
        return whole, lacks, paths

    def _stretches(self, shape: BranchProgram, begin: float, active: Sequence[Acting], values: Floats) -> list[Stretch]:
        found, columns = [], shape.columns
        for n, step in enumerate(shape.steps):

            def amounts(name: str, n: int = n, length: float = step.length) -> dict[int, float]:
                at = columns.get(name, {}).items()
                return {key[0]: float(values[column]) * length for key, column in at if key[1] == n}

            steps = [at for name, at in columns.items() if name.startswith("step_")]
            owned = [column for at in steps for key, column in at.items() if key[-1] == n]
            bought = amounts("step_purchase")
            found.append(Stretch(
                begin, step, active[n], float(shape.cost[owned] @ values[owned]),
                amounts("step_delivery"), amounts("step_shortage"), {s: bought.get(s, 0.0) for s in self.totals},
                {h: max(amount / step.length, 0.0) for h, amount in amounts("step_stock").items()},
            ))  # fmt: skip
            begin += step.length
        return found


def _no_less(
    whole: LinearProgram, values: Floats, columns: Mapping[str, Mapping[object, int]], hair: float
) -> LinearProgram:
    """Return a programme in which every demand is served no less than in a way that was found."""
    lower, upper = whole.lower.copy(), whole.upper.copy()
    short, served = columns.get("step_shortage", {}), columns.get("step_delivery", {})
    asked = {key: sum(abs(values[each[key]]) for each in (short, served) if key in each) for key in {*short, *served}}
    for key, column in short.items():
        upper[column] = max(values[column], 0.0) + hair * asked[key]
    for key, column in served.items():
        lower[column] = max(values[column] - hair * asked[key], 0.0)
    return replace(whole, lower=lower, upper=upper)
