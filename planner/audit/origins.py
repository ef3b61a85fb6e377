"""Where materials come from, as finely as rules ask: a country, or a site or supplier that a rule names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planner.audit.lookup import AuditLookup
from planner.workbook.book import Row


@dataclass(frozen=True)
class AuditedSource:
    """Where something was made or bought, as far as its label says."""

    country: str
    site: str = ""
    supplier: str = ""


class AuditedOrigins:
    """The labels of what is made, bought and held at first of every material that a rule follows."""

    def __init__(self, lookup: AuditLookup) -> None:
        self._lookup = lookup
        self._named: dict[str, set[str]] = {}
        for row in lookup.book.rows("Rules"):
            for material in materials_of(lookup, row):
                self._named.setdefault(material, set()).update(row["origins"])
        self.sources = {material: self._sources(material) for material in self._named}

    def is_followed(self, material: str) -> bool:
        """Return whether a rule follows a material from its origin."""
        return material in self._named

    def label(self, material: str, site: str, supplier: str = "") -> str:
        """Return the origin of what is made, held at first or (from a supplier) bought at a site."""
        if material not in self._named:
            return ""
        source = self.source(material, site, supplier)
        place = source.site or source.country
        if not source.supplier:
            return place
        is_one = len({self.source(material, other, supplier) for other in self._selling(material, supplier)}) == 1
        return supplier if is_one else f"{supplier} @ {place}"

    def source(self, material: str, site: str, supplier: str = "") -> AuditedSource:
        """Return what a rule can tell of the origin of what is made or bought at a site."""
        named = self._named.get(material, set())
        return AuditedSource(
            self._lookup.country[site], site if site in named else "", supplier if supplier in named else ""
        )

    def _selling(self, material: str, supplier: str) -> Iterable[str]:
        rows = self._lookup.book.rows("Suppliers")
        return [row["site"] for row in rows if (row["supplier"], row["material"]) == (supplier, material)]

    def _sources(self, material: str) -> dict[str, AuditedSource]:
        """Return what every label of a material stands for."""
        found = {self.label(material, site): self.source(material, site) for site in self._lookup.country}
        for row in self._lookup.book.rows("Suppliers"):
            if row["material"] == material:
                label = self.label(material, row["site"], row["supplier"])
                found[label] = self.source(material, row["site"], row["supplier"])
        return found


def materials_of(lookup: AuditLookup, rule: Row) -> list[str]:
    """Return the material of a rule, or the materials of its family."""
    name = rule["material"]
    return [name] if name in lookup.materials else [m for m, row in lookup.materials.items() if row["family"] == name]
