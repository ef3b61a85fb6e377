"""Linear expressions, made the fast way: from a list of (coefficient, variable) pairs."""

from __future__ import annotations

from typing import Any

from pyomo.core.expr import LinearExpression

Term = tuple[float, Any]
Terms = list[Term]


def linear(model: Any, terms: Terms) -> Any:
    """Return the sum of the terms as a Pyomo expression.

    A sum of nothing is a variable that is fixed at 0, so that a requirement which nothing can meet stays in the
    model as an infeasible row, to be named to the planner, in place of an error while building.
    """
    kept = [(coefficient, variable) for coefficient, variable in terms if coefficient != 0.0]
    if not kept:
        kept = [(1.0, model.nothing)]
    coefficients, variables = zip(*kept, strict=True)
    return LinearExpression(linear_coefs=coefficients, linear_vars=variables)


def scaled(factor: float, terms: Terms) -> Terms:
    """Return the terms times a factor."""
    return [(factor * coefficient, variable) for coefficient, variable in terms]
