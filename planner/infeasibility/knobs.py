"""Cells that give way, as columns of an elastic model, and the products of their changes with amounts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from planner.arrays import Floats
from planner.workbook.addresses import Cell


@dataclass(frozen=True)
class Knob:
    """A cell that gives way, as a column: ``cost`` is what a unit of it counts; ``part`` tells two of a cell apart."""

    cell: Cell
    kind: str
    sign: int
    value: float
    most: float
    scale: float
    cost: float
    column: int
    is_whole: bool = False
    part: str = ""


@dataclass(frozen=True)
class Theta:
    """What an amount is multiplied by: a cell's change, or what becomes of it.

    ``root`` is, for a Herfindahl limit, the root of the limit that moves; ``days`` are, for cover that several cells
    ask, by how much less than the most each of them asks, by its knob.
    """

    column: int
    knob: Knob
    root: float | None = None
    days: Mapping[int, float] = field(default_factory=dict)

    def asks(self, value: float) -> dict[int, float]:
        """Return by how much each knob (by its column) gives way where this is so large."""
        if self.days:
            return {column: max(value - less, 0.0) for column, less in self.days.items()}
        if self.root is not None:
            return {self.knob.column: (2 * self.root + value) * value}
        return {self.knob.column: value}

    @property
    def most(self) -> float:
        """The most that it can be."""
        if self.root is not None:
            return math.sqrt(self.root**2 + self.knob.most) - self.root
        return self.knob.most


@dataclass(frozen=True)
class Product:
    """A row that gives way by a theta times an expression, at most by the column ``column``.

    ``columns``, ``coefficients`` and ``constant`` are the expression; ``intakes`` the columns whose norm a
    Herfindahl rule limits.
    """

    row: int
    theta: int
    column: int
    columns: NDArray[np.int64]
    coefficients: Floats
    constant: float
    intakes: NDArray[np.int64] | None = None

    def amount(self, values: Floats) -> float:
        """Return the expression's value."""
        return float(self.coefficients @ values[self.columns]) + self.constant

    def size(self, values: Floats) -> float:
        """Return what the terms of the expression come to, whatever their signs."""
        return float(np.abs(self.coefficients) @ np.abs(values[self.columns])) + abs(self.constant)


def place_of(cell: Cell) -> Cell:
    """Return the cell that stands in the workbook: commitments of all periods stand in one."""
    return replace(cell, period="") if cell.column == "decision" else cell
