"""Linear expressions, made the fast way: from a list of (coefficient, variable) pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression, MonomialTermExpression

if TYPE_CHECKING:
    from collections.abc import Sequence

Term = tuple[float, Any]
Terms = list[Term]


def linear(model: Any, terms: Terms) -> Any:
    """Return the sum of the terms as a Pyomo expression.

    A sum of nothing is a variable that is fixed at 0, so that a requirement which nothing can meet stays in the
    model as an infeasible row, to be named to the planner, in place of an error while building.
    """
    kept = [MonomialTermExpression(term) for term in terms if term[0] != 0.0]
    return LinearExpression(kept or [MonomialTermExpression((1.0, model.nothing))])


def keys(found: Sequence[Any]) -> Any:
    """Return an index set of distinct flat keys as they stand: Pyomo's own set would look into every one."""
    return pyo.SetOf(found)


def scaled(factor: float, terms: Terms) -> Terms:
    """Return the terms times a factor."""
    return [(factor * coefficient, variable) for coefficient, variable in terms]
