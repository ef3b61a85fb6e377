"""The sheet of a study on which a tree stands, a row for each node, so that a page can draw it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from planner.plans.fields import Field
from planner.wording.study import StudySheet

TREE_SHEET: Final = "Tree"
BEFORE: Final = "now"  # the node before any world is known
TREE_FIELDS: Final = (
    Field("node", "text", "a world, or what is before any is known"),
    Field("after", "text", "the node that it branches from"),
    Field("from", "text", "its first period"),
    Field("until", "text", "the period in which the next world is known, or the end"),
    Field("chance", "share", "seen from the beginning"),
    Field("cost in it", "money", "what falls due in its own periods, discounted, once it holds"),
    Field("cost from then on", "money", "with what is expected after it"),
    Field("started", "text", "what is started in it"),
)


@dataclass(frozen=True)
class TreeNode:
    """A node of a tree, as the sheet has it."""

    name: str
    after: str
    begin: str
    until: str
    chance: float
    cost: float
    expected: float
    started: str


def tree_nodes(sheet: StudySheet) -> list[TreeNode]:
    """Return the nodes of a tree's sheet; none of any other sheet, or of one that somebody has changed."""
    if sheet.name != TREE_SHEET or sheet.columns != tuple(field.name for field in TREE_FIELDS):
        return []
    nodes = [TreeNode(*row) for row in sheet.rows]
    names = {node.name for node in nodes}
    numbers = [number for node in nodes for number in (node.chance, node.cost, node.expected)]
    is_whole = len(names) == len(nodes) and all(node.after in names for node in nodes if node.after)
    is_rooted = sum(not node.after for node in nodes) == 1
    return nodes if is_whole and is_rooted and all(isinstance(one, float) for one in numbers) else []
