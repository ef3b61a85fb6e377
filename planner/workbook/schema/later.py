"""Sheets of the contract that this version does not plan yet: said with a warning, never left out silently."""

from __future__ import annotations

from typing import Final

from planner.workbook.schema.columns import header_key

# Other commands will read these sheets; what is solved is the workbook as it stands, with or without them.
SHEETS: Final[tuple[str, ...]] = ()


def is_later_sheet(title: str) -> bool:
    """Whether a tab is named like a sheet that is not planned yet."""
    return header_key(title) in {header_key(name) for name in SHEETS}
