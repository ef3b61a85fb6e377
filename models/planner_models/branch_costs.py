"""Section 4 of the formulation, continued: what a branch costs to run."""

from __future__ import annotations

from collections.abc import Iterator

from planner_models.shape import Shape
from planner_models.terms import Summand, Term


def running_costs(model: Shape) -> Iterator[Term]:
    r"""(D14) What a branch costs to run, with what its stocks fall by at the material's value, discounted.

    .. math:: \sum_n mean_n\,length_n\,\big(cost\,activity + cost\,load + price\,purchase + (cost + tariff\,value)\,flow
        + holding\,stock + surplus + shortage - sales\big)_n + \sum_m mean_{last}\,value_m\,fall_m
    """
    problem = model.index.problem
    weight = [problem.periods[step.period].mean * step.length for step in model.steps]
    for n, cost, variable in _rates(model):
        if cost:
            yield weight[n] * cost, variable
    last = model.steps[-1].period
    for m, fall in model.fall.items():
        yield problem.periods[last].mean * problem.materials[m].value[last], fall


def _rates(model: Shape) -> Iterator[tuple[int, float, Summand]]:
    """Yield (step, cost a year, variable) of everything that runs in a branch."""
    problem, at = model.index.problem, [step.period for step in model.steps]
    for (p, n), runs in model.step_activity.items():
        yield n, problem.plants[p].variable_cost[at[n]], runs
    for (r, n), load in sorted(model.branch_load.items()):
        for amount, user in load:
            yield n, problem.resources[r].variable_cost[at[n]] * amount, user
    for (s, n), bought in model.step_purchase.items():
        yield n, problem.offers[s].price[at[n]], bought
    for (x, n), flow in model.step_flow.items():
        lane = problem.lanes[x]
        link = problem.links[lane.link]
        yield n, link.cost[at[n]] + link.tariff[at[n]] * problem.materials[lane.material].value[at[n]], flow
    for (h, n), stock in model.step_stock.items():
        yield n, problem.stockpiles[h].holding_cost[at[n]], stock
    for (m, _, n), left in model.step_surplus.items():
        yield n, problem.materials[m].surplus[at[n]], left
    for (d, n), short in model.step_shortage.items():
        yield n, problem.demands[d].shortage_cost[at[n]], short
    for (d, n), delivered in model.step_delivery.items():
        yield n, -problem.demands[d].price[at[n]], delivered
