"""Makes the declared tables from rows of cells."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.plans.tables import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROUNDING = 1e-12  # of the terms of a sum: what is left of it by rounding


def frame(name: str, rows: Iterable[Sequence[Any]], periods: Sequence[str] = ()) -> pd.DataFrame:
    """Return a declared table: texts as str, numbers as float with NaN for a blank or no limit."""
    table = BY_NAME[name]
    made = pd.DataFrame(list(rows), columns=[*table.columns, *periods], dtype=object)
    for field in table.fields:
        if field.kind == "text":
            made[field.name] = made[field.name].fillna("").astype(str)
        else:
            numbers = made[field.name].astype(float)
            made[field.name] = numbers.where(numbers.abs() != math.inf)
    return made


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
