"""Draws a tree of worlds: when each is known, how likely it is, what it costs and what is started in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from markupsafe import Markup

from planner.reports.html.marks import GREY, LINE, PAPER, element, fitted, joined, named, number, picture, text
from planner.reports.styles import DARK
from planner.wording.numbers import number_text, share_text
from planner.wording.tree import TreeNode

WIDTH: Final = 960.0
LEFT, TOP, GAP = 10.0, 30.0, 14.0
LINES: Final = 3  # of what is started, in a box
ROW: Final = 17.0
BOX_HEIGHT: Final = 3 * ROW + LINES * ROW + 12.0
BETWEEN: Final = 46.0  # from a box to the boxes after it


def tree_picture(nodes: Sequence[TreeNode], money: str, description: str) -> Markup:
    """Return the tree, from left to right; a box for each node, ends below each other."""
    depth = {node.name: _depth(node, nodes) for node in nodes}
    columns = max(depth.values()) + 1
    width = (WIDTH - 2 * LEFT - (columns - 1) * BETWEEN) / columns
    tops = _tops(nodes)
    height = max(tops.values()) + BOX_HEIGHT + GAP
    at = {node.name: (LEFT + depth[node.name] * (width + BETWEEN), tops[node.name]) for node in nodes}
    edges = [_edge(at[node.after], at[node.name], width, node) for node in nodes if node.after]
    boxes = [_box(node, *at[node.name], width, money) for node in nodes]
    return picture(WIDTH, height, description, *edges, *boxes)


def _depth(node: TreeNode, nodes: Sequence[TreeNode]) -> int:
    before = next((other for other in nodes if other.name == node.after), None)
    return 0 if before is None else _depth(before, nodes) + 1


def _tops(nodes: Sequence[TreeNode]) -> dict[str, float]:
    """Return where each box begins: ends below each other, others in the middle of what comes after them."""
    found: dict[str, float] = {}
    ends = 0

    def place(name: str) -> float:
        nonlocal ends
        after = [place(node.name) for node in nodes if node.after == name]
        if after:
            found[name] = sum(after) / len(after)
        else:
            found[name] = TOP + ends * (BOX_HEIGHT + GAP)
            ends += 1
        return found[name]

    place(next(node.name for node in nodes if not node.after))
    return found


def _edge(begin: tuple[float, float], end: tuple[float, float], width: float, node: TreeNode) -> Markup:
    x, y = begin[0] + width, begin[1] + BOX_HEIGHT / 2
    to_x, to_y = end[0], end[1] + BOX_HEIGHT / 2
    middle = (x + to_x) / 2
    path = f"M {x:.1f} {y:.1f} C {middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
    words = f"{node.name}: known from {node.begin} on, {share_text(node.chance)} likely"
    return named("path", words, d=path, fill="none", stroke=GREY, stroke_width=1.0 + 5.0 * node.chance)


def _box(node: TreeNode, x: float, y: float, width: float, money: str) -> Markup:
    words = (
        f"{node.name}, {node.begin} until {node.until}: {share_text(node.chance)} likely; in it "
        f"{number_text(node.cost)} {money}, with what comes after {number_text(node.expected)}; {node.started}"
    )
    frame = named("rect", words, x=x, y=y, width=width, height=BOX_HEIGHT, rx=4, fill=PAPER, stroke=LINE)
    band = element("rect", x=x, y=y, width=width, height=ROW + 6, rx=4, fill=DARK)
    inside, share = width - 16, share_text(node.chance)
    costs = f"{number_text(node.cost)} in it, {number_text(node.expected)} in all"
    lines = [
        band,
        text(x + 8, y + 16, fitted(node.name, inside - 60), fill=PAPER, font_weight="bold"),
        number(x + width - 8, y + 16, share, node.chance, fill=PAPER, text_anchor="end"),
        text(x + 8, y + 16 + 1.3 * ROW, fitted(f"{node.begin} until {node.until}", inside), fill=GREY),
        text(x + 8, y + 16 + 2.3 * ROW, fitted(costs, inside)),
    ]
    started = node.started.split("; ")
    shown = started if len(started) <= LINES else [*started[: LINES - 1], f"and {len(started) - LINES + 1} more"]
    lines += [
        text(x + 8, y + 16 + (3.4 + place) * ROW, fitted(each, inside), font_size=12)
        for place, each in enumerate(shown)
    ]
    return joined([frame, *lines])


def alt_of(nodes: Sequence[TreeNode]) -> str:
    """Return what the picture says, for who cannot see it."""
    names: Mapping[str, float] = {node.name: node.chance for node in nodes}
    ends = [name for name in names if all(node.after != name for node in nodes)]
    told = ", ".join(f"{name} {share_text(names[name])}" for name in ends)
    return f"A tree of {len(nodes)} nodes, from left to right; its ends: {told}."
