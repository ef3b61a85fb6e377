"""The tables of a plan, parted by whose each row is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Final

import pandas as pd

from planner.audit.capacity import Use, resource_use
from planner.audit.claims import Claims
from planner.audit.lanes import read_flows
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup
from planner.audit.projects import in_service, read_starts, removed
from planner.plans.plan import Plan
from planner.plans.tables import OWNER
from planner.workbook.book import Book
from planner.workbook.partners import Partners

CAPITAL: Final = "capital"
AT_SITES: Final = ("Purchases", "Production", "Balances")
STANDING: Final = {"Plants": ("process", "site"), "Resources": ("resource", "place")}


class OwnedTables:
    """What a plan's tables say, and of it what is one partner's, or nobody's (None)."""

    def __init__(self, plan: Plan, partners: Partners) -> None:
        self.plan, self.partners = plan, partners
        self.lookup, ignored = AuditLookup.of(plan.book), Ledger()  # the plan was verified when it was read
        self.whole = Claims(plan.tables, self.lookup, ignored)
        self.starts = read_starts(self.lookup, self.whole, ignored)
        self.service, self.removed = in_service(self.starts), removed(self.lookup, self.starts)
        self.flows = read_flows(self.lookup, self.whole, self.service, ignored)
        self._claims: dict[int | None, Claims] = {}

    def claims(self, owner: int | None) -> Claims:
        """Return the rows that are one's own."""
        if owner not in self._claims:
            tables = {**self.plan.tables, **self._parted(owner)}
            self._claims[owner] = Claims(tables, self.lookup, Ledger())
        return self._claims[owner]

    def use(self, owner: int | None) -> Use:
        """Return what is used of the resources at one's own places."""
        used = resource_use(self.lookup, self.whole, self.flows, self.starts, Ledger())
        own = {key: amount for key, amount in used.items() if self.partners.of_place(key[1]) == owner}
        return defaultdict(float, own)

    @cached_property
    def production_use(self) -> Use:
        """What plants use of every resource."""
        nothing = {name: self.plan.tables[name].iloc[:0] for name in ("Purchases", "Stockpiles")}
        claims = Claims({**self.plan.tables, **nothing}, self.lookup, Ledger())
        return resource_use(self.lookup, claims, [], (), Ledger())

    def looked_up(self, book: Book) -> AuditLookup:
        """Return what can be looked up of a workbook that has some of the rows alone."""
        return AuditLookup(book, self.lookup.clock)

    def standing(self, owner: int) -> AuditLookup:
        """Return what can be looked up of the plants and resources alone that stand at one partner's places."""
        own = {
            sheet: tuple(row for row in self.plan.book.rows(sheet) if self.partners.of_place(row[at]) == owner)
            for sheet, (_, at) in STANDING.items()
        }
        return self.looked_up(replace(self.plan.book, sheets={**self.plan.book.sheets, **own}))

    def _parted(self, owner: int | None) -> dict[str, pd.DataFrame]:
        partners = self.partners
        projects = {row["project"]: row["place"] for row in self.plan.book.rows("Projects")}

        def pays(row: Mapping[Hashable, str]) -> bool:
            if row["funder"] == OWNER:
                return partners.of_place(projects[row["project"]]) == owner
            return partners.of_funder(row["funder"]) == owner

        found = {name: self._kept(name, lambda row: partners.of_place(row["site"]) == owner) for name in AT_SITES}
        found["Shortages"] = self._kept("Shortages", lambda row: partners.of_market(row["market"]) == owner)
        found["Flows"] = self._kept("Flows", lambda row: partners.of_place(row["to"]) == owner)
        found["Payments"] = self._kept("Payments", pays)
        return found

    def _kept(self, name: str, is_own: Callable[[Mapping[Hashable, str]], bool]) -> pd.DataFrame:
        frame = self.plan.tables[name]
        rows = frame.to_dict("records")
        return frame[[is_own(row) for row in rows]] if rows else frame


def only(book: Book, sheet: str, name: str, place: str) -> Book:
    """Return a workbook with one plant or resource alone, or none."""
    kept = {
        each: tuple(
            row for row in book.rows(each)
            if each == sheet and (row[columns[0]], row[columns[1]]) == (name, place)
        )
        for each, columns in STANDING.items()
    }  # fmt: skip
    return replace(book, sheets={**book.sheets, **kept})
