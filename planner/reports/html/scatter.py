"""Draws time to survive against time to recover: what lies below the line outlasts the plan."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from markupsafe import Markup

from planner.reports.html.marks import (
    GREY,
    LINE,
    PAPER,
    Box,
    element,
    fitted,
    is_free,
    joined,
    named,
    number,
    picture,
    pixels_of,
    text,
)
from planner.reports.html.scales import AxisScale, tick_texts, ticks
from planner.tolerances import ROUNDING
from planner.wording.text import and_more

WIDTH, HEIGHT = 960.0, 440.0
LEFT, RIGHT, TOP, BOTTOM = 70.0, 20.0, 20.0, 50.0
BAND: Final = 56.0  # above the axis: what is survived without limit
EXPOSED, SAFE = "#B4480A", "#2F6F9F"
MOST_NAMES: Final = 7
DOT: Final = 7.0
MANY: Final = 10  # dots at one place, whose number has two digits
MOST_LISTED: Final = 11  # dots at one place that are named
FIELD: Final = "below the line: exposed"


@dataclass(frozen=True)
class Dot:
    """One disruption: years to recover, years that are survived (infinite for no limit), its words."""

    name: str
    recover: float
    survive: float
    words: str
    weight: float = 0.0
    group: str = ""
    count: int = 1

    @property
    def is_exposed(self) -> bool:
        """Whether it takes longer to recover than the plan survives."""
        return self.survive < self.recover - ROUNDING


def scatter(dots: Sequence[Dot], description: str) -> Markup:
    """Return the dots, each where it is, those of one place as one with their number, and the line of equal times."""
    most = max((dot.recover for dot in dots), default=1.0)
    finite = [dot.survive for dot in dots if math.isfinite(dot.survive)]
    across, up = ticks(0.0, most * 1.05, 6), ticks(0.0, max([*finite, most]), 5)
    if finite and max(finite) > 3 * most:
        up = ticks(0.0, 2 * most, 5)
    x = AxisScale(across[0], across[-1], LEFT, WIDTH - RIGHT)
    y = AxisScale(up[0], up[-1], HEIGHT - BOTTOM, TOP + BAND)
    dots = _gathered(dots, x, y)
    spots = [(x(dot.recover), _height(dot.survive, y)) for dot in dots]
    marks = [_mark(dot, spot) for dot, spot in zip(dots, spots, strict=True)]
    end = min(x.high, y.high)
    names = _names(dots, spots, (x(0), y(0), x(end), y(end)), x.end)
    return picture(WIDTH, HEIGHT, description, _axes(across, up, x, y), _even(x, y), *marks, names)


def _gathered(dots: Sequence[Dot], x: AxisScale, y: AxisScale) -> list[Dot]:
    """Return the dots, those of one place as one with their number, named after the worst, the largest number first.

    None is moved: beside its place a dot could stand on the other side of the line.
    """
    places: dict[tuple[int, int, bool], list[Dot]] = {}
    for dot in dots:
        key = (round(x(dot.recover)), round(_height(dot.survive, y)), dot.is_exposed)
        places.setdefault(key, []).append(dot)
    found: list[Dot] = []
    for group in places.values():
        if len(group) == 1:
            found += group
            continue
        worst = max(group, key=lambda dot: dot.weight)
        listed = and_more([dot.name for dot in group], MOST_LISTED, "; ")
        found.append(replace(worst, words=f"{len(group)} disruptions: {listed}", count=len(group)))
    return sorted(found, key=lambda dot: -dot.count)


def _height(survive: float, y: AxisScale) -> float:
    return TOP + BAND * 0.58 if survive > y.high else y(survive)


def _axes(across: Sequence[float], up: Sequence[float], x: AxisScale, y: AxisScale) -> Markup:
    longest = f"{tick_texts([up[-1]])[0]} year{'' if up[-1] == 1 else 's'}"
    drawn = [
        element("rect", x=LEFT, y=TOP, width=WIDTH - LEFT - RIGHT, height=BAND - 8, fill="#EEF4F8"),
        text(LEFT + 8, TOP + 14, f"survived longer than {longest}, or without limit", fill=GREY, font_size=12),
    ]  # fmt: skip
    for value, words in zip(across, tick_texts(across), strict=True):
        drawn.append(element("line", x1=x(value), x2=x(value), y1=TOP + BAND, y2=y.start, stroke=LINE))
        drawn.append(number(x(value), y.start + 18, words, value, text_anchor="middle", fill=GREY))
    for value, words in zip(up, tick_texts(up), strict=True):
        drawn.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y(value), y2=y(value), stroke=LINE))
        drawn.append(number(LEFT - 8, y(value) + 4.5, words, value, text_anchor="end", fill=GREY))
    middle = (y.start + y.end) / 2
    drawn.append(text(WIDTH / 2, HEIGHT - 8, "time to recover, years", text_anchor="middle"))
    drawn.append(text(16.0, middle, "time to survive, years", text_anchor="middle",
                      transform=f"rotate(-90 16 {middle:.0f})"))  # fmt: skip
    return joined(drawn)


def _even(x: AxisScale, y: AxisScale) -> Markup:
    """Return the line on which both times are the same, and the field below it."""
    end = min(x.high, y.high)
    corner = f"M{x(0):.1f},{y(0):.1f}L{x(end):.1f},{y(end):.1f}"
    field = f"{corner}L{x(x.high):.1f},{y(end):.1f}L{x(x.high):.1f},{y(0):.1f}Z"
    return joined((
        element("path", d=field, fill=EXPOSED, fill_opacity=0.07),
        element("path", d=corner, stroke=GREY, stroke_dasharray="5 4", fill="none"),
    ))  # fmt: skip


def _mark(dot: Dot, spot: tuple[float, float]) -> Markup:
    """Return a dot: a diamond where exposed, a circle where not, so that colour is not all that tells."""
    x, y = spot
    if dot.count > 1:
        colour = EXPOSED if dot.is_exposed else SAFE
        disc = named("circle", dot.words, cx=x, cy=y, r=DOT * (1.3 if dot.count < MANY else 1.9), fill=colour,
                     stroke=PAPER)  # fmt: skip
        return disc + text(x, y + 4, str(dot.count), text_anchor="middle", font_size=11, fill=PAPER, font_weight=600)
    if dot.is_exposed:
        d = f"M{x:.1f},{y - DOT:.1f}l{DOT},{DOT}l{-DOT},{DOT}l{-DOT},{-DOT}Z"
        return named("path", dot.words, d=d, fill=EXPOSED, stroke=PAPER)
    return named("circle", dot.words, cx=x, cy=y, r=DOT - 1.5, fill=SAFE, stroke=PAPER)


def _names(dots: Sequence[Dot], spots: Sequence[tuple[float, float]], even: Box, right: float) -> Markup:
    """Return the names of what is worst, each where it covers no other name, dot or line, and what the field means.

    ``even`` is where the line of equal times begins and ends: the field's name stands wholly below it.
    """
    taken = [(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in spots]
    drawn = []
    for place in _worst(dots)[:MOST_NAMES]:
        x, y = spots[place]
        words = fitted(dots[place].name, 250, 12)
        for box in _boxes(x, y, pixels_of(words, 12)):
            line = (x - 1, box[3], x + 1, y - DOT - 1)
            if is_free(box, taken) and is_free(line, taken):
                taken += [box, line]
                drawn.append(element("line", x1=x, x2=x, y1=box[3], y2=y - DOT, stroke=GREY, stroke_width=0.8))
                drawn.append(text(box[0], box[3] - 3, words, font_size=12))
                break
    left, bottom, end, top = even
    begin = right - pixels_of(FIELD, 12) - 6
    under = int(bottom + min((begin - left) / (end - left), 1.0) * (top - bottom)) + 18
    for level in range(under, under + 170, 10):
        box = (begin, level - 12.0, right - 6, level + 3.0)
        if is_free(box, taken):
            drawn.append(text(right - 6, float(level), FIELD, text_anchor="end", fill=EXPOSED, font_size=12))
            break
    return joined(drawn)


def _worst(dots: Sequence[Dot]) -> list[int]:
    """Return the exposed dots that matter most, one of each group, the worst first."""
    exposed = sorted((place for place, dot in enumerate(dots) if dot.is_exposed), key=lambda place: -dots[place].weight)
    first: dict[str, int] = {}
    for place in exposed:
        first.setdefault(dots[place].group, place)
    return list(first.values())


def _boxes(x: float, y: float, wide: float) -> Iterator[Box]:
    """Yield where a name could stand: above its dot, ever higher."""
    for rise in range(14, int(y - TOP - BAND), 8):
        for left in (x - wide / 2, x - 8, x - wide + 8):
            if left > LEFT + 4 and left + wide < WIDTH - RIGHT - 4:
                yield left, y - rise - 15, left + wide, y - rise
