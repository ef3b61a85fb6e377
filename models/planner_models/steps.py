"""Section 1 continued: price steps of one supplier, site and material, which fill in the order of their rows.

Some steps are decisions: taken or not, by what the workbook says of them, and closed in a branch where the plan has
not taken them. The order of the others is kept by cost, or, where cost alone does not keep it, by variables that open
or close nothing else.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

import pyomo.core as pyo

from planner_models.components import Relation, Variable, add_rows
from planner_models.funding import supports
from planner_models.given.network import Offer
from planner_models.index import Index
from planner_models.problem import Problem
from planner_models.terms import linear, scaled
from planner_models.tolerances import PRICES_APART
from planner_models.trunk import Trunk
from planner_models.windows import branches_of, window_of

CREDITED = 0.95  # of what a unit costs: where disruptions give back more of it, cost does not keep an order


def add_variables(model: Trunk, index: Index) -> None:
    """Put on the model which price steps are open and which totals are used up, where that orders steps."""
    problem = index.problem
    bought = frozenset(index.purchase_st)
    model.decided_st = frozenset((s, t) for s, t in bought if is_decided(problem, s, t))
    later: dict[int, list[int]] = defaultdict(list)
    for u, offer in enumerate(problem.offers):
        for j in offer.before:
            later[j].append(u)
    given_back = [math.inf if model.measured else share for share in credited(problem)]
    ordered = [
        (s, t)
        for s, t in index.purchase_st
        if (s, t) not in model.decided_st and not cost_orders(problem, s, t, later[s], given_back[t])
    ]
    model.opened = pyo.Var(ordered, domain=pyo.Binary)
    waiting = [key for key in index.purchase_st if key in model.decided_st or key in model.opened]
    model.orders_sjt = [(s, j, t) for s, t in waiting for j in steps_before(problem, s, t) if (j, t) in bought]
    spent = {(j, t) for _, j, t in model.orders_sjt if is_scarce(problem, j)}
    model.used_up = pyo.Var(sorted(spent), domain=pyo.Binary)


def has_contract(offer: Offer, t: int) -> bool:
    """Return whether an offer is in use or not in a period, whatever its place among price steps."""
    return bool(offer.fixed_cost[t]) or offer.minimum[t] > 0 or offer.term > 0


def is_there(problem: Problem, s: int, t: int) -> bool:
    """Return whether an offer is open in a period, or could be with the projects that it needs."""
    return problem.offers[s].open[t] and problem.offers[s].maximum[t] > 0


def is_decided(problem: Problem, s: int, t: int) -> bool:
    """Return whether an offer is a decision in a period: by its contract, or an earlier step that is dearer."""
    offer = problem.offers[s]
    dearer = (j for j in offer.before if problem.offers[j].price[t] > offer.price[t])
    return has_contract(offer, t) or any(is_there(problem, j, t) for j in dearer)


def is_scarce(problem: Problem, j: int) -> bool:
    """Return whether an offer's total could be used up: not where its maxima never add up to more."""
    offer = problem.offers[j]
    most = sum(offer.maximum[t] * problem.periods[t].years for t in problem.times if is_there(problem, j, t))
    return offer.total < most


def steps_before(problem: Problem, s: int, t: int) -> list[int]:
    """Return the earlier steps that a step waits for: back to the first that is open for certain."""
    found = []
    for j in problem.offers[s].before:
        if is_there(problem, j, t):
            found.append(j)
            if not problem.offers[j].needs and not is_scarce(problem, j):
                break
    return found


def cost_orders(problem: Problem, s: int, t: int, later: Sequence[int], given_back: float) -> bool:
    """Return whether cost alone keeps a step behind all before it.

    It does where a unit more of one before, and a unit less of this step or of one after it, always saves money: then
    what is bought last is bought of the first that has room.
    """
    before = [j for j in problem.offers[s].before if is_there(problem, j, t)]
    after = [s, *(u for u in later if is_there(problem, u, t))]
    if not before:
        return True
    return given_back <= CREDITED and all(saves(problem, j, u, t) for j in before for u in after)


def saves(problem: Problem, j: int, u: int, t: int) -> bool:
    """Return whether a unit more of an earlier step in place of one of a later step always saves money.

    Not where that takes of a total which could be saved up, of a contract that could be spared, of a budget or of a
    resource that the later step does not take; nor where the later step is at its minimum.
    """
    step, later = problem.offers[j], problem.offers[u]
    taken = {r: amounts[t] for r, amounts in later.uses}
    shared = supports(problem, later, t) if later.funder == step.funder else 0.0
    takes_more = any(amounts[t] > taken.get(r, 0.0) for r, amounts in step.uses) or supports(problem, step, t) > shared
    cost, own = _unit_cost(problem, step, t), _unit_cost(problem, later, t)
    is_dearer = own - cost > PRICES_APART * max(abs(own), abs(cost))
    is_free = not (has_contract(step, t) or is_scarce(problem, j) or takes_more)
    return is_dearer and is_free and not later.minimum[t]


def _unit_cost(problem: Problem, offer: Offer, t: int) -> float:
    return offer.price[t] + sum(amounts[t] * problem.resources[r].variable_cost[t] for r, amounts in offer.uses)


def credited(problem: Problem) -> list[float]:
    """Return how much of what is wasted in each period disruptions give back, at the most, as smaller extra costs."""
    risk = problem.risk
    outcomes: list[dict[int, list[tuple[float, float]]]] = [{} for _ in problem.times]
    for branch in branches_of(problem):
        for step in window_of(problem, branch) if branch.chance > 0 else ():
            share = step.length / problem.periods[step.period].years
            outcomes[step.period].setdefault(branch.onset, []).append((branch.chance, share))
    return [
        sum((1 - risk.weight) * sum(c * x for c, x in own) + risk.weight * risk.tail(own) for own in onsets.values())
        for onsets in outcomes
    ]


def gate(model: Trunk, s: int, t: int) -> Variable:
    """Return the variable that is 1 where a step may be bought: its contract, or what keeps the order alone."""
    return model.contract[s, t] if (s, t) in model.contract else model.opened[s, t]


def step_opened(model: Trunk, s: int, t: int) -> Relation:
    r"""(C13) Nothing is bought of a price step that is not open yet.

    .. math:: purchase \le maximum \cdot opened
    """
    most = model.bounds.purchase(s, t)
    return linear(model, [(1.0, model.purchase[s, t]), (-most, model.opened[s, t])]) <= 0.0


def purchase_order(model: Trunk, s: int, j: int, t: int) -> Relation:
    r"""(C7) A price step opens when the one before is at its maximum, or closed, or its total is used up.

    .. math:: purchase_j \ge maximum_j\,\big(opened_s - used\_up_j - \sum_{k \in needs_j} (1 - open_{k})\big)

    Of a step that is a decision its contract stands in place of what is opened.
    """
    step = model.index.problem.offers[j]
    gates = [(1.0, gate(model, s, t)), *((1.0, model.open[k, t]) for k in step.needs)]
    if (j, t) in model.used_up:
        gates.append((-1.0, model.used_up[j, t]))
    if math.isinf(step.maximum[t]):
        return linear(model, gates) <= float(len(step.needs))
    most = step.maximum[t]
    return linear(model, [(1.0, model.purchase[j, t]), *scaled(-most, gates)]) >= -most * len(step.needs)


def total_used_up(model: Trunk, j: int, t: int) -> Relation:
    r"""(C12) An offer's total is used up when all of it has been bought by the end of a period.

    .. math:: \sum_{u \le t} years_u\,purchase_{j,u} \ge total_j\,used\_up_{j,t}
    """
    problem = model.index.problem
    bought = [(problem.periods[u].years, model.purchase[j, u]) for u in range(t + 1) if (j, u) in model.purchase]
    return linear(model, [*bought, (-problem.offers[j].total, model.used_up[j, t])]) >= 0.0


def add_constraints(model: Trunk, _: Index) -> None:
    """Put the order of price steps on the model."""
    add_rows(model, step_opened, list(model.opened))
    add_rows(model, purchase_order, model.orders_sjt)
    add_rows(model, total_used_up, list(model.used_up))
