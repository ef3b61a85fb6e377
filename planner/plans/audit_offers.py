"""The audit of purchases: price steps, limits, contracts and what is shown of them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from planner.plans.audit_claims import blank_as

if TYPE_CHECKING:
    from collections import defaultdict

    from planner.plans.audit_claims import Claim, Claims
    from planner.plans.audit_facts import Facts
    from planner.plans.audit_ledger import Ledger
    from planner.workbook.book import Row

Bought = dict[tuple[int, int], "Claim"]
KEY: Final = ("supplier", "site", "material")


def read_purchases(facts: Facts, claims: Claims, ledger: Ledger) -> Bought:
    """Return the rows of Purchases by (row of Suppliers, period), noting those that fit no row."""
    found: Bought = {}
    for claim in claims.rows("Purchases"):
        row = facts.offers.get(claim["row"])
        fits = row is not None and all(claim[column] == row[column] for column in KEY)
        ledger.holds(
            "purchases: the offer exists", fits, (f"row {claim['row']:g}", *(claim[column] for column in KEY))
        )
        if fits:
            found[int(claim["row"]), claim["t"]] = claim
    return found


def is_open(facts: Facts, row: Row, service: defaultdict[str, set[int]], t: int) -> bool:
    """Return whether an offer is open: in its window, of any amount, its needs in service, its uses to be had."""
    in_window = t in facts.clock.window(row["from"], row["until"])
    has_uses = facts.has_all(row["uses"], t, row["site"])
    is_there = in_window and has_uses and row["maximum"][t] > 0
    return is_there and all(t in service[name] for name in row["needs"])


def has_contract(row: Row) -> bool:
    """Return whether an offer is in use or not, for its minimum, fixed cost or term."""
    return any(row["minimum"]) or any(row["fixed cost"]) or row["term"] is not None


def amount_of(bought: Bought, row: Row, t: int) -> float:
    """Return what is bought of an offer in a period, a year."""
    claim = bought.get((row.number, t))
    return float(claim["amount"]) if claim else 0.0


def uses(bought: Bought, row: Row, t: int) -> float:
    """Return 1 where the plan says that an offer is in use."""
    claim = bought.get((row.number, t))
    return blank_as(claim["in use"], 0.0) if claim else 0.0


def audit_offers(facts: Facts, bought: Bought, service: defaultdict[str, set[int]], ledger: Ledger) -> None:
    """Check every offer: in each period, over the horizon, and after the steps before it."""
    for row in facts.offers.values():
        for t in facts.clock.all:
            _check_period(facts, row, t, bought, is_open(facts, row, service, t), ledger)
        total = sum(amount_of(bought, row, t) * facts.clock.years[t] for t in facts.clock.all)
        ledger.at_most("purchases: within the total", total, row["total"], _named(row))
        if row["term"]:
            _check_term(facts, row, bought, service, ledger)
    _check_steps(facts, bought, service, ledger)


def _named(row: Row) -> tuple[object, ...]:
    return (f"Suppliers row {row.number}", row["supplier"], row["site"], row["material"])


def _check_period(facts: Facts, row: Row, t: int, bought: Bought, may_buy: bool, ledger: Ledger) -> None:
    where = (*_named(row), facts.clock.names[t])
    amount, in_use = amount_of(bought, row, t), uses(bought, row, t)
    ledger.at_least("purchases: not negative", amount, 0.0, where)
    ledger.at_most("purchases: within the maximum", amount, row["maximum"][t], where)
    if not may_buy:
        ledger.at_most("purchases: the offer is open", amount, 0.0, where)
        ledger.at_most("purchases: the offer is open", in_use, 0.0, where)
    if has_contract(row):
        ledger.holds("purchases: in use or not", in_use in (0.0, 1.0), (*where, f"in use {in_use:g}"))
        ledger.at_least("purchases: at the minimum while used", amount, row["minimum"][t] * in_use, where)
        if in_use == 0:
            ledger.at_most("purchases: only what is in use", amount, 0.0, where)
    claim = bought.get((row.number, t))
    if claim:
        cost = row["price"][t] * amount + row["fixed cost"][t] * in_use
        ledger.equal("purchases: cost shown", claim["cost"], cost, where)
        ledger.equal(
            "purchases: maximum shown", blank_as(claim["maximum"], math.inf), row["maximum"][t], where
        )


def _check_term(
    facts: Facts, row: Row, bought: Bought, service: defaultdict[str, set[int]], ledger: Ledger
) -> None:
    """Check that what was taken stays in use for its term, as long as the offer is open."""
    for t in facts.clock.all:
        if not uses(bought, row, t) or (t > 0 and uses(bought, row, t - 1)):
            continue
        for u in facts.clock.serves(t, 0.0, row["term"]):
            if is_open(facts, row, service, u):
                ledger.equal(
                    "purchases: in use for its term",
                    uses(bought, row, u),
                    1.0,
                    (*_named(row), facts.clock.names[u]),
                )


def _check_steps(facts: Facts, bought: Bought, service: defaultdict[str, set[int]], ledger: Ledger) -> None:
    """Check that nothing is bought of a step while one before it is open and below its maximum."""
    steps: dict[tuple[str, ...], list[Row]] = {}
    for row in facts.offers.values():
        steps.setdefault(tuple(row[column] for column in KEY), []).append(row)
    for rows in steps.values():
        for later, row in enumerate(rows):
            for t in facts.clock.all:
                if amount_of(bought, row, t) > 0:
                    before = [one for one in rows[:later] if is_open(facts, one, service, t)]
                    _check_full(facts, bought, before, row, t, ledger)


def _check_full(facts: Facts, bought: Bought, before: list[Row], row: Row, t: int, ledger: Ledger) -> None:
    """Note how far the earlier steps are from full, what is left of their total, or what is bought too early.

    The least of the three counts: a step whose total is bought up is as good as closed.
    """
    for earlier in before:
        amount, room = amount_of(bought, row, t), earlier["maximum"][t] - amount_of(bought, earlier, t)
        until_now = range(t + 1)
        taken = sum(amount_of(bought, earlier, u) * facts.clock.years[u] for u in until_now)
        early = min(amount, room, earlier["total"] - taken)
        scale = earlier["total"] if math.isfinite(earlier["total"]) else 1.0
        where = (*_named(row), facts.clock.names[t])
        ledger.at_most("purchases: price steps in order", early, 0.0, where, scale)
