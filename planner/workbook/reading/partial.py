"""What can still be checked of a workbook that has wrong cells: the rows that are right, and what they name."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from planner.faults import Fault, Severity
from planner.workbook.book import Book, Row
from planner.workbook.reading.complaints import row_of
from planner.workbook.schema.columns import Column, Kind
from planner.workbook.schema.sheets import BY_NAME, NAMED, SHEETS

Rows = dict[str, tuple["Row", ...]]
# In wrong rows, in place of numbers whose default would make something else look wrong.
PLENTY: Final = 1e9
HARMLESS: Final = {
    "Demand": {"amount": 0.0},
    "Materials": {"value": 1.0, "surplus": 1.0},
    "Plants": {"capacity": PLENTY},
    "Projects": {"fixed capital": 1.0},
    "Resources": {"capacity": PLENTY},
    "Stockpiles": {"initial": PLENTY},
    "Suppliers": {"maximum": PLENTY},
}


def wrong_rows(found: Sequence[Fault]) -> set[tuple[str, int]]:
    """Return the sheet and number of every row in which something is wrong."""
    wrong = [fault for fault in found if fault.severity is Severity.ERROR]
    cells = [cell for fault in wrong for cell in (f"{fault.sheet}!{fault.cell}", *fault.also)]
    return {row for cell in cells if (row := row_of(*cell.rsplit("!", 1))) is not None}


def usable(book: Book, found: Sequence[Fault]) -> tuple[Book | None, bool]:
    """Return a workbook of the rows that have what is required and name only what is there; and whether all rows do.

    A number that is wrong is one that makes nothing else wrong, so that its row is still there for others. None where
    a sheet that must have rows has none left, or where a period is left out.
    """
    count = len(book.periods)
    wrong = wrong_rows(found)
    rows: Rows = {sheet: _whole(held, count, wrong) for sheet, held in book.sheets.items()}
    while True:
        names = _names(rows)
        kept = {sheet: tuple(row for row in held if _names_known(row, names)) for sheet, held in rows.items()}
        if kept == rows:
            break
        rows = kept
    needed = all(rows.get(sheet.name) for sheet in SHEETS if sheet.must_have_rows)
    if not needed or any(len(row["amount"]) != len(rows["Periods"]) for row in rows["Demand"]):
        return None, False
    is_whole = all(len({_name(row) for row in book.sheets[sheet]}) == len(held) for sheet, held in rows.items())
    return replace(book, sheets=rows), is_whole


def _whole(rows: Sequence[Row], count: int, wrong: set[tuple[str, int]]) -> tuple[Row, ...]:
    """Return the rows that have what is required, each name once."""
    found: dict[object, Row] = {}
    for row in rows:
        sheet = BY_NAME[row.sheet]
        required = [column for column in sheet.columns if column.required]
        numbers = {column.name: _or_one(column, row, count) for column in required if column.kind is Kind.NUMBER}
        if (row.sheet, row.number) in wrong:
            for name, value in HARMLESS.get(row.sheet, {}).items():
                held = row[name]  # as many numbers as periods were read, which may stand twice
                numbers[name] = (value,) * len(held) if isinstance(held, tuple) else value
        if all(row.values.get(column.name) is not None or column.name in numbers for column in required):
            found.setdefault(_name(row), replace(row, values={**row.values, **numbers}))
    return tuple(found.values())


def _name(row: Row) -> object:
    """Return what names a row within its sheet: its number, where several may have the same name."""
    sheet = BY_NAME[row.sheet]
    return row.number if sheet.repeats else tuple(row[column] for column in sheet.key)


def _or_one(column: Column, row: Row, count: int) -> object:
    """Return a row's number; 1 where it is missing."""
    value = row.values.get(column.name)
    if column.series or column.varies:
        return tuple(1.0 if math.isnan(one) else one for one in value or (1.0,) * count)
    return 1.0 if value is None else value


def _names(rows: Rows) -> dict[str, set[str]]:
    """Return the names of each kind that rows declare."""
    found: dict[str, set[str]] = {}
    for kind, places in NAMED.items():
        declared = [_named(row.values.get(column)) for sheet, column in places for row in rows.get(sheet, ())]
        found[kind] = {name for names in declared for name in names}
    return found


def _named(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(part if isinstance(part, str) else part[0] for part in value)
    return () if value is None else (str(value),)


def _names_known(row: Row, names: Mapping[str, set[str]]) -> bool:
    return all(_is_known(column, row.values.get(column.name), names) for column in BY_NAME[row.sheet].columns)


def _is_known(column: Column, value: Any, names: Mapping[str, set[str]]) -> bool:
    """Return whether all that a cell refers to is declared."""
    if column.kind is Kind.DECISION:
        return all(period in names["period"] for period, _ in value.commitments)
    if not column.refers:
        return True
    words = {word for word in column.refers if word not in NAMED}
    known = words.union(*(names.get(kind, ()) for kind in column.refers))
    return known.issuperset(_named(value))
