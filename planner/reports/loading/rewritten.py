"""A plan's sheets made anew from its tables: what was made from them and does not say what they say was changed."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path
from typing import Any, Final

from planner.plans.plan import Plan
from planner.reports.plan_workbook.run_sheet import RUN_SHEET
from planner.reports.plan_workbook.write import write_plan
from planner.tolerances import LEAST_SIZE, ROUNDING
from planner.wording.text import is_number
from planner.workbook.reading.cells import Grid, read_grids
from planner.workbook.reading.guard import admit
from planner.workbook.schema.columns import fold

MOST: Final = 5  # cells that are named of a sheet
Cells = dict[tuple[int, int], Any]


def changed_sheets(path: Path, plan: Plan) -> dict[str, list[str]]:
    """Return the cells, by sheet, that are not what the plan's own tables make of them; other sheets are left alone.

    ``plan`` is what was read from ``path``. Tables are compared with themselves and so always agree; what is found is
    in the sheets that are made from them: Summary, Chart data, the map.
    """
    with tempfile.TemporaryDirectory() as folder:
        anew = Path(folder) / "anew.xlsx"
        write_plan(plan, anew)
        expected = {fold(grid.title): grid for grid in read_grids(anew, admit(anew), list)}
    found = {fold(grid.title): grid for grid in read_grids(path, admit(path), list)}
    differing = {grid.title: _differing(found.get(name), grid) for name, grid in expected.items()}
    return {title: cells for title, cells in differing.items() if cells and title != RUN_SHEET}


def _differing(found: Grid | None, expected: Grid) -> list[str]:
    """Return the addresses of the cells of a sheet that differ, a few of them."""
    from openpyxl.utils import get_column_letter

    if found is None:
        return ["the sheet is missing"]
    here, there = _cells(found), _cells(expected)
    differing = [at for at in sorted({*here, *there}) if not _same(here.get(at), there.get(at))]
    return [f"{get_column_letter(column)}{row}" for row, column in differing][:MOST]


def _cells(grid: Grid) -> Cells:
    return {(number, column): value for number, row in grid.rows.items() for column, value in row.items()}


def _same(one: Any, other: Any) -> bool:
    if is_number(one) and is_number(other):
        return math.isclose(one, other, rel_tol=ROUNDING, abs_tol=LEAST_SIZE)
    return bool(one == other)
