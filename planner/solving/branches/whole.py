"""Branches whole in the arrays of a model, and which of them count."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, hstack, vstack

from planner.solving.branches.branch_program import BranchProgram
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import LinearProgram
from planner.solving.separation import CutRow
from planner_models.trunk import Trunk


def is_asked(model: Trunk, b: int) -> bool:
    """Whether a branch has a chance, or something to keep."""
    return b in model.recourse or is_promised(model, b)


def is_promised(model: Trunk, b: int) -> bool:
    """Whether a branch has something to keep: a guarantee or a floor."""
    d = model.index.problem.promised_by(model.branches[b].disruption)
    return any(d in promises and bool(promises[d].ub) for promises in (model.promise, model.floor))


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
