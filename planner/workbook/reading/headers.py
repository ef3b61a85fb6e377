"""Finds the declared columns of a sheet, and its period columns, in its header row."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from planner.faults import Severity, did_you_mean
from planner.workbook.reading.cells import Bad
from planner.workbook.reading.complaints import Complaints, letter
from planner.workbook.reading.period_headers import (
    complain_of_times,
    complain_of_words,
    is_like_a_period,
    period_among_words,
)
from planner.workbook.reading.spelling import is_slip, misspelt
from planner.workbook.schema.columns import fold, header_key
from planner.workbook.schema.sheets import ACTIVE

if TYPE_CHECKING:
    from planner.workbook.reading.layout import SheetTable


def find_columns(table: SheetTable, periods: Collection[str], complaints: Complaints) -> None:
    """Find the declared columns of a table, and its period columns; say what is wrong with its headers."""
    table.columns = {}
    ours = {header_key(column.name): column.name for column in (*table.sheet.columns, ACTIVE)}
    times = {fold(period): period for period in periods} if table.takes_periods else {}
    times |= {header_key(period): period for period in times.values() if header_key(period) not in times}
    unknown: list[int] = []
    for place, header in sorted(table.header.items()):
        if isinstance(header, Bad):
            wrong = f"{header.wrong} as a header"
            complaints.add(table.name, _top(table, place), wrong, header, header.remedy)
            continue
        key = header_key(header)
        name = ours.get(key) or times.get(fold(header)) or times.get(key)
        if name is None:
            unknown.append(place)
        elif name in table.columns:
            other = _top(table, table.columns[name])
            wrong = f"the column {name!r} stands twice, here and in {other}"
            complaints.add(table.name, _top(table, place), wrong, header, "Take one out")
        else:
            table.columns[name] = place
    _judge_unknown(table, unknown, ours, periods, complaints)
    _require_columns(table, complaints)


def _judge_unknown(
    table: SheetTable, unknown: list[int], ours: Mapping[str, str], periods: Collection[str], complaints: Complaints
) -> None:  # fmt: skip
    """Judge the headers that are none of ours: misspelt, like a period, or a planner's own."""
    times: list[int] = []
    wordy: list[int] = []
    for place in unknown:
        header, key = table.header[place], header_key(table.header[place])
        missing = {word: name for word, name in ours.items() if name not in table.columns}
        meant = misspelt(key, missing)
        if meant:
            table.columns[ours[meant]] = place
            remedy = did_you_mean(missing[meant], "Name it otherwise", "name it otherwise")
            complaints.add(table.name, _top(table, place), "no column of ours has this name", header, remedy)
        elif near := _misspelt_period(table, header, periods):
            table.columns[near] = place
            remedy = did_you_mean(near, "Name it otherwise", "name it otherwise")
            complaints.add(table.name, _top(table, place), "no period has this name", header, remedy)
        elif periods and is_like_a_period(header, periods):
            times.append(place)
        elif period_among_words(table, place, periods):
            wordy.append(place)
        else:
            wrong = "this column is not one of ours and is not read"
            complaints.add(table.name, _top(table, place), wrong, header, severity=Severity.NOTE)
    if times:
        complain_of_times(table, times, periods, complaints)
    if wordy:
        complain_of_words(table, wordy, periods, complaints)


def _misspelt_period(table: SheetTable, header: object, periods: Collection[str]) -> str:
    """Return the period without a column here that a header is likely meant to name; blank where none is."""
    missing = [name for name in periods if table.takes_periods and name not in table.columns]
    return next((name for name in missing if is_slip(fold(header), fold(name))), "")


def _require_columns(table: SheetTable, complaints: Complaints) -> None:
    for column in table.sheet.columns:
        if column.required and column.name not in table.columns and not column.varies:
            wrong = f"the column {column.name!r} is missing"
            below = _header_below(table)
            remedy = f"Add a column headed {column.name!r}"
            if below:
                remedy = f"The header is the first row with any value: take out what is above row {below}"
            complaints.add(table.name, f"row {table.header_row}", wrong, remedy=remedy)


def _header_below(table: SheetTable) -> int:
    """Return the row that looks more like the header than the first one does; 0 where none does."""
    ours = {header_key(column.name) for column in table.sheet.columns}

    def hits(cells: Mapping[int, object]) -> int:
        return sum(isinstance(value, str) and header_key(value) in ours for value in cells.values())

    first = list(table.rows.items())[:20]
    best = max(first, key=lambda item: hits(item[1]), default=(0, {}))
    return best[0] if hits(best[1]) > max(1, hits(table.header)) else 0


def _top(table: SheetTable, place: int) -> str:
    return f"{letter(place)}{table.header_row}"
