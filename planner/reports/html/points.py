"""Draws points joined by lines: the scatter of a study."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from planner.reports.columns import is_finite
from planner.reports.html.marks import (
    GREY,
    HALO,
    LINE,
    PAPER,
    Box,
    element,
    fitted,
    is_free,
    named,
    number,
    picture,
    pixels_of,
    text,
)
from planner.reports.html.plot_data import LONGEST, SMALL, TOP, Data, told_as
from planner.reports.html.scales import AxisScale, tick_texts, ticks
from planner.tolerances import ROUNDING
from planner.wording.numbers import number_text


def scatter_of(data: Data, description: str, width: float) -> Markup:
    """Return points joined by lines, each with its words where there is room."""
    numbers = [float(label) for label in data.labels if is_finite(label)]
    values = [value for column in data.series.values() for value in column if value is not None]
    if not numbers or not values:
        return picture(width, 40.0, description, text(0.0, 24.0, "no figures to draw", fill=GREY))
    is_share = max(map(abs, numbers)) <= 1.0
    across, up = _spread(numbers, is_share), _spread(values, data.percent)
    texts = tick_texts(up, data.percent)
    left, height = max(pixels_of(words) for words in texts) + 14, 330.0
    x, y = AxisScale(across[0], across[-1], left, width - 30), AxisScale(up[0], up[-1], height - 50, TOP + 8)
    drawn = [text(0.0, 13.0, fitted(data.value_axis, width - 10, 12), fill=GREY, font_size=12),
             text(width / 2, height - 8, fitted(data.category_axis, width - 20), text_anchor="middle")]  # fmt: skip
    for value, words in zip(up, texts, strict=True):
        drawn.append(element("line", x1=left, x2=width - 30, y1=y(value), y2=y(value), stroke=LINE))
        drawn.append(number(left - 7, y(value) + 4.5, words, value, text_anchor="end", fill=GREY))
    for value, words in zip(across, tick_texts(across, is_share), strict=True):
        drawn.append(element("line", x1=x(value), x2=x(value), y1=TOP, y2=height - 50, stroke=LINE))
        drawn.append(number(x(value), height - 32, words, value, text_anchor="middle", fill=GREY))
    for order, (name, column) in enumerate(data.series.items()):
        drawn += _points(data, name, column, x, y, data.colours[name], order == 0)
    return picture(width, height, description, *drawn)


def _points(
    data: Data, name: str, column: Sequence[float | None], x: AxisScale, y: AxisScale, colour: str, has_words: bool
) -> list[Markup]:
    show = told_as(data)
    found = sorted(
        (float(label), value, data.words[place] if data.words else "")
        for place, (label, value) in enumerate(zip(data.labels, column, strict=True))
        if is_finite(label) and value is not None
    )
    path = "".join(f"{'M' if not n else 'L'}{x(at):.1f},{y(value):.1f}" for n, (at, value, _) in enumerate(found))
    drawn = [element("path", d=path or "M0,0", fill="none", stroke=colour, stroke_width=2)]
    taken = [(x(at) - 5, y(value) - 5, x(at) + 5, y(value) + 5) for at, value, _ in found]
    for at, value, words in found:
        px, py = x(at), y(value)
        told = f"{words or name}: {number_text(at)}, {show(value)}"
        drawn.append(named("circle", told, cx=px, cy=py, r=5.0, fill=colour, stroke=PAPER))
        if has_words and words:
            drawn += _beside(fitted(words, LONGEST, SMALL), px, py, x, taken)
    return drawn


def _beside(words: str, px: float, py: float, x: AxisScale, taken: list[Box]) -> list[Markup]:
    """Return a point's words where they cover no other words and no point; nowhere, where there is no such place."""
    wide = pixels_of(words, SMALL)
    sides = (px + 8, px - 8 - wide) if px < (x.start + x.end) / 2 else (px - 8 - wide, px + 8)
    for left in sides:
        for base in (py - 7, py + 15, py - 20):
            box = (left, base - 11, left + wide, base + 3)
            if left > x.start and box[2] < x.end + 26 and is_free(box, taken):
                taken.append(box)
                return [text(left, base, words, font_size=SMALL, **HALO)]
    return []


def _spread(values: Sequence[float], is_share: bool) -> list[float]:
    """Return the ticks of an axis that begins near its least value, since only differences matter there."""
    low, high = min(values), max(values)
    room = (high - low) * 0.06 or abs(high) * 0.05 or 1.0
    marks = ticks(max(low - room, 0.0) if low >= 0 else low - room, high + room)
    whole = [mark for mark in marks if mark <= 1.0 + ROUNDING] if is_share and high <= 1.0 + ROUNDING else marks
    return whole if len(whole) > 1 and whole[-1] >= high - ROUNDING else marks
