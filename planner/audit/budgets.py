"""The audit of budgets: what funders spend on capital, on stock and on support, and what they have for it."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Final

from planner.audit.claims import Claim, Claims, blank_as
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup
from planner.audit.offers import Bought, amount_of
from planner.audit.tolerances import TOLD
from planner.workbook.book import Row

DIGITS: Final = 0.0051  # of an amount that is told in three digits
WHOLE: Final = 0.51  # by how much an amount may be off that is told as a whole number

# by kind (capital, stock, support), funder and period: what is spent on each thing
Spent = defaultdict[tuple[str, str, int], defaultdict[str, float]]


def audit_budgets(lookup: AuditLookup, claims: Claims, bought: Bought, ledger: Ledger) -> None:
    """Check that no funder spends more than its budget and what is carried into the period."""
    spent = _spent(lookup, claims, bought)
    shown = {(row["funder"], row["t"]): row for row in claims.rows("Budgets")}
    for row in lookup.book.rows("Budgets"):
        carried = 0.0
        for t in lookup.clock.all:
            where = (row["funder"], lookup.clock.names[t])
            on_what = {kind: spent[kind, row["funder"], t] for kind in ("capital", "stock", "support")}
            amount, budget = sum(sum(part.values()) for part in on_what.values()), row["amount"][t]
            ledger.at_most("budgets: within what there is", amount, budget + carried, where)
            left = _left(row, budget, carried, amount)
            claim = shown.get((row["funder"], t))
            ledger.equal("budgets: spent shown", claim["spent"] if claim else 0.0, amount, where)
            if claim:
                _check_shown(claim, on_what, where, ledger)
                scale = amount + carried + left
                shown_budget = blank_as(claim["budget"], math.inf)
                ledger.equal("budgets: budget shown", shown_budget, budget, where)
                ledger.equal("budgets: carried shown", claim["carried in"], carried, (*where, "in"), scale)
                ledger.equal("budgets: carried shown", claim["carried out"], left, (*where, "out"), scale)
            carried = left


def _spent(lookup: AuditLookup, claims: Claims, bought: Bought) -> Spent:
    """Return what is paid for projects, put into stocks at the material's value, and paid as support."""
    found: Spent = defaultdict(lambda: defaultdict(float))
    for (funder, project, t), amount in claims.sums("Payments", "amount", "funder", "project", "t").items():
        found["capital", funder, t][project] += amount
    held = claims.sums("Balances", "stock", "site", "material", "t")
    value = {row["material"]: row["value"] for row in lookup.book.rows("Materials")}
    for (site, material), row in lookup.stockpiles.items():
        before = row["initial"]
        for t in lookup.clock.all if row["funder"] else ():
            left = before * (1 - row["loss"][t]) ** lookup.clock.years[t]
            before = held[site, material, t]
            what = f"stock of {material} at {site}"
            found["stock", row["funder"], t][what] += value[material][t] * max(0.0, before - left)
    for row in lookup.offers.values():
        for t in lookup.clock.all if row["funder"] else ():
            amount = row["support"][t] * amount_of(bought, row, t) * lookup.clock.years[t]
            found["support", row["funder"], t][f"support of {row['supplier']}: {row['material']}"] += amount
    return found


def _check_shown(
    claim: Claim, on_what: dict[str, defaultdict[str, float]], where: tuple[object, ...], ledger: Ledger
) -> None:
    """Check the three amounts that are shown, and each of the things that the money is said to go to."""
    ledger.equal("budgets: capital shown", claim["capital"], sum(on_what["capital"].values()), where)
    ledger.equal("budgets: stock shown", claim["stock"], sum(on_what["stock"].values()), where)
    ledger.equal("budgets: support shown", claim["support"], sum(on_what["support"].values()), where)
    amounts = {what: amount for parts in on_what.values() for what, amount in parts.items()}
    least = TOLD * sum(map(abs, amounts.values()))
    told = _told(claim["spent on"])
    for what in dict.fromkeys((*told, *(what for what, amount in amounts.items() if abs(amount) > least))):
        right, said = amounts.get(what, 0.0), told.get(what, math.nan)
        is_near = abs(said - right) <= max(DIGITS * abs(right), WHOLE if abs(right) >= 99 else 0.0)
        ledger.holds("budgets: spent on what", is_near, (*where, what))


def _told(words: str) -> dict[str, float]:
    """Return the things that a text names with their amounts; NaN for what is no number."""
    found = {}
    for part in filter(None, words.split("; ")):
        what, _, amount = part.rpartition(" ")
        try:
            found[what] = float(amount.replace(",", ""))
        except ValueError:
            found[part] = math.nan
    return found


def _left(row: Row, budget: float, carried: float, spent: float) -> float:
    """Return what a period leaves for the next one.

    A period without limit leaves what was carried into it: were no limit carried, no later limit would bind.
    """
    if not row["carry over"]:
        return 0.0
    return carried if math.isinf(budget) else max(0.0, budget + carried - spent)
