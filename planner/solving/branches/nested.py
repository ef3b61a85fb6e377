"""Any so many at once: which sets of outages break a guarantee at a plan, without solving each of them.

What is out together only takes more than what is out by itself, so a way to run that gets by without some things is
one for every set of them: it is a witness. Sets are solved worst first, those that broke before among the first, and
where many are open, more is taken at once: all that the last way did without. What no witness covers is solved by
itself. So what is said to survive has been shown to, set by set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from planner.arrays import Floats
from planner.errors import SolverError
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.branches.shapes import Shapes
from planner.solving.branches.subproblem import SubproblemAnswer, alone, anew, dot, missing_answer
from planner.solving.outcome import Answer, Options
from planner.solving.warm_program import WarmProgram
from planner.statuses import Status
from planner_models.tolerances import GUARANTEE_KEPT, LEFT_OF_LIMIT, ZERO_AMOUNT
from planner_models.trunk import Trunk

Flags = NDArray[np.bool_]

SECONDS: Final = 600.0
ENOUGH: Final = 3  # sets of one onset that break a guarantee, of which a round of rows is made
WORTH_MORE: Final = 3  # open sets for which more is taken at once than one of them
MOST_KEPT: Final = 40  # ways to run that are kept from plan to plan


@dataclass(frozen=True)
class NestedSets:
    """All sets of a row that strike in one period, and what each thing of them takes by itself.

    Attributes
    ----------
    program
        The branch in which nothing is hit, with its ties to the trunk's promise.
    left
        What is left of the limit of each row without each thing.
    upper
        The upper limits of columns without each thing.
    sets
        The things of each branch, by their position in ``left``, by the branch.
    """

    program: BranchProgram
    left: Floats
    upper: Floats
    sets: Mapping[int, tuple[int, ...]]

    @property
    def matrix_trunk(self) -> csr_array:
        """The trunk's side of the rows, where nothing is hit."""
        return self.program.matrix_trunk

    def bare(self) -> NestedSets:
        """Return it without the names of rows and columns."""
        return replace(self, program=self.program.bare())

    def without(self, things: Iterable[int]) -> BranchProgram:
        """Return the branch in which some things are out at once."""
        out = list(things)
        left, program = self.left[out].min(axis=0), self.program
        trunk = program.matrix_trunk.copy()
        trunk.data = trunk.data * np.repeat(left, np.diff(trunk.indptr))
        lower, upper = (scaled(limits, left) for limits in (program.row_lower, program.row_upper))
        most = self.upper[out].min(axis=0)
        return replace(program, upper=most, row_lower=lower, row_upper=upper, matrix_trunk=trunk, left=left)


def scaled(limits: Floats, left: Floats) -> Floats:
    """Return what is left of limits; of none there is none still."""
    found = limits.copy()
    held = np.isfinite(limits)
    found[held] *= left[held]
    return found


def nested_sets(model: Trunk, asked: Iterable[int]) -> dict[int, list[int]]:
    """Return the branches of sets of which a part survives what the whole survives, by the first of their onset.

    Only what has no chance: what costs is asked of each. Fewer than three are asked one by one too.
    """
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for b in asked:
        branch = model.branches[b]
        outage = model.index.problem.disruptions[branch.disruption].outage
        if outage is not None and outage.is_nested and b not in model.recourse:
            found[outage.first, branch.onset].append(b)
    return {branches[0]: branches for branches in found.values() if len(branches) > WORTH_MORE - 1}


def stamped_sets(model: Trunk, shapes: Shapes, branches: Sequence[int]) -> NestedSets:
    """Return the sets of one onset as arrays."""
    problem = model.index.problem
    outages = {b: problem.disruptions[model.branches[b].disruption].outage for b in branches}
    parts = list({id(part): part for x in outages.values() if x is not None for part in x.parts}.values())
    place = {id(part): n for n, part in enumerate(parts)}
    hit = [shapes.without(model.branches[branches[0]], part) for part in parts]
    sets = {b: tuple(place[id(part)] for part in x.parts) for b, x in outages.items() if x is not None}
    program = shapes.unhit(model.branches[branches[0]])
    return NestedSets(program, np.array([x.left for x in hit]), np.array([x.upper for x in hit]), sets)


@dataclass(frozen=True)
class Way:
    """A way to run a branch: its columns, what they come to in each row, and the sizes of what adds up there."""

    columns: Floats
    rows: Floats
    sizes: Floats

    def survives(self, sets: NestedSets, lower: Floats, upper: Floats) -> Flags:
        """Return without which of the things it is still a way, in rows with these limits where nothing is hit."""
        hair = LEFT_OF_LIMIT * (self.sizes + ZERO_AMOUNT)
        with np.errstate(invalid="ignore"):
            most = np.where(np.isfinite(upper), sets.left * upper, upper) + hair
            least = np.where(np.isfinite(lower), sets.left * lower, lower) - hair
        fits = np.all((self.rows <= most) & (self.rows >= least), axis=1)
        return np.asarray(fits & np.all(self.columns <= sets.upper * (1 + LEFT_OF_LIMIT), axis=1))


def _is_proven(found: SubproblemAnswer, trunk: Floats) -> bool:
    """Whether prices alone prove that something is missing at a plan."""
    assert found.missing_slope is not None
    return found.least + dot(found.missing_slope, trunk) > GUARANTEE_KEPT


class NestedSearch:
    """The search among the sets of one onset, one linear programme warm for all of them."""

    def __init__(self, sets: NestedSets, options: Options) -> None:
        self.program, self._sets, self._options = sets.program, sets, options
        program = sets.program
        guards = program.promised > 0
        self._aim = np.zeros(len(program.cost))
        self._aim[program.missing[guards]] = 1.0 / program.promised[guards]
        self._alone = replace(alone(program), cost=self._aim)
        self._warm = WarmProgram(self._alone, options)
        self._ways: list[Way] = []
        self._rank = dict.fromkeys(sets.sets, 0.0)

    def answers(self, _: int, trunk: Floats, __: bool) -> dict[int, SubproblemAnswer]:
        """Return some sets that break their guarantee at a plan; none where all have been shown to keep it."""
        limits = self.program.limits(trunk)
        survived = [way.survives(self._sets, *limits) for way in self._ways]
        broken: dict[int, SubproblemAnswer] = {}
        for b in sorted(self._rank, key=lambda b: -self._rank[b]):
            if len(broken) == ENOUGH:
                break
            if self._is_covered(b, survived) or self._takes_more(b, survived, broken, limits):
                continue
            answer = self._solve(self._sets.sets[b], limits)
            if (answer.objective or 0.0) > GUARANTEE_KEPT:
                self._rank[b] += 1.0
                found = missing_answer(self._sets.without(self._sets.sets[b]), self._aim, answer, self._warm.units)
                if _is_proven(found, trunk):  # else its row would say nothing, and others must not go unseen for it
                    broken[b] = found
            else:
                self._rank[b] *= 0.5
                survived.append(self._remember(answer, self._sets.sets[b], limits))
        self._ways = self._ways[-MOST_KEPT:]
        return broken

    def _is_covered(self, b: int, survived: Sequence[Flags]) -> bool:
        out = list(self._sets.sets[b])
        return any(bool(flags[out].all()) for flags in survived)

    def _takes_more(
        self, b: int, survived: list[Flags], broken: Mapping[int, SubproblemAnswer], limits: tuple[Floats, Floats]
    ) -> bool:
        """Whether a set survives with all that the way that does without the most does without: then many do."""
        if not survived:
            return False
        idle = max(survived, key=lambda flags: int(flags.sum()))
        more = idle.copy()
        more[list(self._sets.sets[b])] = True
        fresh = (x for x in self._sets.sets if x not in broken and more[list(self._sets.sets[x])].all())
        if sum(not self._is_covered(x, survived) for x in fresh) < WORTH_MORE:
            return False
        out = tuple(np.flatnonzero(more).tolist())
        answer = self._solve(out, limits)
        if (answer.objective or 0.0) > GUARANTEE_KEPT:
            return False
        survived.append(self._remember(answer, out, limits))
        return True

    def _remember(self, answer: Answer, out: Sequence[int], limits: tuple[Floats, Floats]) -> Flags:
        """Keep a way to run; return without what it is one, of what it was found without in any case."""
        assert answer.values is not None
        matrix, columns = self.program.matrix, answer.values
        way = Way(columns, matrix @ columns, abs(matrix) @ np.abs(columns))
        self._ways.append(way)
        flags = way.survives(self._sets, *limits)
        flags[list(out)] = True
        return flags

    def _solve(self, out: Sequence[int], limits: tuple[Floats, Floats]) -> Answer:
        """Return the least that is missing where some things are out at once.

        Raises
        ------
        SolverError
            When the solver failed.
        """
        left, most = self._sets.left[list(out)].min(axis=0), self._sets.upper[list(out)].min(axis=0)
        lower, upper = (scaled(side, left) for side in limits)
        self._warm.set_row_limits(lower, upper)
        self._warm.set_column_limits(self.program.lower, most)
        answer = self._warm.run(SECONDS)
        if answer.status is not Status.PROVEN or answer.row_dual is None or answer.values is None:
            answer = anew(replace(self._alone, upper=most, row_lower=lower, row_upper=upper), self._options)
        if answer.status is not Status.PROVEN or answer.row_dual is None or answer.values is None:
            message = f"a branch could not be solved: {answer.message}"
            raise SolverError(message)
        return answer
