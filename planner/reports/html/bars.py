"""Draws bars: stacked by period, stacked across, and one beside the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from planner.reports.html.marks import (
    GREY,
    LINE,
    PAPER,
    element,
    fitted,
    ink_on,
    joined,
    named,
    number,
    picture,
    pixels_of,
    text,
)
from planner.reports.html.scales import AxisScale, tick_texts, ticks
from planner.wording.numbers import number_text, share_text

WIDTH: Final = 960.0
HEIGHT: Final = 330.0  # of bars that stand upright
LEFT, RIGHT, TOP, BOTTOM = 76.0, 12.0, 26.0, 34.0
SMALL: Final = 11.0
BOLD: Final = 1.15  # how much wider a bold figure is
LEAST_LABEL: Final = 34.0  # pixels of a bar that can hold a figure


@dataclass(frozen=True)
class Stack:
    """One bar: its label and the parts of it, by name, in the order in which they are stacked."""

    label: str
    parts: Mapping[str, float]

    @property
    def high(self) -> float:
        """The sum of what is above nothing."""
        return sum(value for value in self.parts.values() if value > 0)

    @property
    def low(self) -> float:
        """The sum of what is below nothing."""
        return sum(value for value in self.parts.values() if value < 0)


def upright(
    stacks: Sequence[Stack], colour_of: Callable[[str], str], description: str, unit: str, width: float = WIDTH
) -> Markup:  # fmt: skip
    """Return stacked bars side by side, such as money by period, with the sum above each."""
    marks = ticks(min(0.0, *(stack.low for stack in stacks)), max(0.0, *(stack.high for stack in stacks)))
    scale = AxisScale(marks[0], marks[-1], HEIGHT - BOTTOM, TOP + 14)
    left = max(LEFT, max(map(pixels_of, tick_texts(marks))) + 10)
    room = (width - left - RIGHT) / len(stacks)
    drawn = [_grid(marks, scale, unit, (left, width - RIGHT))]
    every = max(1, -(-len(stacks) * 34 // int(width - left - RIGHT)))
    for place, stack in enumerate(stacks):
        x, wide = left + room * place + room * 0.14, room * 0.72
        drawn.append(_pile(stack, x, wide, scale, colour_of))
        if place % every == 0:
            label = fitted(stack.label, room * every - 4)
            drawn.append(text(x + wide / 2, HEIGHT - BOTTOM + 18, label, text_anchor="middle"))
        if stack.high > 0 and pixels_of(number_text(stack.high), SMALL) < room - 2:
            top = scale(stack.high) - 5
            drawn.append(number(x + wide / 2, top, number_text(stack.high), stack.high,
                                text_anchor="middle", font_size=SMALL, font_weight=600))  # fmt: skip
    return picture(width, HEIGHT, description, *drawn)


def across(
    stacks: Sequence[Stack],
    colour_of: Callable[[str], str],
    description: str,
    groups: Mapping[int, str],
    left: float = 92.0,
    width: float = WIDTH,
) -> Markup:
    """Return bars of shares that each fill the width, under the headings of their groups.

    Parameters
    ----------
    groups
        The heading above a bar, by the bar's place.
    left
        The room for the bars' labels.
    """
    bar, y = 22.0, 6.0
    scale = AxisScale(0.0, 1.0, left, width - 8)
    drawn: list[Markup] = []
    for place, stack in enumerate(stacks):
        if place in groups:
            y += 20 if place == 0 else 28
            drawn.append(text(0.0, y, fitted(groups[place], width - 10), font_weight=600))
            y += 8
        drawn.append(text(left - 8, y + 16, fitted(stack.label, left - 10), text_anchor="end", fill=GREY))
        drawn.append(_strip(stack, y, bar, scale, colour_of))
        y += bar + 4
    return picture(width, y + 6, description, *drawn)


def sideways(values: Mapping[str, float], colour_of: Callable[[str], str], description: str) -> Markup:
    """Return one bar a name, to the right of nothing or to its left, each with its figure."""
    left = min(max(WIDTH * 0.27, max(map(pixels_of, values), default=0.0) + 26), WIDTH * 0.45)
    bar = 24.0
    low, high = min(0.0, *values.values()), max(0.0, *values.values())
    before = max((pixels_of(number_text(value)) for value in values.values() if value < 0), default=0.0)
    behind = max((pixels_of(number_text(value)) for value in values.values() if value >= 0), default=0.0)
    scale = AxisScale(low, high if high > low else low + 1.0, left + BOLD * before + 10, WIDTH - BOLD * behind - 10)
    drawn = []
    for place, (name, value) in enumerate(values.items()):
        y = 4 + place * (bar + 6)
        start, end = sorted((scale(0.0), scale(value)))
        words = number_text(value)
        drawn += [
            text(left - 10, y + 17, fitted(name, left - 24), text_anchor="end"),
            named("rect", f"{name}: {words}", x=start, y=y, width=max(end - start, 0.5), height=bar,
                  fill=colour_of(name)),
            number(end + 6 if value >= 0 else start - 6, y + 17, words, value,
                   text_anchor="start" if value >= 0 else "end", font_weight=600),
        ]  # fmt: skip
    height = 4 + len(values) * (bar + 6)
    zero = element("line", x1=scale(0.0), x2=scale(0.0), y1=0.0, y2=height, stroke=GREY)
    return picture(WIDTH, height + 2, description, *drawn, zero)


def _pile(stack: Stack, x: float, wide: float, scale: AxisScale, colour_of: Callable[[str], str]) -> Markup:
    """Return the parts of one upright bar, what is negative below the axis."""
    up = down = 0.0
    drawn = []
    for name, value in stack.parts.items():
        base = up if value >= 0 else down
        top, bottom = sorted((scale(base), scale(base + value)))
        if bottom - top > 0.05:
            words = f"{stack.label}, {name}: {number_text(value)}"
            drawn.append(named("rect", words, x=x, y=top, width=wide, height=bottom - top, fill=colour_of(name),
                               stroke=PAPER, stroke_width=0.5))  # fmt: skip
        up, down = (up + value, down) if value >= 0 else (up, down + value)
    return joined(drawn)


def _strip(stack: Stack, y: float, bar: float, scale: AxisScale, colour_of: Callable[[str], str]) -> Markup:
    at, drawn = 0.0, []
    for name, value in stack.parts.items():
        start, end = scale(at), scale(at + value)
        at += value
        if end - start < 0.05:
            continue
        colour, words = colour_of(name), share_text(value)
        drawn.append(named("rect", f"{stack.label}, {name}: {words}", x=start, y=y, width=end - start, height=bar,
                           fill=colour, stroke=PAPER, stroke_width=1))  # fmt: skip
        room = end - start - 8
        label = f"{name} {value:.0%}"
        label = label if pixels_of(label, 12) < room else f"{value:.0%}"
        if room > LEAST_LABEL - 8 and pixels_of(label, 12) < room:
            drawn.append(text((start + end) / 2, y + bar / 2 + 4.5, label, text_anchor="middle", font_size=12,
                              fill=ink_on(colour)))  # fmt: skip
    return joined(drawn)


def _grid(marks: Sequence[float], scale: AxisScale, unit: str, ends: tuple[float, float]) -> Markup:
    drawn = [text(0.0, 13.0, unit, fill=GREY, font_size=12)]
    for value, words in zip(marks, tick_texts(marks), strict=True):
        y = scale(value)
        drawn.append(element("line", x1=ends[0], x2=ends[1], y1=y, y2=y, stroke=GREY if value == 0 else LINE))
        drawn.append(number(ends[0] - 8, y + 4.5, words, value, text_anchor="end", fill=GREY))
    return joined(drawn)
