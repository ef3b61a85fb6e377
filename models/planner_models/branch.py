"""Section 4 of the formulation: a branch off the trunk, its variables and which rows it has.

A branch is built once for each onset and duration, as if nothing were hit: its shape. What a disruption leaves is
stamped on the shape's arrays (planner/solving/branches/shapes.py), since hits change only limits and the coefficients
of the trunk's variables in the same rows. Nothing in the trunk knows that a branch comes: what ties the two is the
trunk's stock, capacity, contracts and lane uses at the onset, which stand in the branch's rows as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from types import SimpleNamespace
from typing import cast

import pyomo.core as pyo

from planner_models import disruptions as rows
from planner_models.branch_flows import balance_terms, load, step_flows
from planner_models.components import add_rows
from planner_models.index import Index
from planner_models.numbered import distinct
from planner_models.shape import Shape
from planner_models.trunk import Trunk
from planner_models.windows import Step


def shape_of(trunk: Trunk, onset: int, steps: tuple[Step, ...], in_amounts: bool = False) -> Shape:
    """Return the shape of the branches with these steps.

    Read in amounts, in place of rates a year, a step has no length: stocks lose nothing in it and take no room.
    """
    model = Shape("branch")
    # not the trunk itself, but all that hangs on it: Pyomo would take it for a part of the branch
    ties = {name: part for name, part in vars(trunk).items() if not name.startswith("_")}
    model.trunk = cast("Trunk", SimpleNamespace(**ties))
    model.index, model.onset, model.steps, model.in_amounts = trunk.index, onset, steps, in_amounts
    model.nothing = pyo.Var(bounds=(0, 0))
    _add_variables(model, model.index)
    model.branch_balance_terms = balance_terms(model)
    model.branch_load = load(model)
    model.step_flows = step_flows(model)
    _add_constraints(model, model.index)
    return model


def _add_variables(model: Shape, index: Index) -> None:
    problem, at = index.problem, model.steps
    periods = {step.period for step in at}
    nodes = sorted(index.reach)
    steps = range(len(at))

    def inside(keys: Iterable[tuple[int, ...]]) -> list[tuple[int, ...]]:
        return [(*key[:-1], n) for key in keys if key[-1] in periods for n in steps if at[n].period == key[-1]]

    lane, _, period = index.flow_lot.table.T
    lanes = distinct(lane, period)
    demands = list(dict.fromkeys((d, t) for d, _, t in index.delivery_dot))
    domain = pyo.NonNegativeReals
    model.step_activity = pyo.Var(inside(index.activity_pt), domain=domain)
    model.step_purchase = pyo.Var(inside(index.purchase_st), domain=domain)
    model.step_flow = pyo.Var(inside(lanes), domain=domain)
    model.step_delivery = pyo.Var(inside(demands), domain=domain)
    model.step_shortage = pyo.Var(inside(index.shortage_dt), domain=domain)
    piles = [(h, n) for h, x in enumerate(problem.stockpiles) if (x.material, x.site) in index.reach for n in steps]
    model.step_stock = pyo.Var(piles, domain=domain)
    left = [(m, i, n) for m, i in nodes for n in steps if problem.materials[m].surplus[at[n].period] < math.inf]
    model.step_surplus = pyo.Var(left, domain=domain)
    model.step_spoilt = pyo.Var([(h, n) for h, n in piles if may_spoil(model, h)], domain=domain)
    stocked = sorted({x.material for h, x in enumerate(problem.stockpiles) if (h, 0) in model.step_stock})
    model.fall = pyo.Var([m for m in stocked if any(problem.materials[m].value)], domain=domain)
    model.missing = pyo.Var(guaranteed(model), domain=domain)
    model.lacking = pyo.Var(_floored(model), domain=domain)
    model.overrun = pyo.Var([0] if rows.EXPECTED_SHORTAGE in model.trunk.measured else [], domain=domain)


def may_spoil(model: Shape, h: int) -> bool:
    """Whether a stock may find no room in a branch, and may be left over nowhere."""
    pile, periods = model.index.problem.stockpiles[h], [step.period for step in model.steps]
    has_limit = bool(pile.uses) or any(math.isfinite(pile.maximum[t]) for t in periods)
    return has_limit and any(math.isinf(model.index.problem.materials[pile.material].surplus[t]) for t in periods)


def covered(model: Shape) -> list[int]:
    """Return the demands that a guarantee or a floor may cover: what is no sale in the window's first period."""
    first = model.steps[0].period
    demands = enumerate(model.index.problem.demands)
    return [d for d, x in demands if not x.sale[first] and math.isfinite(x.amount[first])]


def guaranteed(model: Shape) -> list[int]:
    """Return the demands that a guarantee may cover: of what has no limit later in the window there is no share."""
    demands, periods = model.index.problem.demands, [step.period for step in model.steps]
    return [d for d in covered(model) if all(math.isfinite(demands[d].amount[t]) for t in periods)]


def _floored(model: Shape) -> list[tuple[int, int]]:
    """Return the demands and steps that a floor may cover, where any disruption has one."""
    problem = model.index.problem
    if all(x.floor is None for x in problem.disruptions):
        return []
    steps = list(enumerate(model.steps))
    return [(d, n) for d in covered(model) for n, x in steps if math.isfinite(problem.demands[d].amount[x.period])]


def _add_constraints(model: Shape, index: Index) -> None:
    """Put the constraints of a branch on its model, in the order of the formulation."""
    problem, at, steps = index.problem, model.steps, range(len(model.steps))
    finite = math.isfinite
    nodes = [(m, i, n) for m, i in sorted(index.reach) for n in steps]
    add_rows(model, rows.branch_balance, nodes)
    plants = [(p, n) for p, n in model.step_activity if finite(problem.plants[p].capacity.own[at[n].period])]
    add_rows(model, rows.branch_plant_capacity, plants)
    loads = sorted(model.branch_load)
    resources = [(r, n) for r, n in loads if finite(problem.resources[r].capacity.own[at[n].period])]
    add_rows(model, rows.branch_resource_capacity, resources)
    contract, use = model.trunk.contract, model.trunk.use
    offers = [
        (s, n) for s, n in model.step_purchase
        if (s, at[n].period) in contract or finite(problem.offers[s].maximum[at[n].period])
    ]  # fmt: skip
    add_rows(model, rows.branch_purchase, offers)
    needs = [(s, n, k) for s, n in model.step_purchase for k in problem.offers[s].needs]
    add_rows(model, rows.branch_purchase_needs, needs)
    totals = sorted({s for s, _ in model.step_purchase if finite(problem.offers[s].total)})
    add_rows(model, rows.branch_total, totals)
    links = [
        (link, n) for link, n in sorted(model.step_flows)
        if (link, at[n].period) in use or finite(problem.links[link].maximum[at[n].period])
    ]  # fmt: skip
    add_rows(model, rows.branch_link, links)
    lanes = [(x, n) for x, n in model.step_flow if finite(problem.links[problem.lanes[x].link].maximum[at[n].period])]
    add_rows(model, rows.branch_lane, lanes)
    gates = [(link, n, k) for link, n in sorted(model.step_flows) for k in problem.links[link].needs]
    add_rows(model, rows.branch_link_needs, gates)
    asked = [(d, n) for d, x in enumerate(problem.demands) for n in steps if finite(x.amount[at[n].period])]
    add_rows(model, rows.branch_demand, asked)
    held = [(h, n) for h, n in model.step_stock if finite(problem.stockpiles[h].maximum[at[n].period])]
    add_rows(model, rows.branch_stock_maximum, held)
    add_rows(model, rows.spoilt_stock, sorted({h for h, _ in model.step_spoilt}))
    add_rows(model, rows.stock_fall, list(model.fall))
    add_rows(model, rows.guarantee, list(model.missing))
    add_rows(model, rows.branch_floor, list(model.lacking))
    add_rows(model, rows.branch_short, list(model.overrun))
