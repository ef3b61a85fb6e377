"""What was found of alternatives: the ranges of what each investment may be, and plans unlike the best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from planner.studies.alternatives.ranges import OPEN, Range
from planner.studies.alternatives.solves import SolvedPlan
from planner.studies.core.query import Decisions

TIME_OVER: Final = "the time was over"
INTERRUPTED: Final = "it was interrupted"


@dataclass(frozen=True)
class Different:
    """A plan that is as unlike those before it as can be.

    ``distance`` is the number of starts that differ from the nearest of them, ``farthest`` what is proven of it.
    """

    name: str
    cost: float
    decisions: Decisions
    distance: float | None = None
    farthest: float | None = None


@dataclass
class FoundAlternatives:
    """What was found: the best plan and its bound, the limit, the ranges by project, and unlike plans.

    ``ended`` is why no more was asked: blank, the time was over, or a Ctrl-C.
    """

    cost: float
    bound: float | None
    is_proven: bool
    within: float
    limit: float
    ranges: dict[str, Range]
    plans: list[Different]
    solves: int = 0
    ended: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether it is proven of every investment what kind it is."""
        return all(each.kind != OPEN for each in self.ranges.values())


def different_plan(name: str, told: SolvedPlan) -> Different:
    """Return a plan that was solved as one that is told."""
    assert told.cost is not None
    return Different(name, told.cost, told.decisions, told.distance, told.farthest)
