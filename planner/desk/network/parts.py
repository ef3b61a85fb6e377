"""What stands where in a workbook: what is bought, made, held and asked for, as far as it could be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from planner.reports.html.chain import steps_of
from planner.workbook.book import Book, Row
from planner.workbook.places import Places

At = tuple[str, int]  # a sheet and the number of a row

BUYS: Final = "buys"
MAKES: Final = "makes"
HOLDS: Final = "holds"
WANTS: Final = "asks for"
PASSES: Final = "passes on"
PROJECT: Final = "project"
# The sheets whose rows are drawn, with the columns that they cannot be drawn without.
DRAWN: Final = {
    "Suppliers": ("supplier", "site", "material"),
    "Plants": ("site", "process"),
    "Stockpiles": ("site", "material"),
    "Projects": ("project", "place"),
    "Demand": ("market", "material"),
    "Lanes": ("from", "to", "material"),
}


@dataclass(frozen=True)
class NetworkPart:
    """One thing at one place.

    Attributes
    ----------
    kind
        What it does: buys, makes, holds, asks for, passes on; or it is a project.
    name, site, country
        Its name, and where it is; of a project at a country or bloc all of that is one place.
    column
        How far along the chain it stands, from 0; what asks for materials stands last.
    takes, gives
        The materials that must reach it, and those that others get of it.
    rows
        The rows of the workbook behind it.
    serves
        What a project is for that takes and gives nothing itself: the resource it adds, what needs it; blank for none.
    """

    kind: str
    name: str
    site: str
    country: str
    column: int
    takes: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    rows: tuple[At, ...] = ()
    serves: str = ""

    @property
    def is_planned(self) -> bool:
        """Whether it is there only once it is built."""
        return self.kind == PROJECT

    @property
    def words(self) -> str:
        """What it is, in a few words."""
        if self.kind in (BUYS, MAKES):
            return f"{self.kind} {', '.join(self.gives) or 'nothing'} ({self.name})"
        if self.kind == PROJECT:
            return f"project {self.name}"
        return f"{self.kind} {', '.join(self.gives or self.takes)}"


@dataclass(frozen=True)
class PartsRead:
    """All parts of a workbook, the materials of each column, and the rows that could not be drawn and why."""

    parts: tuple[NetworkPart, ...]
    columns: tuple[tuple[str, ...], ...]
    steps: dict[str, int]
    places: Places
    not_drawn: tuple[tuple[At, str], ...]


def parts_of(book: Book) -> PartsRead:
    """Return what stands where, of those rows of a workbook that name what there is."""
    drawable, not_drawn = _drawable(book)
    places = Places(drawable)
    steps = steps_of(drawable)
    last = max(steps.values(), default=-1) + 1
    columns = tuple(tuple(name for name, step in steps.items() if step == number) for number in range(last))
    reader = _PartReader(drawable, places, steps, last)
    return PartsRead(tuple(reader.parts()), columns, steps, places, tuple(not_drawn))


class _PartReader:
    def __init__(self, book: Book, places: Places, steps: dict[str, int], last: int) -> None:
        self.book, self.places, self.steps, self.last = book, places, steps, last
        self.takes: dict[str, list[str]] = defaultdict(list)
        self.makes: dict[str, list[str]] = defaultdict(list)
        for row in book.rows("Recipes"):
            side = {"consumes": self.takes, "makes": self.makes}.get(row["role"])
            if side is not None and row["item"] in steps:
                side[row["process"]].append(row["item"])

    def parts(self) -> Iterator[NetworkPart]:
        there = [*self._suppliers(), *self._plants(), *self._stocks(), *self._demand()]
        yield from there
        first: dict[str, int] = {}
        for part in there:
            for place in (*self.places.chain(part.site), part.country):
                first[place] = min(first.get(place, self.last), part.column)
        yield from self._projects(first)

    def _suppliers(self) -> Iterator[NetworkPart]:
        together: dict[tuple[str, str, str], list[At]] = defaultdict(list)
        for row in self.book.rows("Suppliers"):
            together[row["supplier"], row["site"], row["material"]].append((row.sheet, row.number))
        for (name, site, material), rows in together.items():
            yield self._part(BUYS, name, site, self.steps[material], gives=(material,), rows=tuple(rows))

    def _plants(self) -> Iterator[NetworkPart]:
        for row in self.book.rows("Plants"):
            yield self._works(MAKES, row["process"], row["process"], row["site"], row)

    def _stocks(self) -> Iterator[NetworkPart]:
        for row in self.book.rows("Stockpiles"):
            material = row["material"]
            yield self._part(HOLDS, material, row["site"], self.steps[material], (material,), (material,), _at(row))

    def _demand(self) -> Iterator[NetworkPart]:
        for row in self.book.rows("Demand"):
            yield self._part(WANTS, row["material"], row["market"], self.last, (row["material"],), rows=_at(row))

    def _projects(self, first: dict[str, int]) -> Iterator[NetworkPart]:
        for row in self.book.rows("Projects"):
            name, adds, place = row["project"], row["adds"], row["place"]
            if adds in self.makes or adds in self.takes:
                yield self._works(PROJECT, name, adds, place, row)
                continue
            serves = f"adds {adds}" if adds else self._needed_by(name)
            yield self._part(PROJECT, name, place, first.get(place, 0), rows=_at(row), serves=serves)

    def _works(self, kind: str, name: str, process: str, site: str, row: Row) -> NetworkPart:
        takes, makes = tuple(dict.fromkeys(self.takes[process])), tuple(dict.fromkeys(self.makes[process]))
        column = max((self.steps[material] for material in makes or takes), default=0)
        return self._part(kind, name, site, column, takes, makes, _at(row))

    def _part(
        self, kind: str, name: str, site: str, column: int, takes: tuple[str, ...] = (), gives: tuple[str, ...] = (),
        rows: tuple[At, ...] = (), serves: str = "",
    ) -> NetworkPart:  # fmt: skip
        return NetworkPart(kind, name, site, self.places.country.get(site, site), column, takes, gives, rows, serves)

    def _needed_by(self, project: str) -> str:
        """Return what a project that adds nothing unlocks; blank where nothing needs it."""
        for sheet, column in (("Suppliers", "needs"), ("Lanes", "needs"), ("Projects", "requires")):
            for row in self.book.rows(sheet):
                if project in (row[column] or ()):
                    return f"unlocks {row.sheet} row {row.number}"
        return ""


def _at(row: Row) -> tuple[At, ...]:
    return ((row.sheet, row.number),)


def _drawable(book: Book) -> tuple[Book, list[tuple[At, str]]]:
    """Return a workbook of those rows that name what there is, and the others with what they lack."""
    names = _Declared(book)
    kept: dict[str, tuple[Row, ...]] = dict(book.sheets)
    not_drawn: list[tuple[At, str]] = []
    for sheet in ("Sites", "Countries", "Materials", "Recipes", *DRAWN):
        rows = []
        for row in book.rows(sheet):
            lacks = names.lacking(row)
            if not lacks:
                rows.append(row)
            elif sheet in DRAWN:
                not_drawn.append(((row.sheet, row.number), lacks))
        kept[sheet] = tuple(rows)
    return replace(book, sheets=kept), not_drawn


class _Declared:
    """What a workbook declares, to tell rows that name something else."""

    def __init__(self, book: Book) -> None:
        self.sites = {row["site"] for row in book.rows("Sites")}
        countries = {row["country"] for row in book.rows("Sites")} | {row["country"] for row in book.rows("Countries")}
        blocs = {row["bloc"] for row in book.rows("Countries")}
        self.places = self.sites | countries | blocs | {"*"}
        self.materials = {row["material"] for row in book.rows("Materials")} | {"*"}
        self.columns = {
            "Sites": ("site",), "Countries": ("country",), "Materials": ("material",),
            "Recipes": ("process", "role", "item"), **DRAWN,
        }  # fmt: skip

    def lacking(self, row: Row) -> str:
        """Return what keeps a row from being drawn; blank where nothing does."""
        for column in self.columns[row.sheet]:
            value = row[column]
            if not value:
                return f"{column} is blank or wrong"
            known = self._known(row.sheet, column)
            unknown = [
                name for name in (value if isinstance(value, tuple) else (value,)) if known and name not in known
            ]
            if unknown:
                return f"{column} names {unknown[0]!r}, which nothing declares"
        return ""

    def _known(self, sheet: str, column: str) -> set[str]:
        if column in ("from", "to", "place"):
            return self.places
        if column == "material" and sheet != "Materials":
            return self.materials
        return self.sites if column in ("site", "market") and sheet != "Sites" else set()
