"""Linear expressions, made the fast way: from a list of (coefficient, variable) pairs.

In place of a variable a pair may have a sum of numbered ones (``models.numbered.Many``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo
from pyomo.core.expr import LinearExpression, MonomialTermExpression
from pyomo.repn import standard_repn
from pyomo.repn.util import sum_like_expression_types

from models.numbered import Many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Term = tuple[float, Any]
Terms = list[Term]


class Sum(LinearExpression):  # type: ignore[misc]
    """A sum of terms, of which Pyomo's own objects are made when Pyomo first asks: to compile a model nothing does.

    The terms are a list, or a function that yields them anew: the objective has as many as the model has variables.
    """

    __slots__ = ("_given",)

    def __init__(self, given: Terms | Callable[[], Iterator[Term]]) -> None:
        self._given = given

    @property
    def terms(self) -> Iterable[Term]:
        """The terms, none of them with the coefficient 0."""
        return self._given() if callable(self._given) else self._given

    def __getattr__(self, name: str) -> Any:
        """Make what Pyomo keeps of a sum when it is missing."""
        if name not in ("_args_", "_nargs"):
            raise AttributeError(name)
        args = [MonomialTermExpression(term) for term in singly(self.terms)]
        # the slots are those of Pyomo's own sums
        object.__setattr__(self, "_args_", args)
        object.__setattr__(self, "_nargs", len(args))
        return object.__getattribute__(self, name)

    def create_node_with_local_data(self, args: Any, classtype: Any = None) -> Any:
        """Return a sum of other arguments, as Pyomo asks for when it copies or changes one."""
        return LinearExpression(self.args).create_node_with_local_data(args, classtype)

    def _trunc_append(self, other: Any) -> Any:
        return LinearExpression(self.args)._trunc_append(other)

    def _trunc_extend(self, other: Any) -> Any:
        return LinearExpression(self.args)._trunc_extend(other)


# else Pyomo's own compilers, writers and solver interfaces do not take it for a sum
sum_like_expression_types.add(Sum)
standard_repn._repn_collectors[Sum] = standard_repn._collect_sum


def singly(terms: Iterable[Term]) -> Iterator[Term]:
    """Yield terms of single variables only, each Pyomo's own object."""
    for factor, variable in terms:
        if variable.__class__ is Many:
            yield from variable.pairs(factor)
        else:
            yield factor, variable


def linear(model: Any, terms: Terms) -> Any:
    """Return the sum of the terms as a Pyomo expression.

    A sum of nothing is a variable that is fixed at 0, so that a requirement which nothing can meet stays in the
    model as an infeasible row, to be named to the planner, in place of an error while building.
    """
    for coefficient, _ in terms:
        if not coefficient:
            terms = [term for term in terms if term[0]]
            break
    return Sum(terms or [(1.0, model.nothing)])


def keys(found: Sequence[Any]) -> Any:
    """Return an index set of distinct flat keys as they stand: Pyomo's own set would look into every one."""
    return pyo.SetOf(found)


def scaled(factor: float, terms: Terms) -> Terms:
    """Return the terms times a factor."""
    return [(factor * coefficient, variable) for coefficient, variable in terms]


def data(component: Any) -> list[Any]:
    """Return all of a variable's or constraint's parts in order, without Pyomo's looking up the key of each again."""
    return list(component._data.values())
