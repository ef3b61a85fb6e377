"""What each funder spends in each period, and on what: capital of projects, stock, support of offers."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from planner.plans.extract_network import stock_of
from planner.plans.extract_projects import paid, rounded
from planner.solving.solution import Solved
from planner.tolerances import ROUNDING

Row = tuple[Any, ...]
Spending = dict[str, dict[str, float]]  # by kind, then by what it is spent on

CAPITAL, STOCK, SUPPORT = KINDS = ("capital", "stock", "support")


def spending(solved: Solved) -> dict[tuple[str, int], Spending]:
    """Return what each funder spends in each period, whether or not its money has a limit."""
    problem = solved.problem
    found: dict[tuple[str, int], Spending] = defaultdict(lambda: {kind: defaultdict(float) for kind in KINDS})
    for (name, k, _, u), amount in paid(solved).items():
        found[name, u][CAPITAL][problem.projects[k].name] += amount
    for h, t, f in ((h, t, x.funder) for h, x in enumerate(problem.stockpiles) for t in problem.times):
        if f is not None:
            pile = problem.stockpiles[h]
            put_in = max(0.0, stock_of(solved, h, t) - pile.keep[t] * stock_of(solved, h, t - 1))
            what = f"stock of {problem.materials[pile.material].name} at {problem.sites[pile.site].name}"
            found[problem.funders[f].name, t][STOCK][what] += problem.materials[pile.material].value[t] * put_in
    for s, t in solved.index.purchase_st:
        offer = problem.offers[s]
        if offer.funder is not None:
            what = f"support of {offer.supplier}: {problem.materials[offer.material].name}"
            amount = offer.support[t] * problem.periods[t].years * solved.value("purchase", s, t)
            found[problem.funders[offer.funder].name, t][SUPPORT][what] += amount
    return found


def budgets(solved: Solved) -> Iterator[Row]:
    """Yield each funder's budget: available, spent, carried; a period without limit leaves what was carried into it."""
    spent = spending(solved)
    for funder in solved.problem.funders:
        carried = 0.0
        for u, period in enumerate(solved.problem.periods):
            parts = [sum(spent[funder.name, u][kind].values()) for kind in KINDS]
            limited = math.isfinite(funder.budget[u])
            there = carried + funder.budget[u]
            left = there - sum(parts) if limited else carried
            is_rounding = limited and abs(left) <= ROUNDING * there  # of a budget that is used up
            out = left if funder.carries_over and not is_rounding else 0.0
            on_what = _words(spent[funder.name, u])
            yield funder.name, period.name, funder.budget[u], carried, *parts, sum(parts), out, on_what
            carried = out


def _words(spent: Spending) -> str:
    """Return what money is spent on, the most first, each with its amount in three digits."""
    amounts = {what: amount for parts in spent.values() for what, amount in parts.items()}
    least = ROUNDING * sum(map(abs, amounts.values()))
    ranked = sorted(amounts.items(), key=lambda item: (-item[1], item[0]))
    return "; ".join(f"{what} {rounded(amount)}" for what, amount in ranked if abs(amount) > least)
