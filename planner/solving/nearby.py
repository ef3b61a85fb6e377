"""A better plan in a part of a model, before the whole is searched: with it in hand the search itself is shorter.

Near the plans that there are: where the relaxation and they agree on a whole number it stays, what none of them uses is
not used, and the solver decides the rest: a small programme, in which the best plan is one of the plans (Danna,
Rothberg and Le Pape, Exploring relaxation induced neighborhoods to improve MIP solutions, Mathematical Programming 102,
2005, for the whole numbers). Most of its columns are amounts on ways that nobody goes: the solver spends its time on
looking for cuts through all of them, so that without them it is done in an eighth of the time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from planner.arrays import Floats
from planner.solving.compile import LinearProgram
from planner.solving.outcome import Answer, Listener, Options
from planner.solving.safe_bound import safe_bound
from planner.solving.scaling import Scale
from planner.solving.shared_terms import searched
from planner.solving.solve import solve
from planner.solving.warm_program import WarmProgram
from planner.statuses import Status
from planner_models.tolerances import AT_BOUND, WHOLE

MANY: Final = 200  # undecided whole numbers, from which on the whole search takes longer than one nearby
ROUGH: Final = 1e-3  # the gap of a search among what a relaxation uses
CLOSER: Final = 0.5  # of the gap in money: what the small programme is asked, so that enough is left for the whole


def has_many(program: LinearProgram) -> bool:
    """Whether so much is to be decided that a search nearby comes first."""
    return int((program.integer & (program.lower < program.upper)).sum()) >= MANY


def nearby(
    program: LinearProgram,
    plans: Sequence[Floats],
    options: Options,
    seconds: float,
    listener: Listener | None,
    scale: Scale | None = None,
    is_enough: Callable[[float], bool] = lambda _: False,
) -> Answer:
    """Return the best that is found among the plans near some, with the bound of the relaxation of all.

    It begins at the last of them. Without a plan where that is not worth a search of its own, as where the bound
    ``is_enough``; ``scale`` are units to solve in, where not those that suit the programme.
    """
    warm = WarmProgram(program, options, scale)
    relaxed = warm.run(seconds)
    bound = None if relaxed.row_dual is None else safe_bound(program, relaxed.row_dual, warm.units)
    nothing = Answer(Status.NO_PLAN, relaxed.seconds, bound=bound, interrupted=relaxed.interrupted)
    if relaxed.status is not Status.PROVEN or relaxed.values is None or (bound is not None and is_enough(bound)):
        return nothing
    whole, values = program.integer, np.round(plans[-1])
    agreed = whole & np.logical_and.reduce([np.abs(relaxed.values - np.round(plan)) <= WHOLE for plan in plans])
    if int((whole & ~agreed).sum()) > int(agreed.sum()):  # as good as the whole of it
        return nothing
    used = np.max(np.abs([relaxed.values, *plans]), axis=0)
    unused = ~whole & (used <= AT_BOUND * warm.units) & (program.lower <= 0)
    kept = np.where(whole, values, 0.0)
    lower, upper = (np.where(agreed | unused, kept, limit) for limit in (program.lower, program.upper))
    limit = max(seconds - relaxed.seconds, 0.0)
    own = replace(options, money_gap=CLOSER * options.money_gap, time_limit=limit, log=None)
    near = searched(replace(program, lower=lower, upper=upper), own, listener, plans[-1], scale or Scale.of(program))
    return replace(near, bound=bound)


def among(program: LinearProgram, used: Floats, options: Options, listener: Listener | None) -> Answer:
    """Return the best that is found of what decides for nothing but what a relaxation uses.

    ``used`` are values of the first columns in the relaxation: whole numbers that may be 0, and are there, stay so.
    Without a plan where these are few: then it is as good as the whole of it. What is proven holds for this part only.

    Source: the first kernel of Angelelli, Mansini and Speranza, Kernel search: a general heuristic for the
    multi-dimensional knapsack problem, Computers & Operations Research 37, 2010.
    """
    count = len(used)
    free = program.integer[:count] & (program.lower[:count] <= 0) & (program.upper[:count] > 0)
    unused = free & (np.abs(used) <= WHOLE)
    if 2 * int(unused.sum()) < int(free.sum()):
        return Answer(Status.NO_PLAN, 0.0)
    upper = program.upper.copy()
    upper[:count][unused] = 0.0
    own = replace(options, gap=max(options.gap, ROUGH), log=None)
    return solve(replace(program, upper=upper), own, listener)
