"""The rows that show how a sheet of an empty workbook is filled in: of the example, and left out of the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from planner.workbook.schema.sheets import SHEETS
from planner.workbook.template.example import EXAMPLE

ROWS: Final = {
    "Recipes": 3,
    "Curves": 2,
    "Hits": 2,
    "Disruptions": 2,
    "Worlds": 2,
}  # sheets on which one row shows too little
PLANNED: Final = "Periods"  # as they are: columns of other sheets are headed by them


def worked_rows() -> dict[str, Sequence[Mapping[str, object]]]:
    """Return a worked row or a few for every sheet, active ``no``; the periods alone are planned as they stand."""
    found: dict[str, Sequence[Mapping[str, object]]] = {PLANNED: EXAMPLE[PLANNED]}
    for sheet in SHEETS:
        if sheet.name not in (PLANNED, "Settings", "Sources"):
            rows = EXAMPLE[sheet.name][: ROWS.get(sheet.name, 1)]
            found[sheet.name] = [{**row, "active": False} for row in rows]
    found["Sources"] = [{"figure": "price of North mine", "source": "annual report, page 12", "year": 2026}]
    return found
