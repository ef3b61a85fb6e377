"""The model of a generated case in plain Pyomo, as the library's own documentation teaches it, with its own interface.

One indexed Constraint a family, rules that sum by ``quicksum`` over tables prepared once. Handed over by
``appsi_highs`` or by the HiGHS interface of ``pyomo.contrib.solver``, whichever is asked for. The numbers of the
rows are those of models/FORMULATION.md.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo
from case_arrays import refuse_others

from planner_models.index import Index
from planner_models.investment import payers

if TYPE_CHECKING:
    from planner_models.problem import Problem


def build(problem: Problem) -> Any:
    """Return the case as a Pyomo model."""
    refuse_others(problem)
    model = pyo.ConcreteModel()
    model.index, model.problem = Index(problem), problem
    _add_variables(model, problem, model.index)
    _add_network(model, problem, model.index)
    _add_limits(model, problem)
    _add_investment(model, problem, model.index)
    _add_rules(model, problem, model.index)
    _add_objective(model, problem, model.index)
    return model


def _add_variables(model: Any, problem: Problem, index: Index) -> None:
    model.T = pyo.RangeSet(0, len(problem.periods) - 1)
    families = {
        "activity": index.activity_pt, "purchase": index.purchase_st, "flow": index.flow_lot,
        "stock": index.stock_hot, "consumption": index.consumption_pmot, "delivery": index.delivery_dot,
        "shortage": index.shortage_dt, "surplus": index.surplus_miot,
    }  # fmt: skip
    for name, keys in families.items():
        setattr(model, name, pyo.Var(keys, within=pyo.NonNegativeReals))
    model.start = pyo.Var(
        sorted(index.options), within=pyo.NonNegativeIntegers, bounds=lambda m, k, t: (0, problem.projects[k].starts)
    )
    model.payers = payers(problem)
    pays = [
        (f, k, t, u)
        for (k, t), option in sorted(index.options.items())
        for f in sorted(model.payers[k])
        for u, share in enumerate(option.cash)
        if share > 0
    ]
    model.pay = pyo.Var(pays, within=pyo.NonNegativeReals)


def _add_network(model: Any, problem: Problem, index: Index) -> None:
    """(N1), (N2): what comes to a place leaves it; consumption told apart by origin is what recipes ask."""
    made, used = defaultdict(list), defaultdict(list)
    bought, came, went, served = defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list)
    for p in index.plants:
        plant = problem.plants[p]
        for m, amounts in plant.makes:
            made[m, plant.site, index.plant_origin[p, m]].append((p, amounts))
        for m, amounts in plant.consumes:
            if len(index.reach[m, plant.site]) == 1:
                used[m, plant.site, index.reach[m, plant.site][0]].append((p, amounts))
    told_apart = defaultdict(list)
    for p, m, o, t in index.consumption_pmot:
        told_apart[m, problem.plants[p].site, o, t].append(p)
    for s, offer in enumerate(problem.offers):
        bought[offer.material, offer.site, index.offer_origin[s]].append(s)
    for x, o in dict.fromkeys((x, o) for x, o, _ in index.flow_lot):
        lane, link = problem.lanes[x], problem.links[problem.lanes[x].link]
        went[lane.material, link.start, o].append(x)
        came[lane.material, link.end, o].append((x, link))
    piles = {(pile.material, pile.site): h for h, pile in enumerate(problem.stockpiles)}
    for d, o in dict.fromkeys((d, o) for d, o, _ in index.delivery_dot):
        served[problem.demands[d].material, problem.demands[d].site, o].append(d)

    def balance(model: Any, m: int, i: int, o: int, t: int) -> Any:
        place = (m, i, o)
        comes = pyo.quicksum(amounts[t] * model.activity[p, t] for p, amounts in made[place])
        comes += pyo.quicksum(model.purchase[s, t] for s in bought[place])
        comes += pyo.quicksum((1 - link.loss[t]) * model.flow[x, o, t] for x, link in came[place])
        goes = pyo.quicksum(amounts[t] * model.activity[p, t] for p, amounts in used[place])
        goes += pyo.quicksum(model.consumption[p, m, o, t] for p in told_apart[m, i, o, t])
        goes += pyo.quicksum(model.flow[x, o, t] for x in went[place])
        goes += pyo.quicksum(model.delivery[d, o, t] for d in served[place])
        if (m, i, o, t) in model.surplus:
            goes += model.surplus[m, i, o, t]
        if (m, i) in piles:
            h, years = piles[m, i], problem.periods[t].years
            pile = problem.stockpiles[h]
            if t > 0:
                comes += pile.keep[t] / years * model.stock[h, o, t - 1]
            elif o == index.stock_origin[h]:
                comes += pile.initial * pile.keep[0] / years
            goes += model.stock[h, o, t] / years
        return comes == goes

    def consumption_of_origins(model: Any, p: int, m: int, t: int) -> Any:
        origins = index.reach[m, problem.plants[p].site]
        asked = dict(problem.plants[p].consumes)[m][t] * model.activity[p, t]
        return pyo.quicksum(model.consumption[p, m, o, t] for o in origins) == asked

    model.balance = pyo.Constraint(index.balance_miot, rule=balance)
    needs = sorted({(p, m, t) for p, m, _, t in index.consumption_pmot})
    model.consumption_of_origins = pyo.Constraint(needs, rule=consumption_of_origins)


def _add_limits(model: Any, problem: Problem) -> None:
    """(N3), (N6), (N8), (C3), (C9): capacity, demand, stockpiles, offers and lanes."""
    index = model.index
    carried = defaultdict(list)
    for x, o, t in index.flow_lot:
        carried[problem.lanes[x].link, t].append((x, o))

    def plant_capacity(model: Any, p: int, t: int) -> Any:
        plant = problem.plants[p]
        added = pyo.quicksum(
            problem.projects[k].block * option.output[t] * model.start[k, option.period]
            for k, option in index.adders.get(("plant", p), ())
            if option.output[t]
        )
        return model.activity[p, t] <= plant.availability[t] * (plant.capacity.own[t] + added)

    def demand_met(model: Any, d: int, t: int) -> Any:
        demand = problem.demands[d]
        origins = index.reach.get((demand.material, demand.site), ())
        return pyo.quicksum(model.delivery[d, o, t] for o in origins) + model.shortage[d, t] == demand.amount[t]

    def stock_maximum(model: Any, h: int, t: int) -> Any:
        pile = problem.stockpiles[h]
        held = pyo.quicksum(model.stock[h, o, t] for o in index.reach[pile.material, pile.site])
        return held <= pile.maximum[t]

    def purchase_maximum(model: Any, s: int, t: int) -> Any:
        return model.purchase[s, t] <= problem.offers[s].maximum[t]

    def lane_maximum(model: Any, n: int, t: int) -> Any:
        return pyo.quicksum(model.flow[x, o, t] for x, o in carried[n, t]) <= problem.links[n].maximum[t]

    model.plant_capacity = pyo.Constraint(index.activity_pt, rule=plant_capacity)
    model.demand_met = pyo.Constraint(range(len(problem.demands)), model.T, rule=demand_met)
    model.stock_maximum = pyo.Constraint(range(len(problem.stockpiles)), model.T, rule=stock_maximum)
    model.purchase_maximum = pyo.Constraint(index.purchase_st, rule=purchase_maximum)
    limited = [(n, t) for n, t in carried if math.isfinite(problem.links[n].maximum[t])]
    model.lane_maximum = pyo.Constraint(limited, rule=lane_maximum)


def _add_investment(model: Any, problem: Problem, index: Index) -> None:
    """(I1) and (F1) to (F4): starts in blocks, who pays for them when, shares, budgets."""
    options, grants = index.options, problem.grants

    def capital(model: Any, k: int, t: int) -> Any:
        project = problem.projects[k]
        return (project.fixed_capital[t] + project.capital_rate[t] * project.block) * model.start[k, t]

    def most_starts(model: Any, k: int) -> Any:
        return pyo.quicksum(model.start[k, t] for t in model.T if (k, t) in options) <= problem.projects[k].starts

    def cash_paid(model: Any, k: int, t: int, u: int) -> Any:
        paid = pyo.quicksum(model.pay[f, k, t, u] for f in model.payers[k])
        return paid == options[k, t].cash[u] * capital(model, k, t)

    def funder_share(model: Any, f: int, k: int, t: int) -> Any:
        paid = pyo.quicksum(model.pay[f, k, t, u] for u in model.T if (f, k, t, u) in model.pay)
        return paid <= grants[model.payers[k][f]].share[t] * capital(model, k, t)

    spent = defaultdict(list)
    for f, k, t, u in model.pay:
        spent[f, u].append(model.pay[f, k, t, u])

    def budget(model: Any, f: int, u: int) -> Any:
        funder = problem.funders[f]
        first = 0 if funder.carries_over else u
        periods = [v for v in range(first, u + 1) if math.isfinite(funder.budget[v])]
        paid = pyo.quicksum(pay for v in periods for pay in spent[f, v])
        return paid <= sum(funder.budget[v] for v in periods)

    model.most_starts = pyo.Constraint(sorted({k for k, _ in options}), rule=most_starts)
    model.cash_paid = pyo.Constraint(sorted({(k, t, u) for _, k, t, u in model.pay}), rule=cash_paid)
    shared = {(f, k, t) for f, k, t, _ in model.pay if grants[model.payers[k][f]].share[t] < 1}
    model.funder_share = pyo.Constraint(sorted(shared), rule=funder_share)
    limited = [(f, u) for f, u in sorted(spent) if math.isfinite(problem.funders[f].budget[u])]
    model.budget = pyo.Constraint(limited, rule=budget)


def _add_rules(model: Any, problem: Problem, index: Index) -> None:
    """(S1), (S2), (S3): intake by origins, supply, and the cap on each share with what it is missed by."""
    rules, names = problem.rules, index.origins.all
    held = [(q, t) for q, x in enumerate(rules) for t in problem.times if not math.isnan(x.limit[t])]
    claims = [(q, g, t) for q, t in held for g in range(len(rules[q].origins))]
    model.intake = pyo.Var(claims)
    model.supply = pyo.Var(held)
    model.excess = pyo.Var(claims, within=pyo.NonNegativeReals)
    entering = _entering(problem, index)

    def origin_intake(model: Any, q: int, g: int, t: int) -> Any:
        counted = (entry for entry in entering[q] if names[entry[0]].belongs_to(rules[q].origins[g]))
        return model.intake[q, g, t] == pyo.quicksum(
            amounts[t] * getattr(model, family)[(*key, t)] for _, family, key, amounts in counted
        )

    def total_supply(model: Any, q: int, t: int) -> Any:
        return model.supply[q, t] == pyo.quicksum(
            amounts[t] * getattr(model, family)[(*key, t)] for _, family, key, amounts in entering[q]
        )

    def share_cap(model: Any, q: int, g: int, t: int) -> Any:
        return model.intake[q, g, t] <= rules[q].limit[t] * model.supply[q, t] + model.excess[q, g, t]

    model.origin_intake = pyo.Constraint(claims, rule=origin_intake)
    model.total_supply = pyo.Constraint(held, rule=total_supply)
    model.share_cap = pyo.Constraint(claims, rule=share_cap)


def _entering(problem: Problem, index: Index) -> dict[int, list[tuple[int, str, tuple[int, ...], Any]]]:
    """Return what enters the buyers' sites of each rule: origin, family of columns, key without period, amounts."""
    found: dict[int, list[tuple[int, str, tuple[int, ...], Any]]] = {q: [] for q in range(len(problem.rules))}
    ones, flows = tuple(1.0 for _ in problem.times), list(dict.fromkeys((x, o) for x, o, _ in index.flow_lot))
    for q, rule in enumerate(problem.rules):
        for s, offer in enumerate(problem.offers):
            if offer.material in rule.materials and offer.site in rule.buyers:
                found[q].append((index.offer_origin[s], "purchase", (s,), ones))
        for p in index.plants:
            for m, amounts in problem.plants[p].makes:
                if m in rule.materials and problem.plants[p].site in rule.buyers:
                    found[q].append((index.plant_origin[p, m], "activity", (p,), amounts))
        for x, o in flows:
            link = problem.links[problem.lanes[x].link]
            comes, goes = link.end in rule.buyers, link.start in rule.buyers
            if problem.lanes[x].material in rule.materials and comes != goes:
                amounts = tuple(1 - loss for loss in link.loss) if comes else tuple(-1.0 for _ in ones)
                found[q].append((o, "flow", (x, o), amounts))
    return found


def _add_objective(model: Any, problem: Problem, index: Index) -> None:
    """(O): capital, runs, purchases, transport and tariffs, holding, surplus, shortage, penalties."""
    disc = [period.disc for period in problem.periods]
    lanes, links, materials = problem.lanes, problem.links, problem.materials

    def carriage(x: int, t: int) -> float:
        link = links[lanes[x].link]
        return float(link.cost[t] + link.tariff[t] * materials[lanes[x].material].value[t])

    def worth(k: int, t: int, u: int) -> float:
        return sum(discounted for _, _, discounted in index.options[k, t].charges[u])

    parts = [
        pyo.quicksum(problem.funders[f].weight[u] * worth(k, t, u) * model.pay[f, k, t, u] for f, k, t, u in model.pay),
        pyo.quicksum(disc[t] * problem.plants[p].variable_cost[t] * runs for (p, t), runs in model.activity.items()),
        pyo.quicksum(disc[t] * problem.offers[s].price[t] * bought for (s, t), bought in model.purchase.items()),
        pyo.quicksum(disc[t] * carriage(x, t) * sent for (x, _, t), sent in model.flow.items()),
        pyo.quicksum(disc[t] * problem.stockpiles[h].holding_cost[t] * held for (h, _, t), held in model.stock.items()),
        pyo.quicksum(disc[t] * materials[m].surplus[t] * left for (m, _, _, t), left in model.surplus.items()),
        pyo.quicksum(disc[t] * problem.demands[d].shortage_cost[t] * short for (d, t), short in model.shortage.items()),
        pyo.quicksum(disc[t] * problem.rules[q].penalty[t] * over for (q, _, t), over in model.excess.items()),
    ]
    model.total_cost = pyo.Objective(expr=pyo.quicksum(parts), sense=pyo.minimize)


def appsi(model: Any) -> Any:
    """Return the solver of ``appsi_highs`` that holds a model."""
    from pyomo.contrib.appsi.solvers.highs import Highs

    solver = Highs()
    solver.set_instance(model)
    return solver._solver_model


def contrib(model: Any) -> Any:
    """Return the solver of ``pyomo.contrib.solver`` that holds a model."""
    from pyomo.contrib.solver.solvers.highs import Highs

    solver = Highs()
    solver.set_instance(model)
    return solver._solver_model
