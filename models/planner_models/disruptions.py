"""Section 4 of the formulation: what a disruption leaves of the network, as a branch off the trunk.

A branch is built once for each onset and duration, as if nothing were hit: its shape. What a disruption leaves is
stamped on the shape's arrays (planner/solving/branches/shapes.py), since hits change only limits and the coefficients
of the trunk's variables in the same rows. Nothing in the trunk knows that a branch comes: what ties the two is the
trunk's stock, capacity, contracts and lane uses at the onset, which stand in the branch's rows as they are.
"""

from __future__ import annotations

import math
from collections import defaultdict
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pyomo.core as pyo

from planner_models.closures import started_by
from planner_models.components import add_rows
from planner_models.numbered import distinct
from planner_models.shape import Shape
from planner_models.terms import Terms, linear, scaled
from planner_models.tolerances import MOMENT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planner_models.components import Relation
    from planner_models.index import Index, Target
    from planner_models.problem import Problem
    from planner_models.trunk import Trunk
    from planner_models.windows import Step

EXPECTED_SHORTAGE = "expected shortage"


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
    model.branch_balance_terms = _balance_terms(model)
    model.branch_load = _load(model)
    model.step_flows = _step_flows(model)
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
    model.overrun = pyo.Var([0] if EXPECTED_SHORTAGE in model.trunk.measured else [], domain=domain)


def may_spoil(model: Shape, h: int) -> bool:
    """Whether a stock may find no room in a branch, and may be left over nowhere."""
    pile, periods = model.index.problem.stockpiles[h], [step.period for step in model.steps]
    has_limit = bool(pile.uses) or any(math.isfinite(pile.maximum[t]) for t in periods)
    return has_limit and any(math.isinf(model.index.problem.materials[pile.material].surplus[t]) for t in periods)


def guaranteed(model: Shape) -> list[int]:
    """Return the demands that a guarantee may cover: what is no sale in the window's first period."""
    first = model.steps[0].period
    demands = enumerate(model.index.problem.demands)
    return [d for d, x in demands if not x.sale[first] and math.isfinite(x.amount[first])]


def _floored(model: Shape) -> list[tuple[int, int]]:
    """Return the demands and steps that a floor may cover, where any disruption has one."""
    problem = model.index.problem
    if all(x.floor is None for x in problem.disruptions):
        return []
    steps = list(enumerate(model.steps))
    return [(d, n) for d in guaranteed(model) for n, x in steps if math.isfinite(problem.demands[d].amount[x.period])]


def _balance_terms(model: Shape) -> dict[tuple[int, int, int], Terms]:
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


def _load(model: Shape) -> dict[tuple[int, int], Terms]:
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


def _step_flows(model: Shape) -> dict[tuple[int, int], Terms]:
    found: dict[tuple[int, int], Terms] = defaultdict(list)
    for (x, n), flow in model.step_flow.items():
        found[model.index.problem.lanes[x].link, n].append((1.0, flow))
    return found


def capacity_at_onset(model: Shape, target: Target, n: int) -> tuple[Terms, float]:
    """Return what there is of a capacity in a step: what projects started up to the onset add, and the workbook's own.

    Where closures could remove more than there is, what they leave is a variable of the trunk.
    """
    t = model.steps[n].period
    key = (*target, model.onset, t)
    if key in model.trunk.capacity_left:
        return [(1.0, model.trunk.capacity_left[key])], 0.0
    started = started_by(model.index, model.trunk.size_terms, target, model.onset, t)
    return started, model.index.capacity(target).own[t]


def branch_balance(model: Shape, m: int, i: int, n: int) -> Relation:
    r"""(D1) In every step what comes in equals what goes out; the first begins with the trunk's stock.

    .. math:: made + purchase + (1-loss)\,flow_{in} - \frac{stock_n - keep_n\,stock_{n-1}}{length_n}
        = consumed + flow_{out} + delivery + surplus + spoilt, \qquad stock_{-1} = stock^{trunk}
    """
    return linear(model, model.branch_balance_terms[m, i, n]) == 0.0


def branch_plant_capacity(model: Shape, p: int, n: int) -> Relation:
    r"""(D2) A plant runs no more than what remains of the capacity that the trunk has started up to the onset.

    .. math:: activity \le remaining \cdot availability\,(own + added^{onset} - removed^{onset})
    """
    available = model.index.problem.plants[p].availability[model.steps[n].period]
    started, own = capacity_at_onset(model, ("plant", p), n)
    return linear(model, [(1.0, model.step_activity[p, n]), *scaled(-available, started)]) <= available * own


def branch_resource_capacity(model: Shape, r: int, n: int) -> Relation:
    r"""(D3) No more is taken of a resource than what remains of it; building takes nothing.

    .. math:: load \le remaining\,(own + added^{onset} - removed^{onset})
    """
    started, own = capacity_at_onset(model, ("resource", r), n)
    return linear(model, [*model.branch_load[r, n], *scaled(-1.0, started)]) <= own


def branch_purchase(model: Shape, s: int, n: int) -> Relation:
    r"""(D4) No more is bought of an offer than what remains of its maximum, and only what the trunk has in use.

    .. math:: purchase \le remaining \cdot maximum \cdot contract^{trunk}
    """
    t = model.steps[n].period
    bought = (1.0, model.step_purchase[s, n])
    if (s, t) in model.trunk.contract:
        most = _purchase_bound(model, s, n)
        return linear(model, [bought, (-most, model.trunk.contract[s, t])]) <= 0.0
    return linear(model, [bought]) <= model.index.problem.offers[s].maximum[t]


def branch_purchase_needs(model: Shape, s: int, n: int, k: int) -> Relation:
    r"""(D5) An offer is closed where no start up to the onset of a project that it needs is in service.

    .. math:: purchase \le remaining \cdot maximum \sum_{t' \le onset} start_{k,t'}
    """
    most = _purchase_bound(model, s, n)
    return linear(model, [(1.0, model.step_purchase[s, n]), *scaled(-most, serving(model, k, n))]) <= 0.0


def _purchase_bound(model: Shape, s: int, n: int) -> float:
    """Return the most that can be bought of an offer a year; where no maximum says, a surge of demand raises it."""
    step, maximum = model.steps[n], model.index.problem.offers[s].maximum[model.steps[n].period]
    if math.isfinite(maximum):
        return float(maximum)
    length = None if model.in_amounts else step.length
    return float(model.trunk.bounds.bought_within(s, step.period, length, surge(model.index.problem)))


def _link_bound(model: Shape, link: int, n: int) -> float:
    """Return the most that a link can carry a year; where no maximum says, a surge of demand raises it."""
    step, problem = model.steps[n], model.index.problem
    maximum = problem.links[link].maximum[step.period]
    if math.isfinite(maximum):
        return float(maximum)
    bound = model.trunk.bounds.sent(link, model.trunk.link_materials[link], step.period)
    sooner = 1.0 if model.in_amounts else problem.periods[step.period].years / step.length  # what stocks take up
    return float(bound * surge(problem) * sooner)


def surge(problem: Problem) -> float:
    """Return the most by which any disruption multiplies a demand."""
    return max([1.0, *(share for x in problem.disruptions for share in x.demands.values())])


def serving(model: Shape, k: int, n: int) -> Terms:
    """Return the starts of a project up to the onset's period that are in service in a step."""
    return [
        (1.0, model.trunk.start[k, t])
        for t in range(model.onset + 1)
        if (k, t) in model.index.options and model.index.options[k, t].serves[model.steps[n].period]
    ]


def branch_total(model: Shape, s: int) -> Relation:
    r"""(D6) No more is bought of an offer than what the trunk left of its total.

    .. math:: \sum_n length_n\,purchase_{s,n} \le total_s - \sum_{t < onset} years_t\,purchase^{trunk}_{s,t}
    """
    problem = model.index.problem
    steps = [(n, step) for n, step in enumerate(model.steps) if (s, n) in model.step_purchase]
    now = [(step.length, model.step_purchase[s, n]) for n, step in steps]
    before = [
        (problem.periods[t].years, model.trunk.purchase[s, t])
        for t in range(model.onset)
        if (s, t) in model.trunk.purchase
    ]
    return linear(model, [*now, *before]) <= problem.offers[s].total


def branch_link(model: Shape, link: int, n: int) -> Relation:
    r"""(D7) A link carries no more than what remains of its maximum, and only where the trunk has it in use.

    .. math:: \sum_l flow_{l,n} \le remaining \cdot maximum \cdot use^{trunk}
    """
    t, flows = model.steps[n].period, model.step_flows[link, n]
    if (link, t) in model.trunk.use:
        most = _link_bound(model, link, n)
        return linear(model, [*flows, (-most, model.trunk.use[link, t])]) <= 0.0
    return linear(model, flows) <= model.index.problem.links[link].maximum[t]


def branch_lane(model: Shape, x: int, n: int) -> Relation:
    r"""(D8) A hit that is narrowed to a material leaves of the link's maximum, to that material, its share.

    .. math:: flow_{l,n} \le remaining \cdot maximum
    """
    link = model.index.problem.links[model.index.problem.lanes[x].link]
    return linear(model, [(1.0, model.step_flow[x, n])]) <= link.maximum[model.steps[n].period]


def branch_link_needs(model: Shape, link: int, n: int, k: int) -> Relation:
    r"""(D9) A link is closed where no start up to the onset of a project that it needs is in service.

    .. math:: \sum_l flow_{l,n} \le remaining \cdot maximum \sum_{t' \le onset} start_{k,t'}
    """
    most = _link_bound(model, link, n)
    return linear(model, [*model.step_flows[link, n], *scaled(-most, serving(model, k, n))]) <= 0.0


def branch_demand(model: Shape, d: int, n: int) -> Relation:
    r"""(D10) What is asked is delivered or short; a sale is served at most as far as it asks.

    .. math:: delivery + shortage = remaining \cdot amount,
        \qquad \text{of a sale: } delivery \le remaining \cdot amount
    """
    demand, t = model.index.problem.demands[d], model.steps[n].period
    served = [(1.0, model.step_delivery[d, n])] if (d, n) in model.step_delivery else []
    if demand.sale[t]:
        return linear(model, served) <= demand.amount[t]
    return linear(model, [*served, (1.0, model.step_shortage[d, n])]) == demand.amount[t]


def branch_stock_maximum(model: Shape, h: int, n: int) -> Relation:
    r"""(D11) A stockpile holds no more than its maximum.

    .. math:: stock_{h,n} \le maximum_h
    """
    most = model.index.problem.stockpiles[h].maximum[model.steps[n].period]
    return linear(model, [(1.0, model.step_stock[h, n])]) <= most


def spoilt_stock(model: Shape, h: int) -> Relation:
    r"""(D27) What finds no room any more and may be left over nowhere is lost: of what the trunk had in stock alone.

    .. math:: \sum_n length_n\,spoilt_{h,n} \le stock^{trunk}_{h,-1}
    """
    lost = [(step.length, model.step_spoilt[h, n]) for n, step in enumerate(model.steps)]
    return linear(model, [*lost, *scaled(-1.0, trunk_stock(model, h, model.onset - 1))]) <= 0.0


def stock_fall(model: Shape, m: int) -> Relation:
    r"""(D12) What the stocks of a material together fall below the trunk's when the window ends.

    .. math:: fall_m \ge \sum_h stock^{trunk}_h(end) - \sum_h stock_{h,last}
    """
    last = len(model.steps) - 1
    terms: Terms = [(1.0, model.fall[m])]
    for h, pile in enumerate(model.index.problem.stockpiles):
        if pile.material == m and (h, last) in model.step_stock:
            terms.append((1.0, model.step_stock[h, last]))
            terms += scaled(-1.0, trunk_stock_at_end(model, h))
    return linear(model, terms) >= 0.0


def trunk_stock_at_end(model: Shape, h: int) -> Terms:
    """Return the trunk's stock when the window ends, inside a period by the period's constant rate."""
    problem, t = model.index.problem, model.steps[-1].period
    years, passed = problem.periods[t].years, sum(step.length for step in model.steps if step.period == t)
    before, after = trunk_stock(model, h, t - 1), trunk_stock(model, h, t)
    if passed > years - MOMENT:
        return after
    inside, keep = passed / years, problem.stockpiles[h].keep[t]
    return [*scaled(keep**inside - inside * keep, before), *scaled(inside, after)]


def guarantee(model: Shape, d: int) -> Relation:
    r"""(D13) Over the whole window at least the guaranteed share of a covered demand is served.

    .. math:: \sum_n length_n\,delivery_{d,n} + missing_d \ge promise \sum_n length_n\,remaining \cdot amount_{d,n}

    What is promised is a variable of the trunk, fixed at what the workbook requires; its side is stamped.
    """
    served = [
        (step.length, model.step_delivery[d, n]) for n, step in enumerate(model.steps) if (d, n) in model.step_delivery
    ]
    return linear(model, [*served, (1.0, model.missing[d])]) >= 0.0


def branch_floor(model: Shape, d: int, n: int) -> Relation:
    r"""(D30) In every step at least the floor's share of a covered demand is served.

    .. math:: delivery_{d,n} + lacking_{d,n} \ge floor \cdot remaining \cdot amount_{d,n}

    The floor is a variable of the trunk, fixed at what the workbook asks for; its side is stamped.
    """
    served = [(1.0, model.step_delivery[d, n])] if (d, n) in model.step_delivery else []
    return linear(model, [*served, (1.0, model.lacking[d, n])]) >= 0.0


def branch_short(model: Shape, _: int) -> Relation:
    r"""(D23) Where it is measured: what is short over the window is no more than the trunk counts with.

    .. math:: \sum_{d,n} length_n\,shortage_{d,n} - overrun \le short_b
    """
    short = [(model.steps[n].length, short) for (_, n), short in model.step_shortage.items()]
    return linear(model, [*short, (-1.0, model.overrun[0])]) <= 0.0


def _add_constraints(model: Shape, index: Index) -> None:
    """Put the constraints of a branch on its model, in the order of the formulation."""
    problem, at, steps = index.problem, model.steps, range(len(model.steps))
    finite = math.isfinite
    nodes = [(m, i, n) for m, i in sorted(index.reach) for n in steps]
    add_rows(model, branch_balance, nodes)
    plants = [(p, n) for p, n in model.step_activity if finite(problem.plants[p].capacity.own[at[n].period])]
    add_rows(model, branch_plant_capacity, plants)
    loads = sorted(model.branch_load)
    resources = [(r, n) for r, n in loads if finite(problem.resources[r].capacity.own[at[n].period])]
    add_rows(model, branch_resource_capacity, resources)
    contract, use = model.trunk.contract, model.trunk.use
    offers = [
        (s, n) for s, n in model.step_purchase
        if (s, at[n].period) in contract or finite(problem.offers[s].maximum[at[n].period])
    ]  # fmt: skip
    add_rows(model, branch_purchase, offers)
    needs = [(s, n, k) for s, n in model.step_purchase for k in problem.offers[s].needs]
    add_rows(model, branch_purchase_needs, needs)
    totals = sorted({s for s, _ in model.step_purchase if finite(problem.offers[s].total)})
    add_rows(model, branch_total, totals)
    links = [
        (link, n) for link, n in sorted(model.step_flows)
        if (link, at[n].period) in use or finite(problem.links[link].maximum[at[n].period])
    ]  # fmt: skip
    add_rows(model, branch_link, links)
    lanes = [(x, n) for x, n in model.step_flow if finite(problem.links[problem.lanes[x].link].maximum[at[n].period])]
    add_rows(model, branch_lane, lanes)
    gates = [(link, n, k) for link, n in sorted(model.step_flows) for k in problem.links[link].needs]
    add_rows(model, branch_link_needs, gates)
    asked = [(d, n) for d, x in enumerate(problem.demands) for n in steps if finite(x.amount[at[n].period])]
    add_rows(model, branch_demand, asked)
    held = [(h, n) for h, n in model.step_stock if finite(problem.stockpiles[h].maximum[at[n].period])]
    add_rows(model, branch_stock_maximum, held)
    add_rows(model, spoilt_stock, sorted({h for h, _ in model.step_spoilt}))
    add_rows(model, stock_fall, list(model.fall))
    add_rows(model, guarantee, list(model.missing))
    add_rows(model, branch_floor, list(model.lacking))
    add_rows(model, branch_short, list(model.overrun))
