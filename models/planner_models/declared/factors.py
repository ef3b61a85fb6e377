"""By how much one more unit in a cell moves the limit of a row, where that hangs on what is decided."""

from __future__ import annotations

import math

from planner_models.declared.parts import Decided
from planner_models.declared.sets import Key
from planner_models.hits import remaining_in
from planner_models.windows import Step


def bought(plan: Decided, key: Key) -> float:
    """Whether an offer is taken and its price step open, where that is decided."""
    gates = [plan.values[name][key] for name in ("contract", "opened") if key in plan.values[name]]
    return 1.0 if all(gates) else 0.0


def bought_when_open(plan: Decided, key: Key) -> float:
    """Count the maximum of an offer that waits for a project, where nothing else is decided about it."""
    s, t, k = key
    return 0.0 if (s, t) in plan.values["contract"] else plan.value("open", k, t)


def step_before(plan: Decided, key: Key) -> float:
    """Count that more of a price step must be bought before the next one opens."""
    s, j, t = key
    closed = sum(1 - plan.value("open", k, t) for k in plan.problem.offers[j].needs)
    gate = "contract" if (s, t) in plan.values["contract"] else "opened"
    return plan.value(gate, s, t) - plan.value("used_up", j, t) - closed


def sent(plan: Decided, key: Key) -> float:
    """Whether a link is in use, where that is decided."""
    return 1.0 if key not in plan.values["use"] or plan.value("use", *key) > 0 else 0.0


def sent_when_open(plan: Decided, key: Key) -> float:
    """Count the maximum of a link that waits for a project, where nothing else is decided about it."""
    n, t, k = key
    return 0.0 if (n, t) in plan.values["use"] else plan.value("open", k, t)


def used_a_day(plan: Decided, key: Key) -> float:
    """Return what is taken a day of what a stock must cover: consumed by plants and delivered to markets there."""
    c, t = key
    problem = plan.problem
    rule = problem.covers[c]
    found = sum(
        amounts[t] * plan.value("activity", p, t)
        for p, plant in enumerate(problem.plants) if plant.site in rule.sites
        for m, amounts in plant.consumes if m == rule.material
    )  # fmt: skip
    found += sum(
        amount for (d, _, u), amount in plan.values["delivery"].items()
        if u == t and problem.demands[d].site in rule.sites and problem.demands[d].material == rule.material
    )  # fmt: skip
    return found / 365


def supplied(plan: Decided, key: Key) -> float:
    """Return the supply of which a rule limits a share."""
    return plan.value("supply", key[0], key[-1])


def spread(plan: Decided, key: Key) -> float:
    """Use that the radius moves with the root of the rule's limit: d sqrt(x) = dx / (2 sqrt(x))."""
    root = math.sqrt(plan.problem.rules[key[0]].limit[key[-1]])
    return supplied(plan, key) / (2 * root) if root else 0.0


def is_left(plan: Decided, key: Key) -> float:
    """Whether any is left of a capacity after closures."""
    return plan.value("is_left", *key)


def standing_plant(plan: Decided, key: Key) -> float:
    """Return 0 where the trunk itself says what closures leave of a plant in a branch, and its limit has the price."""
    return _standing(plan, "plant", key)


def standing_resource(plan: Decided, key: Key) -> float:
    """Return the same of a resource."""
    return _standing(plan, "resource", key)


def _standing(plan: Decided, kind: str, key: Key) -> float:
    b, position, n = key
    left = (kind, position, plan.branches[b].onset, plan.steps(b)[n].period)
    return 0.0 if left in plan.values["capacity_left"] else 1.0


def contracted(plan: Decided, key: Key) -> float:
    """Return whether the trunk has an offer in use in a branch's step, where that is decided."""
    b, s, n = key
    at = s, plan.steps(b)[n].period
    return plan.value("contract", *at) if at in plan.values["contract"] else 1.0


def in_use(plan: Decided, key: Key) -> float:
    """Return whether the trunk has a link in use in a branch's step, where that is decided."""
    b, n, step = key
    at = n, plan.steps(b)[step].period
    return plan.value("use", *at) if at in plan.values["use"] else 1.0


def serving(plan: Decided, key: Key) -> float:
    """Return how many starts of a project up to a branch's onset are in service in a step."""
    b, _, n, k = key
    onset, t, options = plan.branches[b].onset, plan.steps(b)[n].period, plan.index.options
    return sum(plan.value("start", k, u) for u in range(onset + 1) if (k, u) in options and options[k, u].serves[t])


def promised(plan: Decided, key: Key) -> float:
    """Count that of more demand a promised share must be served too; what is promised has a price of its own."""
    return plan.value("promise", plan.problem.promised_by(plan.branches[key[0]].disruption))


def floored(plan: Decided, key: Key) -> float:
    """Count that of more demand the floor's share must be served too in a step; the floor has a price of its own."""
    b, _, n = key
    return plan.value("floor", plan.problem.promised_by(plan.branches[b].disruption)) * asked(
        plan, key, plan.steps(b)[n]
    )


def asked(plan: Decided, key: Key, step: Step) -> float:
    """Return how much of a demand a disruption asks for in a step."""
    b, d = key[:2]
    return remaining_in(plan.problem.disruptions[plan.branches[b].disruption].demands.get(d, 1.0), step)
