"""Sites, countries and blocs: what is inside what, and what is nearest."""

from __future__ import annotations

from collections.abc import Container, Iterable

from planner.workbook.book import Book

SITE, COUNTRY, BLOC, ALL = 3, 2, 1, 0  # how specific a place is


def ways(name: str, sign: str) -> list[tuple[str, str]]:
    """Return all ways in which a sign joins two names, either of which may hold it too."""
    return [(name[:at].strip(), name[at + 1 :].strip()) for at, one in enumerate(name) if one == sign]


class Places:
    """The places of a workbook. A site that names no country is a country of its own, under its own name."""

    def __init__(self, book: Book) -> None:
        self.sites = tuple(row["site"] for row in book.rows("Sites"))
        self.number = {site: n for n, site in enumerate(self.sites)}
        self.country = {row["site"]: row["country"] or row["site"] for row in book.rows("Sites")}
        self.bloc = {row["country"]: row["bloc"] for row in book.rows("Countries") if row["bloc"]}
        self.countries = tuple(dict.fromkeys(self.country.values()))
        self.blocs = tuple(dict.fromkeys(self.bloc.values()))
        self._inside: dict[str, list[int]] = {"*": list(range(len(self.sites)))}
        for n, site in enumerate(self.sites):
            for place in self.chain(site):
                self._inside.setdefault(place, []).append(n)

    def specificity(self, place: str) -> int:
        """Return how specific a place is: SITE, COUNTRY, BLOC or ALL."""
        if place == "*":
            return ALL
        if place in self.number:
            return SITE
        return BLOC if place in self.blocs else COUNTRY

    def chain(self, place: str) -> tuple[str, ...]:
        """Return a place and the larger places that it is inside, nearest first."""
        country = self.country.get(place, place)
        chain = (place, country, self.bloc.get(country))
        return tuple(dict.fromkeys(name for name in chain if name))

    def sites_in(self, place: str) -> tuple[int, ...]:
        """Return the positions of the sites of a place; of ``*``, all."""
        return tuple(self._inside.get(place, ()))

    def sites_of(self, places: Iterable[str]) -> frozenset[int]:
        """Return the positions of the sites of several places together."""
        return frozenset(n for place in places for n in self.sites_in(place))

    def ends(self, lane: str) -> tuple[str, str]:
        """Return the places that a lane, named ``from > to``, joins."""
        return max(ways(lane, ">"), key=lambda way: sum(place in self._inside for place in way))

    def at(self, name: str, things: Container[str]) -> tuple[str, str]:
        """Return a thing and its place, which ``@`` joins; the place is blank where the name is the thing's own."""
        found = [way for way in ways(name, "@") if way[0] in things and name not in things]
        return max(found, key=lambda way: way[1] in self._inside, default=(name, ""))

    def countries_in(self, bloc: str) -> tuple[str, ...]:
        """Return the countries of a bloc."""
        return tuple(country for country, name in self.bloc.items() if name == bloc)
