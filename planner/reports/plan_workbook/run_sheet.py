"""Writes the facts of the run: what was solved, how, and how well."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from planner.reports.cells import write_cell
from planner.reports.plan_workbook.copies import LINE_HEIGHT, TALLEST, UNEVEN
from planner.reports.styles import GREY_TAB, ReportStyles
from planner.wording.numbers import number_format, small_format
from planner.wording.text import is_number, width_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

RUN_SHEET: Final = "Run"
HEADER: Final = ("fact", "value")
VALUE_WIDTH: Final = 80


def write_run(sheet: Worksheet, run: Mapping[str, object], styles: ReportStyles) -> None:
    """Write a row for each fact, in order."""
    sheet.set_tab_color(GREY_TAB)
    for column, name in enumerate(HEADER):
        write_cell(sheet, 0, column, name, styles.header())
    for row, (fact, value) in enumerate(run.items(), start=1):
        lines = math.ceil(width_of(str(value)) / (VALUE_WIDTH - UNEVEN))
        if lines > 1:
            sheet.set_row(row, min(LINE_HEIGHT * lines + 2, TALLEST))
        write_cell(sheet, row, 0, fact, styles.cell())
        write_cell(sheet, row, 1, value, styles.cell(align="left", text_wrap=True, **_format(fact, value)))
    sheet.set_column(0, 0, max([24, *(width_of(fact) + 2 for fact in run)]))
    sheet.set_column(1, 1, VALUE_WIDTH)
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:B{len(run) + 1}"})
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header("&L&BRun&B    What was solved, how, and how well")
    sheet.set_footer("&L&F&RPage &P of &N")


def _format(fact: str, value: Any) -> dict[str, str]:
    if not is_number(value) or isinstance(value, int):
        return {}
    if fact.casefold().endswith("gap"):
        return {"num_format": "0.0000%"}
    return {"num_format": small_format("number", float(value), number_format("number", [float(value)]))}
