"""Disruptions by cuts: branches are tested at a plan, and each answers with a row that the trunk has to keep.

A branch that cannot keep its guarantee gives a row that the plan breaks; one that carries cost gives a row under
its cost (Van Slyke and Wets, L-shaped linear programs, SIAM Journal on Applied Mathematics 17, 1969). A branch's
linear programme stays warm in the solver: from plan to plan only its row limits change.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Final
from weakref import proxy

import numpy as np

from planner.arrays import Floats
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.branches.cut_limit import CutLimit, as_rows
from planner.solving.branches.evaluation import WORTH_IT, Engine, Growing, Here
from planner.solving.branches.held_whole import MOST_COLUMNS
from planner.solving.branches.nested import NestedSets, nested_sets, stamped_sets
from planner.solving.branches.shapes import Shapes
from planner.solving.branches.subproblem import SubproblemAnswer, alone, kept_upper, slope_of, worth_of
from planner.solving.branches.tightening import LARGE_WHOLE, tightened, with_strong_rows
from planner.solving.branches.whole import is_asked, is_promised, joined
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Options
from planner.solving.rays import earns_without_limit
from planner.solving.safe_bound import safe_bound, usable
from planner.solving.scaling import Scale
from planner.solving.separation import CutRow, Cuts, Tighter, Worth
from planner.solving.solve import solve
from planner.statuses import Status
from planner_models.tolerances import COST_KNOWN, GAP_CLOSED, GUARANTEE_KEPT
from planner_models.trunk import Trunk
from planner_models.windows import window_of

SECONDS = 600.0
CUT_ROWS: Final = ("guarantee_cut", "recourse_cut")


class BranchCuts:
    """The cutter of all branches of a model; ``judged`` and ``count`` say how many were solved and cut.

    ``only`` says which of them are its own, where others are somebody else's.
    """

    def __init__(
        self, model: Trunk, program: LinearProgram, shapes: Shapes, options: Options,
        only: Callable[[int], bool] = lambda _: True,
    ) -> None:  # fmt: skip
        self._model, self._shapes, self._options = model, shapes, options
        self._width = len(program.columns)
        self._recourse = {b: program.columns.place(model.recourse[b]) for b in model.recourse}
        self._programs: dict[int, BranchProgram] = {}
        self._nested: dict[int, list[int]] = {}
        self._first: dict[int, int] = {}  # of a set, that under which all of its onset are judged
        self._asked = self._sets_together([b for b in range(len(model.branches)) if is_asked(model, b) and only(b)])
        self._costly = frozenset(self._recourse)
        itself = proxy(self)  # in a circle, every branch in the solver would stay until the garbage collector came by
        self._here = Here(lambda b: itself.judged_as(b), options)
        self._engine: Engine | None = None
        self._last = -1
        self.judged = self.count = 0

    def __bool__(self) -> bool:
        return bool(self._asked)

    def stamped(self, b: int) -> BranchProgram:
        """Return the arrays of a branch, stamped when they are first asked for."""
        if b not in self._programs:
            self._programs[b] = self._shapes.stamped(self._model.branches[b])
        return self._programs[b]

    def judged_as(self, b: int) -> BranchProgram | NestedSets:
        """Return the arrays of what is judged at once: a branch, or all sets of which it is the first."""
        return stamped_sets(self._model, self._shapes, self._nested[b]) if b in self._nested else self.stamped(b)

    def _sets_together(self, asked: list[int]) -> list[int]:
        """Return the branches that are judged, of sets that are searched by bound the first alone."""
        self._nested = nested_sets(self._model, asked)
        self._first = {b: first for first, branches in self._nested.items() for b in branches}
        return [b for b in asked if self._first.get(b, b) == b]

    @contextmanager
    def engine(self) -> Iterator[None]:
        """Judge in several processes meanwhile, where that is allowed and there is enough to judge."""
        if not self._asked or (self._options.engine == "processes" and self._options.processes == 1):
            yield
            return
        self._engine = Growing(self._here, lambda: {b: self.judged_as(b) for b in self._asked}, self._options)
        try:
            yield
        finally:
            self._engine.close()
            self._engine = None

    def lowest(self, program: LinearProgram) -> LinearProgram:
        """Return the model with what is proven of the cost of every branch before any is cut: a lower limit.

        Where gains are ignored no branch counts less than the trunk over the same window, and none is needed.
        What a branch could earn may be limited by what the plan pays for alone (a stock that is sold without limit):
        then there is no such limit, and a row says how the two hang together.
        """
        if not self._model.index.problem.risk.counts_gains:
            return program
        lower = program.lower.copy()
        for b, column in self._recourse.items():
            lower[column] = lowest_cost(self.stamped(b), program, self._options)
        found = replace(program, lower=lower)
        endless = {b: column for b, column in self._recourse.items() if lower[column] == -math.inf}
        if not endless or not earns_without_limit(found, self._options):
            return found
        rows = as_rows(list(self._tied(found, endless)), len(found.cost))
        return found if rows is None else found.with_rows(rows.matrix, rows.lower, rows.upper, rows.names)

    def _tied(self, program: LinearProgram, branches: Mapping[int, int]) -> Iterator[CutLimit]:
        """Yield the rows under the costs of some branches that the relaxation leans on which holds these whole."""
        whole, firsts = replace(program, integer=np.zeros_like(program.integer)), {}
        for b, column in branches.items():
            firsts[b] = len(whole.row_lower)
            whole = joined(whole, self.stamped(b), column)
        answer = solve(whole, replace(self._options, time_limit=SECONDS))
        if answer.values is None or answer.row_dual is None:
            return  # the plan has none, or no limit either: that is told when it is solved
        for b, first in firsts.items():
            branch = self.stamped(b)
            last = first + len(branch.row_lower)
            share = float(answer.row_dual[last])
            if share > 0:
                program = replace(alone(branch), upper=kept_upper(branch))
                prices = usable(program, answer.row_dual[first:last] / share)
                least = safe_bound(program, prices, Scale.of(program).column)
                yield self._under(b, least, slope_of(branch, prices), worth_of(branch, prices))

    def whole(self, program: LinearProgram) -> LinearProgram | None:
        """Return the model with all branches whole in place of the rows that they were cut by; None where many."""
        held = self._held()
        if len(held) > MOST_COLUMNS or sum(len(self.stamped(b).cost) for b in held) > MOST_COLUMNS:
            return None
        found = program.with_kept_rows([not isinstance(x, CutRow) or x.name not in CUT_ROWS for x in program.rows])
        for b in held:
            found = joined(found, self.stamped(b), self._recourse.get(b))
        return found

    def tightened(self, program: LinearProgram, whole: LinearProgram, seconds: float) -> Tighter:
        """Return a model that holds its branches whole with rows that make its relaxation tighter."""
        branches = [self.stamped(b) for b in self._held()]
        relaxed, cutter = (program, self) if len(whole.cost) > LARGE_WHOLE else (whole, None)
        rows, bound, values = tightened(relaxed, cutter, branches, self._options, seconds)
        return Tighter(with_strong_rows(whole, rows), bound, None if values is None else values[: self._width])

    def _held(self) -> list[int]:
        """Return all branches that are asked, every set of outages among them."""
        return [b for first in self._asked for b in self._nested.get(first, (first,))]

    def cuts(self, values: Floats, inner: Floats | None = None) -> Cuts | None:
        """Return a row for every branch that a solution makes miss its guarantee or counts too cheap."""
        trunk = values[: self._width]
        between = None if inner is None else 0.5 * inner[: self._width] + 0.5 * trunk
        points = (trunk,) if between is None else (between, trunk)
        found: dict[int, CutLimit] = {}
        for part in self._parts():
            for at in points:
                done = {self._first.get(b, b) for b in found}
                found |= self._rows([b for b in part if b not in done], at, values)
            if found:
                self._last = part[-1]
                break
        self.count += len(found)
        return as_rows([row for _, row in sorted(found.items())], len(values))

    def _parts(self) -> Iterator[list[int]]:
        """Yield the branches part by part, beginning behind the last part that gave rows."""
        turned = [b for b in self._asked if b > self._last] + [b for b in self._asked if b <= self._last]
        size = max(int(self._options.tactics.part * len(turned)), 2 * WORTH_IT)
        for first in range(0, len(turned), size):
            yield turned[first : first + size]

    def _rows(self, branches: list[int], at: Floats, values: Floats) -> dict[int, CutLimit]:
        """Return the rows that some branches' verdicts at a point give, where these values break them."""
        verdicts = (self._engine or self._here).solve(branches, at, self._costly)
        self.judged += sum(len(self._nested.get(b, (b,))) for b in branches)
        rows = {b: self._row(b, verdict, values) for b, verdict in verdicts.items()}
        return {b: row for b, row in rows.items() if row is not None}

    def _row(self, b: int, verdict: SubproblemAnswer, values: Floats) -> CutLimit | None:
        """Return the row that a branch's verdict gives, where these values break it."""
        if verdict.missing_slope is not None and verdict.missing > GUARANTEE_KEPT:
            columns = np.flatnonzero(verdict.missing_slope)
            slope = verdict.missing_slope[columns]
            row = CutLimit(columns, -slope, verdict.least, self._named("guarantee_cut", b, verdict.worth))
            return row if row.missed_by(values) > GUARANTEE_KEPT else None
        if verdict.cost_slope is not None and verdict.cost is not None:
            row = self._under(b, verdict.least, verdict.cost_slope, verdict.worth)
            return row if row.missed_by(values) > COST_KNOWN * verdict.size else None
        return None

    def _under(self, b: int, limit: float, slope: Floats, worth: Worth | None) -> CutLimit:
        """Return the row under the cost of a branch: how it moves with the trunk, and what is at least beside that."""
        columns = np.flatnonzero(slope)
        name = self._named("recourse_cut", b, worth)
        return CutLimit(np.append(columns, self._recourse[b]), np.append(-slope[columns], 1.0), limit, name)

    def _named(self, name: str, b: int, worth: Worth | None) -> CutRow:
        """Return what a row of a branch is called: it is like those of branches with the same window."""
        window = window_of(self._model.index.problem, self._model.branches[b])
        return CutRow(name, (b,), worth, tuple((step.period, step.length) for step in window))


class GuaranteeCuts(BranchCuts):
    """The cutter of branches with something to keep; what they cost is not asked."""

    def __init__(self, model: Trunk, program: LinearProgram, options: Options) -> None:
        super().__init__(model, program, Shapes(model, program), options)
        self._asked = self._sets_together([b for b in range(len(model.branches)) if is_promised(model, b)])
        self._costly = frozenset()


@contextmanager
def engines(cutters: Sequence[object]) -> Iterator[None]:
    """Let every cutter of branches use the processes that it may while a model is solved."""
    with ExitStack() as stack:
        for cutter in cutters:
            if isinstance(cutter, BranchCuts):
                stack.enter_context(cutter.engine())
        yield


def lowest_cost(branch: BranchProgram, program: LinearProgram, options: Options) -> float:
    """Return a proven lower limit on a branch's cost, whatever the plan.

    Where only sales lower it, all that could be sold; else the least over every plan of the linear relaxation, and
    none where that has no end, or no plan.
    """
    falls = np.flatnonzero(branch.cost < 0)
    sales = branch.columns.get("step_delivery", {})
    most = {
        position: branch.row_upper[branch.rows["branch_demand"][key]]
        for key, position in sales.items()
        if key in branch.rows.get("branch_demand", {})
    }
    lowering = [int(position) for position in falls]
    if all(position in most and math.isfinite(most[position]) for position in lowering):
        # a limit that no best plan reaches takes no price from what really limits it
        sold = float(sum(branch.cost[position] * most[position] for position in lowering))
        return sold - float(np.abs(branch.cost).max(initial=0.0))
    whole = joined(replace(program, cost=np.zeros_like(program.cost)), branch, None)
    relaxed = replace(whole, integer=np.zeros_like(whole.integer))
    relaxed.cost[len(program.cost) :] = branch.cost
    answer = solve(relaxed, replace(options, time_limit=SECONDS))
    if answer.status is not Status.PROVEN or answer.row_dual is None:
        return -math.inf
    least = safe_bound(relaxed, answer.row_dual, Scale.of(relaxed).column)
    return least - GAP_CLOSED * abs(least)
