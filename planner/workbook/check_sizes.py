"""Checks of magnitudes: numbers so far from their neighbours that a unit is likely wrong."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from planner.workbook.describe import number
from planner.workbook.facts import period_of
from planner.workbook.schema import Kind
from planner.workbook.sheets import SHEETS

if TYPE_CHECKING:
    from planner.workbook.book import Row
    from planner.workbook.facts import Facts, Report

FAR: Final = 1e6  # times the middle of a column
FAR_PRICE: Final = 1e3  # times the middle of a material's prices
FEWEST: Final = 3  # numbers that have a middle from which one can be far


def judge(facts: Facts, report: Report) -> None:
    """Note numbers far from those of the same column and material."""
    for sheet in SHEETS:
        for column in sheet.columns:
            if column.kind is Kind.NUMBER and column.unit and column.unit != "degrees":
                groups: dict[Any, list[tuple[float, Row]]] = defaultdict(list)
                for row in facts.book.rows(sheet.name):
                    size = _size(row.values.get(column.name))
                    if size:
                        groups[row.values.get("material", row.values.get("item"))].append((size, row))
                far = FAR_PRICE if column.name == "price" else FAR
                for found in groups.values():
                    _judge_group(found, column.name, far, report)


def _judge_group(found: list[tuple[float, Row]], column: str, far: float, report: Report) -> None:
    if len(found) < 2:
        return
    if len(found) < FEWEST and column != "price":
        return
    middle = median(size for size, _ in found)
    # Of two prices neither is the middle, so the dearer is told.
    apart = max(size for size, _ in found) / min(size for size, _ in found)
    for size, row in found:
        times = size / middle if size > middle else middle / size
        is_far = apart >= far and size >= middle if len(found) < FEWEST else times >= far
        if is_far:
            shown = apart if len(found) < FEWEST else times
            way = "above" if size > middle else "below"
            wrong = f"{column} is {number(float(f'{shown:.2g}'))} times {way} the others of its kind"
            remedy = "Check its unit and its decimal point"
            report.warning(row, column, wrong, remedy, period_of(row, column, size))


@lru_cache(maxsize=100_000)
def _size(value: Any) -> float:
    """Return the largest finite number of a cell, without its sign; 0 where there is none."""
    numbers = value if isinstance(value, tuple) else (value,)
    return max((abs(one) for one in numbers if isinstance(one, float) and math.isfinite(one)), default=0.0)
