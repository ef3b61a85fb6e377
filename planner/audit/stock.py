"""The audit of stocks: from period to period, within their limits, and the days that they cover."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

from planner.audit.claims import Claim, Claims, blank_as
from planner.audit.ledger import Ledger, passed
from planner.audit.lookup import AuditLookup
from planner.audit.origins import AuditedOrigins
from planner.audit.tolerances import USED

Sums = defaultdict[tuple[Any, ...], float]
DAYS = 365


def audit_stocks(lookup: AuditLookup, claims: Claims, origins: AuditedOrigins, ledger: Ledger) -> None:
    """Check every stock: by origin from period to period, and in all against its row."""
    _check_flow(lookup, claims, origins, ledger)
    by_pile = ("site", "material", "t")
    held = claims.sums("Balances", "stock", *by_pile)
    put = claims.sums("Balances", "stored", *by_pile)
    drawn = claims.sums("Balances", "drawn", *by_pile)
    shown = {(row["site"], row["material"], row["t"]): row for row in claims.rows("Stockpiles")}
    for site, material, t in dict.fromkeys((*held, *shown)):
        where = (site, material, lookup.clock.names[t])
        claim = shown.get((site, material, t))
        key = (site, material, t)
        ledger.equal("stocks: shown as in the balances", claim["stock"] if claim else 0.0, held[key], where)
        beside = passed(put[key] + drawn[key])
        ledger.equal("stocks: put in shown", claim["put in"] if claim else 0.0, put[key] - drawn[key], where, beside)
    for (site, material), row in lookup.stockpiles.items():
        for t in lookup.clock.all:
            where = (site, material, lookup.clock.names[t])
            most = row["maximum"][t] if lookup.has_all(row["uses"], t, site) else 0.0
            ledger.at_most("stocks: within the maximum", held[site, material, t], most, where)
            ledger.at_least("stocks: reserve", held[site, material, t], row["reserve"][t], where)
            claim = shown.get((site, material, t))
            if claim:
                cost = row["holding cost"][t] * claim["stock"]
                ledger.equal("stocks: holding cost shown", claim["holding cost"], cost, where)
                ledger.equal("stocks: maximum shown", blank_as(claim["maximum"], math.inf), most, where)
        last = lookup.clock.all[-1]
        ledger.at_least("stocks: final", held[site, material, last], row["final"], (site, material))
    _check_cover(lookup, claims, held, shown, ledger)


def _check_flow(lookup: AuditLookup, claims: Claims, origins: AuditedOrigins, ledger: Ledger) -> None:
    """Check that an origin's stock is the last one after losses, more what is put in, less what is drawn."""
    key = ("site", "material", "origin", "t")
    held, put = claims.sums("Balances", "stock", *key), claims.sums("Balances", "stored", *key)
    drawn = claims.sums("Balances", "drawn", *key)
    piles = {(row["site"], row["material"], row["origin"]) for row in claims.rows("Balances")}
    initial = {
        (site, material, origins.label(material, site)): row["initial"]
        for (site, material), row in lookup.stockpiles.items()
    }
    for site, material, origin in sorted(piles | set(initial)):
        row = lookup.stockpiles.get((site, material))
        before = initial.get((site, material, origin), 0.0)
        for t in lookup.clock.all:
            one, where = (site, material, origin, t), (site, material, origin, lookup.clock.names[t])
            if row is None:
                moved = held[one] + put[one] + drawn[one]
                ledger.at_most("stocks: only where they may be", moved, 0.0, where)
                continue
            left = before * (1 - row["loss"][t]) ** lookup.clock.years[t]
            expected = left + (put[one] - drawn[one]) * lookup.clock.years[t]
            ledger.equal("stocks: from period to period", held[one], expected, where, left)
            before = held[one]


def _check_cover(
    lookup: AuditLookup, claims: Claims, held: Sums, shown: dict[tuple[str, str, int], Claim], ledger: Ledger
) -> None:
    """Check the days of use that stocks with cover days for the same place and material hold together."""
    taken = use_of(claims)
    for t in lookup.clock.all:
        for (place, material), sites in _covers(lookup, t).items():
            used = sum(taken[site, material, t] for site in lookup.sites(place))
            stock = sum(held[site, material, t] for site in sites)
            asked = [lookup.stockpiles[site, material]["cover days"][t] for site in sites]
            where = (material, f"cover of {place}", lookup.clock.names[t])
            ledger.at_least("stocks: cover", stock, max(asked) / DAYS * used, where)
            for site, days in zip(sites, asked, strict=True):
                claim = shown.get((site, material, t))
                if claim:
                    ledger.equal("stocks: cover days asked shown", claim["cover days asked"], days, where)
                if claim and used > USED * lookup.usual_amount:
                    right = stock / used * DAYS
                    ledger.equal("stocks: cover days held shown", claim["cover days held"], right, where)


def _covers(lookup: AuditLookup, t: int) -> dict[tuple[str, str], list[str]]:
    """Return the sites whose stocks cover each (place, material); one without days in a period is for its own site."""
    found: dict[tuple[str, str], list[str]] = {}
    alone: dict[tuple[str, str], list[str]] = {}
    for (site, material), row in lookup.stockpiles.items():
        if row["cover days"][t]:
            found.setdefault((row["cover of"] or site, material), []).append(site)
        else:
            alone[site, material] = [site]
    return alone | found


def use_of(claims: Claims) -> Sums:
    """Return what plants consume and demands take, a year: (site, material, period)."""
    consumed = claims.sums("Balances", "consumed", "site", "material", "t")
    for key, amount in claims.sums("Balances", "delivered", "site", "material", "t").items():
        consumed[key] += amount
    return consumed
