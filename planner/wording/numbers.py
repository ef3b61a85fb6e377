"""How numbers are shown: as formats of cells, and as words in a sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from planner.tolerances import NOTICED, ROUNDING

if TYPE_CHECKING:
    from planner.plans.fields import Field

FLAG: Final = '"yes";"yes";"no"'
COUNT: Final = "#,##0"
SCIENTIFIC: Final = "0.0E+00"
MOST_DECIMALS: Final = 6


def money_label(settings: Mapping[str, object]) -> str:
    """Return the unit in which the workbook's money is, such as ``million USD``."""
    parts = (settings.get("money unit"), settings.get("currency"))
    return " ".join(str(part) for part in parts if part not in (None, "")) or "money"


def money_text(value: float, settings: Mapping[str, object]) -> str:
    """Return an amount of money in words, such as ``1,250 million USD``."""
    return f"{number_text(value)} {money_label(settings)}"


def number_text(value: float) -> str:
    """Return a number with about three figures, such as ``1,250``, ``12.5`` or ``0.0125``."""
    if not math.isfinite(value):
        return "no limit" if value > 0 else "unknown"
    places = decimals((value,))
    return f"{value:,.{places}f}" if places <= MOST_DECIMALS else f"{value:.1e}"


def years_text(length: float) -> str:
    """Return a length of time in words."""
    words = number_text(length)
    return f"{words} year{'' if words == '1' else 's'}"


def span_text(low: float, high: float, between: str = " to ") -> str:
    """Return two ends in words, such as ``12.5 to 13``; one number where both read the same."""
    words = tuple(dict.fromkeys((number_text(low), number_text(high))))
    return between.join(words)


def share_text(value: float) -> str:
    """Return a share in per cent, such as ``45%`` or ``0.04%``; 0% and 100% only for what is just that."""
    whole = any(math.isclose(value, end, abs_tol=NOTICED) for end in (0, 1))
    for places in range(1, MOST_DECIMALS + 1):
        text = f"{100 * value:.{places}f}"
        if whole or float(text) not in (0.0, 100.0):
            break
    return f"{text.rstrip('0').rstrip('.')}%"


def clock(seconds: float) -> str:
    """Return a time such as ``7 s``, ``2:05`` or ``1:02:05``."""
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return f"{hours}:{minutes:02d}:{rest:02d}"
    return f"{minutes}:{rest:02d}" if minutes else f"{rest} s"


def unit_of(field: Field, settings: Mapping[str, object]) -> str:
    """Return the unit that a field's header shows in parentheses; blank where none helps."""
    yearly = "a year" in field.doc
    if field.kind == "money":
        return money_label(settings) + (" a year" if yearly else "")
    if field.kind == "price":
        return f"{money_label(settings)} per unit"
    return "a year" if field.kind == "amount" and yearly else ""


def decimals(values: Iterable[float]) -> int:
    """Return the decimals at which the largest of the values shows about three figures."""
    sizes = [abs(value) for value in values if math.isfinite(value)]
    largest = max(sizes, default=0.0)
    if largest == 0 or largest >= 1000:
        return 0
    most = max(0, 2 - math.floor(math.log10(largest)))
    for places in range(most):
        if all(_is_short(size, places) for size in sizes):
            return places
    return most


def number_format(kind: str, values: Iterable[float]) -> str:
    """Return the Excel format in which all the values of a column are shown."""
    if kind in ("count", "flag"):
        return COUNT if kind == "count" else FLAG
    if kind == "share":
        return _plain(0 if all(_is_whole_per_cent(value) for value in values) else 1) + "%"
    places = decimals(values)
    return _plain(places) if places <= MOST_DECIMALS else SCIENTIFIC


def small_format(kind: str, value: float, usual: str) -> str:
    """Return the format of one cell: the column's, or a finer one where that would show a false zero."""
    if kind in ("count", "flag") or value == 0 or not math.isfinite(value):
        return usual
    size = abs(value) * (100 if kind == "share" else 1)
    places = len(usual.rstrip("%").partition(".")[2])
    if size >= 0.5 * 10**-places:
        return usual
    needed = 1 - math.floor(math.log10(size))
    if needed > MOST_DECIMALS:
        return SCIENTIFIC
    return _plain(needed) + ("%" if kind == "share" else "")


def zero_as_dash(shown: str) -> str:
    """Return a format that shows nothing as a dash, so that a table's figures stand out."""
    return f'{shown};-{shown};"–"'


def measure_kind(measure: str) -> str:
    """Return the kind of number that a rule of that measure limits."""
    return "share" if "share" in measure else "number"


def _plain(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def _is_short(value: float, places: int) -> bool:
    """Whether a value has no more decimals than that."""
    return abs(round(value, places) - value) <= ROUNDING * value


def _is_whole_per_cent(value: float) -> bool:
    return not math.isfinite(value) or abs(100 * value - round(100 * value)) < NOTICED


def part_words(part: str) -> str:
    """Return what a part of the cost is called beside other figures: the capital paid is another than that charged."""
    return "capital charged" if part == "capital" else part
