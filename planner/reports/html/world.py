"""Draws a map of the world that needs no network: the Equal Earth projection over a small outline of land."""

from __future__ import annotations

import importlib.resources
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from markupsafe import Markup

from planner.reports.html.marks import GREY, HALO, element, fitted, named, picture, pixels_of, text
from planner.reports.styles import INK

WIDTH: Final = 960.0
LAND, SEA, GRID = "#E3E7EC", "#F7FAFC", "#E6ECF1"
# Šavrič, Patterson, Jenny 2018: The Equal Earth map projection
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
TALLEST: Final = 520.0  # pixels
LEAST_WIDE: Final = 60.0  # degrees of longitude that are shown at least
MARGIN: Final = 14.0  # degrees around the sites
BOLD_WIDER: Final = 1.08  # than the same words in plain letters
APART: Final = 12.0  # pixels between a name and its site, from which on a line joins them
FARTHEST: Final = 72  # pixels between a name and its site at most
BULGE: Final = 60.0  # pixels that a lane swerves at most


@dataclass(frozen=True)
class Spot:
    """A site: its name, country, position in degrees and colour."""

    name: str
    country: str
    latitude: float
    longitude: float
    colour: str
    words: str


@dataclass(frozen=True)
class MapWay:
    """A line between two spots: how thick, in which colour, dashed or not, and its words."""

    start: Spot
    end: Spot
    width: float
    colour: str
    words: str
    is_dashed: bool = False


def world(spots: Sequence[Spot], ways: Sequence[MapWay], description: str) -> Markup:
    """Return a map of spots and ways, turned so that what is sent most crosses its edge least."""
    view = _View(spots, _centre(spots, ways))
    clip = element("clipPath", element("rect", x=0.0, y=0.0, width=WIDTH, height=view.height), id="map-frame")
    land = element("path", d=view.land(), fill=LAND, fill_rule="evenodd")
    sea = element("rect", x=0.0, y=0.0, width=WIDTH, height=view.height, fill=SEA)
    drawn = (_way(way, view) for way in sorted(ways, key=lambda one: -one.width))
    lanes = element("g", *drawn, fill="none", stroke_opacity=0.55, stroke_linecap="round")
    dots = [_dot(spot, view) for spot in spots]
    body = element("g", sea, element("path", d=view.graticule(), stroke=GRID, fill="none"), land, lanes, *dots,
                   _names(spots, view), clip_path="url(#map-frame)")  # fmt: skip
    return picture(WIDTH, view.height, description, element("defs", clip), body)


class _View:
    """The part of the world that is shown, in pixels."""

    def __init__(self, spots: Sequence[Spot], centre: float) -> None:
        self.centre = centre
        west, east = self._reach([_turned(spot.longitude, centre) for spot in spots], 178.0, LEAST_WIDE)
        south, north = self._reach([spot.latitude for spot in spots], 84.0, LEAST_WIDE / 2)
        south, north = max(south, -58.0), min(north, 80.0)
        self._set(west, east, south, north)
        while self.height > TALLEST and east - west < 350.0:
            west, east = max(west - 4.0, -178.0), min(east + 4.0, 178.0)
            self._set(west, east, south, north)

    def _set(self, west: float, east: float, south: float, north: float) -> None:
        corners = [_project(x, y) for x in (west, east) for y in (south, north, min(max(0.0, south), north))]
        self.left = min(x for x, _ in corners)
        self.scale = WIDTH / (max(x for x, _ in corners) - self.left)
        self.top = max(y for _, y in corners)
        self.height = round((self.top - min(y for _, y in corners)) * self.scale, 1)

    def __call__(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the pixel of a position."""
        return self._pixel(_turned(longitude, self.centre), latitude)

    def land(self) -> str:
        """Return the outlines of land; what crosses the edge is drawn on either side and cut by the frame."""
        found = []
        for ring in _rings():
            turned = _unbroken(ring, self.centre)
            low, high = min(x for x, _ in turned), max(x for x, _ in turned)
            for offset in (-360.0, 0.0, 360.0):
                if high + offset > -200 and low + offset < 200:
                    points = [self._pixel(x + offset, y) for x, y in turned]
                    if any(-60 < x < WIDTH + 60 for x, _ in points):
                        found.append(_outline(points))
        return "".join(found)

    def graticule(self) -> str:
        """Return lines of equal longitude and latitude, every thirty degrees."""
        across = [[(x, y) for x in range(-180, 181, 10)] for y in range(-60, 90, 30)]
        up = [[(x, y) for y in range(-90, 91, 10)] for x in range(-180, 181, 30)]
        lines = [[self._pixel(float(x), float(y)) for x, y in line] for line in (*across, *up)]
        return "".join("M" + "L".join(f"{x:.0f},{y:.0f}" for x, y in line) for line in lines)

    def _pixel(self, longitude: float, latitude: float) -> tuple[float, float]:
        x, y = _project(longitude, latitude)
        return (x - self.left) * self.scale, (self.top - y) * self.scale

    @staticmethod
    def _reach(values: Sequence[float], most: float, least: float) -> tuple[float, float]:
        low, high = min(values) - MARGIN, max(values) + MARGIN
        if high - low < least:
            middle = (low + high) / 2
            low, high = middle - least / 2, middle + least / 2
        return max(low, -most), min(high, most)


def _project(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the place on the plane of Equal Earth; longitudes beyond 180 degrees go on straight."""
    angle = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = angle * angle
    sixth = square**3
    below = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(angle) / (3 * below)
    return x, angle * (A1 + A2 * square + sixth * (A3 + A4 * square))


def _centre(spots: Sequence[Spot], ways: Sequence[MapWay]) -> float:
    """Return the longitude in the middle of the map: that from which ways are shortest and no site is cut."""

    def length(centre: float) -> float:
        whole = sum(
            way.width * abs(_turned(way.start.longitude, centre) - _turned(way.end.longitude, centre)) for way in ways
        )
        cut = sum(abs(_turned(spot.longitude, centre)) > 170 for spot in spots)
        spread = [_turned(spot.longitude, centre) for spot in spots]
        middle = abs(max(spread) + min(spread)) / 2
        return whole + 1e4 * cut + (max(spread) - min(spread)) + middle

    return min((float(centre) for centre in range(-180, 180, 10)), key=length)


def _turned(longitude: float, centre: float) -> float:
    return (longitude - centre + 540.0) % 360.0 - 180.0


def _unbroken(ring: Sequence[tuple[float, float]], centre: float) -> list[tuple[float, float]]:
    """Return a ring around the centre in which no step jumps over the edge."""
    found = [(_turned(ring[0][0], centre), ring[0][1])]
    for longitude, latitude in ring[1:]:
        step = _turned(longitude, centre) - found[-1][0]
        found.append((found[-1][0] + (step + 180.0) % 360.0 - 180.0, latitude))
    return found


@cache
def _rings() -> tuple[tuple[tuple[float, float], ...], ...]:
    file = importlib.resources.files("planner.reports.html").joinpath("data", "land.json")
    return tuple(_summed(steps) for steps in json.loads(file.read_text(encoding="utf-8"))["rings"])


def _summed(steps: Sequence[int]) -> tuple[tuple[float, float], ...]:
    """Return the points of a ring that is written as steps in tenths of a degree."""
    x = y = 0
    points = []
    for across, up in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + across, y + up
        points.append((x / 10, y / 10))
    return tuple(points)


def _outline(points: Sequence[tuple[float, float]]) -> str:
    """Return a closed path in steps of whole tenths from point to point, shorter than where each of them is."""
    tenths = [(round(10 * x), round(10 * y)) for x, y in points]
    steps = ((x - from_x, y - from_y) for (from_x, from_y), (x, y) in pairwise(tenths))
    (x, y), told = tenths[0], " ".join(f"{across / 10:g},{up / 10:g}" for across, up in steps if across or up)
    return f"M{x / 10:g},{y / 10:g}l{told}z" if told else ""


def _way(way: MapWay, view: _View) -> Markup:
    (x, y), (to_x, to_y) = (view(one.longitude, one.latitude) for one in (way.start, way.end))
    bend = min(0.16, BULGE / max(math.hypot(to_x - x, to_y - y), 1.0))
    middle_x, middle_y = (x + to_x) / 2 + (y - to_y) * bend, (y + to_y) / 2 - abs(to_x - x) * bend
    d = f"M{x:.1f},{y:.1f}Q{middle_x:.1f},{middle_y:.1f} {to_x:.1f},{to_y:.1f}"
    dashes = "5 5" if way.is_dashed else None
    return named("path", way.words, d=d, stroke=way.colour, stroke_width=way.width, stroke_dasharray=dashes)


def _dot(spot: Spot, view: _View) -> Markup:
    x, y = view(spot.longitude, spot.latitude)
    return named("circle", spot.words, cx=x, cy=y, r=4.2, fill=spot.colour, stroke=INK, stroke_width=0.8)


def _names(spots: Sequence[Spot], view: _View) -> Markup:
    """Return the names of countries near their sites, each where it covers no other."""
    groups: dict[str, list[tuple[float, float]]] = {}
    for spot in spots:
        groups.setdefault(spot.country, []).append(view(spot.longitude, spot.latitude))
    dots = [point for points in groups.values() for point in points]
    taken: list[tuple[float, float, float, float]] = [(x - 4, y - 4, x + 4, y + 4) for x, y in dots]
    drawn = []
    for name, points in sorted(groups.items(), key=lambda item: -len(item[1])):
        words = fitted(name, 130, 12)
        wide = BOLD_WIDER * pixels_of(words, 12)
        box = next((box for box in _boxes(points, wide) if _is_free(box, taken, view.height)), None)
        if box is not None:
            taken.append(box)
            drawn.append(_leader(box, points))
            drawn.append(text(box[0], box[3] - 4, words, font_size=12, font_weight=600, fill=GREY if not name else INK,
                              **HALO,
                              pointer_events="none"))  # fmt: skip
    return Markup("").join(drawn)


def _leader(box: tuple[float, float, float, float], points: Sequence[tuple[float, float]]) -> Markup:
    """Return the line from a name that stands apart to its nearest site; nothing beside it."""
    left, top, right, bottom = box
    ends = [((min(max(x, left), right), min(max(y, top), bottom)), (x, y)) for x, y in points]
    end, site = min(ends, key=lambda pair: math.dist(*pair))
    if math.dist(end, site) < APART:
        return Markup("")
    return element("line", x1=site[0], y1=site[1], x2=end[0], y2=end[1], stroke=INK, stroke_width=0.7)


def _boxes(points: Sequence[tuple[float, float]], wide: float) -> list[tuple[float, float, float, float]]:
    """Return where a name could stand: beside, above and below its sites."""
    found = []
    for x, y in points:
        for left, top in ((x + 7, y - 8), (x - 7 - wide, y - 8), (x - wide / 2, y - 22), (x - wide / 2, y + 7),
                          (x + 7, y - 20), (x + 7, y + 5), (x - 7 - wide, y - 20), (x - 7 - wide, y + 5)):  # fmt: skip
            found.append((left, top, left + wide, top + 15))
    return found + _boxes_apart(points, wide)


def _boxes_apart(points: Sequence[tuple[float, float]], wide: float) -> list[tuple[float, float, float, float]]:
    """Return where a name could stand that finds no room beside its sites: around them, ever farther."""
    found = []
    for distance in range(24, FARTHEST, 12):
        for angle in range(0, 360, 30):
            across, up = distance * math.cos(math.radians(angle)), distance * math.sin(math.radians(angle))
            for x, y in points:
                left = x + across - (0.0 if across > 1 else wide if across < -1 else wide / 2)
                found.append((left, y - up - 7.5, left + wide, y - up + 7.5))
    return found


def _is_free(
    box: tuple[float, float, float, float], taken: Sequence[tuple[float, float, float, float]], height: float
) -> bool:
    left, top, right, bottom = box
    if left < 2 or right > WIDTH - 2 or top < 2 or bottom > height - 2:
        return False
    return all(right < other[0] or left > other[2] or bottom < other[1] or top > other[3] for other in taken)
