"""What may be typed into a cell of the template: drop-downs, ranges, and the words that a planner sees."""

from __future__ import annotations

import math
from typing import Final

from planner.workbook.schema.columns import Column, Kind
from planner.workbook.schema.describe import default_in_words, number, range_in_words
from planner.workbook.template.lists import Lists
from planner.workbook.template.offers import offered

TITLE_LENGTH: Final = 32
TEXT_LENGTH: Final = 255


def validation(column: Column, lists: Lists, cell: str) -> dict[str, object] | None:
    """Return the validation of a column's cells as XlsxWriter takes it; None for free words.

    ``cell`` is the address of the first of them.
    """
    rule = _rule(column, lists, cell)
    if rule is None:
        return None
    allowed = f"Takes: {range_in_words(column)}."
    prompt = f"{column.doc} {allowed} {_blank_in_words(column)}"
    return {
        "input_title": column.name[:TITLE_LENGTH],
        "input_message": prompt[:TEXT_LENGTH],
        "error_title": column.name[:TITLE_LENGTH],
        "error_message": allowed[:TEXT_LENGTH],
        **rule,
    }


def _blank_in_words(column: Column) -> str:
    default = default_in_words(column)
    if column.required:
        return "Required."
    return f"Blank: {default}." if default else ""


def _rule(column: Column, lists: Lists, cell: str) -> dict[str, object] | None:
    if column.kind is Kind.CHOICE:
        return {"validate": "list", "source": list(column.choices)}
    if column.kind is Kind.YESNO:
        return {"validate": "list", "source": ["yes", "no"]}
    if column.kind is Kind.NUMBER:
        return _of_numbers(column, lists, cell)
    if column.offers:
        return offered(column.offers, lists, cell)
    if column.refers and column.kind is Kind.NAME:
        return {"validate": "list", "source": "=" + lists.name(column.refers), "error_type": "warning"}
    if column.refers and column.kind is Kind.NAMES:
        # One name is picked; several are typed, which a list would refuse.
        return {"validate": "list", "source": "=" + lists.name(column.refers), "show_error": False}
    return None


def _of_numbers(column: Column, lists: Lists, cell: str) -> dict[str, object]:
    if column.series or column.words:
        return {"validate": "custom", "value": _number_or_word(column, lists, cell)}
    kind = "integer" if column.whole else "decimal"
    low, high = column.low, column.high
    if math.isinf(high) and math.isinf(low):
        return {"validate": kind, "criteria": ">=", "value": -1e300}
    if math.isinf(high):
        return {"validate": kind, "criteria": ">" if column.above else ">=", "value": low}
    return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}


def _number_or_word(column: Column, lists: Lists, cell: str) -> str:
    parts = [f"ISNUMBER({cell})"]
    if not math.isinf(column.low):
        parts.append(f"{cell}{'>' if column.above else '>='}{number(column.low)}")
    if not math.isinf(column.high):
        parts.append(f"{cell}<={number(column.high)}")
    if column.whole:
        parts.append(f"N({cell})=INT(N({cell}))")  # a word is no whole number, and no error either
    ways = [f"AND({','.join(parts)})"] + [f'{cell}="{word}"' for word, _ in column.words]
    if column.series:
        ways.append(f"COUNTIF({lists.name(('series',))},{cell})>0")
    return f"=OR({','.join(ways)})"
