"""Section 1 continued: offers and lanes, with what is decided yes or no about them."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pyomo.core as pyo

from planner_models.components import Relation, add_rows
from planner_models.index import Index
from planner_models.numbered import Entries, Keys, Many, NumberedRows, distinct
from planner_models.problem import Problem
from planner_models.terms import Terms, keys, linear, scaled
from planner_models.tolerances import MOMENT
from planner_models.trunk import Trunk


def add_variables(model: Trunk, index: Index) -> None:
    """Put the yes-or-no variables of offers, links and needed projects on the model."""
    problem = index.problem
    lane, _, period = index.flow_lot.table.T
    model.links_nt = distinct(index.link_of[lane], period)
    model.contract = pyo.Var([key for key in index.purchase_st if key in model.decided_st], domain=pyo.Binary)
    links = problem.links
    fixed = [(n, t) for n, t in model.links_nt if links[n].fixed_cost[t] or links[n].minimum[t] > 0]
    model.use = pyo.Var(fixed, domain=pyo.Binary)
    needed = {k for offer in problem.offers for k in offer.needs} | {k for link in problem.links for k in link.needs}
    model.open = pyo.Var([(k, t) for k in sorted(needed) for t in problem.times], domain=pyo.Binary)


def is_open(model: Trunk, k: int, t: int) -> Relation:
    r"""(C1) A needed project is open while at least one start of it is in service.

    .. math:: open_{k,t} \le \sum_{t'} start_{k,t'} \text{ in service}
    """
    return linear(model, [(1.0, model.open[k, t]), *scaled(-1.0, in_service(model, k, t))]) <= 0.0


def is_closed(model: Trunk, k: int, t: int) -> Relation:
    r"""(C2) A needed project is closed only while no start of it is in service.

    .. math:: starts_k\,open_{k,t} \ge \sum_{t'} start_{k,t'} \text{ in service}
    """
    starts = model.index.problem.projects[k].starts
    return linear(model, [(float(starts), model.open[k, t]), *scaled(-1.0, in_service(model, k, t))]) >= 0.0


def in_service(model: Trunk, k: int, t: int) -> Terms:
    """Return the number of a project's starts that are in service in a period."""
    return [
        (1.0, model.start[k, start])
        for start in model.index.problem.times
        if (k, start) in model.index.options and model.index.options[k, start].serves[t]
    ]


def purchase_maximum(model: Trunk, s: int, t: int) -> Relation:
    r"""(C3) No more is bought of an offer than its maximum, and nothing of one that is not in use.

    .. math:: purchase \le maximum \cdot contract
    """
    bought = (1.0, model.purchase[s, t])
    if (s, t) in model.contract:
        return linear(model, [bought, (-model.bounds.purchase(s, t), model.contract[s, t])]) <= 0.0
    return linear(model, [bought]) <= model.index.problem.offers[s].maximum[t]


def purchase_minimum(model: Trunk, s: int, t: int) -> Relation:
    r"""(C4) At least the minimum is bought of an offer in use.

    .. math:: purchase \ge minimum \cdot contract
    """
    least = model.index.problem.offers[s].minimum[t]
    return linear(model, [(1.0, model.purchase[s, t]), (-least, model.contract[s, t])]) >= 0.0


def purchase_needs(model: Trunk, s: int, t: int, k: int) -> Relation:
    r"""(C5) An offer is closed while a project that it needs is not in service.

    .. math:: contract \le open_k, \qquad \text{without one: } purchase \le maximum \cdot open_k
    """
    if (s, t) in model.contract:
        return linear(model, [(1.0, model.contract[s, t]), (-1.0, model.open[k, t])]) <= 0.0
    most = model.bounds.purchase(s, t)
    return linear(model, [(1.0, model.purchase[s, t]), (-most, model.open[k, t])]) <= 0.0


def purchase_total(model: Trunk, s: int) -> Relation:
    r"""(C6) Over the whole horizon no more is bought of an offer than its total.

    .. math:: \sum_t years_t\,purchase_{s,t} \le total_s
    """
    problem = model.index.problem
    bought = [(problem.periods[t].years, model.purchase[s, t]) for t in problem.times if (s, t) in model.purchase]
    return linear(model, bought) <= problem.offers[s].total


def purchase_term(model: Trunk, s: int, t: int, u: int) -> Relation:
    r"""(C8) An offer once taken stays in use for its term.

    .. math:: contract_{s,u} \ge contract_{s,t} - contract_{s,t-1}
        \qquad begin_t < begin_u < begin_t + term_s
    """
    before = [(1.0, model.contract[s, t - 1])] if (s, t - 1) in model.contract else []
    taken = [(-1.0, model.contract[s, t]), *before]
    return linear(model, [(1.0, model.contract[s, u]), *taken]) >= 0.0


def lane_maximum(model: Trunk, n: int, t: int) -> Relation:
    r"""(C9) Between two sites a row of Lanes carries no more than its maximum, all its materials together.

    .. math:: \sum_{l} flow_{l,t} \le maximum_n\,use_{n,t}
    """
    row = model.lane_maximum.numbered.index((n, t))
    return linear(model, model.lane_maximum.entries.of(row)) <= float(model.lane_maximum.upper[row])


def _lane_maxima(model: Trunk, limited: list[tuple[int, int]]) -> NumberedRows:
    """Return the rows of (C9), of some links and periods, in rising order."""
    problem, found = model.index.problem, Entries(len(limited))
    upper = np.array([0.0 if key in model.use else problem.links[key[0]].maximum[key[1]] for key in limited])
    row_of = np.full((len(problem.links), len(problem.times)), -1)
    for row, (n, t) in enumerate(limited):
        row_of[n, t] = row
        if (n, t) in model.use:
            found.add(row, -model.bounds.sent(n, model.link_materials[n], t), model.use[n, t])
    lane, _, period = model.index.flow_lot.table.T
    rows = row_of[model.index.link_of[lane], period]
    sent = np.flatnonzero(rows >= 0).astype(np.int32)
    found.add_many(rows[sent], Many(model.flow, sent, np.ones(len(sent))))
    numbered = Keys(np.array(limited, dtype=np.int32).reshape(-1, 2))
    return NumberedRows(numbered, lane_maximum, found, np.full(len(upper), -math.inf), upper)


def lane_minimum(model: Trunk, n: int, t: int) -> Relation:
    r"""(C10) A lane in use carries at least its minimum.

    .. math:: \sum_{l} flow_{l,t} \ge minimum_n\,use_{n,t}
    """
    least = model.index.problem.links[n].minimum[t]
    return linear(model, [*model.lane_flows[n, t], (-least, model.use[n, t])]) >= 0.0


def lane_needs(model: Trunk, n: int, t: int, k: int) -> Relation:
    r"""(C11) A lane is closed while a project that it needs is not in service.

    .. math:: use \le open_k, \qquad \text{without one: } \sum_l flow_{l,t} \le maximum \cdot open_k
    """
    if (n, t) in model.use:
        return linear(model, [(1.0, model.use[n, t]), (-1.0, model.open[k, t])]) <= 0.0
    most = model.bounds.sent(n, model.link_materials[n], t)
    return linear(model, [*model.lane_flows[n, t], (-most, model.open[k, t])]) <= 0.0


def _ask_bounds(model: Trunk, problem: Problem) -> None:
    """Ask every bound that a rule will need: the one that is missing is told before Pyomo says its own words."""
    for s, t in model.purchase:
        if (s, t) in model.contract or (s, t) in model.opened or problem.offers[s].needs:
            model.bounds.purchase(s, t)
    for n, t in model.links_nt:
        if (n, t) in model.use or problem.links[n].needs:
            model.bounds.sent(n, model.link_materials[n], t)


def _terms(model: Trunk, problem: Problem) -> list[tuple[int, int, int]]:
    """Return (offer, period in which it is taken, later period of its term)."""
    found = []
    for s, t in model.contract:
        for u in range(t + 1, len(problem.periods)):
            within = problem.periods[u].begin < problem.periods[t].begin + problem.offers[s].term - MOMENT
            if within and (s, u) in model.contract:
                found.append((s, t, u))
    return found


def add_constraints(model: Trunk, index: Index) -> None:
    """Put the constraints of offers and lanes on the model."""
    problem = index.problem
    offers, links = problem.offers, problem.links
    model.link_materials = defaultdict(list)
    for lane in problem.lanes:
        model.link_materials[lane.link].append(lane.material)
    _ask_bounds(model, problem)
    add_rows(model, is_open, list(model.open))
    add_rows(model, is_closed, list(model.open))
    capped = [
        (s, t) for s, t in index.purchase_st
        if (s, t) in model.contract or (math.isfinite(offers[s].maximum[t]) and (s, t) not in model.opened)
    ]  # fmt: skip
    add_rows(model, purchase_maximum, keys(capped))
    add_rows(model, purchase_minimum, [(s, t) for s, t in model.contract if offers[s].minimum[t] > 0])
    add_rows(model, purchase_needs, [(s, t, k) for s, t in index.purchase_st for k in offers[s].needs])
    totals = sorted({s for s, _ in index.purchase_st if math.isfinite(offers[s].total)})
    add_rows(model, purchase_total, totals)
    add_rows(model, purchase_term, _terms(model, problem))
    limited = [(n, t) for n, t in model.links_nt if (n, t) in model.use or math.isfinite(links[n].maximum[t])]
    model.lane_maximum = _lane_maxima(model, limited)
    add_rows(model, lane_minimum, [(n, t) for n, t in model.use if links[n].minimum[t] > 0])
    add_rows(model, lane_needs, [(n, t, k) for n, t in model.links_nt for k in links[n].needs])
