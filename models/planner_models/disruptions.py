"""Section 4 of the formulation: what a disruption leaves of the network, as the rows of a branch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planner_models.branch_flows import trunk_stock, trunk_stock_at_end
from planner_models.closures import started_by
from planner_models.components import Relation
from planner_models.terms import Terms, linear, scaled

if TYPE_CHECKING:
    from planner_models.index import Target
    from planner_models.problem import Problem
    from planner_models.shape import Shape

EXPECTED_SHORTAGE = "expected shortage"


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
