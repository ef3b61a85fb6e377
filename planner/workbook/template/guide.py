"""The Guide sheet: how to use the workbook, and every sheet and column of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from planner.workbook.schema.columns import Column, Group, Sheet
from planner.workbook.schema.describe import default_in_words, range_in_words
from planner.workbook.schema.sheets import SETTINGS, SHEETS
from planner.workbook.template.styles import TemplateStyles

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

GUIDE: Final = "Guide"
INTRODUCTION: Final = (
    "1. Say what there is (blue tabs), what could be built (green), "
    "what must hold (yellow) and what could go wrong (red).",
    "2. Only Periods, Materials, Sites and Demand must have rows. Leave any other sheet empty that you do not need.",
    "3. Headers on a strong colour are required. "
    "The others may stay blank: that means their default, never a zero that nobody wrote.",
    "4. Point at a header to read what its column means; select a cell to see what it takes. "
    "Most names have drop-downs.",
    "5. Several names in one cell are separated by a semicolon: a drop-down picks one, type the others. * means all.",
    "6. For the number of one period, add a column headed by the period's name; "
    "it overrides the plain column there. Or write the name of a row of Series.",
    "7. Shares are fractions: 0.3, or 30%. All money is in the money unit of Settings. Amounts are a year.",
    "8. Set a row's active to no to leave it out without deleting it. "
    "Notes, and sheets and columns of your own, are not read. "
    "Rows in grey are left out so: an empty workbook has a worked one on most sheets. Type over it and clear its no.",
    "9. Save, then run:  planner check FILE   and   planner solve FILE -o PLAN.xlsx",
    "Nothing is locked: sort, filter, paste, add columns. "
    "Pasting passes by the drop-downs, but planner check reads everything again.",
)
HEADERS: Final = ("sheet", "column", "unit", "blank means", "takes", "meaning", "by period")
LINE: Final = 15.5  # points
WIDTHS: Final = (16, 18, 22, 26, 44, 66, 11)


def write_guide(paper: Worksheet, styles: TemplateStyles) -> None:
    """Write the Guide sheet."""
    for place, width in enumerate(WIDTHS):
        paper.set_column(place, place, width, styles.format())
    paper.write_string(0, 0, "Supply diversification planner: how to fill in this workbook", styles.title())
    paper.set_row(0, 26)
    for row, text in enumerate(INTRODUCTION, start=1):
        paper.merge_range(row, 0, row, len(HEADERS) - 1, text, styles.format(text_wrap=True))
        paper.set_row(row, 18)
    row = _write_sheets(paper, styles, len(INTRODUCTION) + 2)
    _write_columns(paper, styles, row + 2)
    paper.set_tab_color("#7F7F7F")
    paper.hide_gridlines(2)
    paper.set_landscape()
    paper.set_paper(9)
    paper.fit_to_pages(1, 0)


def _write_sheets(paper: Worksheet, styles: TemplateStyles, row: int) -> int:
    """Write a line a sheet, under the heading of its group; return the row after the last."""
    for group in Group:
        heading = styles.header(group, required=True)
        paper.merge_range(row, 0, row, len(HEADERS) - 1, group.value.capitalize(), heading)
        row += 1
        for sheet in (sheet for sheet in SHEETS if sheet.group is group):
            paper.write_url(row, 0, f"internal:'{sheet.name}'!A1", styles.link(), sheet.name)
            must = " Must have rows." if sheet.must_have_rows else ""
            words = " ".join(filter(None, (sheet.doc + must, sheet.tip)))
            paper.merge_range(row, 1, row, len(HEADERS) - 1, words, styles.format(text_wrap=True))
            paper.set_row(row, LINE * (1 + int(1.05 * len(words)) // sum(WIDTHS[1:])))
            row += 1
    return row


def _write_columns(paper: Worksheet, styles: TemplateStyles, row: int) -> None:
    paper.write_string(row, 0, "Every column", styles.title())
    row += 1
    for place, name in enumerate(HEADERS):
        paper.write_string(row, place, name, styles.header(Group.THERE, required=True))
    for sheet in SHEETS:
        for column in _entries(sheet):
            row += 1
            _write_column(paper, styles, row, sheet, column)


def _entries(sheet: Sheet) -> tuple[Column, ...]:
    """Return the columns to explain: not active and note, which the introduction explains once."""
    columns = tuple(column for column in sheet.columns if column.name != "note")
    return (*columns, *SETTINGS) if sheet.name == "Settings" else columns


def _write_column(paper: Worksheet, styles: TemplateStyles, row: int, sheet: Sheet, column: Column) -> None:
    paper.write_url(row, 0, f"internal:'{sheet.name}'!A1", styles.link(), sheet.name)
    paper.write_string(row, 1, column.name, styles.format(bold=column.required, text_wrap=True))
    by_period = "yes" if column.varies else "Series" if column.series else ""
    takes = range_in_words(replace(column, series=False))
    texts = (column.unit, default_in_words(column), takes, column.doc, by_period)
    for place, text in enumerate(texts, start=2):
        paper.write_string(row, place, text, styles.format(text_wrap=True))
    lines = max(1 + len(text) // (width + 2) for text, width in zip(texts, WIDTHS[2:], strict=True))
    paper.set_row(row, 15.5 * lines)
