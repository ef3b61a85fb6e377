"""The audit of demand: what is asked is delivered or short, and what is required is delivered."""

from __future__ import annotations

import math

from planner.audit.claims import Claim, Claims, blank_as
from planner.audit.ledger import Ledger, Where
from planner.audit.lookup import AuditLookup
from planner.workbook.book import Row


def is_sale(row: Row, t: int) -> bool:
    """Return whether a demand is a sale in a period: neither a shortage cost nor a required share."""
    return bool(row["shortage cost"][t] == 0 and row["required"][t] == 0)


def audit_demand(lookup: AuditLookup, claims: Claims, ledger: Ledger) -> None:
    """Check every demand in every period."""
    claimed = {(row["market"], row["material"], row["t"]): row for row in claims.rows("Shortages")}
    rows = {(row["market"], row["material"]): row for row in lookup.book.rows("Demand")}
    for market, material, t in claimed:
        ledger.holds(
            "demand: the workbook asks for it", (market, material) in rows, (market, material, lookup.clock.names[t])
        )
    for (market, material), row in rows.items():
        for t in lookup.clock.all:
            claim = claimed.get((market, material, t))
            where = (market, material, lookup.clock.names[t])
            delivered, short = (claim["delivered"], claim["short"]) if claim else (0.0, 0.0)
            _check(row, t, delivered, short, where, ledger)
            if claim:
                _check_shown(row, claim, where, ledger)


def _check(row: Row, t: int, delivered: float, short: float, where: Where, ledger: Ledger) -> None:
    amount = row["amount"][t]
    ledger.at_least("demand: not negative", delivered, 0.0, where)
    ledger.at_least("demand: not negative", short, 0.0, where)
    if is_sale(row, t):
        ledger.at_most("demand: a sale is at most what is asked", delivered, amount, where)
        ledger.equal("demand: a sale is never short", short, 0.0, where)
        return
    ledger.equal("demand: delivered and short are what is asked", delivered + short, amount, where)
    ledger.at_least("demand: required share", delivered, row["required"][t] * amount, where)


def _check_shown(row: Row, claim: Claim, where: Where, ledger: Ledger) -> None:
    t, amount = claim["t"], row["amount"][claim["t"]]
    required = row["required"][t] * amount if row["required"][t] else 0.0
    ledger.equal("demand: asked shown", blank_as(claim["asked"], math.inf), amount, where)
    ledger.equal("demand: required shown", blank_as(claim["required"], 0.0), required, where)
    ledger.equal("demand: shortage cost shown", claim["shortage cost"], row["shortage cost"][t] * claim["short"], where)
    ledger.equal("demand: revenue shown", claim["revenue"], row["price"][t] * claim["delivered"], where)
    if amount > 0 and math.isfinite(amount):
        ledger.equal("demand: share served shown", blank_as(claim["served"], 0.0), claim["delivered"] / amount, where)
