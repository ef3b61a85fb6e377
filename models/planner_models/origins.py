"""Where a material was made or bought: told apart only as finely as the rules ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planner_models.given.periods import Varying
from planner_models.given.sourcing import OriginSet
from planner_models.problem import Problem
from planner_models.tolerances import RECIPE_ROUNDING

ANYWHERE = 0  # the one origin of every material that no rule follows


@dataclass(frozen=True, slots=True)
class Origin:
    """An origin: a country, or a site or supplier in it where a rule names one."""

    name: str
    country: str
    site: int | None = None
    supplier: str | None = None

    def belongs_to(self, origins: OriginSet) -> bool:
        """Return whether a rule that counts these origins as one counts this one among them."""
        return self.country in origins.countries or self.site in origins.sites or self.supplier in origins.suppliers


class Origins:
    """The origins of a problem, numbered; number 0 is ``anywhere``."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self.all: list[Origin] = [Origin("", "")]
        self._numbers: dict[tuple[str, int | None, str | None, str], int] = {}
        self.ruled = frozenset(m for rule in problem.rules for m in rule.materials)
        self._sites: dict[int, set[int]] = {m: set() for m in self.ruled}
        self._suppliers: dict[int, set[str]] = {m: set() for m in self.ruled}
        for rule in problem.rules:
            for m in rule.materials:
                for origins in rule.origins:
                    self._sites[m] |= origins.sites
                    self._suppliers[m] |= origins.suppliers

    def number(self, material: int, site: int, supplier: str | None = None) -> int:
        """Return the origin of what is made, held at first or (from a supplier) bought at a site."""
        if material not in self.ruled:
            return ANYWHERE
        country, own_site, own_supplier = self._source(material, site, supplier)
        place = self._problem.sites[site].name if own_site is not None else country
        name = self._name(material, own_supplier, place)
        key = (country, own_site, own_supplier, name)
        if key not in self._numbers:
            self._numbers[key] = len(self.all)
            self.all.append(Origin(name, country, own_site, own_supplier))
        return self._numbers[key]

    def numbered(self, origin: Origin) -> int:
        """Return the number of an origin, which is added where it has none yet."""
        key = (origin.country, origin.site, origin.supplier, origin.name)
        if origin == self.all[ANYWHERE]:
            return ANYWHERE
        if key not in self._numbers:
            self._numbers[key] = len(self.all)
            self.all.append(origin)
        return self._numbers[key]

    def _source(self, material: int, site: int, supplier: str | None) -> tuple[str, int | None, str | None]:
        """Return what tells origins apart: the country, and a site or supplier that a rule names."""
        own_site = site if site in self._sites[material] else None
        own_supplier = supplier if supplier in self._suppliers[material] else None
        return self._problem.sites[site].country, own_site, own_supplier

    def _name(self, material: int, supplier: str | None, place: str) -> str:
        """Return what an origin is called: a supplier by its name alone where it is one origin only."""
        if supplier is None:
            return place
        offers = [s for s in self._problem.offers if (s.supplier, s.material) == (supplier, material)]
        sources = {self._source(material, s.site, supplier) for s in offers}
        return supplier if len(sources) == 1 else f"{supplier} @ {place}"


def made_anew(problem: Problem) -> dict[tuple[int, int], Varying]:
    """Return, by plant and material, what a run makes of it beyond what it consumes: only that has its own origin.

    Only plants are there that consume a material which they make.
    """
    return {
        key: tuple(max(0.0, made - taken) for made, taken in zip(makes, consumes, strict=True))
        for key, makes, consumes in _repacked(problem)
    }


def passed_on(problem: Problem) -> dict[tuple[int, int], Varying]:
    """Return, by plant and material, the share of what it consumes of each origin that it gives back of that origin.

    Only plants are there that consume a material which they make.
    """
    return {
        key: tuple(min(1.0, made / taken) if taken else 0.0 for made, taken in zip(makes, consumes, strict=True))
        for key, makes, consumes in _repacked(problem)
    }


def _repacked(problem: Problem) -> Iterator[tuple[tuple[int, int], Varying, Varying]]:
    for p, plant in enumerate(problem.plants):
        consumed = dict(plant.consumes)
        for m, makes in plant.makes:
            if m in consumed:
                yield (p, m), tuple(map(_beside, makes, consumed[m])), consumed[m]


def _beside(makes: float, consumes: float) -> float:
    """Return what is made, as much as is consumed where only rounding is between: amounts of several rows add up."""
    return consumes if abs(makes - consumes) <= RECIPE_ROUNDING * consumes else makes
