"""Makes the declared tables from rows of cells."""

from __future__ import annotations

import math
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.plans.tables import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

ROUNDING = 1e-12  # of the terms of a sum: what is left of it by rounding


def frame(name: str, rows: Iterable[Sequence[Any]], periods: Sequence[str] = ()) -> pd.DataFrame:
    """Return a declared table: texts as str, numbers as float with NaN for a blank or no limit."""
    table = BY_NAME[name]
    names, cells = [*table.columns, *periods], list(rows)
    by_column = zip(*cells, strict=True) if cells else repeat((), len(names))
    columns: dict[str, Any] = dict(zip(names, by_column, strict=True))
    made = {name: np.array(column, dtype=object) for name, column in columns.items()}
    for field in table.fields:
        column = columns[field.name]
        made[field.name] = _texts(column) if field.kind == "text" else _numbers(column)
    return pd.DataFrame(made, columns=names)


def _texts(cells: Sequence[Any]) -> Any:
    return pd.array(["" if cell is None or cell != cell else str(cell) for cell in cells], dtype="str")


def _numbers(cells: Sequence[Any]) -> NDArray[np.float64]:
    numbers = np.array(cells, dtype=float)
    return np.where(np.isinf(numbers), math.nan, numbers)


def share(part: float, whole: float) -> float:
    """Return a part of a whole, NaN of nothing."""
    return part / whole if math.isfinite(whole) and whole else math.nan


def rest(*terms: float) -> float:
    """Return the sum of some terms; nothing where only their rounding is left."""
    size = sum(map(abs, terms))
    if not math.isfinite(size):
        return sum(terms)
    found = math.fsum(terms)
    return 0.0 if abs(found) <= ROUNDING * size else found
