"""What capital costs in the objective, recomputed: yearly charges, or cash less the value left at the end."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from planner.audit.claims import Claims
from planner.audit.lookup import AuditLookup
from planner.audit.projects import Start
from planner.plans.tables import OWNER
from planner.workbook.book import Row

Money = list[tuple[float, float]]


def capital_charges(lookup: AuditLookup, claims: Claims, starts: Sequence[Start]) -> Money:
    """Return the capital part of the objective by period: in the money of the period, and discounted."""
    charge = _annuity if lookup.book.settings["capital charging"] == "annuity" else _overnight
    total = [(0.0, 0.0) for _ in lookup.clock.all]
    paid = _weighted(lookup, claims)
    for start in starts:
        cash = paid[start.project, lookup.clock.names[start.t]]
        for t, (amount, discounted) in charge(lookup, start, cash).items():
            total[t] = (total[t][0] + amount, total[t][1] + discounted)
    return total


def _weighted(lookup: AuditLookup, claims: Claims) -> defaultdict[tuple[str, str], dict[int, float]]:
    """Return what is paid for each (project, start) by period, each funder's money at its weight."""
    weights = {row["funder"]: row["weight"] for row in lookup.book.rows("Budgets")}
    found: defaultdict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for claim in claims.rows("Payments"):
        weight = 1.0 if claim["funder"] == OWNER else weights[claim["funder"]][claim["t"]]
        cash = found[claim["project"], claim["start"]]
        cash[claim["t"]] = cash.get(claim["t"], 0.0) + weight * claim["amount"]
    return found


def economic_life(lookup: AuditLookup, row: Row) -> float:
    """Return the years over which capital is charged."""
    if row["economic life"] is not None:
        return float(row["economic life"])
    return float(row["life"]) if math.isfinite(row["life"]) else sum(lookup.clock.years)


def yearly_charge(lookup: AuditLookup, rate: float, life: float) -> float:
    """Return the yearly charge on one unit of capital."""
    charge = 1 / life if rate == 0 else rate / (1 - (1 + rate) ** -life)
    return charge / (1 + rate) if lookup.book.settings["annuity paid"] == "start" else charge


def _annuity(lookup: AuditLookup, start: Start, cash: dict[int, float]) -> dict[int, tuple[float, float]]:
    rates = start.row["cost of capital"]
    rate = lookup.book.settings["cost of capital"] if rates is None else rates[start.t]
    clock, begin = lookup.clock, lookup.clock.begins[start.ready]
    grown = sum(amount * _growth(lookup, start, u, rate, begin) for u, amount in cash.items())
    life = economic_life(lookup, start.row)
    charge = grown * yearly_charge(lookup, rate, life)
    end = min(begin + life, clock.horizon)
    found = {}
    for t in clock.all[start.ready :]:
        stop = min(end, clock.end(t))
        if stop > clock.begins[t]:
            found[t] = (charge * (stop - clock.begins[t]), charge * clock.worth(t, clock.begins[t], stop))
    return found


def _growth(lookup: AuditLookup, start: Start, u: int, rate: float, service: float) -> float:
    """Return what one unit of the cash that falls due in period u has grown to when service begins."""
    parts = lookup.clock.cash(start.t, start.row["lead time"], start.row["spending"]).get(u, [])
    share = sum(part[0] for part in parts)
    if not share:
        return 1.0
    return sum(part * lookup.clock.interest(rate, begin, end, service) for part, begin, end in parts) / share


def _overnight(lookup: AuditLookup, start: Start, cash: dict[int, float]) -> dict[int, tuple[float, float]]:
    clock = lookup.clock
    found = {u: (amount, amount * clock.mean(u)) for u, amount in cash.items()}
    served = clock.horizon - clock.begins[start.ready]
    left = sum(cash.values()) * max(0.0, 1 - served / economic_life(lookup, start.row))
    last = clock.all[-1]
    amount, discounted = found.get(last, (0.0, 0.0))
    worth = clock.worth_at_horizon()
    found[last] = (amount - left, discounted - left * worth)
    return found
