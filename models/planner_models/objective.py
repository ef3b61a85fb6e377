"""Section 5 of the formulation: the objective, every part of it apart.

A charge is (period, money, discounted, variable): what a unit of the variable, or of a sum of numbered ones, costs in
the money of the period in which it falls due and in the objective.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pyomo.core as pyo

from planner_models.investment import capital_terms
from planner_models.numbered import Floats, Many, NumberedVar, Numbers, grouped
from planner_models.terms import Charge, Sum, Summand, Term, Terms

if TYPE_CHECKING:
    from planner_models.trunk import Trunk


def _yearly(model: Trunk, t: int, cost: float, variable: Summand) -> Iterator[Charge]:
    """Yield the charge of a cost a year that runs through a period, where there is a cost."""
    if cost:
        period = model.index.problem.periods[t]
        yield t, cost * period.years, cost * period.disc, variable


def capital(model: Trunk) -> Iterator[Charge]:
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


def fixed_and_yearly(model: Trunk) -> Iterator[Charge]:
    r"""(O2) Fixed costs of plants and resources less what removal saves, of offers and lanes in use, of projects.

    .. math:: \sum fixed\,(1 - relief/own) + \sum fixed\,contract + \sum fixed\,use
        + \sum_{k \text{ serves}} (fixed\,size + yearly\,start)
    """
    problem = model.index.problem
    for things in (problem.plants, problem.resources):
        for thing in things:
            for t in problem.times:
                if thing.capacity.fixed_cost[t]:
                    yield from _yearly(model, t, thing.capacity.fixed_cost[t], model.one)
    for kind, position, t in model.relief:
        capacity = model.index.capacity((kind, position))
        yield from _yearly(model, t, -capacity.fixed_cost[t] / capacity.own[t], model.relief[kind, position, t])
    for (s, t), contract in model.contract.items():
        yield from _yearly(model, t, problem.offers[s].fixed_cost[t], contract)
    for n, t in model.use:
        yield from _yearly(model, t, problem.links[n].fixed_cost[t], model.use[n, t])
    for (k, start), option in sorted(model.index.options.items()):
        project = problem.projects[k]
        for t in problem.times:
            if option.serves[t]:
                yield from _yearly(model, t, project.yearly_cost[t], model.start[k, start])
                for size, variable in model.size_terms[k, start]:
                    yield from _yearly(model, t, project.fixed_cost[t] * size, variable)


def variable(model: Trunk) -> Iterator[Charge]:
    r"""(O3) Runs of plants and units taken of resources.

    .. math:: \sum cost\,activity + \sum cost\,load
    """
    yield from _runs_and_loads(model, model.resource_load)


def running(model: Trunk) -> Iterator[Charge]:
    """Yield the same without what building takes: what a disruption's branch is held against."""
    yield from _runs_and_loads(model, model.operating_load)


def _runs_and_loads(model: Trunk, loads: Mapping[tuple[int, int], Terms]) -> Iterator[Charge]:
    problem = model.index.problem
    for (p, t), runs in model.activity.items():
        yield from _yearly(model, t, problem.plants[p].variable_cost[t], runs)
    for (r, t), load in sorted(loads.items()):
        cost = problem.resources[r].variable_cost[t]
        if cost:
            for amount, user in load:
                yield from _yearly(model, t, cost * amount, user)


def purchases(model: Trunk) -> Iterator[Charge]:
    r"""(O4) Purchases at their price.

    .. math:: \sum price\,purchase
    """
    offers = model.index.problem.offers
    for (s, t), bought in model.purchase.items():
        yield from _yearly(model, t, offers[s].price[t], bought)


def transport(model: Trunk) -> Iterator[Charge]:
    r"""(O5) Transport of what is sent.

    .. math:: \sum cost\,flow
    """
    problem = model.index.problem
    cost = np.array([link.cost for link in problem.links]).reshape(-1, len(problem.times))
    yield from _sent(model, cost[model.index.link_of])


def tariffs(model: Trunk) -> Iterator[Charge]:
    r"""(O6) Tariffs on the value of what is sent.

    .. math:: \sum tariff\,value\,flow
    """
    problem = model.index.problem
    tariff = np.array([link.tariff for link in problem.links]).reshape(-1, len(problem.times))
    value = np.array([material.value for material in problem.materials])
    yield from _sent(model, tariff[model.index.link_of] * value[model.index.material_of])


def _sent(model: Trunk, costs: Floats) -> Iterator[Charge]:
    """Yield the charges of what is sent, given the cost a unit of each lane in each period."""
    lane, _, period = model.index.flow_lot.table.T
    yield from _numbered(model, model.flow, lane, period, costs)


def _numbered(model: Trunk, variables: NumberedVar, thing: Numbers, period: Numbers, costs: Floats) -> Iterator[Charge]:
    """Yield a charge for each period: of all the variables, at the cost of the thing that each belongs to."""
    amounts = costs[thing, period]
    costly = np.flatnonzero(amounts).astype(np.int32)
    for t, places in grouped(period[costly]):
        numbers = costly[places]
        yield from _yearly(model, t, 1.0, Many(variables, numbers, amounts[numbers]))


def holding(model: Trunk) -> Iterator[Charge]:
    r"""(O7) Holding of the stock at the end of each period, for its years.

    .. math:: \sum cost\,stock
    """
    for (h, _, t), stock in model.stock.items():
        yield from _yearly(model, t, model.index.problem.stockpiles[h].holding_cost[t], stock)


def surplus(model: Trunk) -> Iterator[Charge]:
    r"""(O8) What is left over, where that costs.

    .. math:: \sum cost\,surplus
    """
    material, _, _, period = model.index.surplus_miot.table.T
    costs = np.array([material.surplus for material in model.index.problem.materials])
    yield from _numbered(model, model.surplus, material, period, costs)


def shortage(model: Trunk) -> Iterator[Charge]:
    r"""(O9) Demand that is not served.

    .. math:: \sum cost\,shortage
    """
    for (d, t), short in model.shortage.items():
        yield from _yearly(model, t, model.index.problem.demands[d].shortage_cost[t], short)


def penalties(model: Trunk) -> Iterator[Charge]:
    r"""(O10) What soft rules are missed by.

    .. math:: \sum penalty\,excess
    """
    for (q, _, t), excess in model.excess.items():
        yield from _yearly(model, t, model.index.problem.rules[q].penalty[t], excess)


def sales(model: Trunk) -> Iterator[Charge]:
    r"""(O11) What markets pay, as a negative cost.

    .. math:: -\sum price\,delivery
    """
    for (d, _, t), delivered in model.delivery.items():
        yield from _yearly(model, t, -model.index.problem.demands[d].price[t], delivered)


PARTS: dict[str, Callable[[Trunk], Iterator[Charge]]] = {
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


RUNNING: dict[str, Callable[[Trunk], Iterator[Charge]]] = {
    "variable": running,
    **{name: PARTS[name] for name in ("purchases", "transport", "tariffs", "holding", "surplus", "shortage", "sales")},
}


def total_cost(model: Trunk) -> Sum:
    r"""(O) Everything, discounted.

    .. math:: \min \sum_{parts} \sum discounted \cdot variable
    """
    return Sum(lambda: _terms(model))


def _terms(model: Trunk) -> Iterator[Term]:
    for part in model.parts.values():
        for _, _, discounted, spent in part(model):
            if discounted:
                yield discounted, spent


def add_objective(model: Trunk) -> None:
    """Put the objective on the model."""
    model.total_cost = pyo.Objective(rule=total_cost, sense=pyo.minimize)
