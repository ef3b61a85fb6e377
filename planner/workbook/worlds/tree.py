"""The tree of worlds: which branches off which, when it is known, and how likely it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from planner.workbook.book import Book, Row

ROOT: Final = ""  # the node before any world is known


@dataclass(frozen=True, slots=True)
class World:
    """A course that things may take.

    Attributes
    ----------
    name, after
        Its name, and the world that it branches from; blank: the beginning.
    begin
        The position of the period at whose beginning it is known.
    share
        How likely it is once the world before it holds.
    case, signal
        What is so in it from then on (blank: what was so before), and in words how one sees that it has come.
    """

    name: str
    after: str
    begin: int
    share: float
    case: str
    signal: str
    row: Row


@dataclass(frozen=True)
class WorldTree:
    """All worlds of a workbook by name, in the order of its rows."""

    worlds: dict[str, World]
    periods: tuple[str, ...]

    @cached_property
    def ends(self) -> tuple[str, ...]:
        """The worlds with no others after them."""
        before = {world.after for world in self.worlds.values()}
        return tuple(name for name in self.worlds if name not in before)

    def path(self, name: str) -> tuple[World, ...]:
        """Return a world and those before it, the first one first."""
        found: list[World] = []
        while name != ROOT:
            found.append(self.worlds[name])
            name = found[-1].after
        return tuple(reversed(found))

    def after(self, name: str) -> list[World]:
        """Return the worlds that branch from one; of the beginning: those that nothing is before."""
        return [world for world in self.worlds.values() if world.after == name]

    def chance(self, name: str) -> float:
        """Return how likely a world is, seen from the beginning."""
        found = 1.0
        for world in self.path(name):
            found *= world.share
        return found

    def nodes(self, end: str) -> tuple[str, ...]:
        """Return, along the path of an end, the world that holds in each period; blank before any is known."""
        found = [ROOT] * len(self.periods)
        for world in self.path(end):
            found[world.begin :] = [world.name] * (len(found) - world.begin)
        return tuple(found)

    @cached_property
    def forks(self) -> tuple[tuple[str, tuple[World, ...]], ...]:
        """The worlds (blank: the beginning) that others branch from, with these; the earliest first."""
        names = (ROOT, *self.worlds)
        found = [(name, tuple(self.after(name))) for name in names if self.after(name)]
        return tuple(sorted(found, key=lambda fork: fork[1][0].begin))


def tree_of(book: Book) -> WorldTree | None:
    """Return the tree of a workbook that has worlds; None where it has none."""
    rows = book.rows("Worlds")
    if not rows:
        return None
    return WorldTree({world.name: world for world in _worlds(book)}, book.periods)


def _worlds(book: Book) -> Iterator[World]:
    place = {name: t for t, name in enumerate(book.periods)}
    for row in book.rows("Worlds"):
        yield World(
            row["world"], row["after"] or ROOT, place[row["from"]], row["probability"],
            row["case"] or "", row["signal"] or "", row,
        )  # fmt: skip
