"""Says in words what a column takes: unit, default and range; for notes, the Guide sheet and the docs."""

from __future__ import annotations

import math

from planner.workbook.schema.columns import Column, Decision, Kind, Sheet

KINDS = {
    Kind.NAME: "a name",
    Kind.TEXT: "free words",
    Kind.NAMES: "names, separated by ;",
    Kind.NUMBER: "a number",
    Kind.CHOICE: "one of the choices",
    Kind.YESNO: "yes or no",
    Kind.SHARES: "shares, separated by ;",
    Kind.USES: "resource: amount, separated by ;",
    Kind.DECISION: "free, must, never, or period: amount, separated by ;",
    Kind.CHANGE: "a value or a change",
}


def number(value: float) -> str:
    """Return a number as a planner writes it."""
    return f"{value:.10g}"


def default_in_words(column: Column) -> str:
    """Return what a blank cell means."""
    if column.required:
        return "required"
    if column.blank:
        return column.blank
    value = column.default
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decision):
        return value.kind
    if isinstance(value, (int, float)):
        return number(value)
    return str(value) if value else ""


def range_in_words(column: Column) -> str:
    """Return what a cell may hold."""
    if column.kind is Kind.CHOICE:
        return ", ".join(column.choices)
    if column.kind is Kind.NUMBER:
        return _numbers_in_words(column)
    if column.kind in (Kind.NAME, Kind.NAMES) and column.refers:
        several = ", several separated by ;" if column.kind is Kind.NAMES else ""
        return "a " + " or ".join(column.refers).replace("or *", "or * for all") + several
    return KINDS[column.kind]


def _numbers_in_words(column: Column) -> str:
    whole = "a whole number" if column.whole else "a number"
    words = [f"{whole}{_between(column)}", *(word for word, _ in column.words)]
    if column.series:
        words.append("the name of a row of Series")
    return " or ".join(words) if len(words) < 3 else ", ".join(words[:-1]) + " or " + words[-1]


def _between(column: Column) -> str:
    low, high = column.low, column.high
    if math.isinf(low) and math.isinf(high):
        return ""
    if math.isinf(high):
        return f" above {number(low)}" if column.above else f" of at least {number(low)}"
    start = " above" if column.above else " from"
    return f"{start} {number(low)} to {number(high)}"


def header(column: Column) -> str:
    """Return the header that the template gives a column: its name, with the unit in parentheses."""
    says_it = not column.unit or column.unit in column.name
    return column.name if says_it else f"{column.name} ({column.unit})"


def note(column: Column) -> str:
    """Return the note on a column's header."""
    lines = [column.doc]
    if column.unit:
        lines.append(f"Unit: {column.unit}.")
    lines.append(f"Takes: {range_in_words(column)}.")
    if column.required:
        lines.append("Required.")
    elif default_in_words(column):
        lines.append(f"Blank: {default_in_words(column)}.")
    if column.varies:
        lines.append("A column headed by a period's name overrides it in that period.")
    return "\n".join(lines)


def columns_of(sheet: Sheet, active: Column) -> tuple[Column, ...]:
    """Return a sheet's columns with ``active`` before the free words at the end, where the sheet is read."""
    if not sheet.is_read:
        return sheet.columns
    last = [column for column in sheet.columns if column.name == "note"]
    return (*(column for column in sheet.columns if column.name != "note"), active, *last)
