"""Disruptions, what they leave and make dearer, and how they count in the objective."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner_models.given.periods import Varying


@dataclass(frozen=True, slots=True)
class HitCosts:
    """What a disruption makes dearer: the factor on what each thing costs, by period, and what lanes' tariffs rise by.

    An offer's price, a plant's or resource's variable cost, a lane's cost, and of a demand price and shortage cost.
    """

    plants: Mapping[int, Varying] = field(default_factory=dict)
    offers: Mapping[int, Varying] = field(default_factory=dict)
    lanes: Mapping[int, Varying] = field(default_factory=dict)
    resources: Mapping[int, Varying] = field(default_factory=dict)
    demands: Mapping[int, Varying] = field(default_factory=dict)
    tariffs: Mapping[int, Varying] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything costs something else."""
        return any((self.plants, self.offers, self.lanes, self.resources, self.demands, self.tariffs))


@dataclass(frozen=True, slots=True)
class Disruption:
    """What could go wrong: how likely, when, for how long, what it leaves, and what must be served all the same.

    ``onsets`` are the periods in which it may begin. ``required`` is None without a guarantee, ``floor`` where nothing
    is asked of every moment; ``covers`` are the materials whose demand they cover. The mappings hold the share that
    remains of each thing that is hit; of lanes (a material on a link) too, since a hit may be narrowed to a material.
    ``costs`` is what it makes dearer; in the years of ``recovery`` after it all comes back evenly. ``outage`` is there
    for one that takes several things of a kind at once.
    """

    name: str
    probability: float
    onsets: tuple[int, ...]
    duration: float
    required: float | None
    covers: frozenset[int]
    plants: Mapping[int, float]
    offers: Mapping[int, float]
    lanes: Mapping[int, float]
    resources: Mapping[int, float]
    demands: Mapping[int, float]
    row: int
    costs: HitCosts = HitCosts()
    recovery: float = 0.0
    floor: float | None = None
    outage: OutageSet | None = None

    @property
    def until_back(self) -> float:
        """The years until all is as before: its duration and its recovery."""
        return self.duration + self.recovery


@dataclass(frozen=True, slots=True)
class OutageSet:
    """What a disruption takes at once: one of all sets of so many things of a kind that its row makes.

    ``of`` is the row's name and ``first`` the position of its first set, on whose promise all of its sets lean.
    ``parts`` are the disruptions that each of the things would be by itself. Where ``is_nested``, what takes more of
    them leaves no more of anything than what takes fewer, so that what survives the one survives the other.
    """

    of: str
    first: int
    parts: tuple[Disruption, ...]
    is_nested: bool


@dataclass(frozen=True, slots=True)
class Risk:
    """How disruptions count: the weight of the tail against the mean, the tail's level, and whether gains count."""

    weight: float = 0.0
    level: float = 0.9
    counts_gains: bool = False

    def tail(self, outcomes: Sequence[tuple[float, float]]) -> float:
        """Return the conditional value at risk of (chance, share), the rest of the chance being a share of 0."""
        left, total = 1 - self.level, 0.0
        for chance, share in sorted(outcomes, key=lambda outcome: -outcome[1]):
            part = min(chance, left)
            total, left = total + part * share, left - part
        return total / (1 - self.level)
