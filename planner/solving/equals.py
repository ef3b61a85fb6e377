"""What is bought and made where another choice costs the same: of two suppliers at one price a solver takes either.

The ways that cost the same are the face of the plan's linear programme on which its prices hold: what is not worth
its cost stays out, what a priced row limits stays used up, and all else may move (complementary slackness; Schrijver,
Theory of Linear and Integer Programming, 1986, section 7.9).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Answer
from planner.solving.region import Region, moving
from planner.solving.scaling import Scale
from planner.sparse import unsigned
from planner_models.tolerances import LEAST_MOVE, NO_SIZE, SAME_COST
from planner_models.trunk import Trunk

MOVED = ("purchase", "activity")
FAR = 1e4  # units: what goes round in a circle at no cost goes no further


@dataclass(frozen=True)
class Equals:
    """What could be otherwise at the same cost, though no convention decides it.

    Attributes
    ----------
    bought, run
        Offers and plants, each with the period.
    came
        Materials of which something else could then come from a country, each with the period.
    """

    bought: frozenset[tuple[int, int]] = frozenset()
    run: frozenset[tuple[int, int]] = frozenset()
    came: frozenset[tuple[int, int]] = frozenset()


NO_EQUALS = Equals()


def equals(model: Trunk, program: LinearProgram, values: Floats, exact: Answer | None) -> Equals:
    """Return what could be bought or made otherwise; nothing where the plan's prices are not those of its operation."""
    if exact is None or exact.row_dual is None or exact.priced is not None:
        return NO_EQUALS
    face = _Face.of(program, values, exact.row_dual)
    named = [(name, first + n, keys[n]) for name, first, keys in program.columns.named() if name in MOVED
             for n in range(len(keys)) if face.moves[first + n]]  # fmt: skip
    if not named:
        return NO_EQUALS
    came = _came(model, named)
    terms = [*([(place, 1.0)] for _, place, _ in named), *came.values()]
    moves = moving(_sums(terms, face.unit), face.furthest, LEAST_MOVE)
    chosen = [(name, (key[0], key[-1])) for (name, _, key), moves_it in zip(named, moves, strict=False) if moves_it]
    bought, run = (frozenset(key for name, key in chosen if name == of) for of in MOVED)
    others = zip(came, moves[len(named) :], strict=True)
    return Equals(bought, run, frozenset((m, t) for (m, t, _), moves_it in others if moves_it))


def _sums(terms: list[list[tuple[int, float]]], unit: Floats) -> csr_array:
    """Return sums of columns, each by the largest of its terms, of moves in units of columns."""
    rows = np.repeat(np.arange(len(terms)), [len(term) for term in terms])
    places, amounts = (np.array(part) for part in zip(*(x for term in terms for x in term), strict=True))
    found = csr_array((amounts * unit[places], (rows, places)), shape=(len(terms), len(unit)))
    return csr_array(found / np.maximum(unsigned(found).max(axis=1).toarray(), NO_SIZE)[:, None])


def _came(
    model: Trunk, named: list[tuple[str, int, tuple[int, ...]]]
) -> dict[tuple[int, int, str], list[tuple[int, float]]]:
    """Return what comes from each country of each material in each period: of which columns, how much of each."""
    problem = model.index.problem
    found: dict[tuple[int, int, str], list[tuple[int, float]]] = defaultdict(list)
    for name, place, key in named:
        t = key[-1]
        if name == "purchase":
            offer = problem.offers[key[0]]
            made = {offer.material: 1.0}
            site = offer.site
        else:
            plant = problem.plants[key[0]]
            made, site = {m: amounts[t] for m, amounts in plant.makes}, plant.site
        for m, amount in made.items():
            found[m, t, problem.sites[site].country].append((place, amount))
    return found


@dataclass(frozen=True)
class _Face:
    """The linear programme of moves that cost nothing: which columns may move, and within what."""

    moves: NDArray[np.bool_]
    unit: Floats
    matrix: csr_array
    below: Floats
    above: Floats
    low: Floats
    high: Floats

    @classmethod
    def of(cls, program: LinearProgram, values: Floats, row_dual: Floats) -> _Face:
        """Return the face of a programme's best values on which its prices hold."""
        dual = np.zeros(program.matrix.shape[0])
        dual[: min(len(dual), len(row_dual))] = row_dual[: len(dual)]
        size = np.abs(program.cost) + unsigned(program.matrix).T @ np.abs(dual)
        reduced = program.cost - program.matrix.T @ dual
        moves = ~program.integer & (np.abs(reduced) <= SAME_COST * size)
        scale = Scale.of(program)
        matrix = csr_array(program.matrix[:, moves])
        row_of = np.repeat(np.arange(len(dual)), np.diff(matrix.indptr))
        is_priced = np.zeros(len(dual), dtype=bool)
        is_priced[row_of[np.abs(matrix.data * dual[row_of]) > SAME_COST * size[moves][matrix.indices]]] = True
        rows = np.flatnonzero(np.diff(matrix.indptr))
        activity = program.matrix @ values
        below = np.where(is_priced, 0.0, np.maximum(activity - program.row_lower, 0.0))
        above = np.where(is_priced, 0.0, np.maximum(program.row_upper - activity, 0.0))
        unit = scale.column[moves]
        scaled = csr_array(matrix[rows] * unit[None, :] * scale.row[rows][:, None])
        return cls(
            moves, scale.column, scaled, below[rows] * scale.row[rows], above[rows] * scale.row[rows],
            _room(values - program.lower)[moves] / unit, _room(program.upper - values)[moves] / unit,
        )  # fmt: skip

    @cached_property
    def _region(self) -> Region:
        return Region(self.matrix, -self.below, self.above, -self.low.clip(max=FAR), self.high.clip(max=FAR))

    def furthest(self, along: Floats) -> Iterator[Floats]:
        """Yield the moves, in units of columns, that reach furthest along a direction and against it."""
        for sign in (1.0, -1.0):
            answer = self._region.least(sign * along[self.moves])
            if answer is not None and answer.values is not None:
                moved = np.zeros(len(self.moves))
                moved[self.moves] = answer.values
                yield moved


def _room(left: Floats) -> Floats:
    return np.maximum(left, 0.0)
