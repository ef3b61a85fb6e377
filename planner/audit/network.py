"""The lanes of a workbook, and what a plan's trunk leaves to a branch, for the audit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from planner.audit.capacity import lasts, own_capacity, resource_use
from planner.audit.claims import Claims, blank_as
from planner.audit.costs import operations
from planner.audit.lanes import LaneBook, LaneFlow, lane_use
from planner.audit.ledger import Ledger
from planner.audit.lookup import ALL, AuditLookup
from planner.audit.offers import Bought, amount_of, is_decided, is_open
from planner.audit.projects import Start, added, in_service, removed
from planner.audit.tolerances import MOMENT, ROUNDING
from planner.workbook.book import Row


@dataclass(frozen=True, eq=False)
class AuditedLane:
    """A material's way from one site to another, and the row that governs it."""

    row: Row
    start: str
    end: str
    material: str


def lanes_of(lookup: AuditLookup) -> tuple[AuditedLane, ...]:
    """Return every lane between sites."""
    book = LaneBook(lookup)
    keys = dict.fromkeys(
        (start, end, material, row["mode"] or "")
        for row in lookup.book.rows("Lanes")
        for start in lookup.sites(row["from"])
        for end in lookup.sites(row["to"])
        if start != end
        for material in (lookup.materials if ALL in row["material"] else row["material"])
    )
    governed = ((book.governs(*key), key) for key in keys)
    return tuple(AuditedLane(row, *key[:3]) for row, key in governed if row is not None)


@dataclass(frozen=True)
class AuditedTrunk:
    """What a plan does when nothing goes wrong."""

    lookup: AuditLookup
    claims: Claims
    starts: Sequence[Start]
    bought: Bought
    flows: Sequence[LaneFlow]

    @cached_property
    def lane_use(self) -> dict[tuple[int, str, str, int], bool]:
        """Whether a row of Lanes is in use between two sites, by (row, from, to, period)."""
        return {key: use.in_use for key, use in lane_use(self.flows).items()}

    @cached_property
    def running(self) -> dict[int, float]:
        """What running the chain costs a year, by period, building and what is fixed apart."""
        used = resource_use(self.lookup, self.claims, self.flows, (), Ledger())
        found: defaultdict[int, float] = defaultdict(float)
        for part, t, money in operations(self.lookup, self.claims, self.bought, self.flows, used):
            if part != "fixed and yearly":
                found[t] += money
        return found

    @cached_property
    def _held(self) -> defaultdict[tuple[object, ...], float]:
        return self.claims.sums("Balances", "stock", "site", "material", "t")

    def stock(self, site: str, material: str, t: int) -> float:
        """Return the stock at the end of a period; what there is at first where t is -1."""
        if t < 0:
            return float(self.lookup.stockpiles[site, material]["initial"])
        return self._held[site, material, t]

    def stock_within(self, site: str, material: str, t: int, length: float) -> float:
        """Return the stock when some years of a period are over, at the rate at which it is filled there."""
        row, years = self.lookup.stockpiles[site, material], self.lookup.clock.years[t]
        if length > years - MOMENT:
            return self.stock(site, material, t)
        keep, before = 1 - row["loss"][t], self.stock(site, material, t - 1)
        put = (self.stock(site, material, t) - before * keep**years) / years
        return float(before * keep**length + put * length)

    def is_taken(self, row: Row, t: int) -> bool:
        """Return whether an offer is in use, or nobody has to take it into use."""
        if not is_decided(self.lookup, row, t):
            return True
        claim = self.bought.get((row.number, t))
        return claim is not None and blank_as(claim["in use"], 0.0) == 1

    def left_of_total(self, row: Row, onset: int) -> float:
        """Return what is left of an offer's total when a period begins."""
        years = self.lookup.clock.years
        taken = sum(years[t] * amount_of(self.bought, row, t) for t in range(onset))
        return _left(float(row["total"]), taken)


def _left(there: float, gone: float) -> float:
    """Return what is left: never less than none, and none where rounding alone leaves a hair."""
    left = there - gone
    return 0.0 if left <= ROUNDING * gone else left


class AtOnset:
    """What of a plan is there in a branch that leaves it in a period: nothing that is started later."""

    def __init__(self, trunk: AuditedTrunk, onset: int) -> None:
        self.trunk, self.onset = trunk, onset
        lookup = trunk.lookup
        starts = [start for start in trunk.starts if start.t <= onset]
        self._added, self._removed = added(lookup, starts), removed(lookup, starts)
        self._service = in_service(starts)

    def capacity(self, row: Row | None, name: str, place: str, t: int) -> float:
        """Return the capacity of a plant, before availability, or of a resource; never below none."""
        lookup, key = self.trunk.lookup, (name, place)
        gone = self._removed[key][t] if lasts(lookup, row, t) else 0.0
        return _left(own_capacity(lookup, row, t) + self._added[key][t], gone)

    def most_bought(self, row: Row, t: int) -> float:
        """Return the most that can be bought of an offer a year."""
        is_there = is_open(self.trunk.lookup, row, self._service, t) and self.trunk.is_taken(row, t)
        return float(row["maximum"][t]) if is_there else 0.0

    def most_sent(self, lane: AuditedLane, t: int) -> float:
        """Return the most that a row of Lanes carries between two sites a year."""
        row, lookup = lane.row, self.trunk.lookup
        if not lookup.has_all(row["uses"], t, lane.start, lane.end):
            return 0.0
        if any(t not in self._service[name] for name in row["needs"]):
            return 0.0
        has_contract = row["fixed cost"][t] != 0 or row["minimum"][t] > 0
        if has_contract and not self.trunk.lane_use.get((row.number, lane.start, lane.end, t)):
            return 0.0
        return float(row["maximum"][t])
