"""The cells that a planner owns and may let give way: where they are, what they hold, what would be typed instead."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from planner.plans.prices import NAMES
from planner.tolerances import CELL_SAME
from planner.workbook.addresses import SERIES, Cell, governed, row_of
from planner.workbook.book import Book
from planner.workbook.cases.edit import Edit
from planner.workbook.checks.lookup import held
from planner.workbook.schema.columns import Decision
from planner.workbook.schema.describe import number

# What gives way, by kind, and what a weight of the kind counts.
KINDS = {
    "budgets": "amounts of Budgets, maximum and share of Funding",
    "limits": "rules at most, stockpile maximum, groups at most",
    "floors": "rules at least, origins, cover days, final stock, reserve, minimum use, groups at least",
    "locks": "decisions must, never and commitments of Projects",
    "guarantees": "required and floor of Disruptions",
    "service": "required of Demand",
}
NAMED = NAMES | {"Projects": ("project",), "Groups": ("group",), "Materials": ("material",), "Series": ("series",)}
DIGITS = 6  # of a value that is typed into a cell


@dataclass(frozen=True)
class GivenWay:
    """A cell that gives way: what it holds, what is typed into it instead, and what it is called.

    ``address`` is as in ``Budgets!D7``, ``name`` names the row and the period; ``old`` and ``new`` are what the cell
    holds before and after, ``by`` is by how much it gives way in its own unit (of a lock: None), and ``weighed``
    its part of the total that is least.
    """

    cell: Cell
    kind: str
    address: str
    name: str
    old: object
    new: object
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


def words(value: object) -> str:
    """Return what a cell holds, in the words of the workbook."""
    if isinstance(value, Decision):
        pairs = [period if least is None else f"{period}: {number(least)}" for period, least in value.commitments]
        return "; ".join(pairs) or value.kind
    return number(value) if isinstance(value, int | float) else str(value)


def name(book: Book, cell: Cell) -> str:
    """Return what a cell is called: its row's names, its column where that is not plain, and its period."""
    row = row_of(book, cell)
    parts = [row[each] for each in NAMED[cell.sheet]]
    told = " / ".join("; ".join(part) if isinstance(part, tuple) else str(part) for part in parts if part is not None)
    column = [] if cell.column in ("amount", "limit", "decision", SERIES) else [cell.column]
    period = [cell.period] if cell.period and cell.column != "decision" else []
    return ", ".join([told, *column, *period])


def says(book: Book, cell: Cell) -> Any:
    """Return the value of a cell: a number, or a decision."""
    value = row_of(book, cell)[cell.column]
    return value[governed(book, cell)[0]] if isinstance(value, tuple) else value


def said(book: Book, cell: Cell) -> str:
    """Return what a cell says, in words."""
    value = says(book, cell)
    return words(value) if isinstance(value, Decision | int | float) else str(held(row_of(book, cell), cell.column))


def rounded(value: float, sign: int) -> float:
    """Return a value of few digits that gives way no less than this one: up where it is raised, down where lowered.

    What arithmetic alone leaves is no reason to go on to the next digit.
    """
    if value == 0:
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - DIGITS + 1)
    nearest = float(f"{round(value / unit) * unit:.{DIGITS}g}")
    if sign * (nearest - value) >= -CELL_SAME * abs(value):
        return nearest
    return float(f"{(math.floor(value / unit) if sign < 0 else math.ceil(value / unit)) * unit:.{DIGITS}g}")


def edits_of(changes: Iterable[GivenWay]) -> list[Edit]:
    """Return what a planner types: numbers as numbers, a decision in words."""
    return [Edit(x.cell, x.new_text if isinstance(x.new, Decision) else x.new) for x in changes]
