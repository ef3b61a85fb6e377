"""What the columns or rows of a programme stand for: Pyomo's objects, or other names, in order.

Of numbered ones Pyomo's objects are made only when they are asked for, one by one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any, TypeGuard

from planner.arrays import Floats
from planner_models.components import Component, Part
from planner_models.numbered import Many, NumberedRows, NumberedVar
from planner_models.terms import data

Key = tuple[Any, ...]
Chunk = tuple[Any, ...] | NumberedVar | NumberedRows


class Members(Sequence[Any]):
    """Columns or rows in order, of some components and of whatever was added to them."""

    def __init__(self, chunks: Iterable[Chunk] = ()) -> None:
        self._chunks = tuple(chunks)
        self._starts = [0, *accumulate(map(_size, self._chunks))]

    @classmethod
    def of(cls, components: Iterable[Component]) -> Members:
        """Return all parts of some components."""
        return cls(x if is_numbered(x) else tuple(data(x)) for x in components)

    def __len__(self) -> int:
        return self._starts[-1]

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return tuple(self[n] for n in range(*place.indices(len(self))))
        if not 0 <= place < len(self):
            raise IndexError(place)
        n = bisect_right(self._starts, place) - 1
        return _member(self._chunks[n], place - self._starts[n])

    def plus(self, others: Iterable[object]) -> Members:
        """Return the same with others behind them."""
        return Members((*self._chunks, tuple(others)))

    def place(self, variable: Any) -> Any:
        """Return the position of a variable, or the positions of numbered ones; KeyError where it has none."""
        if variable.__class__ is Many:
            return self._first[id(variable.of)] + variable.numbers
        found = self.known.get(id(variable))
        if found is not None:
            return found
        component = variable.parent_component()
        return self._first[id(component)] + component.numbered.index(variable.index())

    def value(self, variable: object, values: Floats) -> float:
        """Return what a variable, or a sum of numbered ones, is worth, given the values of all columns."""
        found = values[self.place(variable)]
        return float(variable.amounts @ found if variable.__class__ is Many else found)

    def named(self) -> tuple[tuple[str, int, Sequence[Key]], ...]:
        """Return the name of each component, in order, with the position of its first part and the keys of all."""
        return self._named

    @cached_property
    def _named(self) -> tuple[tuple[str, int, Sequence[Key]], ...]:
        return tuple(self._in_order())

    def _in_order(self) -> Iterator[tuple[str, int, Sequence[Key]]]:
        for chunk, first in zip(self._chunks, self._starts[:-1], strict=True):
            if is_numbered(chunk):
                yield chunk.local_name, first, chunk.numbered
                continue
            begin = 0
            for end in range(1, len(chunk) + 1):
                owner = owner_of(chunk[begin])
                if end == len(chunk) or owner_of(chunk[end]) != owner:
                    yield owner, first + begin, [key_of(x) for x in chunk[begin:end]]
                    begin = end

    def singles(self) -> Iterator[tuple[int, Any]]:
        """Yield the positions and parts of what is not numbered."""
        for chunk, first in zip(self._chunks, self._starts[:-1], strict=True):
            yield from () if is_numbered(chunk) else enumerate(chunk, first)

    @cached_property
    def known(self) -> dict[int, int]:
        """The position of every part that is not numbered, by its identity."""
        return {id(part): place for place, part in self.singles()}

    @cached_property
    def _first(self) -> dict[int, int]:
        return {id(x): first for x, first in zip(self._chunks, self._starts[:-1], strict=True) if is_numbered(x)}


def is_numbered(component: object) -> TypeGuard[NumberedVar | NumberedRows]:
    """Return whether a component's parts are numbered."""
    return isinstance(component, NumberedVar | NumberedRows)


def owner_of(part: Part | str) -> str:
    """Return the name of the component that a column or row is a part of; of a name, the name itself."""
    return part if isinstance(part, str) else str(part.parent_component().local_name)


def key_of(part: Part) -> Key:
    """Return the key of a column or row, always a tuple."""
    index = part.index()
    return index if isinstance(index, tuple) else (index,)


def _size(chunk: Chunk) -> int:
    return len(chunk.numbered) if is_numbered(chunk) else len(chunk)


def _member(chunk: Chunk, n: int) -> object:
    return chunk[chunk.numbered[n]] if is_numbered(chunk) else chunk[n]
