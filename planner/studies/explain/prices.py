"""Prices in the planner's scale: what a step more of a limit saves, and whether the price holds for a tenth of it."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from planner.infeasibility.cells import name
from planner.plans.prices import NAMES
from planner.wording.numbers import number_text, span_text
from planner.workbook.addresses import Cell, address, mend_of, uses_of_series
from planner.workbook.book import Book, Row
from planner.workbook.cases.edit import Edit, with_cells

if TYPE_CHECKING:
    import pandas as pd

OWNED: Final = ("Budgets", "Funding", "Rules", "Disruptions", "Stockpiles")
MOST_PRICES: Final = 12
PART: Final = 0.1  # of a limit, by which it is moved to see whether its price holds
HOLDS: Final = 0.25  # by what share the real saving may differ from the price's
POINT: Final = " percentage point"


@dataclass
class Priced:
    """What a limit of the planner's is worth.

    Attributes
    ----------
    cell, address, name
        Where the limit is.
    limit, moved
        What it says, and what it was set to: a tenth more, or less where less helps.
    price
        Saved by one more unit, with the decisions of the plan as they are.
    step
        A step in the planner's scale, in the unit of the cell.
    low, high
        What the move really saves, with all decisions free, at least and at most.
    """

    cell: Cell
    address: str
    name: str
    limit: float
    moved: float
    price: float
    step: float
    unit: str
    money: str
    low: float | None = None
    high: float | None = None

    @property
    def title(self) -> str:
        """What is tried."""
        return f"{self.address} at {number_text(self.moved)}"

    @property
    def says(self) -> float:
        """What the price says that the move saves."""
        return self.price * (self.moved - self.limit)

    @property
    def holds(self) -> str:
        """Whether the price holds over the move."""
        if self.low is None or self.high is None:
            return "not settled"
        if self.low <= self.says * (1 + HOLDS) and self.high >= self.says * (1 - HOLDS):
            return "yes" if self.high - self.low <= 2 * HOLDS * abs(self.says) else "not against it"
        return "no: it saves more" if self.low > self.says else "no: it saves less"

    @property
    def words(self) -> str:
        """The price as a sentence."""
        verb = "saves" if self.price > 0 else "costs"
        step = f"{number_text(self.step)}{self.unit}"
        saved = number_text(abs(self.price) * self.step * (0.01 if self.unit == POINT else 1.0))
        first = f"{step} more of {self.name} ({self.address}) {verb} {saved} {self.money}"
        if self.low is None or self.high is None:
            return f"{first}, with the decisions as they are."
        real = span_text(self.low, self.high, " and ")
        real = f"between {real}" if " and " in real else real
        return (
            f"{first}, with the decisions as they are; at {number_text(self.moved)} in place of "
            f"{number_text(self.limit)} it really saves {real}, where the price says {number_text(self.says)}."
        )

    def book(self, book: Book) -> Book:
        """Return the workbook with the limit moved."""
        return with_cells(book, [Edit(self.cell, self.moved)])


def priced(book: Book, prices: pd.DataFrame) -> list[Priced]:
    """Return the dearest prices of what a planner owns, one for each cell, in the planner's scale."""
    found: dict[Cell, Priced] = {}
    numbers: dict[Cell, set[tuple[str, str, str]]] = defaultdict(set)
    for sheet, row, column, period, limit, price in _rows(prices):
        if sheet in OWNED and price and math.isfinite(limit):
            each = _priced(book, sheet, str(row), str(column), period, float(limit), float(price))
            if each is None:
                continue
            numbers[each.cell].add((sheet, str(row), str(column)))
            if each.cell in found:
                found[each.cell].price += each.price
            else:
                found[each.cell] = each
    for cell in [cell for cell in found if cell.sheet == "Series"]:
        if uses_of_series(book, cell.row) != len(numbers[cell]):  # others that go by it have no price here
            del found[cell]
    ranked = sorted(found.values(), key=lambda each: -abs(each.says))
    return [each for each in ranked if each.says > 0][:MOST_PRICES]


def _rows(prices: pd.DataFrame) -> Any:
    names = ["sheet", "row", "column", "period", "limit", "price"]
    return prices[names].itertuples(index=False, name=None)


def _priced(
    book: Book, sheet: str, told: str, column: str, period: object, limit: float, price: float
) -> Priced | None:
    row = next((row for row in book.rows(sheet) if _told(row, sheet) == told), None)
    if row is None:
        return None
    named = str(period) if period == period and period not in (None, "") else ""
    t = book.periods.index(named) if named in book.periods else None
    cell = mend_of(book, row, column, t)
    is_share = column in ("required", "floor", "share") or (sheet == "Rules" and "share" in row["measure"])
    moved = limit + PART * abs(limit) * (1 if price > 0 else -1)
    moved = min(max(moved, 0.0), 1.0) if is_share else moved
    if moved == limit:
        return None
    step, unit = (1.0, POINT) if is_share else (_step(limit), _unit(book, row, sheet))
    money = f"{book.settings['money unit']} {book.settings['currency']}"
    return Priced(cell, address(book, cell), name(book, cell), limit, moved, price, step, unit, money)


def _told(row: Row, sheet: str) -> str:
    parts = [row[each] for each in NAMES[sheet]]
    return " / ".join("; ".join(part) if isinstance(part, tuple) else str(part) for part in parts)


def _step(limit: float) -> float:
    """Return a power of ten of the limit's own size, or one."""
    return 10.0 ** math.floor(math.log10(abs(limit))) if limit else 1.0


def _unit(book: Book, row: Row, sheet: str) -> str:
    if sheet in ("Budgets", "Funding"):
        return f" {book.settings['money unit']} {book.settings['currency']}"
    return ""
