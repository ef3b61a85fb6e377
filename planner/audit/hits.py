"""What every disruption leaves, for the audit: `each` spread out, what remains of everything and what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Final

from planner.audit.lookup import ALL, AuditLookup
from planner.audit.network import AuditedLane
from planner.workbook.book import Row

PLACES: Final = ("country", "bloc", "site")
EACH: Final = re.compile(r"each(?:\s+but\s+(.+))?", re.IGNORECASE)
Names = tuple[str, ...]


@dataclass(frozen=True)
class Blow:
    """One hit of one thing: what kind of thing, which, of which materials, what is left of it and what it costs.

    None where the row says nothing of that; prices and tariffs are by period.
    """

    target: str
    name: str
    materials: Names
    left: float | None
    price: tuple[float, ...] | None
    tariff: tuple[float, ...] | None

    def concerns(self, material: str) -> bool:
        """Return whether a material is hit."""
        return ALL in self.materials or material in self.materials

    def ends(self, sign: str) -> list[tuple[str, str]]:
        """Return what stands before a sign and behind it, at each: where a name holds it too, one way are two names."""
        parts = self.name.split(f" {sign} ")
        return [(f" {sign} ".join(parts[:n]), f" {sign} ".join(parts[n:])) for n in range(1, len(parts))]


@dataclass(frozen=True)
class AuditedStrike:
    """A disruption that strikes: its row, its own name, and all its hits."""

    row: Row
    name: str
    blows: tuple[Blow, ...]
    parts: tuple[str, ...] = ()

    @property
    def is_one_of_many(self) -> bool:
        """Whether it is a set of which only the worst are told: one without a chance."""
        return len(self.parts) > 1 and self.row["probability"] == 0

    def promising(self, required: float | None, floor: float | None) -> AuditedStrike:
        """Return the same where less is promised than its row asks for."""
        row = replace(self.row, values={**self.row.values, "required": required, "floor": floor})
        return replace(self, row=row)

    def covers(self, material: str) -> bool:
        """Return whether its guarantee is for the demand of a material."""
        return ALL in self.row["covers"] or material in self.row["covers"]


def strikes(lookup: AuditLookup, lanes: tuple[AuditedLane, ...]) -> Iterator[AuditedStrike]:
    """Yield every disruption; a hit of each thing of a kind makes one of every such thing."""
    for row in lookup.book.rows("Disruptions"):
        spread = spread_of(lookup, lanes, row)
        if spread is None:
            blows = [_blow(hit, hit["name"]) for hit in lookup.hits.get(row["disruption"], ())]
            yield AuditedStrike(row, row["disruption"], tuple(blows))
            continue
        for names in combinations(spread.names, int(row["together"])):
            yield spread.strike(names)


@dataclass(frozen=True)
class OverEach:
    """A row of Disruptions of which a hit goes over many things: that hit, the things, and its other hits."""

    row: Row
    hit: Row
    names: tuple[str, ...]
    others: tuple[Blow, ...]

    def strike(self, names: tuple[str, ...]) -> AuditedStrike:
        """Return the disruption that takes some of the things at once."""
        title = f"{self.row['disruption']} / {' + '.join(names)}"
        return AuditedStrike(self.row, title, (*self.others, *(_blow(self.hit, name) for name in names)), names)


def spread_of(lookup: AuditLookup, lanes: tuple[AuditedLane, ...], row: Row) -> OverEach | None:
    """Return what a hit with each goes over; None where a row of Disruptions has none."""
    own = lookup.hits.get(row["disruption"], [])
    spread = [hit for hit in own if EACH.fullmatch(hit["name"])]
    if not spread:
        return None
    blows = tuple(_blow(hit, hit["name"]) for hit in own if hit not in spread)
    return OverEach(row, spread[0], tuple(_members(lookup, lanes, spread[0])), blows)


def _blow(hit: Row, name: str) -> Blow:
    return Blow(hit["target"], name, hit["material"], hit["remaining"], hit["price"], hit["tariff"])


def _members(lookup: AuditLookup, lanes: tuple[AuditedLane, ...], hit: Row) -> list[str]:
    """Return all things of a hit's kind but those that it leaves out."""
    match = EACH.fullmatch(hit["name"])
    spared = (match[1] or "").split(";") if match else []
    left_out = {part.strip().casefold() for part in spared}
    every = dict.fromkeys(_every(lookup, lanes, _blow(hit, "")))
    return [name for name in every if name.casefold() not in left_out]


def _every(lookup: AuditLookup, lanes: tuple[AuditedLane, ...], hit: Blow) -> list[str]:
    rows = lookup.book.rows
    kinds: dict[str, Callable[[], list[Any]]] = {
        "country": lambda: list(lookup.countries),
        "bloc": lambda: list(lookup.bloc.values()),
        "site": lambda: list(lookup.country),
        "supplier": lambda: [row["supplier"] for row in lookup.offers.values()],
        "plant": lambda: [f"{p} @ {site}" for p, site in lookup.plants if _makes(lookup, p, hit)],
        "resource": lambda: [f"{name} @ {place}" for name, place in lookup.resources],
        "lane": lambda: [f"{lane.start} > {lane.end}" for lane in lanes],
        "chokepoint": lambda: [name for lane in lanes for name in lane.row["chokepoints"]],
        "material": lambda: list(lookup.materials),
        "demand": lambda: [row["market"] for row in rows("Demand")],
    }
    return kinds[hit.target]()


def _makes(lookup: AuditLookup, process: str, hit: Blow) -> bool:
    """Return whether a process makes one of the materials that are hit; of all materials, it need make none."""
    return ALL in hit.materials or any(map(hit.concerns, lookup.recipes.get((process, "makes"), {})))


@dataclass(frozen=True)
class AfterHits:
    """What is left of a thing, and what it costs: a factor by period, and what is added to a tariff by period."""

    share: float
    price: tuple[float, ...] | None
    tariff: tuple[float, ...] | None


UNHURT: Final = AfterHits(1.0, None, None)


class Remains:
    """What a disruption leaves of each thing; of several hits the smallest share, largest price and largest tariff."""

    def __init__(self, lookup: AuditLookup, strike: AuditedStrike) -> None:
        self._lookup = lookup
        self._blows: dict[str, list[Blow]] = {}
        for blow in strike.blows:
            self._blows.setdefault(blow.target, []).append(blow)
        self._sites = {place: frozenset(lookup.sites(place)) for place in self._places(strike.blows)}

    def _places(self, blows: tuple[Blow, ...]) -> set[str]:
        ends = {part for blow in blows for sign in "@>" for end in blow.ends(sign) for part in end}
        return {ALL} | {blow.name for blow in blows} | ends

    def _after(self, hits: Callable[[Blow], bool], *targets: str) -> AfterHits:
        """Return what is left after those of the blows at some targets that hit."""
        blows = [blow for target in targets for blow in self._blows.get(target, ()) if hits(blow)]
        if not blows:
            return UNHURT
        left = [blow.left for blow in blows if blow.left is not None]
        return AfterHits(
            min(left, default=1.0), _largest([blow.price for blow in blows]), _largest([blow.tariff for blow in blows])
        )

    def _in(self, site: str, place: str) -> bool:
        return site in self._sites[place]

    def plant(self, process: str, site: str) -> AfterHits:
        """Return what is left of a plant."""

        def hits(blow: Blow) -> bool:
            if blow.target in PLACES:
                return self._in(site, blow.name) and _makes(self._lookup, process, blow)
            if blow.target == "plant":
                return blow.name == f"{process} @ {site}" and _makes(self._lookup, process, blow)
            material = self._material(blow, site)
            return material in self._lookup.recipes.get((process, "makes"), {})

        return self._after(hits, *PLACES, "plant", "material")

    def _material(self, blow: Blow, site: str) -> str | None:
        """Return the material that a hit of a material takes from a site, or None."""
        if blow.name in self._lookup.materials:
            return blow.name
        return next((material for material, place in blow.ends("@") if self._in(site, place)), None)

    def offer(self, row: Row) -> AfterHits:
        """Return what is left of an offer."""

        def hits(blow: Blow) -> bool:
            if blow.target in PLACES:
                return self._in(row["site"], blow.name) and blow.concerns(row["material"])
            if blow.target == "supplier":
                return bool(blow.name == row["supplier"]) and blow.concerns(row["material"])
            return bool(self._material(blow, row["site"]) == row["material"])

        return self._after(hits, *PLACES, "supplier", "material")

    def lane(self, lane: AuditedLane) -> AfterHits:
        """Return what is left of a lane."""

        def hits(blow: Blow) -> bool:
            if not blow.concerns(lane.material):
                return False
            if blow.target in PLACES:
                return self._in(lane.start, blow.name) and not self._in(lane.end, blow.name)
            if blow.target == "lane":
                return any(self._in(lane.start, start) and self._in(lane.end, end) for start, end in blow.ends(">"))
            return blow.name in lane.row["chokepoints"]

        return self._after(hits, *PLACES, "lane", "chokepoint")

    def resource(self, name: str, place: str) -> AfterHits:
        """Return what is left of a resource."""
        names = (name, f"{name} @ {place}")
        return self._after(lambda blow: blow.name in names, "resource")

    def demand(self, market: str, material: str) -> AfterHits:
        """Return what is asked, of what is asked without the disruption, and at what price."""
        return self._after(lambda blow: self._in(market, blow.name) and blow.concerns(material), "demand")


def _largest(given: list[tuple[float, ...] | None]) -> tuple[float, ...] | None:
    """Return the largest number of each period, of those that are given."""
    found = [numbers for numbers in given if numbers is not None]
    return tuple(max(numbers) for numbers in zip(*found, strict=True)) if found else None
