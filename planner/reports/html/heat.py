"""Draws a map of coloured cells: rows by periods, from orange through pale to blue."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from planner.reports.html.marks import GREY, LINE, blended, element, fitted, ink_on, joined, named, picture, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from markupsafe import Markup

WIDTH: Final = 960.0
ROW: Final = 24.0
MOST_ROWS: Final = 26  # of one picture: more would not fit on a page
# told apart with any colour vision, and in print by how dark they are
LOW, MIDDLE, HIGH = "#C96A06", "#FEE0B6", "#D8EAF5"
BLANK: Final = "#F5F6F8"


@dataclass(frozen=True)
class HeatRow:
    """One row: its name, a value for each column (NaN for none), and its heading where a group begins."""

    name: str
    values: Sequence[float]


def service_colour(value: float, middle: float = 0.8) -> str:
    """Return the colour of a share: dark orange for nothing, pale at the middle, blue for all."""
    if value <= middle:
        return blended(LOW, MIDDLE, value / middle)
    return blended(MIDDLE, HIGH, (value - middle) / (1 - middle))


def heat(
    rows: Sequence[HeatRow], columns: Sequence[str], description: str,
    colour_of: Callable[[int, float], str], words_of: Callable[[float], str],
) -> tuple[Markup, ...]:  # fmt: skip
    """Return a map of cells, as several pictures where it is long.

    Parameters
    ----------
    colour_of
        The colour of a value in the row at a place.
    words_of
        What stands in the cell.
    """
    left = min(max(200.0, WIDTH * 0.3), WIDTH * 0.4)
    cuts = range(0, len(rows), MOST_ROWS)
    return tuple(
        _part(rows[cut : cut + MOST_ROWS], cut, columns, left, _told(description, cut, len(rows)), colour_of, words_of)
        for cut in cuts
    )


def _told(description: str, cut: int, count: int) -> str:
    if count <= MOST_ROWS:
        return description
    return f"{description} Rows {cut + 1} to {min(cut + MOST_ROWS, count)} of {count}."


def _part(
    rows: Sequence[HeatRow], first: int, columns: Sequence[str], left: float, description: str,
    colour_of: Callable[[int, float], str], words_of: Callable[[float], str],
) -> Markup:  # fmt: skip
    room = (WIDTH - left) / len(columns)
    every = max(1, math.ceil(40 / room))
    drawn = [
        text(left + room * (place + 0.5), 15.0, fitted(name, room * every - 2, 12), text_anchor="middle", fill=GREY,
             font_size=12)
        for place, name in enumerate(columns) if place % every == 0
    ]  # fmt: skip
    for place, row in enumerate(rows):
        y = 22 + place * ROW
        label = fitted(row.name, left - 14)
        drawn.append(element("text", element("title", row.name), label, x=left - 10, y=y + 16, text_anchor="end"))
        drawn += [
            _cell(row, columns[column], value, left + room * column, y, room, colour_of(first + place, value), words_of)
            if math.isfinite(value) else
            element("rect", x=left + room * column + 1, y=y + 1, width=room - 2, height=ROW - 2, fill=BLANK)
            for column, value in enumerate(row.values)
        ]  # fmt: skip
    return picture(WIDTH, 24 + len(rows) * ROW, description, *drawn)


def _cell(
    row: HeatRow, column: str, value: float, x: float, y: float, room: float, colour: str,
    words_of: Callable[[float], str],
) -> Markup:  # fmt: skip
    words = words_of(value)
    box = named("rect", f"{row.name}, {column}: {words}", x=x + 1, y=y + 1, width=room - 2, height=ROW - 2,
                fill=colour, stroke=LINE, stroke_width=0.5)  # fmt: skip
    size = 12.0 if room >= 46 else 10.0
    if room < 26:
        return box
    label = fitted(words, room - 3, size)
    if label != words:
        return box
    return joined((box, text(x + room / 2, y + 16, words, text_anchor="middle", font_size=size, fill=ink_on(colour),
                             pointer_events="none")))  # fmt: skip
