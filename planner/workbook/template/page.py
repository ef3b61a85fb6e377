"""Writes one sheet of a workbook that planners edit: headers with notes, content, drop-downs and checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from planner.workbook.schema.columns import Column, Kind, Sheet, spell
from planner.workbook.schema.describe import columns_of, default_in_words, header, note
from planner.workbook.schema.sheets import ACTIVE, SETTINGS
from planner.workbook.template.lists import Lists
from planner.workbook.template.styles import FONT, MISSING, PALE, TAB, WRAPPED, TemplateStyles
from planner.workbook.template.validations import validation

SPARE_ROWS: Final = 200  # rows below the content that have drop-downs and checks
WIDTHS: Final = (9, 34)  # of a column, in characters
WIDE: Final = 80  # of a column of free words
HEADER_LINES: Final = 3
LINE_HEIGHT: Final = 16  # points
NOTE_WIDTH: Final = 38  # characters a line of a note of twice the usual width
NOTE_LINES: Final = 4.4  # lines of a note of the usual height
TIP_HEIGHT: Final = 112  # pixels
FREE_WORDS: Final = ("note", "source", "link")


class TemplatePage:
    """One sheet as it is being written."""

    def __init__(
        self, book: xlsxwriter.Workbook, styles: TemplateStyles, sheet: Sheet,
        rows: Sequence[Mapping[str, object]], periods: tuple[str, ...], is_template: bool = False,
    ) -> None:  # fmt: skip
        self.is_template = is_template
        self.paper, self.styles, self.sheet = book.add_worksheet(sheet.name), styles, sheet
        given = _settings(rows) if sheet.name == "Settings" else rows
        self.content = [{spell(key): value for key, value in row.items()} for row in given]
        declared = columns_of(sheet, ACTIVE)
        free = sum(column.name in ("active", "note") for column in declared)
        kept = len(declared) - free if sheet.is_read else len(declared)
        self.columns = (*declared[:kept], *self._period_columns(periods), *declared[kept:])
        self.widths = [self._width(column) for column in self.columns]
        self.rows = len(self.content) if sheet.name == "Settings" else len(self.content) + SPARE_ROWS

    @property
    def letters(self) -> dict[str, int]:
        """The position of each column."""
        return {column.name: place for place, column in enumerate(self.columns)}

    def write(self, lists: Lists) -> None:
        """Write headers, content, drop-downs, checks and the sheet's look."""
        self._write_headers()
        for number, row in enumerate(self.content, start=1):
            self._write_row(number, row)
        for place, column in enumerate(self.columns):
            self._set_up(place, column, lists)
        self._mark_missing()
        self._fade_left_out()
        self._set_look()
        if self.is_template and self.sheet.tip:
            self._write_tip()

    def _period_columns(self, periods: tuple[str, ...]) -> Iterable[Column]:
        """Return the period columns that the content uses; all of Series, which needs them."""
        used = {key for row in self.content for key in row}
        if self.sheet.name == "Series":
            return [Column(name, Kind.NUMBER, f"Its number in {name}.", required=True) for name in periods]
        plain = next((column for column in self.sheet.columns if column.varies), None)
        if plain is None or not (self.is_template or used & set(periods)):
            return []
        return [_period_column(plain, period) for period in periods]

    def _write_headers(self) -> None:
        for place, column in enumerate(self.columns):
            style = self.styles.header(self.sheet.group, required=column.required)
            words = self._header(column)
            if words.isdigit():
                self.paper.write_number(0, place, int(words), style)
            else:
                self.paper.write_string(0, place, words, style)
            tip = f"\n{self.sheet.tip}" if place == 0 and self.sheet.tip else ""
            self._note(place, note(column) + tip)

    def _header(self, column: Column) -> str:
        return column.name if _is_period(column, self.sheet) else header(column)

    def _note(self, place: int, text: str) -> None:
        lines = text.count("\n") + len(text) // NOTE_WIDTH + 2
        look = {"x_scale": 2.0, "y_scale": lines / NOTE_LINES, "font_size": 9}
        self.paper.write_comment(0, place, text, look)

    def _write_row(self, number: int, row: Mapping[str, object]) -> None:
        for place, column in enumerate(self.columns):
            value = _cell(row.get(column.name))
            style = self.styles.cell(column, value)
            if value is None:
                self.paper.write_blank(number, place, None, style)
            elif isinstance(value, str):
                self.paper.write_string(number, place, value, style)
            else:
                self.paper.write_number(number, place, value, style)
        lines = max(self._lines(place, column, row) for place, column in enumerate(self.columns))
        if lines > 1:  # LibreOffice does not fit the height of rows that it opens
            self.paper.set_row(number, LINE_HEIGHT * lines)

    def _lines(self, place: int, column: Column, row: Mapping[str, object]) -> int:
        """Return how many lines a cell takes at its column's width."""
        wraps = column.kind in WRAPPED
        return -(-len(str(_cell(row.get(column.name)) or "")) // int(self.widths[place] - 1)) if wraps else 1

    def _set_up(self, place: int, column: Column, lists: Lists) -> None:
        """Give a column its width, its look where it is blank, and what may be typed into it."""
        self.paper.set_column(place, place, self.widths[place], self.styles.cell(column))
        if self.sheet.name == "Settings" and column.name == "value":
            for number, setting in enumerate(SETTINGS, start=1):
                self._validate(number, number, place, setting, lists)
        else:
            self._validate(1, self.rows, place, column, lists)

    def _validate(self, first: int, last: int, place: int, column: Column, lists: Lists) -> None:
        options = validation(column, lists, xl_rowcol_to_cell(first, place))
        if options and last >= first:
            self.paper.data_validation(first, place, last, place, options)

    def _width(self, column: Column) -> int:
        texts = [str(_cell(row.get(column.name)) or "") for row in self.content]
        words = max(map(len, self._header(column).split(" ")))
        third = -(-len(self._header(column)) // HEADER_LINES) + 4
        longest = max([len(column.name) + 3, words + 3, third, *(len(text) + 2 for text in texts)])
        low, high = WIDTHS
        return min(max(longest, low), WIDE if column.name in FREE_WORDS else high)

    def _mark_missing(self) -> None:
        """Colour a required cell that is blank in a row that has something."""
        last = xl_col_to_name(len(self.columns) - 1)
        for place, column in enumerate(self.columns):
            if column.required:
                cell = xl_rowcol_to_cell(1, place, col_abs=True)
                rule = f'=AND({cell}="",COUNTA($A2:${last}2)>0)'
                look = {"type": "formula", "criteria": rule, "format": self.styles.mark(MISSING)}
                self.paper.conditional_format(1, place, self.rows, place, look)

    def _fade_left_out(self) -> None:
        """Show in grey a row whose active is no: it is not planned."""
        if "active" not in self.letters:
            return
        flag = xl_rowcol_to_cell(1, self.letters["active"], col_abs=True)
        look = {"type": "formula", "criteria": f'=LOWER({flag})="no"', "format": self.styles.faded()}
        self.paper.conditional_format(1, 0, self.rows, len(self.columns) - 1, look)

    def _write_tip(self) -> None:
        """Say below the worked rows what a first model gets wrong on this sheet; the box can be deleted."""
        look = {"width": 620, "height": TIP_HEIGHT, "fill": {"color": PALE[self.sheet.group]}, "object_position": 3,
                "font": {"name": FONT, "size": 11}, "line": {"color": TAB[self.sheet.group]}}  # fmt: skip
        words = f"{self.sheet.tip}\n(Delete this box when you have read it.)"
        self.paper.insert_textbox(len(self.content) + 4, 0, words, look | {"description": self.sheet.tip})

    def _set_look(self) -> None:
        paper = self.paper
        paper.set_tab_color(TAB[self.sheet.group])
        paper.set_row(0, LINE_HEIGHT * HEADER_LINES)
        paper.freeze_panes(1, 1)
        paper.autofilter(0, 0, max(len(self.content), 1), len(self.columns) - 1)
        paper.set_landscape()
        paper.set_paper(9)
        paper.fit_to_pages(1, 0)
        paper.repeat_rows(0)


def _period_column(plain: Column, period: str) -> Column:
    """Return the column of a period that overrides a plain one."""
    return replace(
        plain, name=period, doc=f"The {plain.name} in {period}, in place of the column {plain.name}.",
        blank=f"the column {plain.name}", required=False, varies=False,
    )  # fmt: skip


def _is_period(column: Column, sheet: Sheet) -> bool:
    return all(column.name != declared.name for declared in (*sheet.columns, ACTIVE))


def _cell(value: object) -> Any:
    """Return what stands in a cell: None, a text or a number."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return "; ".join(spell(name) for name in value)
    return value


def _settings(given: Sequence[Mapping[str, object]]) -> list[Mapping[str, object]]:
    """Return a row for every setting, with its meaning and its default beside."""
    values = {spell(row["setting"]): row for row in given}
    unknown = set(values) - {setting.name for setting in SETTINGS}
    if unknown:
        message = f"there is no setting {', '.join(sorted(map(repr, unknown)))}"
        raise ValueError(message)
    return [
        {"setting": setting.name, "note": _setting_in_words(setting), **values.get(setting.name, {})}
        for setting in SETTINGS
    ]


def _setting_in_words(setting: Column) -> str:
    unit = f" Unit: {setting.unit}." if setting.unit else ""
    default = default_in_words(setting)
    return f"{setting.doc}{unit}" + (f" Blank: {default}." if default else "")
