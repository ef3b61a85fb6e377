"""What one value of a number that is not sure comes to: the best plan there, and the plan kept."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from planner.studies.core.query import Decisions
from planner.studies.sensitivity.cost_line import CostLine
from planner_models.expected import Bracket


@dataclass(frozen=True)
class Trial:
    """One value that was tried.

    Attributes
    ----------
    at
        The value.
    best
        What the best plan costs there; None where there is no plan, or none was found.
    plan
        What the starts kept cost there, operated; None where they cannot be.
    gap
        The money within which plans are called the same: the gap that is asked, of the cost there.
    why
        Why there is no plan, or the starts kept cannot be operated.
    decisions
        Of the best plan.
    shortage
        Of the plan kept: what is short undisturbed.
    best_lines, plan_lines
        What the plans that were found there cost wherever the number is, where it stands only in the objective.
    """

    at: float
    best: Bracket | None
    plan: Bracket | None
    gap: float
    why: str = ""
    decisions: Decisions | None = None
    shortage: float = math.nan
    best_lines: tuple[CostLine, ...] = field(default=(), repr=False)
    plan_lines: tuple[CostLine, ...] = field(default=(), repr=False)

    @property
    def regret(self) -> Bracket | None:
        """What the plan kept costs beyond the best; without bound where it cannot be operated, None without a best."""
        if self.best is None:
            return None
        if self.plan is None:
            return Bracket(math.inf, math.inf, math.inf)
        more = max(self.plan.best - self.best.best, 0.0)
        return Bracket(
            min(max(self.plan.low - self.best.best, 0.0), more), more, max(self.plan.best - self.best.low, 0.0)
        )

    @property
    def is_safe(self) -> bool:
        """Whether it is proven that the plan kept costs no more than the gap beyond the best."""
        return self.regret is not None and self.regret.high <= self.gap

    @property
    def flips(self) -> bool:
        """Whether it is proven that another plan is better by more than the gap."""
        return self.regret is not None and self.regret.low > self.gap
