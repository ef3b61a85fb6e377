"""A plan's sheets made anew from its tables: what was made from them and does not say what they say was changed."""

from __future__ import annotations

import datetime
import math
import re
from pathlib import Path
from typing import Any, Final

from planner.plans.plan import Plan
from planner.reports.plan_workbook.run_sheet import RUN_SHEET
from planner.reports.plan_workbook.write import cells_of
from planner.tolerances import LEAST_SIZE, ROUNDING
from planner.wording.text import is_number
from planner.workbook.reading.cells import Grid, read_grids
from planner.workbook.reading.guard import admit
from planner.workbook.schema.columns import fold

MOST: Final = 5  # cells that are named of a sheet
# what a file has in place of characters that XML has not, and what its readers make of that
SPELT: Final = re.compile(r"_x00[01][0-9A-Fa-f]_|x005F_|[\x00-\x09\x0b-\x1f]")
Cells = dict[tuple[int, int], Any]


def changed_sheets(path: Path, plan: Plan) -> dict[str, list[str]]:
    """Return the cells, by sheet, that are not what the plan's own tables make of them; other sheets are left alone.

    ``plan`` is what was read from ``path``. Tables are compared with themselves and so always agree; what is found is
    in the sheets that are made from them: Summary, Chart data, the map.
    """
    expected = {title: cells for title, cells in cells_of(plan).items() if title != RUN_SHEET}
    found = {fold(grid.title): grid for grid in read_grids(path, admit(path), list)}
    differing = {title: _differing(found.get(fold(title)), cells) for title, cells in expected.items()}
    return {title: cells for title, cells in differing.items() if cells}


def _differing(found: Grid | None, expected: Cells) -> list[str]:
    """Return the addresses of the cells of a sheet that differ, a few of them."""
    from openpyxl.utils import get_column_letter

    if found is None:
        return ["the sheet is missing"]
    here = _cells(found)
    differing = [at for at in sorted({*here, *expected}) if not _same(_plain(here.get(at)), _plain(expected.get(at)))]
    return [f"{get_column_letter(column)}{row}" for row, column in differing][:MOST]


def _cells(grid: Grid) -> Cells:
    return {(number, column): value for number, row in grid.rows.items() for column, value in row.items()}


def _plain(value: Any) -> Any:
    """Return a value as it is on either side: a date is the number that stands for it."""
    from openpyxl.utils.datetime import to_excel

    if isinstance(value, str):
        return _text(value)
    is_date = isinstance(value, datetime.date | datetime.time | datetime.timedelta)
    return to_excel(value) if is_date else value  # type: ignore[no-untyped-call]


def _text(text: str) -> str | None:
    """Return a text as it is whether it was written and read or not; blanks alone are nothing."""
    return None if not text or text.isspace() else SPELT.sub("", text)


def _same(one: Any, other: Any) -> bool:
    if is_number(one) and is_number(other):
        return math.isclose(one, other, rel_tol=ROUNDING, abs_tol=LEAST_SIZE)
    return bool(one == other)
