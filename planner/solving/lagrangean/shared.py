"""What the paths of a tree share and must agree on, and prices of it that cancel out between them.

A plan of the tree has one value of a shared column for all its paths. Let each path choose its own, and pay a price for
it or be paid: where the prices times the chances add up to nothing, a plan on which all agree pays none, so that what
the paths cost at their cheapest is a bound (Caroe and Schultz, Dual decomposition in stochastic integer programming,
Operations Research Letters 24, 1999).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.paths import TreeProgram
from planner.solving.safe_bound import BOX
from planner.solving.scaling import Scale

Places = NDArray[np.int64]
Marks = NDArray[np.bool_]


FOLLOWS: Final = ("recourse", "extra")  # what a branch costs: at least so much, by what is decided


@dataclass(frozen=True)
class SharedColumns:
    """The columns that paths have to agree on; arrays of prices and values have a row a path and a column for each.

    Attributes
    ----------
    columns
        Of the tree's programme.
    places
        Of each path: where it has each of them; -1 where it has it not.
    chances
        Of the paths.
    largest
        The most of each that any plan has; of what has no limit, as much as no plan worth the name has.
    """

    columns: Places
    places: Places
    chances: Floats
    largest: Floats

    @property
    def has(self) -> NDArray[np.bool_]:
        """Which paths have which of them."""
        return self.places >= 0

    @property
    def weights(self) -> Floats:
        """The chances of the paths, where they have a column; else 0."""
        weights: Floats = self.chances[:, None] * self.has
        return weights

    def mean(self, values: Floats) -> Floats:
        """Return what paths would agree on halfway: the mean of their values."""
        mean: Floats = (self.weights * values).sum(axis=0) / self.weights.sum(axis=0)
        return mean

    def apart(self, values: Floats) -> Floats:
        """Return by how much the values of the paths are off what they would agree on: prices so cancel out."""
        apart: Floats = np.where(self.has, values - self.mean(values), 0.0)
        return apart

    def lost(self, prices: Floats) -> float:
        """Return by how much prices may make a bound too high: they cancel out but for what arithmetic leaves."""
        paid = self.weights * prices
        left = np.abs(paid.sum(axis=0)) + len(paid) * np.finfo(float).eps * np.abs(paid).sum(axis=0)
        return float(left @ self.largest)

    def own(self, number: int) -> Places:
        """Return where a path has what it shares."""
        own: Places = self.places[number][self.has[number]]
        return own


def shared_columns(tree: TreeProgram, columns: Places) -> SharedColumns:
    """Return some columns of a tree as what its paths have to agree on."""
    places = np.full((len(tree.paths), len(columns)), -1, dtype=np.int64)
    for n, path in enumerate(tree.paths):
        where = np.full(len(tree.program.cost), -1, dtype=np.int64)
        where[path.columns] = np.arange(len(path.columns))
        places[n] = where[columns]
    most = np.maximum(np.abs(tree.program.lower[columns]), np.abs(tree.program.upper[columns]))
    largest = np.minimum(most, BOX * Scale.of(tree.program).column[columns])
    return SharedColumns(columns, places, np.array([path.path.chance for path in tree.paths]), largest)


def linking_columns(tree: TreeProgram, program: LinearProgram) -> Places:
    """Return the columns that paths have to agree on: whole numbers, and what matters beyond its part of the tree.

    What is decided in a node alone (a flow, where capacity and stocks are known) all paths would decide alike. So only
    columns that stand in a row with others that not the same paths have, or in a row that not all of these have.
    Where branches are judged, rows under their costs may hold any column: there all that is shared matters, but for
    these costs themselves. What they are follows from the rest, and a path that is paid for them would have no limit.
    ``program`` is that of the tree, perhaps with rows that were added.
    """
    has = _marked([path.columns for path in tree.paths], len(program.cost))
    if any(path.path.model.branches for path in tree.paths):
        follows = np.array([name.name in FOLLOWS for name in program.columns])
        return np.flatnonzero((has.sum(axis=0) > 1) & ~follows)
    linking = _is_linking(program.matrix, has, _marked([path.rows for path in tree.paths], len(tree.program.row_lower)))
    return np.flatnonzero((has.sum(axis=0) > 1) & (linking | program.integer))


def _marked(places: Sequence[Places], width: int) -> Marks:
    """Return a row of marks for each of some lists of places."""
    found = np.zeros((len(places), width), dtype=bool)
    for marks, own in zip(found, places, strict=True):
        marks[own] = True
    return found


def _is_linking(matrix: csr_array, has: Marks, own_rows: Marks) -> NDArray[np.bool_]:
    """Return which columns stand in a row with others that not the same paths have, or in one that not all have."""
    _, kind = np.unique(np.packbits(has, axis=0), axis=1, return_inverse=True)
    entries, long = kind.ravel()[matrix.indices], np.flatnonzero(np.diff(matrix.indptr))
    starts = matrix.indptr[long]
    links = np.zeros(matrix.shape[0], dtype=bool)
    links[long] = np.minimum.reduceat(entries, starts) < np.maximum.reduceat(entries, starts) if len(long) else False
    base = long[long < own_rows.shape[1]]
    links[base] |= (has[:, matrix.indices[matrix.indptr[base]]] != own_rows[:, base]).any(axis=0)
    found = np.zeros(matrix.shape[1], dtype=bool)
    found[matrix.indices[np.repeat(links, np.diff(matrix.indptr))]] = True
    return found


def prices_of_relaxation(
    shared: SharedColumns, tree: TreeProgram, program: LinearProgram, row_dual: Floats
) -> Floats:  # fmt: skip
    """Return the prices by which the paths' relaxations together are worth as much as the relaxation of the tree.

    Each path pays for what of the tree's prices of rows is its own, rows that several have in proportion to their
    chances, rows that were added among all that have their columns; what is left of reduced costs is shared so too.

    Parameters
    ----------
    program, row_dual
        The tree's programme with rows that were added, and what one more unit of each of its rows is worth.
    """
    has_rows = _rows_of_paths(tree, program)
    chances = shared.chances @ has_rows
    reduced = program.cost - program.matrix.T @ row_dual
    found = np.zeros((len(tree.paths), len(shared.columns)))
    for n, path in enumerate(tree.paths):
        own = np.where(has_rows[n], row_dual * path.path.chance / chances, 0.0)
        cost = np.zeros(len(program.cost))
        cost[path.columns] = path.program.cost
        found[n] = ((program.matrix.T @ own) / path.path.chance - cost)[shared.columns]
    found += reduced[shared.columns] / shared.weights.sum(axis=0)
    return shared.apart(np.where(shared.has, found, 0.0))


def _rows_of_paths(tree: TreeProgram, program: LinearProgram) -> Marks:
    """Return which paths have which rows of the tree's programme; one that was added all paths with its columns."""
    base, has = len(tree.program.row_lower), _marked([path.columns for path in tree.paths], len(program.cost))
    missed = program.matrix.astype(bool).astype(float) @ (~has).T.astype(float)
    found: Marks = (missed == 0).T
    found[:, :base] = _marked([path.rows for path in tree.paths], base)
    return found
