"""Files that are given another name, put into the bin and taken out again: none is ever lost or replaced."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from planner.desk.folder import BIN, Folder, is_shown
from planner.desk.numbers import fitting, number_of
from planner.desk.refusals import Refusal

LONGEST: Final = 120  # letters of a name that is given
MOST_TRIES: Final = 1000
NOT_IN_NAMES: Final = set('/\\:*?"<>|')
FREE: Final = "Give it another name."


def given_name(words: str, suffix: str) -> str:
    """Return the name of a file from what somebody typed.

    Raises
    ------
    Refusal
        When no file can be called so.
    """
    name = " ".join(words.split()).removesuffix(suffix).strip(" .")
    if not name or len(name) > LONGEST or not is_shown(name) or NOT_IN_NAMES & set(name):
        most = f"Letters, digits, blanks and marks such as - ( ) , are fine; {LONGEST} letters at most."
        raise Refusal(400, f"No file can be called {words!r}.", most)
    return fitting(f"{name}{suffix}")


def rename(path: Path, words: str) -> Path:
    """Give a file another name, its number kept; return where it is.

    Raises
    ------
    Refusal
        When the name is none, or taken, or the file cannot be renamed.
    """
    number = number_of(path.name)
    name = given_name(words, path.suffix)
    if number is not None and number_of(name) != number:
        name = fitting(f"{path.name.partition(' ')[0]} {name}")
    target = path.with_name(name)
    if target.name != path.name:
        move(path, target)
    return target


def remove(folder: Folder, path: Path) -> Path:
    """Put a file into the bin; return where it is.

    Raises
    ------
    Refusal
        When it cannot be moved.
    """
    return _move_to(path, folder.own / BIN)


def put_back(folder: Folder, name: str) -> Path:
    """Take a file out of the bin, into ``outputs``; return where it is.

    Raises
    ------
    Refusal
        When there is none of that name, or it cannot be moved.
    """
    path = folder.own / BIN / name
    if not is_shown(name) or "/" in name or path.is_symlink() or not path.is_file():
        raise Refusal(404, f"There is no file {name!r} in the bin.", "Choose one from the list.")
    return _move_to(path, folder.outputs)


def in_bin(folder: Folder) -> list[Path]:
    """Return the files in the bin, the last put there first."""
    try:
        found = [path for path in (folder.own / BIN).iterdir() if is_shown(path.name) and path.is_file()]
        return sorted(found, key=lambda path: -path.stat().st_ctime)
    except OSError:
        return []


def free(place: Path, name: str) -> Path:
    """Return a path of that name in a folder, with a number behind it where it is taken."""
    stem, dot, suffix = name.rpartition(".")
    path = place / name
    for number in range(2, MOST_TRIES):
        if not os.path.lexists(path):
            break
        path = place / fitting(f"{stem} ({number}){dot}{suffix}")
    return path


def _move_to(path: Path, place: Path) -> Path:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot(path, error) from error
    target = free(place, path.name)
    move(path, target)
    return target


def move(path: Path, target: Path) -> None:
    """Move a file to a name that nobody has, where the file system can tell."""
    try:
        os.link(path, target)
    except FileExistsError as error:
        raise Refusal(409, f"There is a file {target.name!r} already.", FREE) from error
    except OSError:  # file systems without links, or a file that is held
        _rename(path, target)
        return
    try:
        path.unlink()
    except OSError as error:
        target.unlink()
        raise _cannot(path, error) from error


def _rename(path: Path, target: Path) -> None:
    if os.path.lexists(target):
        raise Refusal(409, f"There is a file {target.name!r} already.", FREE)
    try:
        path.rename(target)
    except OSError as error:
        raise _cannot(path, error) from error


def _cannot(path: Path, error: OSError) -> Refusal:
    why = f"{path.name} cannot be moved ({error.strerror or error})."
    return Refusal(409, why, "Close it in Excel, and see that the folder can be written.")
