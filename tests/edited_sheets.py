"""Workbooks whose XML no library would write, and the first row of what is read of one."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

from workbooks import VALID

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from planner.workbook.book import Book


def edit_sheet(path: Path, name: str, edit: Callable[[str], str]) -> Path:
    """Edit the XML of one worksheet."""
    number = list(VALID).index(name) + 1
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    part = f"xl/worksheets/sheet{number}.xml"
    before = parts[part].decode()
    after = edit(before)
    assert after != before
    parts[part] = after.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name_, held in parts.items():
            archive.writestr(name_, held)
    return path


def put_cell(path: Path, address: str, cell: str) -> Path:
    """Replace a cell by XML that no library would write."""
    sheet, _, place = address.partition("!")
    pattern = re.compile(rf'<c r="{place}"[^>]*?(/>|>.*?</c>)')
    return edit_sheet(path, sheet, lambda xml: pattern.sub(f'<c r="{place}" {cell}</c>', xml))


def first(book: Book, sheet: str) -> Any:
    return book.rows(sheet)[0]
