"""Section 1 of the formulation: the network when nothing goes wrong.

A rule's docstring begins with its number in FORMULATION.md; the component on the model has the rule's name.
Every amount is indexed by origin; a material that no rule follows has the single origin ``anywhere``.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyomo.environ as pyo

from models.terms import Terms, data, keys, linear, scaled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.index import Index, Target
    from models.problem import Link

Places = dict[tuple[int, int, int], list[Terms]]  # by (material, site, origin), then by period


def add_variables(model: Any, index: Index) -> None:
    """Put the network's variables on the model: rates a year, stocks in amounts."""
    model.activity = pyo.Var(keys(index.activity_pt), domain=pyo.NonNegativeReals)
    model.purchase = pyo.Var(keys(index.purchase_st), domain=pyo.NonNegativeReals)
    model.flow = pyo.Var(keys(index.flow_lot), domain=pyo.NonNegativeReals)
    model.stock = pyo.Var(keys(index.stock_hot), domain=pyo.NonNegativeReals)
    model.consumption = pyo.Var(keys(index.consumption_pmot), domain=pyo.NonNegativeReals)
    model.delivery = pyo.Var(keys(index.delivery_dot), domain=pyo.NonNegativeReals)
    model.shortage = pyo.Var(keys(index.shortage_dt), domain=pyo.NonNegativeReals)
    model.surplus = pyo.Var(keys(index.surplus_miot), domain=pyo.NonNegativeReals)
    model.all_flows, model.all_surplus = data(model.flow), data(model.surplus)


def flows(model: Any) -> Iterator[tuple[tuple[int, int, int], Any]]:
    """Return every (lane, origin, period) with its flow: most of a model, and Pyomo's own way to them is slow."""
    return zip(model.index.flow_lot, model.all_flows, strict=True)


def left_over(model: Any) -> Iterator[tuple[tuple[int, int, int, int], Any]]:
    """Return every (material, site, origin, period) with its surplus."""
    return zip(model.index.surplus_miot, model.all_surplus, strict=True)


def deliveries(model: Any, d: int, t: int) -> Terms:
    """Return what a demand is served in a period, from every origin."""
    demand = model.index.problem.demands[d]
    if demand.amount[t] <= 0:
        return []
    origins = model.index.reach.get((demand.material, demand.site), ())
    return [(1.0, model.delivery[d, o, t]) for o in origins]


def stocks(model: Any, h: int, t: int) -> Terms:
    """Return what a stockpile holds at the end of a period, of every origin."""
    pile = model.index.problem.stockpiles[h]
    return [(1.0, model.stock[h, o, t]) for o in model.index.reach.get((pile.material, pile.site), ())]


def lane_flows(model: Any) -> dict[tuple[int, int], Terms]:
    """Return what each link that is limited or takes of something carries in each period, of all its materials."""
    problem = model.index.problem
    found: dict[tuple[int, int], Terms] = defaultdict(list)
    link_of = [lane.link if _is_counted(problem.links[lane.link]) else -1 for lane in problem.lanes]
    for (x, _, t), flow in flows(model):
        n = link_of[x]
        if n >= 0:
            found[n, t].append((1.0, flow))
    return dict(found)


def _is_counted(link: Link) -> bool:
    limited = any(map(math.isfinite, link.maximum))
    return limited or any(link.fixed_cost) or any(link.minimum) or bool(link.needs) or bool(link.uses)


def balance_terms(model: Any) -> Places:
    """Return, for each (material, site, origin) and period, what comes in less what goes out a year."""
    times = model.index.problem.times
    found: Places = defaultdict(lambda: [[] for _ in times])
    _add_plants(model, found)
    _add_trade(model, found)
    _add_flows(model, found)
    _add_stocks(model, found)
    for (m, i, o, t), left in left_over(model):
        found[m, i, o][t].append((-1.0, left))
    return found


def _add_plants(model: Any, found: Places) -> None:
    index = model.index
    for (p, t), runs in model.activity.items():
        plant = index.problem.plants[p]
        for m, amounts in plant.makes:
            found[m, plant.site, index.plant_origin[p, m]][t].append((amounts[t], runs))
        for m, amounts in plant.consumes:
            origins = index.reach.get((m, plant.site), ())
            if amounts[t] and len(origins) == 1:
                found[m, plant.site, origins[0]][t].append((-amounts[t], runs))
    for (p, m, o, t), consumed in model.consumption.items():
        found[m, index.problem.plants[p].site, o][t].append((-1.0, consumed))


def _add_trade(model: Any, found: Places) -> None:
    index, problem = model.index, model.index.problem
    for (s, t), bought in model.purchase.items():
        offer = problem.offers[s]
        found[offer.material, offer.site, index.offer_origin[s]][t].append((1.0, bought))
    for (d, o, t), delivered in model.delivery.items():
        demand = problem.demands[d]
        found[demand.material, demand.site, o][t].append((-1.0, delivered))


def _add_flows(model: Any, found: Places) -> None:
    """Add what is sent to both its ends; the periods of a lane and origin follow each other."""
    lanes, links = model.index.problem.lanes, model.index.problem.links
    last: tuple[int, int] | None = None
    leaves: list[Terms] = []
    arrives: list[Terms] = []
    kept: list[float] = []
    for (x, o, t), flow in flows(model):
        if (x, o) != last:
            last, m, link = (x, o), lanes[x].material, links[lanes[x].link]
            leaves, arrives = found[m, link.start, o], found[m, link.end, o]
            kept = [1.0 - loss for loss in link.loss]
        leaves[t].append((-1.0, flow))
        arrives[t].append((kept[t], flow))


def _add_stocks(model: Any, found: Places) -> None:
    problem = model.index.problem
    last = len(problem.periods) - 1
    for (h, o, t), stock in model.stock.items():
        pile = problem.stockpiles[h]
        place = found[pile.material, pile.site, o]
        place[t].append((-1.0 / problem.periods[t].years, stock))
        if t < last:
            place[t + 1].append((pile.keep[t + 1] / problem.periods[t + 1].years, stock))


def _initial(index: Index) -> dict[tuple[int, int, int, int], float]:
    """Return what the stock from before the first period gives, a year, in the balances of that period."""
    years = index.problem.periods[0].years
    return {
        (pile.material, pile.site, index.stock_origin[h], 0): pile.initial * pile.keep[0] / years
        for h, pile in enumerate(index.problem.stockpiles)
    }


def balance(model: Any, m: int, i: int, o: int, t: int) -> Any:
    r"""(N1) What is made, bought, arrives and is drawn equals what is consumed, sent, delivered, stored and left.

    .. math:: \sum_p make\,activity + \sum_s purchase + \sum_l (1-loss)\,flow
        - \frac{stock_t - keep_t\,stock_{t-1}}{years_t}
        = \sum_p consumption + \sum_l flow + delivery + surplus
    """
    return linear(model, model.balance_terms[m, i, o][t]) == -model.initial.get((m, i, o, t), 0.0)


def consumption_of_origins(model: Any, p: int, m: int, t: int) -> Any:
    r"""(N2) A plant's use of a material, told apart by origin, is what its recipe asks.

    .. math:: \sum_o consumption_{p,m,o,t} = consume_{p,m,t}\,activity_{p,t}
    """
    plant = model.index.problem.plants[p]
    amount = dict(plant.consumes)[m][t]
    used = [(1.0, model.consumption[p, m, o, t]) for o in model.index.reach[m, plant.site]]
    return linear(model, [*used, (-amount, model.activity[p, t])]) == 0.0


def plant_capacity(model: Any, p: int, t: int) -> Any:
    r"""(N3) A plant runs no more than its capacity in service, times its availability.

    .. math:: activity \le availability\,(own + added - removed)
    """
    available = model.index.problem.plants[p].availability[t]
    projects = scaled(-available, capacity_change(model, ("plant", p), t))
    own = model.index.problem.plants[p].capacity.own[t]
    return linear(model, [(1.0, model.activity[p, t]), *projects]) <= available * own


def minimum_use(model: Any, p: int, t: int) -> Any:
    r"""(N4) A plant runs at least its minimum use of the capacity in service.

    .. math:: activity \ge minimum\,use \cdot availability\,(own + added - removed)
    """
    plant = model.index.problem.plants[p]
    least = plant.minimum_use[t] * plant.availability[t]
    projects = scaled(-least, capacity_change(model, ("plant", p), t))
    return linear(model, [(1.0, model.activity[p, t]), *projects]) >= least * plant.capacity.own[t]


def resource_capacity(model: Any, r: int, t: int) -> Any:
    r"""(N5) What processes, offers, lanes, stocks and building take of a resource is no more than there is.

    .. math:: \sum use\,activity + \sum uses\,(purchase + flow + stock + size) \le own + added - removed
    """
    projects = scaled(-1.0, capacity_change(model, ("resource", r), t))
    own = model.index.problem.resources[r].capacity.own[t]
    return linear(model, [*model.resource_load[r, t], *projects]) <= own


def capacity_change(model: Any, target: Target, t: int) -> Terms:
    """Return what projects add to a capacity in a period, less what they remove while the workbook's row lasts."""
    added = [
        (output * coefficient, variable)
        for k, option in model.index.adders.get(target, ())
        if (output := option.output[t])
        for coefficient, variable in model.size_terms[k, option.period]
    ]
    return [*added, *scaled(-1.0, removed(model, target, t))]


def removed(model: Any, target: Target, t: int) -> Terms:
    """Return what projects have removed of a capacity by a period, while the workbook's row lasts."""
    if not model.index.capacity(target).lasts[t]:
        return []
    return [
        term
        for k, option in model.index.removers.get(target, ())
        if option.removes[t]
        for term in model.size_terms[k, option.period]
    ]


def operating_load(model: Any) -> dict[tuple[int, int], Terms]:
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


def resource_load(model: Any) -> dict[tuple[int, int], Terms]:
    """Return what is taken of each resource in each period, building included."""
    problem = model.index.problem
    found = defaultdict(list, {key: list(load) for key, load in model.operating_load.items()})
    for (k, start), option in model.index.options.items():
        for r, amounts in problem.projects[k].uses:
            for t in problem.times:
                if option.builds[t]:
                    found[r, t] += scaled(amounts[t], model.size_terms[k, start])
    return found


def demand_met(model: Any, d: int, t: int) -> Any:
    r"""(N6) What is asked is delivered or short; a sale is served at most as far as it asks.

    .. math:: delivery + shortage = amount, \qquad \text{of a sale: } delivery \le amount
    """
    demand, served = model.index.problem.demands[d], deliveries(model, d, t)
    if demand.sale[t]:
        return linear(model, served) <= demand.amount[t]
    return linear(model, [*served, (1.0, model.shortage[d, t])]) == demand.amount[t]


def required_service(model: Any, d: int, t: int) -> Any:
    r"""(N7) At least the required share of a demand is served.

    .. math:: delivery \ge required \cdot amount
    """
    demand = model.index.problem.demands[d]
    return linear(model, deliveries(model, d, t)) >= demand.required[t] * demand.amount[t]


def stock_maximum(model: Any, h: int, t: int) -> Any:
    r"""(N8) A stockpile holds no more than its maximum.

    .. math:: \sum_o stock_{h,o,t} \le maximum_{h,t}
    """
    return linear(model, stocks(model, h, t)) <= model.index.problem.stockpiles[h].maximum[t]


def final_stock(model: Any, h: int) -> Any:
    r"""(N9) At the end a stockpile holds at least its final stock.

    .. math:: \sum_o stock_{h,o,T} \ge final_h
    """
    last = model.index.problem.times[-1]
    return linear(model, stocks(model, h, last)) >= model.index.problem.stockpiles[h].final


def cover(model: Any, c: int, t: int) -> Any:
    r"""(N10) The stocks that cover a place hold together the days of what plants and markets there take.

    .. math:: \sum_h stock_{h,t} \ge \frac{days_t}{365} \Big(\sum_p consume\,activity + \sum_d delivery\Big)
    """
    index = model.index
    rule = index.problem.covers[c]
    held = [term for h in rule.stockpiles for term in stocks(model, h, t)]
    share = -rule.days[t] / 365
    eaten = scaled(share, model.taken.get((rule.place, rule.material, t), []))
    return linear(model, [*held, *eaten]) >= 0.0


def taken_in_covered_places(model: Any) -> dict[tuple[str, int, int], Terms]:
    """Return what plants consume and markets take of a covered material in its place, a year."""
    index, found = model.index, defaultdict(list)
    covers = defaultdict(list)
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


def add_constraints(model: Any, index: Index) -> None:
    """Put the network's constraints on the model, in the order of the formulation."""
    problem, times = index.problem, index.problem.times
    model.balance_terms, model.initial = balance_terms(model), _initial(index)
    model.lane_flows = lane_flows(model)
    model.operating_load = operating_load(model)
    model.resource_load = resource_load(model)
    model.taken = taken_in_covered_places(model)
    plants = [(p, t) for p, t in index.activity_pt if math.isfinite(problem.plants[p].capacity.own[t])]
    model.balance = pyo.Constraint(keys(index.balance_miot), rule=balance)
    model.consumption_of_origins = pyo.Constraint(
        sorted({(p, m, t) for p, m, _, t in index.consumption_pmot}), rule=consumption_of_origins
    )
    model.plant_capacity = pyo.Constraint(keys(plants), rule=plant_capacity)
    model.minimum_use = pyo.Constraint(
        [(p, t) for p, t in plants if problem.plants[p].minimum_use[t] > 0], rule=minimum_use
    )
    limited = [(r, t) for r, t in sorted(model.resource_load) if math.isfinite(problem.resources[r].capacity.own[t])]
    model.resource_capacity = pyo.Constraint(limited, rule=resource_capacity)
    asked = [(d, t) for d, x in enumerate(problem.demands) for t in times if math.isfinite(x.amount[t])]
    model.demand_met = pyo.Constraint(asked, rule=demand_met)
    model.required_service = pyo.Constraint(
        [(d, t) for d, t in asked if problem.demands[d].required[t] * problem.demands[d].amount[t] > 0],
        rule=required_service,
    )
    piles = list(enumerate(problem.stockpiles))
    model.stock_maximum = pyo.Constraint(
        [(h, t) for h, x in piles for t in times if math.isfinite(x.maximum[t])], rule=stock_maximum
    )
    model.final_stock = pyo.Constraint([h for h, x in piles if x.final > 0], rule=final_stock)
    covered = [(c, t) for c, x in enumerate(problem.covers) for t in times if x.days[t] > 0]
    model.cover = pyo.Constraint(covered, rule=cover)
