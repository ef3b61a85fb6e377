"""What a plan could serve in its branches: rows on the worst service of each disruption, and on what each is short of.

A branch is asked for the largest share to which all its covered demands together can be served, and for the least
that is short with that. Both move with the plan as prices say, so each answer is a row that every plan keeps.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_array, csr_array, hstack, vstack

from planner.arrays import Floats
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.branches.cut_limit import as_rows
from planner.solving.branches.cuts import BranchCuts
from planner.solving.branches.recourse import covered_demands, served_by
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Options
from planner.solving.separation import Cuts
from planner_models.given.disruptions import Disruption
from planner_models.hits import asked_in
from planner_models.problem import Problem
from planner_models.trunk import Trunk

Entry = tuple[int, int, float]  # row, column, coefficient


@dataclass(frozen=True)
class ServedColumns:
    """Where a branch stands in a programme: its covered demands, and its columns.

    Attributes
    ----------
    asked
        What each covered demand asks for over the window.
    worst
        The column of the worst service of its disruption.
    short
        The column of what it is counted short of; None where it has no chance.
    most
        The most that it can be short of.
    """

    asked: Mapping[int, float]
    worst: int
    short: int | None
    most: float


def places_of(model: Trunk, shapes: Shapes, width: int) -> dict[int, ServedColumns]:
    """Return the branches that cover demand, their columns behind those of a model that is so wide."""
    problem, found = model.index.problem, {}
    for b, branch in enumerate(model.branches):
        hit = problem.disruptions[branch.disruption]
        shape = shapes.shape(branch)
        asked = covered_demands(shape, hit, problem)
        if asked:
            found[b] = branch, asked, _all_asked(shape, hit, problem)
    struck = sorted({branch.disruption for branch, _, _ in found.values()})
    worst = {d: width + n for n, d in enumerate(struck)}
    chancy = [b for b, (branch, _, _) in found.items() if branch.chance > 0]
    short = {b: width + len(struck) + n for n, b in enumerate(chancy)}
    return {b: ServedColumns(asked, worst[x.disruption], short.get(b), most) for b, (x, asked, most) in found.items()}


def _all_asked(shape: BranchProgram, hit: Disruption, problem: Problem) -> float:
    return math.fsum(asked_in(problem, hit, d, shape.steps[n]) for d, n in shape.columns.get("step_shortage", {}))


class ServiceCuts(BranchCuts):
    """The cutter of what branches can serve at most, and are short of at least; ``places`` says in which columns."""

    def __init__(
        self,
        model: Trunk,
        program: LinearProgram,
        shapes: Shapes,
        options: Options,
        places: Mapping[int, ServedColumns],
    ) -> None:
        super().__init__(model, program, shapes, options)
        self.places = places
        self._nested, self._first = {}, {}
        self._asked, self._costly = sorted(places), frozenset()

    def stamped(self, b: int) -> BranchProgram:
        """Return the arrays of a branch that is asked what it can serve."""
        if b not in self._programs:
            branch = self._model.branches[b]
            hit = self._shapes.without(branch, self._model.index.problem.disruptions[branch.disruption])
            self._programs[b] = serving(hit, self.places[b], self._width)
        return self._programs[b]

    def missed(self, values: Floats) -> tuple[dict[int, float], Cuts | None]:
        """Return by how much each branch serves less, or is short of more, than values say, and rows that say so."""
        verdicts = (self._engine or self._here).solve(self._asked, values[: self._width], self._costly)
        rows = [self._row(b, verdict, values) for b, verdict in sorted(verdicts.items())]
        return {b: x.missing for b, x in verdicts.items()}, as_rows([x for x in rows if x is not None], len(values))


def serving(hit: BranchProgram, place: ServedColumns, width: int) -> BranchProgram:
    r"""Return a branch that says by how much it cannot serve what the trunk counts with, and be as little short.

    .. math:: \min\ less + \frac{more}{most}: \qquad \sum_n \frac{length_n}{asked_d}\,delivery_{d,n} + less \ge worst
        \quad \forall d, \qquad -\sum_{d,n} length_n\,shortage_{d,n} + more \ge -short
    """
    rows, demands, counted = len(hit.row_lower), len(place.asked), int(place.short is not None)
    below, added = demands + counted, 1 + counted
    served = served_by(hit, place.asked).matrix * (1 / np.array(list(place.asked.values())))[:, None]
    own = [hit.matrix, csr_array(served), *([_shortages(hit)] if counted else [])]
    slack = [(rows + n, 0 if n < demands else 1, 1.0) for n in range(below)]
    tied = [(rows + n, place.worst, -1.0) for n in range(demands)]
    if place.short is not None:
        tied.append((rows + demands, place.short, 1.0))
    shape = rows + below, width
    return replace(
        hit,
        cost=np.zeros(len(hit.cost) + added),
        lower=np.append(hit.lower, np.zeros(added)),
        upper=np.append(hit.upper, np.full(added, math.inf)),
        matrix=csr_array(hstack([vstack(own), _entries(slack, (shape[0], added))], format="csr")),
        matrix_trunk=csr_array(_larger(hit.matrix_trunk, shape) + _entries(tied, shape)),
        row_lower=np.append(hit.row_lower, np.zeros(below)),
        row_upper=np.append(hit.row_upper, np.full(below, math.inf)),
        missing=np.arange(len(hit.cost), len(hit.cost) + added),
        promised=np.array([1.0, place.most])[:added],
        left=np.append(hit.left, np.ones(below)),
    )


def _shortages(hit: BranchProgram) -> csr_array:
    """Return the row of what is short over the window, taken away."""
    row = np.zeros((1, len(hit.cost)))
    for (_, n), column in hit.columns.get("step_shortage", {}).items():
        row[0, column] = -hit.steps[n].length
    return csr_array(row)


def _entries(entries: list[Entry], shape: tuple[int, int]) -> csr_array:
    rows, columns, coefficients = zip(*entries, strict=True)
    return csr_array(coo_array((coefficients, (rows, columns)), shape=shape))


def _larger(matrix: csr_array, shape: tuple[int, int]) -> csr_array:
    """Return a matrix with nothing in more rows and columns."""
    ends = np.append(matrix.indptr, np.full(shape[0] - matrix.shape[0], matrix.nnz, dtype=matrix.indptr.dtype))
    return csr_array((matrix.data, matrix.indices, ends), shape=shape)
