"""A solved model as plain numbers: nothing of Pyomo or the solver goes beyond this point."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo

from models.numbered import Keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from models.index import Index
    from models.problem import Problem
    from planner.solving.compile import LinearProgram
    from planner.solving.members import Members
    from planner.solving.outcome import Answer

Key = tuple[Any, ...]
NOISE = 1e-9  # amounts this small are what a solver's arithmetic leaves of a zero


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
        promised, by the name of its variable.
    parts
        By part of the objective, then by period: money of the period, and discounted.
    payers
        For each project that Funding names, its funders.
    """

    problem: Problem
    index: Index
    values: Mapping[str, Mapping[Key, float]]
    prices: Mapping[str, Mapping[Key, float]]
    parts: Mapping[str, Mapping[int, tuple[float, float]]]
    payers: Mapping[int, Mapping[int, int]] = field(default_factory=dict)

    def value(self, name: str, *key: Any) -> float:
        """Return a variable's value; 0 where the model has no such variable."""
        return self.values[name].get(key, 0.0)


def solved(model: Any, program: LinearProgram, answer: Answer, exact: Answer | None) -> Solved:
    """Return the plain numbers of an answer; prices where the polished linear programme has them."""
    found = answer if exact is None else exact
    assert found.values is not None
    numbers = _clean(program, found.values)
    values: dict[str, dict[Key, float]] = {x.local_name: {} for x in model.component_objects(pyo.Var)}
    for name, first, keys in program.columns.named():
        own = numbers[first : first + len(keys)]
        used = np.flatnonzero(own) if isinstance(keys, Keys) else np.arange(len(own))
        values[name] = {keys[n]: own[n].item() for n in used.tolist()}
    prices: dict[str, dict[Key, float]] = {}
    if exact is not None and exact.row_dual is not None:
        # rows that later rounds added come last, and this plan, found before them, owes them nothing
        for name, first, keys in program.rows.named():
            own = exact.row_dual[first : first + len(keys)]  # none of what later rounds added
            for n in np.flatnonzero(own).tolist():
                prices.setdefault(name, {})[keys[n]] = own[n].item()
    if exact is not None and exact.column_dual is not None:
        worth = {key: program.columns.value(promise, exact.column_dual) for key, promise in model.promise.items()}
        prices["promise"] = {(key,): price for key, price in worth.items() if price}
    parts = _parts(model, numbers, program.columns)
    return Solved(model.index.problem, model.index, values, prices, parts, model.payers)


def _clean(program: LinearProgram, values: NDArray[np.float64]) -> NDArray[np.float64]:
    numbers = values.copy()
    numbers[abs(numbers) <= NOISE] = 0.0
    numbers[program.integer] = numbers[program.integer].round()
    return numbers


def _parts(
    model: Any, numbers: NDArray[np.float64], columns: Members
) -> dict[str, dict[int, tuple[float, float]]]:
    found: dict[str, dict[int, tuple[float, float]]] = {}
    for name, part in model.parts.items():
        periods = dict.fromkeys(model.index.problem.times, (0.0, 0.0))
        for t, money, discounted, variable in part(model):
            amount = columns.value(variable, numbers)
            if amount:
                periods[t] = (periods[t][0] + money * amount, periods[t][1] + discounted * amount)
        found[name] = periods
    return found
