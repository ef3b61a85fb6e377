"""The columns of a plan's table as they are shown: headers with units, widths, lines that text takes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from planner.plans.fields import PlanTable
from planner.wording.numbers import unit_of
from planner.wording.places import units_of
from planner.wording.text import width_of

if TYPE_CHECKING:
    import pandas as pd

    from planner.workbook.book import Book

NARROWEST: Final = 7  # all widths are in digits
WIDEST: Final = 44
WIDEST_SENTENCE: Final = 80
MOST_NARROW: Final = 6  # lines of a text that needs no wider column
SHORT_HEADER: Final = 15
MEASURED_ROWS: Final = 2_000  # widths are fitted to so many rows; more would only cost time
UNIT: Final = "unit"  # for who reads the sheet: no column of the table, and not read back


@dataclass(frozen=True)
class ShownColumn:
    """One column as it is written: header, kind, the cells' values, a note; of a plan's table the field's name."""

    header: str
    kind: str
    values: list[Any]
    note: str = ""
    name: str = ""

    @cached_property
    def width(self) -> float:
        """The width of its longest value, or of its header over a few lines, within reason."""
        name, _, unit = self.header.partition(" (")
        word = max(width_of(word) for word in [*name.split(), unit])
        header = width_of(self.header)
        header = header + 3 if header <= SHORT_HEADER else header / 3 + 4
        is_long = self.header == "in words" or self._longest > MOST_NARROW * WIDEST
        widest = WIDEST_SENTENCE if is_long else WIDEST
        return min(max(self._longest + 3, word + 4, NARROWEST, header), widest)

    @property
    def wraps(self) -> bool:
        """Whether some of its texts take several lines."""
        return self.kind == "text" and self._longest + 3 > WIDEST

    @property
    def header_lines(self) -> int:
        """How many lines its header takes."""
        return math.ceil(width_of(self.header) / (self.width - 3))

    @cached_property
    def _longest(self) -> float:
        values = self.values[:MEASURED_ROWS]
        if self.kind == "text":
            return max((width_of(str(value)) for value in values), default=0.0)
        sizes = [abs(value) for value in values if is_finite(value)]
        return len(f"{max(sizes, default=0.0):,.0f}") + 4.0


def columns_of(table: PlanTable, frame: pd.DataFrame, settings: Mapping[str, object]) -> list[ShownColumn]:
    """Return a table's declared columns, and those that a study added, each header with the unit of its numbers."""
    columns = []
    for field in table.fields_of(frame.columns):
        unit = unit_of(field, settings).replace("(", "").replace(")", "")  # a header's end at the first that closes
        header = f"{field.name} ({unit})" if unit else field.name
        columns.append(ShownColumn(header, field.kind, frame[field.name].tolist(), note_of(field.doc), field.name))
    return columns


def with_units(columns: list[ShownColumn], book: Book) -> list[ShownColumn]:
    """Return the columns and, where rows are about materials or processes with units, a column of those."""
    units = units_of(book)
    named = [column for column in columns if column.name in ("material", "process")]
    if not named:
        return columns
    values = [units.get(str(name), "") for name in named[0].values]
    note = "The unit of the material, or of a run of the process; amounts and prices are in it."
    return [*columns, ShownColumn(UNIT, "text", values, note)] if any(values) else columns


def lines_of(columns: Sequence[ShownColumn]) -> list[int]:
    """Return how many lines each row takes where its texts wrap."""
    lines = [1] * len(columns[0].values)
    for column in columns:
        if column.wraps:
            room = column.width - 3.5  # words that move to the next line leave some of it empty
            needed = [math.ceil(width_of(str(value)) / room) for value in column.values]
            lines = [max(pair) for pair in zip(lines, needed, strict=True)]
    return lines


def is_finite(value: object) -> bool:
    """Whether a value is a number that can be shown."""
    return isinstance(value, int | float) and math.isfinite(value)


def note_of(doc: str) -> str:
    """Return what a column is, as a sentence."""
    return f"{doc[:1].upper()}{doc[1:]}." if doc else ""
