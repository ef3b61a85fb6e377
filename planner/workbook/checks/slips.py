"""Checks of names that nothing refers to beside others that are spelled nearly the same and that something refers to.

Such a name would be one more process, resource or bloc that does nothing, and what is meant would lack its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from planner.faults import did_you_mean
from planner.workbook.book import Book, Row, renamed
from planner.workbook.checks.lookup import CheckLookup, CheckReport
from planner.workbook.reading.spelling import is_slip, within
from planner.workbook.schema.columns import fold
from planner.workbook.schema.sheets import BY_NAME, NAMED

# Kinds of name that several rows may give to one thing; of all others a second spelling would be a thing of its own.
KINDS: Final = ("process", "resource", "kind", "family", "bloc", "chokepoint", "supplier")
MOST_COMPARED: Final = 10_000_000  # pairs of names: comparing takes time
MARK: Final = 2  # letters of a last word that counts, such as A, B or II


def slips(book: Book) -> dict[str, dict[str, str]]:
    """Return by kind the names that are likely misspelt, each with the one that is meant."""
    found: dict[str, dict[str, str]] = {}
    referred = _referred(book)
    for kind in KINDS:
        cells = [held for sheet, column in NAMED[kind] for held in _held(book, sheet, column)]
        declared = {name for held in cells for name in _names(held)}
        others = sorted(declared & referred[kind])
        alone = declared - referred[kind] if len(declared) * len(others) <= MOST_COMPARED else set()
        near = {name: [other for other in within(name, others) if _is_meant(name, other)] for name in alone}
        found[kind] = {name: like[0] for name, like in near.items() if len(like) == 1}
    return found


def judge(lookup: CheckLookup, report: CheckReport) -> None:
    """Note names that are likely misspelt, each at the first row that has it."""
    for kind, meant in slips(lookup.book).items():
        told: set[str] = set()
        for sheet, column in NAMED[kind] if meant else ():
            for row in lookup.book.rows(sheet):
                for name in _names(row[column]):
                    if name in meant and name not in told:
                        told.add(name)
                        _tell(row, column, kind, name, meant[name], report)


def as_meant(book: Book) -> Mapping[str, tuple[Row, ...]]:
    """Return the rows of the sheets in which names are likely misspelt, with the names that are meant."""
    found: dict[str, tuple[Row, ...]] = {}
    for kind, meant in slips(book).items():
        for sheet, column in NAMED[kind] if meant else ():
            rows = found.get(sheet, book.rows(sheet))
            found[sheet] = tuple(renamed(row, column, meant) for row in rows)
    return found


def _tell(row: Row, column: str, kind: str, name: str, meant: str, report: CheckReport) -> None:
    wrong = f"nothing refers to the {kind} {name!r}, and {meant!r} is another one"
    otherwise = "Take it out if it is not needed, or name it otherwise"
    report.warning(row, column, wrong, did_you_mean(meant, otherwise, "name it otherwise", part=name))


def _is_meant(name: str, other: str) -> bool:
    """Whether a name is likely another, misspelt; names that end in a letter that counts are apart."""
    one, two = fold(name), fold(other)
    last, end = one.split(" ")[-1], two.split(" ")[-1]
    return is_slip(one, two) and (last == end or max(len(last), len(end)) > MARK)


def _referred(book: Book) -> dict[str, set[str]]:
    """Return the names that rows refer to, by kind."""
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for sheet, rows in book.sheets.items():
        for column in BY_NAME[sheet].columns:
            kinds = [kind for kind in KINDS if kind in column.refers or (sheet, column.name) == ("Hits", "name")]
            held = {row.values.get(column.name) for row in rows} if kinds else ()
            names = {name for value in held for name in _names(value)}
            for kind in kinds:
                found[kind] |= names
    return found


def _held(book: Book, sheet: str, column: str) -> set[Any]:
    """Return what a column's cells hold, each once: many rows name the same."""
    return {row[column] for row in book.rows(sheet)}


def _names(value: object) -> Iterator[str]:
    """Yield the names in a cell: of lists and pairs each, of hits every part."""
    parts = value if isinstance(value, tuple) else () if value is None else (value,)
    for part in parts:
        name = part if isinstance(part, str) else part[0]
        yield name
        yield from (word.strip() for word in re.split(r"[@>;]|^each but ", name) if word.strip() != name)
