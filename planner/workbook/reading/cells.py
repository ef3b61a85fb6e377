"""Reads the cells of worksheets as values: one pass, with errors and formulas told apart."""

from __future__ import annotations

import datetime
import io
import math
import warnings
import zipfile
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from xml.parsers.expat import ExpatError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from planner.errors import FileError
from planner.workbook.reading.worksheet import Held, Worksheet

MOST_KEPT: Final = 2_000_000  # bytes of a workbook whose sheets are kept for who reads it next: larger ones are few
_DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, LookupError,
    ValueError, ParseError, ExpatError, DefusedXmlException,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bad:
    """What stands in for the value of a cell that has none that could be planned with."""

    holds: str
    wrong: str
    remedy: str

    def __str__(self) -> str:
        return self.holds


@dataclass(slots=True)
class Grid:
    """One worksheet: its cells that hold something.

    Attributes
    ----------
    title
        The name on its tab.
    rows
        By row number and column number: str, int, float, bool, a date or time, or ``Bad``.
    merged
        The merged ranges, such as ``A2:A4``.
    hidden, hidden_rows
        Whether the sheet is hidden, and how many of its rows that hold something are.
    """

    title: str
    rows: dict[int, dict[int, Any]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    hidden: bool = False
    hidden_rows: int = 0


def read_grids(path: Path, content: bytes, choose: Callable[[list[str]], Collection[str]]) -> list[Grid]:
    """Return the cells of the worksheets that are chosen.

    Parameters
    ----------
    path
        The workbook, for messages.
    content
        Its bytes, as the guard admitted them.
    choose
        Given the names on all tabs, returns those whose cells are read.

    Raises
    ------
    FileError
        When the workbook is damaged.
    """
    sheets = _worksheets(path, content)
    chosen = choose([sheet.title for sheet in sheets])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [_grid(sheet, archive) for sheet in sheets if sheet.title in chosen]
    except _DAMAGED as error:
        raise _damaged(path, error) from error


def _worksheets(path: Path, content: bytes) -> list[Any]:
    """Return the worksheets in the order of their tabs, their cells not yet read."""
    try:
        found = _parsed(content) if len(content) <= MOST_KEPT else _parsed.__wrapped__(content)
    except (*_DAMAGED, TypeError, AttributeError, InvalidFileException) as error:
        raise _damaged(path, error) from error
    if not found:
        advice = "Save it as an Excel workbook (.xlsx), not as Strict Open XML."
        message = f"{path.name}: no sheet in it can be read. {advice}"
        raise FileError(message)
    return found


@lru_cache(maxsize=2)
def _parsed(content: bytes) -> list[ReadOnlyWorksheet]:
    """Return the same; a plan is read for its tables, for the workbook that it carries and for what was edited."""
    # openpyxl warns of parts that it does not keep when it saves; nothing is saved here
    with warnings.catch_warnings(action="ignore"):
        opened = _Opened(io.BytesIO(content), read_only=True, keep_links=False)
        opened.read()
    return opened.sheets


class _Opened(ExcelReader):
    """openpyxl's reader, which here looks into no worksheet: for sizes that nobody asks for it would open each."""

    def read_worksheets(self) -> None:
        """Note the worksheets in the order of their tabs."""
        self.sheets: list[ReadOnlyWorksheet] = []
        for sheet, part in self.parser.find_sheets():
            if part.target in self.valid_files and "chartsheet" not in part.Type:
                found = _Unmeasured(self.wb, sheet.name, part.target, self.shared_strings)
                found.sheet_state = sheet.state or "visible"
                self.wb._sheets.append(found)  # type: ignore[attr-defined]  # where names defined for a sheet go
                self.sheets.append(found)


class _Unmeasured(ReadOnlyWorksheet):
    def _get_size(self) -> None:
        """Leave the size open."""


def _damaged(path: Path, error: Exception) -> FileError:
    reason = str(error.__cause__ or error).partition("\n")[0]
    advice = "Open it in Excel or LibreOffice and save it as .xlsx."
    return FileError(f"{path.name}: cannot be read as a workbook ({reason}). {advice}")


def _grid(sheet: Any, archive: zipfile.ZipFile) -> Grid:
    """Stream one worksheet; its ``dimension`` is never looked at, since programs write wrong ones."""
    found = Worksheet(_CellTyper(sheet).value)
    with archive.open(sheet._worksheet_path) as part:
        found.read(part)
    return Grid(sheet.title, found.rows, found.merged, sheet.sheet_state != "visible", found.hidden_rows)


class _CellTyper:
    """Turns what the cells of one worksheet hold into values."""

    def __init__(self, sheet: Any) -> None:
        book = sheet.parent
        self._texts = sheet._shared_strings
        self._dates = {str(style) for style in book._date_formats}
        self._spans = {str(style) for style in book._timedelta_formats}
        self._epoch = book.epoch

    def value(self, held: Held) -> Any:
        """Return the value of a cell; None for one that says nothing."""
        if held.inline is not None and held.kind == "inlineStr":
            return _filled(held.inline)
        if not held.value:
            return _unsaved(held.formula) if held.formula is not None and held.kind != "str" else None
        return self._typed(held.kind, held.value, held.style)

    def _typed(self, kind: str, text: str, style: str) -> Any:
        if kind == "s":
            return _filled(self._texts[int(text)])
        if kind == "n":
            number = _number(text)
            return self._date(number, style) if style in self._dates else number
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind == "e":
            return Bad(text, f"the error value {text}", "Mend the formula, or type the value")
        if kind == "d":
            return from_ISO8601(text)  # type: ignore[no-untyped-call]
        return _filled(text)

    def _date(self, number: object, style: str) -> object:
        if isinstance(number, Bad):
            return number
        try:
            return from_excel(number, self._epoch, timedelta=style in self._spans)
        except (OverflowError, ValueError):
            return number  # a number that happens to be shown as a date


def _unsaved(formula: str) -> Bad:
    return Bad(
        f"={formula}",
        "a formula without a saved value",
        "Open the workbook in Excel or LibreOffice, let it calculate, and save it",
    )


def _filled(text: str | None) -> str | None:
    return text if text and not text.isspace() else None


def _number(text: str) -> int | float | Bad:
    number = float(text)
    if not math.isfinite(number):
        return Bad(text, "not a finite number", "Type a number, or leave the cell blank")
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def column_number(letters: str) -> int:
    """Return the number of a column from its letters: 1 of ``A``.

    Raises
    ------
    ValueError
        When no column has these letters.
    """
    return int(column_index_from_string(letters))


def plain(value: object) -> Any:
    """Return a value as it can be written again: numbers, texts and yes/no as they are, the rest as text."""
    if value is None or isinstance(value, str | bool | int | float | datetime.date | datetime.time):
        return value
    return str(value)
