"""Draws the plan's shares beside those of doing nothing: two bars a name, from nothing to all."""

from __future__ import annotations

import math
from typing import Final

from markupsafe import Markup

from planner.reports.chart_data import DecisionChart
from planner.reports.html.marks import GREY, LINE, element, fitted, joined, named, number, picture, text
from planner.reports.html.scales import AxisScale
from planner.wording.numbers import share_text

HALF: Final = 520.0  # of half a page, so that its words can be read there
LABELS, RIGHT, TOP = 214.0, 46.0, 22.0
BAR, BETWEEN = 14.0, 10.0
MARKS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


def beside_bars(chart: DecisionChart) -> Markup:
    """Return the drawing, as narrow as half a page."""
    table = chart.table
    scale = AxisScale(0.0, 1.0, LABELS, HALF - RIGHT)
    high = BAR * len(table.series) + BETWEEN
    height = TOP + high * len(table.labels)
    drawn = [_grid(scale, height)]
    for place, (label, values) in enumerate(zip(table.labels, table.values, strict=True)):
        top = TOP + high * place + BETWEEN / 2
        middle = top + BAR * len(table.series) / 2
        drawn.append(
            text(LABELS - 8, middle + 4.5, fitted(label, LABELS - 12, 11.5), text_anchor="end", font_size=11.5)
        )
        for at, (name, value) in enumerate(zip(table.series, values, strict=True)):
            drawn.append(_bar(f"{label}, {name}", value, scale, top + BAR * at, chart.colours[at]))
    return picture(HALF, height + 4, chart.words, *drawn)


def _bar(name: str, value: float, scale: AxisScale, top: float, colour: str) -> Markup:
    """Return a bar with its figure; nothing for a share that is not known."""
    if not math.isfinite(value):
        return joined([])
    words, end = share_text(value), scale(value)
    bar = named("rect", f"{name}: {words}", x=scale(0.0), y=top, width=max(end - scale(0.0), 0.5), height=BAR - 1,
                fill=colour)  # fmt: skip
    return bar + number(end + 5, top + BAR - 3, words, value, font_size=11)


def _grid(scale: AxisScale, height: float) -> Markup:
    drawn = []
    for mark in MARKS:
        drawn.append(
            element("line", x1=scale(mark), x2=scale(mark), y1=TOP, y2=height, stroke=GREY if mark == 0 else LINE)
        )
        drawn.append(text(scale(mark), TOP - 8, f"{mark:.0%}", text_anchor="middle", font_size=11, fill=GREY))
    return joined(drawn)
