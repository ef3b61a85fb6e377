"""What the desk refuses, in words that a planner can read."""

from __future__ import annotations

from planner.errors import PlannerError


class Refusal(PlannerError):
    """A request that is not answered with what it asks for: its status, what is wrong, and what would do."""

    exit_code = 2

    def __init__(self, status: int, words: str, remedy: str = "") -> None:
        self.status, self.words, self.remedy = status, words, remedy
        super().__init__(f"{words} {remedy}".strip())

    def __reduce__(self) -> tuple[type[Refusal], tuple[int, str, str]]:
        """Return how it is made again in another process: from its parts, not from its message."""
        return type(self), (self.status, self.words, self.remedy)
