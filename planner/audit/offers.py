"""The audit of purchases: price steps, limits, contracts and what is shown of them."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Final

from planner.audit.claims import Claim, Claims, blank_as
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup
from planner.workbook.book import Row

Bought = dict[tuple[int, int], "Claim"]
KEY: Final = ("supplier", "site", "material")


def read_purchases(lookup: AuditLookup, claims: Claims, ledger: Ledger) -> Bought:
    """Return the rows of Purchases by (row of Suppliers, period), noting those that fit no row."""
    found: Bought = {}
    for claim in claims.rows("Purchases"):
        row = lookup.offers.get(claim["row"])
        fits = row is not None and all(claim[column] == row[column] for column in KEY)
        ledger.holds("purchases: the offer exists", fits, (f"row {claim['row']:g}", *(claim[column] for column in KEY)))
        if fits:
            found[int(claim["row"]), claim["t"]] = claim
    return found


def is_open(lookup: AuditLookup, row: Row, service: defaultdict[str, set[int]], t: int) -> bool:
    """Return whether an offer is open: in its window, of any amount, its needs in service, its uses to be had."""
    return could_be_open(lookup, row, t) and all(t in service[name] for name in row["needs"])


def has_contract(row: Row, t: int) -> bool:
    """Return whether an offer is in use or not in a period, for its minimum, fixed cost or term."""
    return row["minimum"][t] > 0 or row["fixed cost"][t] != 0 or bool(row["term"])


def could_be_open(lookup: AuditLookup, row: Row, t: int) -> bool:
    """Return whether an offer is open in a period, whatever projects it needs."""
    in_window = t in lookup.clock.window(row["from"], row["until"])
    return in_window and row["maximum"][t] > 0 and lookup.has_all(row["uses"], t, row["site"])


def is_decided(lookup: AuditLookup, row: Row, t: int) -> bool:
    """Return whether an offer is taken or not: by its contract, or since an earlier step that is open is dearer."""
    dearer = (one for one in steps_before(lookup, row) if one["price"][t] > row["price"][t])
    return has_contract(row, t) or any(could_be_open(lookup, one, t) for one in dearer)


def steps_before(lookup: AuditLookup, row: Row) -> list[Row]:
    """Return the earlier price steps of an offer, in the order of the rows."""
    return lookup.steps[tuple(row[column] for column in KEY)][: lookup.place_of_step[row.number]]


def amount_of(bought: Bought, row: Row, t: int) -> float:
    """Return what is bought of an offer in a period, a year."""
    claim = bought.get((row.number, t))
    return float(claim["amount"]) if claim else 0.0


def uses(bought: Bought, row: Row, t: int) -> float:
    """Return 1 where the plan says that an offer is in use."""
    claim = bought.get((row.number, t))
    return blank_as(claim["in use"], 0.0) if claim else 0.0


def audit_offers(lookup: AuditLookup, bought: Bought, service: defaultdict[str, set[int]], ledger: Ledger) -> None:
    """Check every offer: in each period, over the horizon, and after the steps before it."""
    for row in lookup.offers.values():
        for t in lookup.clock.all:
            _check_period(lookup, row, t, bought, is_open(lookup, row, service, t), ledger)
        total = sum(amount_of(bought, row, t) * lookup.clock.years[t] for t in lookup.clock.all)
        ledger.at_most("purchases: within the total", total, row["total"], _named(row))
        if row["term"]:
            _check_term(lookup, row, bought, service, ledger)
    _check_steps(lookup, bought, service, ledger)


def _named(row: Row) -> tuple[object, ...]:
    return (f"Suppliers row {row.number}", row["supplier"], row["site"], row["material"])


def _check_period(lookup: AuditLookup, row: Row, t: int, bought: Bought, may_buy: bool, ledger: Ledger) -> None:
    where = (*_named(row), lookup.clock.names[t])
    amount, in_use = amount_of(bought, row, t), uses(bought, row, t)
    ledger.at_least("purchases: not negative", amount, 0.0, where)
    ledger.at_most("purchases: within the maximum", amount, row["maximum"][t], where)
    if not may_buy:
        ledger.at_most("purchases: the offer is open", amount, 0.0, where)
        ledger.at_most("purchases: the offer is open", in_use, 0.0, where)
    if may_buy and is_decided(lookup, row, t):
        ledger.holds("purchases: in use or not", in_use in (0.0, 1.0), (*where, f"in use {in_use:g}"))
        ledger.at_least("purchases: at the minimum while used", amount, row["minimum"][t] * in_use, where)
        if in_use == 0:
            ledger.at_most("purchases: only what is in use", amount, 0.0, where)
    claim = bought.get((row.number, t))
    if claim:
        cost = row["price"][t] * amount + row["fixed cost"][t] * in_use
        is_blank = math.isnan(claim["in use"])
        ledger.holds("purchases: in use where that is decided", is_blank or is_decided(lookup, row, t), where)
        ledger.equal("purchases: cost shown", claim["cost"], cost, where)
        ledger.equal("purchases: maximum shown", blank_as(claim["maximum"], math.inf), row["maximum"][t], where)


def _check_term(
    lookup: AuditLookup, row: Row, bought: Bought, service: defaultdict[str, set[int]], ledger: Ledger
) -> None:
    """Check that what was taken stays in use for its term, as long as the offer is open."""
    for t in lookup.clock.all:
        if not uses(bought, row, t) or (t > 0 and uses(bought, row, t - 1)):
            continue
        for u in lookup.clock.serves(t, 0.0, row["term"]):
            if is_open(lookup, row, service, u):
                ledger.equal(
                    "purchases: in use for its term", uses(bought, row, u), 1.0, (*_named(row), lookup.clock.names[u])
                )


def _check_steps(lookup: AuditLookup, bought: Bought, service: defaultdict[str, set[int]], ledger: Ledger) -> None:
    """Check that no step is bought or taken while one before it is open and below its maximum."""
    for row in lookup.offers.values():
        earlier = steps_before(lookup, row)
        for t in lookup.clock.all if earlier else ():
            if amount_of(bought, row, t) > 0 or _is_taken(lookup, bought, row, t):
                before = [one for one in earlier if is_open(lookup, one, service, t)]
                _check_full(lookup, bought, before, row, t, ledger)


def _is_taken(lookup: AuditLookup, bought: Bought, row: Row, t: int) -> bool:
    """Return whether a step is taken, so that it may be bought in a branch, whatever is bought of it here."""
    return is_decided(lookup, row, t) and uses(bought, row, t) == 1


def _check_full(lookup: AuditLookup, bought: Bought, before: list[Row], row: Row, t: int, ledger: Ledger) -> None:
    """Note how far the earlier steps are from full, what is left of their total, or what is bought too early.

    The least of the three counts: a step whose total is bought up is as good as closed.
    """
    for earlier in before:
        amount = math.inf if _is_taken(lookup, bought, row, t) else amount_of(bought, row, t)
        room = earlier["maximum"][t] - amount_of(bought, earlier, t)
        until_now = range(t + 1)
        taken = sum(amount_of(bought, earlier, u) * lookup.clock.years[u] for u in until_now)
        early = min(amount, room, earlier["total"] - taken)
        limits = (earlier["total"], earlier["maximum"][t])
        scale = max((limit for limit in limits if math.isfinite(limit)), default=1.0)
        where = (*_named(row), lookup.clock.names[t])
        ledger.at_most("purchases: price steps in order", early, 0.0, where, scale)
