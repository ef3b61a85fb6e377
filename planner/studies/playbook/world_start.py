"""What a playbook starts in which world."""

from __future__ import annotations

from planner.studies.core.plain import kept


@kept
class WorldStart:
    """Something that is started along a path: in the world that holds then, blank before any is known."""

    project: str
    period: str
    world: str
    number: float
    size: float | None
