"""The sheets of a workbook as frames, with the units that its columns are in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from planner.api.frames import read_only
from planner.wording.numbers import money_label
from planner.workbook.schema.columns import Kind, Sheet, header_key, spell
from planner.workbook.schema.describe import columns_of
from planner.workbook.schema.sheets import ACTIVE, BY_NAME

if TYPE_CHECKING:
    from planner.workbook.book import Book, RawSheet


def frames_of(book: Book) -> dict[str, pd.DataFrame]:
    """Return a frame for each sheet that there is to plan with, also for those that the workbook leaves out."""
    raws = {raw.name: raw for raw in book.raw}
    periods = [spell(row["period"]) for row in book.rows("Periods") if row["period"]]
    return {name: _frame(sheet, raws.get(name), periods, book) for name, sheet in BY_NAME.items()}


def _frame(sheet: Sheet, raw: RawSheet | None, periods: list[str], book: Book) -> pd.DataFrame:
    declared = columns_of(sheet, ACTIVE)
    names = {header_key(column.name): column.name for column in declared}
    headers = [column.name for column in declared] if raw is None else [_name(held, names) for held in raw.header]
    rows = () if raw is None else [[*row, *[None] * (len(headers) - len(row))] for row in raw.rows]
    numbers = () if raw is None else raw.row_numbers
    made = pd.DataFrame(rows, columns=headers, index=pd.Index(numbers, name="row", dtype="int64"), dtype=object)
    units = {column.name: column.unit for column in declared}
    units |= {period: column.unit for column in declared if column.varies for period in periods}
    numbers_in = {column.name for column in declared if column.kind is Kind.NUMBER} | set(periods)
    columns = [_typed(made.iloc[:, place], name in numbers_in) for place, name in enumerate(headers)]
    made = pd.concat(columns, axis=1)
    label = money_label(book.settings)
    own = {name: re.sub(r"\bmoney\b", label, units.get(name, "")) for name in headers}
    return read_only(made, own, sheet.doc)


def _name(header: object, names: dict[str, str]) -> str:
    """Return the declared name of a column, or the header as it is shown where it is none of ours."""
    return names.get(header_key(spell(header)), spell(header))


def _typed(column: pd.Series[Any], takes_numbers: bool) -> pd.Series[Any]:
    """Return a column of numbers as such where it holds nothing else, blanks as NaN; others as they are."""
    held = [value for value in column if value is not None]
    has_words = any(isinstance(value, bool) or not isinstance(value, int | float) for value in held)
    return column.astype(float) if takes_numbers and not has_words else column
