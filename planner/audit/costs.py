"""The audit of the objective: every part recomputed by period from what the plan does."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from planner.audit.capacity import Use, own_capacity, removed_of
from planner.audit.charges import capital_charges
from planner.audit.claims import Claims, blank_as
from planner.audit.lanes import LaneFlow, Usage
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup
from planner.audit.offers import Bought, amount_of, uses
from planner.audit.projects import Changes, Start
from planner.audit.run import audit_status, is_called_proven
from planner.plans.tables import PARTS

DISRUPTION_PARTS: Final = ("expected extra cost", "risk")
# A part of the objective, the period in which it falls due, and money a year.
Entry = tuple[str, int, float]


def operations(
    lookup: AuditLookup, claims: Claims, bought: Bought, flows: Sequence[LaneFlow], used: Use
) -> Iterable[Entry]:
    """Return what running the chain costs: buying, carrying, holding, what is left over or short, sales."""
    for row in lookup.offers.values():
        for t in lookup.clock.all:
            yield "purchases", t, row["price"][t] * amount_of(bought, row, t)
            yield "fixed and yearly", t, row["fixed cost"][t] * uses(bought, row, t)
    for flow in flows:
        value = lookup.materials[flow.material]["value"][flow.t]
        yield "transport", flow.t, flow.row["cost"][flow.t] * flow.sent
        yield "tariffs", flow.t, flow.row["tariff"][flow.t] * value * flow.sent
    for claim in claims.rows("Production"):
        plant = lookup.plants.get((claim["process"], claim["site"]))
        yield "variable", claim["t"], (plant["variable cost"][claim["t"]] if plant else 0.0) * claim["runs"]
    for (name, place, t), amount in used.items():
        resource = lookup.resources[name, place]
        yield "variable", t, (resource["variable cost"][t] if resource else 0.0) * amount
    for claim in claims.rows("Balances"):
        pile, price = (
            lookup.stockpiles.get((claim["site"], claim["material"])),
            lookup.materials[claim["material"]]["surplus"][claim["t"]],
        )
        yield "holding", claim["t"], (pile["holding cost"][claim["t"]] if pile else 0.0) * claim["stock"]
        yield "surplus", claim["t"], (price if math.isfinite(price) else 0.0) * claim["surplus"]
    yield from _demand(lookup, claims)


def _demand(lookup: AuditLookup, claims: Claims) -> Iterable[Entry]:
    rows = {(row["market"], row["material"]): row for row in lookup.book.rows("Demand")}
    for claim in claims.rows("Shortages"):
        row = rows.get((claim["market"], claim["material"]))
        if row:
            yield "shortage", claim["t"], row["shortage cost"][claim["t"]] * claim["short"]
            yield "sales", claim["t"], -row["price"][claim["t"]] * claim["delivered"]


def upkeep(lookup: AuditLookup, usage: Usage, starts: Sequence[Start], removed: Changes) -> Iterable[Entry]:
    """Return what there is and what is in service costs a year, used or not."""
    rows = {row.number: row for row in lookup.book.rows("Lanes")}
    for (number, _, _, t), use in usage.items():
        yield "fixed and yearly", t, rows[number]["fixed cost"][t] * use.in_use
    for key, row in (*lookup.plants.items(), *lookup.resources.items()):
        if row is None:
            continue
        for t in lookup.clock.before(row["retires"]):
            own = own_capacity(lookup, row, t)
            share = min(1.0, removed_of(lookup, row, removed[key], t) / own) if own > 0 else 0.0
            yield "fixed and yearly", t, row["fixed cost"][t] * (1 - share)
    for start in starts:
        for t in start.serves:
            yearly = start.row["fixed cost"][t] * start.size + start.row["yearly cost"][t] * start.blocks
            yield "fixed and yearly", t, yearly


def penalties(lookup: AuditLookup, claims: Claims) -> Iterable[Entry]:
    """Return what soft rules cost, by the excess that the plan shows: the rules' own audit checks that."""
    rows = {row["rule"]: row for row in lookup.book.rows("Rules")}
    for claim in claims.rows("Concentration"):
        penalty = rows[claim["rule"]]["penalty"][claim["t"]]
        if math.isfinite(penalty):
            yield "penalties", claim["t"], penalty * blank_as(claim["excess"], 0.0)


def audit_costs(
    lookup: AuditLookup,
    claims: Claims,
    starts: Sequence[Start],
    entries: Iterable[Entry],
    run: Mapping[str, object],
    ledger: Ledger,
) -> None:
    """Check every part of the Costs table, their sum, and the gap of the run."""
    yearly: defaultdict[tuple[str, int], float] = defaultdict(float)
    sizes: defaultdict[tuple[str, int], float] = defaultdict(float)
    for part, t, money in entries:
        yearly[part, t] += money
        sizes[part, t] += abs(money)
    clock = lookup.clock
    expected = {key: (money * clock.years[key[1]], money * clock.disc[key[1]]) for key, money in yearly.items()}
    for t, charge in enumerate(capital_charges(lookup, claims, starts)):
        expected["capital", t] = charge
    total = _compare(lookup, claims, expected, sizes, ledger)
    _check_run(lookup, claims, total, run, ledger)


def _compare(
    lookup: AuditLookup,
    claims: Claims,
    expected: Mapping[tuple[str, int], tuple[float, float]],
    sizes: Mapping[tuple[str, int], float],
    ledger: Ledger,
) -> float:
    """Check the Costs table against what was recomputed; return the sum of what was recomputed."""
    shown = {(row["part"], row["t"]): (row["amount"], row["discounted"]) for row in claims.rows("Costs")}
    total = 0.0
    for part, t in dict.fromkeys((*shown, *expected)):
        where = (part, lookup.clock.names[t])
        ledger.holds("costs: the part is known", part in PARTS, where)
        amount, discounted = shown.get((part, t), (0.0, 0.0))
        if part in DISRUPTION_PARTS:  # where they come from is the audit of disruptions
            worth = amount * lookup.clock.mean(t)
            ledger.equal(f"costs: {part}", worth, discounted, (*where, "amount"), abs(discounted))
            total += discounted
            continue
        right, worth = expected.get((part, t), (0.0, 0.0))
        scale = sizes.get((part, t), 0.0)
        ledger.equal(f"costs: {part}", amount, right, (*where, "amount"), scale * lookup.clock.years[t])
        ledger.equal(f"costs: {part}", discounted, worth, (*where, "discounted"), scale * lookup.clock.disc[t])
        total += worth
    return total


def _check_run(lookup: AuditLookup, claims: Claims, total: float, run: Mapping[str, object], ledger: Ledger) -> None:
    scale = sum(abs(row["discounted"]) for row in claims.rows("Costs"))
    numbers = {}
    for key in ("objective", "bound", "gap"):
        value = run.get(key)
        is_number = isinstance(value, int | float) and not math.isnan(value)
        is_open = key != "objective" and value is None and not is_called_proven(run)
        ledger.holds("run: objective, bound and gap are there", is_number or is_open, (key, repr(value)))
        numbers[key] = float(value) if is_number else math.nan  # type: ignore[arg-type]
    objective, bound, gap = numbers["objective"], numbers["bound"], numbers["gap"]
    ledger.equal("run: the objective is the sum of its parts", objective, total, ("objective",), scale)
    ledger.equal(
        "run: the objective is the sum of Costs",
        objective,
        sum(row["discounted"] for row in claims.rows("Costs")),
        ("objective",),
        scale,
    )
    if not math.isnan(objective + bound + gap):
        ledger.at_most("run: the bound is not above the objective", bound, objective, ("bound",), scale)
        right = max(0.0, objective - bound) / abs(objective) if objective else float(bound < 0)
        ledger.equal("run: the gap", gap, right, ("gap",))
    audit_status(run, scale, ledger)
