"""The most that could be had of a material, in all and at a market, with everything built and what hits leave of it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup
from planner.workbook.checks.reach import capacity_there
from planner.workbook.checks.risks import EACH

Named = tuple[str, str]  # what hits know a thing by: the kind of target, and the name


@dataclass(frozen=True)
class GiverLimit:
    """A resource that givers may share: its names, and by period what there can be of it."""

    names: frozenset[Named]
    most: tuple[float, ...]


@dataclass(frozen=True)
class Giver:
    """What gives a material: its site, the names that hits know it by, and the most a year, by period.

    ``made`` is what a unit of the resource that it ``takes`` gives of the material, by period.
    """

    site: str
    names: frozenset[Named]
    most: tuple[float, ...]
    total: float = math.inf
    takes: GiverLimit | None = None
    made: tuple[float, ...] = ()

    def amount(self, t: int, length: float, share: float) -> float:
        """Return the most that it gives in some years of a period, where a share of it remains."""
        return min(self.most[t] * length * share, self.total) if share and self.most[t] else 0.0


@dataclass(frozen=True)
class GiverWay:
    """A row of Lanes from one site to a market: what hits know it by, the most a year, and what of it arrives."""

    start: str
    names: frozenset[Named]
    most: tuple[float, ...]
    kept: tuple[float, ...]

    def amount(self, t: int, length: float, share: float) -> float:
        """Return the most that arrives in some years of a period; without a maximum it is open unless nothing is left.

        So much is sent as of what has a maximum remains.
        """
        return self.most[t] * share * length * self.kept[t] if share and self.most[t] and self.kept[t] else 0.0


def left(names: frozenset[Named], hits: Sequence[Row], out: Named | None) -> float:
    """Return the share of a thing that hits on all materials leave of it; ``out`` is what a hit with each takes out."""
    found = 1.0
    for hit in hits:
        struck = out if EACH.fullmatch(hit["name"]) else (hit["target"], hit["name"])
        if struck in names and "*" in hit["material"] and hit["remaining"] is not None:
            found = min(found, hit["remaining"])
    return found


def together(
    givers: Iterable[tuple[Giver, float]], t: int, length: float, hits: Sequence[Row], out: Named | None
) -> float:
    """Return the most that givers give in some years of a period, with the shares that are left of them.

    Those that take of one resource give no more than the one that makes the most of it would give of it all.
    """
    found, shared = 0.0, dict[int, tuple[GiverLimit, float, float]]()
    for giver, share in givers:
        amount = giver.amount(t, length, share)
        if giver.takes is None or not amount or math.isinf(giver.made[t]):
            found += amount
        else:
            _, sums, made = shared.get(id(giver.takes), (giver.takes, 0.0, 0.0))
            shared[id(giver.takes)] = giver.takes, sums + amount, max(made, giver.made[t])
    for limit, sums, made in shared.values():
        there = limit.most[t] * left(limit.names, hits, out) if limit.most[t] else 0.0
        found += min(sums, there * length * made)
    return found


def givers_of(material: str, lookup: CheckLookup) -> Iterator[Giver]:
    """Yield the offers and plants that give a material, as much as could ever be built of them."""
    limits: dict[Named, GiverLimit] = {}
    for row in lookup.book.rows("Suppliers"):
        if row["material"] == material:
            window = lookup.window(row, "from", "until")
            most = tuple(x if t in window else 0.0 for t, x in enumerate(row["maximum"]))
            names = _names(row["site"], lookup) | {("supplier", row["supplier"]), ("material", material)}
            yield Giver(row["site"], names, most, row["total"])
    for process, roles in lookup.recipes.items():
        amounts = roles["makes"].get(material, ()) if "makes" in roles else ()
        for site in lookup.places.sites if amounts else ():
            if (process, site) in lookup.plants or (process, site) in lookup.adders:
                made = [math.fsum(amount[t] for amount in amounts) for t in range(lookup.count)]
                runs = capacity_there(process, site, lookup)
                most = tuple(x * y if y else 0.0 for x, y in zip(runs, made, strict=True))
                own: frozenset[Named] = frozenset({("plant", f"{process} @ {site}"), ("material", material)})
                takes, of_unit = _scarcest(process, site, made, limits, lookup)
                yield Giver(site, _names(site, lookup) | own, most, takes=takes, made=of_unit)


def _scarcest(
    process: str, site: str, made: Sequence[float], limits: dict[Named, GiverLimit], lookup: CheckLookup
) -> tuple[GiverLimit | None, tuple[float, ...]]:
    """Return the resource of a plant that lets it give the least, and what a unit of it gives."""
    found: list[tuple[float, GiverLimit, tuple[float, ...]]] = []
    for resource, amounts in lookup.recipes[process].get("uses", {}).items():
        place = lookup.nearest(resource, site)
        if place is not None:
            names = frozenset({("resource", resource), ("resource", f"{resource} @ {place}")})
            limit = limits.setdefault((resource, place), GiverLimit(names, capacity_there(resource, place, lookup)))
            taken = [math.fsum(amount[t] for amount in amounts) for t in range(lookup.count)]
            of_unit = tuple(x / y if y > 0 else math.inf for x, y in zip(made, taken, strict=True))
            gives = math.fsum(x * y for x, y in zip(limit.most, of_unit, strict=True) if x)
            found.append((gives, limit, of_unit))
    if not found:
        return None, ()
    _, limit, of_unit = min(found, key=lambda one: one[0])
    return limit, of_unit


def ways_to(market: str, material: str, lookup: CheckLookup) -> list[GiverWay]:
    """Return the rows of Lanes that bring a material to a market, from each site by itself."""
    places, end = lookup.places, lookup.places.number[market]
    found = []
    for row in lookup.book.rows("Lanes"):
        carries = "*" in row["material"] or material in row["material"]
        if carries and end in places.sites_in(row["to"]):
            kept = tuple(1 - loss for loss in row["loss"])
            through: frozenset[Named] = frozenset(("chokepoint", name) for name in row["chokepoints"])
            for start in places.sites_in(row["from"]):
                if start != end:
                    site = places.sites[start]
                    found.append(GiverWay(site, _leaving(site, market, lookup) | through, row["maximum"], kept))
    return found


def _leaving(start: str, end: str, lookup: CheckLookup) -> frozenset[Named]:
    """Return what hits know a lane by: its ends by all their names, and the places that it leads out of."""
    chains = [lookup.places.chain(site) for site in (start, end)]
    ends: frozenset[Named] = frozenset(("lane", f"{one} > {other}") for one in chains[0] for other in chains[1])
    return ends | {name for name in _names(start, lookup) if name[1] not in chains[1]}


def _names(site: str, lookup: CheckLookup) -> frozenset[Named]:
    places = lookup.places
    country = places.country.get(site, site)
    found = {("site", site), ("country", country), ("bloc", places.bloc.get(country) or "")}
    return frozenset(found)


def by_site(givers: Iterable[Giver]) -> dict[str, list[Giver]]:
    """Return givers by the site at which they are."""
    found: dict[str, list[Giver]] = defaultdict(list)
    for giver in givers:
        found[giver.site].append(giver)
    return found
