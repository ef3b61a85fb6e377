"""Section 1 of the formulation: the network when nothing goes wrong.

A rule's docstring begins with its number in FORMULATION.md; the component on the model has the rule's name.
Every amount is indexed by origin; a material that no rule follows has the single origin ``anywhere``.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pyomo.core as pyo

from planner_models.balances import balance, balance_entries, balance_sums
from planner_models.components import Relation, add_rows
from planner_models.numbered import Many, NumberedRows, NumberedVar, grouped
from planner_models.terms import Terms, keys, linear, scaled

if TYPE_CHECKING:
    from planner_models.given.network import Link
    from planner_models.index import Index, Target
    from planner_models.trunk import Trunk


def add_variables(model: Trunk, index: Index) -> None:
    """Put the network's variables on the model: rates a year, stocks in amounts."""
    model.activity = pyo.Var(keys(index.activity_pt), domain=pyo.NonNegativeReals)
    model.purchase = pyo.Var(keys(index.purchase_st), domain=pyo.NonNegativeReals)
    model.flow = NumberedVar(index.flow_lot)
    model.stock = pyo.Var(keys(index.stock_hot), domain=pyo.NonNegativeReals)
    model.consumption = pyo.Var(keys(index.consumption_pmot), domain=pyo.NonNegativeReals)
    model.delivery = pyo.Var(keys(index.delivery_dot), domain=pyo.NonNegativeReals)
    model.shortage = pyo.Var(keys(index.shortage_dt), domain=pyo.NonNegativeReals)
    model.surplus = NumberedVar(index.surplus_miot)


def deliveries(model: Trunk, d: int, t: int) -> Terms:
    """Return what a demand is served in a period, from every origin."""
    demand = model.index.problem.demands[d]
    if demand.amount[t] <= 0:
        return []
    origins = model.index.reach.get((demand.material, demand.site), ())
    return [(1.0, model.delivery[d, o, t]) for o in origins]


def stocks(model: Trunk, h: int, t: int) -> Terms:
    """Return what a stockpile holds at the end of a period, of every origin."""
    pile = model.index.problem.stockpiles[h]
    return [(1.0, model.stock[h, o, t]) for o in model.index.reach.get((pile.material, pile.site), ())]


def lane_flows(model: Trunk) -> dict[tuple[int, int], Terms]:
    """Return what each link that is decided upon or takes of something carries in each period, of all materials."""
    problem, count = model.index.problem, len(model.index.problem.times)
    is_counted = np.array([_is_counted(link) for link in problem.links], dtype=bool)
    lane, _, period = model.index.flow_lot.table.T
    link = model.index.link_of[lane]
    counted = np.flatnonzero(is_counted[link]).astype(np.int32)
    return {
        divmod(key, count): [(1.0, Many(model.flow, counted[places], np.ones(len(places))))]
        for key, places in grouped(link[counted] * count + period[counted])
    }


def _is_counted(link: Link) -> bool:
    return any(link.fixed_cost) or any(link.minimum) or bool(link.needs) or bool(link.uses)


def consumption_of_origins(model: Trunk, p: int, m: int, t: int) -> Relation:
    r"""(N2) A plant's use of a material, told apart by origin, is what its recipe asks.

    .. math:: \sum_o consumption_{p,m,o,t} = consume_{p,m,t}\,activity_{p,t}
    """
    plant = model.index.problem.plants[p]
    amount = dict(plant.consumes)[m][t]
    used = [(1.0, model.consumption[p, m, o, t]) for o in model.index.reach[m, plant.site]]
    return linear(model, [*used, (-amount, model.activity[p, t])]) == 0.0


def plant_capacity(model: Trunk, p: int, t: int) -> Relation:
    r"""(N3) A plant runs no more than its capacity in service, times its availability.

    .. math:: activity \le availability\,(own + added - removed)
    """
    available = model.index.problem.plants[p].availability[t]
    projects = scaled(-available, capacity_change(model, ("plant", p), t))
    own = model.index.problem.plants[p].capacity.own[t]
    return linear(model, [(1.0, model.activity[p, t]), *projects]) <= available * own


def minimum_use(model: Trunk, p: int, t: int) -> Relation:
    r"""(N4) A plant runs at least its minimum use of the capacity in service.

    .. math:: activity \ge minimum\,use \cdot availability\,(own + added - removed)
    """
    plant = model.index.problem.plants[p]
    least = plant.minimum_use[t] * plant.availability[t]
    projects = scaled(-least, capacity_change(model, ("plant", p), t))
    return linear(model, [(1.0, model.activity[p, t]), *projects]) >= least * plant.capacity.own[t]


def resource_capacity(model: Trunk, r: int, t: int) -> Relation:
    r"""(N5) What processes, offers, lanes, stocks and building take of a resource is no more than there is.

    .. math:: \sum use\,activity + \sum uses\,(purchase + flow + stock + size) \le own + added - removed
    """
    projects = scaled(-1.0, capacity_change(model, ("resource", r), t))
    own = model.index.problem.resources[r].capacity.own[t]
    return linear(model, [*model.resource_load[r, t], *projects]) <= own


def capacity_change(model: Trunk, target: Target, t: int) -> Terms:
    """Return what projects add to a capacity in a period, less what they remove while the workbook's row lasts."""
    added = [
        (output * coefficient, variable)
        for k, option in model.index.adders.get(target, ())
        if (output := option.output[t])
        for coefficient, variable in model.size_terms[k, option.period]
    ]
    return [*added, *scaled(-1.0, removed(model, target, t))]


def removed(model: Trunk, target: Target, t: int) -> Terms:
    """Return what projects have removed of a capacity by a period, while the workbook's row lasts."""
    if not model.index.capacity(target).lasts[t]:
        return []
    return [
        term
        for k, option in model.index.removers.get(target, ())
        if option.removes[t]
        for term in model.size_terms[k, option.period]
    ]


def operating_load(model: Trunk) -> dict[tuple[int, int], Terms]:
    """Return what plants, offers, lanes and stocks take of each resource in each period."""
    problem = model.index.problem
    found: dict[tuple[int, int], Terms] = defaultdict(list)
    for (p, t), runs in model.activity.items():
        for r, amounts in problem.plants[p].uses:
            found[r, t].append((amounts[t], runs))
    for (s, t), bought in model.purchase.items():
        for r, amounts in problem.offers[s].uses:
            found[r, t].append((amounts[t], bought))
    for (n, t), sent in model.lane_flows.items():
        for r, amounts in problem.links[n].uses:
            found[r, t] += scaled(amounts[t], sent)
    for (h, _, t), stock in model.stock.items():
        for r, amounts in problem.stockpiles[h].uses:
            found[r, t].append((amounts[t], stock))
    return found


def resource_load(model: Trunk) -> dict[tuple[int, int], Terms]:
    """Return what is taken of each resource in each period, building included."""
    problem = model.index.problem
    found = defaultdict(list, {key: list(load) for key, load in model.operating_load.items()})
    for (k, start), option in model.index.options.items():
        for r, amounts in problem.projects[k].uses:
            for t in problem.times:
                if option.builds[t]:
                    found[r, t] += scaled(amounts[t], model.size_terms[k, start])
    return found


def demand_met(model: Trunk, d: int, t: int) -> Relation:
    r"""(N6) What is asked is delivered or short; a sale is served at most as far as it asks.

    .. math:: delivery + shortage = amount, \qquad \text{of a sale: } delivery \le amount
    """
    demand, served = model.index.problem.demands[d], deliveries(model, d, t)
    if demand.sale[t]:
        return linear(model, served) <= demand.amount[t]
    return linear(model, [*served, (1.0, model.shortage[d, t])]) == demand.amount[t]


def required_service(model: Trunk, d: int, t: int) -> Relation:
    r"""(N7) At least the required share of a demand is served.

    .. math:: delivery \ge required \cdot amount
    """
    demand = model.index.problem.demands[d]
    return linear(model, deliveries(model, d, t)) >= demand.required[t] * demand.amount[t]


def stock_maximum(model: Trunk, h: int, t: int) -> Relation:
    r"""(N8) A stockpile holds no more than its maximum.

    .. math:: \sum_o stock_{h,o,t} \le maximum_{h,t}
    """
    return linear(model, stocks(model, h, t)) <= model.index.problem.stockpiles[h].maximum[t]


def final_stock(model: Trunk, h: int) -> Relation:
    r"""(N9) At the end a stockpile holds at least its final stock.

    .. math:: \sum_o stock_{h,o,T} \ge final_h
    """
    last = model.index.problem.times[-1]
    return linear(model, stocks(model, h, last)) >= model.index.problem.stockpiles[h].final


def stock_reserve(model: Trunk, h: int, t: int) -> Relation:
    r"""(N11) While nothing is disrupted a stockpile holds at least its reserve.

    .. math:: \sum_o stock_{h,o,t} \ge reserve_{h,t}
    """
    return linear(model, stocks(model, h, t)) >= model.index.problem.stockpiles[h].reserve[t]


def cover(model: Trunk, c: int, t: int) -> Relation:
    r"""(N10) The stocks that cover a place hold together the days of what plants and markets there take.

    .. math:: \sum_h stock_{h,t} \ge \frac{days_t}{365} \Big(\sum_p consume\,activity + \sum_d delivery\Big)
    """
    index = model.index
    rule = index.problem.covers[c]
    held = [term for h in rule.stockpiles[t] for term in stocks(model, h, t)]
    share = -rule.days[t] / 365
    eaten = scaled(share, model.taken.get((rule.place, rule.material, t), []))
    return linear(model, [*held, *eaten]) >= 0.0


def taken_in_covered_places(model: Trunk) -> dict[tuple[str, int, int], Terms]:
    """Return what plants consume and markets take of a covered material in its place, a year."""
    index, covers = model.index, defaultdict(list)
    found: dict[tuple[str, int, int], Terms] = defaultdict(list)
    for rule in index.problem.covers:
        covers[rule.material].append(rule)
    for p, t in index.activity_pt:
        plant = index.problem.plants[p]
        for m, amounts in plant.consumes:
            for rule in covers.get(m, ()):
                if plant.site in rule.sites and amounts[t]:
                    found[rule.place, m, t].append((amounts[t], model.activity[p, t]))
    for d, o, t in index.delivery_dot:
        demand = index.problem.demands[d]
        for rule in covers.get(demand.material, ()):
            if demand.site in rule.sites:
                found[rule.place, demand.material, t].append((1.0, model.delivery[d, o, t]))
    return dict(found)


def add_constraints(model: Trunk, index: Index) -> None:
    """Put the network's constraints on the model, in the order of the formulation."""
    problem, times = index.problem, index.problem.times
    model.lane_flows = lane_flows(model)
    model.operating_load = operating_load(model)
    model.resource_load = resource_load(model)
    model.taken = taken_in_covered_places(model)
    plants = [(p, t) for p, t in index.activity_pt if math.isfinite(problem.plants[p].capacity.own[t])]
    sums = balance_sums(model)
    model.balance = NumberedRows(index.balance_miot, balance, balance_entries(model), sums, sums)
    add_rows(model, consumption_of_origins, sorted({(p, m, t) for p, m, _, t in index.consumption_pmot}))
    add_rows(model, plant_capacity, keys(plants))
    add_rows(model, minimum_use, [(p, t) for p, t in plants if problem.plants[p].minimum_use[t] > 0])
    limited = [(r, t) for r, t in sorted(model.resource_load) if math.isfinite(problem.resources[r].capacity.own[t])]
    add_rows(model, resource_capacity, limited)
    asked = [(d, t) for d, x in enumerate(problem.demands) for t in times if math.isfinite(x.amount[t])]
    add_rows(model, demand_met, asked)
    required = [(d, t) for d, t in asked if problem.demands[d].required[t] * problem.demands[d].amount[t] > 0]
    add_rows(model, required_service, required)
    piles = list(enumerate(problem.stockpiles))
    add_rows(model, stock_maximum, [(h, t) for h, x in piles for t in times if math.isfinite(x.maximum[t])])
    add_rows(model, final_stock, [h for h, x in piles if x.final > 0])
    add_rows(model, stock_reserve, [(h, t) for h, x in piles for t in times if x.reserve[t] > 0])
    covered = [(c, t) for c, x in enumerate(problem.covers) for t in times if x.days[t] > 0]
    add_rows(model, cover, covered)
