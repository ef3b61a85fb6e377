"""Lines up the tables of several plans, row by row, whatever their order and whatever they lack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import pandas as pd

from planner.plans.fields import Field
from planner.reports.loading.several import Compared
from planner.tolerances import NOTICED
from planner.workbook.schema.columns import fold

Key = tuple[str, ...]
_START: Final = object()


@lru_cache(maxsize=200_000)
def _fold(name: str) -> str:
    return fold(name)


@dataclass(frozen=True)
class Lined:
    """Rows of a table of several plans, lined up.

    Attributes
    ----------
    names
        The names of each row, spelt as in the first plan that has it.
    cells
        For each row and plan the values of its columns; None where the plan has no such row.
    """

    names: list[Key]
    cells: list[list[tuple[Any, ...] | None]]

    def values(self, row: int, place: int = 0) -> list[Any]:
        """Return one column of a row, by plan."""
        return [None if cells is None or cells[place] != cells[place] else cells[place] for cells in self.cells[row]]

    def kept(self, rows: Iterable[int]) -> Lined:
        """Return some of the rows."""
        chosen = list(rows)
        return Lined([self.names[row] for row in chosen], [self.cells[row] for row in chosen])


def line_up(frames: Sequence[pd.DataFrame], keys: Sequence[str], values: Sequence[str]) -> Lined:
    """Return the rows of frames side by side: rows are one where their names are, whatever the case of letters."""
    spelt: dict[Key, Key] = {}
    by_plan: list[dict[Key, tuple[object, ...]]] = []
    for frame in frames:
        names = list(zip(*(frame[key].astype(str) for key in keys), strict=True))
        folded = [tuple(map(_fold, name)) for name in names]
        cells = zip(*(frame[value] for value in values), strict=True)
        by_plan.append(dict(zip(folded, cells, strict=True)))
        spelt |= {key: name for key, name in zip(folded, names, strict=True) if key not in spelt}
    order = in_order([list(rows) for rows in by_plan])
    return Lined([spelt[key] for key in order], [[rows.get(key) for rows in by_plan] for key in order])


def in_order(lists: Sequence[Sequence[object]]) -> list[Any]:
    """Return what is in any of the lists, once: in the order of the first, what others add next to its neighbour."""
    after: dict[object, list[object]] = {_START: []}
    for each in lists:
        shares = any(item in after for item in each)
        before: object = _START
        for item in each:
            if item not in after:
                after[item] = []
                place = 0 if shares or before is not _START else len(after[before])
                after[before].insert(place, item)
            before = item
    order, waiting = [], list(reversed(after[_START]))
    while waiting:
        item = waiting.pop()
        order.append(item)
        waiting.extend(reversed(after[item]))
    return order


def plan_fields(plans: Sequence[Compared], kind: str, doc: str, prefix: str = "") -> tuple[Field, ...]:
    """Return a column for each plan."""
    return tuple(Field(f"{prefix}{plan.label}", kind, f"{doc}, in {plan.label}") for plan in plans)


def differ(one: object, other: object) -> bool:
    """Whether two cells differ by more than rounding; a blank and nothing at all are the same."""
    if isinstance(one, str) or isinstance(other, str):
        return bool(one != other)
    first, second = number_of(one), number_of(other)
    return abs(first - second) > NOTICED * max(abs(first), abs(second), NOTICED)


def number_of(value: object) -> float:
    """Return a cell as a number: 0 where it is blank."""
    return float(value) if isinstance(value, int | float) and value == value else 0.0


def marks(values: Sequence[object], better: int = 0) -> list[str]:
    """Return a mark for each number that differs from the first.

    ``better`` is 1 where more is better, -1 where less is, 0 where neither; a blank cannot be compared.
    """
    found = []
    for value in values:
        if value is None or values[0] is None or not differ(values[0], value):
            found.append("")
        else:
            more = number_of(value) - number_of(values[0])
            found.append("changed" if not better else "better" if more * better > 0 else "worse")
    return found


def changes(values: Sequence[object]) -> list[str]:
    """Return a mark for each cell that is not as the first, also where one of the two is blank."""
    first = values[0]
    return ["changed" if (value is None) != (first is None) or differ(first, value) else "" for value in values]
