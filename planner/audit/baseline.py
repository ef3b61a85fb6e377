"""The audit of the sheet Baseline: the plan's side anew from its own tables, and what is missed by what is shown.

What would be with nothing built is no plan that stands in the tables: it is verified as one when it is found, and here
only as far as its figures follow from each other. The sheet Run says which.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

from planner.audit.claims import Claim, Claims, blank_as
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup

# the checks of a plan that what gives way with nothing built may not pass
MEASURES: Final = (
    "each share at most", "share at most", "share at least", "HHI at most", "origins at least", "amount at most",
    "amount at least",
)  # fmt: skip
MAY_FAIL: Final = frozenset({
    "demand: required share", "stocks: cover", "stocks: reserve", "stocks: final", "projects: groups",
    "production: minimum use", "disruptions: guarantee kept", "branches: the guarantee can be kept",
    "disruptions: floor kept", "branches: the floor can be kept", "disruptions: kept shown",
    "sets: every set keeps the guarantee", *(f"rules: {measure}" for measure in MEASURES),
})  # fmt: skip
SUBJECTS: Final = ("cost", "service", "disruption", "dependence", "requirement")


def audit_baseline(lookup: AuditLookup, claims: Claims, run: Mapping[str, object], ledger: Ledger) -> None:
    """Check every row of Baseline."""
    known = _of_plan(lookup, claims, run)
    in_all = math.nan
    parts = 0.0
    for claim in claims.rows("Baseline"):
        subject, what, period = where = (claim["subject"], claim["what"], claim["at"])
        ledger.holds("baseline: subjects are known", subject in SUBJECTS, where)
        right = known.get((subject, what, period))
        if right is None and subject in ("cost", "dependence"):
            right = 0.0
        if right is not None:
            ledger.equal("baseline: the plan's side", blank_as(claim["plan"], 0.0), right, where)
        if not math.isnan(claim["plan"] + claim["baseline"]):
            difference = claim["baseline"] - claim["plan"]
            ledger.equal("baseline: difference shown", claim["difference"], difference, where, claim["baseline"])
        if subject == "cost":
            in_all = claim["baseline"] if what == "in all" else in_all
            parts += claim["baseline"] if what != "in all" else 0.0
        if subject == "requirement":
            _check_missed(lookup, claim, where, ledger)
        else:
            blank = math.isnan(claim["asked"]) and math.isnan(claim["missed"])
            ledger.holds("baseline: only of requirements is told what is missed", blank, where)
    if not math.isnan(in_all):
        ledger.equal("baseline: its cost is the sum of its parts", in_all, parts, ("cost",), _size(claims))


def _size(claims: Claims) -> float:
    return max((abs(row["baseline"]) for row in claims.rows("Baseline") if row["subject"] == "cost"), default=0.0)


def _of_sets(claims: Claims, lookup: AuditLookup) -> dict[tuple[str, str, str], float]:
    """Return what is told of sets of outages: at the onset of the worst, and at all others where none is short."""
    found = {}
    for row in claims.rows("Outage sets"):
        never_short = row["service"] == 1 and row["not judged"] == 0
        for period in lookup.clock.names if never_short else (row["onset"],):
            for subject, words in (("disruption", ""), ("requirement", "guarantee of ")):
                found[subject, f"{words}{row['disruption']} / {row['set']}", period] = row["service"]
    return found


def _of_plan(lookup: AuditLookup, claims: Claims, run: Mapping[str, object]) -> dict[tuple[str, str, str], float]:
    """Return what the plan's own tables say, by subject, what and period."""
    found: dict[tuple[str, str, str], float] = {}
    objective = run.get("objective")
    if isinstance(objective, int | float):
        found["cost", "in all", ""] = float(objective)
    for (part,), amount in claims.sums("Costs", "discounted", "part").items():
        found["cost", part, ""] = amount
    for row in claims.rows("Shortages"):
        what = f"{row['material']} at {row['market']}"
        found["service", what, row["period"]] = row["served"]
        found["requirement", f"required share of {what}", row["period"]] = row["served"]
    for row in claims.rows("Resilience"):
        for subject, words in (("disruption", ""), ("requirement", "guarantee of ")):
            found[subject, words + row["disruption"], row["onset"]] = row["service"]
        moment = row["others"].get("worst moment")
        found["requirement", f"floor of {row['disruption']}", row["onset"]] = moment if moment is not None else math.nan
    for (subject, what, period), service in _of_sets(claims, lookup).items():
        found.setdefault((subject, what, period), service)
    for row in claims.rows("Sourcing"):
        what = f"{row['material']} of {row['buyer']} from {row['origin']}"
        found["dependence", what, row["period"]] = row["share"]
    for row in claims.rows("Concentration"):
        found["requirement", f"rule {row['rule']}", row["period"]] = row["value"]
    for row in claims.rows("Stockpiles"):
        where = f"{row['material']} at {row['site']}"
        for what, column in (("reserve", "stock"), ("final stock", "stock"), ("cover days", "cover days held")):
            found["requirement", f"{what} of {where}", row["period"]] = row[column]
    return {key: number for key, number in found.items() if not math.isnan(number)}


def _check_missed(lookup: AuditLookup, claim: Claim, where: tuple[str, ...], ledger: Ledger) -> None:
    """Check that a requirement is told that is one, and that it is missed by the share that is shown."""
    what, _, name = claim["what"].partition(" ")
    rules = {row["rule"]: row for row in lookup.book.rows("Rules")}
    ledger.holds("baseline: what is told is missed", claim["missed"] > 0, where)
    if what == "rule":
        ledger.holds("baseline: what is asked", name in rules and claim["at"] in lookup.clock.index, where)
        if name in rules and claim["at"] in lookup.clock.index:
            limit = rules[name]["limit"][lookup.clock.index[claim["at"]]]
            ledger.equal("baseline: what is asked", claim["asked"], limit, where)
            measured = _MISSED.get(rules[name]["measure"])
            if measured is not None:
                right = measured(claim["baseline"], claim["asked"])
                ledger.equal("baseline: the share that is missed", claim["missed"], right, where)
    elif not math.isnan(claim["baseline"]) and claim["asked"] > 0:
        right = (claim["asked"] - claim["baseline"]) / claim["asked"]
        ledger.equal("baseline: the share that is missed", claim["missed"], right, where)


def _over(value: float, limit: float) -> float:
    return (value - limit) / (1 - limit)


def _under(value: float, limit: float) -> float:
    return (limit - value) / limit


_MISSED: Final[dict[str, Callable[[float, float], float]]] = {
    "each share at most": _over,
    "share at most": _over,
    "HHI at most": lambda value, limit: _over(math.sqrt(value), math.sqrt(limit)),
    "share at least": _under,
    "origins at least": _under,
    "amount at least": _under,
}
