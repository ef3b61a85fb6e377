"""The group of all commands: a command is imported when it is asked for, and its failure owns the exit code."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Mapping
from typing import Any, Final

import click

from planner.commands.answers import INTERRUPTED_CODE, answer, notes_of
from planner.commands.verification import NOT_VERIFIED_CODE, is_unverified
from planner.errors import PlannerError, WorkbookError
from planner.faults import by_severity, count_of_faults
from planner.interrupts import ending

EXAMPLE: Final = "Example:"
# Python looks for garbage at every 700 new objects, and plans are made of millions: a twentieth of a small plan's time.
SELDOM: Final = 20_000, 10, 3
# A second Ctrl-C ends the program at once. Python closes what its workers shared then, and would warn of it.
UNTOLD: Final = "ignore::UserWarning:multiprocessing.resource_tracker"


class PlannerGroup(click.Group):
    """A group whose commands end with the exit code that the failure owns, without a traceback.

    ``order`` are the commands that are imported when they are asked for, each with an example, under what one does
    with them: functions of their names in `planner.commands`, in a module of the name or in that of ``modules``.
    """

    def __init__(
        self,
        *arguments: Any,
        order: Mapping[str, Mapping[str, str]] | None = None,
        modules: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self._order, self._modules = order or {}, modules or {}
        self._examples = {name: example for names in self._order.values() for name, example in names.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of work."""
        return [*self._examples, *super().list_commands(ctx)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under what one does with them."""
        for title, names in self._order.items():
            commands = ((name, self.get_command(ctx, name)) for name in names)
            rows = [(name, each.get_short_help_str(limit=200)) for name, each in commands if each is not None]
            with formatter.section(title):
                formatter.write_dl(rows)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, with an example behind its help; None where there is none of the name."""
        if cmd_name not in self._examples:
            return super().get_command(ctx, cmd_name)
        module = importlib.import_module(f"planner.commands.{self._modules.get(cmd_name, cmd_name)}")
        found: click.Command = getattr(module, cmd_name)
        if EXAMPLE not in (found.epilog or ""):
            more = f"\n\n{found.epilog}" if found.epilog else ""
            found.epilog = f"{EXAMPLE} {self._examples[cmd_name]}{more}"
        return found

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run the program; a standard stream that was closed leads nowhere, so that nothing takes its place."""
        gc.set_threshold(*SELDOM)
        os.environ.setdefault("PYTHONWARNINGS", UNTOLD)
        for stream in range(3):
            try:
                os.fstat(stream)
            except OSError:
                os.open(os.devnull, os.O_RDWR)
        return super().main(*arguments, **options)

    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        """Read the command line; click would give a Ctrl-C meanwhile another exit code."""
        try:
            return super().make_context(*arguments, **options)
        except KeyboardInterrupt as stop:
            click.echo("interrupted before it had begun; nothing was written", err=True)
            raise click.exceptions.Exit(INTERRUPTED_CODE) from stop

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; say a failure that a planner can read on standard error, and give the answer once."""
        try:
            with ending():
                result = super().invoke(ctx)
        except click.exceptions.Exit as end:
            answer().ended(None, end.exit_code)
            raise
        except WorkbookError as error:
            for fault in by_severity(error.faults):
                click.echo(str(fault), err=True)
            click.echo(f"{error.path.name}: {count_of_faults(error.faults)}. Nothing was written.", err=True)
            self._end(ctx, error, error.exit_code)
        except PlannerError as error:
            click.echo(f"error: {error}", err=True)
            self._end(ctx, error, error.exit_code)
        except click.ClickException as error:  # click says it, in its own way
            _note_asked()
            answer().ended(error, error.exit_code)
            raise
        except KeyboardInterrupt as stop:
            click.echo(": ".join(("interrupted", *notes_of(stop))), err=True)
            self._end(ctx, stop, INTERRUPTED_CODE)
        self._end(ctx, None, NOT_VERIFIED_CODE if is_unverified(ctx) else 0)
        return result

    def _end(self, ctx: click.Context, error: BaseException | None, exit_code: int) -> None:
        answer().ended(error, exit_code)
        if exit_code:
            ctx.exit(exit_code)


def _note_asked() -> None:
    """Note what was asked for on a command line that could not be parsed to its end."""
    if "--json" in sys.argv[1:]:
        answer().is_json = True
