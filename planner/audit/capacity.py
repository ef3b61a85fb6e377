"""The audit of plants and resources: what there is, what is used of it, and nothing beyond it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeAlias

from planner.audit.claims import Claim, Claims, blank_as
from planner.audit.lanes import LaneFlow
from planner.audit.ledger import Ledger, Where
from planner.audit.lookup import AuditLookup, Numbers
from planner.audit.projects import Changes, Start
from planner.workbook.book import Row

Use = defaultdict[tuple[str, str, int], float]
MayRun: TypeAlias = "Callable[[str, str, int], bool]"  # whether a plant could be fed in a period


def own_capacity(lookup: AuditLookup, row: Row | None, t: int) -> float:
    """Return what a row of Plants or Resources gives in a period: nothing once it has retired."""
    if row is None or t not in lookup.clock.before(row["retires"]):
        return 0.0
    return float(row["capacity"][t])


def lasts(lookup: AuditLookup, row: Row | None, t: int) -> bool:
    """Return whether a row has not retired yet; what only projects create never does."""
    return row is None or t in lookup.clock.before(row["retires"])


def removed_of(lookup: AuditLookup, row: Row | None, taken: Sequence[float], t: int) -> float:
    """Return what is removed in a period: nothing more once the row itself has retired."""
    return taken[t] if lasts(lookup, row, t) else 0.0


def audit_removals(lookup: AuditLookup, added: Changes, removed: Changes, ledger: Ledger) -> None:
    """Check that never more is removed than there is, own and added, while the row lasts."""
    rows = lookup.plants | lookup.resources
    for (name, place), taken in removed.items():
        row = rows.get((name, place))
        for t in lookup.clock.all:
            if lasts(lookup, row, t):
                there = own_capacity(lookup, row, t) + added[name, place][t]
                where = (name, place, lookup.clock.names[t])
                ledger.at_most("projects: removed what there is", taken[t], there, where)


def audit_production(
    lookup: AuditLookup, claims: Claims, may_run: MayRun, added: Changes, removed: Changes, ledger: Ledger
) -> None:
    """Check every plant in every period: capacity, use and minimum use."""
    claimed = {(row["process"], row["site"], row["t"]): row for row in claims.rows("Production")}
    for process, site, _ in claimed:
        ledger.holds("production: the plant exists", (process, site) in lookup.plants, (process, site))
    for (process, site), row in lookup.plants.items():
        for t in lookup.clock.all:
            where = (process, site, lookup.clock.names[t])
            own = own_capacity(lookup, row, t)
            gone = removed_of(lookup, row, removed[process, site], t)
            there = own + added[process, site][t] - gone
            available = row["availability"][t] if row else 1.0
            capacity = there * available if available else 0.0
            claim = claimed.get((process, site, t))
            runs = claim["runs"] if claim else 0.0
            ledger.at_least("production: not negative", runs, 0.0, where)
            ledger.at_most("production: within capacity", runs, capacity, where)
            if row and math.isfinite(capacity):
                least = row["minimum use"][t] * capacity
                # what may run is worked out only where it counts: it takes long in a large workbook
                excused = least > runs and not may_run(process, site, t)
                ledger.at_least("production: minimum use", runs, 0.0 if excused else least, where)
            if claim:
                _check_shown("production", claim, "runs", (own, added[process, site][t], gone, capacity), where, ledger)


def audit_resources(
    lookup: AuditLookup, claims: Claims, used: Use, added: Changes, removed: Changes, ledger: Ledger
) -> None:
    """Check every resource in every period: what is used of it, and that there is as much."""
    claimed = {(row["resource"], row["place"], row["t"]): row for row in claims.rows("Resource use")}
    for name, place, _ in claimed:
        ledger.holds("resources: the resource exists", (name, place) in lookup.resources, (name, place))
    for (name, place), row in lookup.resources.items():
        for t in lookup.clock.all:
            where = (name, place, lookup.clock.names[t])
            own = own_capacity(lookup, row, t)
            gone = removed_of(lookup, row, removed[name, place], t)
            capacity = own + added[name, place][t] - gone
            claim = claimed.get((name, place, t))
            ledger.equal("resources: used", claim["used"] if claim else 0.0, used[name, place, t], where)
            ledger.at_most("resources: within capacity", used[name, place, t], capacity, where)
            if claim:
                _check_shown("resources", claim, "used", (own, added[name, place][t], gone, capacity), where, ledger)


def _check_shown(
    word: str, claim: Claim, amount: str, numbers: tuple[float, float, float, float], where: Where, ledger: Ledger
) -> None:
    """Check the columns own, added, removed, capacity and use of a row."""
    own, more, gone, capacity = numbers
    ledger.equal(f"{word}: capacity shown", blank_as(claim["own"], math.inf), own, (*where, "own"))
    ledger.equal(f"{word}: capacity shown", claim["added"], more, (*where, "added"))
    ledger.equal(f"{word}: capacity shown", claim["removed"], gone, (*where, "removed"))
    ledger.equal(f"{word}: capacity shown", blank_as(claim["capacity"], math.inf), capacity, (*where, "capacity"))
    if capacity > 0 and math.isfinite(capacity):
        ledger.equal(f"{word}: use shown", blank_as(claim["use"], 0.0), claim[amount] / capacity, where)


def resource_use(
    lookup: AuditLookup, claims: Claims, flows: Sequence[LaneFlow], starts: Sequence[Start], ledger: Ledger
) -> Use:
    """Return what all plants, offers, lanes, stocks and building use of every (resource, place, period)."""
    used: Use = defaultdict(float)

    def take(resource: str, amount: float, t: int, what: str, *places: str) -> None:
        near = lookup.nearest(resource, *places)
        if near is not None:
            used[resource, near, t] += amount
        ledger.holds("resources: a place has it", near is not None or amount == 0, (resource, what, *places))

    for claim in claims.rows("Production"):
        for resource, rate in lookup.recipes.get((claim["process"], "uses"), {}).items():
            take(resource, rate[claim["t"]] * claim["runs"], claim["t"], claim["process"], claim["site"])
    for claim in claims.rows("Purchases"):
        for resource, rate in _uses(lookup.offers.get(claim["row"])):
            take(resource, rate[claim["t"]] * claim["amount"], claim["t"], claim["supplier"], claim["site"])
    for flow in flows:
        for resource, rate in _uses(flow.row):
            take(resource, rate[flow.t] * flow.sent, flow.t, "lane", flow.start, flow.end)
    for claim in claims.rows("Stockpiles"):
        for resource, rate in _uses(lookup.stockpiles.get((claim["site"], claim["material"]))):
            take(resource, rate[claim["t"]] * claim["stock"], claim["t"], "stock", claim["site"])
    for start in starts:
        for resource, rate in _uses(start.row):
            for u in start.building():
                take(resource, rate[u] * start.size, u, start.project, start.row["place"])
    return used


def _uses(row: Row | None) -> Sequence[tuple[str, Numbers]]:
    return row["uses"] if row is not None else ()
