"""Disruptions by cuts: branches are tested at a plan, and each answers with a row that the trunk has to keep.

A branch that cannot keep its guarantee gives a row that the plan breaks; one that carries cost gives a row under
its cost (Van Slyke and Wets, L-shaped linear programs, SIAM Journal on Applied Mathematics 17, 1969). A branch's
linear programme stays warm in the solver: from plan to plan only its row limits change.
"""

from __future__ import annotations

import math
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from weakref import proxy

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from planner.solving.branches.evaluation import WORTH_IT, Growing, Here
from planner.solving.branches.held_whole import MOST_COLUMNS
from planner.solving.branches.nested import nested_sets, stamped_sets
from planner.solving.branches.shapes import Shapes
from planner.solving.branches.subproblem import (
    SubproblemAnswer,
    alone,
    dot,
    kept_upper,
    slope_of,
    worth_of,
)
from planner.solving.branches.tightening import LARGE_WHOLE, tightened, with_strong_rows
from planner.solving.rays import earns_without_limit
from planner.solving.safe_bound import safe_bound, usable
from planner.solving.scaling import Scale
from planner.solving.separation import CutRow, Cuts, Tighter
from planner.solving.solve import solve
from planner.statuses import Status
from planner_models.tolerances import COST_KNOWN, GAP_CLOSED, GUARANTEE_KEPT, NEVER_KEPT, ZERO_TRACE
from planner_models.windows import window_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from planner.solving.branches.evaluation import Engine
    from planner.solving.branches.nested import NestedSets
    from planner.solving.branches.shapes import BranchProgram
    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Options
    from planner.solving.separation import Floats, Worth
    from planner_models.trunk import Trunk

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


def is_asked(model: Trunk, b: int) -> bool:
    """Whether a branch has a chance, or something to keep."""
    return b in model.recourse or is_promised(model, b)


def is_promised(model: Trunk, b: int) -> bool:
    """Whether a branch has something to keep: a guarantee or a floor."""
    d = model.index.problem.promised_by(model.branches[b].disruption)
    return any(d in promises and bool(promises[d].ub) for promises in (model.promise, model.floor))


@contextmanager
def engines(cutters: Sequence[object]) -> Iterator[None]:
    """Let every cutter of branches use the processes that it may while a model is solved."""
    with ExitStack() as stack:
        for cutter in cutters:
            if isinstance(cutter, BranchCuts):
                stack.enter_context(cutter.engine())
        yield


@dataclass(frozen=True, slots=True)
class CutLimit:
    """A row of the form ``coefficients @ x[columns] >= limit``."""

    columns: NDArray[np.int64]
    coefficients: Floats
    limit: float
    name: CutRow

    def missed_by(self, values: Floats) -> float:
        """Return by how much values miss the row."""
        return self.limit - dot(self.coefficients, values[self.columns])

    def scaled(self) -> CutLimit:
        """Return the row scaled, its largest coefficient as far from 1 as its smallest.

        A row without coefficients is one that no plan can keep: it stays, for the solver to say so.
        """
        size = np.abs(self.coefficients)
        if not size.any():
            return CutLimit(self.columns[:0], self.coefficients[:0], max(self.limit, NEVER_KEPT), self.name)
        kept = size > 0
        scale = math.sqrt(float(size.max())) * math.sqrt(float(size[kept].min()))
        worth = None if self.name.worth is None else self.name.worth.divided(scale)
        name = replace(self.name, worth=worth)
        # what is nothing beside the coefficients would still be a limit to choose the solver's units by
        limit = self.limit / scale if abs(self.limit) > ZERO_TRACE * float(size[kept].min()) else 0.0
        return CutLimit(self.columns[kept], self.coefficients[kept] / scale, limit, name)


def as_rows(found: list[CutLimit], width: int) -> Cuts | None:
    """Return rows of the form ``row @ x >= limit``, scaled so that the solver drops none of their coefficients.

    What is nothing beside the largest is what arithmetic leaves of a zero.
    """
    if not found:
        return None
    rows = [row.scaled() for row in found]
    starts = np.cumsum([0, *(len(row.columns) for row in rows)])
    matrix = csr_array(
        (np.concatenate([row.coefficients for row in rows]), np.concatenate([row.columns for row in rows]), starts),
        shape=(len(rows), width),
    )
    limits = np.array([row.limit for row in rows])
    return Cuts(matrix, limits, np.full(len(rows), math.inf), tuple(row.name for row in rows))


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


def joined(program: LinearProgram, branch: BranchProgram, recourse: int | None) -> LinearProgram:
    """Return a model that holds a branch whole: its columns, its rows, and its cost under the recourse column."""
    rows, own = len(program.row_lower), len(branch.cost)
    above = csr_array((rows, own))
    matrix = vstack([hstack([program.matrix, above]), hstack([_wide(branch, program), branch.matrix])], format="csr")
    lower, upper = [program.row_lower, branch.row_lower], [program.row_upper, branch.row_upper]
    names = program.rows.plus(CutRow("branch", (n,)) for n in range(len(branch.row_lower)))
    if recourse is not None:
        covers = np.zeros(len(program.cost) + own)
        covers[recourse] = 1.0
        covers[len(program.cost) :] = -branch.cost
        matrix = vstack([matrix, csr_array(covers[None, :])], format="csr")
        lower, upper = [*lower, np.zeros(1)], [*upper, np.full(1, math.inf)]
        names = names.plus([CutRow("recourse_of_branch", (recourse,))])
    kept = branch.upper.copy()
    kept[branch.missing[branch.promised > 0]] = 0.0
    return replace(
        program,
        cost=np.concatenate([program.cost, np.zeros(own)]),
        lower=np.concatenate([program.lower, branch.lower]),
        upper=np.concatenate([program.upper, kept]),
        integer=np.concatenate([program.integer, np.zeros(own, dtype=bool)]),
        matrix=csr_array(matrix),
        row_lower=np.concatenate(lower),
        row_upper=np.concatenate(upper),
        columns=program.columns.plus(CutRow("branch", (n,)) for n in range(own)),
        rows=names,
    )


def _wide(branch: BranchProgram, program: LinearProgram) -> csr_array:
    """Return the trunk's side of a branch's rows on all columns that a model has by now."""
    matrix = branch.matrix_trunk
    more = len(program.cost) - matrix.shape[1]
    return csr_array(hstack([matrix, csr_array((matrix.shape[0], more))], format="csr")) if more else matrix


def extensive(model: Trunk, program: LinearProgram, shapes: Shapes) -> LinearProgram:
    """Return the model that holds every branch whole: what the cuts are checked against."""
    columns = program.columns
    for b, branch in enumerate(model.branches):
        if is_asked(model, b):
            recourse = columns.place(model.recourse[b]) if b in model.recourse else None
            program = joined(program, shapes.stamped(branch), recourse)
    return program
