"""A pool of processes of this machine, each with an executor of its own, so that one that ends breaks no other.

Processes are started, not forked: the solver's threads do not survive a fork.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from planner.interrupts import finishing, ignoring
from planner.solving.workers.pools import T, WorkerLostError
from planner.worker import begin

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess


@contextmanager
def local_pool(workers: int) -> Iterator[LocalPool]:
    """Have worker processes meanwhile; none outlives it."""
    found = LocalPool(workers)
    try:
        yield found
    finally:
        found.close()


class LocalPool:
    """Worker processes, each started when there is work for it; an executor is given one call at a time."""

    by_turn = False

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._lanes = [_Lane() for _ in range(workers)]
        self._waiting: deque[Call] = deque()
        self._lock = threading.RLock()

    def submit(self, function: Callable[..., T], *arguments: object) -> Future[T]:
        """Make a call in the first worker that is free."""
        return self._queued(self._waiting, function, arguments)

    def pinned(self, worker: int, function: Callable[..., T], *arguments: object) -> Future[T]:
        """Make a call in the worker of that number."""
        return self._queued(self._lanes[worker].waiting, function, arguments)

    def check(self) -> None:
        """Do nothing: a lost worker is always replaced here."""

    def close(self) -> None:
        """End all workers, whatever they are doing; a further interrupt leaves none behind."""
        with self._lock:
            for queue in (self._waiting, *(lane.waiting for lane in self._lanes)):
                for call in queue:
                    call.future.cancel()
                queue.clear()
        with finishing():
            for lane in self._lanes:
                lane.end()

    def _queued(self, queue: deque[Call], function: Callable[..., T], arguments: tuple[object, ...]) -> Future[T]:
        future: Future[T] = Future()
        with self._lock:
            queue.append(Call(future, function, arguments))
            for lane in self._lanes:
                self._give(lane)
        return future

    def _give(self, lane: _Lane) -> None:
        """Give a free worker its next call, its own before those that are for anyone."""
        while not lane.busy and (queue := lane.waiting or self._waiting):
            call = queue.popleft()
            if call.future.set_running_or_notify_cancel():
                lane.busy = True
                lane.submit(call).add_done_callback(partial(self._answered, lane, call.future))

    def _answered(self, lane: _Lane, future: Future[object], sent: Future[object]) -> None:
        """Pass an answer on, replace the worker where it is lost, and give a free one its next call."""
        error = sent.exception()
        with self._lock:
            if isinstance(error, BrokenProcessPool):
                lane.forget()
            lane.busy = False
            self._give(lane)
        if isinstance(error, BrokenProcessPool):
            lost = WorkerLostError()
            lost.__cause__ = error
            future.set_exception(lost)
        elif error is not None:
            future.set_exception(error)
        else:
            future.set_result(sent.result())


@dataclass(frozen=True)
class Call:
    """What is to be done, and where its answer goes."""

    future: Future[Any]
    function: Callable[..., Any]
    arguments: tuple[Any, ...]


class _Lane:
    """One worker process, started when it is first needed and again after it was lost."""

    def __init__(self) -> None:
        self.busy = False
        self.waiting: deque[Call] = deque()
        self._executor: ProcessPoolExecutor | None = None
        self._process: BaseProcess | None = None

    def submit(self, call: Call) -> Future[object]:
        if self._process is not None and not self._process.is_alive():  # its executor may not have noticed yet
            self.forget()
        if self._executor is not None:
            try:
                return self._executor.submit(call.function, *call.arguments)
            except BrokenProcessPool:  # it ended while it had nothing to do
                self.forget()
        with ignoring():  # the worker inherits it: an interrupt is for the process that asks
            return self._started(call)

    def _started(self, call: Call) -> Future[object]:
        context = multiprocessing.get_context("spawn")
        self._executor = ProcessPoolExecutor(1, mp_context=context, initializer=begin)
        before = set(multiprocessing.active_children())
        sent = self._executor.submit(call.function, *call.arguments)
        self._process = next(iter(set(multiprocessing.active_children()) - before), None)
        return sent

    def forget(self) -> None:
        """Let go of an executor whose process has ended."""
        if self._executor is not None:
            self._executor.shutdown(wait=False)
        self._executor = self._process = None

    def end(self) -> None:
        """End the process in the middle of what it does."""
        executor = self._executor
        if self._process is not None:
            self._process.kill()
        if executor is not None:
            executor.shutdown(wait=True, cancel_futures=True)
