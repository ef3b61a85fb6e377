"""Several problems that are the same until they part: their models, so that what they share can be one column.

Which materials can be where, and of what use, is judged over the whole horizon, and so are bounds that the workbook
does not give. What may be of use along one path alone has its columns and its bounds in the models of all: before the
paths part, a plan may prepare for any of them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from planner_models.bounds import Bounds
from planner_models.build import trunk
from planner_models.given.sourcing import Rule
from planner_models.index import Index
from planner_models.origins import Origin, Origins
from planner_models.problem import Problem
from planner_models.trunk import Trunk
from planner_models.useful import useful_sizes

Place = tuple[int, int]  # a material at a site


@dataclass(frozen=True)
class OnAnyPath:
    """What can be where, and where it is of use, on any of some paths."""

    origins: Mapping[Place, frozenset[Origin]]
    useful: frozenset[Place]

    def reach(self, numbers: Origins) -> dict[Place, tuple[int, ...]]:
        """Return the origins of each place by the numbers of one problem."""
        return {place: tuple(sorted(map(numbers.numbered, own))) for place, own in self.origins.items()}


class WidestBounds(Bounds):
    """The bounds of a path: of what is bought, sent and counted the widest of all paths."""

    def __init__(self, index: Index, useful: Mapping[int, float], all_paths: Sequence[Bounds]) -> None:
        super().__init__(index, useful)
        self._all_paths = all_paths

    def _widest(self, ask: Callable[[Bounds], float]) -> float:
        return max(map(ask, self._all_paths))

    def purchase(self, s: int, t: int) -> float:
        """Return the most that can be bought from an offer a year along any path."""
        return self._widest(lambda bounds: bounds.purchase(s, t))

    def sent(self, n: int, materials: list[int], t: int) -> float:
        """Return the most that a link can carry a year of some materials along any path."""
        return self._widest(lambda bounds: bounds.sent(n, materials, t))

    def counted(self, rule: Rule, t: int) -> float:
        """Return the most that a rule counts a year along any path."""
        return self._widest(lambda bounds: bounds.counted(rule, t))

    def supply(self, materials: tuple[int, ...], t: int, row: int) -> float:
        """Return the most that is taken in of some materials a year along any path."""
        return self._widest(lambda bounds: bounds.supply(materials, t, row))

    def held(self, rule: Rule, t: int) -> float:
        """Return the most that a rule's buyers may send on of their stocks a year along any path."""
        return self._widest(lambda bounds: bounds.held(rule, t))

    def bought_within(self, s: int, t: int, length: float | None, surge: float) -> float:
        """Return the most that can be bought a year of an offer within part of a period along any path."""
        return self._widest(lambda bounds: bounds.bought_within(s, t, length, surge))


def trunks(problems: Sequence[Problem]) -> list[Trunk]:
    """Return the models of several paths of one workbook: things, but projects and disruptions, at the same positions.

    Raises
    ------
    NoBoundError
        When something needs a bound and nothing gives one.
    """
    everywhere = _everywhere([Index(problem) for problem in problems])
    indexes = [Index(problem, everywhere) for problem in problems]
    sizes = _sizes(indexes)
    own = [_useful(index.problem, sizes) for index in indexes]
    bounds = [Bounds(index, useful) for index, useful in zip(indexes, own, strict=True)]
    widest = [WidestBounds(index, useful, bounds) for index, useful in zip(indexes, own, strict=True)]
    return [
        trunk(problem, index=index, bounds=own_bounds)
        for problem, index, own_bounds in zip(problems, indexes, widest, strict=True)
    ]


def _everywhere(indexes: Sequence[Index]) -> OnAnyPath:
    found: dict[Place, set[Origin]] = defaultdict(set)
    for index in indexes:
        for place, origins in index.reach.items():
            found[place] |= {index.origins.all[o] for o in origins}
    useful = frozenset[Place]().union(*(index.useful for index in indexes))
    return OnAnyPath({place: frozenset(own) for place, own in found.items()}, useful)


def _sizes(indexes: Sequence[Index]) -> dict[str, float]:
    """Return the largest start that is of use on any path, by project, where that is known of all that have it."""
    found: dict[str, float] = {}
    for index in indexes:
        sizes = useful_sizes(index)
        for k, project in enumerate(index.problem.projects):
            found[project.name] = max(found.get(project.name, 0.0), sizes.get(k, math.inf))
    return found


def _useful(problem: Problem, sizes: Mapping[str, float]) -> dict[int, float]:
    return {k: sizes[x.name] for k, x in enumerate(problem.projects) if sizes[x.name] < math.inf}


def trunks_apart(problems: Sequence[Problem]) -> list[Trunk]:
    """Return the models of several cases that share nothing but their projects, each as large as is of use in any.

    Raises
    ------
    NoBoundError
        When something needs a bound and nothing gives one.
    """
    indexes = [Index(problem) for problem in problems]
    sizes = _sizes(indexes)
    return [trunk(x.problem, index=x, bounds=Bounds(x, _useful(x.problem, sizes))) for x in indexes]
