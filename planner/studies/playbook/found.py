"""What was found of a playbook: the least costs, the plans of its ends, and what they are worth."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.files import kept_path
from planner.interrupts import finishing
from planner.studies.playbook.answers import PlaybookReply
from planner.studies.playbook.ends import EndPlan
from planner.studies.playbook.world_start import WorldStart
from planner.studies.playbook.worths import beyond
from planner.workbook.worlds.paths import PathBook
from planner.workbook.worlds.tree import WorldTree
from planner_models.expected import Bracket

if TYPE_CHECKING:
    from planner.studies.core.session import Session

NOT_VERIFIED_CODE: Final = 6


@dataclass(frozen=True)
class PlaybookFound:
    """What was found.

    Attributes
    ----------
    session, tree, paths
        The workbook, its worlds, and the workbook along the path of each end.
    playbook, knowing
        The least expected cost of all worlds planned at once, and of whoever knows the world from the start.
    alone
        By end: its least cost, known from the start.
    one_plan
        What the starts of the workbook as it stands cost, kept in every world; None where there is no such plan:
        ``why`` says it, and ``is_impossible`` whether some world cannot be operated so.
    reply
        The playbook with the plans of its ends.
    waiting
        By project that waits: what starting it now would cost more; without bound where it cannot be.
    sooner
        By the worlds that branch off together: what it is worth to know them a year earlier.
    """

    session: Session
    tree: WorldTree
    paths: tuple[PathBook, ...]
    reply: PlaybookReply
    playbook: Bracket
    alone: Mapping[str, Bracket]
    knowing: Bracket
    one_plan: Bracket | None
    why: str = ""
    is_impossible: bool = False
    waiting: Mapping[str, Bracket] = field(default_factory=dict)
    sooner: Mapping[tuple[str, ...], Bracket] = field(default_factory=dict)

    @property
    def ends(self) -> tuple[EndPlan, ...]:
        """The plans of the ends."""
        return self.reply.ends

    @property
    def starts(self) -> list[WorldStart]:
        """All that is started in any world, each once, in the order of time."""
        periods = self.tree.periods
        every = dict.fromkeys(start for end in self.ends for start in end.starts)
        return sorted(every, key=lambda x: (periods.index(x.period), x.project, x.world))

    @property
    def value(self) -> Bracket | None:
        """What it is worth to wait for signals: one plan for all less the playbook; None: without bound."""
        return None if self.one_plan is None else beyond(self.one_plan, self.playbook)

    @property
    def of_knowing(self) -> Bracket:
        """What it would be worth to know the world from the start."""
        return beyond(self.playbook, self.knowing)

    @property
    def exit_code(self) -> int:
        """What the command ends with: 6 where a plan of an end fails its own verification."""
        return NOT_VERIFIED_CODE if any(end.failed for end in self.ends) else 0

    def cost_in(self, world: str) -> float:
        """Return what falls due in a world's own periods, discounted, once it holds: a mean over its ends."""
        nodes = {path.end: path.nodes for path in self.paths}
        below = [end for end in self.ends if world in nodes[end.end]]
        chance = math.fsum(end.chance for end in below)
        due = [
            end.chance * cost
            for end in below
            for cost, node in zip(end.costs, nodes[end.end], strict=True)
            if node == world
        ]
        return math.fsum(due) / chance

    def cost_from(self, world: str) -> float:
        """Return what is expected to fall due in a world and all that it may become, discounted, once it holds."""
        after = self.tree.after(world)
        return self.cost_in(world) + math.fsum(x.share * self.cost_from(x.name) for x in after)


def write_ends(found: PlaybookFound, targets: Mapping[str, Path]) -> None:
    """Write the plan of every end to its place."""
    for end in found.ends:
        with finishing(), kept_path(targets[end.end]) as temporary:
            temporary.write_bytes(base64.b64decode(end.file))
