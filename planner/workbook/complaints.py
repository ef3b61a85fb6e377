"""Gathers faults while a workbook is read, and caps what one sheet may say."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from openpyxl.utils import column_index_from_string, get_column_letter

from planner.workbook.faults import Fault, Severity
from planner.workbook.sheets import SHEETS

CAP: Final = 50
_ORDER: Final = {sheet.name: place for place, sheet in enumerate(SHEETS)}


class Wrong(Exception):
    """What is wrong with the value of one cell: pairs of a fault and what would do."""

    def __init__(self, wrong: str, remedy: str = "", *more: tuple[str, str]) -> None:
        self.complaints: tuple[tuple[str, str], ...] = ((wrong, remedy), *more)
        super().__init__(wrong)


@dataclass(slots=True)
class Complaints:
    """The faults found so far: at most ``CAP`` of a severity are kept for a sheet, the rest are counted."""

    kept: list[Fault] = field(default_factory=list)
    counts: Counter[tuple[str, Severity]] = field(default_factory=Counter)

    def add(
        self,
        sheet: str,
        cell: str,
        wrong: str,
        holds: Any = None,
        remedy: str = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note one fault; ``holds`` is the raw value of the cell."""
        self.counts[sheet, severity] += 1
        if self.counts[sheet, severity] <= CAP:
            self.kept.append(Fault(sheet, cell, wrong, shown(holds), remedy, severity))

    def add_wrong(self, sheet: str, cell: str, wrong: Wrong, holds: Any) -> None:
        """Note every complaint about one cell."""
        for text, remedy in wrong.complaints:
            self.add(sheet, cell, text, holds, remedy)

    @property
    def has_errors(self) -> bool:
        """Whether anything stops the planning."""
        return any(severity is Severity.ERROR for _, severity in self.counts)

    def faults(self) -> tuple[Fault, ...]:
        """Return all faults, errors first, in the order of the sheets and their cells, with what was cut."""
        severities = list(Severity)
        kept = sorted(self.kept, key=lambda fault: (severities.index(fault.severity), *_place(fault)))
        found: list[Fault] = []
        for place, fault in enumerate(kept):
            found.append(fault)
            after = kept[place + 1] if place + 1 < len(kept) else None
            if after is None or (after.sheet, after.severity) != (fault.sheet, fault.severity):
                found.extend(self._cut(fault.sheet, fault.severity))
        return tuple(found)

    def _cut(self, sheet: str, severity: Severity) -> list[Fault]:
        beyond = self.counts[sheet, severity] - CAP
        if beyond <= 0:
            return []
        remedy = "The first ones often explain the rest"
        return [Fault(sheet, "", f"{beyond} more {severity.value}s on this sheet", "", remedy, severity)]


def _place(fault: Fault) -> tuple[int, str, int, int]:
    found = re.fullmatch(r"([A-Z]{1,3})(\d+)", fault.cell)
    column, row = (column_index_from_string(found[1]), int(found[2])) if found else (0, 0)
    if fault.cell.startswith("row "):
        row = int(re.sub(r"\D.*", "", fault.cell.removeprefix("row ")))
    return _ORDER.get(fault.sheet, len(_ORDER)), fault.sheet, row, column


@cache
def letter(column: int) -> str:
    """Return the letters of a column's number."""
    return get_column_letter(column)


def shown(value: Any, width: int = 60) -> str:
    """Return what a cell holds, as a planner sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    text = str(value)
    return text if len(text) <= width else text[: width - 3] + "..."
