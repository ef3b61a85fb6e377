"""Writes files all or nothing, and loses none: what stood at a path is kept beside it under a number."""

from __future__ import annotations

import contextlib
import filecmp
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from planner.errors import FileError
from planner.litter import clear, temporary_name

# Virus scanners and sync clients hold a file open for moments; a spreadsheet that shows it holds it for good.
RETRIES: Final = 10
PAUSE: Final = 0.1  # seconds
_checked: Final[set[Path]] = set()  # folders that could be written to when it was looked


@contextlib.contextmanager
def atomic_path(target: Path) -> Iterator[Path]:
    """Yield a path beside the target to write to; on success it takes the target's place in one step.

    On any failure the temporary file is removed and the target is as it was.

    Raises
    ------
    FileError
        When the folder does not exist or cannot be written, or the target cannot be replaced.
    """
    with _beside(target) as temporary:
        yield temporary
        _to_disk(temporary)
        _replace(temporary, target)


class OwnedPath:
    """A path that one run writes to, once or again.

    What others put there is kept beside it under a number: ``plan.xlsx`` becomes ``plan.1.xlsx``, the next one
    ``plan.2.xlsx``, so that the highest number was replaced last. What this run itself wrote there is replaced.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._own: tuple[int, ...] | None = None

    @contextlib.contextmanager
    def writing(self) -> Iterator[Path]:
        """Yield a path beside it to write to; on success it takes its place in one step, and nothing is lost.

        Raises
        ------
        FileError
            When the folder does not exist or cannot be written, or what is there cannot be replaced.
        """
        target = real(self.path)
        with _beside(target) as temporary:
            yield temporary
            _to_disk(temporary)
            with _alone(target.parent):
                if not self._is_own(target) and not _is_same(temporary, target):
                    keep(target)
                _replace(temporary, target)
                self._own = _stamp(target)

    def _is_own(self, target: Path) -> bool:
        return self._own is not None and target.exists() and _stamp(target) == self._own


@contextlib.contextmanager
def kept_path(target: Path | OwnedPath) -> Iterator[Path]:
    """Yield a path to write to, which takes the target's place in one step; what stood there is kept."""
    with (target if isinstance(target, OwnedPath) else OwnedPath(target)).writing() as temporary:
        yield temporary


def keep(target: Path) -> Path | None:
    """Give what stands at a path one more name, with the number behind the last; return it, None for nothing there."""
    if not target.exists():
        return None
    number = _last_number(target)
    while True:
        number += 1
        kept = target.with_name(f"{target.stem}.{number}{target.suffix}")
        try:
            os.link(target, kept)
        except FileExistsError:
            continue
        except OSError:  # file systems without links
            if not _copied(target, kept):
                continue
        return kept


def real(path: Path) -> Path:
    """Return the file that a path leads to: a link stays a link, and what it names is written."""
    return path.resolve() if path.is_symlink() else path


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
    with _beside(target) as probe:
        clear(target.parent)
        probe.touch()
    _checked.add(target.parent)
    if not target.exists():
        return
    try:
        with target.open("r+b"):
            pass
    except OSError as error:
        message = f"{target}: it cannot be replaced; close it where it is open ({error.strerror or error})"
        raise FileError(message) from error


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield a new path in the target's folder, with its suffix, so that a rename cannot cross disks."""
    folder = target.parent
    if folder in _checked:  # another command that wrote nothing may have tidied it away
        with contextlib.suppress(OSError):
            folder.mkdir(exist_ok=True, parents=True)
    if not folder.is_dir():
        message = f"{target}: there is no folder {folder}"
        raise FileError(message)
    temporary = folder / temporary_name(target.stem, target.suffix)
    try:
        yield temporary
    except OSError as error:
        message = f"{target}: it cannot be written ({error.strerror or error})"
        raise FileError(message) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Be the only process of the planner that replaces files in a folder, where the system has such locks."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # file systems that lock no folders
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _last_number(target: Path) -> int:
    named = re.compile(rf"{re.escape(target.stem)}\.(\d+){re.escape(target.suffix)}", re.IGNORECASE)
    found = (named.fullmatch(path.name) for path in target.parent.iterdir())
    return max((int(each[1]) for each in found if each), default=0)


def _copied(target: Path, kept: Path) -> bool:
    """Copy a file to a name that nobody has; return whether it was free."""
    try:
        with kept.open("xb") as copy:
            try:
                with target.open("rb") as file:
                    shutil.copyfileobj(file, copy)
            except OSError:
                kept.unlink(missing_ok=True)
                raise
    except FileExistsError:
        return False
    return True


def _is_same(temporary: Path, target: Path) -> bool:
    return target.is_file() and filecmp.cmp(temporary, target, shallow=False)


def _stamp(path: Path) -> tuple[int, ...]:
    told = path.stat()
    return told.st_dev, told.st_ino, told.st_mtime_ns, told.st_size


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
