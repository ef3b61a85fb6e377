"""Decisions in words."""

from __future__ import annotations

from planner.studies.core.query import Decisions
from planner.wording.numbers import number_text


def size_text(size: float) -> str:
    """Return a size in words; one of nothing is a start that something asks for, and not for a size."""
    return number_text(size) if size else "no size, only a start"


def starts_text(decisions: Decisions) -> dict[str, str]:
    """Return when each project starts, and how much of it."""
    found: dict[str, list[str]] = {}
    for project, period, number, size in decisions:
        much = f": {size_text(size)}" if size is not None else f": {number:g} blocks" if number > 1 else ""
        found.setdefault(project, []).append(f"{period}{much}")
    return {project: "; ".join(periods) for project, periods in found.items()}
