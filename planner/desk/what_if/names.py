"""The numbers of a workbook by their names, as the sheet Cases has them: sheet, row and column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from planner.desk.opened import opened_again
from planner.wording.numbers import money_label
from planner.workbook.cases.targets import changeable, fit_rows, row_name, with_setting
from planner.workbook.reading.complaints import Wrong, shown
from planner.workbook.schema.columns import Column, Kind, fold, header_key, spell
from planner.workbook.schema.describe import default_in_words
from planner.workbook.schema.sheets import ACTIVE, SETTINGS

if TYPE_CHECKING:
    from planner.workbook.reading.layout import SheetTable
    from planner.workbook.reading.reader import Opened

MOST_SHOWN: Final = 25
# What nobody asks "what if" of: names, which other rows refer to, and free words.
LEFT_OUT: Final = (Kind.NAME, Kind.TEXT)


@dataclass(frozen=True)
class NamedNumber:
    """A cell, or several of one name, that a case can change.

    Attributes
    ----------
    sheet, row, column
        Its name, as a row of Cases has it.
    holds
        What is there now, in words; of several cells each once.
    cell
        Where the first of them is; blank where the sheet has no such column yet.
    unit
        Of its number.
    """

    sheet: str
    row: str
    column: str
    holds: str
    cell: str
    unit: str

    @property
    def words(self) -> str:
        """Its name in one line."""
        return f"{self.sheet} / {self.row} / {self.column}"


def label_of(cells: Opened) -> str:
    """Return the unit of all money of a workbook, as Settings have it."""
    table = cells.tables.get("Settings")
    rows = [] if table is None else [(name, table.value(n, "value")) for n, name in table.column_values("setting")]
    held = {header_key(name): value for name, value in rows}
    own = {each.name: held.get(header_key(each.name)) or each.default for each in SETTINGS}
    return money_label(own)


def search(path: str, query: str) -> dict[str, Any]:
    """Return the numbers whose names have all words of a query, the likeliest first, as plain data for a page."""
    wanted = fold(query).split()
    cells = opened_again(path)
    found = [(_rank(each, wanted), each) for each in names_of(cells) if _fits(each, wanted)]
    found.sort(key=lambda each: each[0])
    money = label_of(cells)
    listed = [_plain(each, money) for _, each in found[:MOST_SHOWN]] if wanted else []
    return {"found": listed, "count": len(found) if wanted else 0}


def named(cells: Opened, sheet: str, row: str, column: str) -> NamedNumber | None:
    """Return what a name stands for; None where nothing has it."""
    table = next((each for each in changeable(cells.tables) if each.name == sheet), None)
    if table is None:
        return None
    try:
        numbers = fit_rows(with_setting(table, row), row)
    except Wrong:
        return None
    columns = {column.name: column for column in _columns(table, _periods(cells))}
    declared = columns.get(column)
    return None if declared is None else _number(table, row, numbers, column, declared)


def names_of(cells: Opened) -> Iterator[NamedNumber]:
    """Yield the name of everything in a workbook that a case can change, what holds something first in each row."""
    periods = _periods(cells)
    for table in changeable(cells.tables):
        rows: dict[str, list[int]] = {}
        for number in table.rows:
            rows.setdefault(row_name(table, number), []).append(number)
        if table.name == "Settings":
            rows = {each.name: rows.get(each.name, []) for each in SETTINGS if each.kind not in LEFT_OUT}
        columns = _columns(table, periods)
        for row, numbers in rows.items():
            for column in columns:
                if row:
                    yield _number(table, row, numbers, column.name, column)


def _columns(table: SheetTable, periods: list[str]) -> list[Column]:
    """Return the columns of a sheet that hold something to ask about, and one for each period where it takes them."""
    if table.name == "Settings":
        return [table.sheet.column("value")]
    asked = [each for each in (*table.sheet.columns, ACTIVE) if each.kind not in LEFT_OUT]
    own = [each for each in asked if each.name not in table.sheet.key]
    varying = table.varying
    like = varying if varying is not None else next(iter(table.sheet.columns))
    return [*own, *(replace(like, name=period, blank="", default=None) for period in periods if table.takes_periods)]


def _periods(cells: Opened) -> list[str]:
    table = cells.tables.get("Periods")
    return [] if table is None else [spell(name) for _, name in table.column_values("period")]


def _number(table: SheetTable, row: str, numbers: list[int], column: str, declared: Column) -> NamedNumber:
    there = [number for number in numbers if number in table.rows]
    held = [table.value(number, column) for number in there] or [None]
    setting = next((each for each in SETTINGS if table.name == "Settings" and each.name == row), declared)
    meant = "" if setting.required else default_in_words(setting)
    blank = f"blank: {meant}" if meant else "blank"
    words = "; ".join(dict.fromkeys(shown(value) or blank for value in held))
    cell = table.cell(there[0], column) if there and column in table.columns else ""
    return NamedNumber(table.name, row, column, words, cell, setting.unit)


def _fits(each: NamedNumber, wanted: list[str]) -> bool:
    words = fold(each.words)
    return all(word in words for word in wanted)


def _rank(each: NamedNumber, wanted: list[str]) -> tuple[Any, ...]:
    """Return what is compared to tell the likeliest: whole words, cells that hold something, short names."""
    words = set(fold(each.words).replace("/", " ").split())
    whole = sum(word in words for word in wanted)
    column = sum(word in fold(each.column) for word in wanted)
    return -whole, each.holds.startswith("blank"), -column, len(each.words), each.words


def in_money(unit: str, money: str) -> str:
    """Return a unit with the name of the workbook's money in it."""
    return re.sub(r"\bmoney\b", lambda _: money, unit)


def _plain(each: NamedNumber, money: str) -> dict[str, str]:
    return {
        "sheet": each.sheet, "row": each.row, "column": each.column, "holds": each.holds, "cell": each.cell,
        "unit": in_money(each.unit, money),
    }  # fmt: skip
