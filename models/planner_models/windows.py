"""Section 4 of the formulation: branches off the trunk, and their windows in steps that each lie in one period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner_models.tolerances import MOMENT

if TYPE_CHECKING:
    from planner_models.problem import Problem


@dataclass(frozen=True, slots=True)
class Branch:
    """A disruption that strikes in a period, and the chance that it does in any of the period's years."""

    disruption: int
    onset: int
    chance: float


def branches_of(problem: Problem) -> tuple[Branch, ...]:
    """Return every branch off the trunk, in the order of disruptions and onsets."""
    return tuple(
        Branch(e, onset, x.probability * problem.periods[onset].years)
        for e, x in enumerate(problem.disruptions)
        for onset in x.onsets
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of a branch's window that lies in one period, and the mean share of the recovery that has passed."""

    period: int
    length: float
    back: float = 0.0


def steps_of(problem: Problem, onset: int, duration: float) -> tuple[Step, ...]:
    """Return the window of a disruption, cut at the boundaries of periods and at the end of the horizon."""
    begin = problem.periods[onset].begin
    end = min(begin + duration, problem.horizon_end)
    found = []
    for t in range(onset, len(problem.periods)):
        length = min(end, problem.periods[t].end) - problem.periods[t].begin
        if length > MOMENT:
            found.append(Step(t, length))
    return tuple(found)
