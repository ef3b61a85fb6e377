"""What can be shipped between which places, and what of a workbook is connected to nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product
from typing import Final

from planner.desk.network.parts import HOLDS, PASSES, At, NetworkPart, PartsRead, parts_of
from planner.workbook.book import Book, Row
from planner.workbook.places import SITE
from planner.workbook.schema.columns import fold

MOST_PAIRS: Final = 200_000  # in all; a workbook that joins more is drawn without the rows beyond, and says so
ALL: Final = ("*",)


@dataclass(frozen=True)
class ReadLane:
    """A material that can go from one part to another, by these rows of Lanes; at the same site without any.

    With ``is_planned`` every one of the rows needs a project.
    """

    start: NetworkPart
    end: NetworkPart
    material: str
    rows: tuple[int, ...]
    is_planned: bool = False


@dataclass(frozen=True)
class Apart:
    """Something that is connected to nothing: what it is, why, and the rows behind it."""

    words: str
    why: str
    rows: tuple[At, ...]
    part: NetworkPart | None = None


@dataclass(frozen=True)
class NetworkRead:
    """What a workbook says can be shipped where.

    Attributes
    ----------
    parts, lanes
        What stands where, and what joins it.
    columns
        The materials of each step of the chain; what asks for them stands behind the last.
    apart
        What is connected to nothing.
    not_drawn
        Rows that could not be drawn, and why.
    """

    parts: tuple[NetworkPart, ...]
    lanes: tuple[ReadLane, ...]
    columns: tuple[tuple[str, ...], ...]
    apart: tuple[Apart, ...]
    not_drawn: tuple[tuple[At, str], ...]


def network_of(book: Book) -> NetworkRead:
    """Return the network of a workbook, also of one with errors: rows that name nothing known are left out."""
    read = parts_of(book)
    not_drawn = {at for at, _ in read.not_drawn}
    rows = [row for row in book.rows("Lanes") if (row.sheet, row.number) not in not_drawn]
    parts = (*read.parts, *_passing(read, rows))
    ways, carried, too_many = _ways(rows, parts, read)
    lanes = (*_joined(ways, parts), *_inside(parts))
    more = tuple(
        ((row.sheet, row.number), f"with it more than {MOST_PAIRS:,} pairs of sites would be joined")
        for row in too_many
    )
    idle = [row for row in rows if row not in too_many and row.number not in carried]
    # of what the lanes beyond would join, nothing is said
    apart = () if too_many else (*_apart(parts, ways), *_idle_lanes(idle), *_idle_sites(book, parts))
    return NetworkRead(parts, lanes, read.columns, apart, (*read.not_drawn, *more))


Way = tuple[str, str, str]  # two sites and a material


def _ways(
    rows: list[Row], parts: Iterable[NetworkPart], read: PartsRead
) -> tuple[dict[Way, dict[int, Row]], set[int], list[Row]]:
    """Return the rows by which a material goes from site to site, where both know it.

    Of rows of one mode the one with the nearer ends governs, as in the plan. Besides, the numbers of all rows that
    could carry something, also where others govern; and the rows of too many pairs.
    """
    knows: dict[str, set[str]] = defaultdict(set)
    for part in parts:
        for material in (*part.takes, *part.gives):
            knows[material].add(part.site)
    best: dict[tuple[Way, str], tuple[tuple[int, int], Row]] = {}
    carried: set[int] = set()
    too_many, count = [], 0
    for row in rows:
        ends = [[read.places.sites[n] for n in read.places.sites_in(row[side])] for side in ("from", "to")]
        materials = read.steps if row["material"] == ALL else row["material"]
        joined = {each: [[site for site in side if site in knows[each]] for side in ends] for each in materials}
        size = sum(len(starts) * len(stops) for starts, stops in joined.values())
        if count + size > MOST_PAIRS:
            too_many.append(row)
            continue
        count += size
        rank = (sum(read.places.specificity(row[side]) for side in ("from", "to")), int(row["material"] != ALL))
        for material, (starts, stops) in joined.items():
            for start, stop in product(starts, stops):
                key = ((start, stop, material), fold(row["mode"] or ""))
                carried |= {row.number} if start != stop else set()
                if start != stop and (key not in best or rank > best[key][0]):
                    best[key] = (rank, row)
    found: dict[Way, dict[int, Row]] = defaultdict(dict)
    for (way, _), (_, row) in best.items():
        found[way][row.number] = row
    return dict(found), carried, too_many


def _joined(ways: dict[Way, dict[int, Row]], parts: Iterable[NetworkPart]) -> Iterable[ReadLane]:
    there: dict[tuple[str, str], list[NetworkPart]] = defaultdict(list)
    for part in parts:
        for material in {*part.takes, *part.gives}:
            there[part.site, material].append(part)
    for (start, stop, material), rows in ways.items():
        is_planned = all(row["needs"] for row in rows.values())
        for begin in _senders(there[start, material], material):
            for end in _takers(there[stop, material], material):
                yield ReadLane(begin, end, material, tuple(sorted(rows)), is_planned)


def _inside(parts: Iterable[NetworkPart]) -> Iterable[ReadLane]:
    """Yield what one part of a site gives another in a later step, for which no lane is needed."""
    users: dict[tuple[str, str], list[NetworkPart]] = defaultdict(list)
    for part in parts:
        for material in part.takes:
            users[part.site, material].append(part)
    for part in parts:
        for material in part.gives:
            for user in users[part.site, material]:
                if part.kind != PASSES and user.column > part.column:
                    yield ReadLane(part, user, material, ())


def _senders(parts: list[NetworkPart], material: str) -> list[NetworkPart]:
    """Return the parts of a site from which a material leaves: who makes or buys it, else who has it."""
    makers = [part for part in parts if material in part.gives and part.kind != HOLDS]
    return makers or parts[:1]


def _takers(parts: list[NetworkPart], material: str) -> list[NetworkPart]:
    """Return the parts of a site that a material reaches: who uses it, else who holds it or has it anyway."""
    users = [part for part in parts if material in part.takes and part.kind != HOLDS]
    return users or parts[:1]


def _passing(read: PartsRead, rows: list[Row]) -> Iterable[NetworkPart]:
    """Yield the sites that only pass a material on: lanes that name them bring it and take it away.

    A lane of all materials makes a hub only of a site that has nothing else; a hub is one only where the material
    comes from somebody who gives it and goes to somebody who takes it, perhaps over other hubs.
    """
    gives, takes = (_sites_by_material(read.parts, side) for side in ("gives", "takes"))
    brought, taken = (_named_ends(read, rows, side) for side in ("to", "from"))
    found = {at for at in brought.keys() & taken.keys() if at[0] not in gives[at[1]] | takes[at[1]]}
    while True:
        stays = {
            at for at in found
            if _joins(read, brought[at], "from", gives[at[1]], at[1], found)
            and _joins(read, taken[at], "to", takes[at[1]], at[1], found)
        }  # fmt: skip
        if stays == found:
            break
        found = stays
    for site, material in sorted(found):
        numbers = sorted({row.number for ends in (brought, taken) for row in ends[site, material]})
        country, at = read.places.country.get(site, site), tuple(("Lanes", number) for number in numbers)
        yield NetworkPart(PASSES, material, site, country, read.steps[material], (material,), (material,), at)


def _sites_by_material(parts: Iterable[NetworkPart], side: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for part in parts:
        for material in getattr(part, side):
            found[material].add(part.site)
    return found


def _named_ends(read: PartsRead, rows: list[Row], side: str) -> dict[tuple[str, str], list[Row]]:
    """Return the rows that name a site at one of their ends, by site and material."""
    busy = {part.site for part in read.parts}
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if read.places.specificity(row[side]) == SITE and (row["material"] != ALL or row[side] not in busy):
            for material in read.steps if row["material"] == ALL else row["material"]:
                found[row[side], material].append(row)
    return found


def _joins(
    read: PartsRead, rows: list[Row], side: str, known: set[str], material: str, hubs: set[tuple[str, str]]
) -> bool:
    """Whether the other end of one of some rows is a site that knows a material, or a hub of it."""
    sites = (read.places.sites[n] for row in rows for n in read.places.sites_in(row[side]))
    return any(site in known or (site, material) in hubs for site in sites)


def _apart(parts: tuple[NetworkPart, ...], ways: dict[Way, dict[int, Row]]) -> Iterable[Apart]:
    given = {(part.site, material) for part in parts for material in part.gives}
    wanted = {(part.site, material) for part in parts for material in part.takes}
    leaving = {(start, material) for start, _, material in ways}
    arriving = {(stop, material) for _, stop, material in ways}
    for part in parts:
        why = _why_apart(part, given | arriving, wanted | leaving)
        if why:
            yield Apart(f"{part.site}: {part.words}", why, part.rows, part)


def _why_apart(part: NetworkPart, had: set[tuple[str, str]], used: set[tuple[str, str]]) -> str:
    """Return why a part is connected to nothing; blank where it is connected."""
    if part.kind == PASSES:
        return ""
    if not part.takes and not part.gives:
        return "" if part.serves or not part.is_planned else "it adds nothing, and nothing needs it"
    if part.kind == HOLDS:
        material = part.name
        return "" if (part.site, material) in had else f"nothing brings {material} to {part.site}"
    lacking = [material for material in part.takes if (part.site, material) not in had]
    if lacking:
        return f"nothing at {part.site} makes or buys {lacking[0]}, and no lane brings it"
    if part.gives and not any((part.site, material) in used for material in part.gives):
        return f"nothing at {part.site} uses {part.gives[0]}, and no lane takes it anywhere that does"
    return ""


def _idle_lanes(rows: list[Row]) -> Iterable[Apart]:
    for row in rows:
        why = "it carries nothing that is made, bought, held or asked for at both of its ends"
        yield Apart(f"Lane {row['from']} → {row['to']}", why, ((row.sheet, row.number),))


def _idle_sites(book: Book, parts: tuple[NetworkPart, ...]) -> Iterable[Apart]:
    busy = {part.site for part in parts}
    for row in book.rows("Sites"):
        if row["site"] and row["site"] not in busy:
            why = "nothing is bought, made, held, asked for or planned there"
            yield Apart(f"Site {row['site']}", why, ((row.sheet, row.number),))
