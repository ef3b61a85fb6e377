"""A solved model as plain numbers: nothing of Pyomo or the solver goes beyond this point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyomo.core as pyo
from numpy.typing import NDArray

from planner.arrays import Floats
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import LinearProgram
from planner.solving.convention import NOTHING_OPEN, Open
from planner.solving.labels import Members
from planner.solving.outcome import Answer
from planner.solving.safe_bound import usable
from planner.solving.scaling import Scale
from planner.solving.separation import CutRow
from planner_models.index import Index
from planner_models.numbered import Keys
from planner_models.problem import Problem
from planner_models.tolerances import ZERO_AMOUNT
from planner_models.trunk import Trunk
from planner_models.windows import Branch, Step, window_of

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Solved:
    """A plan in the model's own positions.

    Attributes
    ----------
    problem, index
        What was planned.
    values
        By variable's name, then by its index (always a tuple): the value; of numbered variables those that are not 0.
    prices
        By constraint's name, then by its index: what one more unit of its limit adds to the objective; of what is
        promised, and of what closures relieve, by the name of its variable; inside a branch, of a unit more before
        the disruption takes its part, the branch first in the index.
    parts
        By part of the objective, then by period: money of the period, and discounted.
    payers
        For each project that Funding names, its funders.
    branches
        Every branch off the trunk.
    left_open
        What could be otherwise at the same cost, and is as it is by convention.
    is_priced
        Whether the prices are those of this operation; otherwise of the cheapest of the same decisions.
    """

    problem: Problem
    index: Index
    values: Mapping[str, Mapping[Key, float]]
    prices: Mapping[str, Mapping[Key, float]]
    parts: Mapping[str, Mapping[int, tuple[float, float]]]
    payers: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    branches: tuple[Branch, ...] = ()
    left_open: Open = NOTHING_OPEN
    is_priced: bool = True

    def value(self, name: str, *key: object) -> float:
        """Return a variable's value; 0 where the model has no such variable."""
        return self.values[name].get(key, 0.0)

    def steps(self, b: int) -> tuple[Step, ...]:
        """Return the steps of a branch's window."""
        return window_of(self.problem, self.branches[b])


def solved(
    model: Trunk,
    program: LinearProgram,
    answer: Answer,
    exact: Answer | None,
    shapes: Shapes,
    left_open: Open = NOTHING_OPEN,
) -> Solved:
    """Return the plain numbers of an answer; prices where the polished linear programme has them."""
    found = answer if exact is None else exact
    assert found.values is not None
    numbers = _clean(program, found.values, Scale.of(program).column if found.units is None else found.units)
    values: dict[str, dict[Key, float]] = {x.local_name: {} for x in model.component_objects(pyo.Var)}
    for name, first, keys in program.columns.named():
        own = numbers[first : first + len(keys)]
        used = np.flatnonzero(own) if isinstance(keys, Keys) else np.arange(len(own))
        values[name] = {keys[n]: own[n].item() for n in used.tolist()}
    prices: dict[str, dict[Key, float]] = {}
    if exact is not None and exact.row_dual is not None:
        row_dual = _answered(program, exact.row_dual)
        for name, first, keys in program.rows.named():
            own = row_dual[first : first + len(keys)]
            for n in np.flatnonzero(own).tolist():
                prices.setdefault(name, {})[keys[n]] = own[n].item()
        prices |= _inside_branches(model, program, row_dual, shapes)
    if exact is not None and exact.column_dual is not None:
        for name, promises in (("promise", model.promise), ("floor", model.floor)):
            worth = {key: program.columns.value(promise, exact.column_dual) for key, promise in promises.items()}
            prices[name] = {(key,): price for key, price in worth.items() if price > 0}  # asking for more never saves
        prices["relief"] = dict(_of_relief(model, program, numbers, exact.column_dual))
    parts = _parts(model, numbers, program.columns)
    is_priced = exact is None or exact.priced is None
    index, payers = model.index, model.payers
    return Solved(index.problem, index, values, prices, parts, payers, model.branches, left_open, is_priced)


def _answered(program: LinearProgram, row_dual: Floats) -> Floats:
    """Return the prices of rows without what the solver's arithmetic leaves of a 0: where no limit answers to them.

    Rows that later rounds added come last, and a plan that was found before them owes them nothing.
    """
    known = np.zeros(len(program.row_lower))
    known[: len(row_dual)] = row_dual[: len(known)]
    return usable(program, known)


def _of_relief(
    model: Trunk, program: LinearProgram, numbers: Floats, column_dual: Floats
) -> Iterator[tuple[Key, float]]:
    """Yield what a unit more of a capacity adds by what closures relieve of its fixed cost: a smaller part of it.

    Of all that there is more can be relieved.
    """
    for (kind, position, t), relief in model.relief.items():
        place = program.columns.place(relief)
        own = model.index.capacity((kind, position)).own[t]
        adds = min(float(column_dual[place]), 0.0) - float(program.cost[place] * numbers[place]) / own
        if adds:
            yield (kind, position, t), adds


def _inside_branches(
    model: Trunk, program: LinearProgram, row_dual: Floats, shapes: Shapes
) -> dict[str, dict[Key, float]]:
    """Return what the limits of branches' rows are worth: the worth of each cut times what it moves by with them."""
    worth: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for n, row in program.rows.singles():
        if n < len(row_dual) and row_dual[n] and isinstance(row, CutRow) and row.worth is not None:
            for position, amount in zip(row.worth.rows.tolist(), row.worth.values.tolist(), strict=True):
                worth[row.key[0]][position] += float(row_dual[n]) * amount
    found: dict[str, dict[Key, float]] = defaultdict(dict)
    for b, prices in worth.items():
        branch = shapes.stamped(model.branches[b])
        for name, places in branch.rows.items():
            for key, position in places.items():
                if position in prices:
                    index = key if isinstance(key, tuple) else (key,)
                    found[name][b, *index] = prices[position] * float(branch.left[position])
    return dict(found)


def _clean(program: LinearProgram, values: Floats, units: Floats) -> Floats:
    """Return values without what is nothing in the units of the solver, in ours where these are larger."""
    numbers = values.copy()
    numbers[abs(numbers) <= ZERO_AMOUNT * np.minimum(units, 1.0)] = 0.0
    numbers[program.integer] = numbers[program.integer].round()
    return numbers


def _parts(model: Trunk, numbers: NDArray[np.float64], columns: Members) -> dict[str, dict[int, tuple[float, float]]]:
    found: dict[str, dict[int, tuple[float, float]]] = {}
    for name, part in model.parts.items():
        periods = dict.fromkeys(model.index.problem.times, (0.0, 0.0))
        for t, money, discounted, variable in part(model):
            amount = columns.value(variable, numbers)
            if amount:
                periods[t] = (periods[t][0] + money * amount, periods[t][1] + discounted * amount)
        found[name] = periods
    return found
