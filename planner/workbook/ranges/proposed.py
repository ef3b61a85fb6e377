"""Ranges that one would propose for a workbook that has none: from how sure its Sources are of each figure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from planner.workbook.ranges.read import RANGES, ranges_of
from planner.workbook.reading.complaints import Complaints
from planner.workbook.reading.layout import SheetTable
from planner.workbook.reading.reader import Opened
from planner.workbook.reading.typed import lay_out
from planner.workbook.schema.columns import Kind, fold, header_key, spell
from planner.workbook.schema.sheets import BY_NAME

Proposal = dict[str, object]

# A figure of Sources that says which cells it is of: sheet, row as in Cases, columns.
FIGURE: Final = re.compile(r"\s*(?P<sheet>[^!]+)!\s*(?P<row>.+?)\s*:\s*(?P<columns>[^:]+?)\s*")
# How far a number may be off, by what its source says of itself; the first that fits counts, None is not at all.
WIDTHS: Final = (
    ("by definition", None),
    ("unverified", 0.3), ("low", 0.3), ("few events", 0.3),
    ("assum", 0.2),
    ("partly", 0.2), ("copy", 0.2), ("medium", 0.2),
    ("verified", 0.1), ("good", 0.1),
)  # fmt: skip
CALLED: Final = "assumption"
OF_ASSUMPTION: Final = 0.2
# What is looked at where no figure of Sources says which cells it is of.
USUAL: Final = (
    ("Demand", "amount"), ("Suppliers", "price"), ("Plants", "variable cost"), ("Projects", "fixed capital"),
    ("Projects", "capital rate"), ("Disruptions", "probability"),
)  # fmt: skip
NO_RANGE: Final = frozenset({"Sites", "Periods", "Sources"})
NO_SOURCE: Final = "proposed: no source says how sure it is"
LONGEST: Final = 200  # letters of a source
MOST_WORDS: Final = 60  # letters of a source in the name that rows share which lean on it


def proposed(found: Opened, tables: Mapping[str, SheetTable]) -> list[Proposal]:
    """Return rows for the sheet Ranges of a workbook; ``tables`` are its sheets with its case applied.

    Every one fits: what has no number, no width or no room for one is left out.
    """
    wanted = list(_from_sources(found, tables)) or list(_usual(tables))
    fitting: list[Proposal] = []
    complete = {**tables}
    for width, row in wanted:
        for ends in _ends(tables, row, width):
            candidate = {**row, "low": ends[0], "high": ends[1]}
            if _fits(complete, candidate):
                fitting.append(candidate)
                break
    return _together(_apart(complete, fitting))


def table_of_ranges(rows: Iterable[Mapping[str, object]]) -> SheetTable:
    """Return the sheet Ranges with these rows."""
    names = [column.name for column in BY_NAME[RANGES].columns]
    cells = {
        number: {place: row[name] for place, name in enumerate(names, start=1) if row.get(name) is not None}
        for number, row in enumerate(rows, start=2)
    }
    table = SheetTable(BY_NAME[RANGES], RANGES, 1, dict(enumerate(names, start=1)), cells)
    lay_out({RANGES: table}, Complaints())
    return table


def _from_sources(found: Opened, tables: Mapping[str, SheetTable]) -> Iterator[tuple[float, Proposal]]:
    """Yield what the sheet Sources says of cells, with how far it may be off."""
    table = next((each for each in found.carried if each.name == "Sources"), None)
    if table is None:
        return
    places = {header_key(name): place for place, name in table.header.items()}
    for cells in table.rows.values():
        said = {name: spell(cells.get(places.get(name, 0)) or "") for name in ("figure", "source", "confidence")}
        figure = FIGURE.fullmatch(said["figure"])
        width = width_of(said["source"], said["confidence"])
        if figure is None or width is None:
            continue
        why = "; ".join(filter(None, (said["source"], said["confidence"])))
        for column in _columns(tables, figure["sheet"], figure["columns"]):
            yield width, {"sheet": figure["sheet"], "row": figure["row"], "column": column, "source": why[:LONGEST]}


def width_of(source: str, confidence: str) -> float | None:
    """Return by what share a number may be off: by its confidence, else a fifth where it is called an assumption."""
    told = fold(confidence)
    for word, width in WIDTHS:
        if word in told:
            called = CALLED in fold(source)
            return max(width, OF_ASSUMPTION) if width is not None and called else width
    return OF_ASSUMPTION if CALLED in fold(source) or "assum" in told else None


def _columns(tables: Mapping[str, SheetTable], sheet: str, columns: str) -> list[str]:
    """Return the columns of numbers that a figure names; those of periods are moved by the one that they override."""
    table = next((each for name, each in tables.items() if header_key(name) == header_key(sheet)), None)
    if table is None or table.name in NO_RANGE:
        return []
    ours = {header_key(column.name): column.name for column in table.sheet.columns if column.kind is Kind.NUMBER}
    if table.name == "Settings":
        ours = {"value": "value"}
    plain = table.varying.name if table.varying is not None else ""
    periods = {header_key(name) for name in table.columns if plain and header_key(name) not in ours}
    found = [ours.get(key) or (plain if key in periods else "") for key in map(header_key, columns.split(","))]
    return [name for name in dict.fromkeys(found) if name]


def _usual(tables: Mapping[str, SheetTable]) -> Iterator[tuple[float, Proposal]]:
    """Yield the numbers that usually matter, where no source says which are not sure."""
    for sheet, column in USUAL:
        table = tables.get(sheet)
        for number in table.rows if table is not None else ():
            if table is not None and table.is_active(number) and table.value(number, column) is not None:
                name = " / ".join(spell(table.value(number, key) or "") for key in table.sheet.key)
                row: Proposal = {"sheet": sheet, "row": name.rstrip(" /"), "column": column, "source": NO_SOURCE}
                yield OF_ASSUMPTION, row


def _ends(tables: Mapping[str, SheetTable], row: Proposal, width: float) -> Iterator[tuple[object, object]]:
    """Yield ends that may fit a row: a share less and more; of a number below 0 the other way; up to its most."""
    less, more = f"x{1 - width:.10g}", f"x{1 + width:.10g}"
    yield less, more
    yield more, less
    table = next((each for name, each in tables.items() if header_key(name) == header_key(row["sheet"])), None)
    for column in table.sheet.columns if table is not None else ():
        if column.name == row["column"] and column.high < float("inf"):
            yield less, column.high


def _fits(tables: Mapping[str, SheetTable], row: Mapping[str, object]) -> bool:
    return len(ranges_of({**tables, RANGES: table_of_ranges([row])}, Complaints())) == 1


def _apart(tables: Mapping[str, SheetTable], rows: list[Proposal]) -> list[Proposal]:
    """Return the rows of which no two move one cell: the first of each stays."""
    read = ranges_of({**tables, RANGES: table_of_ranges(rows)}, Complaints(is_whole=True))
    return [rows[spread.number - 2] for spread in read]


def _together(rows: list[Proposal]) -> list[Proposal]:
    """Return rows with one name for those of a column that lean on one source, word by word: they move together."""
    leans = [(row["sheet"], row["column"], row["source"]) for row in rows]
    counts = Counter(leans)
    names = [
        f"{sheet} {column}: {str(source).removeprefix('assumption: ')[:MOST_WORDS].strip()}"
        if counts[sheet, column, source] > 1
        else None
        for sheet, column, source in leans
    ]
    return [
        {**row, "with": name} if name and row["source"] != NO_SOURCE else row
        for row, name in zip(rows, names, strict=True)
    ]


def with_ranges(found: Opened, rows: Iterable[Mapping[str, Any]]) -> Opened:
    """Return a workbook with these rows on its sheet Ranges."""
    return replace(found, tables={**found.tables, RANGES: table_of_ranges(rows)})
