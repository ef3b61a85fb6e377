"""Sheets and columns of the contract that this version does not plan yet: said at their cells, never left out silently.

Whatever comes to be planned is declared in ``sheets.py`` and taken out here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from planner.workbook.schema.columns import header_key


@dataclass(frozen=True, slots=True)
class Later:
    """A column that is not planned yet, and what a cell may hold that means the same as leaving it out."""

    name: str
    default: tuple[str, ...] = ()


# Other commands will read these sheets; what is solved is the workbook as it stands, with or without them.
SHEETS: Final = ("Worlds", "Ranges", "Partners")
COLUMNS: Final[dict[str, tuple[Later, ...]]] = {
    "Disruptions": (Later("floor"),),
}


def is_later_sheet(title: str) -> bool:
    """Whether a tab is named like a sheet that is not planned yet."""
    return header_key(title) in {header_key(name) for name in SHEETS}


def later_columns(sheet: str) -> dict[str, Later]:
    """Return the columns of a sheet that are not planned yet, by the key of their header."""
    return {header_key(column.name): column for column in COLUMNS.get(sheet, ())}
