"""What a coalition plans for, as rows of Cases: what is solved is what its plan carries, and can be typed by hand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from planner.audit.capital import holding_rows
from planner.audit.lookup import AuditLookup
from planner.tolerances import MOMENT
from planner.workbook.book import Book, Row
from planner.workbook.cases.added import AddedSetting
from planner.workbook.partners import Partners

NOBODY_NAME: Final = "nobody"
# What somebody asks of what stands at its own places.
OBLIGATIONS: Final = {"Plants": ("minimum use",), "Stockpiles": ("cover days", "final", "reserve")}


def name_of(partners: Partners, members: tuple[int, ...]) -> str:
    """Return what a coalition is called; a partner's name that reads like a coalition's stands in brackets."""
    names = (partners.each[i].name for i in members)
    return " + ".join(f"({x})" if " + " in x or x == NOBODY_NAME else x for x in names) or NOBODY_NAME


class CoalitionCases:
    """The coalitions of a workbook's partners, each as changes of its cells."""

    def __init__(self, book: Book, partners: Partners) -> None:
        self.book, self.partners = book, partners
        lookup = AuditLookup.of(book)
        self._projects = book.rows("Projects")
        self._funding = {row["project"]: list(holding_rows(lookup, row).values()) for row in self._projects}

    def changes(self, members: tuple[int, ...]) -> list[AddedSetting]:
        """Return the changes that leave out what is the other partners', in the order of the sheets."""
        out = {n for n in range(len(self.partners.each)) if n not in members}
        closed = self._closed(out)
        return [
            *self._standing(out),
            *self._unbound(out),
            *(AddedSetting("Projects", name, "decision", "never") for name in closed),
            *self._groups(closed),
            *self._demand(out),
            *(
                AddedSetting("Budgets", row["funder"], "amount", 0)
                for row in self.book.rows("Budgets")
                if self.partners.of_funder(row["funder"]) in out
            ),
            *self._rules(out),
        ]

    def _shut(self, out: set[int], place: str) -> bool:
        """Whether what stands at a place is left out."""
        owner = self.partners.of_place(place)
        return owner in out and not self.partners.each[owner].is_open if owner is not None else False

    def _standing(self, out: set[int]) -> Iterator[AddedSetting]:
        """Yield what shuts plants, resources, offers and stocks at places of those that are left out."""
        sites = [site for site in self.partners.places.sites if self._shut(out, site)]
        plants, offers, stocks = (self._at(sheet) for sheet in ("Plants", "Suppliers", "Stockpiles"))
        for site in (site for site in sites if site in plants):
            yield AddedSetting("Plants", site, "capacity", 0)
            if any(any(row["fixed cost"]) for row in plants[site]):
                yield AddedSetting("Plants", site, "fixed cost", 0)
        for row in self.book.rows("Resources"):
            if self._shut(out, row["place"]):
                name = f"{row['resource']} / {row['place']}"
                yield AddedSetting("Resources", name, "capacity", 0)
                if any(row["fixed cost"]):
                    yield AddedSetting("Resources", name, "fixed cost", 0)
        for site in (site for site in sites if site in offers):
            yield AddedSetting("Suppliers", f"* / {site}", "maximum", 0)
            if any(any(row["minimum"]) for row in offers[site]):
                yield AddedSetting("Suppliers", f"* / {site}", "minimum", 0)
        for site in (site for site in sites if site in stocks):
            yield AddedSetting("Stockpiles", site, "active", "no")

    def _unbound(self, out: set[int]) -> Iterator[AddedSetting]:
        """Yield what frees others of what a partner that is left out asks of itself, where what stands is open."""
        for sheet, columns in OBLIGATIONS.items():
            for site, rows in self._at(sheet).items():
                if self.partners.of_place(site) in out and not self._shut(out, site):
                    for column in columns:
                        if any(_asks(row[column]) for row in rows):
                            yield AddedSetting(sheet, site, column, 0)

    def _at(self, sheet: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for row in self.book.rows(sheet):
            found.setdefault(row["site"], []).append(row)
        return found

    def _closed(self, out: set[int]) -> list[str]:
        """Return the projects that a coalition has not: others' own, others' money, and what requires them."""
        closed = {
            row["project"]
            for row in self._projects
            if self.partners.of_place(row["place"]) in out or self._is_unpaid(row, out)
        }
        grown = True
        while grown:
            more = {row["project"] for row in self._projects if not closed.isdisjoint(row["requires"])} - closed
            closed |= more
            grown = bool(more)
        rows = (row for row in self._projects if row["decision"].kind != "never")
        return [row["project"] for row in rows if row["project"] in closed]

    def _is_unpaid(self, project: Row, out: set[int]) -> bool:
        """Whether a project cannot be paid without funders that are left out."""
        rows = self._funding[project["project"]]
        others = [row for row in rows if self.partners.of_funder(row["funder"]) not in out]
        if len(others) == len(rows):
            return False
        shares = [sum(each) for each in zip(*(row["share"] for row in others), strict=True)]
        return max(shares, default=0.0) < 1 - MOMENT

    def _groups(self, closed: list[str]) -> Iterator[AddedSetting]:
        """Yield the least of each group that asks for more projects than a coalition has."""
        for row in self.book.rows("Groups"):
            names = [each["project"] for each in self._projects if row["group"] in each["group"]]
            left = sum(name not in closed for name in names)
            if row["at least"] > left and left < len(names):
                yield AddedSetting("Groups", row["group"], "at least", left)

    def _demand(self, out: set[int]) -> Iterator[AddedSetting]:
        for market in dict.fromkeys(row["market"] for row in self.book.rows("Demand")):
            if self.partners.of_market(market) in out:
                yield AddedSetting("Demand", market, "amount", 0)

    def _rules(self, out: set[int]) -> Iterator[AddedSetting]:
        """Yield the rules whose buyers are others, in part or all of them."""
        for row in self.book.rows("Rules"):
            buyers = row["buyers"]
            left = tuple(dict.fromkeys(place for buyer in buyers for place in self._buyers(buyer, out)))
            if not left:
                yield AddedSetting("Rules", row["rule"], "active", "no")
            elif left != tuple(buyers):
                yield AddedSetting("Rules", row["rule"], "buyers", "; ".join(left))

    def _buyers(self, place: str, out: set[int]) -> tuple[str, ...]:
        """Return a place, or what of it is not others': countries where they are whole, else sites."""
        places = self.partners.places
        if place == "*":
            return (place,)
        sites = [places.sites[n] for n in places.sites_in(place)]
        left = [site for site in sites if not self._is_others(site, out)]
        if len(left) == len(sites):
            return (place,)
        if place in places.blocs:
            return tuple(each for country in places.countries_in(place) for each in self._buyers(country, out))
        return tuple(left)

    def _is_others(self, site: str, out: set[int]) -> bool:
        owners = self.partners.of_site(site)
        return bool(owners) and owners <= out


def _asks(value: float | tuple[float, ...]) -> bool:
    return any(value) if isinstance(value, tuple) else bool(value)
