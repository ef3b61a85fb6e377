"""One programme of several paths that part later: what is decided before they part is one column for all of them.

Each path has a model of its own. A column belongs to the node of the tree that holds in its period, and columns of the
same meaning in the same node are one, at the chances of all its paths together. So the programme is that of the tree:
the mean of what the paths cost, under what each of them asks.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from planner.arrays import Floats
from planner.solving.branches.cuts import BranchCuts
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import LinearProgram, compile_model
from planner.solving.labels import Members
from planner.solving.outcome import Options
from planner.solving.separation import CutRow, Cuts
from planner.solving.tangents import Tangents
from planner_models.declared import VARIABLES
from planner_models.declared.sets import BRANCH, DISRUPTION, ORIGIN, OTHER, OVERLAY, PROJECT, RULE
from planner_models.trunk import Trunk
from planner_models.windows import window_of

Places = NDArray[np.int64]

# Counted along each path by itself: one tail over all would credit waste in a rare world for more than it costs.
OF_A_PATH: Final = ("tail", "tail_excess", "tail_rest")


@dataclass(frozen=True)
class TreePath:
    """A path: its name, how likely it is, the node that holds in each period, and its model."""

    name: str
    chance: float
    nodes: tuple[str, ...]
    model: Trunk


@dataclass(frozen=True)
class PathProgram:
    """A path of a tree with its own arrays.

    Attributes
    ----------
    columns, rows
        The column, and the row, of the tree's programme that each of its own is.
    branches
        Those that are judged along it; others are judged along another path that shares them.
    """

    path: TreePath
    program: LinearProgram
    shapes: Shapes
    columns: Places
    branches: frozenset[int]
    rows: Places = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def values(self, tree: Floats) -> Floats:
        """Return a plan of the tree as one of the path."""
        own: Floats = tree[self.columns]
        return own


@dataclass(frozen=True)
class TreeProgram:
    """The programme of a tree, and its paths."""

    program: LinearProgram
    paths: tuple[PathProgram, ...]
    cutters: tuple[PathCutter, ...]


def tree_of_paths(paths: Sequence[TreePath], options: Options) -> TreeProgram:
    """Return the programme of several paths."""
    known: dict[Hashable, int] = {}
    names: list[CutRow] = []
    joined: list[PathProgram] = []
    cutters: list[PathCutter] = []
    for number, path in enumerate(paths):
        program = compile_model(path.model)
        shapes = Shapes(path.model, program)
        place = np.empty(len(program.cost), dtype=np.int64)
        first = len(known)
        for j, key, name in _keys(path, program):
            place[j] = known.setdefault(key, len(known))
            if place[j] == len(names):
                names.append(name)
        own = frozenset(
            b for b in range(len(path.model.branches))
            if b not in path.model.recourse or place[program.columns.place(path.model.recourse[b])] >= first
        )  # fmt: skip
        own = own - _promised_before(path, paths[:number])
        branches = BranchCuts(path.model, program, shapes, options, own.__contains__)
        program = branches.lowest(program)
        joined.append(PathProgram(path, program, shapes, place, own))
        found = [x for x in (Tangents(path.model, program), branches) if x]
        cutters += [PathCutter(x, place, number) for x in found]
    program, rows = _program(joined, names)
    known_rows = tuple(replace(path, rows=own) for path, own in zip(joined, rows, strict=True))
    return TreeProgram(program, known_rows, tuple(cutters))


def _promised_before(path: TreePath, others: Sequence[TreePath]) -> frozenset[int]:
    """Return the branches without a chance that another path has as well: their guarantees hold there."""
    seen = {_branch_key(other, b) for other in others for b in range(len(other.model.branches))}
    model = path.model
    return frozenset(b for b in range(len(model.branches)) if b not in model.recourse and _branch_key(path, b) in seen)


def _branch_key(path: TreePath, b: int) -> Hashable:
    """Return what tells a branch from all others: it is the same on all paths that share the end of its window."""
    problem = path.model.index.problem
    branch = path.model.branches[b]
    last = window_of(problem, branch)[-1].period
    totals = tuple(offer.total for offer in problem.offers)  # which count along a path, at its last world's
    return problem.disruptions[branch.disruption].name, branch.onset, path.nodes[last], totals


def _keys(path: TreePath, program: LinearProgram) -> Iterator[tuple[int, Hashable, CutRow]]:
    """Yield the columns of a path: what tells each from all others of the tree, and what it is called there."""
    for name, first, keys in program.columns.named():
        told = _told(path, name)
        for n, key in enumerate(keys):
            node, own = told(key)
            yield first + n, (name, node, own), CutRow(name, (*key, node))


def _told(path: TreePath, name: str) -> Callable[[tuple[Any, ...]], tuple[Hashable, Hashable]]:
    """Return a function from the key of a variable to its node and to a key that all paths share."""
    family = VARIABLES.get(name)
    index = () if family is None else family.index
    model = path.model
    problem, origins, overlays = model.index.problem, model.index.origins.all, model.index.overlays.all
    nodes = path.nodes
    if name in OF_A_PATH or not any(one.things in ("periods", "branches") for one in index):
        return lambda key: (("path", path.name), key)
    if BRANCH in index:
        return lambda key: (_branch_key(path, key[0]), ())
    periods = [place for place, one in enumerate(index) if one.things == "periods"]
    named: dict[int, Callable[[int], Hashable]] = {}
    for place, one in enumerate(index):
        if one in (PROJECT, OTHER):
            named[place] = lambda k: problem.projects[k].name
        elif one is DISRUPTION:
            named[place] = lambda e: problem.disruptions[e].name
        elif one is ORIGIN:
            named[place] = origins.__getitem__
        elif one is RULE:
            named[place] = lambda q: problem.rules[q].name
        elif one is OVERLAY:
            named[place] = lambda w: (problem.rules[overlays[w].rule].name, overlays[w].of)

    def told(key: tuple[Any, ...]) -> tuple[Hashable, Hashable]:
        own = tuple(named[place](part) if place in named else part for place, part in enumerate(key))
        return nodes[max(key[place] for place in periods)], own

    return told


def _program(paths: Sequence[PathProgram], names: list[CutRow]) -> tuple[LinearProgram, list[Places]]:
    """Return the arrays of all paths, costs at their chances and rows that are the same once; each path's rows."""
    width = len(names)
    cost, integer = np.zeros(width), np.zeros(width, dtype=bool)
    lower, upper = np.full(width, -np.inf), np.full(width, np.inf)
    blocks, limits, rows = [csr_array((0, width))], [(np.zeros(0), np.zeros(0))], list[CutRow]()
    seen: dict[bytes, int] = {}
    places: list[Places] = []
    for number, own in enumerate(paths):
        program, place = own.program, own.columns
        np.add.at(cost, place, own.path.chance * program.cost)
        np.maximum.at(lower, place, program.lower)
        np.minimum.at(upper, place, program.upper)
        integer[place] |= program.integer
        matrix = moved(program.matrix, place, width)
        first = len(seen)
        told = [_row_told(matrix, program, n) for n in range(matrix.shape[0])]
        places.append(np.array([seen.setdefault(row, len(seen)) for row in told], dtype=np.int64))
        _, at = np.unique(places[-1], return_index=True)
        kept = [n for n in sorted(at.tolist()) if places[-1][n] >= first]
        blocks.append(csr_array(matrix[kept]))
        limits.append((program.row_lower[kept], program.row_upper[kept]))
        owners = [name for name, _, keys in program.rows.named() for _ in keys]
        rows += [CutRow(owners[n], (number, n)) for n in kept]
    found = LinearProgram(
        cost=cost, offset=0.0, lower=lower, upper=upper, integer=integer,
        matrix=csr_array(vstack(blocks, format="csr")),
        row_lower=np.concatenate([low for low, _ in limits]), row_upper=np.concatenate([high for _, high in limits]),
        columns=Members([tuple(names)]), rows=Members([tuple(rows)]),
    )  # fmt: skip
    return found, places


def moved(matrix: csr_array, place: Places, width: int) -> csr_array:
    """Return the rows of a path on the columns of the tree, in order of these."""
    found = csr_array((matrix.data.copy(), place[matrix.indices], matrix.indptr), shape=(matrix.shape[0], width))
    found.sort_indices()  # where it stands: the path's own rows keep their numbers
    return found


def _row_told(matrix: csr_array, program: LinearProgram, n: int) -> bytes:
    """Return what tells a row from all others."""
    part = slice(matrix.indptr[n], matrix.indptr[n + 1])
    limits = np.array([program.row_lower[n], program.row_upper[n]])
    told: bytes = matrix.indices[part].tobytes() + matrix.data[part].tobytes() + limits.tobytes()
    return told


class PathCutter:
    """A cutter of one path, for plans of the tree."""

    def __init__(self, cutter: Tangents | BranchCuts, columns: Places, number: int) -> None:
        self.cutter, self.number, self._columns = cutter, number, columns

    def cuts(self, values: Floats, inner: Floats | None = None) -> Cuts | None:
        """Return the rows that a plan breaks along the path."""
        found = self.cutter.cuts(values[self._columns], None if inner is None else inner[self._columns])
        if found is None:
            return None
        matrix = moved(csr_array(found.matrix), self._columns, len(values))
        names = tuple(CutRow("cut", (self.number, n), alike=self._alike(row)) for n, row in enumerate(found.names))
        return Cuts(matrix, found.lower, found.upper, names)

    def _alike(self, row: object) -> Hashable:
        """Return what a row is like of the same path."""
        return (self.number, row.alike) if isinstance(row, CutRow) and row.alike is not None else None
