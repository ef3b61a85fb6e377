"""Draws lines over the periods, with the limit that a rule sets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from planner.reports.html.marks import GREY, LINE, PAPER, element, joined, named, number, picture, pixels_of, text
from planner.reports.html.scales import AxisScale, tick_texts, ticks
from planner.wording.numbers import number_text, share_text

LIMIT_COLOUR: Final = "#A61B1B"
WIDTH, HEIGHT = 330.0, 200.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 6.0, 12.0, 26.0


@dataclass(frozen=True)
class DrawnLine:
    """Values by period, NaN where there is none; ``is_step`` for a limit, drawn dashed and in steps."""

    name: str
    values: Sequence[float]
    colour: str
    is_step: bool = False


def lines(
    periods: Sequence[str], drawn: Sequence[DrawnLine], description: str, *, percent: bool = False,
    top: float | None = None,
) -> Markup:  # fmt: skip
    """Return lines over the periods, on an axis from nothing."""
    values = [value for line in drawn for value in line.values if math.isfinite(value)]
    marks = ticks(min(0.0, *values, 0.0), max(*values, top or 0.0, 0.0), 4)
    y = AxisScale(marks[0], marks[-1], HEIGHT - BOTTOM, TOP)
    x = AxisScale(0, max(len(periods) - 1, 1), LEFT + 14, WIDTH - RIGHT - 14)
    body = [_frame(marks, y, percent), _labels(periods, x)]
    for line in sorted(drawn, key=lambda one: one.is_step):
        body.append(_steps(line, x, y) if line.is_step else _points(line, periods, x, y, percent))
    return picture(WIDTH, HEIGHT, description, *body)


def _frame(marks: Sequence[float], y: AxisScale, percent: bool) -> Markup:
    drawn = []
    for value, words in zip(marks, tick_texts(marks, percent), strict=True):
        at = y(value)
        drawn.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=at, y2=at, stroke=GREY if value == 0 else LINE))
        drawn.append(number(LEFT - 7, at + 4.5, words, value, text_anchor="end", fill=GREY, font_size=12))
    return joined(drawn)


def _labels(periods: Sequence[str], x: AxisScale) -> Markup:
    widest = max(pixels_of(period, 12) for period in periods) + 10
    room = (x.end - x.start) / max(len(periods) - 1, 1)
    every = max(1, math.ceil(widest / room))
    shown = range(0, len(periods), every)
    return joined(
        text(x(place), HEIGHT - 8, periods[place], text_anchor="middle", fill=GREY, font_size=12)
        for place in shown if every == 1 or x(place) + widest / 2 < x.end + 24
    )  # fmt: skip


def _points(line: DrawnLine, periods: Sequence[str], x: AxisScale, y: AxisScale, percent: bool) -> Markup:
    places = [place for place, value in enumerate(line.values) if math.isfinite(value)]
    path = "".join(
        f"{'M' if place - 1 not in places else 'L'}{x(place):.1f},{y(line.values[place]):.1f}" for place in places
    )
    show = share_text if percent else number_text
    dots = [
        named("circle", f"{line.name}, {periods[place]}: {show(line.values[place])}", cx=x(place),
              cy=y(line.values[place]), r=3.6, fill=line.colour, stroke=PAPER)
        for place in places
    ]  # fmt: skip
    return element("path", d=path or "M0,0", fill="none", stroke=line.colour, stroke_width=2.4) + joined(dots)


def _steps(line: DrawnLine, x: AxisScale, y: AxisScale) -> Markup:
    """Return a limit as a dashed line that is as wide as a period at each of its values."""
    half = (x.end - x.start) / max(len(line.values) - 1, 1) / 2 if len(line.values) > 1 else 30.0
    path, before = "", False
    for place, value in enumerate(line.values):
        if not math.isfinite(value):
            before = False
            continue
        start, end, at = max(x(place) - half, LEFT), min(x(place) + half, x.end + 14), y(value)
        path += f"{'L' if before else 'M'}{start:.1f},{at:.1f}H{end:.1f}"
        before = True
    return element("path", element("title", line.name), d=path or "M0,0", fill="none", stroke=line.colour,
                   stroke_width=1.8, stroke_dasharray="6 4")  # fmt: skip
