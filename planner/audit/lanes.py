"""The audit of flows: on lanes that exist and are open, within the limits of their rows."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from planner.audit.claims import Claim, Claims
from planner.audit.ledger import Ledger
from planner.audit.lookup import ALL, AuditLookup
from planner.audit.tolerances import USED
from planner.workbook.book import Row

# A lane is in use when more than this goes down it, or where the plan says that it is kept as a reserve.


@dataclass
class LaneUse:
    """What a row of Lanes carries between two sites in a period, and whether it is in use there."""

    sent: float = 0.0
    in_use: bool = False


Usage = dict[tuple[int, str, str, int], LaneUse]


@dataclass(frozen=True)
class LaneFlow:
    """What is sent of one material and origin down one lane in one period."""

    row: Row
    start: str
    end: str
    material: str
    t: int
    sent: float
    in_use: bool


class LaneBook:
    """Finds the row of Lanes that governs a lane."""

    def __init__(self, lookup: AuditLookup) -> None:
        self._lookup = lookup
        self._rows: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in lookup.book.rows("Lanes"):
            self._rows[row["from"], row["to"]].append(row)
        self._found: dict[tuple[str, str, str, str], Row | None] = {}

    def governs(self, start: str, end: str, material: str, mode: str) -> Row | None:
        """Return the row that wins for a lane, or None where there is no such lane."""
        key = (start, end, material, mode)
        if key not in self._found:
            rows = [row for row in self._between(start, end) if _fits(row, material, mode)]
            winners = [row for row in rows if all(self._beats(row, other) for other in rows if other is not row)]
            self._found[key] = winners[0] if winners and start != end else None
        return self._found[key]

    def _between(self, start: str, end: str) -> list[Row]:
        """Return the rows of Lanes that join two sites, in the order of the sheet."""
        pairs = product((*self._lookup.chain(start), ALL), (*self._lookup.chain(end), ALL))
        return sorted((row for pair in pairs for row in self._rows.get(pair, ())), key=lambda row: row.number)

    def _beats(self, row: Row, other: Row) -> bool:
        """Return whether both ends are as specific and one is more so, or else the material is named."""
        mine = (self._lookup.rank(row["from"]), self._lookup.rank(row["to"]))
        theirs = (self._lookup.rank(other["from"]), self._lookup.rank(other["to"]))
        if mine == theirs:
            return ALL in other["material"]
        return mine[0] <= theirs[0] and mine[1] <= theirs[1]


def _fits(row: Row, material: str, mode: str) -> bool:
    return (ALL in row["material"] or material in row["material"]) and (row["mode"] or "") == mode


def read_flows(
    lookup: AuditLookup, claims: Claims, service: defaultdict[str, set[int]], ledger: Ledger
) -> list[LaneFlow]:
    """Return the flows of the plan with the row that governs each, noting what no open lane carries."""
    lanes, found = LaneBook(lookup), []
    for claim in claims.rows("Flows"):
        row = lanes.governs(claim["from"], claim["to"], claim["material"], claim["mode"])
        where = (claim["material"], f"{claim['from']} > {claim['to']}", claim["mode"], claim["origin"], claim["period"])
        ledger.holds("flows: the lane exists", row is not None or claim["sent"] == 0, where)
        ledger.at_least("flows: not negative", claim["sent"], 0.0, where)
        if row is None:
            continue
        if any(claim["t"] not in service[project] for project in row["needs"]):
            ledger.at_most("flows: the lane is open", claim["sent"], 0.0, where)
        _check_shown(lookup, claim, row, where, ledger)
        in_use = claim["sent"] > USED * lookup.usual_amount or claim["in use"] == 1
        ends = (claim["from"], claim["to"])
        found.append(LaneFlow(row, *ends, claim["material"], claim["t"], claim["sent"], in_use))
    return found


def _check_shown(lookup: AuditLookup, claim: Claim, row: Row, where: tuple[object, ...], ledger: Ledger) -> None:
    t, sent = claim["t"], claim["sent"]
    value = lookup.materials[claim["material"]]["value"][t]
    ledger.equal("flows: arrived after losses", claim["arrived"], sent * (1 - row["loss"][t]), where, sent)
    ledger.equal("flows: transport shown", claim["transport"], sent * row["cost"][t], where)
    ledger.equal("flows: tariff shown", claim["tariff"], sent * value * row["tariff"][t], where)
    is_decided, in_use = row["minimum"][t] > 0 or row["fixed cost"][t] != 0, claim["in use"]
    is_told = in_use in (0.0, 1.0) if is_decided else math.isnan(in_use)
    ledger.holds("flows: in use where that is decided", is_told, (*where, f"in use {in_use:g}"))
    if in_use == 0.0:
        ledger.at_most("flows: only what is in use", sent, 0.0, where)


def lane_use(flows: Sequence[LaneFlow]) -> Usage:
    """Return what goes down every row between two sites, its materials together: (row, from, to, period)."""
    found: defaultdict[tuple[int, str, str, int], LaneUse] = defaultdict(LaneUse)
    for flow in flows:
        use = found[flow.row.number, flow.start, flow.end, flow.t]
        use.sent += flow.sent
        use.in_use = use.in_use or flow.in_use
    return dict(found)


def audit_lanes(lookup: AuditLookup, usage: Usage, ledger: Ledger) -> None:
    """Check the maximum and the minimum of every row between each two sites."""
    rows = {row.number: row for row in lookup.book.rows("Lanes")}
    for (number, start, end, t), use in usage.items():
        where = (f"Lanes row {number}", f"{start} > {end}", lookup.clock.names[t])
        ledger.at_most("flows: within the maximum", use.sent, rows[number]["maximum"][t], where)
        if use.in_use:
            ledger.at_least("flows: at the minimum while used", use.sent, rows[number]["minimum"][t], where)
