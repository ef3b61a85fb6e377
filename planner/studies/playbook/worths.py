"""What a playbook costs, and more or less than another: with what is proven of each."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from planner.errors import InfeasibleError, NoPlanError
from planner.statuses import Status
from planner.studies.core.query_task import QueryReply
from planner.studies.playbook.answers import PlaybookReply, TreeReply
from planner.studies.playbook.ends import EndPlan
from planner.tolerances import ROUNDING
from planner_models.expected import Bracket

NOT_FOUND: Final = math.nan  # by plans: there was no answer in the time


def beyond(one: Bracket, other: Bracket) -> Bracket:
    """Return by how much a cost that is no less than another is above it, with what is proven.

    What arithmetic leaves of no difference is none.
    """
    sizes = [abs(x) for x in (one.best, other.best) if math.isfinite(x)]
    noise = ROUNDING * max(sizes, default=0.0)
    apart = (one.low - other.high, one.best - other.best, one.high - other.low)
    return Bracket(*(0.0 if x <= noise else x for x in apart))


def bracket_of(reply: TreeReply | QueryReply) -> Bracket | None:
    """Return a least cost with what is proven of it; None where there is no plan."""
    if reply.objective is None:
        return None
    low = -math.inf if reply.bound is None else min(reply.bound, reply.objective)
    return Bracket(low, reply.objective, reply.objective)


def demanded(reply: PlaybookReply) -> Bracket:
    """Return what the playbook costs.

    Raises
    ------
    InfeasibleError, NoPlanError
        When it has no plan.
    """
    found = bracket_of(reply)
    if found is not None:
        return found
    if reply.status is Status.INFEASIBLE:
        message = "each world can be planned by itself, but no plan suits all of them before one is known"
        raise InfeasibleError(message)
    message = "no plan for all worlds together was found in the time"
    raise NoPlanError(message)


def mean_of(costs: Sequence[tuple[float, Bracket]]) -> Bracket:
    """Return the mean of costs at their chances."""

    def of(name: str) -> float:
        return math.fsum(chance * getattr(cost, name) for chance, cost in costs)

    return Bracket(of("low"), of("best"), of("high"))


def no_dearer(alone: Mapping[str, Bracket], ends: Sequence[EndPlan]) -> dict[str, Bracket]:
    """Return the least costs of the paths, none above what the playbook costs along it: that is a plan of it too."""
    along = {end.end: end.cost for end in ends}
    return {
        end: Bracket(cost.low, min(cost.best, along[end]), min(cost.high, along[end])) for end, cost in alone.items()
    }


def no_less(one_plan: Bracket | None, playbook: Bracket) -> Bracket | None:
    """Return what one plan for all worlds costs: no less than is proven of the playbook."""
    return None if one_plan is None else Bracket(max(one_plan.low, playbook.low), one_plan.best, one_plan.high)


def dearer(reply: TreeReply, playbook: Bracket) -> Bracket:
    """Return by how much a playbook that is told more of is dearer; endlessly where it has no plan."""
    found = bracket_of(reply)
    if found is not None:
        return beyond(found, playbook)
    if reply.status is Status.INFEASIBLE:
        return Bracket(math.inf, math.inf, math.inf)
    low = -math.inf if reply.bound is None else reply.bound
    return Bracket(max(low - playbook.high, 0.0), NOT_FOUND, math.inf)


def saved(reply: TreeReply, playbook: Bracket) -> Bracket:
    """Return what a playbook that knows more saves."""
    found = bracket_of(reply)
    if found is not None:
        return beyond(playbook, found)
    low = -math.inf if reply.bound is None else reply.bound
    return Bracket(0.0, NOT_FOUND, playbook.high - low)
