"""What a place or a material's name in a rule stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.workbook.schema import fold

if TYPE_CHECKING:
    from planner.workbook.book import Book


def countries_of(book: Book, places: str) -> set[str] | None:
    """Return the countries that a list of places such as ``EU; Japan`` lies in; None for all."""
    wanted = {fold(part) for part in places.split(";") if part.strip()}
    if not wanted or "*" in wanted:
        return None
    blocs = {row["country"]: row["bloc"] for row in book.rows("Countries")}
    found = set()
    for row in book.rows("Sites"):
        country = row["country"] or row["site"]
        bloc = blocs.get(country)
        if wanted & {fold(name) for name in (row["site"], country, bloc) if name}:
            found.add(country)
    return found


def materials_of(book: Book, name: str) -> set[str]:
    """Return the materials of a family, or the material itself."""
    family = {
        row["material"]
        for row in book.rows("Materials")
        if row["family"] and fold(row["family"]) == fold(name)
    }
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
