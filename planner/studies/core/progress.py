"""Shows how a study goes on standard error: what is done of how many, nothing where nobody watches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from planner.planning.progress import ProgressLine, figures_line
from planner.studies.core.news import TaskNews
from planner.studies.core.tasks import Event

MOST_SHOWN: Final = 2  # tasks at work that a line has room for


class StudyProgress(ProgressLine):
    """A line on the terminal with the study's stage, the time, what it has found, and its solves: done, and at work.

    Parameters
    ----------
    label
        In which unit the money is that is told.
    """

    def __init__(self, stage: str = "", label: str = "") -> None:
        super().__init__(stage)
        self._label = label
        self._found = self._done = self._last = self._now = ""

    def stage(self, text: str) -> None:
        """Say what is being done; the figures of the stage before are forgotten."""
        self._done = self._last = self._now = ""
        super().stage(text)

    def update(self, event: Event) -> None:
        """Say that a solve is done."""
        kept = ", kept from before" if event.kept else ""
        self._done, self._last = f"{event.done} of {event.total} solves done", f"last: {event.name}{kept}"
        self._now = ""
        self._show()

    def watch(self, running: Sequence[TaskNews]) -> None:
        """Say which solves are at work, and how far they are."""
        told = [_told(news) for news in running[:MOST_SHOWN]]
        more = [f"{len(running) - MOST_SHOWN} more"] if len(running) > MOST_SHOWN else []
        now = "; ".join(told + more)
        if now != self._now:
            self._now = now
            self._show()

    def found(self, incumbent: float | None, bound: float | None, gap: float | None) -> None:
        """Say what the study has found so far: the best plan's cost, the least that any can cost, and the gap."""
        self._found = figures_line(incumbent, bound, gap, self._label)
        self.tell_figures(incumbent, bound, gap)
        self._show()

    def _show(self) -> None:
        at_work = f"now: {self._now}" if self._now else self._last
        self._figures = "  ·  ".join(part for part in (self._found, self._done, at_work) if part)
        self.tell()


def _told(news: TaskNews) -> str:
    """Return a task at work in words."""
    name = f"{news.name}, {news.doing}" if news.doing else news.name
    if news.incumbent is None and news.bound is None:
        return name
    return f"{name} ({figures_line(news.incumbent, news.bound, news.gap).replace('  ·  ', ', ')})"
