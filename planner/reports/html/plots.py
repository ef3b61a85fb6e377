"""Draws the charts of a study: the same kinds, figures and colours as in its workbook."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from markupsafe import Markup

from planner.reports.html.marks import GREY, LINE, PAPER, element, fitted, named, number, picture, pixels_of, text
from planner.reports.html.plot_data import LONGEST, SMALL, TOP, Data, told_as
from planner.reports.html.points import scatter_of
from planner.reports.html.scales import AxisScale, tick_texts, ticks
from planner.reports.styles import DARK, INK
from planner.reports.waterfall import bars_of

MORE, LESS = "#EE6677", "#4477AA"  # red and blue can be told apart with any colour vision
SIDE: Final = 12.0
TURNED: Final = 38  # degrees, of labels that are too long for their room
ALONG, DEEP = math.cos(math.radians(TURNED)), math.sin(math.radians(TURNED))
LEAST_ROOM: Final = 105.0  # pixels that the first of them has at least, if it needs them
CLOSEST: Final = 21.0  # pixels from one turned label to the next


def plot(kind: str, data: Data, description: str, width: float) -> Markup:
    """Return a chart of a kind of ``planner.wording.study.CHART_KINDS``."""
    if kind in ("bar", "tornado"):
        return _bars(data, description, width, on_one_line=kind == "tornado")
    if kind == "scatter":
        return scatter_of(data, description, width)
    return _upright(kind, data, description, width)


class _Frame:
    """The axes of an upright chart: values on the level, labels below, turned where they are long."""

    def __init__(self, data: Data, low: float, high: float, width: float) -> None:
        marks = ticks(min(0.0, low), max(0.0, high))
        self.data, self.marks, self.width = data, marks, width
        self.texts = tick_texts(marks, data.percent)
        self.left = max(pixels_of(words) for words in self.texts) + 14
        labels = [str(label or "") for label in data.labels]
        widest = max((pixels_of(label, 12) for label in labels), default=0.0)
        self.is_turned = widest > self._room() - 4 and len(labels) > 1
        if self.is_turned:
            self.left = max(self.left, min(widest, LEAST_ROOM) * ALONG - self._room() / 2)
        self.room = self._room()
        self.deep = min(widest, LONGEST) * DEEP + 22 if self.is_turned else 26.0
        self.height = 250.0 + self.deep
        self.y = AxisScale(marks[0], marks[-1], self.height - self.deep, TOP + 12)

    def _room(self) -> float:
        return (self.width - self.left - SIDE) / max(len(self.data.labels), 1)

    def x(self, place: int) -> float:
        """Return the middle of a label's room."""
        return self.left + self.room * (place + 0.5)

    def drawn(self) -> list[Markup]:
        """Return lines, figures and labels."""
        body = [text(0.0, 13.0, fitted(self.data.value_axis, self.width - 10, 12), fill=GREY, font_size=12)]
        for value, words in zip(self.marks, self.texts, strict=True):
            y = self.y(value)
            colour = GREY if value == 0 else LINE
            body.append(element("line", x1=self.left, x2=self.width - SIDE, y1=y, y2=y, stroke=colour))
            body.append(number(self.left - 7, y + 4.5, words, value, text_anchor="end", fill=GREY))
        every = max(1, math.ceil((CLOSEST if self.is_turned else 30) / self.room))
        base = self.height - self.deep
        for place, label in enumerate(self.data.labels):
            if place % every == 0:
                body.append(self._label(str(label or ""), self.x(place), base))
        return body

    def _label(self, words: str, x: float, base: float) -> Markup:
        if not self.is_turned:
            return text(x, base + 18, fitted(words, self.width - 8, 12), text_anchor="middle", font_size=12)
        short = fitted(words, min(LONGEST, x / ALONG), 12)
        told = element("title", words)
        return element("text", told, short, x=x + 4, y=base + 14, text_anchor="end", font_size=12,
                       transform=f"rotate(-{TURNED} {x + 4:.1f} {base + 14:.1f})")  # fmt: skip


def _upright(kind: str, data: Data, description: str, width: float) -> Markup:
    low, high = _range(kind, data)
    frame = _Frame(data, low, high, width)
    draw = {"line": _lines, "column": _columns, "stacked": _stacks, "waterfall": _waterfall}[kind]
    return picture(width, frame.height, description, *frame.drawn(), *draw(data, frame))


def _range(kind: str, data: Data) -> tuple[float, float]:
    rows = list(zip(*data.series.values(), strict=True))
    if kind == "stacked":
        highs = [sum(value for value in row if value and value > 0) for row in rows]
        lows = [sum(value for value in row if value and value < 0) for row in rows]
        return min(lows, default=0.0), max(highs, default=0.0)
    if kind == "waterfall":
        bars = bars_of([row[0] or 0.0 for row in rows], data.totals)
        ends = [end for bar in bars for end in (bar.begin, bar.end)]
        return min(ends, default=0.0), max(ends, default=0.0)
    values = [value for row in rows for value in row if value is not None]
    return min(values, default=0.0), max(values, default=0.0)


def _lines(data: Data, frame: _Frame) -> list[Markup]:
    drawn, show = [], told_as(data)
    colours = data.colours
    for name, values in data.series.items():
        points = [(frame.x(place), frame.y(value), value) for place, value in enumerate(values) if value is not None]
        path = "".join(f"{'M' if not place else 'L'}{x:.1f},{y:.1f}" for place, (x, y, _) in enumerate(points))
        drawn.append(element("path", d=path or "M0,0", fill="none", stroke=colours[name], stroke_width=2.2))
        drawn += [named("circle", f"{name}: {show(value)}", cx=x, cy=y, r=4.0, fill=colours[name], stroke=PAPER)
                  for x, y, value in points]  # fmt: skip
    return drawn


def _columns(data: Data, frame: _Frame) -> list[Markup]:
    drawn, show, colours = [], told_as(data), data.colours
    wide = frame.room * 0.76 / len(data.series)
    for order, (name, values) in enumerate(data.series.items()):
        for place, value in enumerate(values):
            if value is not None:
                x = frame.x(place) - frame.room * 0.38 + wide * order
                words = f"{data.labels[place]}, {name}: {show(value)}"
                drawn.append(_column(x, wide, 0.0, value, frame, colours[name], words))
    return drawn


def _stacks(data: Data, frame: _Frame) -> list[Markup]:
    drawn, show, colours = [], told_as(data), data.colours
    for place, label in enumerate(data.labels):
        up = down = 0.0
        for name, values in data.series.items():
            value = values[place] or 0.0
            base = up if value >= 0 else down
            if value:
                words = f"{label}, {name}: {show(value)}"
                x = frame.x(place) - frame.room * 0.36
                drawn.append(_column(x, frame.room * 0.72, base, base + value, frame, colours[name], words))
            up, down = (up + value, down) if value >= 0 else (up, down + value)
    return drawn


def _waterfall(data: Data, frame: _Frame) -> list[Markup]:
    values = [value or 0.0 for value in next(iter(data.series.values()))]
    drawn, show = [], told_as(data)
    for place, (value, bar) in enumerate(zip(values, bars_of(values, data.totals), strict=True)):
        colour = DARK if bar.is_total else MORE if value >= 0 else LESS
        told = show(value) if bar.is_total or value <= 0 else f"+{show(value)}"
        x, wide = frame.x(place) - frame.room * 0.36, frame.room * 0.72
        drawn.append(_column(x, wide, bar.begin, bar.end, frame, colour, f"{data.labels[place]}: {told}"))
        if pixels_of(told, SMALL) < frame.room + 6:
            top = frame.y(max(bar.begin, bar.end)) - 5
            drawn.append(text(frame.x(place), top, told, text_anchor="middle", font_size=SMALL, font_weight=600))
    return drawn


def _column(
    x: float, wide: float, begin: float, end: float, frame: _Frame, colour: str, words: str
) -> Markup:  # fmt: skip
    top, bottom = sorted((frame.y(begin), frame.y(end)))
    return named("rect", words, x=x, y=top, width=wide, height=max(bottom - top, 0.6), fill=colour, stroke=PAPER,
                 stroke_width=0.5)  # fmt: skip


def _bars(data: Data, description: str, width: float, *, on_one_line: bool) -> Markup:
    """Return a bar for each label and series, one below the other; of a tornado those of a label on one line."""
    values = [value for column in data.series.values() for value in column if value is not None]
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    widest = max((pixels_of(str(label)) for label in data.labels), default=0.0)
    left, show = min(widest, width * 0.34) + 12, told_as(data)
    before = max((pixels_of(show(value), SMALL) for value in values if value < 0), default=0.0)
    behind = max((pixels_of(show(value), SMALL) for value in values if value >= 0), default=0.0)
    scale = AxisScale(low, high if high > low else low + 1.0, left + (before + 8 if before else 0), width - behind - 10)
    colours = data.colours
    thick = 18.0 if len(data.series) > 1 and not on_one_line else 22.0
    lines = 1 if on_one_line else len(data.series)
    drawn, y = [text(0.0, 13.0, fitted(data.value_axis, width - 10, 12), fill=GREY, font_size=12)], 22.0
    for place, label in enumerate(data.labels):
        middle = y + thick * lines / 2 + 4.5
        drawn.append(text(left - 8, middle, fitted(str(label or ""), left - 12), text_anchor="end"))
        # where both bars of a line go one way, the shorter is drawn over the longer
        series = sorted(data.series.items(), key=lambda each: -abs(each[1][place] or 0.0) if on_one_line else 0.0)
        ways: set[bool] = set()  # which have a figure already, of a line
        for line, (name, column) in enumerate(series):
            below = 0.0 if on_one_line else thick * line
            bar = _bar(str(label), name, column[place], y + below, thick, scale, colours[name], show)
            way = (column[place] or 0.0) < 0
            drawn += bar[:1] if on_one_line and (way in ways or not column[place]) else bar
            ways.add(way)
        y += thick * lines + 9
    drawn.append(element("line", x1=scale(0.0), x2=scale(0.0), y1=20.0, y2=y - 4, stroke=GREY))
    return picture(width, y, description, *drawn)


def _bar(
    label: str, name: str, value: float | None, y: float, thick: float, scale: AxisScale, colour: str,
    show: Callable[[float], str],
) -> list[Markup]:  # fmt: skip
    if value is None:
        return []
    start, end = sorted((scale(0.0), scale(value)))
    words = show(value)
    at, anchor = (end + 5, "start") if value >= 0 else (start - 5, "end")
    return [
        named("rect", f"{label}, {name}: {words}", x=start, y=y, width=max(end - start, 0.6), height=thick - 2,
              fill=colour),
        number(at, y + thick - 5, words, value, text_anchor=anchor, font_size=SMALL, fill=INK),
    ]  # fmt: skip
