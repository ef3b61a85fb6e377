"""Draws a map of coloured cells: rows by periods, from orange through pale to blue."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from planner.reports.html.marks import GREY, blended, element, fitted, ink_on, named, picture, pixels_of, text

WIDTH: Final = 960.0
ROW: Final = 24.0
MOST_ROWS: Final = 46  # of one picture: more would not fit on a page
# told apart with any colour vision, and in print by how dark they are
LOW, MIDDLE, HIGH = "#C96A06", "#FEE0B6", "#D8EAF5"
HALF_WAY: Final = 0.8  # the share that has the pale colour
BLANK: Final = "#F5F6F8"


@dataclass(frozen=True)
class HeatRow:
    """One row: its name, a value for each column (NaN for none), and its heading where a group begins."""

    name: str
    values: Sequence[float]


def service_colour(value: float) -> str:
    """Return the colour of a share: dark orange for nothing, pale half way, blue for all."""
    if value <= HALF_WAY:
        return blended(LOW, MIDDLE, value / HALF_WAY)
    return blended(MIDDLE, HIGH, (value - HALF_WAY) / (1 - HALF_WAY))


def by_service(row: int, column: int, value: float) -> str:
    """Return the colour of a share, wherever it stands."""
    return service_colour(value)


def heat(
    rows: Sequence[HeatRow], columns: Sequence[str], description: str,
    colour_of: Callable[[int, int, float], str], words_of: Callable[[float], str],
) -> tuple[Markup, ...]:  # fmt: skip
    """Return a map of cells, as several pictures where it is long.

    Parameters
    ----------
    colour_of
        The colour of a value, by the places of its row and column.
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
    colour_of: Callable[[int, int, float], str], words_of: Callable[[float], str],
) -> Markup:  # fmt: skip
    room = (WIDTH - left) / len(columns)
    every = max(1, math.ceil(40 / room))
    drawn = [
        _column_name(fitted(name, room * every - 2, 12), left + room * (place + 0.5))
        for place, name in enumerate(columns) if place % every == 0
    ]  # fmt: skip
    cells = []
    for place, row in enumerate(rows):
        y = 22 + place * ROW
        label = fitted(row.name, left - 14)
        drawn.append(element("text", element("title", row.name), label, x=left - 10, y=y + 16, text_anchor="end"))
        for column, value in enumerate(row.values):
            x = left + room * column
            if not math.isfinite(value):
                cells.append(element("rect", x=x + 1, y=y + 1, width=room - 2, height=ROW - 2, fill=BLANK))
                continue
            colour = colour_of(first + place, column, value)
            cells.append(heat_cell(f"{row.name}, {columns[column]}", words_of(value), x, y, room, colour))
    return picture(WIDTH, 24 + len(rows) * ROW, description, *drawn, heat_cells(cells, room))


def _column_name(words: str, x: float) -> Markup:
    x = min(x, WIDTH - pixels_of(words, 12) / 2)
    return text(x, 15.0, words, text_anchor="middle", fill=GREY, font_size=12)


def heat_cell(name: str, words: str, x: float, y: float, room: float, colour: str) -> Markup:
    """Return a cell of `heat_cells` that tells its name when it is pointed at, with its words where they fit."""
    box = named("rect", f"{name}: {words}", x=x + 1, y=y + 1, width=room - 2, height=ROW - 2, fill=colour)
    if room < 24 or pixels_of(words, _size(room)) > room - 2:
        return box
    return box + text(x + room / 2, y + 16, words, fill=ink_on(colour))


def heat_cells(cells: Iterable[Markup], room: float) -> Markup:
    """Return cells together: what all their words have in common is said once."""
    return element("g", *cells, class_="cells", text_anchor="middle", font_size=_size(room))


def _size(room: float) -> float:
    return 12.0 if room >= 46 else 10.0
