"""Variables and rows of which there are very many: numbered, their keys in a table and their terms in arrays.

Pyomo's own object of one is made when somebody asks for it by its key; to compile a model nobody does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import overload

import numpy as np
import pyomo.core as pyo
from numpy.typing import NDArray
from pyomo.core.base.constraint import IndexedConstraint
from pyomo.core.base.var import IndexedVar

from planner_models.components import Relation, Variable

Floats = NDArray[np.float64]
Numbers = NDArray[np.int32]
Key = tuple[int, ...]
BATCH = 20_000


class Keys(Sequence[Key]):
    """Keys of whole numbers from 0 on, in rising order: row n of the table (keys, letters) is the key of number n."""

    def __init__(self, table: NDArray[np.integer]) -> None:
        self.table: Numbers = np.ascontiguousarray(table, dtype=np.int32)

    def __len__(self) -> int:
        return len(self.table)

    @overload
    def __getitem__(self, number: int) -> Key: ...

    @overload
    def __getitem__(self, number: slice | Numbers) -> list[Key]: ...

    def __getitem__(self, number: int | slice | Numbers) -> Key | list[Key]:
        found = self.table[number].tolist()
        return tuple(found) if isinstance(number, int | np.integer) else list(map(tuple, found))

    def __iter__(self) -> Iterator[Key]:
        for first in range(0, len(self.table), BATCH):
            yield from map(tuple, self.table[first : first + BATCH].tolist())

    def __contains__(self, key: object) -> bool:
        return self._number(key) is not None

    def index(self, value: object, start: int = 0, stop: int | None = None) -> int:
        """Return the number of a key; ValueError where it is none, as of every sequence."""
        number = self._number(value)
        if number is None or not start <= number < (len(self) if stop is None else stop):
            message = f"{value} is not among the keys"
            raise ValueError(message)
        return number

    def numbers(self, table: NDArray[np.integer]) -> Numbers:
        """Return the numbers of many keys, each of which there is."""
        codes = np.ravel_multi_index(tuple(table.T), self._sizes)
        found: Numbers = np.searchsorted(self._codes, codes).astype(np.int32)
        assert np.array_equal(self._codes[found], codes), "a key that there is not"
        return found

    def _number(self, key: object) -> int | None:
        if not isinstance(key, tuple) or len(key) != self.table.shape[1] or not len(self):
            return None
        if any(not 0 <= part < size for part, size in zip(key, self._sizes, strict=True)):
            return None
        code = np.ravel_multi_index(key, self._sizes)
        place = int(np.searchsorted(self._codes, code))
        return place if place < len(self) and self._codes[place] == code else None

    @cached_property
    def _sizes(self) -> Key:
        return tuple((self.table.max(axis=0, initial=0) + 1).tolist())

    @cached_property
    def _codes(self) -> NDArray[np.int64]:
        found: NDArray[np.int64] = np.ravel_multi_index(tuple(self.table.T), self._sizes)
        return found


class _Numbered:
    """What numbered components have in common: all their parts count, those that are not made yet too."""

    numbered: Keys

    def __len__(self) -> int:
        return len(self.numbered)

    def __contains__(self, key: object) -> bool:
        return key in self.numbered


class NumberedVar(_Numbered, IndexedVar):  # type: ignore[misc]
    """Variables that stand in sums by their numbers; they may not be less than 0."""

    def __init__(self, numbered: Keys) -> None:
        self.numbered = numbered
        super().__init__(pyo.SetOf(numbered), domain=pyo.NonNegativeReals, dense=False, ctype=pyo.Var)


@dataclass(frozen=True, slots=True)
class Many:
    """What stands in a list of terms where one variable would: a sum of numbered variables, each times an amount."""

    of: NumberedVar
    numbers: Numbers
    amounts: Floats

    def pairs(self, factor: float) -> Iterator[tuple[float, Variable]]:
        """Yield the terms one by one, with Pyomo's own variables."""
        keys = self.of.numbered[self.numbers]
        return ((factor * amount, self.of[key]) for amount, key in zip(self.amounts.tolist(), keys, strict=True))


def grouped(keys: NDArray[np.integer]) -> Iterator[tuple[int, Numbers]]:
    """Yield each distinct key, which is no less than 0, in rising order, with the places where it stands."""
    short = keys.astype(np.int16) if keys.max(initial=0) <= np.iinfo(np.int16).max else keys  # sorted ten times as fast
    order = np.argsort(short, kind="stable").astype(np.int32)
    ordered = keys[order]
    edges = [*np.flatnonzero(np.diff(ordered, prepend=-1)).tolist(), len(order)]
    for first, last in pairwise(edges):
        yield int(ordered[first]), order[first:last]


def distinct(first: Numbers, second: Numbers) -> list[tuple[int, int]]:
    """Return the distinct pairs of two columns of a table, in rising order."""
    size = int(second.max(initial=0)) + 1
    is_there = np.zeros((int(first.max(initial=0)) + 1) * size, dtype=bool)
    is_there[first * size + second] = True
    return [divmod(pair, size) for pair in np.flatnonzero(is_there).tolist()]


class Entries:
    """The terms of numbered rows as they are put there: of single variables, and of many numbered ones at once."""

    def __init__(self, rows: int) -> None:
        self.count = rows
        self.rows: list[int] = []
        self.terms: list[tuple[float, Variable]] = []
        self.many: list[tuple[Numbers, Many]] = []  # the row of each variable of the sum

    def add(self, row: int, coefficient: float, variable: Variable) -> None:
        """Put a term into a row."""
        self.rows.append(row)
        self.terms.append((coefficient, variable))

    def add_many(self, rows: NDArray[np.integer], many: Many) -> None:
        """Put each variable of a sum, times its amount, into a row of its own."""
        self.many.append((rows.astype(np.int32), many))

    def fill(self, variable: Variable) -> None:
        """Put a variable into every row that is empty."""
        used = np.zeros(self.count, dtype=bool)
        used[self.rows] = True
        for rows, _ in self.many:
            used[rows] = True
        for row in np.flatnonzero(~used).tolist():
            self.add(row, 1.0, variable)

    def of(self, row: int) -> list[tuple[float, Variable | Many]]:
        """Return the terms of a row, once all are put there."""
        single, *several = self._places
        found: list[tuple[float, Variable | Many]] = [
            self.terms[n] for n in single.get(row, np.empty(0, np.int32)).tolist()
        ]
        for (_, many), places in zip(self.many, several, strict=True):
            if row in places:
                here = places[row]
                found.append((1.0, Many(many.of, many.numbers[here], many.amounts[here])))
        return found

    @cached_property
    def _places(self) -> list[dict[int, Numbers]]:
        """Where the terms of each row stand, among the single ones and in each sum."""
        return [dict(grouped(rows)) for rows in (np.array(self.rows, dtype=np.int32), *(x for x, _ in self.many))]


class NumberedRows(_Numbered, IndexedConstraint):  # type: ignore[misc]
    """Rows whose terms are arrays, between ``lower`` and ``upper``.

    ``rule`` says of one row what it is, and is asked when Pyomo asks for that row.
    """

    def __init__(
        self, numbered: Keys, rule: Callable[..., Relation], entries: Entries, lower: Floats, upper: Floats
    ) -> None:
        self.numbered, self.entries, self.lower, self.upper = numbered, entries, lower, upper
        super().__init__(pyo.SetOf(numbered), rule=rule, ctype=pyo.Constraint)

    def construct(self, data: object = None) -> None:
        """Make no row yet."""
        self._constructed = True
        for keys in self._anonymous_sets or ():
            keys.construct(data)
