"""Checks of magnitudes: numbers so far from their neighbours that a unit is likely wrong."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from functools import lru_cache
from statistics import median
from typing import Final

from planner.faults import Severity
from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, CheckReport, period_of
from planner.workbook.schema.columns import Kind
from planner.workbook.schema.describe import number
from planner.workbook.schema.sheets import SHEETS

REMEDY: Final = "Check its unit and its decimal point"
OF: Final = ("material", "item", "process", "resource", "adds", "curve")
FAR: Final = 1e3  # times the middle of a column
FAR_RECIPE: Final = 1e6  # what runs of different processes take of one thing differs more
TIGHT: Final = 10.0  # times: of numbers that are so near each other one is far by less, which was less than the middle
FAR_OF_TIGHT: Final = 500.0
LONE: Final = 300.0  # times the nearest of the others: a number that stands alone, and not at the end of a row of many
FEWEST: Final = 3  # numbers that have a middle from which one can be far
EACH_UNIT: Final = ("price", "shortage cost", "holding cost", "capital rate")  # of one thing alike, however large it is


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note numbers far from those of the same column and kind of thing, and from the others of their own row."""
    for sheet in SHEETS:
        for column in sheet.columns:
            if column.kind is Kind.NUMBER and column.unit and column.unit not in ("degrees", "share"):
                groups: dict[object, list[tuple[float, Row]]] = defaultdict(list)
                for row in lookup.book.rows(sheet.name):
                    size = _size(row.values.get(column.name))
                    if size:
                        groups[_kind(row)].append((size, row))
                    if column.varies and sheet.name != "Rules":
                        _judge_periods(row, column.name, lookup, report)
                for found in groups.values():
                    _judge_group(found, column.name, FAR_RECIPE if sheet.name == "Recipes" else FAR, report)
    for row in lookup.book.rows("Series"):
        _judge_numbers(row, row["values"], f"{row['series']!r}", lookup, report)
    _judge_values(lookup, report)


def _kind(row: Row) -> object:
    """Return what the numbers of a row are of: a material, a process, a resource, a kind of project."""
    return next((row.values[name] for name in OF if row.values.get(name)), None)


def _judge_group(found: list[tuple[float, Row]], column: str, far: float, report: CheckReport) -> None:
    if len(found) < 2 or (len(found) < FEWEST and column not in EACH_UNIT):
        return
    sizes = sorted(size for size, _ in found)
    middle = median(sizes)
    # Of two prices neither is the middle, so the dearer is told.
    apart = sizes[-1] / sizes[0]
    if apart < (far if len(found) < FEWEST else LONE):
        return
    of_tight = LONE if column in EACH_UNIT else FAR_OF_TIGHT
    for size, row in found:
        times = size / middle if size > middle else middle / size
        is_far = size >= middle if len(found) < FEWEST else _stands_alone(size, sizes, times, far, of_tight)
        if is_far:
            shown = apart if len(found) < FEWEST else times
            way = "above" if size > middle else "below"
            wrong = f"{column} is {number(float(f'{shown:.2g}'))} times {way} the others of its kind"
            report.warning(row, column, wrong, REMEDY, period_of(row, column, size))


def _stands_alone(size: float, sizes: list[float], times: float, far: float, of_tight: float) -> bool:
    """Whether a number is far enough from the middle, none is near it, and the others are near each other.

    What is a thousand times what was meant is less than a thousand times the middle where that was less than it: of
    numbers that are very near each other less is asked.
    """
    at = bisect_left(sizes, size)
    least, most = sizes[1 if at == 0 else 0], sizes[-2 if at == len(sizes) - 1 else -1]
    beside = (*sizes[max(at - 1, 0) : at], *sizes[at + 1 : at + 2])
    nearest = min(max(size / other, other / size) for other in beside)
    asked = min(far, of_tight) if far == FAR and most <= TIGHT * least else far
    return times >= asked and nearest >= LONE and most < FAR * least


def _judge_periods(row: Row, column: str, lookup: CheckLookup, report: CheckReport) -> None:
    """Note a number of one period that is far from those of all others of its row."""
    _judge_numbers(row, row[column], column, lookup, report)


def _judge_numbers(
    row: Row, numbers: tuple[float | None, ...], name: str, lookup: CheckLookup, report: CheckReport
) -> None:  # fmt: skip
    told = sorted(size for one in set(numbers) if one is not None and (size := _size(one)))
    if len(told) < FEWEST:
        return
    middle = median(told)
    for period, one in zip(lookup.book.periods, numbers, strict=True):
        size = 0.0 if one is None else _size(one)
        times = 0.0 if not size else size / middle if size > middle else middle / size
        if times >= LONE and _stands_alone(size, told, times, FAR, LONE) and row.holds(period) is not None:
            way = "above" if size > middle else "below"
            wrong = f"{name} in {period} is {number(float(f'{times:.2g}'))} times {way} that of the other periods"
            report.complaints.add(row.sheet, row.cell(period), wrong, row.holds(period), REMEDY, Severity.WARNING)


def _judge_values(lookup: CheckLookup, report: CheckReport) -> None:
    """Note what is sold at a price that no price beside it is near, nor what its material is worth."""
    prices: dict[str, list[tuple[float, Row]]] = defaultdict(list)
    for row in lookup.book.rows("Suppliers"):
        if size := _size(row["price"]):
            prices[row["material"]].append((size, row))
    for material in lookup.book.rows("Materials"):
        value, offers = _size(material["value"]), prices[material["material"]]
        far = [(size, row) for size, row in offers if value and not 1 / FAR < size / value < FAR]
        if len(far) == len(offers) > 1 and all(size > value for size, _ in far):
            wrong = f"value is {_times(min(size for size, _ in far), value)} times below the price at which it is sold"
            report.warning(material, "value", wrong, REMEDY, period_of(material, "value", value))
        elif len(far) == len(offers) == 1:
            ((size, row),) = far
            way = "above" if size > value else "below"
            wrong = f"price is {_times(size, value)} times {way} the value of {material['material']!r}, {number(value)}"
            report.warning(row, "price", wrong, f"{REMEDY}, or those of {material.cell('value')} in Materials",
                           period_of(row, "price", size))  # fmt: skip


def _times(one: float, other: float) -> str:
    """Return how many times apart two numbers are, to two digits."""
    return number(float(f"{max(one / other, other / one):.2g}"))


@lru_cache(maxsize=100_000)
def _size(value: object) -> float:
    """Return the largest finite number of a cell, without its sign; 0 where there is none."""
    numbers = value if isinstance(value, tuple) else (value,)
    return max((abs(one) for one in numbers if isinstance(one, float) and math.isfinite(one)), default=0.0)
