"""Makes the declared tables from rows of cells."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd

from planner.plans.tables import BY_NAME
from planner_models.tolerances import SUM_ROUNDING

# Kept as Python's own texts also where pyarrow is installed: short tables are made, read and filtered twice as fast.
with pd.option_context("mode.string_storage", "python"):
    TEXT: Final[Any] = pd.Series([], dtype=str).dtype


def frame(name: str, rows: Iterable[Sequence[object]], periods: Sequence[str] = ()) -> pd.DataFrame:
    """Return a declared table: texts as str, numbers as float with NaN for a blank or no limit."""
    cells = list(zip(*rows, strict=True))
    return _frame(name, periods, cells) if cells else _empty(name, tuple(periods)).copy()


@cache
def _empty(name: str, periods: tuple[str, ...]) -> pd.DataFrame:
    """Return a table without rows, as many of most plans are: made once."""
    return _frame(name, periods, [()] * (len(BY_NAME[name].columns) + len(periods)))


def _frame(name: str, periods: Sequence[str], cells: Sequence[Sequence[object]]) -> pd.DataFrame:
    columns = [*BY_NAME[name].columns, *periods]
    kinds = {field.name: field.kind for field in BY_NAME[name].fields}
    # a column at a time: most tables of most plans are short, and what pandas does to a whole frame is slow for each
    return framed({x: _cells(kinds.get(x), values) for x, values in zip(columns, cells, strict=True)})


def framed(columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return a table of columns by their names."""
    found = pd.DataFrame(dict(enumerate(columns.values())))
    found.columns = pd.Index(list(columns), dtype=TEXT)
    return found


def _cells(kind: str | None, values: Sequence[object]) -> Any:
    """Return the cells of a column; one of a period, which has no kind, as they are."""
    if kind is None:
        return pd.Series(values, dtype=object)
    if kind == "text":
        return pd.array(["" if _is_blank(value) else str(value) for value in values], dtype=TEXT)
    numbers = np.array(values, dtype=float)
    numbers[np.isinf(numbers)] = math.nan
    return numbers


def _is_blank(value: object) -> bool:
    return value is None or value != value


def share(part: float, whole: float) -> float:
    """Return a part of a whole, NaN of nothing."""
    return part / whole if math.isfinite(whole) and whole else math.nan


def rest(*terms: float) -> float:
    """Return the sum of some terms; nothing where only their rounding is left."""
    size = sum(map(abs, terms))
    if not math.isfinite(size):
        return sum(terms)
    found = math.fsum(terms)
    return 0.0 if abs(found) <= SUM_ROUNDING * size else found
