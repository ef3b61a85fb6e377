"""Section 4 of the formulation: what comes in, goes out and is held in a branch, step by step, as terms of its rows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from planner_models.terms import Terms, scaled
from planner_models.tolerances import MOMENT

if TYPE_CHECKING:
    from planner_models.shape import Shape


def balance_terms(model: Shape) -> dict[tuple[int, int, int], Terms]:
    """Return, for each (material, site, step), what comes in less what goes out a year."""
    problem = model.index.problem
    found: dict[tuple[int, int, int], Terms] = defaultdict(list)
    for (p, n), runs in model.step_activity.items():
        plant, t = problem.plants[p], model.steps[n].period
        for m, amounts in plant.makes:
            found[m, plant.site, n].append((amounts[t], runs))
        for m, amounts in plant.consumes:
            found[m, plant.site, n].append((-amounts[t], runs))
    for (s, n), bought in model.step_purchase.items():
        found[problem.offers[s].material, problem.offers[s].site, n].append((1.0, bought))
    for (x, n), flow in model.step_flow.items():
        lane = problem.lanes[x]
        link = problem.links[lane.link]
        found[lane.material, link.start, n].append((-1.0, flow))
        found[lane.material, link.end, n].append((1.0 - link.loss[model.steps[n].period], flow))
    for (d, n), delivered in model.step_delivery.items():
        found[problem.demands[d].material, problem.demands[d].site, n].append((-1.0, delivered))
    for (h, n), stock in model.step_stock.items():
        pile, length = problem.stockpiles[h], model.steps[n].length
        found[pile.material, pile.site, n].append((-1.0 / length, stock))
        found[pile.material, pile.site, n] += scaled(kept(model, h, n) / length, stock_before(model, h, n))
    for (m, i, n), left in model.step_surplus.items():
        found[m, i, n].append((-1.0, left))
    for (h, n), spoilt in model.step_spoilt.items():
        found[problem.stockpiles[h].material, problem.stockpiles[h].site, n].append((-1.0, spoilt))
    return found


def kept(model: Shape, h: int, n: int) -> float:
    """Return the share of a stock that is left after a step's losses."""
    if model.in_amounts:
        return 1.0
    problem, step = model.index.problem, model.steps[n]
    return float(problem.stockpiles[h].keep[step.period] ** (step.length / problem.periods[step.period].years))


def stock_before(model: Shape, h: int, n: int) -> Terms:
    """Return the stock when a step begins: the step's before, at the onset the trunk's (a constant at first)."""
    if n > 0:
        return [(1.0, model.step_stock[h, n - 1])]
    return trunk_stock(model, h, model.onset - 1)


def trunk_stock(model: Shape, h: int, t: int) -> Terms:
    """Return the trunk's stock at the end of a period, of every origin; the initial stock before the first."""
    pile = model.index.problem.stockpiles[h]
    if t < 0:
        return [(pile.initial, model.trunk.one)]
    return [(1.0, model.trunk.stock[h, o, t]) for o in model.index.reach.get((pile.material, pile.site), ())]


def trunk_stock_at_end(model: Shape, h: int) -> Terms:
    """Return the trunk's stock when the window ends, inside a period by the period's constant rate."""
    problem, t = model.index.problem, model.steps[-1].period
    years, passed = problem.periods[t].years, sum(step.length for step in model.steps if step.period == t)
    before, after = trunk_stock(model, h, t - 1), trunk_stock(model, h, t)
    if passed > years - MOMENT:
        return after
    inside, keep = passed / years, problem.stockpiles[h].keep[t]
    return [*scaled(keep**inside - inside * keep, before), *scaled(inside, after)]


def load(model: Shape) -> dict[tuple[int, int], Terms]:
    """Return what is taken of each resource in each step; building takes nothing."""
    problem = model.index.problem
    found: dict[tuple[int, int], Terms] = defaultdict(list)
    sides = (
        (model.step_activity, problem.plants),
        (model.step_purchase, problem.offers),
        ({} if model.in_amounts else model.step_stock, problem.stockpiles),
    )
    for variables, things in sides:
        for (thing, n), variable in variables.items():
            for r, amounts in things[thing].uses:
                found[r, n].append((amounts[model.steps[n].period], variable))
    for (x, n), flow in model.step_flow.items():
        for r, amounts in problem.links[problem.lanes[x].link].uses:
            found[r, n].append((amounts[model.steps[n].period], flow))
    return found


def step_flows(model: Shape) -> dict[tuple[int, int], Terms]:
    """Return what flows on each link in each step, of all materials."""
    found: dict[tuple[int, int], Terms] = defaultdict(list)
    for (x, n), flow in model.step_flow.items():
        found[model.index.problem.lanes[x].link, n].append((1.0, flow))
    return found
