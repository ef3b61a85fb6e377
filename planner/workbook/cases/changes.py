"""What one row of Cases asks for, and what it makes of a cell."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from planner.faults import Remedy, would_do
from planner.workbook.reading import parse
from planner.workbook.reading.cells import Bad
from planner.workbook.reading.complaints import Wrong, shown
from planner.workbook.schema.columns import Column, Kind, fold, spell
from planner.workbook.schema.describe import number

_PERCENT: Final = re.compile(
    r"(?P<sign>[+\u2212-]|plus|minus|up|down)?\s*(by\s*)?(?P<number>\d+([.,]\d+)?)\s*(%|percent)\s*(?P<way>more|less)?",
    re.IGNORECASE,
)
_SIGNED: Final = re.compile(r"(?P<sign>[+\u2212-])\s*(?P<number>\d+(\.\d+)?)")
_DOWN: Final = ("-", "\u2212", "minus", "down", "less")
LEAP: Final = 100  # times: a case that changes a number by more is likely a slip
_RELATIVE: Final = re.compile(r"([x*×]|add\b|less\b)\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One active row of Cases.

    Attributes
    ----------
    number
        Its row number.
    case, sheet, row, column
        What its cells say, spelled.
    change
        What its cell holds.
    """

    number: int
    case: str
    sheet: str
    row: str
    column: str
    change: object


def relative(change: object, column: Column) -> Callable[[float], float] | None:
    """Return what a relative change does to a number; None where the change is a value.

    Raises
    ------
    Wrong
        When a change of a number begins like a relative one and is none.
    """
    if not isinstance(change, str) or column.kind is not Kind.NUMBER:
        return None
    found = _RELATIVE.fullmatch(spell(change))
    if found is None:
        _refuse_signs(spell(change))
        return None
    word, amount = found[1].casefold(), found[2]
    if word in ("add", "less") and amount.endswith("%"):
        message = "add and less take a number, not a percentage"
        raise Wrong(message, _of_percent(amount.removesuffix("%"), is_less=word == "less"))
    try:
        by = parse.plain_number(amount)
    except Wrong:
        message = "not a change: it must be a value, or one such as x1.2, *1.2, add 5 or less 5"
        raise Wrong(message, "Write the number with a decimal point") from None
    if word == "add":
        return lambda number: number + by
    if word == "less":
        return lambda number: number - by
    return lambda number: number * by


def _refuse_signs(change: str) -> None:
    """Raise ``Wrong`` for a text such as ``+30%`` or ``+5``, which says a change in a way that is not ours."""
    percent, signed = _PERCENT.fullmatch(change), _SIGNED.fullmatch(change)
    if percent:
        message = "a change by percent is written as a factor"
        sign = (percent["sign"] or percent["way"] or "").casefold()
        raise Wrong(message, _of_percent(percent["number"], is_less=sign in _DOWN, is_sure=bool(sign)))
    if signed:
        word = "less" if signed["sign"] in _DOWN else "add"
        message = "a change by an amount is written in words"
        written = f"{word} {signed['number']}"
        otherwise = "A value is typed as a number, not as text"
        raise Wrong(message, would_do(f"Write {written}; a v{otherwise[3:]}", written, otherwise=otherwise))


def _of_percent(percent: str, *, is_less: bool, is_sure: bool = True) -> str | Remedy:
    """Return what would do for a change by percent; where no sign says so it may be a share itself."""
    try:
        share = parse.plain_number(percent.replace(",", ".")) / 100
    except Wrong:
        return "Write a factor such as x1.2"
    factor = f"x{1 - share if is_less else 1 + share:.10g}"
    words = f"Write {factor} for {100 * share:.10g}% {'less' if is_less else 'more'}"
    otherwise = "Write a factor such as x1.2"
    itself = "" if is_sure else f"; a share of {share:.10g} itself is typed as a number"
    return would_do(words + itself, factor, otherwise=otherwise) if share <= 1 or not is_less else otherwise


def new_number(column: Column, held: Any, by: Callable[[float], float]) -> float:
    """Return what a relative change makes of the number in a cell, or of the default of a blank one.

    Raises
    ------
    Wrong
        When the cell is blank and has no default, means no limit, or holds no number.
    """
    if held is None:
        found = default_of(column)
        if found is None:
            message = f"{column.name} is blank there, without a default: it can only be set to a value"
            raise Wrong(message, "Write the value itself")
    elif isinstance(held, Bad):
        raise Wrong(held.wrong, held.remedy)
    elif type(held) in (int, float):
        found = float(held)
    else:
        found = dict(column.words).get(fold(held))
        if found is None:
            message = f"the cell holds {shown(held)!r}, not a number: it can only be set to a value"
            raise Wrong(message, "Change the series of that name, or write the value itself")
    if math.isinf(found):
        message = f"{column.name} has no limit there, which cannot be changed by a number"
        raise Wrong(message, "Write the limit itself")
    return by(found)


def default_of(column: Column) -> float | None:
    """Return the number that a blank of a column stands for, if any."""
    if column.default is not None:
        return float(column.default)
    try:
        return parse.plain_number(column.blank)
    except Wrong:
        return None


def leaps(before: Any, after: Any) -> bool:
    """Whether a change makes a number more than a hundred times what it was, or less than a hundredth."""
    if type(before) not in (int, float) or type(after) not in (int, float) or not before or not after:
        return False
    return not 1 / LEAP <= abs(after / before) <= LEAP


def leap(place: str, before: float, after: float) -> str:
    """Return what is said of a change that leaps."""
    times = abs(after / before)
    way, factor = ("more", times) if times > 1 else ("less", 1 / times)
    told = number(float(f"{factor:.3g}"))
    return f"{place} goes from {number(before)} to {number(after)}, {told} times {way}"


def leap_remedy(change: Any) -> Remedy:
    """Return what would do where a change is likely not meant."""
    otherwise = "Check its unit and its decimal point; relative changes are written as x1.2 or add 5"
    if type(change) in (int, float) and 0 < change < 1:
        factor = f"x{1 + change:.10g}"
        words = f"Write {factor} for {100 * change:.10g}% more, or check its unit"
        return would_do(words, factor, otherwise=otherwise)
    return Remedy(otherwise)
