"""Draws a network in columns: what is made and bought step by step, what asks for it last, lanes between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from planner.desk.network.groups import Box, Grouped, Key, NetworkLink, count_words
from planner.reports.html.marks import element, fitted, joined

BESIDE: Final = 58.0  # room for lanes between two columns
BOX: Final = 132.0  # how wide a box is
WIDE_BOX: Final = 216.0  # where there are few columns
FEW: Final = 4
LARGER: Final = 1.25  # than its own pixels is the drawing of few columns
TURN: Final = 44.0  # room for lanes that turn back behind the last column
TOP: Final = 54.0
LINE: Final = 15.0  # of text
PAD: Final = 7.0
GAP: Final = 10.0  # between boxes
MOST_LINES: Final = 4  # of parts in a box; the rest is counted
SIZE: Final = 12.0
SMALL: Final = 11.0


@dataclass(frozen=True)
class Look:
    """What of a drawing is chosen, and where clicks lead: to a box or link by its key, and to a country's sites."""

    chosen: Key
    at: Callable[[Key], str]
    toggled: Callable[[Key], str]
    is_open: Callable[[Key], bool]


def drawing(found: Grouped, headings: tuple[tuple[str, str], ...], description: str, look: Look) -> Markup:
    """Return the picture, with no look of its own: classes say what things are, a style sheet how they look."""
    wide, scale = (WIDE_BOX, LARGER) if len(found.columns) <= FEW else (BOX, 1.0)
    places = _places(found, wide)
    height = max((top + tall for _, top, tall, _ in places.values()), default=TOP) + 2 * GAP
    width = (wide + BESIDE) * (len(found.columns) - 1) + wide + 2 * GAP + TURN
    near = _near(found, look.chosen)
    inside = [
        *(_heading(GAP + (wide + BESIDE) * number, wide + BESIDE - 12, *words)
          for number, words in enumerate(headings)),
        *(_link(link, places, near, look) for link in found.links),
        *(_box(box, places[box.key], near, look) for column in found.columns for box in column),
    ]  # fmt: skip
    return element(
        "svg", *inside, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width:.0f} {height:.0f}",
        width=width * scale, height=height * scale, role="group", aria_label=description, class_="network",
    )  # fmt: skip


def lines_of(box: Box) -> list[str]:
    """Return what stands in a box below its name."""
    if not box.site:
        sites = [box.sites[0]] if len(box.sites) == 1 else [f"{len(box.sites)} sites"]
        return [*(name for name in sites if name != box.country), *_wrapped(count_words(box.parts))]
    words = [part.words for part in box.parts]
    more = len(words) - MOST_LINES
    return [box.country] * (box.country != box.site) + words[:MOST_LINES] + ([f"and {more} more"] if more > 0 else [])


def _wrapped(words: str) -> list[str]:
    """Return counts on as many lines as they need."""
    lines: list[str] = []
    for part in words.split(", "):
        if lines and len(lines[-1]) + len(part) < 20:
            lines[-1] += f", {part}"
        else:
            lines.append(part)
    return lines


Place = tuple[float, float, float, float]  # left, top, height, width


def _places(found: Grouped, wide: float) -> dict[Key, Place]:
    """Return where every box stands: the columns in the middle of the tallest."""
    tall = {box.key: 2 * PAD + LINE * (1 + len(lines_of(box))) for column in found.columns for box in column}
    heights = [sum(tall[box.key] + GAP for box in column) for column in found.columns]
    most = max(heights, default=0.0)
    places: dict[Key, Place] = {}
    for number, column in enumerate(found.columns):
        spread = (most - heights[number]) / (len(column) + 1) if column else 0.0
        y = TOP + spread
        for box in column:
            places[box.key] = (GAP + (wide + BESIDE) * number, y, tall[box.key], wide)
            y += tall[box.key] + GAP + spread
    return places


def _near(found: Grouped, chosen: Key) -> set[Key]:
    """Return the boxes and links that belong to what is chosen; nothing where nothing is."""
    if chosen in found.boxes:
        links = [link for link in found.links if chosen in (link.start.key, link.end.key)]
    else:
        links = [link for link in found.links if link.key == chosen]
    near = {key for link in links for key in (link.key, link.start.key, link.end.key)}
    return near | ({chosen} & found.boxes.keys())


def _heading(x: float, room: float, words: str, under: str) -> Markup:
    told = element("title", f"{words}: {under}")
    return element(
        "g", told,
        element("text", words, x=x, y=18.0, class_="step", font_size=SIZE + 1),
        element("text", fitted(under, room, SMALL), x=x, y=35.0, class_="under", font_size=SMALL),
    )  # fmt: skip


def _link(link: NetworkLink, places: dict[Key, Place], near: set[Key], look: Look) -> Markup:
    (left, top, tall, wide), (to, other, high, _) = places[link.start.key], places[link.end.key]
    forward = link.end.column > link.start.column
    x, y, end_y = left + wide, top + tall / 2, other + high / 2
    end_x = to if forward else to + wide
    bend = max((end_x - x) / 2, 24.0) if forward else TURN - 6
    turn = end_x - bend if forward else end_x + bend
    path = f"M{x:.1f} {y:.1f}C{x + bend:.1f} {y:.1f} {turn:.1f} {end_y:.1f} {end_x:.1f} {end_y:.1f}"
    words = f"{link.start.name} → {link.end.name}: {', '.join(link.materials)}"
    classes = _classes("lane", near, link.key, link.is_planned, False)
    # a mouse finds lanes here; keys find them in the list beside the picture, so as not to walk through hundreds
    return element(
        "a", element("title", words), element("path", d=path, class_="reach"), element("path", d=path, class_="line"),
        href=look.at(link.key), class_=classes, tabindex=-1, aria_label=words,
        aria_current="true" if link.key == look.chosen else None,
    )  # fmt: skip


def _box(box: Box, place: Place, near: set[Key], look: Look) -> Markup:
    left, top, tall, wide = place
    lines = lines_of(box)
    told = f"{box.name}: {', '.join(lines)}{'; connected to nothing' if box.is_apart else ''}"
    texts = [
        element("text", fitted(box.name, wide - 2 * PAD - 12, SIZE), x=left + PAD, y=top + PAD + 11, class_="name",
                font_size=SIZE),
        *(element("text", fitted(line, wide - 2 * PAD, SMALL), x=left + PAD, y=top + PAD + 11 + LINE * (n + 1),
                  class_=_line_class(line, box), font_size=SMALL) for n, line in enumerate(lines)),
    ]  # fmt: skip
    outline = element("rect", x=left, y=top, width=wide, height=tall, rx=5)
    classes = _classes("box", near, box.key, box.is_planned, box.is_apart)
    main = element(
        "a", element("title", told), outline, *texts, href=look.at(box.key), class_=classes, aria_label=told,
        aria_current="true" if box.key == look.chosen else None,
    )  # fmt: skip
    return joined([main, *_toggle(box, left + wide, top, look)])


def _toggle(box: Box, right: float, top: float, look: Look) -> list[Markup]:
    """Return the sign that opens a country of several sites, or closes one that was opened."""
    is_open = look.is_open(box.group)
    if not (is_open or len(box.sites) > 1):
        return []
    words = f"{'Close' if is_open else 'Open'} {box.country}"
    x, y = right - 16, top + 14
    return [element(
        "a", element("title", words), element("rect", x=x - 7, y=y - 11, width=22, height=20, class_="reach"),
        element("text", "−" if is_open else "+", x=x, y=y + 3, class_="sign", font_size=15.0),
        href=look.toggled(box.group), class_="toggle", aria_label=words,
    )]  # fmt: skip


def _classes(what: str, near: set[Key], key: Key, is_planned: bool, is_apart: bool) -> str:
    words = [what, *["planned"] * is_planned, *["apart"] * is_apart]
    if near:
        words.append("near" if key in near else "far")
    return " ".join(words)


def _line_class(line: str, box: Box) -> str:
    if box.site and line.startswith("project "):
        return "part project"
    return "under" if line in (box.country, *box.sites) else "part"
