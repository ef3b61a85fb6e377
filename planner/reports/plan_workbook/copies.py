"""Writes the workbook that was planned behind the plan, sheet by sheet, as values."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from planner.reports.cells import write_cell
from planner.reports.styles import GREY_TAB, ReportStyles
from planner.reports.table_sheet import MOST_OF_DETAIL, PAGE_WIDTH, printed_part
from planner.wording.text import LONGEST_SHEET_NAME, width_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from planner.workbook.book import RawSheet

PREFIX: Final = "in "
MEASURED_ROWS: Final = 500
WIDEST: Final = 50
LINE_HEIGHT: Final = 13.0  # points of a line of text; LibreOffice does not find it by itself
TALLEST: Final = 400.0
UNEVEN: Final = 2  # digits of a line that words leave empty which move to the next


def copy_names(raws: Sequence[RawSheet]) -> list[str]:
    """Return the sheet name of each copy: ``in `` and the sheet's own, cut to what a spreadsheet takes."""
    names: list[str] = []
    for raw in raws:
        name = (PREFIX + raw.name)[:LONGEST_SHEET_NAME].rstrip()
        taken = {each.casefold() for each in names}
        number = 2
        while name.casefold() in taken:
            name = f"{name[: LONGEST_SHEET_NAME - 4]}~{number}"
            number += 1
        names.append(name)
    return names


def write_copy(sheet: Worksheet, raw: RawSheet, styles: ReportStyles) -> None:
    """Write one sheet of the workbook that was planned, each cell where it stands there."""
    sheet.set_tab_color(GREY_TAB)
    top, places = raw.header_row - 1, [place - 1 for place in raw.column_numbers]
    wide = [_width(raw, n) for n in range(len(raw.header))]
    for n, value in enumerate(raw.header):
        write_cell(sheet, top, places[n], value, styles.header())
        sheet.set_column(places[n], places[n], wide[n])
    for number, row in zip(raw.row_numbers, raw.rows, strict=True):
        lines = max(map(_lines, row), default=1)
        if lines > 1:
            sheet.set_row(number - 1, min(LINE_HEIGHT * lines + 2, TALLEST))
        for place, value in zip(places, row, strict=False):
            if value is not None:
                write_cell(sheet, number - 1, place, value, styles.get(**_format(value)))
    sheet.freeze_panes(raw.header_row, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.repeat_rows(top)
    across = max(1, math.ceil(sum(wide) / PAGE_WIDTH))
    sheet.fit_to_pages(across, 0)
    if across > 1:
        sheet.repeat_columns(places[0])  # the row's name stands on every page
    part = printed_part(len(raw.rows), MOST_OF_DETAIL)
    sheet.set_header(f"&L&BInput: &A&B    the workbook that was planned, with the case applied{part}")
    rows = raw.row_numbers[:MOST_OF_DETAIL]
    if places:
        sheet.print_area(0, 0, max(rows, default=raw.header_row) - 1, max(places))
    sheet.set_footer("&L&F&RPage &P of &N")


def _format(value: object) -> Mapping[str, object]:
    if _lines(value) > 1:
        return {"text_wrap": True, "valign": "top"}
    if isinstance(value, datetime.datetime):
        return {"num_format": "yyyy-mm-dd hh:mm"}
    if isinstance(value, datetime.date):
        return {"num_format": "yyyy-mm-dd"}
    return {"num_format": "hh:mm"} if isinstance(value, datetime.time) else {}


def _lines(value: object) -> int:
    """Return how many lines a text takes in the widest column."""
    if not isinstance(value, str) or 2 * len(value) <= WIDEST:
        return 1
    return math.ceil(width_of(value) / (WIDEST - UNEVEN))


def _width(raw: RawSheet, column: int) -> float:
    cells = [raw.header[column], *(row[column] for row in raw.rows[:MEASURED_ROWS] if column < len(row))]
    longest = max(width_of(_shown(value)) for value in cells)
    return min(max(longest + 3, 8), WIDEST)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)
