"""Every path that a command writes to goes through here: what a planner has is never harmed."""

from __future__ import annotations

import contextlib
import os
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from planner.errors import FileError
from planner.files import check_writable, real

WORKBOOK: Final = (".xlsx",)
DOCUMENT: Final = (".docx", ".pptx")
REPORT: Final = (".html", ".pdf", *DOCUMENT, ".htm")
LOG: Final = (".log", ".txt")
# How a report of ours is known, at its beginning or its end.
SIGN_HTML: Final = b'<meta name="generator" content="supply-diversification-planner">'
SIGN_DOCUMENT: Final = "supply-diversification-planner report"  # the category of a document's properties
SIGN_LOG: Final = b"# log of the solver of supply-diversification-planner"
SIGN_PDF: Final = b"\n%planner report\n"
# The part of a marked copy that only we name so: any program that saves the copy again names it otherwise.
SIGN_MARKED: Final = "xl/worksheets/planner_faults.xml"
LONGEST: Final = 230  # bytes of a name: a number, a lock or a folder's name has to fit behind it
MOST_LOOKED: Final = 1 << 20  # bytes
PLAN: Final = frozenset({"summary", "run", "in periods"})
STUDY: Final = frozenset({"summary", "run", "chart data", "layout"})
INPUT: Final = frozenset({"periods", "materials", "sites"})  # whoever has these is planned from
DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # to Windows


class Outputs:
    """The paths that one command writes to.

    Parameters
    ----------
    reads
        The files that the command reads: none of them is ever written to.
    force
        Whether files that are no plan, study or report of ours may be replaced; they are kept beside it all the same.
    """

    def __init__(self, reads: Iterable[Path] = (), *, force: bool = False) -> None:
        self.reads, self.force = tuple(reads), force
        self._claimed: list[Path] = []
        self._made: list[Path] = []

    def file(self, target: Path, suffixes: tuple[str, ...] = WORKBOOK, what: str = "a workbook") -> Path:
        """Return a path that may be written to, before anything is done for it.

        Raises
        ------
        FileError
            When its name does not end as it must or is too long; when it is a file that the command reads or writes
            otherwise, a folder, a device, open elsewhere, or somebody else's; when it cannot be written.
        """
        _check_length(target)
        try:
            self._check(target, suffixes, what)
        except OSError as error:  # too long as a whole, through a file, or into a folder closed to us
            _refuse(target, f"nothing can be written there ({error.strerror or error})")
        self._claimed.append(target)
        return target

    def _check(self, target: Path, suffixes: tuple[str, ...], what: str) -> None:
        _check_kind(target)
        _check_suffix(target, suffixes, what)
        self._check_reads(target)
        if any(_is_one(target, other) for other in self._claimed):
            _refuse(target, "two things would be written there; give each a name of its own")
        _check_open(target)
        if target.exists() and not self.force and not is_own(target):
            _refuse(target, f"it is there already and no plan or study of ours; {_another(target)}")
        check_writable(real(target))

    def folder(self, target: Path) -> Path:
        """Return a folder that is there, or was made.

        Raises
        ------
        FileError
            When it is a file, or cannot be made.
        """
        _check_length(target)
        try:
            if target.exists() and not target.is_dir():
                _refuse(target, "it is a file, and a folder is asked for")
            self._made += [folder for folder in (*reversed(target.parents), target) if not folder.exists()]
            target.mkdir(exist_ok=True, parents=True)
        except OSError as error:
            _refuse(target, f"the folder cannot be made ({error.strerror or error}); name another place with -o")
        return target

    def tidy(self) -> None:
        """Remove the folders that were made and in which nothing came to be written."""
        for folder in reversed(self._made):
            with contextlib.suppress(OSError):
                folder.rmdir()

    def default(self, name: str) -> Path:
        """Return where something goes that is given no place: into ``outputs/``.

        Raises
        ------
        FileError
            When that folder cannot be made, or the file not be written.
        """
        return self.file(self.folder(Path("outputs")) / name)

    def free(self, target: Path) -> Path:
        """Return a path for what must be written whatever stands in its way: itself, or with a number nobody has."""
        number = 2
        path = target
        while True:
            try:
                return self.file(path)
            except FileError:
                if not path.exists():
                    raise
                path, number = target.with_name(f"{target.stem}-{number}{target.suffix}"), number + 1

    def _check_reads(self, target: Path) -> None:
        for read in self.reads:
            if _is_one(target, read):
                _refuse(target, "it is read by this command and would be lost; give what is written another name")


def is_folder(path: Path) -> bool:
    """Whether a path is a folder; one that cannot even be looked at is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def is_own(path: Path) -> bool:
    """Whether a file is a plan, a study, a report or a marked copy that this program wrote."""
    try:
        if path.suffix.lower() in DOCUMENT:
            return _is_document(path)
        if path.suffix.lower() in REPORT:
            return _is_report(path)
        if path.suffix.lower() in LOG:
            return _is_log(path)
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            with archive.open("xl/workbook.xml") as part:
                sheets = sheets_in(part.read(MOST_LOOKED))
    except (OSError, KeyError, ValueError, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile):
        return False
    is_one = sheets >= PLAN or sheets >= STUDY
    return SIGN_MARKED in names or (is_one and not sheets >= INPUT)


def sheets_in(told: bytes) -> set[str]:
    """Return the names of the sheets in the part of a package that lists them."""
    names = re.findall(rb'<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"', told)
    return {name.decode("utf-8", "replace").casefold() for name in names}


def _is_log(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(SIGN_LOG)) == SIGN_LOG


def _is_document(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive, archive.open("docProps/core.xml") as part:
        return SIGN_DOCUMENT.encode() in part.read(MOST_LOOKED)


def _is_report(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(4096)
        file.seek(max(0, path.stat().st_size - len(SIGN_PDF)))
        return SIGN_HTML in start or (start.startswith(b"%PDF") and file.read() == SIGN_PDF)


def _check_length(target: Path) -> None:
    if len(os.fsencode(target.name)) > LONGEST:
        short = f"{target.name[:40]}..."
        message = f"{short}: the name is too long for what stands beside it; give it {LONGEST} letters at most"
        raise FileError(message)


def _check_suffix(target: Path, suffixes: tuple[str, ...], what: str) -> None:
    if target.suffix.lower() not in suffixes:
        better = target.with_suffix(suffixes[0]).name if target.stem else f"plan{suffixes[0]}"
        ends = [suffix for suffix in suffixes if suffix != ".htm"]
        _refuse(target, f"the name of {what} ends in {' or '.join(ends)}; {better} would do")


def _check_kind(target: Path) -> None:
    if target.is_dir():
        _refuse(target, "it is a folder; name a file")
    is_device = os.name == "nt" and DEVICES.fullmatch(target.name)
    if is_device or (target.exists() and not target.is_file()):
        _refuse(target, "it is a device or a pipe, not a file; name a file")


def _check_open(target: Path) -> None:
    """Refuse a file that another program has open: it would be written over there, or back from there."""
    excel, office = target.with_name(f"~${target.name}"), target.with_name(f".~lock.{target.name}#")
    for lock, program in ((excel, "Excel"), (office, "LibreOffice")):
        if lock.exists():
            _refuse(target, f"it is open in {program}; close it there (if it is not, delete the file {lock.name})")


def _is_one(path: Path, other: Path) -> bool:
    """Whether two paths are one file here, or would be where letters' case does not matter."""
    if path.exists() and other.exists() and path.samefile(other):
        return True
    return str(path.resolve()).casefold() == str(other.resolve()).casefold()


def _another(target: Path) -> str:
    return f"choose another name, or replace it with --force ({target.name} is then kept under a number)"


def _refuse(target: Path, why: str) -> None:
    message = f"{target}: {why}"
    raise FileError(message)
