"""Check a workbook that is in no file: hundreds of them in the time that a few take to be written and read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.workbook.checks.run import checked
from planner.workbook.reading.complaints import Complaints
from planner.workbook.reading.layout import SheetTable
from planner.workbook.reading.reader import Opened
from planner.workbook.reading.typed import lay_out
from planner.workbook.schema.sheets import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planner.faults import Fault

WHOLE = 1e15  # above it numbers are written with a power of ten


def opened(sheets: Mapping[str, Sequence[Mapping[str, Any]]]) -> Opened:
    """Return the cells of a workbook, one sheet an entry, its header every key in the order met."""
    tables = {name: _table(name, sheets[name]) for name in BY_NAME if BY_NAME[name].is_read and sheets.get(name)}
    complaints = Complaints()
    lay_out(tables, complaints)
    return Opened(Path("memory.xlsx"), "", "", tables, (), complaints)


def _table(name: str, rows: Sequence[Mapping[str, Any]]) -> SheetTable:
    header = {
        as_read(key): place for place, key in enumerate(dict.fromkeys(key for row in rows for key in row), start=1)
    }
    cells = {
        number: {header[as_read(key)]: as_read(held) for key, held in row.items() if held is not None}
        for number, row in enumerate(rows, start=2)
    }
    return SheetTable(BY_NAME[name], name, 1, {place: key for key, place in header.items()}, cells)


def as_read(held: Any) -> Any:
    """Return what a cell holds as it is read from a file, in which 3.0 is the whole number 3."""
    return int(held) if isinstance(held, float) and held.is_integer() and abs(held) < WHOLE else held


def faults_of(sheets: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Fault]:
    """Return everything that ``check`` tells of a workbook."""
    return checked(opened(sheets), "base")[1]
