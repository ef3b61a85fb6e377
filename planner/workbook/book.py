"""A workbook as it was read: typed rows with the addresses of their cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planner.workbook.faults import Fault


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
    """

    sheet: str
    number: int
    values: Mapping[str, Any]
    columns: Mapping[str, str] = field(repr=False)

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def cell(self, column: str = "") -> str:
        """Return the address of a column's cell in this row, such as ``H12``; without a column, the row's."""
        letter = self.columns.get(column, "")
        return f"{letter}{self.number}" if letter else f"row {self.number}"


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet's header row and cells as values, for the copy that a plan carries."""

    name: str
    header: tuple[Any, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook without errors: what there is to plan.

    Attributes
    ----------
    path, sha256, case
        The file, the digest of its bytes, and the case that was applied (``base`` for none).
    settings
        The value of every declared setting, defaults filled in (``base year`` and ``cost of capital`` resolved).
    sheets
        The active rows of every declared sheet but Settings and Sources, in the order of the sheet.
    raw
        Every sheet that was read, with the case applied, as values.
    faults
        Warnings and notes: nothing here stops the planning.
    """

    path: Path
    sha256: str
    case: str
    settings: Mapping[str, Any]
    sheets: Mapping[str, tuple[Row, ...]]
    raw: tuple[RawSheet, ...]
    faults: tuple[Fault, ...] = ()

    def rows(self, sheet: str) -> tuple[Row, ...]:
        """Return the active rows of a sheet, in order; empty where the workbook leaves it out."""
        return self.sheets.get(sheet, ())

    @property
    def periods(self) -> tuple[str, ...]:
        """The names of the periods, in order."""
        return tuple(row["period"] for row in self.rows("Periods"))
