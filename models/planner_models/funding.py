"""Section 2 continued: who pays for what, when, and within which budgets."""

from __future__ import annotations

import math
from collections import defaultdict

import pyomo.core as pyo

from planner_models.components import Relation, add_rows
from planner_models.given.network import Offer
from planner_models.index import Index
from planner_models.investment import capital_terms
from planner_models.network import stocks
from planner_models.problem import Problem
from planner_models.terms import Terms, linear, scaled
from planner_models.trunk import Trunk


def add_variables(model: Trunk, index: Index) -> None:
    """Put on the model what is put into stocks that a funder pays for."""
    problem = index.problem
    funded = [h for h, pile in enumerate(problem.stockpiles) if pile.funder is not None]
    model.put_in = pyo.Var([(h, t) for h in funded for t in problem.times], domain=pyo.NonNegativeReals)


def supports(problem: Problem, offer: Offer, t: int) -> float:
    """Return what a unit bought of an offer takes of a budget that has a limit in any period."""
    f = offer.funder
    return offer.support[t] if f is not None and any(map(math.isfinite, problem.funders[f].budget)) else 0.0


def cash_paid(model: Trunk, k: int, t: int, u: int) -> Relation:
    r"""(F1) What a start's capital costs in a period is paid by its funders.

    .. math:: \sum_f pay_{f,k,t,u} = cash_{k,t,u}\,capital_{k,t}
    """
    share = model.index.options[k, t].cash[u]
    paid = [(1.0, model.pay[f, k, t, u]) for f in sorted(model.payers[k])]
    return linear(model, [*paid, *scaled(-share, capital_terms(model, k, t))]) == 0.0


def funder_share(model: Trunk, f: int, k: int, t: int) -> Relation:
    r"""(F2) A funder pays at most its share of a start's whole capital.

    .. math:: \sum_u pay_{f,k,t,u} \le share_f\,capital_{k,t}
    """
    share = model.index.problem.grants[model.payers[k][f]].share[t]
    return linear(model, [*payments(model, f, k, t), *scaled(-share, capital_terms(model, k, t))]) <= 0.0


def payments(model: Trunk, f: int, k: int, t: int) -> Terms:
    """Return all that a funder pays for a start."""
    return list(model.paid.get((f, k, t), []))


def funding_maximum(model: Trunk, g: int) -> Relation:
    r"""(F3) Over all that a row of Funding covers its funder pays at most the row's maximum.

    .. math:: \sum_{k,t,u} pay_{f,k,t,u} \le maximum
    """
    grant = model.index.problem.grants[g]
    paid = [
        term
        for k, t in sorted(model.index.options)
        if k in grant.projects
        for term in payments(model, grant.funder, k, t)
    ]
    return linear(model, paid) <= grant.maximum


def budget(model: Trunk, f: int, u: int) -> Relation:
    r"""(F4) On capital, stock and support a funder spends no more than its budget and what it carried over.

    .. math:: \sum_{u' \in U} \Big(\sum_{k,t} pay_{f,k,t,u'} + \sum_h value_{u'}\,put\_in_{h,u'}
        + years_{u'} \sum_s support_{s,u'}\,purchase_{s,u'}\Big) \le \sum_{u' \in U} budget_{f,u'}, \qquad
        U = \{u\} \text{ or, with carry-over, the limited periods up to } u

    A period without limit pays for itself and leaves what was carried into it.
    """
    funder = model.index.problem.funders[f]
    first = 0 if funder.carries_over else u
    periods = [v for v in range(first, u + 1) if math.isfinite(funder.budget[v])]
    paid = [term for v in periods for term in model.spent.get((f, v), [])]
    return linear(model, paid) <= sum(funder.budget[v] for v in periods)


def stock_put_in(model: Trunk, h: int, t: int) -> Relation:
    r"""(F5) What is put into a stock is what it ends above what losses left of the last one; what is drawn is nothing.

    .. math:: put\_in_{h,t} \ge \sum_o stock_{h,o,t} - keep_{h,t} \sum_o stock_{h,o,t-1}
    """
    pile = model.index.problem.stockpiles[h]
    left = scaled(pile.keep[t], stocks(model, h, t - 1)) if t else []
    terms = [(1.0, model.put_in[h, t]), *scaled(-1.0, stocks(model, h, t)), *left]
    return linear(model, terms) >= (0.0 if t else -pile.keep[t] * pile.initial)


def spending(model: Trunk) -> dict[tuple[int, int], Terms]:
    """Return what each funder spends in each period: capital, what is put into stocks, and support."""
    problem = model.index.problem
    found: dict[tuple[int, int], Terms] = defaultdict(list)
    for (f, _, _, u), pay in model.pay.items():
        found[f, u].append((1.0, pay))
    for (h, t), put_in in model.put_in.items():
        pile = problem.stockpiles[h]
        assert pile.funder is not None
        found[pile.funder, t].append((problem.materials[pile.material].value[t], put_in))
    for (s, t), bought in model.purchase.items():
        offer = problem.offers[s]
        if offer.support[t] and offer.funder is not None:
            found[offer.funder, t].append((offer.support[t] * problem.periods[t].years, bought))
    return found


def add_constraints(model: Trunk, index: Index) -> None:
    """Put the constraints of funding on the model."""
    problem = index.problem
    model.spent, model.paid = spending(model), defaultdict(list)
    for (f, k, t, _), pay in model.pay.items():
        model.paid[f, k, t].append((1.0, pay))
    add_rows(model, stock_put_in, list(model.put_in))
    paid = sorted({(k, t, u) for _, k, t, u in model.pay})
    add_rows(model, cash_paid, paid)
    shared = sorted({(f, k, t) for f, k, t, _ in model.pay if problem.grants[model.payers[k][f]].share[t] < 1})
    add_rows(model, funder_share, shared)
    add_rows(model, funding_maximum, [g for g, x in enumerate(problem.grants) if math.isfinite(x.maximum)])
    limited = [
        (f, u)
        for f, funder in enumerate(problem.funders)
        for u in problem.times
        if math.isfinite(funder.budget[u]) and model.spent.get((f, u))
    ]
    add_rows(model, budget, limited)
