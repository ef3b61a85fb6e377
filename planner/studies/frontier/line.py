"""What the points of a frontier say together: which are dropped and why, in what steps it rises, where it bends."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from planner.statuses import Status, Stop
from planner.studies.core.measure import Measure
from planner.studies.core.query import Decisions
from planner.tolerances import LEAST_SIZE, NOTICED
from planner.wording.key_figures import STOPPED

BENT = 0.05  # of the range: a frontier that bends less has no knee


@dataclass(frozen=True)
class Point:
    """A plan on the way from the best of one measure to the best of another.

    Attributes
    ----------
    name
        How it is called, from the first end on: ``1``, ``2`` ...
    limit
        What was asked of the second measure; None at an end.
    status
        As `planner.studies.frontier.point.point` has it.
    values, bounds
        What it measures, and what no plan under the same limits is better than.
    stopped
        Why the solve stopped.
    """

    name: str
    limit: float | None
    status: Status
    values: Mapping[str, float]
    bounds: Mapping[str, float | None]
    stopped: Stop
    decisions: Decisions = ()

    def worse(self, measure: Measure) -> float:
        """Return what it measures, turned so that more is worse."""
        return measure.sign * self.values[measure.name]

    def lowest(self, measure: Measure) -> float:
        """Return the bound of a measure, turned so that more is worse; it is never above what was found."""
        bound = self.bounds.get(measure.name)
        return -math.inf if bound is None else min(measure.sign * bound, self.worse(measure))


@dataclass(frozen=True)
class Dropped:
    """A point that is not shown, and why."""

    point: Point
    why: str


@dataclass(frozen=True)
class FrontierStep:
    """From one point to the next: by how much each measure gets worse or better.

    ``least`` and ``most`` are the bracket of the first measure's change, from what is proven of both ends.
    """

    first: Point
    second: Point
    paid: float
    least: float
    most: float
    gained: float

    @property
    def is_sure(self) -> bool:
        """Whether the change is more than the gaps could make of nothing."""
        return self.least > 0


@dataclass(frozen=True)
class Frontier:
    """The points that are left, in order from the best of the first measure to the best of the second."""

    measures: tuple[Measure, Measure]
    points: tuple[Point, ...]
    dropped: tuple[Dropped, ...]

    def steps(self) -> list[FrontierStep]:
        """Return the steps between neighbours."""
        return [self.step(one, two) for one, two in pairwise(self.points)]

    def step(self, one: Point, two: Point) -> FrontierStep:
        """Return the step from one point to another."""
        first, second = self.measures
        return FrontierStep(
            one,
            two,
            two.worse(first) - one.worse(first),
            two.lowest(first) - one.worse(first),
            two.worse(first) - one.lowest(first),
            one.worse(second) - two.worse(second),
        )

    def knee(self) -> Point | None:
        """Return the point farthest below the straight line between the ends, where the frontier bends at all."""
        if len(self.points) < 3:
            return None
        whole = self.step(self.points[0], self.points[-1])
        depths = {}
        for each in self.points[1:-1]:
            way = self.step(self.points[0], each)
            depths[each.name] = way.gained / whole.gained - way.paid / whole.paid
        name = max(depths, key=lambda each: depths[each])
        return next(x for x in self.points if x.name == name) if depths[name] > BENT else None


def frontier_of(measures: tuple[Measure, Measure], found: Sequence[Point], gap: float) -> Frontier:
    """Return the frontier of some points.

    A point is dropped where there is no plan, where another is no worse in both measures, and where it is another
    within the gap; what is proven of a point holds for all that ask for more.
    """
    first, second = measures
    planned = [x for x in found if x.values]
    dropped = [Dropped(x, _why_none(x, first)) for x in found if not x.values]
    planned.sort(key=lambda x: (-x.worse(second), x.worse(first)))
    kept: list[Point] = []
    for each in planned:
        ends = [x for x in planned if x.limit is None and each.limit is not None]  # an end stands for what is the same
        better = next((x for x in planned if x is not each and _beats(x, each, measures, planned)), None)
        same = next((x for x in (*ends, *kept) if _is_same(x, each, measures, planned, gap)), None)
        if better is not None:
            dropped.append(Dropped(each, f"dominated: point {better.name} is no worse in both"))
        elif same is not None:
            dropped.append(Dropped(each, f"the same as point {same.name} within the gap"))
        else:
            kept.append(each)
    dropped.sort(key=lambda x: found.index(x.point))
    return Frontier(measures, tuple(_with_common_bounds(kept, first)), tuple(dropped))


def _why_none(point: Point, first: Measure) -> str:
    if point.status is Status.INFEASIBLE:
        return "proven: no plan keeps this limit"
    bound = point.bounds.get(first.name)
    most = "" if bound is None else f"; no plan has a {first.name} better than {bound:.6g} there"
    return f"not proven: no plan was found {STOPPED[point.stopped]}{most}"


def _scale(measure: Measure, points: Sequence[Point]) -> float:
    """Return the range of a measure, or what stands for it where all points are one but for rounding."""
    values = [x.worse(measure) for x in points]
    extent, size = max(values) - min(values), max(map(abs, values))
    return max(extent if extent > NOTICED * size else size, LEAST_SIZE)


def _beats(one: Point, other: Point, measures: Sequence[Measure], points: Sequence[Point]) -> bool:
    """Whether a point is no worse in both measures than another, and clearly better in one."""
    differences = [(other.worse(x) - one.worse(x)) / _scale(x, points) for x in measures]
    return min(differences) >= -(NOTICED**2) and max(differences) > NOTICED


def _is_same(one: Point, other: Point, measures: Sequence[Measure], points: Sequence[Point], gap: float) -> bool:
    first, second = measures
    near = abs(one.worse(second) - other.worse(second)) <= NOTICED * _scale(second, points)
    room = max(gap * abs(one.worse(first)), NOTICED * _scale(first, points))
    return near and abs(one.worse(first) - other.worse(first)) <= room


def _with_common_bounds(points: Sequence[Point], first: Measure) -> list[Point]:
    """Return the points, each with the best bound of all that ask for no more."""
    found, low = [], -math.inf
    for each in points:
        low = max(low, each.lowest(first))
        bound = min(low, each.worse(first))
        bounds = {**each.bounds, first.name: first.sign * bound if math.isfinite(bound) else None}
        found.append(replace(each, bounds=bounds))
    return found


def reach(frontier: Frontier, amount: float) -> float:
    """Return how much of the second measure is gained from the first end on for an amount of the first."""
    gained = 0.0
    for step in frontier.steps():
        if step.paid >= amount:
            return gained + step.gained * (amount / step.paid if step.paid > 0 else 1.0)
        amount -= step.paid
        gained += step.gained
    return gained
