"""The audit of disruptions: what the Resilience table says of each, against the workbook and the objective.

What a branch costs and serves takes a programme of it (audit_branches.py); here that is taken from the table, and
all that follows is checked.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.audit.claims import Claim, Claims, blank_as, grouped
from planner.audit.costs import DISRUPTION_PARTS
from planner.audit.hits import spread_of
from planner.audit.lookup import ALL, AuditLookup
from planner.audit.network import lanes_of

if TYPE_CHECKING:
    from planner.audit.ledger import Ledger
    from planner.workbook.book import Row

Outcome = tuple[float, float]


def audit_resilience(lookup: AuditLookup, claims: Claims, ledger: Ledger) -> None:
    """Check every row of Resilience, that every onset has one, and what the disruptions add to the objective."""
    if not lookup.book.rows("Disruptions"):
        _check_no_chance(lookup, claims, ledger)
    by_row = grouped(claims.rows("Resilience"), lambda claim: _row_of(lookup, claim))
    for claim in by_row.pop(None, []):
        ledger.fail("disruptions: the workbook has it", claim["disruption"])
    for row in lookup.book.rows("Disruptions"):
        shown = by_row.get(row["disruption"], [])
        spread = None if shown else spread_of(lookup, lanes_of(lookup), row)
        for onset in _onsets(lookup, row) if spread is None or spread.names else ():  # a hit may go over nothing
            mine = [claim for claim in shown if claim["onset"] == onset]
            ledger.holds("disruptions: shown", bool(mine), (row["disruption"], onset))
        for claim in shown:
            _check_row(lookup, row, claim, ledger)
    _check_costs(lookup, claims, ledger)


def _check_no_chance(lookup: AuditLookup, claims: Claims, ledger: Ledger) -> None:
    """Check that disruptions without a chance cost nothing, where there is nothing else to go by."""
    if not any(row["probability"] > 0 for row in lookup.book.rows("Disruptions")):
        for part, total in claims.sums("Costs", "discounted", "part").items():
            if part[0] in DISRUPTION_PARTS:
                ledger.equal(f"costs: {part[0]}", total, 0.0, part)


def _row_of(lookup: AuditLookup, claim: Claim) -> str | None:
    """Return the disruption that a row of the table belongs to: itself, or that of one of its ``each``."""
    names = {row["disruption"] for row in lookup.book.rows("Disruptions")}
    if claim["disruption"] in names:
        return str(claim["disruption"])
    fitting = [name for name in names if claim["disruption"].startswith(f"{name} / ")]
    return max(fitting, key=len, default=None)


def _onsets(lookup: AuditLookup, row: Row) -> tuple[str, ...]:
    return lookup.clock.names if ALL in row["onset"] else row["onset"]


def _check_row(lookup: AuditLookup, row: Row, claim: Claim, ledger: Ledger) -> None:
    where = (claim["disruption"], claim["onset"])
    is_onset = claim["onset"] in _onsets(lookup, row)
    ledger.holds("disruptions: the onset is the workbook's", is_onset, where)
    if not is_onset:
        return
    t = lookup.clock.index[claim["onset"]]
    whole = row["duration"] + row["recovery"]
    window = min(whole, lookup.clock.horizon - lookup.clock.begins[t])
    ledger.equal("disruptions: chance", claim["chance"], row["probability"] * lookup.clock.years[t], where)
    ledger.equal("disruptions: window", claim["window"], window, where)
    ledger.equal("disruptions: time to recover", claim["time to recover"], whole, where)
    if not_judged(claim):
        return
    discounted = claim["extra cost in the year's money"] * lookup.clock.mean(t)
    right = counted(lookup, discounted)
    ledger.equal("disruptions: extra cost as counted", claim["extra cost as counted"], right, where, abs(discounted))
    is_exposed = blank_as(claim["time to survive"], math.inf) < claim["time to recover"]
    ledger.holds("disruptions: exposed", (claim["exposed"] == "yes") == is_exposed, where)
    _check_guarantee(row, claim, where, ledger)


def not_judged(claim: Claim) -> str:
    """Return what a row says that could not be judged; blank where all could."""
    return str(claim["others"].get("not judged") or "")


def _check_guarantee(row: Row, claim: Claim, where: tuple[object, ...], ledger: Ledger) -> None:
    asked, service = row["required"], claim["service"]
    ledger.at_least("disruptions: service", blank_as(service, 1.0), 0.0, where)
    ledger.at_most("disruptions: service", blank_as(service, 1.0), 1.0, where)
    is_floored = _check_floor(row, claim, where, ledger)
    if asked is None:
        ledger.holds("disruptions: guarantee shown", math.isnan(claim["guarantee"]), where)
    else:
        ledger.equal("disruptions: guarantee shown", claim["guarantee"], asked, where)
        ledger.at_least("disruptions: guarantee kept", blank_as(service, 1.0), asked, where)
    if asked is not None or is_floored:
        ledger.holds("disruptions: kept shown", claim["kept"] == "yes", where)


def _check_floor(row: Row, claim: Claim, where: tuple[object, ...], ledger: Ledger) -> bool:
    """Check that a floor is shown and kept at the worst moment; return whether the workbook asks for one."""
    shown, moment = (_number(claim["others"].get(name)) for name in ("floor", "worst moment"))
    if row["floor"] is None:
        ledger.holds("disruptions: floor shown", math.isnan(shown), where)
        return False
    ledger.equal("disruptions: floor shown", shown, row["floor"], where)
    ledger.at_least("disruptions: floor kept", blank_as(moment, 1.0), row["floor"], where)
    ledger.at_most("disruptions: worst moment", blank_as(moment, 1.0), blank_as(claim["service"], 1.0), where)
    return True


def _number(cell: object) -> float:
    """Return a number of a column that is not always there; blank where there is none."""
    return float(cell) if isinstance(cell, int | float) else math.nan


def counted(lookup: AuditLookup, cost: float) -> float:
    """Return what an extra cost counts in the objective: no less than nothing, unless the workbook counts gains."""
    return cost if lookup.book.settings["disruption gains"] == "count" else max(0.0, cost)


def parts_of(lookup: AuditLookup, outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """Return what the outcomes of one period of onset add to the objective: the mean's part, and the tail's."""
    weight, level = lookup.book.settings["risk weight"], lookup.book.settings["risk level"]
    mean = sum(chance * cost for chance, cost in outcomes)
    return (1 - weight) * mean, weight * conditional_value_at_risk(outcomes, level)


def conditional_value_at_risk(outcomes: Sequence[Outcome], level: float) -> float:
    """Return the mean of the worst outcomes that together have a chance of 1 - level.

    ``outcomes`` are (chance, cost); the rest of the chance is that nothing happens, which costs nothing.
    """
    left, total = 1 - level, 0.0
    rest = 1 - sum(chance for chance, _ in outcomes)
    for chance, cost in sorted([*outcomes, (rest, 0.0)], key=lambda outcome: -outcome[1]):
        part = min(max(chance, 0.0), left)
        total, left = total + part * cost, left - part
    return total / (1 - level)


def _check_costs(lookup: AuditLookup, claims: Claims, ledger: Ledger) -> None:
    """Check the parts of the objective that disruptions add, by the period of their onset."""
    shown = claims.sums("Costs", "discounted", "part", "t")
    outcomes: defaultdict[int, list[Outcome]] = defaultdict(list)
    unknown = {claim["onset"] for claim in claims.rows("Resilience") if claim["chance"] > 0 and not_judged(claim)}
    for claim in claims.rows("Resilience"):
        if claim["onset"] in lookup.clock.index and claim["chance"] > 0:
            outcomes[lookup.clock.index[claim["onset"]]].append((claim["chance"], claim["extra cost as counted"]))
    for t, period in enumerate(lookup.clock.names):
        if period in unknown:
            continue
        found, scale = outcomes[t], max((abs(cost) for _, cost in outcomes[t]), default=1.0)
        chance = sum(part for part, _ in found)
        ledger.at_most("disruptions: chances add up to at most 1", chance, 1.0, (period,))
        for part, right in zip(DISRUPTION_PARTS, parts_of(lookup, found), strict=True):
            ledger.equal(f"costs: {part}", shown[part, t], right, (part, period), scale)
