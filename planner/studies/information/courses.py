"""The courses that events may take over the horizon: which disruptions strike, and when, with their chances."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np

from planner.errors import QuestionError
from planner.tolerances import ROUNDING
from planner_models.expected import Struck, free_at, strike_chance
from planner_models.problem import Problem
from planner_models.tolerances import MOMENT
from planner_models.windows import branches_of


@dataclass(frozen=True)
class Courses:
    """What may happen.

    Attributes
    ----------
    chances
        Of each course that is looked at: the disruptions and onsets that strike, none in the first place.
    samples
        How many courses were drawn; 0 where these are all that there are.
    """

    chances: dict[tuple[Struck, ...], float]
    samples: int = 0


def courses_of(problem: Problem, samples: int, seed: int) -> Courses:
    """Return all courses where at most one disruption strikes over the horizon, else so many that are drawn.

    Raises
    ------
    QuestionError
        When no branch has a chance, or those of branches that last at one time add up to more than 1.
    """
    branches = [x for x in branches_of(problem) if x.chance > 0]
    if not branches:
        message = "no disruption of the workbook has a probability, so there is nothing to know beforehand"
        raise QuestionError(message)
    rest = 1.0 - math.fsum(x.chance for x in branches)
    if rest >= -ROUNDING:
        found: dict[tuple[Struck, ...], float] = {(): max(rest, 0.0)}
        found |= {((x.disruption, x.onset),): x.chance for x in branches}
        return Courses({course: chance for course, chance in found.items() if chance > ROUNDING})
    return Courses(_drawn(problem, samples, seed), samples)


def _drawn(problem: Problem, samples: int, seed: int) -> dict[tuple[Struck, ...], float]:
    """Return courses that were drawn, each with its share of the samples, the likeliest first."""
    onsets = _onsets(problem)
    random = np.random.default_rng(seed)
    counts = Counter(_course(problem, onsets, random) for _ in range(samples))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {course: count / samples for course, count in ordered}


def _onsets(problem: Problem) -> dict[int, tuple[list[Struck], list[float]]]:
    """Return the branches of each period with the chance that each strikes where nothing lasts."""
    found: dict[int, tuple[list[Struck], list[float]]] = {}
    branches = [x for x in branches_of(problem) if x.chance > 0]
    for t in sorted({x.onset for x in branches}):
        own = [x for x in branches if x.onset == t]
        if math.fsum(x.chance for x in own) > free_at(problem, t) + ROUNDING:
            message = (
                f"the chances of disruptions that last at one time in {problem.periods[t].name} add up to more than 1: "
                "there is no telling what it would be worth to know; lessen probabilities, durations or onsets"
            )
            raise QuestionError(message)
        found[t] = ([(x.disruption, t) for x in own], [strike_chance(problem, x) for x in own])
    return found


def _course(
    problem: Problem, onsets: dict[int, tuple[list[Struck], list[float]]], random: np.random.Generator
) -> tuple[Struck, ...]:
    """Draw one course: period by period at most one disruption, and none while another lasts."""
    struck: list[Struck] = []
    lasts_until = -math.inf
    for t, (branches, chances) in onsets.items():
        begin = problem.periods[t].begin
        place = int(np.searchsorted(np.cumsum(chances), random.random(), side="right"))
        if begin >= lasts_until - MOMENT and place < len(branches):
            struck.append(branches[place])
            lasts_until = begin + problem.disruptions[branches[place][0]].until_back
    return tuple(struck)
