"""Sourcing rules, and the origins that they count."""

from __future__ import annotations

from dataclasses import dataclass

from planner_models.given.periods import Varying


@dataclass(frozen=True, slots=True)
class OriginSet:
    """Origins that a rule counts as one: all of these countries, sites and suppliers."""

    name: str
    countries: frozenset[str] = frozenset()
    sites: frozenset[int] = frozenset()
    suppliers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """A sourcing rule on the sum of some materials; ``limit`` is NaN where it does not hold.

    What counts is what enters the sites of the ``buyers`` or, ``of_use``, what is consumed and delivered there.
    ``origins`` are counted one by one for ``each share at most``, ``HHI at most`` and ``origins at least``, else
    there is one set. ``penalty`` is inf for a hard rule. With a ``content``, a material further up, what counts of an
    origin is what holds content of it.
    """

    name: str
    measure: str
    materials: tuple[int, ...]
    of_use: bool
    buyers: frozenset[int]
    origins: tuple[OriginSet, ...]
    limit: Varying
    minimum_share: Varying
    penalty: Varying
    row: int
    content: int | None = None
