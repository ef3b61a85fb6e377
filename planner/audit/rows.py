"""Rows of a linear programme of the audit, and where in a window its columns and rows stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from scipy.sparse import csr_array, hstack, vstack

Term = tuple[float, int]


class Placed(NamedTuple):
    """A column or a row of a step of the window."""

    n: int
    at: int


class Paid(NamedTuple):
    """What a column costs by a thing that may be hit, in a step of the window."""

    n: int
    column: int
    money: float


@dataclass
class Rows:
    """Rows of a linear programme: sums of columns, each with a limit."""

    terms: list[tuple[int, float, int]] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)

    def add(self, terms: Iterable[Term], limit: float) -> int:
        """Add a row; return its number."""
        self.terms += [(len(self.limits), factor, column) for factor, column in terms]
        self.limits.append(limit)
        return len(self.limits) - 1

    def matrix(self, columns: int) -> csr_array:
        """Return the rows as a sparse matrix."""
        row, factor, column = zip(*self.terms, strict=True) if self.terms else ((), (), ())
        return csr_array((factor, (row, column)), shape=(len(self.limits), columns))


def widened(matrix: csr_array, columns: int) -> csr_array:
    """Return a matrix with some empty columns more."""
    return hstack([matrix, csr_array((matrix.shape[0], columns))], format="csr") if columns else matrix


def stacked(above: csr_array, below: csr_array) -> csr_array:
    """Return the rows of two matrices, one below the other."""
    return vstack([above, below], format="csr") if below.shape[0] else above
