"""Workers that are this process; what is sent to them, and what comes back, is pickled as for other processes."""

from __future__ import annotations

import pickle
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class PoolHere:
    """A pool whose workers share this process, for tests of what is sent; to start two takes seconds of work."""

    by_turn = False

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.calls = 0

    def submit(self, function: Callable[..., Any], *arguments: object) -> Future[Any]:
        return self.pinned(0, function, *arguments)

    def pinned(self, _: int, function: Callable[..., Any], *arguments: object) -> Future[Any]:
        self.calls += 1
        called: Future[Any] = Future()
        called.set_result(_sent(function(*_sent(arguments))))
        return called

    def check(self) -> None:
        """Do nothing: nobody is lost."""


def _sent(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))
