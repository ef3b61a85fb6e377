"""The audit of balances: all that comes to a site goes somewhere, and every column is the other tables'."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from planner.audit.claims import Claim, Claims
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup
from planner.audit.offers import Bought
from planner.audit.origins import AuditedOrigins
from planner.audit.repacked import audit_repacked, produced

Sums = defaultdict[tuple[Any, ...], float]
COMES: Final = ("made", "bought", "arrived", "drawn")
GOES: Final = ("consumed", "sent", "delivered", "stored", "surplus")


def audit_balances(
    lookup: AuditLookup, claims: Claims, bought: Bought, origins: AuditedOrigins, ledger: Ledger
) -> None:
    """Check the Balances table by itself and against Production, Purchases, Flows and Shortages."""
    for claim in claims.rows("Balances"):
        _check_row(lookup, claim, origins, ledger)
    made, consumed = _made(lookup, claims, origins), _consumed(lookup, claims)
    passed = audit_repacked(lookup, claims, made, ledger)
    purchased: Sums = defaultdict(float)
    for (number, t), claim in bought.items():
        label = origins.label(claim["material"], claim["site"], lookup.offers[number]["supplier"])
        purchased[claim["material"], claim["site"], label, t] += claim["amount"]
    by_origin = ("material", "site", "origin", "t")
    shown, expected = (
        defaultdict(float, {key: sums[key] for key in sums if (*key[:2], key[3]) not in passed})
        for sums in (claims.sums("Balances", "made", *by_origin), made)
    )
    _compare(lookup, "balances: made", shown, expected, ledger)
    _compare(lookup, "balances: bought", claims.sums("Balances", "bought", *by_origin), purchased, ledger)
    _compare(
        lookup, "balances: consumed", claims.sums("Balances", "consumed", "material", "site", "t"), consumed, ledger
    )
    sent = claims.sums("Flows", "sent", "material", "from", "origin", "t")
    arrived = claims.sums("Flows", "arrived", "material", "to", "origin", "t")
    delivered = claims.sums("Shortages", "delivered", "material", "market", "t")
    _compare(lookup, "balances: sent", claims.sums("Balances", "sent", *by_origin), sent, ledger)
    _compare(lookup, "balances: arrived", claims.sums("Balances", "arrived", *by_origin), arrived, ledger)
    _compare(
        lookup, "balances: delivered", claims.sums("Balances", "delivered", "material", "site", "t"), delivered, ledger
    )


def _check_row(lookup: AuditLookup, claim: Claim, origins: AuditedOrigins, ledger: Ledger) -> None:
    where = (claim["material"], claim["site"], claim["origin"], claim["period"])
    comes, goes = sum(claim[column] for column in COMES), sum(claim[column] for column in GOES)
    ledger.equal("balances: add up", comes, goes, where, max(abs(claim[column]) for column in COMES + GOES))
    for column in (*COMES, *GOES, "stock"):
        ledger.at_least("balances: not negative", claim[column], 0.0, (*where, column))
    if lookup.materials[claim["material"]]["surplus"][claim["t"]] == float("inf"):
        ledger.at_most("balances: no surplus where none may be", claim["surplus"], 0.0, where)
    known = origins.sources.get(claim["material"], {"": None})
    ledger.holds("balances: origins are known", claim["origin"] in known, where)


def _made(lookup: AuditLookup, claims: Claims, origins: AuditedOrigins) -> Sums:
    """Return what is made anew, at its own origin; beside it plants give back what they take of what they make."""
    found: Sums = defaultdict(float)
    for material, site, t, amount in produced(lookup, claims):
        found[material, site, origins.label(material, site), t] += amount
    return found


def _consumed(lookup: AuditLookup, claims: Claims) -> Sums:
    found: Sums = defaultdict(float)
    for claim in claims.rows("Production"):
        for material, amount in lookup.recipes.get((claim["process"], "consumes"), {}).items():
            found[material, claim["site"], claim["t"]] += amount[claim["t"]] * claim["runs"]
    return found


def _compare(lookup: AuditLookup, check: str, found: Sums, expected: Sums, ledger: Ledger) -> None:
    for key in dict.fromkeys((*found, *expected)):
        ledger.equal(check, found[key], expected[key], (*key[:-1], lookup.clock.names[key[-1]]))
