"""Partners: which markets, funders and places are whose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planner.workbook.book import Book, Row
from planner.workbook.places import Places


@dataclass(frozen=True)
class Partner:
    """One row of Partners.

    Attributes
    ----------
    name, row
        Its name and its row.
    markets
        The sites whose demand is its own.
    funders
        The funders whose money is its own.
    places
        Sites, countries and blocs at which what stands, and what could be built, is its own.
    is_open
        Whether others may use what stands there also without it.
    """

    name: str
    row: Row
    markets: frozenset[str]
    funders: frozenset[str]
    places: tuple[str, ...]
    is_open: bool


class Partners:
    """The partners of a workbook, in the order of their rows, and what is whose; what is nobody's has no owner."""

    def __init__(self, book: Book) -> None:
        self.places = Places(book)
        self.each = tuple(self._partner(row) for row in book.rows("Partners"))

    def _partner(self, row: Row) -> Partner:
        markets = frozenset(self.places.sites[n] for n in self.places.sites_of(row["markets"]))
        countries = tuple(dict.fromkeys(self.places.country[site] for site in sorted(markets)))
        return Partner(
            row["partner"], row, markets, frozenset(row["funders"]), row["places"] or countries, bool(row["open"])
        )

    def of_market(self, site: str) -> int | None:
        """Return whose the demand of a site is."""
        return next((n for n, each in enumerate(self.each) if site in each.markets), None)

    def of_funder(self, funder: str) -> int | None:
        """Return whose money a funder's is."""
        return next((n for n, each in enumerate(self.each) if funder in each.funders), None)

    def of_place(self, place: str) -> int | None:
        """Return whose it is what stands at a site, a country or a bloc, or could be built there."""
        chain = self.places.chain(place)
        return next((n for n, each in enumerate(self.each) if any(own in chain for own in each.places)), None)

    def of_site(self, site: str) -> set[int]:
        """Return who has a market or what stands at a site."""
        return {owner for owner in (self.of_market(site), self.of_place(site)) if owner is not None}

    def overlap(self, first: Iterable[str], second: Iterable[str]) -> str:
        """Return a place that two sets of places have in common; blank where there is none."""
        others = tuple(second)
        for one in first:
            for other in others:
                if one in self.places.chain(other):
                    return other
                if other in self.places.chain(one):
                    return one
        return ""
