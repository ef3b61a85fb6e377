"""A map of the sites and of the lanes that the plan takes up, keeps and gives up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from planner.plans.plan import Plan
from planner.reports.html.parts import HtmlChart, HtmlTable, Section, Words
from planner.reports.html.source import PlanSource
from planner.reports.html.tables import small_table
from planner.reports.html.world import MapWay, Spot, world
from planner.wording.numbers import share_text
from planner.wording.text import counted

TITLE: Final = "Map of sites and lanes"
NEW, KEPT, GONE = "#0B6E99", "#7B8794", "#B4480A"
LEAST: Final = 0.005  # of a material's traffic, to be drawn
MOST_WAYS: Final = 400
THINNEST, WIDEST = 0.8, 5.0


@dataclass(frozen=True)
class MapLane:
    """All that is sent between two sites: the largest share of a material's traffic, in the first and last period."""

    start: str
    end: str
    before: float
    after: float
    materials: str


def section(source: PlanSource) -> Section:
    """Return the section."""
    plan, spots = source.plan, _spots(source)
    if not spots:
        return Section("map", TITLE, absent="No site of the workbook has a latitude and a longitude.")
    first, last = plan.book.periods[0], plan.book.periods[-1]
    lanes = _lanes(plan)
    ways = _ways(lanes, {spot.name: spot for spot in spots}, first, last)
    note = (
        f"Width: the largest share that the lane has of all that is sent of one of its materials, in {last} "
        f"(dashed: in {first}). Equal Earth projection; outline of land: Natural Earth, without borders of states."
    )
    picture = world(spots, ways, _words(spots, ways, first, last))
    chart = HtmlChart(
        "map-chart", _title(first, last), (picture,), _table(lanes, first, last), note, _legend(first, last)
    )
    missing = len(plan.book.rows("Sites")) - len(spots)
    lacks = f"{counted(missing, 'site')} without a position {'is' if missing == 1 else 'are'} not on the map."
    told = (Words((lacks,), "note"),) if missing else ()
    return Section("map", TITLE, (chart, *told))


def _title(first: str, last: str) -> str:
    return f"Sites and lanes in {last}" if first == last else f"Sites and lanes: what changes from {first} to {last}"


def _words(spots: Sequence[Spot], ways: Sequence[MapWay], first: str, last: str) -> str:
    if first == last:
        return f"Map of {counted(len(spots), 'site')}; lanes that are used in {last}: {len(ways)}."
    return (
        f"Map of {counted(len(spots), 'site')} and {counted(len(ways), 'lane')}: "
        f"blue lanes are used in {last} and not in {first}, "
        "grey ones in both, orange dashed ones no longer."
    )


def _legend(first: str, last: str) -> tuple[tuple[str, str], ...]:
    if first == last:
        return (("used", KEPT),)
    return ((f"taken up by {last}", NEW), ("kept", KEPT), (f"given up since {first} (dashed)", GONE))


def _table(lanes: Sequence[MapLane], first: str, last: str) -> HtmlTable:
    shares = {f"largest share in {first}": "share", f"largest share in {last}": "share"}
    heads = {"from": "text", "to": "text", **shares, "materials": "text"}
    rows = [
        (lane.start, lane.end, *((lane.before, lane.after) if first != last else (lane.after,)), lane.materials)
        for lane in sorted(lanes, key=lambda lane: -lane.after)
    ]
    return small_table("map-table", "Lanes between sites", heads, rows)


def _spots(source: PlanSource) -> list[Spot]:
    found = []
    for row in source.plan.book.rows("Sites"):
        latitude, longitude = row["latitude"], row["longitude"]
        if latitude is None or longitude is None:
            continue
        country = str(row["country"] or row["site"])
        kind = f", {row['kind']}" if row["kind"] else ""
        colour, words = source.palette.colour_of(country), f"{row['site']}, {country}{kind}"
        found.append(Spot(row["site"], country, float(latitude), float(longitude), colour, words))
    return found


def _lanes(plan: Plan) -> list[MapLane]:
    """Return the lanes that are used in the first or the last period."""
    periods = plan.book.periods
    flows = plan.tables["Flows"]
    flows = flows[(flows["sent"] > 0) & flows["period"].isin([periods[0], periods[-1]])]
    totals = flows.groupby(["material", "period"])["sent"].sum().to_dict()
    sums = flows.groupby(["from", "to", "material", "period"], sort=False)["sent"].sum().reset_index()
    shares: dict[tuple[str, str], dict[str, float]] = {}
    materials: dict[tuple[str, str], dict[str, None]] = {}
    for row in sums.to_dict("records"):
        lane, period = (row["from"], row["to"]), row["period"]
        share = row["sent"] / totals[row["material"], period]
        known = shares.setdefault(lane, {})
        known[period] = max(known.get(period, 0.0), share)
        materials.setdefault(lane, {})[row["material"]] = None
    return [
        MapLane(*lane, known.get(periods[0], 0.0), known.get(periods[-1], 0.0), ", ".join(materials[lane]))
        for lane, known in shares.items()
    ]


def _ways(lanes: Sequence[MapLane], places: Mapping[str, Spot], first: str, last: str) -> list[MapWay]:
    found = []
    for lane in lanes:
        if lane.start not in places or lane.end not in places or max(lane.before, lane.after) < LEAST:
            continue
        is_gone, is_new = lane.after < LEAST, lane.before < LEAST
        colour = GONE if is_gone else NEW if is_new else KEPT
        shares = f"{share_text(lane.before)} in {first}, {share_text(lane.after)} in {last}"
        words = f"{lane.start} → {lane.end}: {lane.materials}; {shares}"
        width = THINNEST + (WIDEST - THINNEST) * math.sqrt(lane.before if is_gone else lane.after)
        found.append(MapWay(places[lane.start], places[lane.end], width, colour, words, is_gone))
    return sorted(found, key=lambda way: -way.width)[:MOST_WAYS]
