"""Writes single cells so that no text becomes a formula, a link or half a character."""

from __future__ import annotations

import datetime
import math
from typing import TYPE_CHECKING, Any

from planner.wording.text import is_number, safe_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet


def write_cell(sheet: Worksheet, row: int, column: int, value: Any, style: Format | None = None) -> None:
    """Write one value: a number that is finite, a date, yes or no, or text; anything else is a blank."""
    if isinstance(value, float) and math.isfinite(value):  # most cells by far are such numbers
        sheet.write_number(row, column, value, style)
    elif isinstance(value, str) and value:
        sheet.write_string(row, column, safe_text(value), style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, datetime.date | datetime.time):
        sheet.write_datetime(row, column, value, style)
    elif is_number(value) and math.isfinite(value):
        sheet.write_number(row, column, float(value), style)
    elif value is None or value == "" or is_number(value):
        sheet.write_blank(row, column, None, style)
    else:
        sheet.write_string(row, column, safe_text(str(value)), style)
