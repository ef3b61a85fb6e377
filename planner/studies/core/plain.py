"""What a task found, as plain data and back: results cross processes, machines and the disk, and keep their types.

A result is a class marked by `kept`, whose fields are numbers, texts, words of an enumeration, other results, and
tuples or mappings of them. `plain_of` makes of it what JSON carries, `value_of` reads that by the types of the fields.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache, partial
from typing import Any, TypeVar, Union, cast, dataclass_transform, get_args, get_origin, get_type_hints

Reader = Callable[[object], object]

R = TypeVar("R")
_kept: set[type] = set()


@dataclass_transform(frozen_default=True)
def kept(kind: type[R]) -> type[R]:
    """Make a class a result: frozen, and read back by the types of its fields."""
    _kept.add(kind)
    return dataclass(frozen=True)(kind)


def is_kept(kind: type) -> bool:
    """Whether a class is marked as a result."""
    return kind in _kept


def plain_of(value: object) -> object:
    """Return a result as JSON can carry it: lists, texts, numbers, and mappings with texts as keys."""
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain_of(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain_of(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain_of(each) for each in value]
    if hasattr(value, "tolist"):  # an array or a number of numpy
        return value.tolist()
    return value.value if isinstance(value, Enum) else value


def value_of(kind: type[R], plain: object) -> R:
    """Return a result from what `plain_of` made of it.

    Raises
    ------
    KeyError, TypeError, ValueError
        When it is of another kind.
    """
    found = _reader(cast("Any", kind))(plain)
    assert isinstance(found, kind)
    return found


@cache
def _reader(kind: Any) -> Reader:  # a type as it is annotated: a class, or one of typing's own forms
    """Return what reads values of a type."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        some = [part for part in parts if part is not type(None)]
        return partial(_optional, _reader(some[0])) if len(some) == 1 else _as_it_is
    if origin is tuple:
        return partial(_each, _reader(parts[0])) if parts[-1] is Ellipsis else partial(_row, list(map(_reader, parts)))
    if origin is not None and issubclass(origin, Mapping):
        return partial(_mapping, _reader(parts[1]))
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return partial(
            _result,
            cast("Callable[..., object]", kind),
            {each.name: _reader(hints[each.name]) for each in fields(kind)},
        )
    reader: Reader = kind if issubclass(kind, Enum | float) else _as_it_is
    return reader


def _as_it_is(plain: object) -> object:
    return plain


def _optional(reader: Reader, plain: object) -> object:
    return None if plain is None else reader(plain)


def _each(reader: Reader, plain: Any) -> object:
    return tuple(plain) if reader is _as_it_is else tuple(map(reader, plain))


def _row(readers: list[Reader], plain: Any) -> object:
    return tuple(reader(each) for reader, each in zip(readers, plain, strict=True))


def _mapping(reader: Reader, plain: Any) -> object:
    return {name: reader(each) for name, each in plain.items()}


def _result(kind: Callable[..., object], readers: dict[str, Reader], plain: Any) -> object:
    return kind(**{name: reader(plain[name]) for name, reader in readers.items()})
