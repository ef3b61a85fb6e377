"""What a place or a material's name in a rule stands for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from planner.workbook.schema.columns import fold

if TYPE_CHECKING:
    from planner.workbook.book import Book

FOREIGN: Final = "foreign"


def countries_of(book: Book, places: Iterable[str]) -> set[str] | None:
    """Return the countries that places such as ``("EU", "Japan")`` lie in; None for all."""
    wanted = {fold(place) for place in places}
    if not wanted or "*" in wanted:
        return None
    blocs = {row["country"]: row["bloc"] for row in book.rows("Countries")}
    found = set()
    for row in book.rows("Sites"):
        country = row["country"] or row["site"]
        if wanted & {fold(name) for name in (row["site"], country, blocs.get(country)) if name}:
            found.add(country)
    return found


def buyers_of(book: Book, buyers: str) -> set[str] | None:
    """Return the countries of the buyers of a rule as a table names them, such as ``EU; Japan``; None for all."""
    return countries_of(book, [part.strip() for part in buyers.split(";") if part.strip()])


def watched_origins(book: Book, material: str, buyers: str) -> set[str] | None:
    """Return the origins of which rules want less in a supply: countries and suppliers; None for all."""
    watched: set[str] = set()
    for row in book.rows("Rules"):
        same = fold(row["material"]) == fold(material) and "; ".join(row["buyers"]) == buyers
        if not same or "at most" not in row["measure"]:
            continue
        countries = countries_of(book, row["origins"])
        if countries is None:
            return None
        watched |= countries | set(row["origins"])
        if FOREIGN in row["origins"]:
            everyone = {site["country"] or site["site"] for site in book.rows("Sites")}
            watched |= everyone - (countries_of(book, row["buyers"]) or set())
    return watched


def materials_of(book: Book, name: str) -> set[str]:
    """Return the materials of a family, or the material itself."""
    family = {row["material"] for row in book.rows("Materials") if row["family"] and fold(row["family"]) == fold(name)}
    return family | {name}


def units_of(book: Book) -> dict[str, str]:
    """Return the unit of every material, process and family that has one."""
    units: dict[str, str] = {}
    for row in book.rows("Materials"):
        if row["family"]:
            units.setdefault(row["family"], row["unit"] or "")
    for sheet, column in (("Processes", "process"), ("Materials", "material")):
        units |= {row[column]: row["unit"] or "" for row in book.rows(sheet)}
    return {name: unit for name, unit in units.items() if unit}
