"""Disruptions: each hit resolved to the plants, offers, lanes, resources and demands that it lessens or makes dear."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from planner.workbook.assemble.names import Positions
from planner.workbook.assemble.outage_sets import sets_of
from planner.workbook.book import Book, Row
from planner_models.given.disruptions import Disruption, HitCosts
from planner_models.given.periods import Varying
from planner_models.problem import Problem

EACH = re.compile(r"each(?:\s+but\s+(?P<but>.+))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Harm:
    """What a row of Hits does to what it hits: the share that it leaves, the factor on costs, what is added to tariffs.

    None where the row says nothing of it.
    """

    remaining: float | None
    price: Varying | None
    tariff: Varying | None


@dataclass
class Harmed:
    """What is left of each thing, and what it costs: of several hits the smallest share, largest price and tariff."""

    shares: dict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    prices: dict[str, dict[int, Varying]] = field(default_factory=lambda: defaultdict(dict))
    tariffs: dict[int, Varying] = field(default_factory=dict)

    def hit(self, kind: str, things: Iterable[int], harm: Harm) -> None:
        """Leave some things as a hit leaves them."""
        for thing in things:
            if harm.remaining is not None:
                shares = self.shares[kind]
                shares[thing] = min(shares.get(thing, harm.remaining), harm.remaining)
            if harm.price is not None:
                _raise(self.prices[kind], thing, harm.price)
            if harm.tariff is not None and kind == "lanes":
                _raise(self.tariffs, thing, harm.tariff)

    @property
    def costs(self) -> HitCosts:
        """What is made dearer."""
        return HitCosts(**self.prices, tariffs=self.tariffs)


def _raise(known: dict[int, Varying], thing: int, numbers: Varying) -> None:
    """Keep the larger number of each period."""
    known[thing] = tuple(map(max, known.get(thing, numbers), numbers))


def disruptions(book: Book, names: Positions, problem: Problem) -> tuple[Disruption, ...]:
    """Return the disruptions of a workbook; a hit named ``each`` makes one of every row of its kind, or set."""
    hits: dict[str, list[Row]] = defaultdict(list)
    for row in book.rows("Hits"):
        hits[row["disruption"]].append(row)
    targets = Targets(names, problem)
    found = []
    for row in book.rows("Disruptions"):
        own = hits[row["disruption"]]
        spread = next((hit for hit in own if EACH.fullmatch(hit["name"])), None)
        if spread is None:
            found.append(_disruption(row, row["disruption"], [(hit, hit["name"]) for hit in own], names, targets))
            continue
        others = [(hit, hit["name"]) for hit in own if hit is not spread]
        each, count = targets.each(spread), int(row["together"])
        alone = {
            name: _disruption(row, f"{row['disruption']} / {name}", [*others, (spread, name)], names, targets)
            for name in each
        }
        if count == 1:
            found += alone.values()
        else:
            found += sets_of(row["disruption"], alone, count, len(found), spread["target"] != "demand")
    return tuple(found)


def _disruption(row: Row, name: str, hits: list[tuple[Row, str]], names: Positions, targets: Targets) -> Disruption:
    harmed = Harmed()
    for hit, target in hits:
        targets.apply(harmed, hit, target)
    shares = harmed.shares
    every = frozenset(range(len(names.materials)))
    onsets = names.periods.values() if row["onset"] == ("*",) else [names.periods[name] for name in row["onset"]]
    return Disruption(
        name=name,
        probability=row["probability"],
        onsets=tuple(sorted(set(onsets))),
        duration=row["duration"],
        required=row["required"],
        covers=every if row["covers"] == ("*",) else frozenset(names.materials[m] for m in row["covers"]),
        plants=shares["plants"],
        offers=shares["offers"],
        lanes=shares["lanes"],
        resources=shares["resources"],
        demands=shares["demands"],
        row=row.number,
        costs=harmed.costs,
        recovery=row["recovery"],
        floor=row["floor"],
    )


class Targets:
    """What the targets of hits are in a problem."""

    def __init__(self, names: Positions, problem: Problem) -> None:
        self._names, self._problem = names, problem
        self._site = [site.name for site in problem.sites]

    def each(self, hit: Row) -> list[str]:
        """Return the names that a hit on each goes over, those left out with ``but`` left out."""
        match = EACH.fullmatch(hit["name"])
        assert match is not None
        but = {part.strip().casefold() for part in (match["but"] or "").split(";")}
        return [name for name in self._all(hit["target"], hit["material"]) if name.casefold() not in but]

    def _all(self, target: str, materials: tuple[str, ...]) -> list[str]:
        problem, places = self._problem, self._names.places
        if target == "country":
            return list(places.countries)
        if target == "bloc":
            return list(places.blocs)
        if target == "site":
            return list(self._site)
        if target == "supplier":
            return list(dict.fromkeys(offer.supplier for offer in problem.offers))
        if target == "plant":
            return [self._plant(p) for p, x in enumerate(problem.plants) if self._makes_one(x.makes, materials)]
        if target == "resource":
            return [f"{resource.name} @ {resource.place}" for resource in problem.resources]
        if target == "lane":
            ends = [(self._site[link.start], self._site[link.end]) for link in problem.links]
            return list(dict.fromkeys(f"{start} > {end}" for start, end in ends))
        if target == "chokepoint":
            return list(dict.fromkeys(name for link in problem.links for name in link.chokepoints))
        if target == "material":
            return [material.name for material in problem.materials]
        return list(dict.fromkeys(self._site[demand.site] for demand in problem.demands))

    def _makes_one(self, makes: tuple[tuple[int, tuple[float, ...]], ...], materials: tuple[str, ...]) -> bool:
        return materials == ("*",) or any(self._problem.materials[m].name in materials for m, _ in makes)

    def apply(self, harmed: Harmed, hit: Row, name: str) -> None:
        """Leave a hit's target as the hit leaves it."""
        harm, wanted = Harm(hit["remaining"], hit["price"], hit["tariff"]), self._wanted(hit["material"])
        getattr(self, f"_hit_{hit['target']}")(harmed, name, wanted, harm)

    def _wanted(self, materials: tuple[str, ...]) -> frozenset[int]:
        if materials == ("*",):
            return frozenset(range(len(self._problem.materials)))
        return frozenset(self._names.materials[name] for name in materials)

    def _hit_sites(self, harmed: Harmed, sites: frozenset[int], wanted: frozenset[int], harm: Harm) -> None:
        """Hit plants and offers at some sites, and the lanes that lead out of them."""
        problem = self._problem
        harmed.hit("plants", self._plants(sites, wanted), harm)
        harmed.hit("offers", self._offers(sites, wanted), harm)
        out = [
            x for x, lane in enumerate(problem.lanes)
            if lane.material in wanted
            and problem.links[lane.link].start in sites and problem.links[lane.link].end not in sites
        ]  # fmt: skip
        harmed.hit("lanes", out, harm)

    def _plants(self, sites: frozenset[int], wanted: frozenset[int]) -> list[int]:
        every = len(wanted) == len(self._problem.materials)
        return [
            p for p, plant in enumerate(self._problem.plants)
            if plant.site in sites and (every or any(m in wanted for m, _ in plant.makes))
        ]  # fmt: skip

    def _offers(self, sites: frozenset[int], wanted: frozenset[int]) -> list[int]:
        return [s for s, x in enumerate(self._problem.offers) if x.site in sites and x.material in wanted]

    def _hit_place(self, harmed: Harmed, name: str, wanted: frozenset[int], harm: Harm) -> None:
        self._hit_sites(harmed, frozenset(self._names.places.sites_in(name)), wanted, harm)

    _hit_country = _hit_bloc = _hit_site = _hit_place

    def _hit_plant(self, harmed: Harmed, name: str, wanted: frozenset[int], harm: Harm) -> None:
        plants = self._plants(frozenset(range(len(self._site))), wanted)
        harmed.hit("plants", [p for p in plants if self._plant(p) == name], harm)

    def _plant(self, p: int) -> str:
        plant = self._problem.plants[p]
        return f"{plant.process} @ {self._site[plant.site]}"

    def _hit_supplier(self, harmed: Harmed, name: str, wanted: frozenset[int], harm: Harm) -> None:
        every = frozenset(range(len(self._site)))
        own = [s for s in self._offers(every, wanted) if self._problem.offers[s].supplier == name]
        harmed.hit("offers", own, harm)

    def _hit_lane(self, harmed: Harmed, name: str, wanted: frozenset[int], harm: Harm) -> None:
        places = self._names.places
        starts, ends = (frozenset(places.sites_in(place)) for place in places.ends(name))
        links = self._problem.links
        between = [
            x for x, lane in enumerate(self._problem.lanes)
            if lane.material in wanted and links[lane.link].start in starts and links[lane.link].end in ends
        ]  # fmt: skip
        harmed.hit("lanes", between, harm)

    def _hit_chokepoint(self, harmed: Harmed, name: str, wanted: frozenset[int], harm: Harm) -> None:
        passing = [
            x for x, lane in enumerate(self._problem.lanes)
            if lane.material in wanted and name in self._problem.links[lane.link].chokepoints
        ]  # fmt: skip
        harmed.hit("lanes", passing, harm)

    def _hit_resource(self, harmed: Harmed, name: str, wanted: frozenset[int], harm: Harm) -> None:
        resources = self._problem.resources
        hit = [r for r, x in enumerate(resources) if name in (x.name, f"{x.name} @ {x.place}")]
        harmed.hit("resources", hit, harm)

    def _hit_material(self, harmed: Harmed, name: str, wanted: frozenset[int], harm: Harm) -> None:
        material, place = self._names.places.at(name, self._names.materials)
        sites = frozenset(self._names.places.sites_in(place or "*"))
        one = frozenset({self._names.materials[material]})
        harmed.hit("plants", self._plants(sites, one), harm)
        harmed.hit("offers", self._offers(sites, one), harm)

    def _hit_demand(self, harmed: Harmed, name: str, wanted: frozenset[int], harm: Harm) -> None:
        sites = frozenset(self._names.places.sites_in(name))
        asked = [d for d, x in enumerate(self._problem.demands) if x.site in sites and x.material in wanted]
        harmed.hit("demands", asked, harm)
