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
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from planner.solving.highs import solve
from planner.solving.nearby import nearby
from planner.solving.outcome import Follower
from planner.statuses import Status

if TYPE_CHECKING:
    from planner.solving.compile import LinearProgram
    from planner.solving.outcome import Answer, Listener, Options
    from planner.solving.separation import Floats, WholeHolder
    from planner_models.trunk import Trunk

MOST_COLUMNS: Final = 50_000  # of all branches together
SHORT: Final = 0.1  # the share of the time in which it is solved as it is
TIGHTENING: Final = 0.2  # the share of what is left then in which rows are looked for
NEARBY: Final = 0.3  # the same, in which a better plan is looked for near the best
FAR: Final = 0.02  # the gap from which on branches are held whole: what is nearer cuts close as soon


@dataclass(frozen=True)
class Whole:
    """A model that holds its branches whole; the first ``width`` of its columns are the model's own.

    ``holder`` is who makes its relaxation tighter; None where nothing is held whole.
    """

    program: LinearProgram
    width: int
    holder: WholeHolder | None = None

    def solved(self, options: Options, listener: Listener | None, start: Floats | None) -> Answer:
        """Return what the solver finds: for a part of the time as it is, then with a tighter relaxation.

        A search near the best plan comes first then: with such a relaxation it is short, and its plan often the best.
        """
        heard, ends = self.listener(listener), time.perf_counter() + options.time_limit
        begins = None if start is None else self.wide(start)
        first = solve(self.program, replace(options, time_limit=SHORT * options.time_limit), heard, begins)
        if self.holder is None or first.status not in (Status.NOT_PROVEN, Status.NO_PLAN) or first.interrupted:
            return self.own(first)
        tighter = self.holder.tightened(self.program, TIGHTENING * (ends - time.perf_counter()))
        begins = begins if first.values is None else first.values
        near = None
        if begins is not None and options.tactics.nearby:
            # its bound is none of the whole
            near = nearby(tighter, begins, options, NEARBY * (ends - time.perf_counter()), None)
        if near is not None and near.values is not None:
            first = better(first, replace(near, bound=None))
        if first.interrupted:
            return self.own(first)
        begins = begins if first.values is None else first.values
        limit = max(ends - time.perf_counter(), 0.0)
        return self.own(better(first, solve(tighter, replace(options, time_limit=limit), heard, begins)))

    def own(self, answer: Answer) -> Answer:
        """Return an answer with the values of the model's own columns alone."""
        return answer if answer.values is None else replace(answer, values=answer.values[: self.width])

    def wide(self, values: Floats) -> Floats:
        """Return values of the model's own columns with those of branches unknown."""
        return np.append(values[: self.width], np.full(len(self.program.cost) - self.width, np.nan))

    def listener(self, listener: Listener | None) -> Listener | None:
        """Return who hears of solutions in the model's own columns."""
        return Narrowed(listener, self.width) if isinstance(listener, Follower) else listener


def better(first: Answer, second: Answer) -> Answer:
    """Return the second of two answers of one model with what the first knew better."""
    bounds = [answer.bound for answer in (first, second) if answer.bound is not None]
    bound = max(bounds, default=None)
    is_worse = second.values is None or (first.objective or math.inf) < (second.objective or math.inf)
    if first.values is None or not is_worse:
        return replace(second, bound=bound)
    return replace(first, bound=bound, interrupted=second.interrupted, nodes=second.nodes)


class Narrowed:
    """A follower of solves that is told of the model's own columns alone."""

    def __init__(self, follower: Follower, width: int) -> None:
        self._follower, self._width = follower, width

    def begin(self, book: object, model: Trunk, rounds: object, options: Options, cost: object = None) -> None:
        """Hear what is being solved."""
        self._follower.begin(book, model, rounds, options, cost)

    def exact(self) -> Answer | None:
        """Return the best exact plan that was heard of."""
        return self._follower.exact()

    def __call__(self, seconds: float, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        """Hear how far a solve is."""
        self._follower(seconds, incumbent, bound, gap)

    def found(self, values: Floats, cost: float, is_exact: bool) -> None:
        """Hear of a solution."""
        self._follower.found(values[: self._width], cost, is_exact)
