"""Shows how a study goes on standard error: what is done of how many, nothing where nobody watches."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from planner.reports.progress import REFRESHES, clock

if TYPE_CHECKING:
    from types import TracebackType

    from planner.studies.tasks import Event


class StudyProgress:
    """A line on the terminal with the study's stage, the time, and how many of its solves are done.

    Parameters
    ----------
    title
        What is being done.
    console
        Where to write; standard error by default. Nothing is written where it is not a terminal.
    """

    def __init__(self, title: str, console: Console | None = None) -> None:
        self._stage, self._figures = title, ""
        self._console = console or Console(stderr=True)
        self._live: Live | None = None
        self._spinner = Spinner("dots")
        self._began = time.monotonic()

    def __enter__(self) -> StudyProgress:
        if self._console.is_terminal:
            self._live = Live(
                get_renderable=self._render, console=self._console, refresh_per_second=REFRESHES, transient=True
            )
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def stage(self, words: str) -> None:
        """Say what is being done; what was done of the stage before is forgotten."""
        self._stage, self._figures = words, ""

    def update(self, event: Event) -> None:
        """Say that a solve is done."""
        kept = ", kept from before" if event.kept else ""
        self._figures = f"{event.done} of {event.total} solves done  ·  last: {event.name}{kept}"

    def _render(self) -> Spinner:
        words = [part for part in (self._stage, clock(time.monotonic() - self._began), self._figures) if part]
        self._spinner.update(text=Text("  ·  ".join(words), no_wrap=True, overflow="ellipsis"))
        return self._spinner
