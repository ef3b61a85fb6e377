"""Section 3 continued, content through recipes: what is without content of a rule's origins, an overlay on the trunk.

Each overlay (w) takes apart what moves of the carriers, all origins together: a part of it is clean, the rest is not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np
import pyomo.core as pyo

from planner_models.components import Relation, add_rows
from planner_models.index import Index
from planner_models.network import deliveries, stocks
from planner_models.numbered import Entries, Floats, Many, NumberedRows, NumberedVar, grouped
from planner_models.sourcing import intake_terms, taken
from planner_models.terms import Terms, keys, linear, scaled
from planner_models.trunk import Trunk
from planner_models.used import use_terms


def add_variables(model: Trunk, index: Index) -> None:
    """Put on the model what is clean, by overlay: rates a year, stocks in amounts."""
    sets = index.overlays
    model.clean_activity = pyo.Var(keys(sets.activity_wpt), domain=pyo.NonNegativeReals)
    model.clean_purchase = pyo.Var(keys(sets.purchase_wst), domain=pyo.NonNegativeReals)
    model.clean_flow = NumberedVar(sets.flow_wxt)
    model.clean_stock = pyo.Var(keys(sets.stock_wht), domain=pyo.NonNegativeReals)
    model.clean_consumption = pyo.Var(keys(sets.consumption_wpmt), domain=pyo.NonNegativeReals)
    model.clean_delivery = pyo.Var(keys(sets.delivery_wdt), domain=pyo.NonNegativeReals)
    model.clean_surplus = pyo.Var(keys(sets.surplus_wmit), domain=pyo.NonNegativeReals)


def balance_entries(model: Trunk) -> Entries:
    """Return what is clean that comes in, less what goes out a year, of every balance."""
    found = Entries(len(model.index.overlays.balance_wmit))
    for add in (_add_plants, _add_trade, _add_flows, _add_stocks):
        add(model, found)
    found.fill(model.nothing)
    return found


def _add_plants(model: Trunk, found: Entries) -> None:
    sets, problem, count = model.index.overlays, model.index.problem, len(model.index.problem.times)
    for (w, p, t), runs in model.clean_activity.items():
        plant, overlay = problem.plants[p], sets.all[w]
        for m, _ in plant.makes:
            place = sets.place_wmi.get((w, m, plant.site))
            if place is not None and (made := overlay.made_clean(problem, plant, m, t)):
                found.add(place * count + t, made, runs)
    for (w, p, m, t), consumed in model.clean_consumption.items():
        found.add(sets.place_wmi[w, m, problem.plants[p].site] * count + t, -1.0, consumed)


def _add_trade(model: Trunk, found: Entries) -> None:
    sets, problem, count = model.index.overlays, model.index.problem, len(model.index.problem.times)
    for (w, s, t), bought in model.clean_purchase.items():
        offer = problem.offers[s]
        found.add(sets.place_wmi[w, offer.material, offer.site] * count + t, 1.0, bought)
    for (w, d, t), delivered in model.clean_delivery.items():
        demand = problem.demands[d]
        found.add(sets.place_wmi[w, demand.material, demand.site] * count + t, -1.0, delivered)
    for (w, m, i, t), left in model.clean_surplus.items():
        found.add(sets.place_wmi[w, m, i] * count + t, -1.0, left)


def _add_flows(model: Trunk, found: Entries) -> None:
    index, links = model.index, model.index.problem.links
    w, x, t = index.overlays.flow_wxt.table.T
    link, material, numbers = index.link_of[x], index.material_of[x], np.arange(len(x), dtype=np.int32)
    starts, ends = np.array([(link.start, link.end) for link in links], dtype=np.int32).reshape(-1, 2).T
    loss = np.array([link.loss for link in links]).reshape(-1, len(index.problem.times))
    places = index.overlays.balance_wmit.numbers
    found.add_many(
        places(np.column_stack([w, material, starts[link], t])), Many(model.clean_flow, numbers, np.full(len(x), -1.0))
    )
    found.add_many(
        places(np.column_stack([w, material, ends[link], t])), Many(model.clean_flow, numbers, 1.0 - loss[link, t])
    )


def _add_stocks(model: Trunk, found: Entries) -> None:
    sets, problem, count = model.index.overlays, model.index.problem, len(model.index.problem.times)
    for (w, h, t), stock in model.clean_stock.items():
        pile = problem.stockpiles[h]
        row = sets.place_wmi[w, pile.material, pile.site] * count + t
        found.add(row, -1.0 / problem.periods[t].years, stock)
        if t < count - 1:
            found.add(row + 1, pile.keep[t + 1] / problem.periods[t + 1].years, stock)


def _balances(model: Trunk) -> Floats:
    """Return what the balances add up to: less than nothing where stock from before that is clean gives."""
    sets, problem = model.index.overlays, model.index.problem
    found = np.zeros(len(sets.balance_wmit))
    for w, overlay in enumerate(sets.all):
        for pile in problem.stockpiles:
            place = sets.place_wmi.get((w, pile.material, pile.site))
            if place is not None and not overlay.is_source(problem, pile.site):
                found[place * len(problem.times)] = -pile.initial * pile.keep[0] / problem.periods[0].years
    return found


def clean_balance(model: Trunk, w: int, m: int, i: int, t: int) -> Relation:
    r"""(K1) Of what is clean, what is made, bought, arrives and is drawn equals what is used, sent, stored and left.

    .. math:: \sum_p make\,clean^{activity}_p + \sum_s clean^{purchase} + \sum_l (1-loss)\,clean^{flow}
        - \frac{clean^{stock}_t - keep_t\,clean^{stock}_{t-1}}{years_t}
        = \sum_p clean^{consumption}_p + \sum_l clean^{flow} + clean^{delivery} + clean^{surplus}

    What is bought of a supplier or held at first in a place of the origins is not clean. Of the content itself a plant
    there makes clean only :math:`\min(make, consume)`.
    """
    row = model.clean_balance.numbered.index((w, m, i, t))
    return linear(model, model.clean_balance.entries.of(row)) == float(model.clean_balance.upper[row])


def clean_recipe(model: Trunk, w: int, p: int, m: int, t: int) -> Relation:
    r"""(K2) A run is clean only where all that it consumes of carriers is; then all its products are.

    .. math:: consume_{p,m,t}\,clean^{activity}_{p,t} \le clean^{consumption}_{p,m,t}
    """
    amount = dict(model.index.problem.plants[p].consumes)[m][t]
    runs = model.clean_activity[w, p, t]
    return linear(model, [(amount, runs), (-1.0, model.clean_consumption[w, p, m, t])]) <= 0.0


def clean_runs(model: Trunk, w: int, p: int, t: int) -> Relation:
    r"""(K3) No more runs are clean than there are.

    .. math:: clean^{activity}_{p,t} \le activity_{p,t}
    """
    return linear(model, [(1.0, model.clean_activity[w, p, t]), (-1.0, model.activity[p, t])]) <= 0.0


def clean_input(model: Trunk, w: int, p: int, m: int, t: int) -> Relation:
    r"""(K4) No more is clean of what a plant consumes than it consumes.

    .. math:: clean^{consumption}_{p,m,t} \le consume_{p,m,t}\,activity_{p,t}
    """
    amount = dict(model.index.problem.plants[p].consumes)[m][t]
    used = model.clean_consumption[w, p, m, t]
    return linear(model, [(1.0, used), (-amount, model.activity[p, t])]) <= 0.0


def clean_bought(model: Trunk, w: int, s: int, t: int) -> Relation:
    r"""(K5) No more is clean of what is bought than is bought; what is clean may count as not.

    .. math:: clean^{purchase}_{s,t} \le purchase_{s,t}
    """
    return linear(model, [(1.0, model.clean_purchase[w, s, t]), (-1.0, model.purchase[s, t])]) <= 0.0


def clean_sent(model: Trunk, w: int, x: int, t: int) -> Relation:
    r"""(K6) No more is clean of what a lane carries than it carries.

    .. math:: clean^{flow}_{l,t} \le \sum_o flow_{l,o,t}
    """
    return linear(model, model.clean_sent.entries.of(model.clean_sent.numbered.index((w, x, t)))) <= 0.0


def clean_held(model: Trunk, w: int, h: int, t: int) -> Relation:
    r"""(K7) No more is clean of a stock than is held.

    .. math:: clean^{stock}_{h,t} \le \sum_o stock_{h,o,t}
    """
    return linear(model, [(1.0, model.clean_stock[w, h, t]), *scaled(-1.0, stocks(model, h, t))]) <= 0.0


def clean_delivered(model: Trunk, w: int, d: int, t: int) -> Relation:
    r"""(K8) No more is clean of what a market takes than it takes.

    .. math:: clean^{delivery}_{d,t} \le \sum_o delivery_{d,o,t}
    """
    return linear(model, [(1.0, model.clean_delivery[w, d, t]), *scaled(-1.0, deliveries(model, d, t))]) <= 0.0


def clean_left(model: Trunk, w: int, m: int, i: int, t: int) -> Relation:
    r"""(K9) No more is clean of what is left over than is left over: so what is clean stays so until it is used.

    .. math:: clean^{surplus}_{m,i,t} \le \sum_o surplus_{m,i,o,t}
    """
    left = [(-1.0, model.surplus[m, i, o, t]) for o in model.index.reach[m, i]]
    return linear(model, [(1.0, model.clean_surplus[w, m, i, t]), *left]) <= 0.0


def sent_entries(model: Trunk) -> Entries:
    """Return what lanes carry that is clean, less what they carry of all origins, of every row."""
    index = model.index
    found = Entries(len(index.overlays.flow_wxt))
    numbers = np.arange(found.count, dtype=np.int32)
    found.add_many(numbers, Many(model.clean_flow, numbers, np.ones(found.count)))
    lane, _, period = index.flow_lot.table.T
    for w, overlay in enumerate(index.overlays.all):
        carried = np.flatnonzero(np.isin(index.material_of[lane], sorted(overlay.carriers))).astype(np.int32)
        places = np.column_stack([np.full(len(carried), w), lane[carried], period[carried]])
        rows = index.overlays.flow_wxt.numbers(places)
        found.add_many(rows, Many(model.flow, carried, np.full(len(carried), -1.0)))
    return found


def clean_intake(model: Trunk, w: int) -> dict[int, Terms]:
    """Return what enters the buyers' sites of an overlay's rule clean, by period: counted as all that enters is.

    Of a material that a plant consumes too, what it makes clean counts only beyond what it takes in clean: so what
    is clean and comes out of a plant as if it were not is missing.
    """
    index, problem = model.index, model.index.problem
    overlay = index.overlays.all[w]
    rule = problem.rules[overlay.rule]
    found: dict[int, Terms] = defaultdict(list)
    for (v, s, t), bought in model.clean_purchase.items():
        if v == w and problem.offers[s].material in rule.materials and problem.offers[s].site in rule.buyers:
            found[t].append((1.0, bought))
    for (v, p, t), runs in model.clean_activity.items():
        plant = problem.plants[p]
        for m, _ in plant.makes if v == w and plant.site in rule.buyers else ():
            if m in rule.materials and m in overlay.carriers:
                found[t].append((overlay.made_clean(problem, plant, m, t), runs))
    for (v, p, m, t), consumed in model.clean_consumption.items():
        if v == w and m in rule.materials and problem.plants[p].site in rule.buyers and (p, m) in index.passed_on:
            found[t].append((-index.passed_on[p, m][t], consumed))
    _, lane, period = index.overlays.flow_wxt.table.T
    amounts = np.where(index.overlays.flow_wxt.table[:, 0] == w, taken(index, rule)[lane, period], 0.0)
    crossing = np.flatnonzero(amounts).astype(np.int32)
    for t, places in grouped(period[crossing]):
        found[t].append((1.0, Many(model.clean_flow, crossing[places], amounts[crossing[places]])))
    return found


def clean_use(model: Trunk, w: int) -> dict[int, Terms]:
    """Return what is used at the buyers' sites of an overlay's rule clean, by period: consumed for good, delivered."""
    index, problem = model.index, model.index.problem
    rule = problem.rules[index.overlays.all[w].rule]
    found: dict[int, Terms] = defaultdict(list)
    for (v, p, m, t), consumed in model.clean_consumption.items():
        if v == w and m in rule.materials and problem.plants[p].site in rule.buyers:
            found[t].append((index.used_up(p, m, t), consumed))
    for (v, d, t), delivered in model.clean_delivery.items():
        if v == w and problem.demands[d].material in rule.materials and problem.demands[d].site in rule.buyers:
            found[t].append((1.0, delivered))
    return found


def content_intake(model: Trunk, q: int, g: int, t: int) -> Relation:
    r"""(K10) With content of a rule's origins is all that enters the buyers' sites of carriers but what is clean.

    .. math:: intake_{q,g,t} = supply_{q,t} - \big(arrivals + purchases + production - sent\ to\ others\big)^{clean}_t
        - \sum_{m \text{ no carrier}} supply_{m,t}

    Where none of the carriers can come from the origins, nothing has content of them. Clean production of a process
    that consumes the material too counts :math:`make\,clean^{activity} - \min(1, make/consume)\,clean^{consumption}`.
    """
    return _all_but_clean(model, q, g, t)


def content_use(model: Trunk, q: int, g: int, t: int) -> Relation:
    r"""(K11) Of a rule of use with content of its origins is all that is used of carriers but what is clean.

    .. math:: intake_{q,g,t} = supply_{q,t} - \Big(\sum_p (1 - pass_{p,m,t})\,clean^{consumption}_{p,m,t}
        + \sum_d clean^{delivery}_{d,t}\Big) - \sum_{m \text{ no carrier}} supply_{m,t}
    """
    return _all_but_clean(model, q, g, t)


def _all_but_clean(model: Trunk, q: int, g: int, t: int) -> Relation:
    w = model.index.overlays.number.get((q, g))
    intake = (1.0, model.intake[q, g, t])
    if w is None:
        return linear(model, [intake]) == 0.0
    clean = [*model.clean_terms[w].get(t, ()), *model.uncarried[q].get(t, ())]
    return linear(model, [intake, (-1.0, model.supply[q, t]), *clean]) == 0.0


def uncarried(model: Trunk) -> dict[int, dict[int, Terms]]:
    """Return what counts of the materials of a rule's family that cannot hold its content, by rule and period."""
    overlays, rules = model.index.overlays, model.index.problem.rules
    found: dict[int, dict[int, Terms]] = {}
    for x in {x.rule: x for x in overlays.all}.values():
        rule = replace(rules[x.rule], materials=tuple(m for m in rules[x.rule].materials if m not in x.carriers))
        terms = use_terms(model, [rule]) if rule.of_use else intake_terms(model, [rule])
        found[x.rule] = {t: [term for _, term in of_period] for (_, t), of_period in terms.items()}
    return found


def add_constraints(model: Trunk, index: Index) -> None:
    """Put the constraints of what is clean on the model, in the order of the formulation."""
    sets, sums = index.overlays, _balances(model)
    model.clean_balance = NumberedRows(sets.balance_wmit, clean_balance, balance_entries(model), sums, sums)
    makers = set(sets.activity_wpt)
    add_rows(model, clean_recipe, keys([key for key in sets.consumption_wpmt if (key[0], key[1], key[3]) in makers]))
    add_rows(model, clean_runs, keys(sets.activity_wpt))
    add_rows(model, clean_input, keys(sets.consumption_wpmt))
    add_rows(model, clean_bought, keys(sets.purchase_wst))
    upper = np.zeros(len(sets.flow_wxt))
    model.clean_sent = NumberedRows(sets.flow_wxt, clean_sent, sent_entries(model), upper - np.inf, upper)
    add_rows(model, clean_held, keys(sets.stock_wht))
    add_rows(model, clean_delivered, keys(sets.delivery_wdt))
    add_rows(model, clean_left, keys(sets.surplus_wmit))
    rules = index.problem.rules
    counted = [clean_use if rules[x.rule].of_use else clean_intake for x in sets.all]
    model.clean_terms = {w: terms_of(model, w) for w, terms_of in enumerate(counted)}
    model.uncarried = uncarried(model)
    inside = [key for key in model.intake if rules[key[0]].content is not None]
    add_rows(model, content_intake, [key for key in inside if not rules[key[0]].of_use])
    add_rows(model, content_use, [key for key in inside if rules[key[0]].of_use])
