"""Workbooks whose cells were read, kept in a helper process as long as their files stay as they are."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.errors import FileError

if TYPE_CHECKING:
    from planner.workbook.reading.reader import Opened

MOST: Final = 4
Stamp = tuple[int, ...]
_kept: OrderedDict[tuple[str, Stamp], Opened] = OrderedDict()


def stamp_of(path: Path) -> Stamp:
    """Return what changes when a file is saved.

    Raises
    ------
    FileError
        When there is no such file.
    """
    try:
        told = path.stat()
    except OSError as error:
        message = f"{path.name}: it cannot be looked at ({error.strerror or error})"
        raise FileError(message) from error
    return told.st_mtime_ns, told.st_size, told.st_ino


def opened_again(path: str) -> Opened:
    """Return the cells of a workbook, read only where it was saved since.

    Raises
    ------
    FileError
        When the file is missing, no workbook, or not safe to read.
    """
    from planner.workbook.reading.reader import opened

    key = path, stamp_of(Path(path))
    found = _kept.pop(key, None) or opened(Path(path))
    _kept[key] = found
    while len(_kept) > MOST:
        _kept.popitem(last=False)
    return found
