"""Writes a workbook of ours at a path: all or nothing, and what stood there is kept."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import IO, Final

import xlsxwriter
from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxFileError

from planner.errors import FileError
from planner.files import OwnedPath, kept_path
from planner.reports.styles import FONT, SIZE

OPTIONS: Final[dict[str, object]] = {
    "in_memory": True,  # files beside would outlive a process that is killed, and take time
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": FONT, "font_size": SIZE},
}


def unwritten(content: IO[bytes] | None = None) -> Workbook:
    """Return a workbook of ours that is in no file."""
    return xlsxwriter.Workbook(content or io.BytesIO(), deepcopy(OPTIONS))  # it writes into them


@contextmanager
def written(target: Path | OwnedPath) -> Iterator[Workbook]:
    """Yield a workbook that is at its path when the context ends.

    Raises
    ------
    FileError
        When the file cannot be written.
    """
    content = io.BytesIO()  # on a disk without room a half-written archive would complain once more when it is let go
    with kept_path(target) as temporary:
        workbook = unwritten(content)
        yield workbook
        try:
            workbook.close()
        except XlsxFileError as error:
            path = target.path if isinstance(target, OwnedPath) else target
            message = f"{path}: it cannot be written ({error})"
            raise FileError(message) from error
        temporary.write_bytes(content.getvalue())
