"""Linear expressions, made the fast way: from a list of (coefficient, variable) pairs.

In place of a variable a pair may have a sum of numbered ones (``planner_models.numbered.Many``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import pyomo.core as pyo
from pyomo.core.expr import LinearExpression, MonomialTermExpression
from pyomo.repn import standard_repn
from pyomo.repn.util import sum_like_expression_types

from planner_models.components import Component, Expression, Host, Part, Variable
from planner_models.numbered import Key, Many

Summand = Variable | Many
Term = tuple[float, Summand]
Terms = list[Term]
Charge = tuple[int, float, float, Summand]  # period, money, discounted: of the objective's parts


class Sum(LinearExpression):  # type: ignore[misc]
    """A sum of terms, of which Pyomo's own objects are made when Pyomo first asks: to compile a model nothing does.

    The terms are a list, or a function that yields them anew: the objective has as many as the model has variables.
    """

    __slots__ = ("_given",)

    def __init__(self, given: Sequence[Term] | Callable[[], Iterator[Term]]) -> None:
        self._given = given

    @property
    def terms(self) -> Iterable[Term]:
        """The terms, none of them with the coefficient 0."""
        return self._given() if callable(self._given) else self._given

    def __getattr__(self, name: str) -> object:
        """Make what Pyomo keeps of a sum when it is missing."""
        if name not in ("_args_", "_nargs"):
            raise AttributeError(name)
        args = [MonomialTermExpression(term) for term in singly(self.terms)]
        # the slots are those of Pyomo's own sums
        object.__setattr__(self, "_args_", args)
        object.__setattr__(self, "_nargs", len(args))
        return object.__getattribute__(self, name)

    def create_node_with_local_data(self, args: Sequence[object], classtype: type | None = None) -> Expression:
        """Return a sum of other arguments, as Pyomo asks for when it copies or changes one."""
        found: Expression = LinearExpression(self.args).create_node_with_local_data(args, classtype)
        return found

    def _trunc_append(self, other: object) -> Expression:
        found: Expression = LinearExpression(self.args)._trunc_append(other)
        return found

    def _trunc_extend(self, other: Iterable[object]) -> Expression:
        found: Expression = LinearExpression(self.args)._trunc_extend(other)
        return found


# else Pyomo's own compilers, writers and solver interfaces do not take it for a sum
sum_like_expression_types.add(Sum)
standard_repn._repn_collectors[Sum] = standard_repn._collect_sum


def singly(terms: Iterable[Term]) -> Iterator[tuple[float, Variable]]:
    """Yield terms of single variables only, each Pyomo's own object."""
    for factor, variable in terms:
        if isinstance(variable, Many):
            yield from variable.pairs(factor)
        else:
            yield factor, variable


def linear(model: Host, terms: Sequence[Term]) -> Expression:
    """Return the sum of the terms as a Pyomo expression.

    A sum of nothing is a variable that is fixed at 0, so that a requirement which nothing can meet stays in the
    model as an infeasible row, to be named to the planner, in place of an error while building.
    """
    for coefficient, _ in terms:
        if not coefficient:
            terms = [term for term in terms if term[0]]
            break
    return Sum(terms or [(1.0, model.nothing)])


def keys(found: Sequence[Key]) -> Iterable[Key]:
    """Return an index set of distinct flat keys as they stand: Pyomo's own set would look into every one."""
    found_as_it_stands: Iterable[Key] = pyo.SetOf(found)
    return found_as_it_stands


def scaled(factor: float, terms: Iterable[Term]) -> Terms:
    """Return the terms times a factor."""
    return [(factor * coefficient, variable) for coefficient, variable in terms]


def data(component: Component) -> list[Part]:
    """Return all of a variable's or constraint's parts in order, without Pyomo's looking up the key of each again."""
    return list(component._data.values())
