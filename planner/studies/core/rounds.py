"""Runs questions that need several rounds of solves side by side: each asks for tasks, and goes on from there."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.studies.core.tasks import Runner, Task

F = TypeVar("F")
# What asks in rounds: it yields tasks, is handed their results by name, and returns what it found.
AskedInRounds = Generator["list[Task[Any]]", "dict[str, Any]", F]


def in_rounds(runner: Runner[Any], questions: Sequence[AskedInRounds[F]]) -> list[F]:
    """Return what each question found, in order; the tasks of all share the workers.

    No two tasks that run at once may have one name.
    """
    found: dict[int, F] = {}
    waits: dict[str, int] = {}
    results: dict[int, dict[str, Any]] = {}

    def go_on(number: int, answers: dict[str, Any] | None) -> None:
        """Hand a question its results until it asks for a task, or has found what it looked for."""
        try:
            tasks = next(questions[number]) if answers is None else questions[number].send(answers)
            while not tasks:
                tasks = questions[number].send({})
        except StopIteration as end:
            found[number] = end.value
            return
        results[number] = {}
        waits.update({task.name: number for task in tasks})
        for task in tasks:
            runner.submit(task)

    for number in range(len(questions)):
        go_on(number, None)
    for task, result in runner.done():
        number = waits.pop(task.name)
        results[number][task.name] = result
        if number not in waits.values():
            go_on(number, results.pop(number))
    return [found[number] for number in range(len(questions))]
