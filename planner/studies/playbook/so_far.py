"""What is known of a playbook while it is planned: what the best plan for all worlds costs, and what is proven."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.solving.outcome import relative_gap
from planner.studies.core.news import TaskNews
from planner.studies.playbook.answers import PLAYBOOK

if TYPE_CHECKING:
    from planner.studies.core.progress import StudyProgress


@dataclass
class SoFar:
    """Tells who watches whenever more is known; what one path costs by itself is no news of the playbook."""

    progress: StudyProgress
    cost: float = math.inf
    bound: float = -math.inf

    def hear(self, cost: float | None, bound: float | None) -> None:
        """Hear of the best plan's cost, and of what is proven; None for what is not known."""
        before = self.cost, self.bound
        self.cost = self.cost if cost is None else cost
        self.bound = self.bound if bound is None else max(self.bound, bound)
        if (self.cost, self.bound) != before:
            cost, bound = (x if math.isfinite(x) else None for x in (self.cost, self.bound))
            self.progress.found(cost, bound, None if cost is None or bound is None else relative_gap(cost, bound))

    def watch(self, running: Sequence[TaskNews]) -> None:
        """Hear of the tasks that are at work."""
        self.progress.watch(running)
        for news in running:
            if news.name == PLAYBOOK:
                self.hear(news.incumbent, news.bound)
