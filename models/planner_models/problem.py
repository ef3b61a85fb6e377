"""One planning problem: all that the model is built from, checked to be whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from planner_models.given import network
from planner_models.given.disruptions import Disruption, Risk
from planner_models.given.investment import Funder, Grant, Project, ProjectGroup
from planner_models.given.periods import Charging, Period
from planner_models.given.sourcing import Rule


@dataclass(frozen=True, slots=True)
class Problem:
    """One planning problem, everything that the model is built from.

    Raises
    ------
    ValueError
        When a varying number does not have one value a period, or a reference is out of range.
    """

    periods: tuple[Period, ...]
    charging: Charging
    sites: tuple[network.Site, ...]
    materials: tuple[network.Material, ...]
    plants: tuple[network.Plant, ...] = ()
    resources: tuple[network.Resource, ...] = ()
    offers: tuple[network.Offer, ...] = ()
    links: tuple[network.Link, ...] = ()
    lanes: tuple[network.Lane, ...] = ()
    demands: tuple[network.Demand, ...] = ()
    stockpiles: tuple[network.Stockpile, ...] = ()
    covers: tuple[network.Cover, ...] = ()
    projects: tuple[Project, ...] = ()
    groups: tuple[ProjectGroup, ...] = ()
    funders: tuple[Funder, ...] = ()
    grants: tuple[Grant, ...] = ()
    rules: tuple[Rule, ...] = ()
    disruptions: tuple[Disruption, ...] = ()
    risk: Risk = field(default_factory=Risk)
    times: range = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "times", range(len(self.periods)))
        self._check_lengths()
        self._check_references()

    def _check_lengths(self) -> None:
        things: tuple[network.Offer | network.Link | network.Demand | network.Stockpile | Funder | Rule, ...] = (
            *self.offers, *self.links, *self.demands, *self.stockpiles, *self.funders, *self.rules
        )  # fmt: skip
        for thing in things:
            for name in thing.__dataclass_fields__:
                is_varying = thing.__dataclass_fields__[name].type in ("Varying", "tuple[bool, ...]")
                if is_varying and len(getattr(thing, name)) != len(self.periods):
                    message = f"{type(thing).__name__} of row {thing.row}: {name} needs one value a period"
                    raise ValueError(message)

    def _check_references(self) -> None:
        sites, materials = len(self.sites), len(self.materials)
        things: tuple[network.Offer | network.Demand | network.Stockpile, ...] = (
            *self.offers, *self.demands, *self.stockpiles
        )  # fmt: skip
        for thing in things:
            if not (0 <= thing.site < sites and 0 <= thing.material < materials):
                message = f"{type(thing).__name__} of row {thing.row} names a site or material that is not there"
                raise ValueError(message)
        for lane in self.lanes:
            if not (0 <= lane.link < len(self.links) and 0 <= lane.material < materials):
                message = "a lane names a link or material that is not there"
                raise ValueError(message)

    def promised_by(self, d: int) -> int:
        """Return the disruption whose promise one leans on: its own, or of the first of all sets of its row."""
        outage = self.disruptions[d].outage
        return d if outage is None else outage.first

    @property
    def horizon_end(self) -> float:
        """When the last period ends."""
        return self.periods[-1].end
