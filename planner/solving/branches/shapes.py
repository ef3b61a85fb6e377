"""Shapes of branches: each is compiled once for each onset and duration, and each disruption stamped on it.

A hit scales rows (their limits and their trunk's side, not the branch's), closes columns and moves costs; nothing else
differs.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pyomo.core as pyo
from numpy.typing import NDArray

from planner.arrays import Floats
from planner.solving.branches.branch_program import BranchProgram, Places
from planner.solving.branches.promises import promised
from planner.solving.compile import LinearProgram, collector_paused, rows_of
from planner_models.branch import shape_of
from planner_models.branch_costs import running_costs
from planner_models.declared import BRANCH_CONSTRAINTS, HIT
from planner_models.declared.family import BranchRowFamily
from planner_models.declared.parts import No
from planner_models.given.disruptions import Disruption
from planner_models.hits import costs_hit, remaining_in
from planner_models.survival import survival
from planner_models.trunk import Trunk
from planner_models.windows import Branch, Step, window_of

MISSES: Final = ("missing", "lacking", "overrun")  # the columns of what is promised and not kept


class Shapes:
    """The compiled shapes of a trunk, made when first asked for."""

    def __init__(self, model: Trunk, program: LinearProgram) -> None:
        self._model, self._program = model, program
        self._windows: dict[int, BranchProgram] = {}
        self._courses: dict[tuple[int, tuple[Step, ...]], BranchProgram] = {}

    def shape(self, branch: Branch) -> BranchProgram:
        """Return the arrays of a branch in which nothing is hit."""
        return self.course(branch.onset, window_of(self._model.index.problem, branch))

    def course(self, onset: int, steps: tuple[Step, ...]) -> BranchProgram:
        """Return the arrays of any steps, with the capacity that there is by an onset, in which nothing is hit."""
        key = (onset, steps)
        if key not in self._courses:
            with collector_paused():
                self._courses[key] = self._compile(shape_of(self._model, onset, steps))
        return self._courses[key]

    def window(self, branch: Branch) -> BranchProgram:
        """Return a window without end from a branch's onset, in amounts, with what its disruption leaves."""
        if branch.onset not in self._windows:
            self._windows[branch.onset] = self._compile(survival(self._model, branch.onset))
        return self._stamp(self._windows[branch.onset], branch, self._own(branch))

    def _compile(self, shape: Any) -> BranchProgram:
        own = tuple(shape.component_data_objects(pyo.Var, descend_into=False))
        n = len(self._program.columns)
        on_both = self._program.columns.plus(own)
        constraints = list(shape.component_data_objects(pyo.Constraint, active=True, descend_into=False))
        matrix, lower, upper, rows = rows_of(constraints, on_both)
        cost = np.zeros(len(own))
        for coefficient, variable in running_costs(shape):
            cost[on_both.place(variable) - n] += coefficient
        columns, places = _places(own), _places(rows)
        missed = [place for name in MISSES for place in columns.get(name, {}).values()]
        missing = np.array(sorted(missed), dtype=np.int64)
        return BranchProgram(
            cost=cost,
            lower=np.array([v.lb for v in own], dtype=float),
            upper=np.array([math.inf if v.ub is None else v.ub for v in own], dtype=float),
            matrix=matrix[:, n:].tocsr(),
            matrix_trunk=matrix[:, :n].tocsr(),
            row_lower=lower,
            row_upper=upper,
            columns=columns,
            rows=places,
            steps=shape.steps,
            missing=missing,
            promised=np.zeros(len(missing)),
            nonnegative=_rows_of(places, lambda family: family.inherits),
            limited=_rows_of(places, lambda family: not isinstance(family.price, No)),
            left=np.ones(len(lower)),
        )

    def stamped(self, branch: Branch) -> BranchProgram:
        """Return the arrays of a branch with what its disruption leaves."""
        return self.stamped_as(branch, self._own(branch))

    def without(self, branch: Branch, disruption: Disruption) -> BranchProgram:
        """Return the arrays of a branch's window with what another disruption leaves, and nothing to keep."""
        return with_hits(self.shape(branch), disruption, self._model)

    def stamped_as(self, branch: Branch, disruption: Disruption) -> BranchProgram:
        """Return the arrays of a branch with what another disruption leaves, and its own tie to the promises."""
        return self._stamp(self.shape(branch), branch, disruption)

    def unhit(self, branch: Branch) -> BranchProgram:
        """Return the arrays of a branch in which nothing is hit, with its tie to the trunk's promises."""
        return promised(self.shape(branch), branch, self._model, self._program.columns)

    def _stamp(self, shape: BranchProgram, branch: Branch, disruption: Disruption) -> BranchProgram:
        """Return a shape with what a disruption leaves, and a branch's tie to the trunk's promises."""
        return promised(with_hits(shape, disruption, self._model), branch, self._model, self._program.columns)

    def _own(self, branch: Branch) -> Disruption:
        return self._model.index.problem.disruptions[branch.disruption]


def _rows_of(places: Places, is_one: Callable[[BranchRowFamily], bool]) -> NDArray[np.int64]:
    names = [name for name in places if is_one(BRANCH_CONSTRAINTS[name])]
    return np.array(sorted(row for name in names for row in places[name].values()), dtype=np.int64)


def _places(components: tuple[Any, ...]) -> Places:
    found: Places = defaultdict(dict)
    for position, component in enumerate(components):
        found[component.parent_component().local_name][component.index()] = position
    return dict(found)


def with_hits(shape: BranchProgram, disruption: Disruption, model: Trunk, at: Collection[int] = ()) -> BranchProgram:
    """Return a shape with what a disruption leaves of everything that it hits, in all its steps or in some."""
    at = at or range(len(shape.steps))
    factor = np.ones(len(shape.row_lower))
    upper = shape.upper.copy()
    _stamp_things(shape, disruption, model, factor, upper, at)
    _stamp_lanes(shape, disruption, model, factor, upper, at)
    with np.errstate(invalid="ignore"):  # 0 times no limit stays no limit
        row_lower = np.where(np.isfinite(shape.row_lower), factor * shape.row_lower, shape.row_lower)
        row_upper = np.where(np.isfinite(shape.row_upper), factor * shape.row_upper, shape.row_upper)
    scaled = shape.matrix_trunk.copy()
    scaled.data = scaled.data * np.repeat(factor, np.diff(scaled.indptr))
    scaled.eliminate_zeros()
    cost = _stamped_costs(shape, disruption, model, at)
    return replace(
        shape, cost=cost, upper=upper, row_lower=row_lower, row_upper=row_upper, matrix_trunk=scaled, left=factor
    )


def _stamped_costs(shape: BranchProgram, hit: Disruption, model: Trunk, at: Collection[int]) -> Floats:
    """Return the costs of columns with what the hit makes dearer."""
    if not hit.costs:
        return shape.cost
    cost = shape.cost.copy()
    for position, money in costs_hit(model.index.problem, shape.steps, hit.costs, shape.columns, at):
        cost[position] += money
    return cost


def _stamp_things(
    shape: BranchProgram, hit: Disruption, model: Trunk, factor: Floats, upper: Floats, at: Collection[int]
) -> None:
    """Scale the rows of plants, resources, offers and demands, and close what nothing is left of."""
    problem = model.index.problem
    for family in (x for x in HIT.values() if x.left != "lanes"):
        rows, columns = _by_thing(shape.rows.get(family.name, {})), shape.columns.get(family.closes, {})
        for thing, worst in getattr(hit, str(family.left)).items():
            for n in at:
                share = remaining_in(worst, shape.steps[n])
                period = shape.steps[n].period
                is_open = family.left == "offers" and math.isinf(problem.offers[thing].maximum[period])
                if not is_open:
                    factor[rows.get((thing, n), [])] = share
                if share == 0 and (thing, n) in columns:
                    upper[columns[thing, n]] = 0.0


def _stamp_lanes(
    shape: BranchProgram, hit: Disruption, model: Trunk, factor: Floats, upper: Floats, at: Collection[int]
) -> None:
    """Scale what each link carries: a material's share of it, and the whole where all its materials are hit."""
    problem = model.index.problem
    flows, lanes = shape.columns.get("step_flow", {}), shape.rows.get("branch_lane", {})
    links, gates = (_by_thing(shape.rows.get(name, {})) for name in ("branch_link", "branch_link_needs"))
    left: dict[tuple[int, int], float] = defaultdict(float)
    for x, n in (key for key in flows if key[1] in at):
        share = remaining_in(hit.lanes.get(x, 1.0), shape.steps[n])
        link = problem.lanes[x].link
        left[link, n] = max(left[link, n], share)
        if (x, n) in lanes:
            factor[lanes[x, n]] = share
        if share == 0:
            upper[flows[x, n]] = 0.0
    for (link, n), share in left.items():
        if math.isfinite(problem.links[link].maximum[shape.steps[n].period]):
            factor[[*links.get((link, n), []), *gates.get((link, n), [])]] = share


def _by_thing(rows: Mapping[tuple[int, int], int]) -> dict[tuple[int, int], list[int]]:
    """Return the rows of each thing and step, one for each project that the thing waits for."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for key, row in rows.items():
        found[key[:2]].append(row)
    return dict(found)
