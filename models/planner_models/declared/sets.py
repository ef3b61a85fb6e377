"""The sets that families are indexed by: each with its letter, the type of its members, and how one of it is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from planner_models.windows import branches_of

if TYPE_CHECKING:
    from planner_models.problem import Problem

Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class IndexSet:
    """A set: its letter, its type in `planner_models.positions`, and the field of `Problem` whose positions its members are."""

    letter: str
    type: str
    things: str = ""


# fmt: off
T, U = IndexSet("t", "PeriodId", "periods"), IndexSet("u", "PeriodId", "periods")
MATERIAL, SITE = IndexSet("m", "MaterialId", "materials"), IndexSet("i", "SiteId", "sites")
PLANT, RESOURCE = IndexSet("p", "PlantId", "plants"), IndexSet("r", "ResourceId", "resources")
OFFER, EARLIER = IndexSet("s", "OfferId", "offers"), IndexSet("j", "OfferId", "offers")
LINK, LANE = IndexSet("n", "LinkId", "links"), IndexSet("l", "LaneId", "lanes")
DEMAND, STOCKPILE = IndexSet("d", "DemandId", "demands"), IndexSet("h", "StockpileId", "stockpiles")
COVER, RULE = IndexSet("c", "int", "covers"), IndexSet("q", "RuleId", "rules")
PROJECT, OTHER = IndexSet("k", "ProjectId", "projects"), IndexSet("k'", "ProjectId", "projects")
GROUP, FUNDER = IndexSet("g", "int", "groups"), IndexSet("f", "FunderId", "funders")
GRANT, ORIGINS = IndexSet("g", "GrantId", "grants"), IndexSet("g", "SetId")
POINT, DISRUPTION = IndexSet("j", "int"), IndexSet("d", "DisruptionId", "disruptions")
BRANCH, STEP = IndexSet("b", "BranchId", "branches"), IndexSet("n", "StepId")
OVERLAY = IndexSet("w", "OverlayId")
ORIGIN, TOUCH = IndexSet("o", "OriginId"), IndexSet("n", "int")
KIND, CAPACITY, ONE = IndexSet("kind", "str"), IndexSet("i", "int"), IndexSet("0", "int")
ONSET = IndexSet("onset", "PeriodId", "periods")
# fmt: on
_BY_NAME = {name.lower(): value for name, value in globals().items() if isinstance(value, IndexSet)}


def by(names: str) -> tuple[IndexSet, ...]:
    """Return the sets of these names: ``by("plant t")``."""
    return tuple(_BY_NAME[name] for name in names.split())


def called(problem: Problem, things: str, number: int) -> str:
    """Return what a person calls one of these things."""
    x: Any = (branches_of(problem) if things == "branches" else getattr(problem, things))[number]
    sites, materials = problem.sites, problem.materials
    if things == "plants":
        return f"{x.process} @ {sites[x.site].name}"
    if things == "resources":
        return f"{x.name} @ {x.place}"
    if things == "offers":
        return f"{x.supplier}: {materials[x.material].name} @ {sites[x.site].name}"
    if things == "lanes":
        return called(problem, "links", x.link)
    if things == "links":
        return f"{sites[x.start].name} > {sites[x.end].name}" + (f" ({x.mode})" if x.mode else "")
    if things in ("demands", "stockpiles"):
        return f"{materials[x.material].name} at {sites[x.site].name}"
    if things == "covers":
        return f"{materials[x.material].name} for {x.place}"
    if things == "branches":
        return f"{problem.disruptions[x.disruption].name} in {problem.periods[x.onset].name}"
    return str(problem.funders[x.funder].name if things == "grants" else x.name)
