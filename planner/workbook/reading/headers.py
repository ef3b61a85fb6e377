"""Finds the declared columns of a sheet, and its period columns, in its header row."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from planner.faults import Severity, did_you_mean
from planner.workbook.reading.cells import Bad
from planner.workbook.reading.complaints import Complaints, letter
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
        elif periods and _is_like_a_period(header, periods):
            times.append(place)
        else:
            wrong = "this column is not one of ours and is not read"
            complaints.add(table.name, _top(table, place), wrong, header, severity=Severity.NOTE)
    if times:
        _complain_of_times(table, times, periods, complaints)


def _misspelt_period(table: SheetTable, header: object, periods: Collection[str]) -> str:
    """Return the period without a column here that a header is likely meant to name; blank where none is."""
    missing = [name for name in periods if table.takes_periods and name not in table.columns]
    return next((name for name in missing if is_slip(fold(header), fold(name))), "")


def _is_like_a_period(header: object, periods: Collection[str]) -> bool:
    """Whether a header has the form of a period's name, such as 2038 beside 2028, though the sheet has no such."""
    return fold(header) in {fold(period) for period in periods} or _form(header) in {_form(name) for name in periods}


def _form(name: object) -> str:
    """Return a name with its digits made alike; blank without any."""
    text = fold(name)
    return re.sub(r"\d", "0", text) if re.search(r"\d", text) else ""


def _complain_of_times(table: SheetTable, places: list[int], periods: Collection[str], complaints: Complaints) -> None:
    more = len(places) - 1
    others = f", nor {'are' if more > 1 else 'is'} {more} more like it" if more else ""
    if table.takes_periods:
        wrong = f"this looks like a period and is none of Periods, so the column is not read{others}"
        known = f"There are: {', '.join(periods)}" if len(periods) <= 8 else f"They go to {list(periods)[-1]}"
        remedy = f"{known}. Name one of them, add it to Periods, or take the column out"
    else:
        wrong = f"no column of {table.name} takes period columns, so this one is not read{others}"
        remedy = "Give the numbers as a row of Series, and its name in the column that they are of"
    header = table.header[places[0]]
    complaints.add(table.name, _top(table, places[0]), wrong, header, remedy, Severity.WARNING)


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
