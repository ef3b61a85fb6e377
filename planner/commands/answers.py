"""What a command answers: sentences for people, or with ``--json`` one object of one shape for programs.

A command tells its answer what it found; the object is printed once, when the command ends, however it ends.
``docs/json.md`` says what is in it, ``docs/answer.schema.json`` says so to programs.
"""

from __future__ import annotations

import functools
import json
import math
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from planner import quiet
from planner.errors import InfeasibleError, PlannerError, WorkbookError
from planner.statuses import Status, status_of_error

if TYPE_CHECKING:
    from planner.faults import Fault
    from planner.plans.plan import Plan
    from planner.wording.study import Study

HERE: Final = "planner.answer"  # in the context's notes
INTERRUPTED_CODE: Final = 130
# What is in every answer, blank where it is not known.
SHAPE: Final = (
    "command", "status", "stopped", "objective", "bound", "gap", "checks passed", "seconds", "path", "paths",
    "faults", "message", "exit code",
)  # fmt: skip


class CommandAnswer:
    """What one command answers.

    Attributes
    ----------
    is_json
        Whether one JSON object is wanted, and nothing else on standard output.
    """

    def __init__(self, command: str = "") -> None:
        self.is_json = False
        self._began = time.perf_counter()
        self._told: dict[str, object] = {"command": command}
        self._faults: list[Fault] = []
        self._is_ended = False

    @property
    def is_quiet(self) -> bool:
        """Whether only what went wrong is said."""
        return quiet.is_quiet.get()

    @is_quiet.setter
    def is_quiet(self, wanted: bool) -> None:
        quiet.is_quiet.set(wanted)

    def name(self, command: str) -> None:
        """Say which command it is of."""
        self._told["command"] = command

    def tell(self, **found: object) -> None:
        """Put something into the object; a name with an underscore is one with a blank."""
        self._told |= {name.replace("_", " "): value for name, value in found.items()}

    def tell_plan(self, plan: Plan, path: Path) -> None:
        """Put what a plan comes to, how good it is known to be, and where it is, into the object."""
        self.tell(
            status=plan.status, checks_passed=plan.is_verified, path=path,
            **{name: plan.run[name] for name in ("stopped", "objective", "bound", "gap")},
        )  # fmt: skip

    def warn(self, words: str) -> None:
        """Say something on standard error that is no failure."""
        if not self.is_quiet:
            click.echo(words, err=True)

    def tell_faults(self, faults: Iterable[Fault], *, is_said: bool = True) -> None:
        """Put faults of a workbook into the object, and say them on standard error."""
        from planner.faults import by_severity

        found = by_severity(faults)
        self._faults += found
        for fault in found if is_said and not self.is_quiet else ():
            click.echo(str(fault), err=True)

    def say(self, words: str) -> None:
        """Say a sentence to people."""
        if not self.is_json and not self.is_quiet:
            click.echo(words)

    def say_study(self, study: Study, path: Path) -> None:
        """Say what a study says first, and where it was written."""
        for sentence in study.sentences:
            self.say(sentence)
        self.say(f"{path}: written.")

    def left(self, plan: Plan | None, target: Path) -> None:
        """Tell of the plan that a Ctrl-C leaves in its place, if any, perhaps just before the process ends."""
        if plan is not None:
            self.tell_plan(plan, target)
        click.echo(interrupted_words(plan, target), err=True)
        self.ended(KeyboardInterrupt(), INTERRUPTED_CODE)

    def ended(self, error: BaseException | None, exit_code: int) -> None:
        """Print the object, where it is wanted; ``error`` is why the command ended, if anything is."""
        if not self.is_json or self._is_ended:
            return
        self._is_ended = True
        if error is not None:
            self._told |= _of_error(error)
            self._faults += error.faults if isinstance(error, WorkbookError) else ()
        click.echo(json.dumps(self._object(exit_code), default=str, allow_nan=False))

    def _object(self, exit_code: int) -> dict[str, object]:
        told = {
            **dict.fromkeys(SHAPE), "status": Status.DONE, **self._told,
            "seconds": round(time.perf_counter() - self._began, 3),
            "faults": [_fault(fault) for fault in self._faults], "exit code": exit_code,
        }  # fmt: skip
        told["paths"] = told["paths"] or ([told["path"]] if told["path"] is not None else [])
        found: dict[str, object] = _plain(told)
        return found


def answer() -> CommandAnswer:
    """Return the answer of the command that is running; outside one, an answer that nobody reads."""
    context = click.get_current_context(silent=True)
    found: CommandAnswer = CommandAnswer() if context is None else context.meta.setdefault(HERE, CommandAnswer())
    return found


def interrupted_words(plan: Plan | None, target: Path) -> str:
    """Return what is said where a Ctrl-C left a plan as it was found, or none."""
    if plan is None:
        return "interrupted before there was a plan; nothing was written"
    return f"interrupted: {target} has the best plan so far, not verified"


def notes_of(stop: BaseException) -> tuple[str, ...]:
    """Return what was noted on an interrupt: what it leaves."""
    return tuple(getattr(stop, "__notes__", ()))


def answer_options(command: Callable[..., object]) -> Callable[..., object]:
    """Give a command the options that say how it answers; it asks `answer` and takes none of them."""

    def noted(name: str) -> Callable[[click.Context, click.Parameter, bool], None]:
        def note(context: click.Context, _: click.Parameter, asked: bool) -> None:
            found: CommandAnswer = context.meta.setdefault(HERE, CommandAnswer())
            setattr(found, name, asked)
            found.name(str(context.info_name))

        return note

    options = (
        ("--json", "is_json", "Print one JSON object on standard output, and no sentences."),
        ("--quiet", "is_quiet", "Say only what went wrong."),
    )
    for flag, name, words in options:
        command = click.option(flag, is_flag=True, is_eager=True, expose_value=False, callback=noted(name), help=words)(
            command
        )
    return command


@functools.singledispatch
def _plain(value: object) -> Any:
    """Return a value as JSON has it: what is no finite number is null, a path its text."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if hasattr(value, "item"):  # a number of numpy
        return _plain(value.item())
    return value if value is None or isinstance(value, str | int | bool) else str(value)


@_plain.register(dict)
def _(value: dict[object, object]) -> dict[str, Any]:
    return {str(name): _plain(each) for name, each in value.items()}


@_plain.register(list)
@_plain.register(tuple)
def _(value: list[object] | tuple[object, ...]) -> list[Any]:
    return [_plain(each) for each in value]


def _fault(fault: Fault) -> dict[str, object]:
    does = fault.proposal
    proposal = does and {"cells": fault.mended_at, "in place of": does.part, "values": does.values}
    return {
        "severity": fault.severity.value, "sheet": fault.sheet, "cell": fault.cell, "holds": fault.holds,
        "wrong": fault.wrong, "remedy": fault.remedy, "proposal": proposal,
    }  # fmt: skip


def _of_error(error: BaseException) -> dict[str, object]:
    if isinstance(error, KeyboardInterrupt):
        return {"status": Status.INTERRUPTED, "message": "; ".join(notes_of(error)) or None}
    if isinstance(error, PlannerError):
        path = error.path if isinstance(error, InfeasibleError) else None
        return {"status": status_of_error(error), "message": str(error)} | ({} if path is None else {"path": path})
    message = error.format_message() if isinstance(error, click.ClickException) else str(error)
    return {"status": Status.REFUSED, "message": message}
