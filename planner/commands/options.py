"""The options that all commands of studies share, and what these commands do before and after their work."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from planner.commands.answers import answer_options
from planner.commands.parameters import with_gaps
from planner.outputs import Outputs
from planner.studies.core.options import StudyOptions


class InPath(click.Path):
    """A file that a command reads: nothing is ever written to it."""


class OutPath(click.Path):
    """A file, or a folder, that a command writes: it must go through the command's `Outputs`."""


IN_FILE = InPath(exists=True, dir_okay=False, path_type=Path)
OUT_FILE = OutPath(path_type=Path)


def outputs() -> Outputs:
    """Return where the command that is running may write: not to what it was given to read."""
    context = click.get_current_context()
    reads: list[Path] = []
    for parameter in context.command.params:
        value = context.params.get(str(parameter.name))
        if isinstance(parameter.type, InPath) and value:
            reads += [value] if isinstance(value, Path) else list(value)
    found = Outputs(reads, force=bool(context.params.get("force")))
    context.call_on_close(found.tidy)
    return found


def force_option(command: Callable[..., object]) -> Callable[..., object]:
    """Give a command the option ``--force``, which its `outputs` know; the command itself does not take it."""
    option = click.option(
        "--force", is_flag=True, help="Replace a file that is no plan or study; it is kept under a number.",
    )  # fmt: skip

    @functools.wraps(command)
    def without(**given: object) -> Any:
        return command(**{name: value for name, value in given.items() if name != "force"})

    found: Callable[..., object] = option(without)
    return found


def engine_options(command: Callable[..., object]) -> Callable[..., object]:
    """Give a command the options that say what its workers are."""
    engine = click.option(
        "--engine", type=click.Choice(["processes", "dask", "mpi"]), default="processes", show_default=True,
        help="What the workers are.",
    )  # fmt: skip
    scheduler = click.option("--scheduler", help="The address of a Dask scheduler, such as tcp://host:8786.")
    return engine(scheduler(command))


def solver_options(command: Callable[..., object]) -> Callable[..., object]:
    """Give a command the options of every command that solves; it takes gap, money_gap, time_limit, threads, log.

    The log is begun before the command, which takes it as a path's text, or None.
    """

    @functools.wraps(command)
    def with_log(log: Path | None, **given: object) -> object:
        from planner.outputs import LOG

        begun = None
        if log is not None:
            outputs().file(log, LOG, "the solver's log")
            from planner.solving.solver_log import begin_log

            begun = begin_log(log)
        return command(log=begun, **given)

    options = (
        with_gaps,
        click.option("--time-limit", type=click.FloatRange(0, min_open=True), help="Seconds, over those of Settings."),
        click.option("--threads", type=click.IntRange(1), help="Threads of each solve, over those of Settings."),
        click.option("--processes", type=click.IntRange(1), help="How many workers there are side by side."),
        engine_options,
        click.option("--log", type=OUT_FILE, help="A file for the solver's own log, .log or .txt."),
    )  # fmt: skip
    wrapped: Callable[..., object] = with_log
    for option in reversed(options):
        wrapped = option(wrapped)
    return wrapped


_OPTIONS = (
    click.option("-o", "--output", "target", type=OUT_FILE, help="The study; without it, in outputs/."),
    click.option("--case", default="base", show_default=True, help="The case of the sheet Cases to study."),
    solver_options,
    force_option,
    answer_options,
)  # fmt: skip


def study_options(command: Callable[..., object]) -> Callable[..., Any]:
    """Give a command the options of all studies; it takes them as one argument, ``options``.

    Workers that cannot work are said before all else: a study may ask for the first after an hour.
    """
    names = ("target", "case", "gap", "time_limit", "processes", "engine", "scheduler", "money_gap", "threads", "log")

    @functools.wraps(command)
    def with_options(**given: Any) -> Any:
        from planner.solving.workers.engines import workers_wanted

        options = StudyOptions(**{name: given.pop(name) for name in names}, outputs=outputs())
        workers_wanted(options.engine, options.processes, None, options.scheduler)
        return command(options=options, **given)

    wrapped: Callable[..., object] = with_options
    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped
