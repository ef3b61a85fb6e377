"""Runs the solves of a study side by side: each once, kept when finished, and told of as it finishes."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Generic, Self, TypeVar

from planner.errors import BrokenTaskError
from planner.interrupts import noticing
from planner.litter import temporary_folder
from planner.solving.workers.engines import pool
from planner.solving.workers.pools import MOST_LOST, EngineName, Pool, WorkerLostError, processors, waited
from planner.studies.core.news import TaskNews, news_in, telling, telling_by_file
from planner.studies.core.plain import plain_of, value_of
from planner.studies.core.store import Store, stored_key

if TYPE_CHECKING:
    from concurrent.futures import Future

LEFT: Final = "the study is not written; its solves that had finished are kept, and the same command goes on from them"
NOTHING_LEFT: Final = "the study is not written, and none of its solves had finished"


R = TypeVar("R")


@dataclass(frozen=True, eq=False)
class Task(Generic[R]):
    """One call whose result is worth keeping.

    Attributes
    ----------
    name
        Shown while it runs.
    function
        Module-level; it returns a result (see `planner.studies.core.plain`).
    arguments
        Of the function; they go to another process.
    key
        What the result depends on (see `key_of`); the function and the program's versions are added to it.
    of
        The class of the result.
    keeps
        Whether a result is worth keeping; without it, any is.
    """

    name: str
    function: Callable[..., R]
    arguments: tuple[object, ...]
    key: str
    of: type[R]
    keeps: Callable[[R], bool] | None = None


@dataclass(frozen=True)
class Event:
    """A task has finished: how many of how many have, which one, in how many seconds, and whether it was kept."""

    done: int
    total: int
    name: str
    seconds: float
    kept: bool = False


class Runner(Generic[R]):
    """Runs tasks that may be handed in while others run; ``done`` yields each with its result.

    A task whose worker is lost is run again in another; one that ends three workers is given up. With one worker,
    or one task at a time, tasks run in this process. Leaving the context ends what still runs, and keeps what has
    finished.

    Parameters
    ----------
    store
        Where finished results are kept and found again; None keeps nothing.
    engine, workers, scheduler
        Of the `pool`.
    tell
        Told of every task that has finished.
    watch
        Told of the tasks that are at work, as far as is known of them, again and again; perhaps in another thread.
    left
        What a Ctrl-C leaves, in words that are noted on it, if it is more than what a store keeps: where some results
        had been handed out, and where none had.
    """

    def __init__(
        self,
        store: Store | None = None,
        *,
        engine: EngineName = "processes",
        workers: int | None = None,
        scheduler: str | None = None,
        tell: Callable[[Event], None] | None = None,
        watch: Callable[[Sequence[TaskNews]], None] | None = None,
        left: tuple[str, str] = ("", ""),
    ) -> None:
        self._store, self._tell, self._watch, self._left = store, tell, watch, left
        self._news: Path | None = None  # where other processes write how far they are
        self._sent = 0
        self._engine: EngineName = engine
        self._workers, self._scheduler = workers, scheduler
        self._todo: deque[Task[R]] = deque()
        self._running: dict[Future[tuple[R, float]], Task[R]] = {}
        self._finished: deque[tuple[Task[R], R]] = deque()
        self._lost: Counter[Task[R]] = Counter()
        self._total = self._count = self._given = 0
        self._pool: Pool | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for future in [future for future in self._running if _has_result(future)]:
            self._keep(self._running.pop(future), *future.result())
        self._stack.close()
        told = self._left[0 if self._given else 1]
        words = told or (self._store and (NOTHING_LEFT if self._store.is_empty else LEFT))
        if isinstance(error, KeyboardInterrupt) and words:
            error.add_note(words)

    def submit(self, task: Task[R]) -> None:
        """Hand a task in; it begins when `done` is next asked for a result, at the latest."""
        self._total += 1
        kept = None if self._store is None else self._store.load(_hash(task))
        if kept is not None:
            self._finish(task, value_of(task.of, kept), 0.0, kept=True)
            return
        self._todo.append(task)
        if self._pool is not None:
            self._start()

    def done(self) -> Iterator[tuple[Task[R], R]]:
        """Yield every task with its result, as they finish; those handed in meanwhile too.

        Raises
        ------
        PlannerError
            What a task raised; `BrokenTaskError` for one that ended its workers.
        KeyboardInterrupt
            When the planner stopped it; what had finished is kept.
        """
        while self._finished or self._todo or self._running:
            while not self._finished:
                if self._stays_here():
                    self._run_here(self._todo.popleft())
                else:
                    self._start()
                    self._collect()
            self._given += 1
            yield self._finished.popleft()

    def _stays_here(self) -> bool:
        """Whether what is to be done next would gain nothing from other processes."""
        if not self._todo or self._pool is not None:
            return False
        single = self._engine == "processes" and (self._workers or processors()) == 1
        return single or len(self._todo) == 1

    def _run_here(self, task: Task[R]) -> None:
        with self._told(task), noticing() as interrupted:  # a solver that heard a Ctrl-C answers as if it had finished
            result, seconds = timed(task.function, task.arguments)
        if interrupted():
            raise KeyboardInterrupt
        self._keep(task, result, seconds)

    def _told(self, task: Task[R]) -> AbstractContextManager[None]:
        """Return what has a task that is done here tell how far it is, where somebody watches."""
        watch = self._watch
        return nullcontext() if watch is None else telling(task.name, lambda news: watch([news]))

    def _start(self) -> None:
        """Hand everything that is to be done to the workers."""
        if self._pool is None:
            self._pool = self._stack.enter_context(pool(self._engine, self._workers, self._scheduler))
            self._news = None if self._watch is None else self._stack.enter_context(temporary_folder())
        while self._todo:
            task = self._todo.popleft()
            self._running[self._pool.submit(timed, *self._call(task))] = task

    def _call(self, task: Task[R]) -> tuple[Callable[..., R], tuple[object, ...]]:
        """Return what a worker is to do: the task, and telling how far it is where somebody watches."""
        if self._news is None:
            return task.function, task.arguments
        self._sent += 1
        file = str(self._news / f"{self._sent:06}.json")
        return telling_by_file, (file, task.name, task.function, task.arguments)

    def _collect(self) -> None:
        """Wait until something has finished, and keep it; what went wrong is raised after that."""
        assert self._pool is not None
        if self._watch is not None and self._news is not None:
            self._watch(news_in(self._news))
        errors = []
        for future in waited(self._running, self._pool):
            task, error = self._running[future], future.exception()
            if error is None:
                self._keep(task, *future.result())
            del self._running[future]  # only now: an interrupt in the midst of keeping it finds it here again
            if isinstance(error, WorkerLostError):
                errors += self._again(task, error)
            elif error is not None:
                errors.append(error)
        if errors:
            raise errors[0]

    def _again(self, task: Task[R], error: WorkerLostError) -> list[BaseException]:
        """Hand a task in once more; return the failure where it has ended too many workers."""
        self._lost[task] += error.times
        if self._lost[task] < MOST_LOST:
            self._todo.append(task)
            return []
        message = (
            f"{task.name}: the process that worked on it ended {self._lost[task]} times before it had finished; "
            "most often too little memory is left: run fewer at a time"
        )
        return [BrokenTaskError(message)]

    def _keep(self, task: Task[R], result: R, seconds: float) -> None:
        plain = plain_of(result)
        if self._store is not None and (task.keeps is None or task.keeps(result)):
            self._store.save(_hash(task), plain)
        self._finish(task, value_of(task.of, plain), seconds, kept=False)

    def _finish(self, task: Task[R], result: R, seconds: float, *, kept: bool) -> None:
        self._count += 1
        self._finished.append((task, result))
        if self._tell is not None:
            self._tell(Event(self._count, self._total, task.name, seconds, kept))


def timed(function: Callable[..., R], arguments: tuple[object, ...]) -> tuple[R, float]:
    """Return a function's result and the seconds that it took."""
    began = time.perf_counter()
    return function(*arguments), time.perf_counter() - began


def _hash(task: Task[Any]) -> str:
    return stored_key(task.function, task.key)


def _has_result(future: Future[R]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
