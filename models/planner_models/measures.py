"""What a study asks of a plan beside its cost: capital, service at the worst, expected shortage, the tail.

A measure is a linear expression of the trunk's variables. Some need variables and rows of their own, which the model
has only where they are measured.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import pyomo.core as pyo

from planner_models.components import Relation, add_rows
from planner_models.disruptions import EXPECTED_SHORTAGE
from planner_models.investment import capital_terms, size_terms, starts_at_once
from planner_models.network import deliveries
from planner_models.risk import TAIL, WORST_SERVICE, expected_extra_cost, measured_disruptions, risk, tail_terms
from planner_models.terms import Summand, Terms, linear, scaled
from planner_models.windows import Branch, window_of

if TYPE_CHECKING:
    from planner_models.trunk import Trunk

COST = "cost"
CAPACITY = "capacity ordered"
MEASURED = frozenset({COST, WORST_SERVICE, EXPECTED_SHORTAGE, TAIL, CAPACITY})


def add_measures(model: Trunk) -> None:
    """Put the variables and rows of what is measured on the trunk."""
    problem = model.index.problem
    wants_worst, wants_short = WORST_SERVICE in model.measured, EXPECTED_SHORTAGE in model.measured
    times = problem.times if model.worst_in is None else (model.worst_in,)
    model.worst_service = pyo.Var([0] if wants_worst else [], bounds=(0, 1))
    asked = [
        (d, t)
        for d, x in enumerate(problem.demands)
        for t in times
        if wants_worst and not x.sale[t] and 0 < x.amount[t] < math.inf
    ]
    add_rows(model, worst_of_trunk, asked)
    add_rows(model, worst_of_promises, sorted(measured_disruptions(model)))
    costs = defaultdict(list)
    for part in model.parts.values() if {COST, TAIL} & model.measured else ():
        for t, _, discounted, variable in part(model):
            costs[t].append((discounted, variable))
    model.costs_of_periods = costs
    model.cost_in_period = pyo.Var(sorted(costs), domain=pyo.Reals)
    add_rows(model, cost_of_period, sorted(costs))
    onsets = list(model.tail) if TAIL in model.measured else []
    model.worst_tail = pyo.Var([0] if onsets else [], domain=pyo.Reals)
    add_rows(model, worst_of_tails, onsets)
    branches = {(x.disruption, x.onset) for x in model.branches if x.chance > 0}
    model.short_of_branch = pyo.Var(sorted(branches) if wants_short else [], domain=pyo.NonNegativeReals)


def worst_of_trunk(model: Trunk, d: int, t: int) -> Relation:
    r"""(M1) No demand is served worse than the worst service, undisturbed.

    .. math:: delivery_{d,t} \ge worst \cdot amount_{d,t}
    """
    amount = model.index.problem.demands[d].amount[t]
    return linear(model, [*deliveries(model, d, t), (-amount, model.worst_service[0])]) >= 0.0


def worst_of_promises(model: Trunk, e: int) -> Relation:
    r"""(M2) No disruption promises less than the worst service.

    .. math:: promise \ge worst
    """
    return linear(model, [(1.0, model.promise[e]), (-1.0, model.worst_service[0])]) >= 0.0


def expected_shortage(model: Trunk, period: int | None = None) -> Terms:
    r"""(M3) What is short undisturbed, and what each branch is short of beyond it at its chance: amounts, not rates.

    .. math:: \sum_t years_t \sum_d shortage_{d,t}
        + \sum_b chance_b \Big(short_b - \sum_n length_n \sum_d shortage_{d,t_n}\Big)
    """
    counted = [
        x for x in model.branches if (x.disruption, x.onset) in model.short_of_branch and period in (None, x.onset)
    ]
    terms = [(x.chance, model.short_of_branch[x.disruption, x.onset]) for x in counted]
    return [*terms, *undisturbed_shortage(model, counted, period)]


def undisturbed_shortage(model: Trunk, branches: Iterable[Branch], period: int | None = None) -> Terms:
    """Return what is short undisturbed, of one period or all, without the stretches that branches count at a chance."""
    problem = model.index.problem
    weight = {t: problem.periods[t].years if period in (None, t) else 0.0 for t in problem.times}
    for x in branches:
        for step in window_of(problem, x):
            weight[step.period] -= x.chance * step.length
    return [(weight[t], short) for (_, t), short in model.shortage.items() if weight[t]]


def cost(model: Trunk, period: int | None = None) -> Terms:
    """Return the discounted cost of one period or all."""
    return [(1.0, falling_due) for t, falling_due in model.cost_in_period.items() if period in (None, t)]


def money_spent(model: Trunk, funder: str = "", period: int | None = None) -> Terms:
    r"""(M4) What a funder spends on capital, stock and support, or the capital that all pay: money of the day.

    .. math:: \sum_{k,t,u} pay_{f,k,t,u} + \sum_{h,t} value_t\,put\_in_{h,t}
        + \sum_{s,t} years_t\,support_{s,t}\,purchase_{s,t},
        \qquad \text{of all: } \sum_{f,k,t,u} pay_{f,k,t,u} + \sum_{k \text{ owned}} capital_{k,t}
    """
    problem = model.index.problem
    if funder:
        spent = (
            terms for (f, u), terms in model.spent.items() if period in (None, u) and problem.funders[f].name == funder
        )
        return [term for terms in spent for term in terms]
    terms: Terms = [(1.0, pay) for (_, _, _, u), pay in model.pay.items() if period in (None, u)]
    for k, t in sorted(model.index.options):
        if k not in model.payers:
            cash = model.index.options[k, t].cash
            share = sum(cash) if period is None else cash[period]
            terms += scaled(share, capital_terms(model, k, t))
    return terms


def capacity_ordered(model: Trunk, kind: str, period: int | None = None) -> Terms:
    r"""(M10) The capacity that projects of a kind order over the horizon, those that only take away left out.

    .. math:: \sum_{k \text{ of the kind that adds}} \sum_t size_{k,t}
    """
    projects = model.index.problem.projects
    adding = {k for k, x in enumerate(projects) if x.kind == kind and x.adds}
    starts = [(k, t) for k, t in sorted(model.index.options) if k in adding and period in (None, t)]
    return [term for k, t in starts for term in size_terms(model, k, t)]


def conditional_value_at_risk(model: Trunk, onset: int | None = None) -> Terms:
    r"""(M5) The conditional value at risk of the whole cost: all of the trunk's, and the worst tail of an onset.

    .. math:: \sum_t cost_t - \sum_b (1 - weight)\,chance_b\,extra_b - weight \sum_t CVaR_t + worst

    Waste in the trunk costs here what it costs there, so that starving it never looks safe. Of one period: the tail of
    what strikes in it, in place of the worst.
    """
    added = [(-amount, spent) for part in (expected_extra_cost, risk) for _, _, amount, spent in part(model)]
    return [*cost(model), *added, *([(1.0, model.worst_tail[0])] if onset is None else _tail_of(model, onset))]


def worst_of_tails(model: Trunk, t: int) -> Relation:
    r"""(M9) No period of onset has a worse tail of the extra cost than the worst.

    .. math:: CVaR_t \le worst
    """
    return linear(model, [*_tail_of(model, t), (-1.0, model.worst_tail[0])]) <= 0.0


def _tail_of(model: Trunk, t: int) -> Terms:
    """Return the conditional value at risk of the extra cost of what strikes in a period."""
    return [(amount, variable) for onset, amount, variable in tail_terms(model) if onset == t]


def tail_of_plan(model: Trunk, number: Callable[[Summand], float], onset: int | None) -> float:
    """Return the conditional value at risk that a plan has: its thresholds are free where it is not in the aim.

    In a threshold it is convex and straight between the extra costs, so that one of these, or 0, is the best.
    ``number`` gives the value of a variable.
    """
    added = [(-amount, spent) for part in (expected_extra_cost, risk) for _, _, amount, spent in part(model)]
    undisturbed = math.fsum(amount * number(spent) for amount, spent in (*cost(model), *added))
    return undisturbed + max(_least_tail(model, t, number) for t in model.tail if onset in (None, t))


def _least_tail(model: Trunk, onset: int, number: Callable[[Summand], float]) -> float:
    """Return the conditional value at risk of the extra costs of the branches that strike in a period."""
    beyond = 1 / (1 - model.index.problem.risk.level)
    extra = [
        (x.chance, number(model.extra[b]))
        for b, x in enumerate(model.branches)
        if b in model.extra and x.onset == onset
    ]
    outcomes = [*extra, (max(1 - sum(chance for chance, _ in extra), 0.0), 0.0)]
    tails = [at + beyond * sum(chance * max(cost - at, 0.0) for chance, cost in outcomes) for _, at in outcomes]
    return float(min(tails))


def cost_of_period(model: Trunk, t: int) -> Relation:
    r"""(M6) Where a plan may cost no more than so much: what falls due in a period, so that no row is long.

    .. math:: cost_t = \sum_{parts} discounted_t \cdot variable
    """
    return linear(model, [(1.0, model.cost_in_period[t]), *scaled(-1.0, model.costs_of_periods[t])]) == 0.0


def add_changes(model: Trunk, former: Mapping[tuple[int, int], float]) -> None:
    """Put on the trunk whether the number of starts differs from a former plan's, for each project and period."""
    model.former = former
    model.changed = pyo.Var(sorted(model.index.options), domain=pyo.NonNegativeReals, bounds=(0, 1))
    for k, t in model.changed:
        if starts_at_once(model.index.problem.projects[k]) > 1:
            model.changed[k, t].domain = pyo.Binary
    add_rows(model, changed_up, list(model.changed))
    add_rows(model, changed_down, list(model.changed))


def changed_up(model: Trunk, k: int, t: int) -> Relation:
    r"""(M7) More starts than the former plan had are a change.

    .. math:: start_{k,t} - former_{k,t} \le most_{k,t}\,changed_{k,t}
    """
    former = model.former.get((k, t), 0.0)
    most = max(starts_at_once(model.index.problem.projects[k]) - former, 1.0)
    return linear(model, [(1.0, model.start[k, t]), (-most, model.changed[k, t])]) <= former


def changed_down(model: Trunk, k: int, t: int) -> Relation:
    r"""(M8) Fewer starts than the former plan had are a change.

    .. math:: former_{k,t} - start_{k,t} \le former_{k,t}\,changed_{k,t}
    """
    former = model.former.get((k, t), 0.0)
    return linear(model, [(-1.0, model.start[k, t]), (-former, model.changed[k, t])]) <= -former


def worst_service(model: Trunk) -> Terms:
    """Return the least share that any demand is served, undisturbed and in every disruption."""
    return [(1.0, model.worst_service[0])]
