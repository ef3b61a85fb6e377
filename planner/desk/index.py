"""What is in the folder: every file with what is known of it, looked at again only where it was saved since."""

from __future__ import annotations

import contextlib
import json
import math
import os
import stat
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from planner.desk.files import A_PLAN, A_STUDY, DAMAGED, OTHER, WORKBOOK, kind_of
from planner.desk.folder import BACK, GONE, OUTPUTS, WORKBOOKS, Folder, is_shown
from planner.desk.refusals import Refusal

NAME: Final = "index.json"
PATIENCE: Final = 0.15  # seconds for which a page waits for what is told of new files
EDITION: Final = 1  # of what is kept: a file of another is not read
Stamp = tuple[int, int, int]


@dataclass
class FoundFile:
    """A file of the folder.

    Attributes
    ----------
    name, stamp
        How it is asked for, and what changes when it is saved.
    kind, facts
        As `planner.desk.files.kind_of` tells them.
    checked
        What came of checking it: errors, warnings and whether it could be read; empty while it is not checked.
    """

    name: str
    stamp: Stamp
    kind: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    checked: dict[str, Any] = field(default_factory=dict)

    @property
    def saved(self) -> float:
        """When it was saved, in seconds."""
        return self.stamp[0] / 1e9

    @property
    def file(self) -> str:
        """Its name without the folder."""
        return self.name.rpartition("/")[2]

    @property
    def is_in_outputs(self) -> bool:
        """Whether it stands in the folder for what is made."""
        return "/" in self.name


class FolderIndex:
    """All files of a folder; it may be asked in several threads.

    Attributes
    ----------
    hidden
        How many workbooks are not shown, since their names cannot be or lead out of the folder.
    """

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._known: dict[str, FoundFile] = {}
        self._is_changed = False
        self.hidden = 0
        self._read()

    def look(self, patience: float = PATIENCE) -> dict[str, FoundFile]:
        """Return all files by name, those that were saved since the last look told anew.

        After so many seconds of telling, the others are returned as they were never seen, without a kind: the next look
        goes on with them.

        Raises
        ------
        Refusal
            When the folder cannot be looked at.
        """
        with self._lock:
            ends = time.perf_counter() + patience
            try:
                stamps = dict(self._stamps())
            except OSError as error:
                raise Refusal(404, GONE, BACK) from error
            for name in self._known.keys() - stamps.keys():
                del self._known[name]
                self._is_changed = True
            return {name: self._told(name, stamp, ends) for name, stamp in stamps.items()}

    def _told(self, name: str, stamp: Stamp, ends: float) -> FoundFile:
        known = self._known.get(name)
        if known is not None and known.stamp == stamp:
            return known
        if time.perf_counter() > ends:
            return FoundFile(name, stamp)
        self._is_changed = True
        self._known[name] = found = FoundFile(name, stamp, *kind_of(self._folder.path / name))
        return found

    def workbooks(self, found: Mapping[str, FoundFile] | None = None) -> list[FoundFile]:
        """Return the workbooks, the last saved first; those that are damaged or not told yet among them."""
        return _sorted(x for x in self._all(found) if x.kind in (WORKBOOK, DAMAGED, "") and not x.is_in_outputs)

    def others(self, found: Mapping[str, FoundFile] | None = None) -> list[FoundFile]:
        """Return the spreadsheets beside the workbooks that have no sheet of ours, or cells that a check marked."""
        return _sorted(x for x in self._all(found) if x.kind == OTHER and not x.is_in_outputs)

    def plans(self, found: Mapping[str, FoundFile] | None = None) -> list[FoundFile]:
        """Return the plans, the last made first; what is in ``outputs`` and not told yet among them."""
        return _sorted(x for x in self._all(found) if x.kind == A_PLAN or (not x.kind and x.is_in_outputs))

    def studies(self, found: Mapping[str, FoundFile] | None = None) -> list[FoundFile]:
        """Return what studies found, the last made first."""
        return _sorted(x for x in self._all(found) if x.kind == A_STUDY)

    def _all(self, found: Mapping[str, FoundFile] | None) -> Iterable[FoundFile]:
        return (self.look() if found is None else found).values()

    def found(self, name: str) -> FoundFile | None:
        """Return what is known of a file; None where there is none of that name."""
        found = self.look().get(name)
        if found is None or found.kind:
            return found
        with self._lock:
            return self._told(name, found.stamp, math.inf)

    def path_of(self, found: FoundFile) -> Path:
        """Return where a file is."""
        return self._folder.path / found.name

    def note(self, name: str, stamp: Stamp, checked: dict[str, Any]) -> bool:
        """Keep what came of checking a file; return whether it is still the file that was checked."""
        with self._lock:
            known = self._known.get(name)
            if known is None or known.stamp != stamp:
                return False
            known.checked = checked
            self._is_changed = True
            return True

    def retell(self, name: str) -> None:
        """Tell a file's kind anew at the next look: it may have been half-written at the last."""
        with self._lock:
            self._known.pop(name, None)

    def save(self) -> None:
        """Keep what is known for the next start; where nothing can be written, it is found out again then."""
        with self._lock:
            if not self._is_changed:
                return
            self._is_changed = False
            known = [[x.name, x.stamp, x.kind, x.facts] for x in self._known.values()]
        fresh = self._folder.own / f"{NAME}.new"
        with contextlib.suppress(OSError):
            self._folder.own.mkdir(exist_ok=True)
            fresh.write_text(json.dumps([EDITION, known]), encoding="utf-8")
            fresh.replace(self._folder.own / NAME)

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            edition, known = json.loads((self._folder.own / NAME).read_text(encoding="utf-8"))
            if edition == EDITION:
                found = [FoundFile(str(n), (s[0], s[1], s[2]), str(k), dict(f)) for n, s, k, f in known]
                self._known = {each.name: each for each in found}

    def _stamps(self) -> Iterator[tuple[str, Stamp]]:
        self.hidden = 0
        yield from self._stamps_of(self._folder.path, "")
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            if not self._folder.outputs.is_symlink():
                yield from self._stamps_of(self._folder.outputs, f"{OUTPUTS}/")

    def _stamps_of(self, place: Path, before: str) -> Iterator[tuple[str, Stamp]]:
        with os.scandir(place) as entries:
            for entry in entries:
                if not entry.name.lower().endswith(WORKBOOKS) or entry.name.startswith((".", "~$")):
                    continue
                if not is_shown(entry.name) or (entry.is_symlink() and not self._is_within(entry)):
                    self.hidden += 1
                    continue
                with contextlib.suppress(OSError):  # it may be gone by now
                    told = entry.stat()
                    if stat.S_ISREG(told.st_mode):
                        yield f"{before}{entry.name}", (told.st_mtime_ns, told.st_size, told.st_ino)

    def _is_within(self, entry: os.DirEntry[str]) -> bool:
        try:
            return (self._folder.path / entry.path).resolve(strict=True).is_relative_to(self._folder.path)
        except (OSError, RuntimeError):
            return False


def _sorted(found: Iterable[FoundFile]) -> list[FoundFile]:
    """Return files with the last saved first."""
    return sorted(found, key=lambda x: (-x.stamp[0], x.name))
