"""Plans that a command is given: verified before anything is made of them, and said so."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click

from planner.commands.answers import answer

UNVERIFIED: Final = "planner.unverified"  # in the context's notes, once a plan was met whose verification fails
NOT_VERIFIED_CODE: Final = 6


def say_verified(plans: Iterable[Path]) -> None:
    """Verify plans and tell on standard error what that found; the command then ends with exit code 6 where one fails.

    Raises
    ------
    FileError
        When a file is no plan.
    """
    from planner.reports.loading.trusted import trusted

    for path in plans:
        found = trusted(path)
        if found.failed:
            click.echo(found.words, err=True)
            note_unverified()
        else:
            answer().warn(found.words)


def note_unverified() -> None:
    """Note that a plan was read or written whose verification fails."""
    click.get_current_context().meta[UNVERIFIED] = True


def is_unverified(context: click.Context) -> bool:
    """Whether such a plan was met."""
    return bool(context.meta.get(UNVERIFIED))
