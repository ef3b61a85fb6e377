"""Writes files all or nothing: a file is complete at its path, or the old one is still there."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from typing import TYPE_CHECKING, Final

from planner.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Virus scanners and sync clients hold a file open for moments; a spreadsheet that shows it holds it for good.
RETRIES: Final = 10
PAUSE: Final = 0.1  # seconds


@contextlib.contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Yield a path beside the target to write to; on success it takes the target's place in one step.

    On any failure the temporary file is removed and the target is as it was.

    Raises
    ------
    FileError
        When the folder does not exist or cannot be written, or the target cannot be replaced.
    """
    temporary = _beside(target)
    try:
        yield temporary
        _to_disk(temporary)
        _replace(temporary, target)
    except OSError as error:
        message = f"{target}: it cannot be written ({error.strerror or error})"
        raise FileError(message) from error
    finally:
        temporary.unlink(missing_ok=True)


def check_writable(target: Path) -> None:
    """Fail before the work rather than after it, where a file could not be written.

    Raises
    ------
    FileError
        When the folder does not exist or cannot be written, or the target is a folder or open in Excel.
    """
    if target.is_dir():
        message = f"{target}: it is a folder; name a file"
        raise FileError(message)
    probe = _beside(target)
    try:
        probe.touch()
    except OSError as error:
        message = f"{target}: its folder cannot be written ({error.strerror or error})"
        raise FileError(message) from error
    finally:
        probe.unlink(missing_ok=True)
    if not target.exists():
        return
    try:
        with target.open("r+b"):
            pass
    except OSError as error:
        message = f"{target}: it cannot be replaced; close it where it is open ({error.strerror or error})"
        raise FileError(message) from error


def _beside(target: Path) -> Path:
    """Return a new path in the target's folder, with its suffix, so that a rename cannot cross disks."""
    folder = target.parent
    if not folder.is_dir():
        message = f"{target}: there is no folder {folder}"
        raise FileError(message)
    return folder / f".{target.stem}.{secrets.token_hex(4)}{target.suffix}"


def _to_disk(path: Path) -> None:
    """Have the system write the file's bytes; Windows asks for a handle that may write."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _replace(temporary: Path, target: Path) -> None:
    """Put the temporary file in the target's place, waiting for whoever holds it for a moment."""
    for _ in range(RETRIES - 1):
        try:
            temporary.replace(target)
        except PermissionError:
            time.sleep(PAUSE)
        else:
            return
    temporary.replace(target)
