"""What can be had where and when, if nothing were scarce: the widest that supply could ever spread.

A material can be had at a site where an offer sells it, a stock holds it, a plant makes it from what can be
had there, or a lane brings it from where it can be had. Recipes may feed each other in a circle: plants that could
all run together, each fed by the others, can be had too. Of amounts only zero counts, and of several rows for
one lane every one, so what is out of reach here is out of reach in every plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.workbook.book import Row
from planner.workbook.checks.lookup import CheckLookup, listed

Node = tuple[str, int]  # a material and the position of a site
Open = tuple[bool, ...]  # by period


@dataclass(frozen=True, slots=True)
class OpenOffer:
    """A material that can be bought at a site, in the periods in which the offer is open."""

    node: Node
    open: Open


@dataclass(frozen=True, slots=True)
class Works:
    """A plant: a process at a site, by a row of Plants, of Projects, or both."""

    process: str
    site: str
    row: Row
    needs: tuple[tuple[Node, Open], ...]
    makes: tuple[tuple[Node, Open], ...]
    missing: tuple[str, ...]  # by period, a resource that is nowhere to be had; blank where there is none
    open: Open

    def needs_in(self, t: int) -> list[Node]:
        """Return what it consumes in a period."""
        return [node for node, asked in self.needs if asked[t]]

    def makes_in(self, t: int) -> list[Node]:
        """Return what it makes in a period."""
        return [node for node, made in self.makes if made[t]]


@dataclass(frozen=True, slots=True)
class OpenWay:
    """A row of Lanes: the material that it names, None for all, and the places that it joins."""

    start: str
    materials: frozenset[str] | None
    ends: tuple[int, ...]
    open: Open


@dataclass(frozen=True, slots=True)
class Stock:
    """A stockpile: whether it holds something at first, and in which periods it can be filled for the next."""

    initial: bool
    keeps: Open


@dataclass(frozen=True, slots=True)
class Spread:
    """What can be had in a period; and by its number, of each plant that cannot be fed, what it lacks.

    What a plant lacks it lacks whoever else runs of those that can be fed, and of those found starved after it.
    """

    nodes: frozenset[Node]
    lacks: dict[int, Node]


class CheckedReach:
    """Works out and remembers what can be had."""

    def __init__(self, lookup: CheckLookup) -> None:
        self.lookup = lookup
        self.sources = [_source(row, lookup) for row in lookup.book.rows("Suppliers")]
        self.works = [_works(process, site, lookup) for process, site in _pairs(lookup)]
        self.ways = [_way(row, lookup) for row in lookup.book.rows("Lanes")]
        rows = lookup.book.rows("Stockpiles")
        self.stocks = {(row["material"], lookup.places.number[row["site"]]): _stock(row) for row in rows}
        self._leaving: dict[str, dict[str | None, list[OpenWay]]] = defaultdict(lambda: defaultdict(list))
        for way in self.ways:
            leaving = self._leaving[way.start]
            for material in way.materials or (None,):
                leaving[material].append(way)
        self._patterns = {source.open for source in self.sources}
        self._patterns |= {works.open for works in self.works} | {way.open for way in self.ways}
        self._patterns |= {when for works in self.works for _, when in (*works.needs, *works.makes)}
        self._patterns |= {stock.keeps for stock in self.stocks.values()}
        self._sites: dict[int | None, dict[str, list[int]]] = {}
        self._periods = self._all_periods()
        self.ever = frozenset[Node]().union(*(one.nodes for one in self._periods))

    def in_period(self, place: int) -> frozenset[Node]:
        """Return what can be had in a period."""
        return self._periods[place].nodes

    def lacks(self, number: int, place: int) -> Node | None:
        """Return what a plant, by its number among the works, cannot get in a period; None where it can run."""
        return self._periods[place].lacks.get(number)

    def _all_periods(self) -> list[Spread]:
        """Return what can be had in each period; periods that are alike are worked out once."""
        known: dict[tuple[tuple[bool, ...], frozenset[Node]], Spread] = {}
        patterns = sorted(self._patterns)
        kept = frozenset(node for node, stock in self.stocks.items() if stock.initial)
        found = []
        for t in range(self.lookup.count):
            key = tuple(pattern[t] for pattern in patterns), kept
            if key not in known:
                known[key] = self._spread(t, kept)
            found.append(known[key])
            kept = frozenset(n for n, stock in self.stocks.items() if stock.keeps[t] and n in known[key].nodes)
        return found

    def _spread(self, t: int, stocks: frozenset[Node]) -> Spread:
        """Return all that can be had in a period, from what is in stock, and what each plant lacks that cannot run."""
        alive = {pattern for pattern in self._patterns if pattern[t]}
        waiting: dict[Node, list[int]] = defaultdict(list)
        rest = {n: works.needs_in(t) for n, works in enumerate(self.works) if works.open in alive}
        lacks = {n: len(needs) for n, needs in rest.items()}
        for n, needs in rest.items():
            for node in needs:
                waiting[node].append(n)
        gone: set[tuple[str, str]] = set()
        reached: set[Node] = set()
        queue = [*stocks, *(source.node for source in self.sources if source.open in alive)]
        queue += [node for n, count in lacks.items() if not count for node in self.works[n].makes_in(t)]
        while queue:
            node = queue.pop()
            if node in reached:
                continue
            reached.add(node)
            queue += self._carried(node, gone, alive)
            for n in waiting.get(node, ()):
                lacks[n] -= 1
                queue += self.works[n].makes_in(t) if not lacks[n] else ()
        return self._circles(t, reached, {n: rest[n] for n, count in lacks.items() if count}, alive)

    def _circles(self, t: int, reached: set[Node], rest: dict[int, list[Node]], alive: set[Open]) -> Spread:
        """Add what plants make that feed each other: all run until one of them lacks something."""
        starved: dict[int, Node] = {}
        while True:
            found, gone = set(reached), set[tuple[str, str]]()
            queue = [node for n in rest for node in self.works[n].makes_in(t)]
            while queue:
                node = queue.pop()
                if node not in found:
                    found.add(node)
                    queue += self._carried(node, gone, alive)
            new = {n: lacking[0] for n, needs in rest.items() if (lacking := [x for x in needs if x not in found])}
            if not new:
                return Spread(frozenset(found), starved)
            starved |= new
            rest = {n: needs for n, needs in rest.items() if n not in new}

    def _carried(self, node: Node, gone: set[tuple[str, str]], alive: set[Open]) -> list[Node]:
        """Return where the lanes bring a material from a site; ``gone`` are the places that it left before."""
        material, site = node
        found: list[Node] = []
        for start in (*self.lookup.places.chain(self.lookup.places.sites[site]), "*"):
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
        """Return in words which link is missing for a material to be had at a site, in a period or ever."""
        return self._why(node, place, set())

    def _why(self, node: Node, place: int | None, seen: set[Node]) -> str:
        material, site = node
        seen.add(node)
        sites = self.lookup.places.sites
        at = [sites[other] for other in self._sites_with(material, place)]
        if at:
            there = f"{material!r} can be had at {listed(at)}"
            return f"{there}, but no lane carries it from there to {sites[site]!r}"
        makers = [n for n, works in enumerate(self.works) if any(x[0] == material for x, _ in works.makes)]
        sellers = [source for source in self.sources if source.node[0] == material]
        if makers:
            return self._why_not_made(material, makers[0], place, seen)
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

    def _why_not_made(self, material: str, number: int, place: int | None, seen: set[Node]) -> str:
        works = self.works[number]
        plant = f"{works.process!r} at {works.site!r}, which makes {material!r},"
        times = [t for t in range(self.lookup.count) if place in (None, t)]
        missing = [works.missing[t] for t in times]
        if all(missing):
            return f"{plant} finds no {missing[0]!r} there or around it"
        is_open = [t for t in times if works.open[t]]
        if not is_open:
            return f"{plant} has no capacity"
        lacking = self.lacks(number, is_open[0])
        if lacking is None:  # it runs, but makes nothing of it then
            return f"{plant} makes none of it then"
        if lacking in seen:
            return f"{plant} lacks {lacking[0]!r}, which waits for it in turn"
        at = place if lacking not in self.ever else is_open[0]
        return f"{plant} lacks {lacking[0]!r}: {self._why(lacking, at, seen)}"


def _pairs(lookup: CheckLookup) -> list[tuple[str, str]]:
    created = [pair for pair in lookup.adders if pair[0] in lookup.processes and pair[1] in lookup.places.number]
    return list(dict.fromkeys([*lookup.plants, *created]))


def _after(lookup: CheckLookup, names: Iterable[str]) -> int:
    """Return the first period in which all projects can be in service; past the last where they never can."""
    found = [lookup.first_service(name) for name in names]
    return max((lookup.count if place is None else place for place in found), default=0)


def _source(row: Row, lookup: CheckLookup) -> OpenOffer:
    first, window = _after(lookup, row["needs"]), lookup.window(row, "from", "until")
    missing = _missing(((name, (amounts,)) for name, amounts in row["uses"]), row["site"], lookup)
    is_open = tuple(
        row["total"] > 0 and t >= first and t in window and most > 0 and not missing[t]
        for t, most in enumerate(row["maximum"])
    )
    return OpenOffer((row["material"], lookup.places.number[row["site"]]), is_open)


def _way(row: Row, lookup: CheckLookup) -> OpenWay:
    first = _after(lookup, row["needs"])
    pairs = enumerate(zip(row["maximum"], row["loss"], strict=True))
    is_open = tuple(t >= first and most > 0 and loss < 1 for t, (most, loss) in pairs)
    named = None if "*" in row["material"] else frozenset(row["material"])
    return OpenWay(row["from"], named, lookup.places.sites_in(row["to"]), is_open)


def _works(process: str, site: str, lookup: CheckLookup) -> Works:
    roles = lookup.recipes.get(process, {})
    place = lookup.places.number[site]

    def nodes(role: str) -> tuple[tuple[Node, Open], ...]:
        items = roles.get(role, {}).items()
        return tuple(((item, place), tuple(map(any, zip(*amounts, strict=True)))) for item, amounts in items)

    own = lookup.plants.get((process, site))
    capacity = capacity_there(process, site, lookup)
    uses = roles.get("uses", {})
    for resource, amounts in uses.items():
        at = lookup.nearest(resource, site)
        there = capacity_there(resource, at, lookup) if at else (0.0,) * lookup.count
        taken = map(any, zip(*amounts, strict=True))
        capacity = tuple(min(x) if takes else x[0] for takes, *x in zip(taken, capacity, there, strict=True))
    row = own if own is not None else lookup.adders[process, site][0]
    is_open = tuple(amount > 0 for amount in capacity)
    missing = _missing(uses.items(), site, lookup)
    return Works(process, site, row, nodes("consumes"), nodes("makes"), missing, is_open)


def _missing(uses: Iterable[tuple[str, Sequence[Sequence[float]]]], place: str, lookup: CheckLookup) -> tuple[str, ...]:
    """Return, by period, a resource that is taken and nowhere to be had from a place; blank where there is none."""
    nowhere = [(name, amounts) for name, amounts in uses if lookup.nearest(name, place) is None]
    return tuple(
        next((name for name, amounts in nowhere if any(one[t] for one in amounts)), "") for t in range(lookup.count)
    )


def _stock(row: Row) -> Stock:
    pairs = zip(row["maximum"], (*row["loss"][1:], 1.0), strict=True)
    return Stock(row["initial"] > 0, tuple(most > 0 and lost < 1 for most, lost in pairs))


def capacity_there(name: str, place: str, lookup: CheckLookup) -> tuple[float, ...]:
    """Return the most that a process or resource can have at a place in each period, with all projects."""
    row = lookup.plants.get((name, place)) if name in lookup.processes else lookup.resources.get((name, place))
    found = [0.0] * lookup.count
    if row is not None:
        found[: lookup.lasts(row)] = row["capacity"][: lookup.lasts(row)]
    for project in lookup.adders.get((name, place), ()):
        first = lookup.first_service(project["project"])
        for t in range(lookup.count if first is None else first, lookup.count):
            found[t] += lookup.largest(project)
    share = row["availability"] if row is not None and name in lookup.processes else (1.0,) * lookup.count
    return tuple(amount * part if part else 0.0 for amount, part in zip(found, share, strict=True))
