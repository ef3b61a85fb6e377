"""Shows how a study goes on standard error: what is done of how many, nothing where nobody watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.planning.progress import ProgressLine

if TYPE_CHECKING:
    from planner.studies.core.tasks import Event


class StudyProgress(ProgressLine):
    """A line on the terminal with the study's stage, the time, and how many of its solves are done."""

    def update(self, event: Event) -> None:
        """Say that a solve is done."""
        kept = ", kept from before" if event.kept else ""
        self._figures = f"{event.done} of {event.total} solves done  ·  last: {event.name}{kept}"
        self.tell()
