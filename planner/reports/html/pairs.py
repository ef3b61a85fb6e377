"""Draws thing by thing what is left of service where both are out, names of columns standing up."""

from __future__ import annotations

import math
from typing import Final

from markupsafe import Markup

from planner.reports.html.heat import BLANK, ROW, WIDTH, heat_cell, heat_cells, service_colour
from planner.reports.html.marks import element, fitted, picture, pixels_of, text
from planner.reports.pair_maps import PairMap
from planner.tolerances import ROUNDING
from planner.wording.numbers import share_text

LEFT: Final = 190.0  # the room for the names of rows
MOST_TOP: Final = 130.0  # the room for the names of columns, which lean
LEAN: Final = 55.0
SMALL: Final = 12.0


def pair_picture(one: PairMap) -> Markup:
    """Return the map of one row of Disruptions: each pair once, below the diagonal."""
    names = one.names
    room = min((WIDTH - LEFT) / max(len(names) - 1, 1), 72.0)
    labels = [fitted(name, MOST_TOP, SMALL) for name in names]
    top = 12 + max(pixels_of(label, SMALL) for label in labels) * math.sin(math.radians(LEAN))
    drawn = [
        text(0.0, 0.0, label, transform=f"translate({LEFT + room * (n + 0.4):.1f} {top - 6:.1f}) rotate(-{LEAN:g})",
             font_size=SMALL)
        for n, label in enumerate(labels[:-1])
    ]  # fmt: skip
    cells = []
    for row in range(1, len(names)):
        y = top + (row - 1) * ROW
        label = fitted(names[row], LEFT - 14)
        drawn.append(element("text", element("title", names[row]), label, x=LEFT - 10, y=y + 16, text_anchor="end"))
        cells += [_pair(one, row, column, LEFT + room * column, y, room) for column in range(row)]
    return picture(WIDTH, top + (len(names) - 1) * ROW + 6, described(one), *drawn, heat_cells(cells, room))


def _pair(one: PairMap, row: int, column: int, x: float, y: float, room: float) -> Markup:
    value = one.values[row][column]
    if math.isnan(value):
        return element("rect", x=x + 1, y=y + 1, width=room - 2, height=ROW - 2, fill=BLANK)
    words = f"{math.floor(100 * value + ROUNDING)}%"
    return heat_cell(f"{one.names[row]} and {one.names[column]}", words, x, y, room, service_colour(value))


def described(one: PairMap) -> str:
    """Return what is drawn and what it shows, in words."""
    pairs = [(value, row, column) for row, values in enumerate(one.values) for column, value in enumerate(values[:row])]
    known = [pair for pair in pairs if not math.isnan(pair[0])]
    if not known:
        return f"Service where two of {len(one.names)} are out at once: none is known."
    value, row, column = min(known)
    return (
        f"Service where two of {len(one.names)} are out at once. The least is {share_text(value)}, "
        f"without {one.names[column]} and {one.names[row]}."
    )
