"""Workers elsewhere behind one small interface: processes of this machine, a Dask cluster, or MPI."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, wait
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
MOST_LOST: Final = 3  # workers that a call may end before it is given up
PATIENCE: Final = 0.5  # seconds between two looks at whether anybody can still answer; Windows hears Ctrl-C then
EngineName = Literal["processes", "dask", "mpi"]


class WorkerLostError(Exception):
    """The worker of a call ended before it answered; the pool has replaced it, and the call may be made again.

    ``times`` says how many workers the call has ended so, where the engine has tried again by itself.
    """

    def __init__(self, times: int = 1) -> None:
        super().__init__(times)
        self.times = times


class Pool(Protocol):
    """Workers, each of which makes one call at a time and keeps its memory from call to call.

    A worker that ends takes nothing with it but its own call, whose future then holds a `WorkerLostError`; another
    worker takes its place by itself. Functions must be module-level, arguments and results picklable.

    Attributes
    ----------
    workers
        How many there are.
    by_turn
        Whether calls go to the workers in the order in which these became free, so that a pinned call finds its
        worker only where all workers are called, in the order in which they answered.
    """

    workers: int
    by_turn: bool

    def submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        """Make a call in the first worker that is free."""

    def pinned(self, worker: int, function: Callable[..., T], *arguments: object) -> Future[T]:
        """Make a call in the worker of that number, which has what it kept before unless it had to be replaced."""

    def check(self) -> None:
        """Raise an `EngineError` where nobody is left who could ever answer; for whoever waits long."""


def waited(asked: Iterable[Future[Any]], workers: Pool) -> set[Future[Any]]:
    """Return the calls that are answered, after a while or once there are any.

    Raises
    ------
    EngineError
        When nobody is left who could answer.
    """
    done, _ = wait(asked, timeout=PATIENCE, return_when=FIRST_COMPLETED)
    if not done:
        workers.check()
    return done


def answered(future: Future[T], workers: Pool) -> T:
    """Wait for the answer of a call and return it.

    Raises
    ------
    EngineError
        When nobody is left who could answer.
    WorkerLostError
        When its worker ended before it answered.
    """
    while not waited([future], workers):
        pass
    return future.result()


def processors() -> int:
    """Return how many processors this process may use, which can be fewer than the machine has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
