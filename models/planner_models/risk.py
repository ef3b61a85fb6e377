"""Section 4 of the formulation, continued: what disruptions are expected to cost, and the tail of it.

The trunk holds a variable for the cost of every branch that has a chance; cuts, or the branch itself, bound it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyomo.core as pyo

from planner_models import closures, objective
from planner_models.components import Relation, Variable, add_rows
from planner_models.terms import Charge, Terms, linear, scaled
from planner_models.windows import branches_of, window_of

if TYPE_CHECKING:
    from planner_models.trunk import Trunk

TAIL, WORST_SERVICE = "CVaR", "worst service"


def add_risk(model: Trunk) -> None:
    """Put what disruptions are expected to cost, and the tail of it, on the trunk."""
    problem = model.index.problem
    model.branches = branches_of(problem)
    closures.add_closures(model)
    measured = measured_disruptions(model)
    promising = {problem.promised_by(e) for e, x in enumerate(problem.disruptions) if x.required is not None}
    model.promise = pyo.Var(sorted(measured | promising))
    for e, promise in model.promise.items():
        required = problem.disruptions[e].required or 0.0
        promise.setlb(required)
        promise.setub(1.0 if e in measured else required)
    floors = {problem.promised_by(e): x.floor for e, x in enumerate(problem.disruptions) if x.floor is not None}
    model.floor = pyo.Var(sorted(floors))
    for e, floor in model.floor.items():
        floor.setlb(floors[e])
        floor.setub(floors[e])
    chancy = [b for b, x in enumerate(model.branches) if x.chance > 0]
    model.recourse = pyo.Var(chancy, domain=pyo.Reals)
    model.extra = pyo.Var(chancy, domain=pyo.Reals if problem.risk.counts_gains else pyo.NonNegativeReals)
    periods = problem.times if chancy else ()
    model.running_cost = pyo.Var(periods, domain=pyo.Reals)
    risky = chancy if problem.risk.weight > 0 or TAIL in model.measured else []
    onsets = sorted({model.branches[b].onset for b in risky})
    model.tail = pyo.Var(onsets, domain=pyo.Reals)
    model.tail_excess = pyo.Var(risky, domain=pyo.NonNegativeReals)
    model.tail_rest = pyo.Var(onsets, domain=pyo.NonNegativeReals)
    model.trunk_costs = trunk_costs(model) if chancy else {}
    add_rows(model, running_of_trunk, periods)
    add_rows(model, extra_cost, chancy)
    add_rows(model, excess_of_tail, risky)
    add_rows(model, rest_of_tail, onsets)


def measured_disruptions(model: Trunk) -> frozenset[int]:
    """Return the disruptions whose worst service is measured: all, or those that strike in the one period of it.

    The sets of a row count as one, by the first of them.
    """
    if WORST_SERVICE not in model.measured:
        return frozenset()
    problem = model.index.problem
    own = enumerate(problem.disruptions)
    return frozenset(problem.promised_by(e) for e, x in own if model.worst_in is None or x.onsets == (model.worst_in,))


def trunk_costs(trunk: Trunk) -> dict[int, Terms]:
    """Return, by period, what the trunk costs to run there, discounted: what a branch's cost is held against."""
    found: dict[int, Terms] = defaultdict(list)
    for part in objective.RUNNING.values():
        for t, _, discounted, variable in part(trunk):
            found[t].append((discounted, variable))
    return found


def running_of_trunk(model: Trunk, t: int) -> Relation:
    r"""(D15) What the trunk costs to run in a period, discounted, building apart.

    .. math:: running^{trunk}_t = disc_t \,\big(cost\,activity + cost\,load + price\,purchase + \dots - sales\big)_t
    """
    return linear(model, [(1.0, model.running_cost[t]), *scaled(-1.0, model.trunk_costs.get(t, []))]) == 0.0


def extra_cost(model: Trunk, b: int) -> Relation:
    r"""(D16) A branch's extra cost: what it costs beyond the trunk over the same window, pro rata.

    .. math:: extra_b = recourse_b - \sum_n \frac{length_n}{years_n}\,running^{trunk}_n,
        \qquad \text{gains ignored: } extra_b \ge 0
    """
    problem, x = model.index.problem, model.branches[b]
    steps = window_of(problem, x)
    same = [(step.length / problem.periods[step.period].years, model.running_cost[step.period]) for step in steps]
    return linear(model, [(1.0, model.extra[b]), (-1.0, model.recourse[b]), *same]) == 0.0


def excess_of_tail(model: Trunk, b: int) -> Relation:
    r"""(D17) By how much a branch's extra cost exceeds the tail's threshold in its onset's period.

    .. math:: excess_b \ge extra_b - tail_t

    Source: Rockafellar and Uryasev, Optimization of conditional value-at-risk, Journal of Risk 2 (2000).
    """
    threshold = model.tail[model.branches[b].onset]
    return linear(model, [(1.0, model.tail_excess[b]), (1.0, threshold), (-1.0, model.extra[b])]) >= 0.0


def rest_of_tail(model: Trunk, t: int) -> Relation:
    r"""(D18) No disruption, at no extra cost, is an outcome too.

    .. math:: excess^{none}_t \ge -tail_t
    """
    return linear(model, [(1.0, model.tail_rest[t]), (1.0, model.tail[t])]) >= 0.0


def expected_extra_cost(model: Trunk) -> Iterator[Charge]:
    r"""(D19) The mean: the extra cost of every branch at its chance, at what the risk weight leaves.

    .. math:: (1 - weight) \sum_b chance_b\,extra_b
    """
    problem = model.index.problem
    left = 1.0 - problem.risk.weight
    for b in model.extra if left else ():
        chance, onset = model.branches[b].chance, model.branches[b].onset
        yield onset, left * chance / problem.periods[onset].mean, left * chance, model.extra[b]


def risk(model: Trunk) -> Iterator[Charge]:
    r"""(D20) The tail: the conditional value at risk of the extra cost in every period of onset, at the risk weight.

    .. math:: weight \sum_t \Big(tail_t + \frac{1}{1-level}\big(\sum_b chance_b\,excess_b
        + (1 - \sum_b chance_b)\,excess^{none}_t\big)\Big)
    """
    problem = model.index.problem
    weight = problem.risk.weight
    for t, amount, variable in tail_terms(model) if weight else ():
        yield t, weight * amount / problem.periods[t].mean, weight * amount, variable


def tail_terms(model: Trunk) -> Iterator[tuple[int, float, Variable]]:
    """Yield (onset, coefficient, variable) of the conditional value at risk of the extra cost."""
    beyond = 1 / (1 - model.index.problem.risk.level)
    rest = dict.fromkeys(model.tail, 1.0)
    yield from ((t, 1.0, model.tail[t]) for t in model.tail)
    for b in model.tail_excess:
        branch = model.branches[b]
        rest[branch.onset] -= branch.chance
        yield branch.onset, beyond * branch.chance, model.tail_excess[b]
    yield from ((t, beyond * max(share, 0.0), model.tail_rest[t]) for t, share in rest.items())
