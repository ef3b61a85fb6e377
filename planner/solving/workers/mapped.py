"""One function of many arguments, in this process or in several."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from planner.errors import BrokenTaskError
from planner.solving.outcome import Options
from planner.solving.workers.engines import pool_of
from planner.solving.workers.pools import MOST_LOST, Pool, T, WorkerLostError, answered

if TYPE_CHECKING:
    from concurrent.futures import Future

LOOKING: Final = 0.5  # seconds after which the first of many calls tell how long all would take
STARTING: Final = 6.0  # seconds of work for which it pays to start workers
AHEAD: Final = 3  # calls a worker that wait to be made: enough to keep it busy, and few enough to be held


def mapped(
    function: Callable[..., T], calls: Iterable[tuple[object, ...]], count: int, options: Options
) -> Iterator[T]:
    """Yield a function of each of so many arguments, in their order.

    The first calls are made in this process; where they show that the rest would take longer than workers take to
    start, it is left to workers.

    Raises
    ------
    BrokenTaskError
        When a call ends its workers.
    """
    calls, began = iter(calls), time.perf_counter()
    for place, call in enumerate(calls, start=1):
        yield function(*call)
        spent = time.perf_counter() - began
        may = options.engine != "processes" or options.processes > 1
        if may and spent > LOOKING and (count - place) * spent / place > STARTING:
            break
    else:
        return
    with pool_of(options) as workers:
        asked: deque[tuple[Future[T], tuple[Any, ...]]] = deque()
        for call in calls:
            asked.append((workers.submit(function, *call), call))
            if len(asked) > AHEAD * workers.workers:
                yield _answer(workers, function, *asked.popleft())
        while asked:
            yield _answer(workers, function, *asked.popleft())


def _answer(workers: Pool, function: Callable[..., T], future: Future[T], call: tuple[object, ...]) -> T:
    lost = 0
    while True:
        try:
            return answered(future, workers)
        except WorkerLostError as error:
            lost += error.times
            if lost >= MOST_LOST:
                message = f"the process that judges a disruption ended {lost} times before it had finished"
                raise BrokenTaskError(message) from error
        future = workers.submit(function, *call)
