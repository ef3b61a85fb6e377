"""How a solve goes, as a picture: the best plan and the proven bound closing in on each other, and the gap."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from markupsafe import Markup, escape

from planner.tolerances import GAP_DRAWN
from planner.wording.numbers import clock, number_text, share_text

Point = tuple[float, float | None, float | None, float | None]  # seconds, best plan, bound, gap
Scale = Callable[[float], float]

WIDE, HIGH = 760.0, 330.0
LEFT, RIGHT, TOP, MIDDLE, LOWER, BOTTOM = 96.0, 742.0, 14.0, 190.0, 216.0, 300.0
BEST, BOUND, BETWEEN, INK = "#1f3a5f", "#b7791f", "#dfe8f3", "#55606c"  # the reports' own
NOTHING: Final = Markup('<p class="absent">The picture begins with the first plan.</p>')


def chart(points: Sequence[Point]) -> Markup:
    """Return the picture of a solve; words where there is nothing to draw yet."""
    known = [point for point in points if point[1] is not None or point[2] is not None]
    if len(known) < 2:
        return NOTHING
    across = _scale(known[0][0], known[-1][0], LEFT, RIGHT)
    bests = [(point[0], point[1]) for point in known if point[1] is not None]
    bounds = [(point[0], point[2]) for point in known if point[2] is not None]
    gaps = [(point[0], max(point[3], GAP_DRAWN)) for point in known if point[3] is not None and point[3] < math.inf]
    low, high = _ends(bests, bounds)
    parts = [
        *_money(bests, bounds, across, _scale(low, high, MIDDLE, TOP), known[-1][0]),
        *_axis(low, high, MIDDLE, TOP, number_text),
        *(_gap(gaps, across, known[-1][0]) if gaps else ()),
        _text(LEFT, HIGH - 8, clock(known[0][0]), "start"),
        _text(RIGHT, HIGH - 8, clock(known[-1][0]), "end"),
    ]
    told = _told(bests, bounds, gaps)
    return Markup('<svg class="gapchart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDE, HIGH, told, Markup("").join(parts)
    )


def _told(bests: Sequence[tuple[float, float]], bounds: Sequence[tuple[float, float]], gaps: object) -> str:
    best = f"best plan {number_text(bests[-1][1])}" if bests else "no plan yet"
    bound = f"no plan below {number_text(bounds[-1][1])}" if bounds else "nothing proven yet"
    gap = f", gap {share_text(gaps[-1][1])}" if isinstance(gaps, list) and gaps else ""
    return f"Best plan and proven bound over time: {best}, {bound}{gap}"


def _ends(bests: Sequence[tuple[float, float]], bounds: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the ends of the axis of money: what was far off at first would leave nothing to see of the rest."""
    best, bound = [each[1] for each in bests], [each[1] for each in bounds]
    seen = [*best[len(best) // 3 :], *bound[len(bound) // 3 :]]
    low, high = min(seen), max(seen)
    margin = (high - low) or 0.05 * abs(high) or 1.0
    return low - 0.15 * margin, high + 0.2 * margin


def _money(
    bests: Sequence[tuple[float, float]], bounds: Sequence[tuple[float, float]], across: Scale, up: Scale, last: float
) -> list[Markup]:
    upper, lower = _steps(bests, across, up, last), _steps(bounds, across, up, last)
    parts = [Markup('<clipPath id="seen"><rect x="{}" y="{}" width="{}" height="{}"/></clipPath>').format(
        LEFT, TOP, RIGHT - LEFT, MIDDLE - TOP)]  # fmt: skip
    if upper and lower:
        start = max(upper[0][0], lower[0][0])
        between = [x for x in upper if x[0] >= start] + [x for x in reversed(lower) if x[0] >= start]
        parts.append(Markup('<path clip-path="url(#seen)" d="{}Z" fill="{}"/>').format(_path(between), BETWEEN))
    for line, colour, words, shift in ((upper, BEST, "best plan", -6), (lower, BOUND, "no plan below", 14)):
        if line:
            mark = '<path clip-path="url(#seen)" d="{}" fill="none" stroke="{}" stroke-width="2.5"/>'
            parts.append(Markup(mark).format(_path(line), colour))
            at = min(max(line[-1][1] + shift, TOP + 12), MIDDLE - 4)
            parts.append(_text(RIGHT - 4, at, words, "end", colour))
    return parts


def _gap(gaps: Sequence[tuple[float, float]], across: Scale, last: float) -> list[Markup]:
    """Return the gap below, on a scale on which a tenth is always as far."""
    low, high = math.log10(min(each[1] for each in gaps)), math.log10(max(each[1] for each in gaps))
    low, high = math.floor(low), max(math.ceil(high), math.floor(low) + 1)
    up = _scale(low, high, BOTTOM, LOWER)
    line = _steps([(seconds, math.log10(gap)) for seconds, gap in gaps], across, up, last)
    return [
        Markup('<path d="{}" fill="none" stroke="{}" stroke-width="2.5"/>').format(_path(line), BEST),
        _text(RIGHT - 4, LOWER + 10, "gap", "end", BEST),
        *_axis(low, high, BOTTOM, LOWER, lambda power: share_text(10.0**power)),
    ]


def _axis(low: float, high: float, bottom: float, top: float, words: Callable[[float], str]) -> list[Markup]:
    line = Markup('<path d="M{} {}V{}H{}" fill="none" stroke="{}"/>').format(LEFT, top, bottom, RIGHT, INK)
    return [line, _text(LEFT - 6, bottom, words(low), "end"), _text(LEFT - 6, top + 10, words(high), "end")]


def _steps(points: Sequence[tuple[float, float]], across: Scale, up: Scale, last: float) -> list[tuple[float, float]]:
    """Return the corners of a line that keeps its height until it changes."""
    corners: list[tuple[float, float]] = []
    for seconds, value in points:
        if corners:
            corners.append((across(seconds), corners[-1][1]))
        corners.append((across(seconds), up(value)))
    return [*corners, (across(last), corners[-1][1])] if corners else []


def _path(corners: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners)


def _scale(low: float, high: float, start: float, end: float) -> Scale:
    wide = high - low or 1.0
    return lambda value: start + (value - low) / wide * (end - start)


def _text(x: float, y: float, words: str, anchor: str, colour: str = INK) -> Markup:
    mark = '<text x="{}" y="{}" text-anchor="{}" font-size="12" fill="{}">{}</text>'
    return Markup(mark).format(x, y, anchor, colour, escape(words))
