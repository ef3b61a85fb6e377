"""Who watches a solve, told of the plans that the solver has not found itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from planner.solving.deadline import Deadline
from planner.solving.outcome import Answer, Follower, Listener, cost_of, relative_gap


@dataclass(frozen=True)
class SolveWatch:
    """Who listens to a solve that has a deadline, or nobody."""

    listener: Listener | None
    deadline: Deadline

    def told(self, plan: Answer, bound: float | None) -> Answer:
        """Tell of a plan, and return it; a Ctrl-C meanwhile must not lose it."""
        self.follow(plan)
        try:
            if self.listener is not None:
                gap = None if bound is None else relative_gap(cost_of(plan), bound)
                self.listener(self.deadline.limit - self.deadline.left(), plan.objective, bound, gap)
        except KeyboardInterrupt:
            return replace(plan, interrupted=True)
        return plan

    def follow(self, plan: Answer) -> None:
        """Tell who follows the solutions of an exact plan."""
        if isinstance(self.listener, Follower) and plan.values is not None:
            self.listener.found(plan.values, cost_of(plan), is_exact=True)

    def nearby(self, best: Answer, bound: float | None) -> Listener | None:
        """Return who hears of a search near a plan: its bound is none of the whole."""
        listener = self.listener

        def heard(_: float, incumbent: float | None, __: float | None, ___: float | None) -> None:
            cost = cost_of(best) if incumbent is None else min(incumbent, cost_of(best))
            assert listener is not None
            listener(self.deadline.spent, cost, bound, None if bound is None else relative_gap(cost, bound))

        return None if listener is None else heard
