"""Pyomo's components as the type checker sees them: Pyomo itself says no types.

A family is what Pyomo calls an indexed component: its parts by their key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from typing import TYPE_CHECKING, Protocol, TypeVar

import pyomo.core as pyo

K = TypeVar("K")


class Part(Protocol):
    """A variable or row: one of a family, or the only one."""

    name: str
    local_name: str

    def index(self) -> object:
        """Return its key in the family."""

    def parent_component(self) -> Component:
        """Return its family."""


class Variable(Part, Protocol):
    """One of Pyomo's variables."""

    domain: object
    value: float | None

    @property
    def lb(self) -> float | None:
        """The least that it may be."""

    @property
    def ub(self) -> float | None:
        """The most that it may be."""

    def setlb(self, value: float | None) -> None:
        """Set the least that it may be."""

    def setub(self, value: float | None) -> None:
        """Set the most that it may be."""


class Host(Protocol):
    """What every model has: a variable that is fixed at 0, for sums of nothing."""

    nothing: Variable


class Relation(Protocol):
    """What a row says: an expression, and what it may be at the least or most."""

    def is_expression_type(self) -> bool:
        """Return true, as of all of Pyomo's expressions."""


class ConstraintRow(Part, Protocol):
    """One of Pyomo's constraints."""

    def to_bounded_expression(self) -> tuple[float | None, Expression, float | None]:
        """Return its limits and what stands between them."""


class Monomial(Protocol):
    """A coefficient and its variable."""

    args: tuple[float, Variable]


class Expression(Protocol):
    """A linear expression."""

    args: list[Monomial]

    def __le__(self, most: float) -> Relation: ...

    def __ge__(self, least: float) -> Relation: ...

    def __eq__(self, right: object) -> Relation: ...  # type: ignore[override]


class Objective(Protocol):
    """What is minimised."""

    expr: Expression


class Component(Protocol):
    """A family of variables or rows, by the name that it has on its model."""

    local_name: str

    _data: Mapping[object, Part]

    def __len__(self) -> int: ...

    def __getitem__(self, key: object) -> Part: ...


Variables = Mapping[K, Variable]  # by their key


class ConstraintRows(Protocol):
    """Rows of which each may be put there when it is wanted."""

    def __len__(self) -> int: ...

    def __getitem__(self, key: tuple[object, ...]) -> ConstraintRow: ...

    def __setitem__(self, key: tuple[object, ...], relation: Relation) -> None: ...


if TYPE_CHECKING:

    class ConcreteModel:
        """Pyomo's model, as far as it is used here: what is not declared on a class of it is an error."""

        def __init__(self, name: str) -> None: ...

        def add_component(self, name: str, component: object) -> None:
            """Put a component on the model."""

        def component_objects(
            self, kind: object, active: bool = True, descend_into: bool = True
        ) -> Iterator[Component]:
            """Yield its components of a kind."""

        def component_data_objects(
            self, kind: object, active: bool = True, descend_into: bool = True
        ) -> Iterator[Part]:
            """Yield the parts of its components of a kind."""
else:
    ConcreteModel = pyo.ConcreteModel


def add_rows(model: ConcreteModel, rule: Callable[..., Relation], keys: Iterable[object]) -> None:
    """Put a family of rows on the model, named as the rule that says what one of them is.

    Most families of a small workbook are empty, and are not given an index of their own: that takes longest.
    """
    listed = keys if isinstance(keys, Sized) else list(keys)
    rows = pyo.Constraint(listed, rule=rule) if len(listed) else pyo.Constraint(pyo.Any)
    model.add_component(rule.__name__, rows)
