"""Disruptions that are under way at once: until when, and what they do together."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, TypeVar

from planner_models.given.disruptions import Disruption, HitCosts
from planner_models.hits import KINDS, faded
from planner_models.problem import Problem
from planner_models.tolerances import MOMENT
from planner_models.windows import Step

Acting = tuple[tuple[int, float], ...]  # the disruptions under way, each with the share of its recovery that has passed
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A disruption that has struck: which, when it began and ends, and what of each demand was served since.

    ``mends`` is when its recovery begins; its end is when all is as before.
    """

    disruption: int
    onset: int
    begin: float
    mends: float
    end: float
    served: Mapping[int, float]

    def back(self, begin: float, end: float) -> float:
        """Return the mean share of its recovery that has passed between two times."""
        middle = (begin + end) / 2 - self.mends
        return middle / (self.end - self.mends) if middle > 0 else 0.0

    def cuts(self) -> list[float]:
        """Return when its recovery begins, each year of it ends, and it ends."""
        return [*(self.mends + n for n in range(math.ceil(self.end - self.mends - MOMENT))), self.end]


def steps_under_way(
    problem: Problem, begin: float, under_way: Sequence[UnderWay]
) -> tuple[tuple[Step, ...], tuple[Acting, ...]]:
    """Return the steps until the last window ends, each in one period, and what is under way in each."""
    last = min(max(x.end for x in under_way), problem.horizon_end)
    cuts = sorted({*(cut for x in under_way for cut in x.cuts()), *(x.end for x in problem.periods), last})
    steps, active, at = [], [], begin
    for cut in cuts:
        if at + MOMENT < cut <= last + MOMENT:
            period = next(t for t, x in enumerate(problem.periods) if cut <= x.end + MOMENT)
            steps.append(Step(period, cut - at))
            there = [(x.disruption, x.back(at, cut)) for x in under_way if x.end > at + MOMENT]
            active.append(tuple(sorted(there)))
            at = cut
    return tuple(steps), tuple(active)


def acting(problem: Problem, together: Acting) -> Disruption:
    """Return what disruptions do that are under way at once.

    Of each thing the smallest share counts that one leaves, and the largest price and tariff.
    """
    hits = [faded(problem.disruptions[d], back) for d, back in together]
    costs = [x.costs for x in hits]
    shares: dict[str, Any] = {kind: _merged([getattr(x, kind) for x in hits], min) for kind in KINDS}
    dearer = {
        kind: _merged([getattr(x, kind) for x in costs], lambda one, other: tuple(map(max, one, other)))
        for kind in (*KINDS, "tariffs")
    }
    return replace(hits[0], **shares, costs=HitCosts(**dearer))


def _merged(each: Sequence[Mapping[int, T]], of_two: Callable[[T, T], T]) -> dict[int, T]:
    """Return what holds of each thing, of those that say anything of it."""
    things = {thing for one in each for thing in one}
    return {thing: reduce(of_two, [one[thing] for one in each if thing in one]) for thing in things}
