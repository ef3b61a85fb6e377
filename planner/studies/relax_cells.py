"""The cells that a planner owns and may let give way: where they are, what they hold, what would be typed instead."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from planner.plans.prices import NAMES
from planner.workbook.describe import number
from planner.workbook.facts import held
from planner.workbook.schema import Decision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.workbook.book import Book, Row

# What gives way, by kind, and what a weight of the kind counts.
KINDS = {
    "budgets": "amounts of Budgets, maximum and share of Funding",
    "limits": "rules at most, stockpile maximum, groups at most",
    "floors": "rules at least, origins, cover days, final stock, minimum use, groups at least",
    "locks": "decisions must, never and commitments of Projects",
    "guarantees": "required of Disruptions",
    "service": "required of Demand",
}
NAMED = NAMES | {"Projects": ("project",), "Groups": ("group",), "Materials": ("material",)}
DIGITS = 6  # of a value that is typed into a cell
SAME = 1e-8  # by what share of itself a value may be off by arithmetic alone


@dataclass(frozen=True, order=True)
class Cell:
    """A cell of the workbook: of a row, its column, or the column of a period (its name).

    A commitment has its period too, though it stands in the one cell ``decision``.
    """

    sheet: str
    row: int
    column: str
    period: str = ""


@dataclass(frozen=True)
class Change:
    """A cell that gives way: what it holds, what is typed into it instead, and what it is called.

    ``address`` is as in ``Budgets!D7``, ``name`` names the row and the period; ``old`` and ``new`` are what the cell
    holds before and after, ``by`` is by how much it gives way in its own unit (of a lock: None), and ``weighed``
    its part of the total that is least.
    """

    cell: Cell
    kind: str
    address: str
    name: str
    old: Any
    new: Any
    by: float | None
    weighed: float = 0.0

    @property
    def text(self) -> str:
        """The change as a planner reads it: ``Budgets!D7 (Japan, 2028): 120 -> 163.2``."""
        return f"{self.address} ({self.name}): {words(self.old)} -> {self.new_text}"

    @property
    def new_text(self) -> str:
        """What is typed into the cell."""
        return words(self.new)


def words(value: Any) -> str:
    """Return what a cell holds, in the words of the workbook."""
    if isinstance(value, Decision):
        pairs = [period if least is None else f"{period}: {number(least)}" for period, least in value.commitments]
        return "; ".join(pairs) or value.kind
    return number(value) if isinstance(value, int | float) else str(value)


def cell_of(book: Book, row: Row, column: str, t: int | None) -> Cell:
    """Return the cell that says a row's number in a period.

    A column of the period's own is the cell even where it is blank. A series of numbers cannot be typed over in one
    cell: there each period would need a column of its own.
    """
    if t is None or not isinstance(row[column], tuple):
        return Cell(row.sheet, row.number, column)
    period = book.periods[t]
    if period in row.columns or _is_series(book, row, column):
        return Cell(row.sheet, row.number, column, period)
    return Cell(row.sheet, row.number, column)


def _is_series(book: Book, row: Row, column: str) -> bool:
    plain = {row[column][t] for t in governed(book, row, "")}
    return len(plain) > 1


def governed(book: Book, row: Row, period: str) -> list[int]:
    """Return the positions of the periods of which a cell speaks: its own, or those without a column."""
    if period:
        return [book.periods.index(period)]
    return [t for t, name in enumerate(book.periods) if name not in row.columns]


def address(book: Book, cell: Cell) -> str:
    """Return where a cell is; one whose column is not on the sheet yet by its row and the column's header."""
    row = row_of(book, cell)
    header = cell.column if cell.column == "decision" else cell.period or cell.column
    if header in row.columns:
        return f"{cell.sheet}!{row.cell(header)}"
    return f"{cell.sheet}! row {cell.row}, a new column {header}"


def name(book: Book, cell: Cell) -> str:
    """Return what a cell is called: its row's names, its column where that is not plain, and its period."""
    row = row_of(book, cell)
    parts = [row[each] for each in NAMED[cell.sheet]]
    told = " / ".join("; ".join(part) if isinstance(part, tuple) else str(part) for part in parts if part is not None)
    column = [] if cell.column in ("amount", "limit", "decision") else [cell.column]
    period = [cell.period] if cell.period and cell.column != "decision" else []
    return ", ".join([told, *column, *period])


def row_of(book: Book, cell: Cell) -> Row:
    """Return the row of a cell."""
    return next(row for row in book.rows(cell.sheet) if row.number == cell.row)


def says(book: Book, cell: Cell) -> Any:
    """Return the value of a cell: a number, or a decision."""
    row = row_of(book, cell)
    value = row[cell.column]
    return value[governed(book, row, cell.period)[0]] if isinstance(value, tuple) else value


def said(book: Book, cell: Cell) -> str:
    """Return what a cell says, in words."""
    row = row_of(book, cell)
    value = says(book, cell)
    return words(value) if isinstance(value, Decision | int | float) else str(held(row, cell.column))


def rounded(value: float, sign: int) -> float:
    """Return a value of few digits that gives way no less than this one: up where it is raised, down where lowered.

    What arithmetic alone leaves is no reason to go on to the next digit.
    """
    if value == 0:
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - DIGITS + 1)
    nearest = float(f"{round(value / unit) * unit:.{DIGITS}g}")
    if sign * (nearest - value) >= -SAME * abs(value):
        return nearest
    return float(f"{(math.floor(value / unit) if sign < 0 else math.ceil(value / unit)) * unit:.{DIGITS}g}")


def with_changes(book: Book, changes: Iterable[Change]) -> Book:
    """Return the workbook with new values in its cells: what the planner has after typing them."""
    sheets = dict(book.sheets)
    for change in changes:
        cell = change.cell
        sheets[cell.sheet] = tuple(
            _changed(book, row, cell, change.new) if row.number == cell.row else row for row in sheets[cell.sheet]
        )
    return replace(book, sheets=sheets)


def _changed(book: Book, row: Row, cell: Cell, new: Any) -> Row:
    value = row[cell.column]
    if isinstance(value, tuple):
        places = governed(book, row, cell.period)
        new = tuple(new if t in places else each for t, each in enumerate(value))
    values: Mapping[str, Any] = {**row.values, cell.column: new}
    return replace(row, values=values)
