"""Writes a table of a study as a sheet, to the standard of a plan's tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from planner.plans.fields import PlanTable
from planner.reports.cells import write_cell
from planner.reports.columns import MEASURED_ROWS, WIDEST, ShownColumn, is_finite, note_of
from planner.reports.styles import BAD, FADED, GOOD, PALE, SERVICE, WARN, ReportStyles
from planner.reports.table_sheet import add_excel_table, fit_columns, formats_of, set_up_page, write_header
from planner.wording.numbers import unit_of
from planner.wording.study import StudySheet
from planner.wording.text import middle_cut, safe_text, shortened, width_of

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LONGEST_HEADER: Final = 80
LONGEST_NAME, LONGEST_DOC = 60, 170  # of the header of a printed page, which holds 255 signs in all
LOOKS: Final[dict[str, dict[str, object]]] = {
    "better": {"bg_color": GOOD},
    "worse": {"bg_color": BAD},
    "changed": {"bg_color": WARN},
    "added": {"bg_color": GOOD, "bold": True},
    "dropped": {"bg_color": BAD, "bold": True},
    "chosen": {"bg_color": SERVICE},
    "never": {"bg_color": PALE, "font_color": FADED},
    "faded": {"font_color": FADED},
    "total": {"bold": True, "bg_color": PALE},
}


@dataclass(frozen=True)
class StudyColumn(ShownColumn):
    """A column of a study: one of numbers may hold words too."""

    @cached_property
    def width(self) -> float:
        """The width of a plan's column; of numbers a little more: headers do not run together, nor take three lines."""
        if self.kind == "text":
            return super().width
        return min(max(super().width + 2, width_of(self.header) / 2 + 3), WIDEST)

    @cached_property
    def _longest(self) -> float:
        values = self.values[:MEASURED_ROWS]
        words = max((width_of(line) for value in values if isinstance(value, str) for line in [value]), default=0.0)
        sizes = [abs(value) for value in values if is_finite(value)]
        numbers = len(f"{max(sizes):,.0f}") + 4.0 if sizes else 0.0
        return max(words, numbers)


def headers_of(sheet: StudySheet, money: str) -> list[str]:
    """Return a header for each column: with the unit of its numbers, short enough, no two the same."""
    headers: list[str] = []
    for field in sheet.fields:
        unit = _one_line(unit_of(field, {"money unit": money}).replace("(", "").replace(")", ""))
        header = (_one_line(field.name) or "(blank)") + (f" ({unit})" if unit else "")
        headers.append(_new(header, headers))
    return headers


def _one_line(words: str) -> str:
    return safe_text(middle_cut(" ".join(safe_text(words).split()), LONGEST_HEADER))


def _new(header: str, taken: Sequence[str]) -> str:
    """Return a header that is not taken: a spreadsheet's table compares them whatever their case."""
    known = {each.casefold() for each in taken}
    number, name = 2, header
    while name.casefold() in known:
        name, number = f"{header} ({number})", number + 1
    return name


def columns_of(sheet: StudySheet, money: str) -> list[ShownColumn]:
    """Return the columns as they are written."""
    return [
        StudyColumn(header, field.kind, cells, shortened(safe_text(note_of(field.doc)), 900))
        for header, field, cells in zip(headers_of(sheet, money), sheet.fields, _cells(sheet), strict=True)
    ]


def _cells(sheet: StudySheet) -> list[list[Any]]:
    return [list(cells) for cells in zip(*sheet.rows, strict=True)] if sheet.rows else [[] for _ in sheet.fields]


def write_study_sheet(
    tab: Worksheet, number: int, sheet: StudySheet, money: str, styles: ReportStyles
) -> list[ShownColumn]:
    """Write a study's table of that number on its tab; return its columns."""
    columns = columns_of(sheet, money)
    for place, column in enumerate(columns):
        write_header(tab, place, column, styles)
        _write_values(tab, place, column, sheet, styles)
    fit_columns(tab, columns)
    add_excel_table(tab, PlanTable(f"table_{number}", "", sheet.fields, sheet.keys), columns, styles)
    tab.freeze_panes(1, sheet.keys if sheet.keys <= 4 and _fits(columns, sheet.keys) else 1)
    name, doc = _for_header(sheet.name, LONGEST_NAME), _for_header(sheet.doc, LONGEST_DOC)
    set_up_page(tab, PlanTable(name, doc, sheet.fields, sheet.keys), columns)
    if sheet.keys:
        tab.repeat_columns(0, sheet.keys - 1)
    return columns


def _for_header(words: str, longest: int) -> str:
    """Return words as the header of a printed page holds them: few, and an ampersand doubled."""
    words = safe_text(words)
    return shortened(words, max(longest - words.count("&"), 1)).replace("&", "&&")


def _fits(columns: Sequence[ShownColumn], keys: int) -> bool:
    """Whether the columns that stay in view leave room for others on a small screen."""
    return sum(column.width for column in columns[:keys]) <= 90


def _write_values(tab: Worksheet, number: int, column: ShownColumn, sheet: StudySheet, styles: ReportStyles) -> None:
    made: dict[tuple[str, str, bool], Format] = {}
    shown = number_formats(sheet, number)
    for row, value in enumerate(column.values):
        mark = sheet.tints[row][number] if sheet.tints else ""
        look = (shown[row], mark, isinstance(value, str))
        if look not in made:
            made[look] = _style(column, *look, styles)
        write_cell(tab, row + 1, number, value, made[look])


def number_formats(sheet: StudySheet, number: int) -> list[str]:
    """Return the number format of each cell of a column."""
    kind, values = sheet.fields[number].kind, [row[number] for row in sheet.rows]
    if not sheet.row_kinds or kind != "number":
        return formats_of(kind, values)
    return [_format_in_row(sheet, row, values[row]) for row in range(len(values))]


def _format_in_row(sheet: StudySheet, row: int, value: object) -> str:
    """Return a cell's format where a row's numbers are of one kind: with as many decimals as its neighbours."""
    kind = sheet.row_kinds[row]
    if kind == "text" or not is_finite(value):
        return ""
    cells = zip(sheet.rows[row], sheet.fields, strict=True)
    numbers = [cell for cell, field in cells if field.kind == "number" and is_finite(cell)]
    return formats_of(kind, [*(each for each in numbers if each != value), value])[-1]


def _style(column: ShownColumn, shown: str, mark: str, is_text: bool, styles: ReportStyles) -> Format:
    properties: dict[str, Any] = {"valign": "top"} | ({"num_format": shown} if shown else {})
    if column.kind == "text":
        properties |= {"align": "left", "indent": 1, "text_wrap": column.wraps}
    elif is_text:
        properties |= {"align": "right", "font_color": FADED}
    return styles.cell(**(properties | LOOKS.get(mark, {})))


def tab_names(names: Sequence[str], taken: Sequence[str]) -> list[str]:
    """Return the name of a tab for each sheet: what a spreadsheet takes, no two the same."""
    tabs: list[str] = []
    known = {each.casefold() for each in taken}
    for name in names:
        clean = re.sub(r"[\[\]:*?/\\]", " ", safe_text(name))
        clean = " ".join(clean.split()).strip("' ") or "sheet"
        tab, number = clean[:31].strip("' "), 2
        while tab.casefold() in known or tab.casefold() == "history":
            tab, number = f"{clean[:27].strip()}~{number}", number + 1
        known.add(tab.casefold())
        tabs.append(tab)
    return tabs
