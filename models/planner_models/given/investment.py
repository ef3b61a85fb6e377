"""Projects, and who pays for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner_models.given.network import Uses
from planner_models.given.periods import Varying


@dataclass(frozen=True, slots=True)
class Project:
    """What could be built, trained, signed or closed.

    ``adds`` and ``removes`` are (``"plant"`` or ``"resource"``, position). ``block`` is None for a start of any
    size up to ``maximum``; ``curve`` holds (size, capital) points. ``least`` holds commitments: the least blocks
    or size by period, None for a start of any size. ``at_least`` is 1 for a project that must be started.
    ``can_build`` is false in the periods in which building takes what is nowhere to be had.
    """

    name: str
    kind: str
    place: str
    adds: tuple[str, int] | None
    removes: tuple[str, int] | None
    block: float | None
    minimum: float
    maximum: float | None
    fixed_capital: Varying
    capital_rate: Varying
    curve: tuple[tuple[float, float], ...]
    fixed_cost: Varying
    yearly_cost: Varying
    lead_time: float
    life: float
    economic_life: float
    cost_of_capital: Varying
    ramp: tuple[float, ...]
    spending: tuple[float, ...]
    window: tuple[bool, ...]
    starts: int
    requires: tuple[int, ...]
    at_least: int
    never: bool
    least: Mapping[int, float | None]
    uses: Uses
    can_build: tuple[bool, ...]
    row: int


@dataclass(frozen=True, slots=True)
class ProjectGroup:
    """How many of a group's projects are started at all."""

    name: str
    at_least: float
    at_most: float
    projects: tuple[int, ...]
    row: int


@dataclass(frozen=True, slots=True)
class Funder:
    """Who pays, with the budget of each whole period."""

    name: str
    budget: Varying
    carries_over: bool
    weight: Varying
    row: int


@dataclass(frozen=True, slots=True)
class Grant:
    """A row of Funding: the projects for which it holds, the share of a start and the most in all."""

    funder: int
    share: Varying
    maximum: float
    projects: tuple[int, ...]
    row: int
