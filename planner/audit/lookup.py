"""What the workbook says, looked up by name for the audit."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from planner.audit.clock import Clock

if TYPE_CHECKING:
    from planner.workbook.book import Book, Row

Numbers = tuple[float, ...]
ALL: Final = "*"


@dataclass(frozen=True)
class AuditLookup:
    """A workbook and what follows from its rows alone, whatever is planned."""

    book: Book
    clock: Clock

    @staticmethod
    def of(book: Book) -> AuditLookup:
        """Return what can be looked up of a workbook."""
        return AuditLookup(book, Clock(book))

    @cached_property
    def usual_amount(self) -> float:
        """The amount that markets are wont to ask for, at most 1: what differences of amounts are measured against."""
        return min([1.0, *_median(amount for row in self.book.rows("Demand") for amount in row["amount"])])

    @cached_property
    def usual_money(self) -> float:
        """The money that is wont to be at stake in a demand, at most 1: the same of money."""
        at_stake = (
            amount * max(abs(price), short)
            for row in self.book.rows("Demand")
            for amount, price, short in zip(row["amount"], row["price"], row["shortage cost"], strict=True)
        )
        bought = (self.usual_amount * abs(price) for row in self.book.rows("Suppliers") for price in row["price"])
        return min([1.0, *_median(at_stake), *_median(bought)])

    @cached_property
    def country(self) -> dict[str, str]:
        """The country of every site; a site without one is a country of its own."""
        return {row["site"]: row["country"] or row["site"] for row in self.book.rows("Sites")}

    @cached_property
    def bloc(self) -> dict[str, str]:
        """The bloc of every country that is in one."""
        return {row["country"]: row["bloc"] for row in self.book.rows("Countries") if row["bloc"]}

    @cached_property
    def countries(self) -> tuple[str, ...]:
        """Every country that has a site."""
        return tuple(dict.fromkeys(self.country.values()))

    def chain(self, place: str) -> tuple[str, ...]:
        """Return a place and what contains it, the nearest first: site, country, bloc."""
        found = [place]
        if place in self.country and self.country[place] != place:
            found.append(self.country[place])
        if found[-1] in self.bloc:
            found.append(self.bloc[found[-1]])
        return tuple(found)

    def sites(self, place: str) -> tuple[str, ...]:
        """Return the sites in a place; ``*`` is every place."""
        return tuple(self.country) if place == ALL else tuple(self._inside.get(place, ()))

    @cached_property
    def hits(self) -> dict[str, list[Row]]:
        """The rows of Hits of every disruption that has some."""
        found: dict[str, list[Row]] = {}
        for row in self.book.rows("Hits"):
            found.setdefault(row["disruption"], []).append(row)
        return found

    @cached_property
    def _inside(self) -> dict[str, list[str]]:
        """The sites in every place that has some."""
        found: dict[str, list[str]] = {}
        for site in self.country:
            for place in self.chain(site):
                found.setdefault(place, []).append(site)
        return found

    def rank(self, place: str) -> int:
        """Return how general a place is: site 0, country 1, bloc 2, ``*`` 3."""
        if place == ALL:
            return 3
        return 0 if place in self.country else 2 if place in self.bloc.values() else 1

    @cached_property
    def materials(self) -> dict[str, Row]:
        """The rows of Materials by name."""
        return {row["material"]: row for row in self.book.rows("Materials")}

    @cached_property
    def recipes(self) -> dict[tuple[str, str], dict[str, Numbers]]:
        """What a run makes, consumes or uses: (process, role) -> item -> amount by period, rows summed."""
        found: dict[tuple[str, str], dict[str, Numbers]] = {}
        for row in self.book.rows("Recipes"):
            items = found.setdefault((row["process"], row["role"]), {})
            before = items.get(row["item"], (0.0,) * len(row["amount"]))
            items[row["item"]] = tuple(a + b for a, b in zip(before, row["amount"], strict=True))
        return found

    @cached_property
    def processes(self) -> set[str]:
        """Every process."""
        named = {row["process"] for row in self.book.rows("Processes")}
        return named | {process for process, _ in self.recipes}

    @cached_property
    def plants(self) -> dict[tuple[str, str], Row | None]:
        """Every plant (process, site): its row, or None where only a project creates it."""
        found: dict[tuple[str, str], Row | None] = {}
        for row in self.book.rows("Projects"):
            if row["adds"] in self.processes:
                found[row["adds"], row["place"]] = None
        return found | {(row["process"], row["site"]): row for row in self.book.rows("Plants")}

    @cached_property
    def resources(self) -> dict[tuple[str, str], Row | None]:
        """Every resource at its place: its row, or None where only a project creates it."""
        found: dict[tuple[str, str], Row | None] = {}
        for row in self.book.rows("Projects"):
            if row["adds"] and row["adds"] not in self.processes:
                found[row["adds"], row["place"]] = None
        return found | {(row["resource"], row["place"]): row for row in self.book.rows("Resources")}

    def nearest(self, resource: str, *places: str) -> str | None:
        """Return the nearest place that has a resource, looking from each place in turn."""
        for place in places:
            for near in self.chain(place):
                if (resource, near) in self.resources:
                    return near
        return None

    def has_all(self, uses: Iterable[tuple[str, Numbers]], t: int, *places: str) -> bool:
        """Return whether all resources that something takes in a period are to be had from a place."""
        return all(self.nearest(resource, *places) for resource, amount in uses if amount[t])

    @cached_property
    def projects(self) -> dict[str, Row]:
        """The rows of Projects by name."""
        return {row["project"]: row for row in self.book.rows("Projects")}

    @cached_property
    def stockpiles(self) -> dict[tuple[str, str], Row]:
        """The rows of Stockpiles by (site, material)."""
        return {(row["site"], row["material"]): row for row in self.book.rows("Stockpiles")}

    @cached_property
    def offers(self) -> dict[int, Row]:
        """The rows of Suppliers by their number in the sheet."""
        return {row.number: row for row in self.book.rows("Suppliers")}

    @cached_property
    def steps(self) -> dict[tuple[str, ...], list[Row]]:
        """The price steps of every (supplier, site, material), in the order of the rows."""
        found: dict[tuple[str, ...], list[Row]] = {}
        for row in self.offers.values():
            found.setdefault((row["supplier"], row["site"], row["material"]), []).append(row)
        return found

    @cached_property
    def place_of_step(self) -> dict[int, int]:
        """The place of every row of Suppliers among its price steps."""
        return {row.number: place for rows in self.steps.values() for place, row in enumerate(rows)}

    def vocabulary(self) -> dict[str, set[str]]:
        """Return the names that the columns of a plan's tables may hold, by column."""
        sites = set(self.country)
        countries = set(self.countries) | {row["country"] for row in self.book.rows("Countries")}
        places = sites | countries | set(self.bloc.values())
        funders = {row["funder"] for row in self.book.rows("Budgets")}
        return {
            "period": set(self.clock.names), "site": sites, "market": sites, "from": sites, "to": sites,
            "place": places, "material": set(self.materials), "process": self.processes,
            "project": set(self.projects), "resource": {name for name, _ in self.resources},
            "funder": funders, "rule": {row["rule"] for row in self.book.rows("Rules")},
        }  # fmt: skip


def _median(numbers: Iterable[float]) -> list[float]:
    """Return the middle of those numbers that are above 0 and limited, where there is one."""
    known = [number for number in numbers if 0 < number < math.inf]
    return [statistics.median(known)] if known else []
