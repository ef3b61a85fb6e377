"""Keeps the finished results of a study in a folder, so that a study that is started again does not do them again."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Final

from planner.errors import FileError
from planner.files import atomic_path
from planner.litter import clear
from planner.program import answers_digest

UNUSED: Final = 30 * 24 * 3600.0  # seconds after which a result that nobody asked for is thrown away


class Store:
    """Finished results in a folder, a file for each: the checksum of key and result on a line, the result in JSON.

    The folder may be deleted at any time; nothing but time is lost.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._is_tidy = False

    @classmethod
    def beside(cls, output: Path) -> Store:
        """Return the store of the study that writes ``output``: the folder ``.NAME.parts`` beside it.

        It stays when the study is written: the same study with more points begins with those it has.
        """
        return cls(output.with_name(f".{output.name}.parts"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept."""
        return not any(self.folder.glob("*.json"))

    def load(self, key: str) -> object:
        """Return a result; None where there is none, or what there is is damaged."""
        path = self._path(key)
        try:
            first, _, text = path.read_text(encoding="utf-8").partition("\n")
            path.touch()
        except (OSError, UnicodeDecodeError):
            return None
        return json.loads(text) if first == _bound(key, text) else None

    def save(self, key: str, result: object) -> None:
        """Keep a result, as plain data.

        Raises
        ------
        FileError
            When the folder cannot be written.
        """
        text = json.dumps(result, default=_listed)
        try:
            self.folder.mkdir(exist_ok=True, parents=True)
        except OSError as error:
            message = f"{self.folder}: the folder for unfinished work cannot be made ({error.strerror or error})"
            raise FileError(message) from error
        self._tidy()
        with atomic_path(self._path(key)) as path:
            path.write_text(f"{_bound(key, text)}\n{text}", encoding="utf-8")

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _tidy(self) -> None:
        """Throw away, once, what has not been asked for in a long time."""
        if self._is_tidy:
            return
        self._is_tidy = True
        clear(self.folder)
        for path in self.folder.glob("*.json"):
            if time.time() - path.stat().st_mtime > UNUSED:
                path.unlink(missing_ok=True)


def key_of(*parts: object) -> str:
    """Return a task's key from what its result depends on: plain data, paths, dataclasses and arrays."""
    return json.dumps(parts, sort_keys=True, default=_of_key)


def stored_key(function: Callable[..., object], key: str) -> str:
    """Return under which name a result is kept: it changes with the key, the function and what that can use."""
    whole = json.dumps([answers_digest(function.__module__), function.__module__, function.__qualname__, key])
    return _digest(whole)


def _bound(key: str, text: str) -> str:
    """Return the checksum of a result under a key: one that was renamed or copied to another's place is not its own."""
    return _digest(f"{key}\n{text}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _of_key(value: object) -> object:
    if isinstance(value, Path):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return _listed(value)


def _listed(value: object) -> object:
    """Return what JSON has no word for as what it has: a numpy array or number as a list or number."""
    if hasattr(value, "tolist"):
        return value.tolist()
    message = f"results and keys are plain data, not {type(value).__name__}"
    raise TypeError(message)
