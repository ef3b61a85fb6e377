"""What a cell holds -> what it means, one function a kind of column; ``Wrong`` where it means nothing."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Sequence
from typing import Any, Final

from planner.faults import Remedy, did_you_mean, would_do
from planner.tolerances import TYPED
from planner.workbook.reading.cells import Bad
from planner.workbook.reading.complaints import Said, Wrong, shown
from planner.workbook.reading.names import Names, like, one_of, split
from planner.workbook.reading.yes_or_no import refuse
from planner.workbook.schema.columns import Column, Decision, fold, spell
from planner.workbook.schema.parts import NO_LIMIT, UNLIMITED

# Above this a solver's arithmetic drops what stands beside it.
LARGEST: Final = 1e24  # units are the planner's choice: how far numbers may be apart is in checks/ratios.py
EVERY: Final = "*"
NOT_TEXT: Final = ", not text"
_NO_LIMITS: Final = {
    NO_LIMIT, "no limits", "none", "unlimited", "without limit", "no maximum", "infinite", "infinity", "inf", "∞",
}  # fmt: skip
_DATES: Final = (datetime.date, datetime.time, datetime.timedelta)


def text(value: object) -> str:
    """Return a free text, on one line."""
    refuse(value)
    return spell(shown(value, 32_767) if isinstance(value, bool | datetime.date) else value)


def name(value: object) -> str:
    """Return a name as it is written."""
    refuse(value)
    if isinstance(value, bool):
        message = "a yes/no value where a name must be"
        raise Wrong(message, "Write the name as text")
    if isinstance(value, _DATES):
        message = "a date where a name must be"
        raise Wrong(message, "Format the cell as text and write the name, such as 2027")
    return spell(value)


def choice(column: Column, value: object) -> str:
    """Return which of the column's choices a cell holds."""
    folded = fold(name(value))
    for word in column.choices:
        if fold(word) == folded:
            return word
    known = {fold(word): word for word in column.choices}
    meant = known.get(like(folded, known))
    message = f"{column.name} must be {one_of(column.choices)}"
    raise Wrong(message, did_you_mean(meant) if meant else "")


def number(column: Column, value: object) -> float:
    """Return a number in the column's range, from a number or one of the column's words."""
    if type(value) is float or type(value) is int:
        found = float(value)
    else:
        word = dict(column.words).get(fold(value)) if isinstance(value, str) else None
        if word is not None:
            return word
        raise _no_number(column, value)
    check_range(column, found)
    return found


def check_range(column: Column, found: float, of: str = "") -> None:
    """Raise ``Wrong`` for a number outside the column's range; ``of`` says whose it is, if not the cell's."""
    below = found <= column.low if column.above else found < column.low
    if below or found > column.high:
        percent = column.high == 1 and 2 <= found <= 100
        remedy = Remedy(column.remedy)
        if percent and not column.remedy:
            remedy = would_do(f"{found:g} percent is written {found:g}% or {found / 100:g}", found / 100)
        message = f"{column.name} must be {range_of(column)}{of}"
        raise Wrong(message, remedy)
    if column.whole and not found.is_integer():
        message = f"{column.name} must be a whole number{of}"
        raise Wrong(message)
    if abs(found) >= LARGEST:
        message = f"{column.name} is too large to plan with{of}"
        without = f", or write {NO_LIMIT}" if column.words == UNLIMITED else ""
        raise Wrong(message, f"Use a larger unit{without}")


def range_of(column: Column) -> str:
    """Return the range of a column's numbers in words."""
    whole = "a whole number " if column.whole else ""
    low = f"above {column.low:g}" if column.above else f"at least {column.low:g}"
    if math.isinf(column.high):
        return f"{whole}{low}"
    if math.isinf(column.low):
        return f"{whole}at most {column.high:g}"
    if column.above:
        return f"{whole}{low} and at most {column.high:g}"
    return f"{whole}from {column.low:g} to {column.high:.10g}"


def _no_number(column: Column, value: object) -> Wrong:
    if isinstance(value, Bad):
        return Wrong(value.wrong, value.remedy)
    if isinstance(value, bool):
        return Wrong(f"{column.name} must be a number, not a yes/no value", "Type the number")
    if isinstance(value, _DATES):
        remedy = "Format the cell as a number and type it again"
        return Wrong(f"{column.name} must be a number, not a date", remedy)
    if fold(value) in _NO_LIMITS and column.words in ((), UNLIMITED):
        return _never_without(column, fold(value))
    wrong, how = text_number(str(value))
    words = [word for word, _ in column.words] if wrong == NOT_TEXT else []
    return Wrong(f"{column.name} must be {one_of(['a number', *words])}{wrong}", how)


def _never_without(column: Column, held: str) -> Wrong:
    """Return what is said of a word that is to lift a limit, where it does not."""
    if column.words == UNLIMITED:
        otherwise = f"Write {NO_LIMIT}, or 0 where there is to be nothing"
        how = Remedy(otherwise) if held == "none" else did_you_mean(NO_LIMIT, otherwise)
        return Wrong(f"{column.name} must be a number or {NO_LIMIT}", how)
    message = f"{column.name} must be a number: no word stands for {NO_LIMIT} there"
    return Wrong(message, "A number that is never reached lifts an upper limit, 0 a lower one")


def text_number(held: str) -> tuple[str, str | Remedy]:
    """Return how a text is not a number, and what would do."""
    otherwise = "Type a number"
    squeezed = re.sub(r"[\s'\u2019]", "", held)
    if re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", held.strip()):
        remedy = would_do("Format the cell as a number and type it again", float(held), otherwise=otherwise)
        return ", not text that looks like one", remedy
    if re.fullmatch(r"[+-]?\d+([.,]\d+)?%", squeezed):
        share = float(squeezed[:-1].replace(",", ".")) / 100
        words = f"Format the cell as a percentage and type it again, or type {share:.10g}"
        remedy = would_do(words, float(f"{share:.10g}"), otherwise=otherwise)
        return ", not text that looks like a percentage", remedy
    if re.fullmatch(r"[+-]?[\d.,]*\d", squeezed):
        return (
            ", not text with a comma or blanks",
            "Type it as a number, with the decimal sign of your spreadsheet and no thousands separators",
        )
    if re.fullmatch(r"[^\d\s]{0,4}\d[\d.,]*[^\d\s]{0,12}", squeezed):
        return ", not text with a sign or unit", "Type the number alone"
    return NOT_TEXT, otherwise


def plain_number(held: str, whole: str = "") -> float:
    """Return the number in a part of a list, such as ``0.3`` or ``30%``, of the text ``whole`` of a cell."""
    squeezed = held.strip()
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*%?", squeezed):
        found = float(squeezed.rstrip("% "))
        return found / 100 if squeezed.endswith("%") else found
    remedy = Remedy("Write a number such as 0.3")
    if "," in squeezed:
        remedy = would_do("Write a decimal point", (whole or held).replace(",", "."), otherwise=remedy.otherwise)
    message = f"{squeezed!r} is not a number"
    raise Wrong(message, remedy)


def number_in(period: str) -> float | None:
    """Return the year in which a period begins, where its name is a number."""
    try:
        return plain_number(spell(period))
    except Wrong:
        return None


def shares(column: Column, value: Any) -> tuple[float, ...]:
    """Return the shares of a list such as ``0.3; 0.7``, or of a single number."""
    if type(value) in (int, float):
        parts: tuple[float, ...] = (float(value),)
    elif isinstance(value, str):
        parts = tuple(plain_number(part, value) for part in split(value))
    else:
        raise _no_number(column, value)
    for share in parts:
        check_range(column, share)
    if column.name == "spending" and abs(math.fsum(parts) - 1) > TYPED:
        message = f"the shares of spending add up to {math.fsum(parts):g}, not to 1"
        raise Wrong(message, "Change them so that they add up to 1")
    return parts


def names(column: Column, value: Any, known: Names, declares: str = "") -> tuple[str, ...]:
    """Return the names of a list; those that refer to something in the spelling of its declaration."""
    found: list[str] = []
    said: list[Said] = []
    for part in split(name(value)):
        try:
            refers = column.refers
            found.append(known.resolve(refers, part) if refers else known.declared(declares, part))
        except Wrong as wrong:
            said.extend(wrong.complaints)
            found += [wrong.instead] if isinstance(wrong.instead, str) else []
    if said:
        raise Wrong.of(said, _listed(column, found) if found else None)
    return _listed(column, found)


def _listed(column: Column, found: list[str]) -> tuple[str, ...]:
    """Return a list's names once each: beside * others say nothing, but where the nearest name of several holds."""
    if EVERY in found and "project" not in column.refers:
        return (EVERY,)
    return tuple(dict.fromkeys(found))


def uses(column: Column, value: Any, known: Names) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """Return the pairs of a cell such as ``port: 1; cold store: 0.2``; an amount may name a series."""
    found: dict[str, tuple[float, ...]] = {}
    said: list[Said] = []
    for part in split(name(value)):
        resource, colon, amount = (piece.strip() for piece in part.rpartition(":"))
        if not colon:
            message = f"{part!r} is not a pair of a resource and an amount"
            raise Wrong(message, "Write pairs such as port: 1; cold store: 0.2")
        try:
            resource = known.resolve(column.refers, resource)
        except Wrong as wrong:
            said.extend(wrong.complaints)
            if not isinstance(wrong.instead, str):
                continue
            resource = wrong.instead
        if resource in found:
            message = f"the resource {resource!r} stands twice"
            raise Wrong(message, "Take one out")
        found[resource] = _amounts(amount, known)
    if said:
        raise Wrong.of(said, tuple(found.items()))
    return tuple(found.items())


def _amounts(amount: str, known: Names) -> tuple[float, ...]:
    varying = known.series.get(fold(amount))
    amounts = varying if varying is not None else (plain_number(amount),) * len(known.periods)
    if any(not 0 <= one < LARGEST for one in amounts):
        message = f"the amount {amount!r} must be at least 0"
        raise Wrong(message)
    return amounts


def decision(value: object, known: Names) -> Decision:
    """Return what a cell such as ``free``, ``must``, ``2027`` or ``2027: 2; 2029: 1`` decides."""
    if isinstance(value, _DATES):
        message = "a date or time, into which the spreadsheet has turned what was typed"
        raise Wrong(message, "Format the cell as text and type it again, such as 2027: 3")
    folded = fold(name(value))
    if folded in ("free", "must", "never"):
        return Decision(folded)
    found: dict[str, float | None] = {}
    for part in split(name(value)):
        period, amount = _commitment(part, known)
        if period in found:
            message = f"the period {period!r} stands twice"
            raise Wrong(message, "Take one out")
        found[period] = amount
    return Decision("commit", tuple(sorted(found.items(), key=lambda pair: known.periods.index(pair[0]))))


def _commitment(part: str, known: Names) -> tuple[str, float | None]:
    if fold(part) in known.known["period"]:
        return known.resolve(("period",), part), None
    period, colon, amount = part.rpartition(":")
    try:
        found = known.resolve(("period",), period if colon else part)
    except Wrong as wrong:
        message = "decision must be free, must, never or commitments such as 2027: 2; 2029: 1"
        raise Wrong(message, f"{wrong.complaints[0][0]}".capitalize()) from None
    least = plain_number(amount)
    if not 0 < least < LARGEST:
        message = f"the commitment {part!r} must be above 0"
        raise Wrong(message)
    return found, least


def same_for_all(found: float, periods: Sequence[str]) -> tuple[float, ...]:
    """Return a number as one a period."""
    return (found,) * len(periods)
