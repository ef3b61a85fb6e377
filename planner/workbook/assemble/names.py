"""Positions of what rows refer to by name: plants, resources, places, periods."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast

from planner.workbook.book import Book, Row
from planner.workbook.places import Places
from planner_models.given.network import Uses

T = TypeVar("T")


def as_declared(kind: type[T], row: Row, /, **reckoned: Any) -> T:
    """Return what a row declares: what is reckoned, and every other field from the column of its name."""
    plain = {name: row[column] for name, column in _columns(cast("Hashable", kind)).items() if name not in reckoned}
    return kind(row=row.number, **plain, **reckoned)  # type: ignore[call-arg]


@cache
def _columns(kind: Any) -> dict[str, str]:
    """Return the fields of a kind of thing, each with the column that is called as it is."""
    return {field.name: field.name.replace("_", " ") for field in fields(kind) if field.name != "row"}


class Positions:
    """Positions of everything that rows refer to by name."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.places = Places(book)
        self.periods = {name: n for n, name in enumerate(book.periods)}
        self.materials = _positions(book, "Materials", "material")
        self.projects = _positions(book, "Projects", "project")
        self.funders = _positions(book, "Budgets", "funder")
        self.processes = {row["process"] for sheet in ("Processes", "Recipes") for row in book.rows(sheet)}
        self.resources = self._resources()
        self.plants = self._plants()

    @property
    def count(self) -> int:
        """The number of periods."""
        return len(self.periods)

    def _resources(self) -> dict[tuple[str, str], int]:
        """Return the resources by name, numbered: the rows, then those that projects add where there is no row."""
        found = {(row["resource"], row["place"]): n for n, row in enumerate(self.book.rows("Resources"))}
        for row in self.book.rows("Projects"):
            if row["adds"] and row["adds"] not in self.processes:
                found.setdefault((row["adds"], row["place"]), len(found))
        return found

    def _plants(self) -> dict[tuple[str, str], int]:
        """Return the plants by name, numbered: the rows, then those that projects create where there is no row."""
        found = {(row["process"], row["site"]): n for n, row in enumerate(self.book.rows("Plants"))}
        for row in self.book.rows("Projects"):
            if row["adds"] in self.processes and row["place"] in self.places.number:
                found.setdefault((row["adds"], row["place"]), len(found))
        return found

    def funder(self, row: Row) -> int | None:
        """Return whose budget a row draws on; None where nobody's."""
        return None if row["funder"] is None else self.funders[row["funder"]]

    def nearest(self, resource: str, *places: str) -> int | None:
        """Return the resource of the nearest place that has a row of that name, trying the places in turn."""
        for place in places:
            for name in self.places.chain(place):
                if (resource, name) in self.resources:
                    return self.resources[resource, name]
        return None

    def uses(self, pairs: Any, *places: str) -> tuple[Uses, tuple[bool, ...]]:
        """Return the uses of a row, and by period whether all that it takes is somewhere to be had."""
        found, there = [], [True] * self.count
        for resource, amounts in pairs:
            position = self.nearest(resource, *places)
            if position is not None:
                found.append((position, tuple(amounts)))
            else:
                there = [so_far and not amount for so_far, amount in zip(there, amounts, strict=True)]
        return tuple(found), tuple(there)

    def window(self, row: Row, first: str, last: str) -> tuple[bool, ...]:
        """Return in which periods a row holds, both ends inclusive."""
        begin = self.periods[row[first]] if row[first] else 0
        end = self.periods[row[last]] if row[last] else self.count - 1
        return tuple(begin <= t <= end for t in range(self.count))

    def lasts(self, row: Row) -> tuple[bool, ...]:
        """Return in which periods a row is there: before the one in which it retires."""
        end = self.periods[row["retires"]] if row["retires"] else self.count
        return tuple(t < end for t in range(self.count))


def _positions(book: Book, sheet: str, column: str) -> dict[str, int]:
    return {row[column]: n for n, row in enumerate(book.rows(sheet))}
