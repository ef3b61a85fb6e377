"""Branches held whole in the model while whole numbers are decided, where they are few and small.

A row that a branch is cut by says what some projects together are worth. That each opens a lane for itself is seen only
in the branch's own rows: the solver tightens those at its root (flow covers, rounding), which closes gaps that cuts
leave open for long. What is found is made exact by cuts all the same, and its prices are theirs.

Source: Crainic, Hewitt, Maggioni and Rei, Partial Benders decomposition: general methodology and application to
stochastic network design, Transportation Science 55, 2021; here all scenarios are kept.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from planner.arrays import Floats
from planner.solving.branches.hearing import Hearing, hearing
from planner.solving.compile import LinearProgram
from planner.solving.nearby import among, nearby
from planner.solving.outcome import Answer, Listener, Options, relative_gap
from planner.solving.separation import Cutter, Tighter, WholeHolder
from planner.solving.solve import solve
from planner.statuses import Status

MOST_COLUMNS: Final = 50_000  # of all branches together
SHORT: Final = 0.1  # the share of the time in which it is solved as it is
SHORT_SECONDS: Final = 30.0  # at most: what is not closed by then is closed sooner by a tighter relaxation
TIGHTENING: Final = 0.4  # the share of what is left then in which rows are looked for, which mostly ends before
NEARBY: Final = 0.3  # the same, in which a better plan is looked for in a part; no longer than all took so far
VERY_FAR: Final = 0.25  # the gap from which on that is first what the relaxation uses, then what is near the best plan
FAR: Final = 0.02  # the gap from which on branches are held whole: what is nearer cuts close as soon


@dataclass(frozen=True)
class Whole:
    """A model that holds its branches whole; the first ``width`` of its columns are the model's own.

    ``cut`` is the model with the rows that the branches are cut by in its place, and ``holder`` who makes its
    relaxation tighter.
    """

    program: LinearProgram
    cut: LinearProgram
    holder: WholeHolder

    @property
    def width(self) -> int:
        """The number of the model's own columns."""
        return len(self.cut.cost)

    def solved(self, options: Options, listener: Listener | None, start: Floats | None) -> Answer:
        """Return what the solver finds: for a part of the time as it is, then with a tighter relaxation.

        Searches in parts of it come first then: with such a relaxation they are short, and often find the best plan.
        """
        heard, ends = hearing(listener, self.width), time.perf_counter() + options.time_limit
        begins = None if start is None else self.wide(start)
        short = replace(options, time_limit=min(SHORT * options.time_limit, SHORT_SECONDS))
        first = solve(self.program, short, heard, begins)
        if first.status not in (Status.NOT_PROVEN, Status.NO_PLAN) or first.interrupted:
            return self.own(first)
        try:
            return self.own(self._tighter(first, options, heard, begins, ends))
        except KeyboardInterrupt:  # between two searches: what the first found is kept
            return self.own(replace(first, interrupted=True))

    def _tighter(
        self, first: Answer, options: Options, heard: Hearing | None, begins: Floats | None, ends: float
    ) -> Answer:
        """Return the best of a first answer and of what is found with a tighter relaxation until the time is over."""
        began = ends - options.time_limit
        tighter = self.holder.tightened(self.cut, self.program, TIGHTENING * (ends - time.perf_counter()))
        if heard is not None:
            heard(0.0, None, tighter.bound, None)
        first = better(first, Answer(Status.NO_PLAN, 0.0, bound=tighter.bound))
        for search in (_among, _near) if options.tactics.nearby else ():
            plan = replace(first, values=begins if first.values is None else first.values)
            seconds = min(NEARBY * (ends - time.perf_counter()), time.perf_counter() - began)
            first = better(first, _in_part(search, tighter, plan, replace(options, time_limit=seconds), heard))
            if first.interrupted:
                return first
        begins = begins if first.values is None else first.values
        limit = max(ends - time.perf_counter(), 0.0)
        return better(first, solve(tighter.program, replace(options, time_limit=limit), heard, begins))

    def own(self, answer: Answer) -> Answer:
        """Return an answer with the values of the model's own columns alone."""
        return answer if answer.values is None else replace(answer, values=answer.values[: self.width])

    def wide(self, values: Floats) -> Floats:
        """Return values of the model's own columns with those of branches unknown."""
        return np.append(values[: self.width], np.full(len(self.program.cost) - self.width, np.nan))


def held_whole(program: LinearProgram, cutters: Sequence[Cutter]) -> Whole | None:
    """Return the model that holds what it is cut for whole; None where it is cut for nothing, or that is too large."""
    for holder in (x for x in cutters if isinstance(x, WholeHolder)):
        whole = holder.whole(program)
        if whole is not None:
            return Whole(whole, program, holder)
    return None


def _in_part(
    search: Callable[[Tighter, Answer, Options, Hearing | None], Answer],
    tighter: Tighter, plan: Answer, options: Options, heard: Hearing | None,
) -> Answer:  # fmt: skip
    """Return the best that is found in a part of a model: what is proven there is nothing of the whole."""
    if heard is not None:
        heard.is_whole = False
    found = search(tighter, plan, options, heard)
    if heard is not None:
        heard.is_whole = True
    if found.values is None:
        return Answer(Status.NO_PLAN, 0.0, interrupted=found.interrupted)
    return replace(found, status=Status.NOT_PROVEN, bound=None)


def _among(tighter: Tighter, plan: Answer, options: Options, heard: Hearing | None) -> Answer:
    """Return the best that decides for nothing but what the relaxation uses, where the best plan so far is far."""
    known = None if plan.objective is None or tighter.bound is None else relative_gap(plan.objective, tighter.bound)
    if tighter.values is None or (known is not None and known < VERY_FAR):
        return Answer(Status.NO_PLAN, 0.0)
    return among(tighter.program, tighter.values, options, heard)


def _near(tighter: Tighter, plan: Answer, options: Options, heard: Hearing | None) -> Answer:
    """Return the best that is found near a plan, where there is one."""
    if plan.values is None:
        return Answer(Status.NO_PLAN, 0.0)
    return nearby(tighter.program, [plan.values], options, options.time_limit, heard)


def better(first: Answer, second: Answer) -> Answer:
    """Return the second of two answers of one model with what the first knew better."""
    bounds = [answer.bound for answer in (first, second) if answer.bound is not None]
    bound = max(bounds, default=None)
    costs = [math.inf if x.objective is None or x.values is None else x.objective for x in (first, second)]
    if first.values is None or costs[1] <= costs[0]:
        return replace(second, bound=bound)
    status = second.status if second.status is Status.PROVEN else first.status  # what is cheaper is proven with it
    return replace(first, status=status, bound=bound, interrupted=second.interrupted, nodes=second.nodes)
