"""docs/ai-chips-shares.md: who should pay, of the United States, Japan and their partners."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from planner.studies.shares import game
from planner.studies.shares.coalition import CoalitionCases, name_of
from planner.workbook.partners import Partners
from planner_models.expected import Bracket
from tools.pages.page import DOCS, put, table
from tools.pages.real_case import WORKBOOK, billions
from tools.pages.solves import Solves

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.pages.solves import Brief, Change

PAGE: Final = DOCS / "ai-chips-shares.md"
CASE: Final = "Chances not counted"
# what no coalition but all could keep: rules on where things come from, and least uses of plants
FREED: Final[tuple[Change, ...]] = (("Rules", "*", "active", "no"), ("Plants", "*", "minimum use", 0))


def make(threads: int = 2) -> None:
    """Write the page's tables: what each pays, what every coalition costs and builds, and who would leave."""
    solves = Solves(WORKBOOK, gap=0.0002, money_gap=50.0, threads=threads)
    book = solves.case("each by itself", FREED, CASE).book()
    partners = Partners(book)
    cases, count = CoalitionCases(book, partners), len(partners.each)
    names, plans = [], []
    for coalition in game.coalitions(count):
        members = game.members(coalition, count)
        names.append(name_of(partners, members))
        plan = solves.brief(f"shares of {names[-1]}", (*FREED, *cases.changes(members)), CASE)
        assert plan is not None, names[-1]
        plans.append(plan)
    costs = [Bracket(plan.bound or -math.inf, plan.cost, plan.cost) for plan in plans]
    put(PAGE, "shares", WORKBOOK, "\n\n".join((
        coalitions_table(names, costs, plans), "By the Shapley value, in billion USD:",
        shares_table([each.name for each in partners.each], costs), "Who would do better by itself:",
        core_table(names, costs, count),
    )))  # fmt: skip


def coalitions_table(names: Sequence[str], costs: Sequence[Bracket], plans: Sequence[Brief]) -> str:
    """Return what every coalition costs, saves and builds, in billions."""
    count, rows = (len(names) - 1).bit_length(), []
    for coalition, (name, plan) in enumerate(zip(names, plans, strict=True)):
        own = game.beyond_nobody(costs[coalition], costs[game.NOBODY])
        saved = game.saving(costs, coalition, count)
        saves = f"{billions(saved.low)} to {billions(saved.high)}" if coalition.bit_count() > 1 else ""
        gap = (own.high - own.low) / 1000
        rows.append((name, billions(own.best), f"{gap:.2f}", saves, billions(math.fsum(plan.capital.values()))))
    return table(("coalition", "costs, billion USD", "known to", "saves, as proven", "capital, as paid"), rows)


def shares_table(names: Sequence[str], costs: Sequence[Bracket]) -> str:
    """Return what each partner costs alone and pays by the Shapley value."""
    count, rows = len(names), []
    for i, (name, pays) in enumerate(zip(names, game.shapley(costs, count), strict=True)):
        alone = game.beyond_nobody(costs[1 << i], costs[game.NOBODY])
        more = pays.best - alone.best
        rows.append((name, billions(alone.best), billions(pays.best), f"{billions(pays.low)} to {billions(pays.high)}",
                     billions(more)))  # fmt: skip
    return table(("partner", "alone", "pays", "proven", "more than alone"), rows)


def core_table(names: Sequence[str], costs: Sequence[Bracket], count: int) -> str:
    """Return what every coalition does where each pays its Shapley value."""
    shares = [each.best for each in game.shapley(costs, count)]
    rows = [
        (names[each.coalition], each.verdict.value, billions(each.more), billions(each.at_most))
        for each in game.judged(shares, costs, count)
    ]
    return table(("coalition", "it", "gains by leaving", "at most"), rows)
