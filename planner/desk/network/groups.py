"""Puts the parts of a network together by step and country, so that a large one can be read; countries open at will."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

from planner.desk.network.lanes import NetworkRead, ReadLane
from planner.desk.network.parts import PASSES, NetworkPart

MOST_OPEN: Final = 16  # boxes that are all drawn site by site without being asked
MOST_BOXES: Final = 40  # of one column; the countries with the fewest lanes are drawn together
OTHERS: Final = "others"
JOIN: Final = "\u241f"  # the sign for a unit separator: no name of a workbook has it
SWEEPS: Final = 6  # of putting boxes beside those that they are joined to

Key = str


@dataclass(frozen=True)
class Box:
    """The parts of one place in one column: a country, or one of its sites.

    Attributes
    ----------
    key, group
        What it is asked for by, and the country's: both the same for a country that is drawn as one.
    """

    key: Key
    group: Key
    column: int
    country: str
    site: str
    parts: tuple[NetworkPart, ...]
    is_apart: bool = False

    @property
    def is_planned(self) -> bool:
        """Whether nothing of it is there today."""
        return all(part.is_planned for part in self.parts)

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites in it."""
        return tuple(dict.fromkeys(part.site for part in self.parts))

    @property
    def name(self) -> str:
        """What it is called."""
        return self.site or self.country


@dataclass(frozen=True)
class NetworkLink:
    """All lanes from one box to another."""

    key: Key
    start: Box
    end: Box
    lanes: tuple[ReadLane, ...]

    @property
    def is_planned(self) -> bool:
        """Whether none of it can be used before something is built."""
        return all(lane.is_planned or lane.start.is_planned or lane.end.is_planned for lane in self.lanes)

    @property
    def materials(self) -> tuple[str, ...]:
        """What is carried."""
        return tuple(dict.fromkeys(lane.material for lane in self.lanes))


@dataclass(frozen=True)
class Grouped:
    """A network in boxes, those of each column from top to bottom."""

    columns: tuple[tuple[Box, ...], ...]
    links: tuple[NetworkLink, ...]

    @property
    def boxes(self) -> dict[Key, Box]:
        """Every box by its key."""
        return {box.key: box for column in self.columns for box in column}


def of_material(network: NetworkRead, material: str) -> NetworkRead:
    """Return that part of a network which has to do with a material; all of it for a blank."""
    if not material:
        return network
    parts = tuple(part for part in network.parts if material in (*part.takes, *part.gives))
    lanes = tuple(lane for lane in network.lanes if lane.material == material)
    apart = tuple(each for each in network.apart if each.part in parts)
    return replace(network, parts=parts, lanes=lanes, apart=apart)


def grouped(network: NetworkRead, opened: Collection[Key] = ()) -> Grouped:
    """Return a network in boxes; countries that were opened, or all of a small network, site by site."""
    sites = {(part.column, part.country, part.site) for part in network.parts}
    is_small = len(sites) <= MOST_OPEN
    apart = {each.part for each in network.apart}
    held: dict[tuple[int, str, str], list[NetworkPart]] = defaultdict(list)
    shown = _shown_by_name(network, opened)
    for part in network.parts:
        country = part.country if (part.column, part.country) in shown else OTHERS
        is_open = is_small or key_of(part.column, country) in opened
        held[part.column, country, part.site if is_open else ""].append(part)
    boxes = [
        Box(key_of(*at), key_of(at[0], at[1]), *at, tuple(parts), any(part in apart for part in parts))
        for at, parts in held.items()
    ]
    links = _links(network.lanes, boxes)
    return Grouped(_ordered(boxes, links, len(network.columns) + 1), links)


def _shown_by_name(network: NetworkRead, opened: Collection[Key]) -> set[tuple[int, str]]:
    """Return the countries of each column that are drawn by name: of too many, those with the most lanes."""
    weights: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for part in network.parts:
        weights[part.column][part.country] += 0
    for lane in network.lanes:
        for part in (lane.start, lane.end):
            weights[part.column][part.country] += 1
    found = set()
    for column, countries in weights.items():
        names = sorted(countries, key=lambda name: (-countries[name], name))
        kept = names if len(names) <= MOST_BOXES or key_of(column, OTHERS) in opened else names[: MOST_BOXES - 1]
        found |= {(column, name) for name in kept}
    return found


def key_of(column: int, country: str, site: str = "") -> Key:
    """Return what a box is asked for by."""
    return JOIN.join([str(column), country, *([site] if site else [])])


def _links(lanes: Iterable[ReadLane], boxes: Iterable[Box]) -> tuple[NetworkLink, ...]:
    at = {part: box for box in boxes for part in box.parts}
    together: dict[tuple[Key, Key], list[ReadLane]] = defaultdict(list)
    for lane in lanes:
        start, end = at[lane.start], at[lane.end]
        if start is not end:
            together[start.key, end.key].append(lane)
    by_key = {box.key: box for box in at.values()}
    return tuple(
        NetworkLink(f"{start}{JOIN}{JOIN}{end}", by_key[start], by_key[end], tuple(lanes))
        for (start, end), lanes in together.items()
    )


def _ordered(boxes: Iterable[Box], links: Iterable[NetworkLink], count: int) -> tuple[tuple[Box, ...], ...]:
    """Return the boxes of each column, beside those that they are joined to, the sites of a country together."""
    columns: list[list[Box]] = [[] for _ in range(count)]
    for box in sorted(boxes, key=lambda each: (each.country, each.site)):
        columns[box.column].append(box)
    beside: dict[Key, list[Key]] = defaultdict(list)
    for link in links:
        beside[link.start.key].append(link.end.key)
        beside[link.end.key].append(link.start.key)
    for _ in range(SWEEPS):
        at = {box.key: place / max(len(column) - 1, 1) for column in columns for place, box in enumerate(column)}
        for place, column in enumerate(columns):
            columns[place] = _sorted(column, {box.key: _mean([at[key] for key in beside[box.key]], at[box.key])
                                              for box in column})  # fmt: skip
    return tuple(map(tuple, columns))


def _sorted(column: list[Box], wanted: dict[Key, float]) -> list[Box]:
    groups: dict[Key, list[float]] = defaultdict(list)
    for box in column:
        groups[box.group].append(wanted[box.key])
    centre = {group: sum(places) / len(places) for group, places in groups.items()}
    return sorted(column, key=lambda box: (centre[box.group], box.group, wanted[box.key], box.key))


def _mean(places: list[float], otherwise: float) -> float:
    return sum(places) / len(places) if places else otherwise


def count_words(parts: Iterable[NetworkPart]) -> str:
    """Return how many parts of each kind there are, in words: ``2 suppliers, 1 plant``."""
    names = {"buys": "supplier", "makes": "plant", "holds": "stock", "asks for": "demand", "project": "project",
             PASSES: "hub"}  # fmt: skip
    counts: dict[str, int] = defaultdict(int)
    for part in parts:
        counts[names[part.kind]] += 1
    return ", ".join(f"{count} {name}{'s' * (count != 1)}" for name, count in counts.items())
