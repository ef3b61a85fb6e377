"""The independent verification of a plan: from the workbook's rows and the plan's tables alone.

Every rule of the workbook's contract is written here a second time, without the model, so that a fault of
the model or of its extraction shows as a check that does not pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import pandas as pd

from planner.audit.balance import audit_balances
from planner.audit.baseline import audit_baseline
from planner.audit.branches import (
    NOTHING_PROMISED,
    AuditedBranches,
    Promised,
    audit_branches,
    count_of_branches,
    judge_branches,
)
from planner.audit.budgets import audit_budgets
from planner.audit.capacity import audit_production, audit_removals, audit_resources, resource_use
from planner.audit.capital import audit_payments
from planner.audit.claims import Claims
from planner.audit.costs import audit_costs, operations, penalties, upkeep
from planner.audit.demand import audit_demand
from planner.audit.lanes import audit_lanes, lane_use, read_flows
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup
from planner.audit.network import AuditedTrunk
from planner.audit.offers import audit_offers, read_purchases
from planner.audit.origins import AuditedOrigins
from planner.audit.prices import audit_prices
from planner.audit.projects import added, audit_projects, in_service, read_starts, removed
from planner.audit.reach import SupplyReach
from planner.audit.resilience import audit_resilience
from planner.audit.rules import audit_rules
from planner.audit.settled import audit_settled
from planner.audit.shown import audit_sourcing, audit_timeline
from planner.audit.stock import audit_stocks
from planner.errors import BrokenTaskError
from planner.workbook.book import Book

# makes so many calls of a function, here or in workers, and yields their answers in order
Mapped = Callable[[Callable[..., Any], Iterable[tuple[Any, ...]], int], Iterator[Any]]

BRANCHES = 40  # that one call judges, where there are more


def in_turn(function: Callable[..., object], calls: Iterable[tuple[object, ...]], _: int) -> Iterator[object]:
    """Make calls one after the other, here."""
    return (function(*call) for call in calls)


def audit(
    book: Book,
    tables: Mapping[str, pd.DataFrame],
    run: Mapping[str, object],
    mapped: Mapped = in_turn,
    *,
    judges: bool = True,
    judged: Iterable[AuditedBranches] | None = None,
    promised: Promised = NOTHING_PROMISED,
) -> pd.DataFrame:
    """Verify a plan.

    Parameters
    ----------
    book
        The workbook that was planned, with the plan's case applied.
    tables
        The plan's tables by name. Whatever is missing or cannot be read is a check that does not pass.
    run
        The facts of the run: objective, bound and gap.
    mapped
        Makes so many calls of a function: in workers, where many branches are to be judged.
    judges
        Whether every branch is judged anew.
    judged
        What judging all of them anew came to, where that is done already.
    promised
        By the name of a disruption the share and the floor that are promised, where that is less than is asked.

    Returns
    -------
    pandas.DataFrame
        The Checks table: a row for each check that there was something to make of.
    """
    lookup = AuditLookup.of(book)
    ledger = Ledger(lookup.usual_amount, lookup.usual_money)
    claims, origins = Claims(tables, lookup, ledger), AuditedOrigins(lookup)
    starts = read_starts(lookup, claims, ledger)
    service, more, less = in_service(starts), added(lookup, starts), removed(lookup, starts)
    flows = read_flows(lookup, claims, service, ledger)
    usage, bought = lane_use(flows), read_purchases(lookup, claims, ledger)
    audit_balances(lookup, claims, bought, origins, ledger)
    audit_lanes(lookup, usage, ledger)
    audit_offers(lookup, bought, service, ledger)
    audit_production(lookup, claims, SupplyReach(lookup).may_run, more, less, ledger)
    used = resource_use(lookup, claims, flows, starts, ledger)
    audit_resources(lookup, claims, used, more, less, ledger)
    audit_stocks(lookup, claims, origins, ledger)
    audit_demand(lookup, claims, ledger)
    audit_projects(lookup, starts, ledger)
    audit_removals(lookup, more, less, ledger)
    audit_payments(lookup, claims, starts, ledger)
    audit_budgets(lookup, claims, bought, ledger)
    audit_rules(lookup, claims, bought, origins, ledger)
    audit_resilience(lookup, claims, ledger)
    trunk = AuditedTrunk(lookup, claims, starts, bought, flows)
    if judges:
        alone = (judge_branches(trunk, claims, promised=promised) for _ in range(1))
        shared = judged_in_parts(book, tables, mapped, promised) if judged is None else judged
        audit_branches(trunk, claims, alone if shared is None else shared, ledger)
    audit_timeline(lookup, claims, starts, ledger)
    audit_sourcing(lookup, claims, bought, origins, ledger)
    audit_prices(lookup, tables, run, ledger)
    entries = chain(
        operations(lookup, claims, bought, flows, used), upkeep(lookup, usage, starts, less), penalties(lookup, claims)
    )
    audit_costs(lookup, claims, starts, entries, run, ledger)
    audit_baseline(lookup, claims, run, ledger)
    audit_settled(lookup, claims, run, ledger)
    return ledger.frame()


def judged_in_parts(
    book: Book, tables: Mapping[str, pd.DataFrame], mapped: Mapped, promised: Promised = NOTHING_PROMISED
) -> Iterator[AuditedBranches] | None:
    """Judge every branch from the workbook and the tables, part by part; None where there is one part at most."""
    parts = -(-count_of_branches(AuditLookup.of(book)) // BRANCHES)
    calls = ((book, tables, part, parts, promised) for part in range(parts))
    return mapped(judge_part, calls, parts) if parts > 1 else None


def judged_now(book: Book, tables: Mapping[str, pd.DataFrame], mapped: Mapped) -> Iterable[AuditedBranches] | None:
    """Judge every branch as `judged_in_parts` does, but now; what breaks it is raised where it is read."""
    parts = judged_in_parts(book, tables, mapped)
    return None if parts is None else chain(*_kept(parts))


def _kept(calls: Iterator[AuditedBranches]) -> tuple[list[AuditedBranches], Iterable[AuditedBranches]]:
    """Return the answers of calls, and what raises behind them what ended them."""
    found: list[AuditedBranches] = []
    try:
        found.extend(calls)
    except BrokenTaskError as error:
        return found, _raising(error)
    return found, ()


def _raising(error: Exception) -> Iterator[AuditedBranches]:
    yield from ()
    raise error


def judge_part(
    book: Book, tables: Mapping[str, pd.DataFrame], part: int, parts: int, promised: Promised
) -> AuditedBranches:  # fmt: skip
    """Judge a part of the branches from the workbook and the tables alone, in whatever process."""
    lookup, ignored = AuditLookup.of(book), Ledger()  # what is read amiss is noted where all is read
    claims = Claims(tables, lookup, ignored)
    starts = read_starts(lookup, claims, ignored)
    flows = read_flows(lookup, claims, in_service(starts), ignored)
    trunk = AuditedTrunk(lookup, claims, starts, read_purchases(lookup, claims, ignored), flows)
    return judge_branches(trunk, claims, part, parts, promised)
