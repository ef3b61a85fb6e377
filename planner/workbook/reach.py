"""What can be had where and when, if nothing were scarce: the widest that supply could ever spread.

A material can be had at a site where an offer sells it, a stock holds it, a plant makes it from what can be
had there, or a lane brings it from where it can be had. Of amounts only zero counts, and of several rows for
one lane every one, so what is out of reach here is out of reach in every plan.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.workbook.facts import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.workbook.book import Row
    from planner.workbook.facts import Facts

Node = tuple[str, int]  # a material and the position of a site
Open = tuple[bool, ...]  # by period


@dataclass(frozen=True, slots=True)
class Source:
    """A material that can be bought at a site, in the periods in which the offer is open."""

    node: Node
    open: Open


@dataclass(frozen=True, slots=True)
class Works:
    """A plant: a process at a site, by a row of Plants, of Projects, or both."""

    process: str
    site: str
    row: Row
    needs: tuple[Node, ...]
    makes: tuple[Node, ...]
    missing: str  # the resource that is nowhere to be had; blank where there is none
    open: Open


@dataclass(frozen=True, slots=True)
class Way:
    """A row of Lanes: the material that it names, None for all, and the places that it joins."""

    start: str
    materials: frozenset[str] | None
    ends: tuple[int, ...]
    open: Open


class Reach:
    """Works out and remembers what can be had."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.sources = [_source(row, facts) for row in facts.book.rows("Suppliers")]
        self.works = [_works(process, site, facts) for process, site in _pairs(facts)]
        self.ways = [_way(row, facts) for row in facts.book.rows("Lanes")]
        rows = facts.book.rows("Stockpiles")
        self.stocks = {
            (row["material"], facts.places.number[row["site"]]): row["initial"] > 0 for row in rows
        }
        self._waiting: dict[Node, list[int]] = defaultdict(list)
        for place, works in enumerate(self.works):
            for node in works.needs:
                self._waiting[node].append(place)
        self._leaving: dict[str, dict[str | None, list[Way]]] = defaultdict(lambda: defaultdict(list))
        for way in self.ways:
            leaving = self._leaving[way.start]
            for material in way.materials or (None,):
                leaving[material].append(way)
        self._patterns = {source.open for source in self.sources}
        self._patterns |= {works.open for works in self.works} | {way.open for way in self.ways}
        self._sites: dict[int | None, dict[str, list[int]]] = {}
        self._by_period: list[frozenset[Node]] | None = None
        self.ever = self._spread(None, {node for node, there in self.stocks.items() if there})

    def in_period(self, place: int) -> frozenset[Node]:
        """Return what can be had in a period."""
        if self._by_period is None:
            self._by_period = self._all_periods()
        return self._by_period[place]

    def _all_periods(self) -> list[frozenset[Node]]:
        """Return what can be had in each period; periods that are alike are worked out once."""
        known: dict[tuple[tuple[bool, ...], frozenset[Node]], frozenset[Node]] = {}
        patterns = sorted(self._patterns)
        kept = frozenset(node for node, there in self.stocks.items() if there)
        found = []
        for place in range(self.facts.count):
            key = tuple(pattern[place] for pattern in patterns), kept
            if key not in known:
                known[key] = self._spread(place, kept)
            found.append(known[key])
            kept |= known[key] & self.stocks.keys()
        return found

    def _spread(self, place: int | None, stocks: Iterable[Node]) -> frozenset[Node]:
        """Return all that can be had in a period, or in any, from what is in stock."""
        is_open = [any(pattern) if place is None else pattern[place] for pattern in self._patterns]
        alive = {pattern for pattern, there in zip(self._patterns, is_open, strict=True) if there}
        lacks = [len(works.needs) for works in self.works]
        reached = {*stocks, *(source.node for source in self.sources if source.open in alive)}
        ready = [works for works in self.works if not works.needs and works.open in alive]
        reached.update(node for works in ready for node in works.makes)
        gone: set[tuple[str, str]] = set()
        queue = list(reached)
        while queue:
            node = queue.pop()
            made = self._made(node, lacks, alive)
            for other in (*made, *self._carried(node, gone, alive)):
                if other not in reached:
                    reached.add(other)
                    queue.append(other)
        return frozenset(reached)

    def _made(self, node: Node, lacks: list[int], alive: set[Open]) -> list[Node]:
        found: list[Node] = []
        for place in self._waiting.get(node, ()):
            lacks[place] -= 1
            if not lacks[place] and self.works[place].open in alive:
                found += self.works[place].makes
        return found

    def _carried(self, node: Node, gone: set[tuple[str, str]], alive: set[Open]) -> list[Node]:
        """Return where the lanes bring a material from a site; ``gone`` are the places that it left before."""
        material, site = node
        found: list[Node] = []
        for start in (*self.facts.places.chain(self.facts.places.sites[site]), "*"):
            leaving = self._leaving.get(start)
            if leaving is None or (start, material) in gone:
                continue
            gone.add((start, material))
            for way in (*leaving.get(material, ()), *leaving.get(None, ())):
                if way.open in alive:
                    found += [(material, end) for end in way.ends]
        return found

    # In words

    def why(self, node: Node, place: int | None = None) -> str:
        """Return in words which link is missing for a material to be had at a site."""
        return self._why(node, place, set())

    def _why(self, node: Node, place: int | None, seen: set[Node]) -> str:
        material, site = node
        seen.add(node)
        sites = self.facts.places.sites
        at = [sites[other] for other in self._sites_with(material, place)]
        if at:
            there = f"{material!r} can be had at {listed(at)}"
            return f"{there}, but no lane carries it from there to {sites[site]!r}"
        makers = [works for works in self.works if any(name == material for name, _ in works.makes)]
        sellers = [source for source in self.sources if source.node[0] == material]
        if makers:
            return self._why_not_made(material, makers, place, seen)
        if sellers:
            return f"the offers of {material!r} are not open"
        return f"nobody makes or sells {material!r}"

    def _sites_with(self, material: str, place: int | None) -> list[int]:
        """Return the sites at which a material can be had, in order."""
        if place not in self._sites:
            reached = self.ever if place is None else self.in_period(place)
            found: dict[str, list[int]] = defaultdict(list)
            for name, site in sorted(reached):
                found[name].append(site)
            self._sites[place] = dict(found)
        return self._sites[place].get(material, [])

    def _why_not_made(
        self, material: str, makers: Sequence[Works], place: int | None, seen: set[Node]
    ) -> str:
        works = makers[0]
        plant = f"{works.process!r} at {works.site!r}, which makes {material!r},"
        if works.missing:
            return f"{plant} finds no {works.missing!r} there or around it"
        is_open = any(works.open) if place is None else works.open[place]
        if not is_open:
            return f"{plant} has no capacity"
        reached = self.ever if place is None else self.in_period(place)
        lacking = next(node for node in works.needs if node not in reached)
        if lacking in seen:
            return f"{plant} consumes {lacking[0]!r}, which goes round in a circle"
        return f"{plant} lacks {lacking[0]!r}: {self._why(lacking, place, seen)}"


def _pairs(facts: Facts) -> list[tuple[str, str]]:
    created = [pair for pair in facts.adders if pair[0] in facts.processes and pair[1] in facts.places.number]
    return list(dict.fromkeys([*facts.plants, *created]))


def _after(facts: Facts, names: Iterable[str]) -> int:
    """Return the first period in which all projects can be in service; past the last where they never can."""
    found = [facts.first_service(name) for name in names]
    return max((facts.count if place is None else place for place in found), default=0)


def _source(row: Row, facts: Facts) -> Source:
    first, window = _after(facts, row["needs"]), facts.window(row, "from", "until")
    usable = row["total"] > 0 and all(
        facts.nearest(name, row["site"]) for name, amounts in row["uses"] if any(amounts)
    )
    is_open = tuple(
        usable and t >= first and t in window and most > 0 for t, most in enumerate(row["maximum"])
    )
    return Source((row["material"], facts.places.number[row["site"]]), is_open)


def _way(row: Row, facts: Facts) -> Way:
    first = _after(facts, row["needs"])
    is_open = tuple(t >= first and most > 0 for t, most in enumerate(row["maximum"]))
    named = None if "*" in row["material"] else frozenset(row["material"])
    return Way(row["from"], named, facts.places.sites_in(row["to"]), is_open)


def _works(process: str, site: str, facts: Facts) -> Works:
    roles = facts.recipes.get(process, {})
    place = facts.places.number[site]

    def nodes(role: str) -> tuple[Node, ...]:
        items = roles.get(role, {}).items()
        return tuple((item, place) for item, amounts in items if any(map(any, amounts)))

    own = facts.plants.get((process, site))
    capacity = capacity_there(process, site, facts)
    missing = ""
    for resource, amounts in roles.get("uses", {}).items():
        if any(map(any, amounts)):
            at = facts.nearest(resource, site)
            missing = missing or (resource if at is None else "")
            there = capacity_there(resource, at, facts) if at else (0.0,) * facts.count
            capacity = tuple(min(pair) for pair in zip(capacity, there, strict=True))
    row = own if own is not None else facts.adders[process, site][0]
    is_open = tuple(amount > 0 for amount in capacity)
    return Works(process, site, row, nodes("consumes"), nodes("makes"), missing, is_open)


def capacity_there(name: str, place: str, facts: Facts) -> tuple[float, ...]:
    """Return the most that a process or resource can have at a place in each period, with all projects."""
    row = facts.plants.get((name, place)) if name in facts.processes else facts.resources.get((name, place))
    found = [0.0] * facts.count
    if row is not None:
        found[: facts.lasts(row)] = row["capacity"][: facts.lasts(row)]
    for project in facts.adders.get((name, place), ()):
        first = facts.first_service(project["project"])
        for t in range(facts.count if first is None else first, facts.count):
            found[t] += facts.largest(project)
    share = row["availability"] if row is not None and name in facts.processes else (1.0,) * facts.count
    return tuple(amount * part if part else 0.0 for amount, part in zip(found, share, strict=True))
