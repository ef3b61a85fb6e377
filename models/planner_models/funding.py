"""Section 2 continued: who pays for what, when, and within which budgets."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from planner_models.components import add_rows
from planner_models.investment import capital_terms
from planner_models.terms import Terms, linear, scaled

if TYPE_CHECKING:
    from planner_models.components import Relation
    from planner_models.index import Index
    from planner_models.trunk import Trunk


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
    r"""(F4) A funder pays no more than its budget, and what it carried over.

    .. math:: \sum_{u' \in U} \sum_{k,t} pay_{f,k,t,u'} \le \sum_{u' \in U} budget_{f,u'}, \qquad
        U = \{u\} \text{ or, with carry-over, the limited periods up to } u

    A period without limit pays for itself and leaves what was carried into it.
    """
    funder = model.index.problem.funders[f]
    first = 0 if funder.carries_over else u
    periods = [v for v in range(first, u + 1) if math.isfinite(funder.budget[v])]
    paid = [term for v in periods for term in model.spent.get((f, v), [])]
    return linear(model, paid) <= sum(funder.budget[v] for v in periods)


def add_constraints(model: Trunk, index: Index) -> None:
    """Put the constraints of funding on the model."""
    problem = index.problem
    model.spent, model.paid = defaultdict(list), defaultdict(list)
    for (f, k, t, u), pay in model.pay.items():
        model.spent[f, u].append((1.0, pay))
        model.paid[f, k, t].append((1.0, pay))
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
