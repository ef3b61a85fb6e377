"""Checks of magnitudes: numbers so far from their neighbours that a unit is likely wrong."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING, Final

from planner.faults import Severity
from planner.workbook.checks.lookup import period_of
from planner.workbook.schema.columns import Kind
from planner.workbook.schema.describe import number
from planner.workbook.schema.sheets import SHEETS

if TYPE_CHECKING:
    from planner.workbook.book import Row
    from planner.workbook.checks.lookup import CheckLookup, CheckReport

REMEDY: Final = "Check its unit and its decimal point"
OF: Final = ("material", "item", "process", "resource", "adds", "curve")
FAR: Final = 1e3  # times the middle of a column
FAR_RECIPE: Final = 1e6  # what runs of different processes take of one thing differs more
LONE: Final = 300.0  # times the nearest of the others: a number that stands alone, and not at the end of a row of many
FEWEST: Final = 3  # numbers that have a middle from which one can be far


def judge(facts: CheckLookup, report: CheckReport) -> None:
    """Note numbers far from those of the same column and kind of thing, and from the others of their own row."""
    for sheet in SHEETS:
        for column in sheet.columns:
            if column.kind is Kind.NUMBER and column.unit and column.unit not in ("degrees", "share"):
                groups: dict[object, list[tuple[float, Row]]] = defaultdict(list)
                for row in facts.book.rows(sheet.name):
                    size = _size(row.values.get(column.name))
                    if size:
                        groups[_kind(row)].append((size, row))
                    if column.varies and sheet.name != "Rules":
                        _judge_periods(row, column.name, facts, report)
                for found in groups.values():
                    _judge_group(found, column.name, FAR_RECIPE if sheet.name == "Recipes" else FAR, report)


def _kind(row: Row) -> object:
    """Return what the numbers of a row are of: a material, a process, a resource, a kind of project."""
    return next((row.values[name] for name in OF if row.values.get(name)), None)


def _judge_group(found: list[tuple[float, Row]], column: str, far: float, report: CheckReport) -> None:
    if len(found) < 2 or (len(found) < FEWEST and column != "price"):
        return
    sizes = sorted(size for size, _ in found)
    middle = median(sizes)
    # Of two prices neither is the middle, so the dearer is told.
    apart = sizes[-1] / sizes[0]
    if apart < far:
        return
    for size, row in found:
        times = size / middle if size > middle else middle / size
        is_far = size >= middle if len(found) < FEWEST else times >= far and _stands_alone(size, sizes)
        if is_far:
            shown = apart if len(found) < FEWEST else times
            way = "above" if size > middle else "below"
            wrong = f"{column} is {number(float(f'{shown:.2g}'))} times {way} the others of its kind"
            report.warning(row, column, wrong, REMEDY, period_of(row, column, size))


def _stands_alone(size: float, sizes: list[float]) -> bool:
    """Whether no other number is near, and the others are near each other."""
    at = bisect_left(sizes, size)
    least, most = sizes[1 if at == 0 else 0], sizes[-2 if at == len(sizes) - 1 else -1]
    beside = (*sizes[max(at - 1, 0) : at], *sizes[at + 1 : at + 2])
    nearest = min(max(size / other, other / size) for other in beside)
    return nearest >= LONE and most < FAR * least


def _judge_periods(row: Row, column: str, facts: CheckLookup, report: CheckReport) -> None:
    """Note a number of one period that is far from those of all others of its row."""
    numbers = row[column]
    told = sorted(size for one in set(numbers) if one is not None and (size := _size(one)))
    if len(told) < FEWEST:
        return
    middle = median(told)
    for period, one in zip(facts.book.periods, numbers, strict=True):
        size = 0.0 if one is None else _size(one)
        times = 0.0 if not size else size / middle if size > middle else middle / size
        if times >= FAR and _stands_alone(size, told) and row.holds(period) is not None:
            way = "above" if size > middle else "below"
            wrong = f"{column} in {period} is {number(float(f'{times:.2g}'))} times {way} that of the other periods"
            report.complaints.add(row.sheet, row.cell(period), wrong, row.holds(period), REMEDY, Severity.WARNING)


@lru_cache(maxsize=100_000)
def _size(value: object) -> float:
    """Return the largest finite number of a cell, without its sign; 0 where there is none."""
    numbers = value if isinstance(value, tuple) else (value,)
    return max((abs(one) for one in numbers if isinstance(one, float) and math.isfinite(one)), default=0.0)
