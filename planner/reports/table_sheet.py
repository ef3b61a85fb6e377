"""Writes a table of a plan as a sheet: header, formats, filters, widths and how it prints."""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from planner.plans.fields import PlanTable
from planner.reports.cells import write_cell
from planner.reports.columns import ShownColumn, is_finite, lines_of
from planner.reports.styles import BAD, FADED, WARN, ReportStyles
from planner.tolerances import ROUNDING
from planner.wording.numbers import SCIENTIFIC, measure_kind, number_format, small_format, zero_as_dash
from planner.wording.text import safe_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LINE_HEIGHT: Final = 13  # points
MOST_LINES: Final = 8
MOST_PRINTED: Final = 120  # rows of a sheet that print as it is
MOST_OF_DETAIL: Final = 30  # rows of a sheet of detail: about a page
FILTER_HEIGHT: Final = 16  # points; the filter's button is at the bottom of the header, below its words
PAGE_WIDTH: Final = 230  # digits on a landscape page before they get too small to read
MOST_OF_HEADER: Final = 255  # letters, of Excel: of a longer one it shows nothing
TABLE_STYLE: Final = "Table Style Light 1"
MARKS: Final[dict[str, dict[str, object]]] = {
    "bad": {"bg_color": BAD, "bold": True},
    "warn": {"bg_color": WARN},
    "faded": {"font_color": FADED},
}
OF_SHARES: Final = ("service", "disruption", "dependence")  # subjects of Baseline of which shares are told
SMALL: Final = 1e-3  # figures of no unit that are smaller are easier to read as powers of ten


def write_table(
    sheet: Worksheet,
    table: PlanTable,
    columns: Sequence[ShownColumn],
    styles: ReportStyles,
    most_printed: int = MOST_PRINTED,
) -> None:
    """Write a table from the sheet's first cell on, as an Excel table where it has rows."""
    for number, column in enumerate(columns):
        write_header(sheet, number, column, styles)
        _write_values(sheet, number, column, columns, styles)
    fit_columns(sheet, columns)
    add_excel_table(sheet, table, columns, styles)
    set_up_page(sheet, table, columns, most_printed)


def write_header(sheet: Worksheet, number: int, column: ShownColumn, styles: ReportStyles) -> None:
    """Write one header, with its meaning as a note."""
    sheet.write_string(0, number, safe_text(column.header), header_style(column, styles))
    if column.note:
        sheet.write_comment(0, number, column.note, {"x_scale": 1.6, "y_scale": 0.8})


def header_style(column: ShownColumn, styles: ReportStyles) -> Format:
    """Return the format of a header, which stands above its values."""
    if column.kind == "text":
        return styles.header(align="left", indent=1)
    return styles.header(align="center" if column.kind == "period" else "right")


def add_excel_table(sheet: Worksheet, table: PlanTable, columns: Sequence[ShownColumn], styles: ReportStyles) -> None:
    """Make the written cells an Excel table with filters; a table without rows stays a bare header."""
    rows, last = len(columns[0].values), len(columns) - 1
    if rows:
        headers = [
            {"header": safe_text(column.header), "header_format": header_style(column, styles)} for column in columns
        ]
        name = re.sub(r"\W", "_", table.name)
        sheet.add_table(0, 0, rows, last, {"name": name, "style": TABLE_STYLE, "columns": headers})
    sheet.freeze_panes(1, table.keys if table.keys <= 2 else 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_letters(last)}{rows + 1}"})


def set_up_page(
    sheet: Worksheet, table: PlanTable, columns: Sequence[ShownColumn], most_printed: int = MOST_PRINTED
) -> None:
    """Set a sheet to print on landscape pages as wide as its table, with the header on each.

    Of a long table the first rows are printed, so that who prints a plan gets no ream: its header says so.
    """
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
    sheet.repeat_rows(0)
    wide = sum(column.width for column in columns)
    sheet.fit_to_pages(max(1, math.ceil(wide / PAGE_WIDTH)), 0)
    rows = len(columns[0].values)
    sheet.set_header(printed_header(table.name, table.doc, printed_part(rows, most_printed)))
    sheet.print_area(0, 0, min(rows, most_printed), len(columns) - 1)
    sheet.set_footer("&L&F&RPage &P of &N")


def printed_part(rows: int, most: int) -> str:
    """Return what the header of a printed page says of rows that are not printed; nothing where all are."""
    return f"  (the first {most} of {rows} rows: clear the print area to print all)" if rows > most else ""


def fit_columns(sheet: Worksheet, columns: Sequence[ShownColumn]) -> None:
    """Make columns as wide and rows as high as what they show, within reason.

    Rows that wrap get their height here, since not every program finds it when it opens the file.
    """
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
    sheet.set_row(0, LINE_HEIGHT * min(max(column.header_lines for column in columns), 3) + FILTER_HEIGHT)
    for row, lines in enumerate(lines_of(columns), start=1):
        if lines > 1:
            sheet.set_row(row, LINE_HEIGHT * min(lines, MOST_LINES) + 2)


def formats_of(kind: str, values: Sequence[Any]) -> list[str]:
    """Return the number format of each cell of a column; blank for text."""
    if kind == "text":
        return [""] * len(values)
    if kind == "number":
        return [_own_format(value) if is_finite(value) else "" for value in values]
    usual = number_format(kind, [value for value in values if is_finite(value)])
    if kind in ("amount", "price"):  # each of a material of its own, and so of a magnitude of its own
        return [zero_as_dash(number_format(kind, [value])) if is_finite(value) else usual for value in values]
    shown = [small_format(kind, value, usual) if is_finite(value) else usual for value in values]
    return [zero_as_dash(each) for each in shown] if kind == "money" else shown


def _own_format(value: float) -> str:
    if 0 < abs(value) < SMALL:
        return SCIENTIFIC
    return small_format("number", value, number_format("number", [value]))


def _write_values(
    sheet: Worksheet, number: int, column: ShownColumn, columns: Sequence[ShownColumn], styles: ReportStyles
) -> None:
    formats = _by_measure(column, columns) or formats_of(column.kind, column.values)
    made: dict[tuple[str, str], Format] = {}  # few looks for many cells
    looks = zip(formats, _marks(column), strict=True)
    for row, (value, look) in enumerate(zip(column.values, looks, strict=True), start=1):
        if look not in made:
            made[look] = _style(column, *look, styles)
        write_cell(sheet, row, number, value, made[look])


def _marks(column: ShownColumn) -> list[str]:
    """Return how each value stands out from the others, as a key of the marks; blank where it does not."""
    if column.kind == "text":
        words = {"NO": "bad", "no": "faded"} | ({"yes": "warn"} if column.name == "exposed" else {})
        return [words.get(value, "") for value in column.values]
    if column.name in ("short", "excess"):
        return ["warn" if is_finite(value) and value > ROUNDING else "" for value in column.values]
    return [""] * len(column.values)


def _style(column: ShownColumn, shown: str, mark: str, styles: ReportStyles) -> Format:
    properties: dict[str, Any] = {"valign": "top"} | ({"num_format": shown} if shown else {})
    if column.kind == "text":
        properties |= {"align": "left", "indent": 1, "text_wrap": column.wraps}
    return styles.cell(**properties, **MARKS.get(mark, {}))


def _by_measure(column: ShownColumn, columns: Sequence[ShownColumn]) -> list[str]:
    """Return the formats of figures of which the row says what they are: a rule's measure, a subject of Baseline."""
    measures = next((each.values for each in columns if each.name == "measure"), None)
    subjects = next((each.values for each in columns if each.name == "subject"), None)
    if subjects is not None and column.name in ("plan", "baseline", "difference"):
        kinds = ["share" if subject in OF_SHARES else column.kind for subject in subjects]
    elif measures is not None and column.name in ("value", "limit", "slack", "value of intake", "value of use"):
        kinds = [measure_kind(str(measure)) for measure in measures]
    else:
        return []
    return [formats_of(kind, [value])[0] for kind, value in zip(kinds, column.values, strict=True)]


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def printed_header(name: str, doc: str, part: str) -> str:
    """Return what stands above each printed page: of a long description as many sentences as Excel's header holds."""
    begin = f"&L&B{name}&B    "
    room = MOST_OF_HEADER - len(begin) - len(part)
    sentences, said = doc.split(". "), doc
    while len(said) > room and len(sentences) > 1:
        sentences.pop()
        said = ". ".join(sentences) + "."
    return begin + textwrap.shorten(said, room, placeholder=" ...") + part
