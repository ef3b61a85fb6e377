"""What falls on each partner in a plan: what is spent at its places, for its markets and by its funders.

The plan's own tables are parted by whose each row is, and every part is added up as the audit adds up the whole.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Final

from planner.audit.capacity import resource_use
from planner.audit.charges import capital_charges
from planner.audit.claims import Claims
from planner.audit.costs import operations, upkeep
from planner.audit.lanes import lane_use, read_flows
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup
from planner.audit.offers import read_purchases
from planner.audit.projects import in_service, read_starts, removed
from planner.plans.tables import OWNER, PARTS

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from planner.plans.plan import Plan
    from planner.workbook.book import Book
    from planner.workbook.partners import Partners

Parts = Mapping[str, float]
CAPITAL: Final = "capital"
AT_SITES: Final = ("Purchases", "Production", "Balances")


@dataclass(frozen=True)
class PaidByPartners:
    """What falls on whom, discounted, by part of the objective.

    Attributes
    ----------
    partners
        What falls on each partner.
    nobody
        The rest: what falls at places of nobody, on rules, and on disruptions, which nobody's row says who pays.
    """

    partners: tuple[Parts, ...]
    nobody: Parts

    def of(self, partner: int) -> float:
        """Return all that falls on a partner."""
        return math.fsum(self.partners[partner].values())


def paid_in(plan: Plan, partners: Partners) -> PaidByPartners:
    """Return what falls on each partner in a plan."""
    count = len(partners.each)
    found = tuple(_own(plan, partners, owner) for owner in range(count))
    costs = plan.tables["Costs"]
    whole = costs.groupby("part")["discounted"].sum()
    total = {part: float(whole.get(part, 0.0)) for part in PARTS}
    rest = {part: total[part] - math.fsum(each.get(part, 0.0) for each in found) for part in PARTS}
    return PaidByPartners(found, rest)


def _own(plan: Plan, partners: Partners, owner: int) -> Parts:
    """Return what falls on one partner."""
    book, ignored = plan.book, Ledger()
    tables = {**plan.tables, **_parted(plan, partners, owner)}
    facts = AuditLookup.of(book)
    claims = Claims(tables, facts, ignored)
    starts = read_starts(facts, claims, ignored)
    flows = read_flows(facts, claims, in_service(starts), ignored)
    whole = Claims(plan.tables, facts, ignored)
    every = read_flows(facts, whole, in_service(starts), ignored)
    used = resource_use(facts, whole, every, starts, ignored)
    own_use = defaultdict(float, {key: amount for key, amount in used.items() if partners.of_place(key[1]) == owner})
    standing = AuditLookup.of(_standing(book, partners, owner))
    built = [start for start in starts if partners.of_place(start.row["place"]) == owner]
    entries = chain(
        operations(facts, claims, read_purchases(facts, claims, ignored), flows, own_use),
        upkeep(standing, lane_use(flows), built, removed(facts, starts)),
    )
    found: defaultdict[str, float] = defaultdict(float)
    for part, t, money in entries:
        found[part] += money * facts.clock.disc[t]
    found[CAPITAL] = math.fsum(worth for _, worth in capital_charges(facts, claims, starts))
    return dict(found)


def _parted(plan: Plan, partners: Partners, owner: int) -> dict[str, pd.DataFrame]:
    """Return the tables of a plan with the rows alone that are one partner's."""
    projects = {row["project"]: row["place"] for row in plan.book.rows("Projects")}
    found = {name: _kept(plan, name, lambda row: partners.of_place(row["site"]) == owner) for name in AT_SITES}
    found["Shortages"] = _kept(plan, "Shortages", lambda row: partners.of_market(row["market"]) == owner)
    found["Flows"] = _kept(plan, "Flows", lambda row: _carried_for(partners, row["from"], row["to"]) == owner)

    def pays(row: Mapping[str, str]) -> bool:
        if row["funder"] == OWNER:
            return partners.of_place(projects[row["project"]]) == owner
        return partners.of_funder(row["funder"]) == owner

    found["Payments"] = _kept(plan, "Payments", pays)
    return found


def _carried_for(partners: Partners, start: str, end: str) -> int | None:
    """Return for whom something is carried: whose place it comes to, else whose it comes from."""
    to = min(partners.of_site(end), default=None)
    return min(partners.of_site(start), default=None) if to is None else to


def _kept(plan: Plan, name: str, is_own: Callable[[Mapping[str, str]], bool]) -> pd.DataFrame:
    frame = plan.tables[name]
    rows = frame.to_dict("records")
    return frame[[is_own(row) for row in rows]] if rows else frame


def _standing(book: Book, partners: Partners, owner: int) -> Book:
    """Return a workbook with the plants and resources alone that stand at one partner's places."""
    own = {
        sheet: tuple(row for row in book.rows(sheet) if partners.of_place(row[at]) == owner)
        for sheet, at in (("Plants", "site"), ("Resources", "place"))
    }
    return replace(book, sheets={**book.sheets, **own})
