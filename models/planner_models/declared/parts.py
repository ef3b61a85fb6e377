"""What declarations are made of: where a number stands, what it moves, how it gives way, and why something does not."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from planner_models.declared.sets import IndexSet, Key
from planner_models.terms import Term, Terms
from planner_models.windows import Branch, Step

if TYPE_CHECKING:
    from planner_models.index import Index
    from planner_models.problem import Problem
    from planner_models.trunk import Trunk

INF = math.inf


@dataclass(frozen=True, slots=True)
class No:
    """Why something does not apply to a family."""

    why: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A column of the workbook in which a number of the model stands.

    Attributes
    ----------
    sheet, column
        Where it is typed in.
    things, field
        Where `Problem` holds it: the field of the things that the sheet's rows are, and that of its number; with a
        dot between them where it is a part of a part.
    by_period
        Whether there is a number for each period.
    unit, step
        What one more is called where it is told what it is worth, and how much that is.
    """

    sheet: str
    column: str
    things: str
    field: str = ""
    by_period: bool = True
    unit: str = "one more unit"
    step: float = 1.0

    def value(self, thing: Any, t: int | None) -> float:
        """Return the number of one of the things, in a period where there is one for each."""
        found = thing
        for name in (self.field or self.column).split("."):
            found = getattr(found, name)
        return float(found if t is None else found[t])


class Decided(Protocol):
    """A plan whose decisions and amounts are known."""

    @property
    def problem(self) -> Problem:
        """What was planned."""

    @property
    def index(self) -> Index:
        """Its index sets."""

    @property
    def branches(self) -> Sequence[Branch]:
        """Every branch off the trunk."""

    @property
    def values(self) -> Mapping[str, Mapping[Key, float]]:
        """By variable's name, then by its key: the value."""

    def value(self, name: str, *key: Any) -> float:
        """Return a variable's value; 0 where there is no such variable."""

    def steps(self, b: int) -> tuple[Step, ...]:
        """Return the steps of a branch's window."""


@dataclass(frozen=True, slots=True)
class Limit:
    """An entry that a row's limit comes from, and what one more unit in it adds to the limit.

    Attributes
    ----------
    amount
        By the workbook alone, of the thing and the period; 1 where there is none.
    factor
        By what is decided, of the plan and the row's key; 1 where there is none.
    periods
        Of the thing and the row's period: the periods whose numbers the limit adds up, where these are several.
    rows
        Of the thing and the period: the rows of the sheet in which the number stands, where it is not the thing's own.
    of
        Which set of the index holds the thing, where several could.
    share
        Of a row over all steps of a branch: what one more unit adds in a step, of the plan, the key and the step.
    """

    entry: Entry
    amount: Callable[[Any, int], float] | None = None
    factor: Callable[[Decided, Key], float] | None = None
    periods: Callable[[Any, int], Iterable[int]] | None = None
    rows: Callable[[Any, int], Iterable[int]] | None = None
    of: IndexSet | None = None
    share: Callable[[Decided, Key, Step], float] | None = None


@dataclass(frozen=True, slots=True)
class LimitCell:
    """A cell of the workbook in which a limit stands, what it holds, and what one more unit adds to the row's limit."""

    entry: Entry
    row: int
    period: int | None
    value: float
    amount: float


@dataclass(frozen=True)
class Effect:
    """A cell that a row gives way with.

    Attributes
    ----------
    sheet, row, column, period
        The cell: its row's number, and the position of the period, None for a column that holds for all.
    kind
        What is given way, of `planner.infeasibility.cells.KINDS`.
    sign, value, most
        Whether the cell is raised (1) or lowered (-1), from which value, and how far at most.
    amount
        By how much the row's limit gives way for each unit in the cell; not used where it ``times`` an expression.
    times, constant
        The linear expression whose product with the cell's change the row gives way by.
    is_root
        Whether the cell's root moves the row: a limit of the Herfindahl index.
    is_whole
        Whether the cell gives way in whole numbers.
    size
        Of a commitment of a size: the size that was committed; it is dropped only once nothing of it is left.
    days
        Of cover: the days that the row asks together with others, of which the most counts.
    """

    sheet: str
    row: int
    column: str
    period: int | None
    kind: str
    sign: int
    value: float
    most: float = INF
    amount: float = 1.0
    times: Sequence[Term] | None = None
    constant: float = 0.0
    is_root: bool = False
    is_whole: bool = False
    size: float | None = None
    days: float | None = None


@dataclass(frozen=True, slots=True)
class GivesWay:
    """How a family gives way.

    Attributes
    ----------
    kind, sign
        As of an `Effect`.
    entry
        Where what gives way is typed in, if that is not the first entry that has a price.
    up_to
        How far a cell may be raised; one that is lowered ends at nothing.
    times, constant
        As of an `Effect`, of the model and the row's key, and of the thing and the period.
    is_root, is_whole
        As of an `Effect`; whether one is whole follows from what its cell holds.
    when
        Whether a thing's row gives way in a period at all.
    special
        The effects of a row by its key, where the others do not say them.
    """

    kind: str
    sign: int
    entry: Entry | None = None
    up_to: float = INF
    times: Callable[[Trunk, Key], Terms] | None = None
    constant: Callable[[Any, int], float] | None = None
    is_root: bool = False
    is_whole: Callable[[float], bool] | None = None
    when: Callable[[Any, int], bool] | None = None
    special: Callable[[Trunk, Key], Iterator[Effect]] | None = None
