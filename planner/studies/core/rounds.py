"""Runs questions that need several rounds of solves side by side: each asks for tasks, and goes on from there."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from typing import Any, Final, Generic, TypeVar

from planner.studies.core.tasks import Runner, Task

F = TypeVar("F")
# What asks in rounds: it yields tasks, is handed their results by name, and returns what it found.
AskedInRounds = Generator["list[Task[Any]]", "dict[str, Any]", F]
AT_ONCE: Final = 16  # questions at work: each holds its workbooks, and large ones fill a machine's memory


def in_rounds(runner: Runner[Any], questions: Iterable[AskedInRounds[F]]) -> list[F]:
    """Return what each question found, in order; the tasks of those that are at work share the workers.

    No two tasks that run at once may have one name.
    """
    return _QuestionsAtWork(runner, questions).found()


def answered(task: Task[F]) -> AskedInRounds[F]:
    """Ask for one task, and return its result."""
    found: F = (yield [task])[task.name]
    return found


class _QuestionsAtWork(Generic[F]):
    """Questions at work: what each waits for, and what has been found."""

    def __init__(self, runner: Runner[Any], questions: Iterable[AskedInRounds[F]]) -> None:
        self._runner = runner
        self._next: Iterator[tuple[int, AskedInRounds[F]]] = iter(enumerate(questions))
        self._at_work: dict[int, AskedInRounds[F]] = {}
        self._waits: dict[str, int] = {}
        self._results: dict[int, dict[str, Any]] = {}
        self._found: dict[int, F] = {}

    def found(self) -> list[F]:
        """Return what each question found, so many of them at work at once as may be."""
        self._begin()
        for task, result in self._runner.done():
            number = self._waits.pop(task.name)
            self._results[number][task.name] = result
            if number not in self._waits.values():
                self._go_on(number, self._results.pop(number))
                self._begin()
        return [self._found[number] for number in sorted(self._found)]

    def _begin(self) -> None:
        """Begin questions while there is room."""
        while len(self._at_work) < AT_ONCE:
            number, question = next(self._next, (-1, None))
            if question is None:
                return
            self._at_work[number] = question
            self._go_on(number, None)

    def _go_on(self, number: int, answers: dict[str, Any] | None) -> None:
        """Hand a question its results until it asks for a task, or has found what it looked for."""
        question = self._at_work[number]
        try:
            tasks = next(question) if answers is None else question.send(answers)
            while not tasks:
                tasks = question.send({})
        except StopIteration as end:
            self._found[number] = end.value
            del self._at_work[number]
            return
        self._results[number] = {}
        self._waits |= {task.name: number for task in tasks}
        for task in tasks:
            self._runner.submit(task)
