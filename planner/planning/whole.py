"""The whole model of a workbook as Pyomo's own: the trunk, and every branch that counts as a block of its own.

A solve cuts the branches off one by one; whoever hands the model to another solver or writer needs them all in it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

import pyomo.environ as pyo  # not its core alone: who gets the whole model wants solvers and writers

from planner.planning.modelled import model_of
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.branches.shapes import Shapes
from planner.solving.branches.whole import is_asked
from planner.solving.compile import compile_model
from planner.solving.labels import Members, is_numbered
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book
from planner_models.components import Variable
from planner_models.sourcing import tangent
from planner_models.terms import Sum, Term
from planner_models.trunk import Trunk

TOUCHES: Final = 200  # the places at which the square of a share is touched: an index is off by 1e-5 of its limit


def whole_model(book: Book) -> Trunk:
    """Return the model of a workbook, every disruption that counts in it: its least cost is the plan's.

    Raises
    ------
    WorkbookError
        When something needs a limit that the workbook does not give.
    """
    model = model_of(book, assemble(book))
    program = compile_model(model)
    shapes = Shapes(model, program)
    _make_numbered(model)
    touch_squares(model)
    kept = [b for b in range(len(model.branches)) if is_asked(model, b)]
    blocks = pyo.Block(kept)
    model.add_component("branch", blocks)
    for b in kept:
        block = blocks[b]
        _fill(block, shapes.stamped(model.branches[b]), program.columns, model)
        if b in model.recourse:
            block.cost = pyo.Constraint(expr=model.recourse[b] >= block.running)
    return model


def _make_numbered(model: Trunk) -> None:
    """Make the variables and rows of which Pyomo makes an object only when it is asked for one."""
    for component in model.component_objects((pyo.Var, pyo.Constraint), descend_into=False):
        for key in component.numbered if is_numbered(component) else ():
            component[key]


def touch_squares(model: Trunk) -> None:
    """Put the tangents of every Herfindahl rule on the model that a solve would find one by one."""
    rules = model.index.problem.rules
    for q, t in model.ruled_qt:
        for g in range(len(rules[q].origins)) if rules[q].measure == "HHI at most" else ():
            for n in range(1, TOUCHES):
                model.tangent[q, g, t, ("whole", n)] = tangent(model, q, g, t, n / TOUCHES)


def _fill(block: Any, branch: BranchProgram, trunk: Members, model: Trunk) -> None:
    """Put the variables and rows of a branch, and what it costs to run, on a block."""
    upper = branch.upper.copy()
    upper[branch.missing[branch.promised > 0]] = 0.0
    own: dict[int, Variable] = {}
    for name, places in branch.columns.items():
        made = pyo.Var(list(places))
        block.add_component(name, made)
        for index, place in places.items():
            made[index].setlb(_limit(branch.lower[place]))
            made[index].setub(_limit(upper[place]))
            own[place] = made[index]
    block.running = pyo.Expression(expr=_sum(((cost, own[j]) for j, cost in enumerate(branch.cost) if cost), model))
    rows = _rows_of(branch, own, trunk)
    for name, places in branch.rows.items():
        kept = {index: rows[place] for index, place in places.items() if _is_limit(branch, place)}
        limits = {index: (branch.row_lower[places[index]], branch.row_upper[places[index]]) for index in kept}
        block.add_component(name, _constraint(kept, limits, model))


def _constraint(rows: dict[object, list[Term]], limits: dict[object, tuple[float, float]], model: Trunk) -> object:
    def rule(_: object, *index: object) -> Any:
        key = index[0] if len(index) == 1 else index
        lower, upper = map(_limit, limits[key])
        body = _sum(rows[key], model)
        return body == lower if lower == upper else (lower, body, upper)

    return pyo.Constraint(list(rows), rule=rule)


def _rows_of(branch: BranchProgram, own: dict[int, Variable], trunk: Members) -> list[list[Term]]:
    """Return the terms of each row, the trunk's variables among them."""
    found: list[list[Term]] = [[] for _ in branch.row_lower]
    for matrix, members in ((branch.matrix, own), (branch.matrix_trunk, trunk)):
        parts = matrix.tocoo()
        for row, column, value in zip(parts.row.tolist(), parts.col.tolist(), parts.data.tolist(), strict=True):
            found[row].append((value, members[column]))
    return found


def _sum(terms: Iterable[Term], model: Trunk) -> Sum:
    return Sum([term for term in terms if term[0]] or [(1.0, model.nothing)])


def _is_limit(branch: BranchProgram, row: int) -> bool:
    return math.isfinite(branch.row_lower[row]) or math.isfinite(branch.row_upper[row])


def _limit(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
