"""Marks the faults in a copy of a workbook: coloured cells, a note on each, and a sheet of all of them."""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties

from planner.errors import FileError
from planner.files import atomic_path
from planner.workbook.faults import Fault, Severity, by_severity
from planner.workbook.schema import header_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

ISSUES: Final = "Issues"
AUTHOR: Final = "planner check"
COLOURS: Final = {Severity.ERROR: "FFFF7C80", Severity.WARNING: "FFFFC000"}
HEADERS: Final = ("severity", "cell", "what is wrong", "the cell holds", "what would do")
WIDTHS: Final = (10, 18, 70, 28, 60)
NOTE_SIZE: Final = (320, 140)  # width and height in points
FONT: Final = "Calibri"


def mark(source: Path, target: Path, faults: Iterable[Fault]) -> None:
    """Write a copy of a workbook with its faults marked; the workbook itself is not changed.

    Formulas stay formulas. Charts and pictures are not copied. Marks of an earlier copy are taken off.

    Raises
    ------
    FileError
        When the target is the workbook itself, is not named .xlsx, or cannot be written.
    """
    if target.suffix.lower() != ".xlsx":
        message = f"{target}: the marked copy must end in .xlsx"
        raise FileError(message)
    if target.exists() and target.samefile(source):
        message = f"{target}: the marked copy would replace the workbook; give it another name"
        raise FileError(message)
    ordered = by_severity(faults)
    book = _load(source)
    _clear(book)
    _mark_cells(book, ordered)
    _write_issues(book, source.name, ordered)
    with atomic_path(target) as temporary:
        book.save(temporary)


def _load(source: Path) -> Any:
    """Return the workbook as it is; what the copy loses (charts, pictures) has no faults to mark."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(source)


def _clear(book: Any) -> None:
    """Take off the marks of an earlier copy."""
    if ISSUES in book.sheetnames:
        del book[ISSUES]
    for sheet in book.worksheets:
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.comment is None:
                    continue
                cell.comment.width, cell.comment.height = NOTE_SIZE  # its own size is not read
                if cell.comment.author == AUTHOR:
                    cell.comment = None
                    cell.fill = PatternFill()


def _mark_cells(book: Any, faults: Sequence[Fault]) -> None:
    """Colour the cells by their gravest fault and note on each all that is wrong."""
    together: dict[tuple[str, str], list[Fault]] = defaultdict(list)
    for fault in faults:
        at = _address(book, fault)
        if at is not None and fault.severity in COLOURS:
            together[at].append(fault)
    for (title, address), found in together.items():
        cell = book[title][address]
        cell.fill = PatternFill("solid", fgColor=COLOURS[found[0].severity])
        before = f"\n\n{cell.comment.text}" if cell.comment is not None else ""
        text = "\n\n".join(_in_words(fault) for fault in found)
        cell.comment = Comment(text + before, AUTHOR, width=NOTE_SIZE[0], height=NOTE_SIZE[1])


def _in_words(fault: Fault) -> str:
    stop = "" if fault.remedy.endswith("?") else "."
    remedy = f"\n{fault.remedy}{stop}" if fault.remedy else ""
    return f"{fault.severity.value.upper()}: {fault.wrong}.{remedy}"


def _address(book: Any, fault: Fault) -> tuple[str, str] | None:
    """Return the sheet's title and the cell of a fault; None where the workbook has no such sheet."""
    wanted = header_key(fault.sheet)
    title = next((sheet.title for sheet in book.worksheets if header_key(sheet.title) == wanted), None)
    if title is None:
        return None
    row = re.fullmatch(r"row (\d+)", fault.cell)
    if row:
        return title, f"A{row[1]}"
    return title, fault.cell if re.fullmatch(r"[A-Z]{1,3}[1-9]\d*", fault.cell) else "A1"


def _write_issues(book: Any, name: str, faults: Sequence[Fault]) -> None:
    sheet = book.create_sheet(ISSUES, 0)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    _put(sheet, 1, 1, f"{len(faults)} fault(s) in {name}", Font(name=FONT, bold=True, size=14))
    _put(sheet, 2, 1, "A copy: mend the workbook itself, or go on with this one and save it under its name.")
    for place, (header, width) in enumerate(zip(HEADERS, WIDTHS, strict=True), start=1):
        _put(sheet, 4, place, header, Font(name=FONT, bold=True))
        sheet.column_dimensions[sheet.cell(4, place).column_letter].width = width
    for row, fault in enumerate(faults, start=5):
        texts = (fault.severity.value, fault.place, fault.wrong, fault.holds, fault.remedy)
        for place, text in enumerate(texts, start=1):
            _put(sheet, row, place, text)
        _finish(book, sheet, row, fault)
    sheet.freeze_panes = "A5"
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def _put(sheet: Any, row: int, place: int, text: str, font: Font | None = None) -> None:
    """Write a text as a text, also one that begins like a formula."""
    cell = sheet.cell(row, place)
    cell.value = text
    cell.data_type = "s"
    cell.alignment = Alignment(vertical="top", wrap_text=row > 4)
    cell.font = font or Font(name=FONT)


def _finish(book: Any, sheet: Any, row: int, fault: Fault) -> None:
    """Colour the severity and link the cell."""
    if fault.severity in COLOURS:
        sheet.cell(row, 1).fill = PatternFill("solid", fgColor=COLOURS[fault.severity])
    at = _address(book, fault)
    if at is not None:
        title, address = at
        quoted = title.replace("'", "''")
        cell = sheet.cell(row, 2)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{address}", display=fault.place)
        cell.font = Font(name=FONT, color="FF0563C1", underline="single")
