"""The lists of drop-downs that no sheet of a workbook declares: kinds of targets, sheets and their columns."""

from __future__ import annotations

from typing import Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from planner.workbook.schema.describe import columns_of
from planner.workbook.schema.sheets import ACTIVE, BY_NAME, SHEETS

LISTS: Final = "Lists"
TARGETS: Final = tuple(BY_NAME["Hits"].column("target").choices)


def write_fixed(book: xlsxwriter.Workbook, paper: Worksheet, place: int) -> None:
    """Write what no sheet declares, from a column of the hidden sheet on."""
    paper.write_column(1, place, TARGETS)
    letter = xl_col_to_name(place)
    book.define_name("list_targets", f"={LISTS}!${letter}$2:${letter}${len(TARGETS) + 1}")
    sheets = [sheet for sheet in SHEETS if sheet.is_read and sheet.is_planned]
    columns = [[column.name for column in columns_of(sheet, ACTIVE) if column.name != "note"] for sheet in sheets]
    longest = max(map(len, columns))
    first, last = xl_col_to_name(place + 1), xl_col_to_name(place + len(sheets))
    for number, (sheet, names) in enumerate(zip(sheets, columns, strict=True), start=place + 1):
        paper.write_column(0, number, [sheet.name, *names])
    book.define_name("list_sheets", f"={LISTS}!${first}$1:${last}$1")
    book.define_name("list_columns", f"={LISTS}!${first}$2:${last}${longest + 1}")
