"""Decisions in words."""

from __future__ import annotations

from planner.studies.core.query import Decisions
from planner.wording.numbers import number_text


def starts_text(decisions: Decisions) -> dict[str, str]:
    """Return when each project starts, and how much of it."""
    found: dict[str, list[str]] = {}
    for project, period, number, size in decisions:
        much = f": {number_text(size)}" if size is not None else f": {number:g} blocks" if number > 1 else ""
        found.setdefault(project, []).append(f"{period}{much}")
    return {project: "; ".join(periods) for project, periods in found.items()}
