"""Section 5 of the formulation: the objective, every part of it apart.

A charge is (period, money, discounted, variable): what a unit of the variable costs, in the money of the period
in which it falls due and in the objective.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import pyomo.environ as pyo

from models.investment import capital_terms
from models.terms import linear

Charge = tuple[int, float, float, Any]


def _yearly(model: Any, t: int, cost: float, variable: Any) -> Charge:
    """Return the charge of a cost a year that runs through a period."""
    period = model.index.problem.periods[t]
    return t, cost * period.years, cost * period.disc, variable


def capital(model: Any) -> Iterator[Charge]:
    r"""(O1) Capital, by annuity or overnight; each funder's money at its weight, the owner's at 1.

    .. math:: \sum_{f,k,t,u} weight_{f,u}\,charge_{k,t,u}\,pay_{f,k,t,u}
    """
    index = model.index
    for f, k, t, u in model.pay:
        weight = index.problem.funders[f].weight[u]
        for v, money, discounted in index.options[k, t].charges[u]:
            yield v, weight * money, weight * discounted, model.pay[f, k, t, u]
    for (k, t), option in sorted(index.options.items()):
        if k in model.payers:
            continue
        for u, share in enumerate(option.cash):
            if share:
                for coefficient, variable in capital_terms(model, k, t):
                    for v, money, discounted in option.charges[u]:
                        yield v, share * coefficient * money, share * coefficient * discounted, variable


def fixed_and_yearly(model: Any) -> Iterator[Charge]:
    r"""(O2) Fixed costs of plants and resources less what removal saves, of offers and lanes in use, of projects.

    .. math:: \sum fixed\,(1 - relief/own) + \sum fixed\,contract + \sum fixed\,use
        + \sum_{k \text{ serves}} (fixed\,size + yearly\,start)
    """
    problem = model.index.problem
    for things in (problem.plants, problem.resources):
        for thing in things:
            for t in problem.times:
                if thing.capacity.fixed_cost[t]:
                    yield _yearly(model, t, thing.capacity.fixed_cost[t], model.one)
    for kind, position, t in model.relief:
        capacity = model.index.capacity((kind, position))
        yield _yearly(model, t, -capacity.fixed_cost[t] / capacity.own[t], model.relief[kind, position, t])
    for s, t in model.contract:
        yield _yearly(model, t, problem.offers[s].fixed_cost[t], model.contract[s, t])
    for n, t in model.use:
        yield _yearly(model, t, problem.links[n].fixed_cost[t], model.use[n, t])
    for (k, start), option in sorted(model.index.options.items()):
        project = problem.projects[k]
        for t in problem.times:
            if option.serves[t]:
                yield _yearly(model, t, project.yearly_cost[t], model.start[k, start])
                for size, variable in model.size_terms[k, start]:
                    yield _yearly(model, t, project.fixed_cost[t] * size, variable)


def variable(model: Any) -> Iterator[Charge]:
    r"""(O3) Runs of plants and units taken of resources.

    .. math:: \sum cost\,activity + \sum cost\,load
    """
    problem = model.index.problem
    for p, t in model.index.activity_pt:
        yield _yearly(model, t, problem.plants[p].variable_cost[t], model.activity[p, t])
    for (r, t), load in sorted(model.resource_load.items()):
        cost = problem.resources[r].variable_cost[t]
        if cost:
            for amount, user in load:
                yield _yearly(model, t, cost * amount, user)


def purchases(model: Any) -> Iterator[Charge]:
    r"""(O4) Purchases at their price.

    .. math:: \sum price\,purchase
    """
    for s, t in model.index.purchase_st:
        yield _yearly(model, t, model.index.problem.offers[s].price[t], model.purchase[s, t])


def transport(model: Any) -> Iterator[Charge]:
    r"""(O5) Transport of what is sent.

    .. math:: \sum cost\,flow
    """
    problem = model.index.problem
    for x, o, t in model.index.flow_lot:
        yield _yearly(model, t, problem.links[problem.lanes[x].link].cost[t], model.flow[x, o, t])


def tariffs(model: Any) -> Iterator[Charge]:
    r"""(O6) Tariffs on the value of what is sent.

    .. math:: \sum tariff\,value\,flow
    """
    problem = model.index.problem
    for x, o, t in model.index.flow_lot:
        lane = problem.lanes[x]
        cost = problem.links[lane.link].tariff[t] * problem.materials[lane.material].value[t]
        yield _yearly(model, t, cost, model.flow[x, o, t])


def holding(model: Any) -> Iterator[Charge]:
    r"""(O7) Holding of the stock at the end of each period, for its years.

    .. math:: \sum cost\,stock
    """
    for h, o, t in model.index.stock_hot:
        yield _yearly(model, t, model.index.problem.stockpiles[h].holding_cost[t], model.stock[h, o, t])


def surplus(model: Any) -> Iterator[Charge]:
    r"""(O8) What is left over, where that costs.

    .. math:: \sum cost\,surplus
    """
    for m, i, o, t in model.index.surplus_miot:
        yield _yearly(model, t, model.index.problem.materials[m].surplus[t], model.surplus[m, i, o, t])


def shortage(model: Any) -> Iterator[Charge]:
    r"""(O9) Demand that is not served.

    .. math:: \sum cost\,shortage
    """
    for d, t in model.index.shortage_dt:
        yield _yearly(model, t, model.index.problem.demands[d].shortage_cost[t], model.shortage[d, t])


def penalties(model: Any) -> Iterator[Charge]:
    r"""(O10) What soft rules are missed by.

    .. math:: \sum penalty\,excess
    """
    for q, g, t in model.excess:
        yield _yearly(model, t, model.index.problem.rules[q].penalty[t], model.excess[q, g, t])


def sales(model: Any) -> Iterator[Charge]:
    r"""(O11) What markets pay, as a negative cost.

    .. math:: -\sum price\,delivery
    """
    for d, o, t in model.index.delivery_dot:
        yield _yearly(model, t, -model.index.problem.demands[d].price[t], model.delivery[d, o, t])


PARTS: dict[str, Callable[[Any], Iterator[Charge]]] = {
    "capital": capital,
    "fixed and yearly": fixed_and_yearly,
    "variable": variable,
    "purchases": purchases,
    "transport": transport,
    "tariffs": tariffs,
    "holding": holding,
    "surplus": surplus,
    "shortage": shortage,
    "penalties": penalties,
    "sales": sales,
}


def total_cost(model: Any) -> Any:
    r"""(O) Everything, discounted.

    .. math:: \min \sum_{parts} \sum discounted \cdot variable
    """
    terms = [
        (discounted, spent)
        for part in PARTS.values()
        for _, _, discounted, spent in part(model)
        if discounted and math.isfinite(discounted)
    ]
    return linear(model, terms)


def add_objective(model: Any) -> None:
    """Put the objective on the model."""
    model.total_cost = pyo.Objective(rule=total_cost, sense=pyo.minimize)
