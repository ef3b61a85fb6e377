"""Writes a table of a plan as a sheet: header, formats, filters, widths and how it prints."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from planner.reports.cells import safe_text, width_of, write_cell
from planner.reports.figures import SCIENTIFIC, measure_kind, number_format, small_format, unit_of
from planner.reports.places import units_of
from planner.reports.styles import BAD, FADED, WARN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from planner.plans.tables import Field, Table
    from planner.reports.styles import Styles
    from planner.workbook.book import Book

NARROWEST: Final = 7
FILTER_HEIGHT: Final = 16  # points; the filter's button is at the bottom of the header, below its words
WIDEST: Final = 44
WIDEST_SENTENCE: Final = 80
MEASURED_ROWS: Final = 2_000  # widths are fitted to so many rows; more would only cost time
PAGE_WIDTH: Final = 190  # digits on a landscape page before they get too small to read
TABLE_STYLE: Final = "Table Style Light 1"
NOISE: Final = 1e-9
SMALL: Final = 1e-3  # figures of no unit that are smaller are easier to read as powers of ten
UNIT: Final = "unit"  # for who reads the sheet: no column of the table, and not read back


@dataclass(frozen=True)
class Column:
    """One column as it is written: its header and note, its field's kind, its cells' values."""

    header: str
    kind: str
    values: list[Any]
    note: str = ""


def columns_of(table: Table, frame: pd.DataFrame, settings: Mapping[str, Any]) -> list[Column]:
    """Return a table's declared columns, each header with the unit of its numbers."""
    columns = []
    for field in table.fields:
        unit = unit_of(field, settings)
        header = f"{field.name} ({_bracketed(unit)})" if unit else field.name
        columns.append(Column(header, field.kind, frame[field.name].tolist(), _note(field)))
    return columns


def with_units(columns: list[Column], book: Book) -> list[Column]:
    """Return the columns and, where rows are about materials or processes with units, a column of those."""
    units = units_of(book)
    named = [column for column in columns if column.header in ("material", "process")]
    if not named:
        return columns
    values = [units.get(str(name), "") for name in named[0].values]
    note = "The unit of the material, or of a run of the process; amounts and prices are in it."
    return [*columns, Column(UNIT, "text", values, note)] if any(values) else columns


def write_table(sheet: Worksheet, table: Table, columns: Sequence[Column], styles: Styles) -> None:
    """Write a table from the sheet's first cell on, as an Excel table where it has rows."""
    for number, column in enumerate(columns):
        write_header(sheet, number, column, styles)
        _write_values(sheet, number, column, columns, styles)
    fit_columns(sheet, columns)
    add_excel_table(sheet, table, columns, styles)
    set_up_page(sheet, table, columns)


def write_header(sheet: Worksheet, number: int, column: Column, styles: Styles) -> None:
    """Write one header, with its meaning as a note."""
    sheet.write_string(0, number, safe_text(column.header), header_style(column, styles))
    if column.note:
        sheet.write_comment(0, number, column.note, {"x_scale": 1.6, "y_scale": 0.8})


def header_style(column: Column, styles: Styles) -> Format:
    """Return the format of a header, which stands above its values."""
    if column.kind == "text":
        return styles.header(align="left", indent=1)
    return styles.header(align="center" if column.kind == "period" else "right")


def add_excel_table(sheet: Worksheet, table: Table, columns: Sequence[Column], styles: Styles) -> None:
    """Make the written cells an Excel table with filters; a table without rows stays a bare header."""
    rows, last = len(columns[0].values), len(columns) - 1
    if rows:
        headers = [
            {"header": safe_text(column.header), "header_format": header_style(column, styles)}
            for column in columns
        ]
        name = re.sub(r"\W", "_", table.name)
        sheet.add_table(0, 0, rows, last, {"name": name, "style": TABLE_STYLE, "columns": headers})
    sheet.freeze_panes(1, table.keys if table.keys <= 2 else 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{_letters(last)}{rows + 1}"})


def set_up_page(sheet: Worksheet, table: Table, columns: Sequence[Column]) -> None:
    """Set a sheet to print on landscape pages as wide as its table, with the header on each."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
    sheet.repeat_rows(0)
    wide = sum(_width(column) for column in columns)
    sheet.fit_to_pages(max(1, math.ceil(wide / PAGE_WIDTH)), 0)
    sheet.set_header(f"&L&B{table.name}&B    {table.doc}")
    sheet.set_footer("&L&F&RPage &P of &N")


def fit_columns(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Make every column as wide as what it shows, within reason; the header wraps."""
    for number, column in enumerate(columns):
        sheet.set_column(number, number, _width(column))
    deepest = max(math.ceil(width_of(column.header) / (_width(column) - 3)) for column in columns)
    sheet.set_row(0, 13 * min(deepest, 3) + FILTER_HEIGHT)


def formats_of(kind: str, values: Sequence[Any]) -> list[str]:
    """Return the number format of each cell of a column; blank for text."""
    if kind == "text":
        return [""] * len(values)
    if kind == "number":
        return [_own_format(value) if _finite(value) else "" for value in values]
    usual = number_format(kind, [value for value in values if _finite(value)])
    return [small_format(kind, value, usual) if _finite(value) else usual for value in values]


def _own_format(value: float) -> str:
    return (
        small_format("number", value, number_format("number", [value]))
        if abs(value) >= SMALL or not value
        else SCIENTIFIC
    )


def _write_values(
    sheet: Worksheet, number: int, column: Column, columns: Sequence[Column], styles: Styles
) -> None:
    formats = _by_measure(column, columns) or formats_of(column.kind, column.values)
    wrapped = column.kind == "text" and _longest(column) > _width(column)
    for row, (value, shown) in enumerate(zip(column.values, formats, strict=True), start=1):
        write_cell(sheet, row, number, value, _style(column, value, shown, wrapped, styles))


def _style(column: Column, value: Any, shown: str, wrapped: bool, styles: Styles) -> Format:
    properties: dict[str, Any] = {"valign": "top"} | ({"num_format": shown} if shown else {})
    if column.kind == "text":
        properties |= {"align": "left", "indent": 1, "text_wrap": wrapped}
    if value == "NO":
        properties |= {"bg_color": BAD, "bold": True}
    elif value == "no":
        properties["font_color"] = FADED
    elif column.header.startswith(("short ", "excess")) and _finite(value) and value > NOISE:
        properties["bg_color"] = WARN
    return styles.cell(**properties)


def _by_measure(column: Column, columns: Sequence[Column]) -> list[str]:
    """Return the formats of a rule's figures: what they are depends on the rule's measure."""
    measures = next((each.values for each in columns if each.header == "measure"), None)
    if measures is None or column.header not in ("value", "limit", "slack"):
        return []
    pairs = zip(measures, column.values, strict=True)
    return [formats_of(measure_kind(str(measure)), [value])[0] for measure, value in pairs]


def _finite(value: Any) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def _width(column: Column) -> float:
    """Return the width of a column in digits: its longest value's, or its header's longest word's."""
    name, _, unit = column.header.partition(" (")
    word = max(width_of(word) for word in [*name.split(), unit])
    widest = WIDEST_SENTENCE if column.header == "in words" else WIDEST
    return min(max(_longest(column) + 3, word + 4, NARROWEST, width_of(column.header) / 3 + 4), widest)


def _longest(column: Column) -> float:
    values = column.values[:MEASURED_ROWS]
    if column.kind == "text":
        return max((width_of(str(value)) for value in values), default=0.0)
    sizes = [abs(value) for value in values if _finite(value)]
    return len(f"{max(sizes, default=0.0):,.0f}") + 4.0


def _note(field: Field) -> str:
    return field.doc[:1].upper() + field.doc[1:] + "."


def _bracketed(unit: str) -> str:
    """Return a unit without parentheses of its own, since a header's end at the first that closes."""
    return unit.replace("(", "").replace(")", "")


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))
