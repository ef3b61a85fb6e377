"""Numbers of plans and studies: each is given once in a folder, and stands before the name of its file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from planner.desk.folder import BIN, Folder
from planner.errors import FileError
from planner.outputs import LONGEST, Outputs

NUMBERED: Final = re.compile(r"(\d{4,7}) (.+)", re.DOTALL)
GIVEN: Final = "numbers"  # a file of that folder for each number that was given


def number_of(name: str) -> int | None:
    """Return the number before a file's name; None where there is none."""
    found = NUMBERED.fullmatch(name)
    return int(found[1]) if found else None


def plain_name(name: str) -> str:
    """Return a file's name without its number."""
    found = NUMBERED.fullmatch(name)
    return found[2] if found else name


def reserved(folder: Folder, name: str) -> Path:
    """Return a path in ``outputs`` with the next number before the name, which nobody else is given.

    Raises
    ------
    FileError
        When nothing can be written there.
    """
    writes, outputs, given = Outputs(), folder.outputs, folder.own / GIVEN
    try:
        outputs.mkdir(exist_ok=True)
        given.mkdir(exist_ok=True, parents=True)
    except OSError as error:
        message = f"{error.filename or folder.path}: nothing can be written there ({error.strerror or error})"
        raise FileError(message) from error
    number = 1 + max((number for place in (outputs, folder.own / BIN, given) for number in _numbers(place)), default=0)
    while True:
        try:
            (given / f"{number:04d} given").touch(exist_ok=False)
        except FileExistsError:
            number += 1
            continue
        except OSError as error:
            message = f"{outputs}: nothing can be written there ({error.strerror or error})"
            raise FileError(message) from error
        return writes.file(outputs / fitting(f"{number:04d} {name}"), what="a plan")


def fitting(name: str) -> str:
    """Return a file's name that is not too long, its end as it was."""
    stem, dot, suffix = name.rpartition(".")
    while len(f"{stem}{dot}{suffix}".encode()) > LONGEST:
        stem = stem[:-1]
    return f"{stem}{dot}{suffix}"


def _numbers(place: Path) -> Iterable[int]:
    try:
        names = [path.name for path in place.iterdir()]
    except OSError:
        return []
    return [number for name in names if (number := number_of(name)) is not None]
