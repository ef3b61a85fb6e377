"""Frames that cannot be changed by mistake: what they show is what was read, or what was planned."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final, NoReturn

import pandas as pd

REFUSED: Final = (
    "this frame is read-only: take a .copy() of it to work on; to plan with another number, use case.set(sheet, "
    "row=..., column=..., to=...)"
)


def _refuse(*_: object, **__: object) -> NoReturn:
    raise TypeError(REFUSED)


class ReadOnlyFrame(pd.DataFrame):
    """A frame whose cells, columns and labels cannot be set; ``.copy()``, and all that is made of it, can be changed.

    ``attrs["units"]`` has the unit of each column of numbers, ``attrs["about"]`` a sentence on what its rows are.
    """

    @property
    def _constructor(self) -> Callable[..., pd.DataFrame]:
        return pd.DataFrame

    __setitem__ = insert = pop = update = isetitem = _refuse
    __delitem__ = _refuse  # type: ignore[misc]
    _set_value = _refuse  # what .at and .iat come to

    @property
    def loc(self) -> Any:
        """Rows and columns by label, to read."""
        return _read_only(super().loc)

    @property
    def iloc(self) -> Any:
        """Rows and columns by position, to read."""
        return _read_only(super().iloc)

    def __setattr__(self, name: str, value: object) -> None:
        if not name.startswith("_") and name not in ("attrs", "flags"):
            _refuse()
        super().__setattr__(name, value)


def _not_in_place(method: Callable[..., object]) -> Callable[..., object]:
    """Return a method of frames that refuses to change the frame itself."""

    @wraps(method)
    def called(*arguments: object, **options: object) -> object:
        return _refuse() if options.get("inplace") else method(*arguments, **options)

    return called


for _name, _method in inspect.getmembers(pd.DataFrame, inspect.isfunction):
    if not _name.startswith("_") and "inplace" in inspect.signature(_method).parameters:
        setattr(ReadOnlyFrame, _name, _not_in_place(_method))


def read_only(frame: pd.DataFrame, units: Mapping[str, str], about: str = "") -> pd.DataFrame:
    """Return a copy of a frame that cannot be changed, with the units of its columns in its attributes."""
    made = ReadOnlyFrame(frame.copy())
    made.attrs = {"about": about, "units": {name: unit for name, unit in units.items() if unit}}
    return made


def _read_only(indexer: Any) -> Any:
    """Return an indexer of a frame that reads and does not write."""
    kind = type(indexer)
    made = type(kind.__name__, (kind,), {"__setitem__": _refuse})
    return made(indexer.name, indexer.obj)
