"""What is used of a material by origin, from stock too, as the plan's balances have it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable

from planner.audit.claims import Claims
from planner.audit.lookup import AuditLookup
from planner.audit.origins import AuditedOrigins, AuditedSource
from planner.audit.repacked import produced
from planner.audit.tolerances import ROUNDING


class AuditedUse:
    """What plants take in and do not give back, and what markets get, by material and period: site, origin, amount."""

    def __init__(self, lookup: AuditLookup, claims: Claims, origins: AuditedOrigins) -> None:
        self._origins = origins
        anew: defaultdict[tuple[str, str, str, int], float] = defaultdict(float)
        for material, site, t, amount in produced(lookup, claims):
            anew[material, site, origins.label(material, site), t] += amount
        self._rows: dict[tuple[str, int], list[tuple[str, str, float]]] = defaultdict(list)
        for row in claims.rows("Balances"):
            material, site, origin, t = row["material"], row["site"], row["origin"], row["t"]
            given_back = row["made"] - anew[material, site, origin, t]
            used = row["consumed"] - given_back
            used = used if abs(used) > ROUNDING * row["consumed"] else 0.0  # of a catalyst rounding is left
            self._rows[material, t].append((site, origin, used + row["delivered"]))

    def used(self, material: str, t: int, sites: Container[str]) -> Iterable[tuple[AuditedSource, float]]:
        """Return what is used at some sites of a material that a rule follows, by where it is from."""
        sources = self._origins.sources[material]
        for site, origin, amount in self._rows.get((material, t), []):
            if site in sites and origin in sources:
                yield sources[origin], amount
