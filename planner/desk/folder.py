"""The folder that a desk works in, and the files in it that a name may stand for: none outside, none that is hidden."""

from __future__ import annotations

import contextlib
import os
import stat
import unicodedata
from pathlib import Path, PurePosixPath
from typing import Final

from planner.desk.refusals import Refusal

OUTPUTS: Final = "outputs"  # where plans and studies go, as those of the command line do
OWN: Final = ".planner-desk"  # what the desk itself keeps: jobs, the bin, what it knows of files
BIN: Final = "bin"
SENT: Final = "upload-"  # before the names of files that are being sent
WORKBOOKS: Final = (".xlsx", ".xlsm")
GONE: Final = "The folder is gone, or cannot be looked at."
BACK: Final = "Put it back, or end the desk and start it in another."
CHOOSE: Final = "Choose one from the list."


class Folder:
    """A folder, of which only the files in it and in its ``outputs`` are shown, read and written.

    Attributes
    ----------
    path
        The folder, without links on the way.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()

    @property
    def outputs(self) -> Path:
        """Where plans and studies go."""
        return self.path / OUTPUTS

    @property
    def own(self) -> Path:
        """Where the desk keeps what it needs."""
        return self.path / OWN

    @property
    def is_there(self) -> bool:
        """Whether the folder can be looked at; a disk may have been taken out."""
        return self.path.is_dir()

    @property
    def is_writable(self) -> bool:
        """Whether files can be made in it."""
        return os.access(self.path, os.W_OK)

    def clear(self) -> None:
        """Remove what was sent to a desk that was killed before it was taken in."""
        with contextlib.suppress(OSError):
            for path in self.own.glob(f"{SENT}*"):
                path.unlink(missing_ok=True)

    def workbook(self, name: str) -> Path:
        """Return the path of a workbook by its name.

        Raises
        ------
        Refusal
            When there is none of that name in the folder.
        """
        return self.file(name, WORKBOOKS)

    def plan(self, name: str) -> Path:
        """Return the path of a plan by its name, such as ``outputs/0012 mine-base.xlsx``.

        Raises
        ------
        Refusal
            When there is none of that name in the folder.
        """
        return self.file(name, (".xlsx",))

    def file(self, name: str, suffixes: tuple[str, ...]) -> Path:
        """Return the path of a plain file in the folder or in its ``outputs``, no link out of it among them.

        Raises
        ------
        Refusal
            When there is none of that name.
        """
        path = self.path / self.inside(name)
        if path.suffix.lower() not in suffixes:
            raise Refusal(404, f"{name!r} is not the name of {' or '.join(suffixes)} file.", CHOOSE)
        try:
            told = path.stat()
            is_within = path.resolve(strict=True).is_relative_to(self.path)
        except (OSError, RuntimeError, ValueError) as error:
            if not self.is_there:
                raise Refusal(404, GONE, BACK) from error
            raise Refusal(404, f"There is no file {name!r} in the folder any more.", CHOOSE) from error
        if not is_within or not stat.S_ISREG(told.st_mode):
            raise Refusal(404, f"{name!r} leads out of the folder, or is no file.", CHOOSE)
        return path

    def inside(self, name: str) -> PurePosixPath:
        """Return a name as a path below the folder.

        Raises
        ------
        Refusal
            When it could be anything else than a file that the desk shows.
        """
        parts = name.split("/")
        if parts[:-1] not in ([], [OUTPUTS]) or not is_shown(parts[-1]):
            raise Refusal(404, f"{name!r} is no name of a file in the folder.", CHOOSE)
        return PurePosixPath(*parts)

    def name_of(self, path: Path) -> str:
        """Return the name by which a file of the folder is asked for."""
        return path.relative_to(self.path).as_posix()


def is_shown(name: str) -> bool:
    """Whether a file of that name is one to show: not hidden, no lock of Excel's, and a name that can be written."""
    if not name or name.startswith((".", "~$")) or "\\" in name or (os.name == "nt" and ":" in name):
        return False
    return not any(unicodedata.category(sign) in ("Cc", "Cs") for sign in name)
