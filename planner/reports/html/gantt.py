"""Draws what is built where and when: a row a project, built in amber, in service in blue-green."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from planner.reports.html.marks import GREY, LINE, element, fitted, joined, named, number, picture, pixels_of, text
from planner.reports.styles import BUILDING, DARK, INK, SERVICE
from planner.wording.numbers import number_text
from planner.wording.text import is_number

WIDTH: Final = 960.0
NAME, PLACE, CAPITAL = 232.0, 108.0, 76.0  # widths of the columns beside the bars
ROW, GROUP, HEAD = 23.0, 25.0, 38.0
MOST_LINES: Final = 44  # of one picture: more would not fit on a page


@dataclass(frozen=True)
class GanttBar:
    """One project: its kind, name, place, capital, and by period None, ``build`` or a capacity."""

    kind: str
    name: str
    place: str
    capital: float
    periods: Sequence[Any]


def gantt(bars: Sequence[GanttBar], periods: Sequence[str], description: str, money: str) -> tuple[Markup, ...]:
    """Return the chart, as several pictures where it is long; bars come sorted by kind."""
    pages: list[list[GanttBar]] = [[]]
    for bar in bars:
        if len(pages[-1]) + len({each.kind for each in pages[-1]}) >= MOST_LINES:
            pages.append([])
        pages[-1].append(bar)
    words = [description if len(pages) == 1 else f"{description} Part {n} of {len(pages)}."
             for n in range(1, len(pages) + 1)]  # fmt: skip
    return tuple(_page(page, periods, told, money) for page, told in zip(pages, words, strict=True))


def _page(bars: Sequence[GanttBar], periods: Sequence[str], description: str, money: str) -> Markup:
    left = NAME + PLACE
    room = (WIDTH - left - CAPITAL) / len(periods)
    drawn, y, kind = [_head(periods, left, room, money)], HEAD, None
    for bar in bars:
        if bar.kind != kind:
            kind = bar.kind
            drawn.append(_group(kind, y))
            y += GROUP
        drawn.append(_row(bar, periods, left, room, y))
        y += ROW
    return picture(WIDTH, y + 4, description, _between(periods, left, room, y), *drawn)


def _between(periods: Sequence[str], left: float, room: float, bottom: float) -> Markup:
    """Return a thin line between every two periods."""
    places = (left + room * place for place in range(len(periods) + 1))
    return element(
        "path", d="".join(f"M{x:.1f},{HEAD:.0f}V{bottom:.0f}" for x in places), stroke=LINE, stroke_width=0.6
    )


def _head(periods: Sequence[str], left: float, room: float, money: str) -> Markup:
    every = max(1, math.ceil(40 / room))
    drawn = [
        text(left + room * (place + 0.5), 30.0, fitted(name, room * every - 3, 12), text_anchor="middle",
             font_size=12, fill=GREY)
        for place, name in enumerate(periods) if place % every == 0
    ]  # fmt: skip
    drawn.append(text(WIDTH, 13.0, fitted(f"capital, {money}", 320, 12), text_anchor="end", font_size=12, fill=GREY))
    return joined(drawn)


def _group(kind: str, y: float) -> Markup:
    line = element("line", x1=0.0, x2=WIDTH, y1=y + 2, y2=y + 2, stroke=LINE)
    return line + text(0.0, y + 18, fitted(kind or "other projects", NAME), font_weight=600, fill=DARK)


def _row(bar: GanttBar, periods: Sequence[str], left: float, room: float, y: float) -> Markup:
    drawn = [
        text(10.0, y + 16, fitted(bar.name, NAME - 18)),
        text(NAME, y + 16, fitted(bar.place, PLACE - 8, 12), fill=GREY, font_size=12),
        number(WIDTH, y + 16, number_text(bar.capital), bar.capital, text_anchor="end"),
    ]
    for first, last, value in _stretches(bar.periods):
        x, wide, is_service = left + room * first, room * (last - first + 1) - 1, is_number(value)
        when = periods[first] if first == last else f"{periods[first]} to {periods[last]}"
        shown = number_text(float(value)) if is_service else ""
        doing = f"capacity in service {shown}" if is_service else "being built"
        words = f"{bar.name}, {bar.place}, {when}: {doing}"
        colour = SERVICE if is_service else BUILDING
        drawn.append(named("rect", words, x=x + 0.5, y=y + 2, width=wide, height=ROW - 4, fill=colour))
        if shown and pixels_of(shown, 11) < wide - 3:
            middle = x + min(room, wide) / 2 if pixels_of(shown, 11) < room - 3 else x + wide / 2
            drawn.append(number(middle, y + 16, shown, float(value), text_anchor="middle", font_size=11, fill=INK,
                                pointer_events="none"))  # fmt: skip
    return joined(drawn)


def _stretches(values: Sequence[object]) -> list[tuple[int, int, Any]]:
    """Return the stretches of periods in which a project is built, or in service with the same capacity."""
    found: list[tuple[int, int, object]] = []
    for place, value in enumerate(values):
        if not is_filled(value):
            continue
        if found and found[-1][1] == place - 1 and found[-1][2] == value:
            found[-1] = (found[-1][0], place, value)
        else:
            found.append((place, place, value))
    return found


def is_filled(value: object) -> bool:
    """Whether a project is built or in service in a period."""
    return bool(value is not None and value != "" and value == value)
