"""How far the tasks of a study are, while they work: told by whatever solves, in whichever process, to who watches.

A task in this process tells its watcher directly. One in another process writes it into a small file, which the watcher
reads; on a machine that does not share the folder nothing is written, and only what has finished is known of it.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from planner.solving.outcome import Listener

R = TypeVar("R")


@dataclass(frozen=True)
class TaskNews:
    """How far a task is.

    Attributes
    ----------
    name, doing
        The task's, and what it does now, where that is more than its name says.
    incumbent, bound, gap
        Of what it solves now; None for what is not known.
    """

    name: str
    doing: str = ""
    incumbent: float | None = None
    bound: float | None = None
    gap: float | None = None


class TaskTeller:
    """Tells of one task."""

    def __init__(self, name: str, tell: Callable[[TaskNews], object]) -> None:
        self._news, self._tell = TaskNews(name), tell
        tell(self._news)

    def doing(self, words: str) -> None:
        """Tell what it does now; the figures of what it did before are forgotten."""
        self._news = TaskNews(self._news.name, words)
        self._tell(self._news)

    def heard(self, _: float, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        """Hear from a solver how far it is."""
        self._news = replace(self._news, incumbent=incumbent, bound=bound, gap=gap)
        self._tell(self._news)


_tellers: list[TaskTeller] = []  # of the task that this process does, the last one first where one does another


def doing(words: str) -> None:
    """Tell what the task of this process does now."""
    if _tellers:
        _tellers[-1].doing(words)


def listener() -> Listener | None:
    """Return who hears how far a solve of this process's task is; None where nobody watches."""
    return _tellers[-1].heard if _tellers else None


@contextmanager
def telling(name: str, tell: Callable[[TaskNews], object]) -> Iterator[None]:
    """Have somebody told of a task while it is done here."""
    _tellers.append(TaskTeller(name, tell))
    try:
        yield
    finally:
        _tellers.pop()


def telling_by_file(path: str, name: str, function: Callable[..., R], arguments: tuple[object, ...]) -> R:
    """Do a task and write into a file how far it is; the file is there while the task is at work."""
    file = Path(path)
    try:
        with telling(name, lambda news: _write(file, news)):
            return function(*arguments)
    finally:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


def _write(file: Path, news: TaskNews) -> None:
    """Write news whole or not at all; what cannot be written is not told."""
    with contextlib.suppress(OSError):
        half = file.with_suffix(f".{os.getpid()}")
        half.write_text(json.dumps(vars(news)), encoding="utf-8")
        half.replace(file)


def news_in(folder: Path) -> list[TaskNews]:
    """Return the news of all tasks that are at work in other processes, in the order of their files."""
    found = []
    for file in sorted(folder.glob("*.json")):
        with contextlib.suppress(OSError, ValueError, TypeError):  # it has just ended
            told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            found.append(TaskNews(**told))
    return found
