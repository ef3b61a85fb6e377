"""Section 4 of the formulation: branches off the trunk, and their windows in steps that each lie in one period."""

from __future__ import annotations

import math
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


def steps_of(problem: Problem, onset: int, duration: float, recovery: float = 0.0) -> tuple[Step, ...]:
    r"""(D29) Recovery: after the duration what was lost comes back evenly; a step has the mean of what is back.

    .. math:: back_n = \frac{1}{length_n} \int_n \frac{time - recovery\ begins}{recovery}, \qquad
        remaining_n = remaining + (1 - remaining)\,back_n, \quad price_n = price + (1 - price)\,back_n,
        \quad tariff_n = tariff\,(1 - back_n)

    Returns the window, cut at the boundaries of periods, where recovery begins, after each year of it, and at the end
    of the horizon.
    """
    begin = problem.periods[onset].begin
    mended = begin + duration
    end = min(mended + recovery, problem.horizon_end)
    years = [mended + n for n in range(math.ceil(recovery - MOMENT))]
    found = []
    for t in range(onset, len(problem.periods)):
        at, last = problem.periods[t].begin, min(end, problem.periods[t].end)
        for cut in [*(x for x in years if at + MOMENT < x < last - MOMENT), last]:
            if cut - at > MOMENT:
                middle = (at + cut) / 2 - mended
                found.append(Step(t, cut - at, middle / recovery if middle > 0 else 0.0))
                at = cut
    return tuple(found)


def window_of(problem: Problem, branch: Branch) -> tuple[Step, ...]:
    """Return the window of a branch, its recovery included, in steps."""
    disruption = problem.disruptions[branch.disruption]
    return steps_of(problem, branch.onset, disruption.duration, disruption.recovery)
