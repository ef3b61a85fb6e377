"""Money and times as one reads them aloud: 775 billion USD, 1 January 2027."""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from planner.wording.numbers import money_label, number_text

if TYPE_CHECKING:
    from planner.workbook.book import Book

UNITS: Final = {
    "": 1.0, "thousand": 1e3, "thousands": 1e3, "k": 1e3,
    "million": 1e6, "millions": 1e6, "m": 1e6, "mn": 1e6, "mio": 1e6, "mio.": 1e6,
    "billion": 1e9, "billions": 1e9, "bn": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
SIZES: Final = ((1e12, "trillion "), (1e9, "billion "), (1e6, "million "))
ROUNDED_UP: Final = 0.9995  # of a size: three figures of it would read 1,000 of the one below
PRICES_OF: Final = re.compile(r"\s+of\s+\d{4}$")  # USD of 2026: said once, where money is named
FIGURES: Final = 3
YEARS: Final = (1000.0, 9999.0)  # what is no such year is the number of a period


def money_aloud(value: float, settings: Mapping[str, object]) -> str:
    """Return an amount of the workbook's money in words that one reads aloud, of three figures.

    A money unit that is no number (``lakh``) is left as the workbook has it.
    """
    unit = str(settings.get("money unit") or "").strip()
    currency = PRICES_OF.sub("", str(settings.get("currency") or "").strip())
    if unit.casefold() not in UNITS or not math.isfinite(value):
        return f"{number_text(value)} {PRICES_OF.sub('', money_label(settings))}"
    amount = value * UNITS[unit.casefold()]
    for size, word in SIZES:
        if abs(amount) >= ROUNDED_UP * size:
            return f"{number_text(_rounded(amount / size))} {word}{currency}".rstrip()
    return f"{number_text(_rounded(amount))} {currency}".rstrip()


def _rounded(value: float) -> float:
    """Return a number of three figures."""
    if value == 0:
        return 0.0
    return round(value, FIGURES - 1 - math.floor(math.log10(abs(value)))) + 0.0


def day_of(book: Book, period: str) -> str:
    """Return the day on which a period begins, such as ``1 January 2027``; its name where nothing says the year."""
    year = _begin(book, period)
    if year is None:
        return f"the beginning of {period}"
    months = round(12 * (year - math.floor(year)))
    whole = math.floor(year) + months // 12
    return f"1 {calendar.month_name[months % 12 + 1]} {whole}"


def _begin(book: Book, period: str) -> float | None:
    """Return when a period begins, in years; None where neither the first period nor the base year is a year."""
    rows = book.rows("Periods")
    first = _number(str(rows[0]["period"]))
    begin = first if first is not None else float(book.settings.get("base year") or 0.0)
    if not YEARS[0] <= begin <= YEARS[1]:
        return None
    for row in rows:
        if str(row["period"]) == period:
            return begin
        begin += float(row["years"])
    return None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
