"""Lays out and draws flows between columns of names, so that a slider can move one drawing through the periods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from planner.reports.html.marks import GREY, HALO, element, fitted, named, picture, pixels_of, text
from planner.reports.styles import OTHERS
from planner.tolerances import NOTICED
from planner.wording.numbers import share_text

WIDTH: Final = 960.0
TOP: Final = 44.0
THICK: Final = 14.0  # of a node
GAP: Final = 7.0  # between nodes
MOST_GAPS: Final = 0.4  # of the height that may be lost to gaps
MOST_NAMES: Final = 22  # of one drawing; the smallest are drawn together
SWEEPS: Final = 8
LEAST_LABEL: Final = 9.0  # pixels of a node that is worth its name

Node = tuple[int, str]  # column and name
Link = tuple[Node, Node]


@dataclass(frozen=True)
class Diagram:
    """What flows between which nodes in every period.

    Attributes
    ----------
    columns
        The heading of each column and, below it, a smaller line.
    links
        For each period the size of every link; sizes of one column add up to about ``whole``.
    words
        What a link is, for who points at it; by link.
    """

    columns: tuple[tuple[str, str], ...]
    links: tuple[Mapping[Link, float], ...]
    words: Mapping[Link, str]
    whole: float = 1.0


def folded(diagram: Diagram) -> Diagram:
    """Return a diagram in which names beyond the largest are drawn as one, so that it can be read."""
    totals: dict[str, float] = defaultdict(float)
    for sizes in diagram.links:
        for (start, end), size in sizes.items():
            totals[start[1]] += size
            totals[end[1]] += size
    if len(totals) <= MOST_NAMES:
        return diagram
    kept = set(sorted(totals, key=lambda name: (-totals[name], name))[:MOST_NAMES])

    def fold(link: Link) -> Link:
        (column, name), (to, other) = link
        return (column, name if name in kept else OTHERS), (to, other if other in kept else OTHERS)

    links: list[dict[Link, float]] = []
    for sizes in diagram.links:
        together: dict[Link, float] = defaultdict(float)
        for link, size in sizes.items():
            together[fold(link)] += size
        links.append(together)
    words = {fold(link): diagram.words[link] if fold(link) == link else f"{fold(link)[0][1]} → {fold(link)[1][1]}"
             for link in diagram.words}  # fmt: skip
    return Diagram(diagram.columns, tuple(links), words, diagram.whole)


def uncrossed(nodes: Sequence[Node], sizes: Mapping[Link, float]) -> list[Node]:
    """Return the nodes in an order in which their flows cross less: none of the orders that were tried crosses less.

    From an order by size, columns are swept to and fro, each node moved to the mean place of what it is linked to
    (Sugiyama, Tagawa and Toda 1981); the order of the least crossing flows is kept, the first of equals.
    """
    columns = [[node for node in nodes if node[0] == column] for column in sorted({node[0] for node in nodes})]
    best, least = columns, crossings(columns, sizes)
    for sweep in range(SWEEPS):
        places = range(1, len(columns)) if sweep % 2 == 0 else range(len(columns) - 2, -1, -1)
        columns = list(columns)
        for place in places:
            fixed = columns[place - 1] if sweep % 2 == 0 else columns[place + 1]
            columns[place] = _by_mean_place(columns[place], fixed, sizes)
        crossed = crossings(columns, sizes)
        if crossed < least:
            best, least = columns, crossed
    return [node for column in best for node in column]


def _by_mean_place(column: Sequence[Node], fixed: Sequence[Node], sizes: Mapping[Link, float]) -> list[Node]:
    """Return a column's nodes by the mean place of what they are linked to in the next one, weighed by its size."""
    place = {node: number for number, node in enumerate(fixed)}
    sums: dict[Node, list[float]] = {node: [0.0, 0.0] for node in column}
    for (start, end), size in sizes.items():
        for node, other in ((start, end), (end, start)):
            if node in sums and other in place:
                sums[node][0] += size * place[other]
                sums[node][1] += size
    mean = {node: moment / size if size > 0 else float(number)
            for number, (node, (moment, size)) in enumerate(sums.items())}  # fmt: skip
    return sorted(column, key=mean.__getitem__)


def crossings(columns: Sequence[Sequence[Node]], sizes: Mapping[Link, float]) -> float:
    """Return how much crosses: of every two flows that do, the product of their sizes."""
    import numpy as np

    place = {node: number for column in columns for number, node in enumerate(column)}
    by_column: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
    for (start, end), size in sizes.items():
        if start in place and end in place and size > NOTICED:
            by_column[start[0]].append((place[start], place[end], size))
    whole = 0.0
    for links in by_column.values():
        starts, ends, wide = np.array(links).T
        crossed = (starts[:, None] < starts) & (ends[:, None] > ends)
        whole += float(wide @ crossed @ wide)
    return whole


class Layout:
    """Where everything stands: nodes keep their order through the periods, in which their flows cross least."""

    def __init__(self, diagram: Diagram, height: float) -> None:
        self.diagram, self.height = diagram, height
        self.links = sorted({link for sizes in diagram.links for link, size in sizes.items() if size > NOTICED})
        self.nodes = self._ordered()
        most = max(sum(node[0] == column for node in self.nodes) for column in range(len(diagram.columns)))
        self.gap = min(GAP, MOST_GAPS * height / most)
        fullest = max((self._sum(column, sizes) for column in range(len(diagram.columns)) for sizes in diagram.links),
                      default=1.0)  # fmt: skip
        self.scale = (height - TOP - self.gap * most - 6) / max(fullest, NOTICED)

    def x(self, column: int) -> float:
        """Return the left edge of a column's nodes."""
        room = WIDTH - 2 * 104.0 - THICK
        return 104.0 + room * column / max(len(self.diagram.columns) - 1, 1)

    def frame(self, period: int) -> tuple[list[list[float]], list[list[float]]]:
        """Return top and height of every node, and start, end and width of every link."""
        sizes = self.diagram.links[period]
        tall = self._tall(sizes)
        tops: dict[Node, float] = {}
        for column in range(len(self.diagram.columns)):
            y = self._top(column, tall)
            for node in self.nodes:
                if node[0] == column:
                    tops[node] = y
                    y += tall[node] * self.scale + (self.gap if tall[node] > NOTICED else 0.0)
        nodes = [[_tenth(tops[node]), _tenth(tall[node] * self.scale)] for node in self.nodes]
        return nodes, self._ribbons(sizes, tops)

    def _top(self, column: int, tall: Mapping[Node, float]) -> float:
        """Return where a column begins, so that it stands in the middle of the drawing."""
        sizes = [tall[node] for node in self.nodes if node[0] == column and tall[node] > NOTICED]
        whole = sum(sizes) * self.scale + self.gap * max(len(sizes) - 1, 0)
        return TOP + max(0.0, (self.height - TOP - whole - 4) / 2)

    def _ribbons(self, sizes: Mapping[Link, float], tops: Mapping[Node, float]) -> list[list[float]]:
        order = {node: place for place, node in enumerate(self.nodes)}
        out, into = dict(tops), dict(tops)
        placed: dict[Link, list[float]] = {link: [0.0, 0.0, 0.0] for link in self.links}
        for link in sorted(self.links, key=lambda one: (order[one[0]], order[one[1]])):
            wide = sizes.get(link, 0.0) * self.scale
            placed[link][0], placed[link][2] = _tenth(out[link[0]]), _tenth(wide)
            out[link[0]] += wide
        for link in sorted(self.links, key=lambda one: (order[one[1]], order[one[0]])):
            wide = sizes.get(link, 0.0) * self.scale
            placed[link][1] = _tenth(into[link[1]])
            into[link[1]] += wide
        return [placed[link] for link in self.links]

    def _ordered(self) -> list[Node]:
        totals: dict[Node, float] = defaultdict(float)
        for sizes in self.diagram.links:
            for (start, end), size in sizes.items():
                if size > NOTICED:
                    totals[start] += size
                    totals[end] += size
        by_name: dict[str, float] = defaultdict(float)
        for (_, name), size in totals.items():
            by_name[name] += size
        by_size = sorted(totals, key=lambda node: (node[0], -by_name[node[1]], node[1]))
        return uncrossed(by_size, self._over_time())

    def _over_time(self) -> dict[Link, float]:
        """Return the size of every link over all periods, since nodes keep their order through them."""
        sizes: dict[Link, float] = defaultdict(float)
        for period in self.diagram.links:
            for link, size in period.items():
                sizes[link] += size
        return sizes

    def _tall(self, sizes: Mapping[Link, float]) -> dict[Node, float]:
        out: dict[Node, float] = defaultdict(float)
        into: dict[Node, float] = defaultdict(float)
        for (start, end), size in sizes.items():
            out[start] += size
            into[end] += size
        return {node: max(out[node], into[node]) for node in self.nodes}

    def _sum(self, column: int, sizes: Mapping[Link, float]) -> float:
        return sum(tall for node, tall in self._tall(sizes).items() if node[0] == column)


def draw(
    layout: Layout, period: int, description: str, colour_of: Callable[[str], str], *, is_moved: bool = False
) -> Markup:
    """Return the drawing of one period; a script moves it to others by the numbers of their frames.

    One that ``is_moved`` before anyone sees it has all its marks at nothing: their outlines are most of a page.
    """
    nodes, ribbons = layout.frame(period)
    if is_moved:
        nodes, ribbons = [[0.0, 0.0] for _ in nodes], [[0.0, 0.0, 0.0] for _ in ribbons]
    headings = [_heading(layout, column) for column in range(len(layout.diagram.columns))]
    flows: list[Markup] = []
    for link, (start, end, wide) in zip(layout.links, ribbons, strict=True):
        x, to = layout.x(link[0][0]) + THICK, layout.x(link[1][0])
        share = share_text(layout.diagram.links[period].get(link, 0.0) / layout.diagram.whole)
        flows.append(named(
            "path", f"{layout.diagram.words[link]}: {share}", class_="flow", d=_ribbon(x, to, start, end, wide),
            fill=colour_of(link[0][1]), data_x=f"{x:.1f} {to:.1f}",
        ))  # fmt: skip
    places = list(zip(layout.nodes, nodes, strict=True))
    return picture(
        WIDTH, layout.height, description, *headings, element("g", *flows, fill_opacity=0.45),
        *(_node(layout, node, top, tall, colour_of) for node, (top, tall) in places),
        element("g", *(_label(layout, node, top, tall) for node, (top, tall) in places), font_size=12, **HALO),
        data_scale=f"{layout.scale * layout.diagram.whole:.7g}",
    )  # fmt: skip


def _node(layout: Layout, node: Node, top: float, tall: float, colour_of: Callable[[str], str]) -> Markup:
    x = layout.x(node[0])
    return named("rect", node[1], class_="node", x=x, y=top, width=THICK, height=tall, fill=colour_of(node[1]))


def _label(layout: Layout, node: Node, top: float, tall: float) -> Markup:
    x, last = layout.x(node[0]), len(layout.diagram.columns) - 1
    is_right = node[0] == last
    room = 94.0 if node[0] in (0, last) else WIDTH / (last + 1) - 40
    is_behind = is_right or node[0] > 0
    return text(
        x + THICK + 5 if is_behind else x - 5, top + tall / 2 + 4.5, fitted(node[1], room, 12), class_="label",
        text_anchor=None if is_behind else "end", visibility="hidden" if tall < LEAST_LABEL else None,
    )  # fmt: skip


def _heading(layout: Layout, column: int) -> Markup:
    first, last = column == 0, column == len(layout.diagram.columns) - 1
    heading, below = layout.diagram.columns[column]
    x = 0.0 if first else WIDTH if last else layout.x(column) + THICK / 2
    anchor = "start" if first else "end" if last else "middle"
    room = (WIDTH - 2 * 104 - THICK) / max(len(layout.diagram.columns) - 1, 1) - 14
    body = text(x, 13.0, fitted(heading, room, 12), text_anchor=anchor, font_weight=600, font_size=12)
    if not below:
        return body
    count = below.count(", ") + 1
    told = below if count == 1 or pixels_of(below, 11) <= room else f"{count} materials"
    return body + element("text", element("title", below), told, x=x, y=28.0, text_anchor=anchor,
                          fill=GREY, font_size=11)  # fmt: skip


def _ribbon(x: float, to: float, start: float, end: float, wide: float) -> str:
    """Return the outline of a ribbon that is as wide at both ends."""
    if wide <= 0:
        return "M0,0"
    middle = (x + to) / 2
    there = f"M{x:.1f},{start:.1f}C{middle:.1f},{start:.1f} {middle:.1f},{end:.1f} {to:.1f},{end:.1f}"
    low, deep = start + wide, end + wide
    return f"{there}v{wide:.1f}C{middle:.1f},{deep:.1f} {middle:.1f},{low:.1f} {x:.1f},{low:.1f}Z"


def _tenth(value: float) -> float:
    return round(value, 1)


def frames_of(layout: Layout) -> tuple[object, ...]:
    """Return the numbers of every period's frame, for the script."""
    return tuple(layout.frame(period) for period in range(len(layout.diagram.links)))
