"""Gathers faults while a workbook is read, and caps what one sheet may say."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final, NamedTuple

from openpyxl.utils import column_index_from_string, get_column_letter

from planner.faults import Fault, Remedy, Severity, did_you_mean
from planner.workbook.schema.sheets import SHEETS

CAP: Final = 50
_ORDER: Final = {sheet.name: place for place, sheet in enumerate(SHEETS)}


@dataclass(frozen=True, slots=True)
class Cause:
    """What is behind faults of several cells: a name that nothing declares, and the declared one that it is like.

    With ``is_told`` the sheet that should declare names has none at all, which is told already.
    """

    kind: str
    name: str
    near: str = ""
    is_told: bool = False


class Said(NamedTuple):
    """One thing that is wrong with a cell, and what would do."""

    wrong: str
    remedy: str | Remedy = ""
    cause: Cause | None = None


class Wrong(Exception):
    """What is wrong with the value of one cell; ``instead`` is what was likely meant, to go on with in checks."""

    def __init__(
        self, wrong: str, remedy: str | Remedy = "", *more: Said, cause: Cause | None = None, instead: object = None
    ) -> None:  # fmt: skip
        self.complaints: tuple[Said, ...] = (Said(wrong, remedy, cause), *more)
        self.instead = instead
        super().__init__(wrong)

    @classmethod
    def of(cls, said: Sequence[Said], instead: object = None) -> Wrong:
        """Return all that was said of the parts of one cell as what is wrong with it."""
        first, *more = said
        return cls(first.wrong, first.remedy, *more, cause=first.cause, instead=instead)


@dataclass(slots=True)
class Complaints:
    """The faults found so far: at most ``CAP`` of a severity are kept for a sheet, the rest are counted.

    With ``is_whole`` all are kept, each at its own cell, for a look at what has become of some of them.
    """

    kept: list[Fault] = field(default_factory=list)
    counts: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    causes: dict[Cause, list[tuple[str, str]]] = field(default_factory=dict)  # the cells of each, as sheet and cell
    is_whole: bool = False

    def add(
        self,
        sheet: str,
        cell: str,
        wrong: str,
        holds: object = None,
        remedy: str | Remedy = "",
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Note one fault; ``holds`` is the raw value of the cell."""
        self.counts[sheet, severity] += 1
        if self.is_whole or self.counts[sheet, severity] <= CAP:
            what = Remedy.of(remedy)
            fault = Fault(sheet, cell, wrong, shown(holds), what.otherwise, severity, proposals=what.proposals)
            self.kept.append(fault)

    def add_wrong(self, sheet: str, cell: str, wrong: Wrong, holds: object) -> None:
        """Note every complaint about one cell."""
        for said in wrong.complaints:
            cells = [] if said.cause is None else self.causes.setdefault(said.cause, [])
            is_told = bool(cells) or (said.cause is not None and said.cause.is_told)
            cells.append((sheet, cell))
            if not is_told or self.is_whole:
                self.add(sheet, cell, said.wrong, holds, said.remedy)

    def blame(self, cause: Cause, sheet: str, cell: str) -> None:
        """Tell all faults of a cause as one, at the cell that declares the name which nothing refers to."""
        first, *others = self.causes[cause]
        at = next((n for n, fault in enumerate(self.kept) if (fault.sheet, fault.cell) == first), None)
        if at is not None and not self.is_whole:
            count = len(others) + 1
            wrong = f"nothing refers to {cause.near!r}, and {count} cells name {cause.name!r}, which nothing declares"
            (meant,) = did_you_mean(cause.name, part=cause.near).proposals
            here = replace(meant, is_everywhere=False)
            self.counts[first[0], Severity.ERROR] -= 1
            self.counts[sheet, Severity.ERROR] += 1
            self.causes[cause] = [(sheet, cell), first, *others]
            self.kept[at] = Fault(sheet, cell, wrong, cause.near, "Spell them alike", proposals=(here,))

    def wrong_rows(self) -> set[tuple[str, int]]:
        """Return the sheet and number of the rows in which a cell is wrong."""
        cells = [(fault.sheet, fault.cell) for fault in self.kept if fault.severity is Severity.ERROR]
        cells += [cell for others in self.causes.values() for cell in others]
        return {row for cell in cells if (row := row_of(*cell)) is not None}

    def faults(self) -> tuple[Fault, ...]:
        """Return all faults, errors first, in the order of the sheets and their cells, with what was cut."""
        severities = list(Severity)
        together = {cells[0]: tuple(f"{sheet}!{cell}" for sheet, cell in cells[1:]) for cells in self.causes.values()}
        every = [replace(fault, also=together.get((fault.sheet, fault.cell), ())) for fault in self.kept]
        kept = sorted(every, key=lambda fault: (severities.index(fault.severity), *_place(fault)))
        found: list[Fault] = []
        for place, fault in enumerate(kept):
            found.append(fault)
            after = kept[place + 1] if place + 1 < len(kept) else None
            if after is None or (after.sheet, after.severity) != (fault.sheet, fault.severity):
                found.extend(self._cut(fault.sheet, fault.severity))
        return tuple(found)

    def _cut(self, sheet: str, severity: Severity) -> list[Fault]:
        beyond = self.counts[sheet, severity] - CAP
        if beyond <= 0 or self.is_whole:
            return []
        remedy = "The first ones often explain the rest"
        return [Fault(sheet, "", f"{beyond} more {severity.value}s on this sheet", "", remedy, severity)]


def row_of(sheet: str, cell: str) -> tuple[str, int] | None:
    """Return the sheet and number of the row of a cell; None where it is of no row."""
    at = re.search(r"\d+$", cell)
    return (sheet, int(at[0])) if at else None


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


def shown(value: object, width: int = 60) -> str:
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
