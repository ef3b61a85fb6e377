"""The audit of the tables that only show: Timeline and Sourcing."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from planner.audit.claims import Claims
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup
from planner.audit.offers import Bought
from planner.audit.origins import AuditedOrigins
from planner.audit.projects import Start
from planner.audit.repacked import produced
from planner.audit.rules import RuledSupply
from planner.audit.used import AuditedUse
from planner.workbook.schema.columns import spell

BUILD: Final = "build"
Intake = defaultdict[tuple[str, str, str, int], float]


def audit_timeline(lookup: AuditLookup, claims: Claims, starts: Sequence[Start], ledger: Ledger) -> None:
    """Check that each project is shown as built while it is built, then with its capacity in service."""
    rows = {row["project"]: row for row in claims.rows("Timeline")}
    for name in dict.fromkeys((*rows, *(start.project for start in starts))):
        cells = {spell(column): value for column, value in rows[name]["others"].items()} if name in rows else {}
        mine = [start for start in starts if start.project == name]
        for t, period in enumerate(lookup.clock.names):
            _check_cell(lookup, mine, t, cells.get(period), (name, period), ledger)


def _check_cell(
    lookup: AuditLookup, starts: Sequence[Start], t: int, cell: Any, where: tuple[object, ...], ledger: Ledger
) -> None:
    is_built = any(t in start.building() for start in starts)
    serving = [start for start in starts if t in start.serves]
    if is_built and cell == BUILD:
        return
    if isinstance(cell, str) and cell:
        ledger.fail("timeline: as built", *where, cell)
        return
    shown = 0.0 if cell is None or cell == "" or cell != cell else float(cell)
    expected = sum(_in_service(lookup, start, t) for start in serving)
    ledger.equal("timeline: capacity in service", shown, expected, where)
    ledger.holds("timeline: as built", bool(serving) or not is_built, where)


def _in_service(lookup: AuditLookup, start: Start, t: int) -> float:
    """Return the capacity of a start after ramp, or how many are started of what has no capacity."""
    if all(start.row[column] is None for column in ("block", "maximum", "curve")):
        return start.blocks
    return start.size * lookup.clock.ramp_share(start.row["ramp"], start.ready, t)


def audit_sourcing(
    lookup: AuditLookup, claims: Claims, bought: Bought, origins: AuditedOrigins, ledger: Ledger
) -> None:
    """Check what each country takes in from each origin and uses of it, and the shares."""
    supply = RuledSupply(lookup, claims, bought, origins)
    shown = claims.sums("Sourcing", "amount", "material", "buyer", "origin", "t")
    expected = _last_shipped(lookup, claims, bought, origins)
    for key, amount in _by_label(lookup, origins, supply.entering):
        expected[key] += amount
    moved: defaultdict[str, float] = defaultdict(float)  # what comes in and goes out may nearly cancel
    for row in (*claims.rows("Flows"), *bought.values()):
        moved[row["material"]] = max(moved[row["material"]], row["sent"] if "sent" in row else row["amount"])
    for key in dict.fromkeys((*shown, *expected)):
        where = (*key[:-1], lookup.clock.names[key[-1]])
        ledger.equal("sourcing: amounts", shown[key], max(0.0, expected[key]), where, moved[key[0]])
    for row in claims.rows("Sourcing"):
        is_traced = row["traced"] == ("yes" if origins.is_followed(row["material"]) else "no")
        ledger.holds("sourcing: traced", is_traced, (row["material"], row["traced"]))
    _check_uses(lookup, claims, origins, supply.uses, ledger)
    _check_shares(claims, ledger)


def _by_label(
    lookup: AuditLookup, origins: AuditedOrigins, counted: Callable[[str, int, set[str]], Iterable[tuple[Any, float]]]
) -> Iterator[tuple[tuple[Any, ...], float]]:
    """Yield what is counted of each material, by buyer, name of the origin and period."""
    for material, sources in origins.sources.items():
        labels = {source: label for label, source in sources.items()}
        for buyer in lookup.countries:
            for t in lookup.clock.all:
                for source, amount in counted(material, t, set(lookup.sites(buyer))):
                    yield (material, buyer, labels[source], t), amount


def _check_uses(lookup: AuditLookup, claims: Claims, origins: AuditedOrigins, uses: AuditedUse, ledger: Ledger) -> None:
    """Check what is used of each origin; of a material that no rule follows nothing can be told."""
    expected: defaultdict[tuple[Any, ...], float] = defaultdict(float)
    for key, amount in _by_label(lookup, origins, uses.used):
        expected[key] += amount
    for row in claims.rows("Sourcing"):
        key = row["material"], row["buyer"], row["origin"], row["t"]
        if origins.is_followed(key[0]):
            ledger.equal("sourcing: uses", row["used"], expected.pop(key, 0.0), (*key[:3], row["period"]))
        else:
            is_blank = math.isnan(row["used"]) and math.isnan(row["share of use"])
            ledger.holds("sourcing: uses", is_blank, (*key[:3], row["period"]))
    for key, amount in expected.items():  # what no row shows
        ledger.equal("sourcing: uses", 0.0, amount, (*key[:3], lookup.clock.names[key[3]]))


def _last_shipped(lookup: AuditLookup, claims: Claims, bought: Bought, origins: AuditedOrigins) -> Intake:
    """Return what countries take in of the materials that no rule follows, by where it was last shipped from."""
    found: Intake = defaultdict(float)
    purchases = ((x["material"], x["site"], x["t"], x["amount"]) for x in bought.values())
    for material, site, t, amount in chain(produced(lookup, claims), purchases):
        if not origins.is_followed(material):
            home = lookup.country[site]
            found[material, home, home, t] += amount
    for row in claims.rows("Flows"):
        start, end = lookup.country[row["from"]], lookup.country[row["to"]]
        if start != end and not origins.is_followed(row["material"]):
            found[row["material"], start, start, row["t"]] -= row["sent"]
            found[row["material"], end, start, row["t"]] += row["arrived"]
    return found


def _check_shares(claims: Claims, ledger: Ledger) -> None:
    for amounts, shares in (("amount", "share"), ("used", "share of use")):
        totals: defaultdict[tuple[object, ...], float] = defaultdict(float)
        for row in claims.rows("Sourcing"):
            totals[row["material"], row["buyer"], row["t"]] += row[amounts]
        for row in claims.rows("Sourcing"):
            total = totals[row["material"], row["buyer"], row["t"]]
            if total > 0:  # none where no rule follows the material: blanks make no sum
                where = (row["material"], row["buyer"], row["origin"], row["period"])
                ledger.equal("sourcing: shares", row[shares], row[amounts] / total, where)
