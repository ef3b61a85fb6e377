"""Tasks that are run for what they find, without a study about them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TypeVar

from planner.studies.core.tasks import Runner, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from planner.studies.core.store import Store

R = TypeVar("R")


def task_of(name: str, function: Callable[..., dict[str, Any]], arguments: tuple[object, ...], key: str) -> Task[Any]:
    """Return a task whose result is plain data."""
    return Task(name, function, arguments, key, dict)


def as_done(tasks: Iterable[Task[R]], store: Store | None = None, **options: Any) -> Iterator[tuple[Task[R], R]]:
    """Yield tasks with their results as they finish; ``options`` are those of `Runner`."""
    runner: Runner[R] = Runner(store, **options)
    with runner:
        for task in tasks:
            runner.submit(task)
        yield from runner.done()


def run_tasks(tasks: Iterable[Task[R]], store: Store | None = None, **options: object) -> dict[str, R]:
    """Return the results of tasks by name, in the tasks' order; ``options`` are those of `Runner`."""
    listed = list(tasks)
    double = [name for name, count in Counter(task.name for task in listed).items() if count > 1]
    if double:
        message = f"tasks have one name: {double}"
        raise ValueError(message)
    found = {task.name: result for task, result in as_done(listed, store, **options)}
    return {task.name: found[task.name] for task in listed}
