"""Refuses files that are not workbooks, or not safe to parse, before any parser sees them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path
from typing import Final

from planner.errors import FileError
from planner.faults import Fault, Severity

MOST_BYTES: Final = 200_000_000
MOST_PARTS: Final = 5_000
MOST_UNPACKED: Final = 500_000_000
LARGE_PART: Final = 50_000_000
MOST_RATIO: Final = 200
_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DECLARES: Final = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def admit(path: Path) -> bytes:
    """Return the bytes of a workbook that is safe to parse.

    Raises
    ------
    FileError
        When the file is missing, locked, no .xlsx workbook, encrypted, too large, or hostile.
    """
    content = _bytes_of(path)
    if content.startswith(_OLD_EXCEL):
        advice = "Save it as .xlsx without a password."
        message = f"{path.name}: an old .xls workbook, or one with a password. {advice}"
        raise FileError(message)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(path.name, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        message = f"{path.name}: not an .xlsx workbook, or a damaged one ({error}). Save it as .xlsx again."
        raise FileError(message) from error
    return content


def open_elsewhere(path: Path) -> tuple[Fault, ...]:
    """Return a warning where another program has the workbook open: what is not saved there is not seen."""
    excel, office = path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")
    for lock, program in ((excel, "Excel"), (office, "LibreOffice")):
        if lock.exists():
            wrong = f"{path.name} is open in {program}: changes that are not saved are not seen"
            return (Fault("", "", wrong, "", "Save it there first", Severity.WARNING),)
    return ()


def _bytes_of(path: Path) -> bytes:
    if path.name.startswith("~$") or (path.name.startswith(".~lock.") and path.name.endswith("#")):
        message = f"{path.name}: the lock file of a workbook that is open, not the workbook."
        raise FileError(message)
    try:
        if path.stat().st_size > MOST_BYTES:
            most = f"{MOST_BYTES // 1_000_000} MB"
            message = f"{path.name}: larger than {most}. Take out pictures and old sheets."
            raise FileError(message)
        return path.read_bytes()
    except FileNotFoundError as error:
        message = f"{path}: there is no such file."
        raise FileError(message) from error
    except IsADirectoryError as error:
        message = f"{path}: a folder, not a workbook."
        raise FileError(message) from error
    except OSError as error:
        advice = "Close it in other programs and check its permissions."
        message = f"{path}: cannot be read ({error.strerror}). {advice}"
        raise FileError(message) from error


def _check(name: str, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    _check_sizes(name, parts)
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(part.startswith("xl/") for part in names):
        message = f"{name}: not an .xlsx workbook. Save it as an Excel workbook (.xlsx)."
        raise FileError(message)
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels", ".vml")):
            _check_declarations(name, archive, part)


def _check_sizes(name: str, parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    bomb = any(part.file_size > max(LARGE_PART, MOST_RATIO * part.compress_size) for part in parts)
    if bomb or len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        advice = "Copy its sheets into a new workbook and save that."
        message = f"{name}: unpacks to more than a workbook should. {advice}"
        raise FileError(message)


def _check_declarations(name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse declarations, which no spreadsheet program writes and which can blow up or read other files."""
    with archive.open(part) as file:
        start = file.read(4096).replace(b"\0", b"")  # UTF-16 text without its zero bytes
    if _DECLARES.search(start):
        message = f"{name}: its part {part.filename} declares entities, which no workbook does."
        raise FileError(message)
