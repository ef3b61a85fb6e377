"""Judges headers that are like periods and none, and those that name one among other words or as a date."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from planner.faults import Severity
from planner.workbook.reading.complaints import Complaints, letter
from planner.workbook.schema.columns import fold

if TYPE_CHECKING:
    from planner.workbook.reading.layout import SheetTable

# Shorter names of periods (1, now, P2) stand among other words by chance.
_TELLING: Final = 4
_DAY_0: Final = datetime.datetime(1899, 12, 30)  # of a spreadsheet
_AS_SERIES: Final = "Give the numbers as a row of Series, and its name in the column that they are of"


def is_like_a_period(header: object, periods: Collection[str]) -> bool:
    """Whether a header has the form of a period's name, such as 2038 beside 2028, though the sheet has no such."""
    return fold(header) in {fold(period) for period in periods} or _form(header) in {_form(name) for name in periods}


def period_among_words(table: SheetTable, place: int, periods: Collection[str]) -> str:
    """Return the period that a header above numbers names among other words (FY2027), or as a date; blank for none."""
    if not any(type(cells.get(place)) in (int, float) for cells in table.rows.values()):
        return ""
    header = table.header[place]
    words = fold(header)
    if isinstance(header, datetime.datetime):  # a year that is shown as a date is a day of 1905
        words += f" {(header - _DAY_0).days}"
    telling = [name for name in periods if len(name) >= _TELLING and re.search(r"\d", name)]
    return next((name for name in telling if re.search(rf"(?<!\d){re.escape(fold(name))}(?!\d)", words)), "")


def _form(name: object) -> str:
    """Return a name with its digits made alike; blank without any."""
    text = fold(name)
    return re.sub(r"\d", "0", text) if re.search(r"\d", text) else ""


def complain_of_times(table: SheetTable, places: list[int], periods: Collection[str], complaints: Complaints) -> None:
    """Complain, once a sheet, of headers that look like periods."""
    others = _others(places)
    if table.takes_periods:
        wrong = f"this looks like a period and is none of Periods, so the column is not read{others}"
        known = f"There are: {', '.join(periods)}" if len(periods) <= 8 else f"They go to {list(periods)[-1]}"
        remedy = f"{known}. Name one of them, add it to Periods, or take the column out"
    else:
        wrong = f"no column of {table.name} takes period columns, so this one is not read{others}"
        remedy = _AS_SERIES
    header = table.header[places[0]]
    complaints.add(table.name, _top(table, places[0]), wrong, header, remedy, Severity.WARNING)


def complain_of_words(table: SheetTable, places: list[int], periods: Collection[str], complaints: Complaints) -> None:
    """Complain, once a sheet, of headers that hold a period's name among other words or as a date."""
    place, header = places[0], table.header[places[0]]
    named = period_among_words(table, place, periods)
    held = f"this header holds the name of the period {named} and is not it"
    remedy = f"Head it {named!r} alone if its numbers are of that period"
    if not table.takes_periods:
        remedy = _AS_SERIES
    elif isinstance(header, datetime.date):  # a year that is typed over a date is shown as one again
        remedy = f"Format the cell as text and write {named!r} if its numbers are of that period"
    wrong = f"{held}, so the column is not read{_others(places)}"
    complaints.add(table.name, _top(table, place), wrong, header, remedy, Severity.WARNING)


def _top(table: SheetTable, place: int) -> str:
    return f"{letter(place)}{table.header_row}"


def _others(places: list[int]) -> str:
    more = len(places) - 1
    return f", nor {'are' if more > 1 else 'is'} {more} more like it" if more else ""
