"""A workbook as it was read: typed rows with the addresses of their cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl.utils import column_index_from_string

from planner.errors import QuestionError

if TYPE_CHECKING:
    from planner.faults import Fault


@dataclass(frozen=True, slots=True)
class Row:
    """One active row of a sheet.

    Attributes
    ----------
    sheet, number
        Where it stands: the sheet's declared name and the row number of the spreadsheet.
    values
        By column name; the types are those of ``schema.Kind``, defaults filled in, names in the spelling of
        their declaration, period columns and series resolved to one number a period.
    columns
        The spreadsheet column letter of each column that the sheet has.
    cells
        What the row's cells hold, as it was read, by column number; without blanks.
    """

    sheet: str
    number: int
    values: Mapping[str, Any]
    columns: Mapping[str, str] = field(repr=False)
    cells: Mapping[int, Any] = field(default_factory=dict, repr=False)

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def cell(self, column: str = "") -> str:
        """Return the address of a column's cell in this row, such as ``H12``; without a column, the row's."""
        letter = self.columns.get(column, "")
        return f"{letter}{self.number}" if letter else f"row {self.number}"

    def holds(self, header: str) -> Any:
        """Return what the cell under a header of ours holds; None where it is blank or there is no such column."""
        letter = self.columns.get(header, "")
        return self.cells.get(column_index_from_string(letter)) if letter else None


def renamed(row: Row, column: str, names: Mapping[str, str]) -> Row:
    """Return a row in which names of a column are other ones."""
    held = row[column]
    many = tuple(names.get(one, one) for one in held) if isinstance(held, tuple) else ()
    new = many or names.get(held, held)
    return row if new == held else replace(row, values={**row.values, column: new})


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet's header row and cells as values, for the copy that a plan carries.

    Attributes
    ----------
    header_row, numbers, places
        Where they stand: the number of the header's row, of each row, and of each column. Rows and columns that
        were added behind have none, and stand behind the last.
    """

    name: str
    header: tuple[Any, ...]
    rows: tuple[tuple[object, ...], ...]
    header_row: int = 1
    numbers: tuple[int, ...] = ()
    places: tuple[int, ...] = ()

    @property
    def row_numbers(self) -> tuple[int, ...]:
        """The number of every row."""
        return _continued(self.numbers, len(self.rows), self.header_row)

    @property
    def column_numbers(self) -> tuple[int, ...]:
        """The number of every column."""
        return _continued(self.places, len(self.header), 0)


def _continued(numbers: tuple[int, ...], count: int, before: int) -> tuple[int, ...]:
    last = numbers[-1] if numbers else before
    return (*numbers[:count], *range(last + 1, last + 1 + count - len(numbers)))


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Book:
    """A workbook without errors: what there is to plan.

    Attributes
    ----------
    path, sha256, case
        The file, the digest of its bytes, and the case that was applied (``base`` for none).
    settings
        The value of every declared setting, defaults filled in (``base year`` and ``cost of capital`` resolved).
    sheets
        The active rows of every declared sheet but Sources, in the order of the sheet; of Settings those that it names.
    raw
        Every sheet that was read, with the case applied, as values.
    faults
        Warnings and notes: nothing here stops the planning.
    set_by
        The row of Cases that the case sets a cell by, by sheet, row number and header.
    added
        The columns, by sheet and header, that the case has added to their sheets.
    typed
        What was typed into cells after it was read: sheet, row, header, value.
    """

    path: Path
    sha256: str
    case: str
    settings: Mapping[str, Any]
    sheets: Mapping[str, tuple[Row, ...]]
    raw: tuple[RawSheet, ...]
    faults: tuple[Fault, ...] = ()
    set_by: Mapping[tuple[str, int, str], int] = field(default_factory=dict, repr=False)
    added: frozenset[tuple[str, str]] = frozenset()
    typed: tuple[tuple[str, int, str, object], ...] = ()

    @property
    def identity(self) -> tuple[object, ...]:
        """What tells it from every other: the file, the case, and what was typed into its cells since."""
        return self.sha256, self.case, self.typed

    def rows(self, sheet: str) -> tuple[Row, ...]:
        """Return the active rows of a sheet, in order; empty where the workbook leaves it out."""
        return self.sheets.get(sheet, ())

    @property
    def periods(self) -> tuple[str, ...]:
        """The names of the periods, in order."""
        return tuple(row["period"] for row in self.rows("Periods"))

    def periods_before(self, name: str) -> tuple[str, ...]:
        """Return the periods before one of them, which is asked for by its name."""
        if name not in self.periods:
            message = f"the workbook has no period {name!r}; its periods are: {', '.join(self.periods)}"
            raise QuestionError(message)
        return self.periods[: self.periods.index(name)]
