"""A workbook with some of its cells at other values, each time as a case of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from planner.errors import WorkbookError
from planner.faults import Severity
from planner.workbook.book import Book
from planner.workbook.cases.added import AddedSetting, with_case
from planner.workbook.cases.applied import BASE
from planner.workbook.reading.reader import opened, read_opened

Change = tuple[str, str, str, object]

NAME: Final = "what if"


class Variants:
    """All that a workbook can be changed to; ``always`` are changes that each variant has before its own."""

    def __init__(self, path: Path, always: Sequence[Change] = ()) -> None:
        self.path, self._always = path, tuple(always)
        self._opened = opened(path)

    def with_changes(self, always: Sequence[Change]) -> Variants:
        """Return the variants of the workbook with some changes in all of them."""
        return Variants(self.path, [*self._always, *always])

    def book(self, changes: Iterable[Change] = ()) -> Book:
        """Return the workbook with some changes, each as a row of the sheet Cases has it.

        Raises
        ------
        WorkbookError
            When a cell may not hold that.
        """
        settings = [AddedSetting(*change) for change in (*self._always, *changes)]
        read, name = (with_case(self._opened, NAME, BASE, settings), NAME) if settings else (self._opened, BASE)
        found, faults = read_opened(read, name)
        if any(fault.severity is Severity.ERROR for fault in faults):
            raise WorkbookError(self.path, faults)
        return found
