"""What falls on each partner in a plan: what is spent at its places, for its markets and by its funders.

The plan's own tables are parted by whose each row is, and every part is added up as the audit adds up the whole; what
is spent at places of nobody is passed on with the goods.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

from planner.audit.charges import capital_charges
from planner.audit.costs import operations, upkeep
from planner.audit.lanes import lane_use, read_flows
from planner.audit.ledger import Ledger
from planner.audit.offers import read_purchases
from planner.plans.plan import Plan
from planner.plans.tables import PARTS
from planner.studies.shares.owned import CAPITAL, OwnedTables
from planner.studies.shares.passed import PassedOn
from planner.workbook.partners import Partners

Parts = Mapping[str, float]


@dataclass(frozen=True)
class PaidByPartners:
    """What falls on whom, discounted, by part of the objective.

    Attributes
    ----------
    partners
        What falls on each partner.
    nobody
        The rest: what is done for markets of nobody, rules, and disruptions, of which no row says who pays.
    """

    partners: tuple[Parts, ...]
    nobody: Parts

    def of(self, partner: int) -> float:
        """Return all that falls on a partner."""
        return math.fsum(self.partners[partner].values())


def paid_in(plan: Plan, partners: Partners) -> PaidByPartners:
    """Return what falls on each partner in a plan."""
    owned = OwnedTables(plan, partners)
    passed = PassedOn(owned).parts()
    found = tuple(_sum(_own(owned, n), passed[n]) for n in range(len(partners.each)))
    whole = plan.tables["Costs"].groupby("part")["discounted"].sum()
    total = {part: float(whole.get(part, 0.0)) for part in PARTS}
    rest = {part: total[part] - math.fsum(each.get(part, 0.0) for each in found) for part in PARTS}
    return PaidByPartners(found, rest)


def _sum(first: Parts, second: Parts) -> Parts:
    return {part: first.get(part, 0.0) + second.get(part, 0.0) for part in dict.fromkeys((*first, *second))}


def _own(owned: OwnedTables, owner: int) -> Parts:
    """Return what falls on one partner at its own places, for its markets and by its funders."""
    lookup, claims, ignored = owned.lookup, owned.claims(owner), Ledger()
    flows = read_flows(lookup, claims, owned.service, ignored)
    built = [start for start in owned.starts if owned.partners.of_place(start.row["place"]) == owner]
    entries = chain(
        operations(lookup, claims, read_purchases(lookup, claims, ignored), flows, owned.use(owner)),
        upkeep(owned.standing(owner), lane_use(flows), built, owned.removed),
    )
    found: defaultdict[str, float] = defaultdict(float)
    for part, t, money in entries:
        found[part] += money * lookup.clock.disc[t]
    found[CAPITAL] = math.fsum(worth for _, worth in capital_charges(lookup, claims, owned.starts))
    return dict(found)
