"""Writes workbooks that planners edit: the empty template, the example, and any content in their style."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import xlsxwriter

from planner.files import kept_path
from planner.workbook.schema.columns import spell
from planner.workbook.schema.describe import columns_of
from planner.workbook.schema.sheets import ACTIVE, BY_NAME, SHEETS
from planner.workbook.template.guide import GUIDE, write_guide
from planner.workbook.template.lists import Lists
from planner.workbook.template.page import TemplatePage
from planner.workbook.template.styles import TemplateStyles
from planner.workbook.template.worked import worked_rows

# A fixed date, so that the same content gives the same bytes.
CREATED: Final = datetime.datetime(2026, 1, 1)
OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def write_workbook(
    path: Path, rows: Mapping[str, Sequence[Mapping[str, object]]], *, is_template: bool = False
) -> None:
    """Write content in the template's style, with every sheet, all or nothing.

    Parameters
    ----------
    path
        The file to write; an old one is replaced.
    rows
        By sheet, its rows as ``{column: value}``; a period's name as a column is a period column. Several
        names may be a list; yes and no may be booleans; None is a blank. Rows of Settings are
        ``{"setting": .., "value": ..}``.
    is_template
        Whether it is to be filled in: period columns stand wherever they may, and sheets say what a first model gets
        wrong on them.

    Raises
    ------
    ValueError
        When there is no such sheet, or a row has a column that is neither declared nor a period.
    FileError
        When the file cannot be written.
    """
    _check_names(rows)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, OPTIONS)
    book.set_properties({"created": CREATED, "title": "Workbook of the supply diversification planner"})
    _write_sheets(book, rows, is_template)
    book.close()
    with kept_path(path) as temporary:
        temporary.write_bytes(stream.getvalue())


def write_template(path: Path) -> None:
    """Write a workbook to be filled in, with a worked row on each sheet.

    Raises
    ------
    FileError
        When the file cannot be written.
    """
    write_workbook(path, worked_rows(), is_template=True)


def _check_names(content: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
    for name, rows in content.items():
        if name not in BY_NAME:
            message = f"there is no sheet {name!r}"
            raise ValueError(message)
        known = {column.name for column in columns_of(BY_NAME[name], ACTIVE)} | set(_periods(content))
        unknown = {spell(key) for row in rows for key in row} - known
        if unknown:
            message = f"{name} has no column {', '.join(sorted(map(repr, unknown)))}"
            raise ValueError(message)


def _periods(content: Mapping[str, Sequence[Mapping[str, object]]]) -> tuple[str, ...]:
    return tuple(spell(row["period"]) for row in content.get("Periods", ()))


def _write_sheets(
    book: xlsxwriter.Workbook, content: Mapping[str, Sequence[Mapping[str, object]]], is_template: bool
) -> None:
    styles = TemplateStyles(book)
    guide = book.add_worksheet(GUIDE)
    periods = _periods(content)
    pages = {
        sheet.name: TemplatePage(book, styles, sheet, content.get(sheet.name, ()), periods, is_template)
        for sheet in SHEETS
    }
    lists = Lists(book, {name: page.letters for name, page in pages.items()}, content)
    for page in pages.values():
        page.write(lists)
    lists.write(styles)
    write_guide(guide, styles)
    guide.activate()
