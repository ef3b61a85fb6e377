"""Tells of several searches of one model as of one: what is known of the plan and its bound is not taken back."""

from __future__ import annotations

import time

from planner.arrays import Floats
from planner.solving.outcome import Answer, Follower, Listener, Options, relative_gap
from planner_models.trunk import Trunk


class Hearing:
    """Hears each search, and tells a listener the seconds of all of them, and the best plan and bound so far.

    ``is_whole`` says whether all of the model is searched just now: the bound of a part of it is none of the whole.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener, self._began = listener, time.perf_counter()
        self._incumbent: float | None = None
        self._bound: float | None = None
        self.is_whole = True

    def __call__(self, seconds: float, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        """Hear how far a search is."""
        self._incumbent = min((x for x in (self._incumbent, incumbent) if x is not None), default=None)
        if self.is_whole:
            self._bound = max((x for x in (self._bound, bound) if x is not None), default=None)
        best, least = self._incumbent, self._bound
        gap = None if best is None or least is None else relative_gap(best, least)
        self._listener(time.perf_counter() - self._began, best, least, gap)


class NarrowHearing(Hearing):
    """Hears for a follower, who is told of every solution too: of the first ``width`` columns, the model's own."""

    def __init__(self, follower: Follower, width: int) -> None:
        super().__init__(follower)
        self._follower, self._width = follower, width

    def begin(self, book: object, model: Trunk, planes: object, options: Options, cost: object = None) -> None:
        """Hear what is being solved."""
        self._follower.begin(book, model, planes, options, cost)

    def exact(self) -> Answer | None:
        """Return the best exact plan that was heard of."""
        return self._follower.exact()

    def found(self, values: Floats, cost: float, is_exact: bool) -> None:
        """Hear of a solution."""
        self._follower.found(values[: self._width], cost, is_exact)


def hearing(listener: Listener | None, width: int) -> Hearing | None:
    """Return who hears several searches for a listener; None where nobody listens."""
    if listener is None:
        return None
    return NarrowHearing(listener, width) if isinstance(listener, Follower) else Hearing(listener)
