"""Keeps no more stock at the end of the last period than is asked for, where leaving it over costs the same."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.sparse import csc_array

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner_models.network import stocks
from planner_models.tolerances import LEAST_MOVE, SAME_UNIT_COST
from planner_models.trunk import Trunk


def least_at_the_end(model: Trunk, program: LinearProgram, values: Floats) -> tuple[Floats, frozenset[int]]:
    """Return a plan's values with the least stock at the end, and the stockpiles that could hold more there."""
    problem, index = model.index.problem, model.index
    last, found, loose = problem.times[-1], values.copy(), set()
    matrix = csc_array(program.matrix)
    activity = program.matrix @ values
    for h, pile in enumerate(problem.stockpiles):
        for o in index.reach.get((pile.material, pile.site), ()):
            key = (pile.material, pile.site, o, last)
            if key not in index.surplus_miot:
                continue
            held = program.columns.place(model.stock[h, o, last])
            left = program.columns.place(model.surplus[key])
            rate = 1.0 / problem.periods[last].years
            costs = (float(program.cost[held]), rate * float(program.cost[left]))
            if abs(costs[1] - costs[0]) > SAME_UNIT_COST * max(map(abs, costs)):
                continue
            rows, change = _direction(matrix, held, left, rate)
            step = min(found[held], _room(program, rows, activity[rows], change))
            found[held], found[left] = found[held] - step, found[left] + rate * step
            activity[rows] += step * change
            back = min(found[left] / rate, _room(program, rows, activity[rows], -change))
            if back > LEAST_MOVE * (found[held] + found[left] / rate):
                loose.add(h)
    return found, frozenset(loose)


def no_more_put_in(model: Trunk, program: LinearProgram, values: Floats) -> Floats:
    """Return a plan's values with what is put into funded stocks no higher than it is: at no price it may stand so."""
    found = values.copy()
    for (h, t), put_in in model.put_in.items():
        pile = model.index.problem.stockpiles[h]
        ends, before = (
            sum(program.columns.value(stock, values) for _, stock in stocks(model, h, u)) if u >= 0 else pile.initial
            for u in (t, t - 1)
        )
        place = program.columns.place(put_in)
        found[place] = min(found[place], max(ends - pile.keep[t] * before, 0.0))
    return found


def _direction(matrix: csc_array, held: int, left: int, rate: float) -> tuple[object, Floats]:
    """Return the rows in which a unit less stock, and as much more left over, changes anything, and by how much."""
    change, size = np.zeros(matrix.shape[0]), np.zeros(matrix.shape[0])
    for column, factor in ((held, -1.0), (left, rate)):
        part = slice(matrix.indptr[column], matrix.indptr[column + 1])
        change[matrix.indices[part]] += factor * matrix.data[part]
        size[matrix.indices[part]] += abs(factor) * np.abs(matrix.data[part])
    rows = np.flatnonzero(np.abs(change) > SAME_UNIT_COST * size)
    return rows, change[rows]


def _room(program: LinearProgram, rows: Any, activity: Floats, change: Floats) -> float:
    """Return how far rows let a change go."""
    limits = np.where(change > 0, program.row_upper[rows], program.row_lower[rows])
    with np.errstate(invalid="ignore"):
        steps = (limits - activity) / change
    return max(0.0, float(np.min(steps, initial=np.inf)))
