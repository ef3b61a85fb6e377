"""The courses that events may take over the horizon: which disruptions strike, and when, with their chances."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass

import numpy as np

from planner.errors import QuestionError
from planner.tolerances import ROUNDING
from planner_models.expected import Struck, dealt, disrupted
from planner_models.problem import Problem
from planner_models.windows import Branch, branches_of


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
        When no branch has a chance, or more last at one time than courses of events have room for.
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
    """Return courses that were drawn, each with its share of the samples, the likeliest first.

    Each branch is dealt, by chance, to its share of the courses that have room for it, from the first onset to the
    last and the longest first. So every plan costs on average over them what it is expected to, but for the rounding.
    """
    random = np.random.default_rng(seed)
    courses: list[list[Struck]] = [[] for _ in range(samples)]
    taken = np.zeros((samples, len(problem.periods)))
    windows = [(x, np.array(disrupted(problem, x))) for x in branches_of(problem) if x.chance > 0]
    for branch, shares in sorted(windows, key=lambda item: (item[0].onset, -item[1].sum())):
        room = np.flatnonzero((taken + shares <= 1.0 + ROUNDING).all(axis=1))
        count = dealt(branch, samples, random.random())
        if count > len(room):
            raise _no_room(problem, branch)
        for course in random.choice(room, count, replace=False):
            courses[course].append((branch.disruption, branch.onset))
            taken[course] += shares
    counts = Counter(map(tuple, courses))
    return {course: n / samples for course, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))}


def _no_room(problem: Problem, branch: Branch) -> QuestionError:
    message = (
        f"too many disruptions are likely to last at one time when '{problem.disruptions[branch.disruption].name}' "
        f"strikes in {problem.periods[branch.onset].name}: in a course of events no more than all of a period is "
        "disrupted, so that there is no telling what it would be worth to know; lessen probabilities or durations"
    )
    return QuestionError(message)
