"""What the trunk promises of a branch: what is served of each demand, and how much is short."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array

from planner.solving.branches.branch_program import BranchProgram
from planner.solving.labels import Members
from planner_models.given.disruptions import Disruption
from planner_models.hits import asked_in
from planner_models.trunk import Trunk
from planner_models.windows import Branch


@dataclass(frozen=True, slots=True)
class Tie:
    """What the trunk promises of a branch: a row, the column that misses it, the trunk's column and its amount.

    ``most`` is the most that may be promised, against which a miss is measured.
    """

    row: int
    missing: int
    promise: object
    amount: float
    most: float


def promised(shape: BranchProgram, branch: Branch, model: Trunk, columns: Members) -> BranchProgram:
    """Return a branch that serves what the trunk promises, and is short of no more than the trunk counts with."""
    ties = [*_guarantees(shape, branch, model), *_floors(shape, branch, model), *_shortage(shape, branch, model)]
    row_lower, row_upper = shape.row_lower.copy(), shape.row_upper.copy()
    for name in ("guarantee", "branch_floor"):
        row_lower[list(shape.rows.get(name, {}).values())] = -math.inf
    short = list(shape.rows.get("branch_short", {}).values())
    row_upper[short] = math.inf
    amounts = dict.fromkeys(shape.missing.tolist(), 0.0)
    for tie in ties:
        limits = row_upper if tie.row in short else row_lower
        limits[tie.row] = 0.0
        amounts[tie.missing] = tie.most
    places = ([tie.row for tie in ties], [columns.place(tie.promise) for tie in ties])
    tied = csr_array(([tie.amount for tie in ties], places), shape=shape.matrix_trunk.shape, dtype=float)
    return replace(
        shape,
        matrix_trunk=csr_array(shape.matrix_trunk + tied),
        row_lower=row_lower,
        row_upper=row_upper,
        promised=np.array([amounts[column] for column in shape.missing.tolist()]),
    )


def _guarantees(shape: BranchProgram, branch: Branch, model: Trunk) -> Iterator[Tie]:
    """Yield the ties of the demands that a disruption's guarantee covers."""
    hit = model.index.problem.disruptions[branch.disruption]
    promised_by = model.index.problem.promised_by(branch.disruption)
    for d, column in shape.columns.get("missing", {}).items():
        demand = model.index.problem.demands[d]
        if promised_by in model.promise and demand.material in hit.covers:
            promise, asked = model.promise[promised_by], _asked(shape, hit, model, d)
            yield Tie(shape.rows["guarantee"][d], column, promise, -asked, asked * (promise.ub or 0.0))


def _floors(shape: BranchProgram, branch: Branch, model: Trunk) -> Iterator[Tie]:
    """Yield the ties of the demands that a disruption's floor covers, step by step."""
    problem = model.index.problem
    hit, promised_by = problem.disruptions[branch.disruption], problem.promised_by(branch.disruption)
    for (d, n), column in shape.columns.get("lacking", {}).items():
        if promised_by in model.floor and problem.demands[d].material in hit.covers:
            floor, step = model.floor[promised_by], shape.steps[n]
            asked = asked_in(problem, hit, d, step) / step.length
            yield Tie(shape.rows["branch_floor"][d, n], column, floor, -asked, asked * (floor.ub or 0.0))


def _asked(shape: BranchProgram, hit: Disruption, model: Trunk, d: int) -> float:
    """Return what a demand asks for over the window, with a surge."""
    return float(sum(asked_in(model.index.problem, hit, d, step) for step in shape.steps))


def _shortage(shape: BranchProgram, branch: Branch, model: Trunk) -> Iterator[Tie]:
    """Yield the tie of the shortage that the trunk counts with in a branch, where it does."""
    key = (branch.disruption, branch.onset)
    if key in model.short_of_branch:
        problem, hit = model.index.problem, model.index.problem.disruptions[branch.disruption]
        asked = sum(asked_in(problem, hit, d, shape.steps[n]) for d, n in shape.columns.get("step_shortage", {}))
        row, column = shape.rows["branch_short"][0], shape.columns["overrun"][0]
        yield Tie(row, column, model.short_of_branch[key], -1.0, asked)
