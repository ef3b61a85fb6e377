"""Tries the values that faults propose: typed into a copy of the cells, which is then judged again.

A value is told only where the fault is gone with it and nothing new is wrong with its cell; else the fault is told
without it. All values are typed at once first, for most do not touch each other; those that fail so are tried alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from openpyxl.utils import column_index_from_string

from planner.faults import Fault, Proposal, Severity
from planner.workbook.reading.complaints import row_of
from planner.workbook.reading.layout import SheetTable
from planner.workbook.schema.columns import spell

Tables = Mapping[str, SheetTable]
Rows = set[tuple[str, int]]
Judge = Callable[[Tables, Rows], tuple[Sequence[Fault], Sequence[Fault]]]

ALONE: Final = 12  # values that are tried alone: each takes as long as all of them at once
_CELL: Final = re.compile(r"([A-Z]{1,3})(\d+)")


def with_tried(faults: Sequence[Fault], tables: Tables, judge: Judge) -> list[Fault]:
    """Return the faults, each with the first of its values that does.

    Parameters
    ----------
    faults
        What is wrong.
    tables
        The cells of which it is wrong.
    judge
        Returns every fault of other cells: those of single cells and names, and those of meaning. It is also given the
        rows that the faults are of.
    """
    waiting = {n: fault.proposals[0] for n, fault in enumerate(faults) if fault.proposals}
    does = _that_do(waiting, faults, tables, judge)
    for n in [n for n in waiting if n not in does][:ALONE]:
        for proposal in faults[n].proposals:
            if _that_do({n: proposal}, faults, tables, judge):
                does[n] = proposal
                break
    return [_told(fault, does.get(n)) for n, fault in enumerate(faults)]


def _told(fault: Fault, does: Proposal | None) -> Fault:
    remedy = fault.remedy if does is None else does.words
    return replace(fault, proposals=(), proposal=does, remedy=remedy)


def _that_do(
    asked: Mapping[int, Proposal], faults: Sequence[Fault], tables: Tables, judge: Judge
) -> dict[int, Proposal]:  # fmt: skip
    """Return those proposals, by the place of their fault, of which each value does when all are typed."""
    left, known = dict(asked), {_identity(fault) for fault in faults}
    for turn in range(max((len(proposal.values) for proposal in left.values()), default=0)):
        copy = _Copy(tables)
        left = {n: one for n, one in left.items() if copy.take(faults[n], one, turn)}
        rows = {row for n in left for place in _places(faults[n]) if (row := row_of(*place)) is not None}
        of_cells, of_meaning = judge(copy.made(), rows) if left else ((), ())
        wrong = _Wrong(of_cells, of_meaning, known)
        left = {n: one for n, one in left.items() if wrong.is_mended(faults[n])}
    return left


class _Wrong:
    """What is wrong with a copy, looked up for the faults that were to be mended."""

    def __init__(self, of_cells: Sequence[Fault], of_meaning: Sequence[Fault], known: set[tuple[str, ...]]) -> None:
        told = [*of_cells, *of_meaning]
        self.all = {_identity(fault) for fault in told}
        self.cells = {(fault.sheet, fault.cell) for fault in _new(told, known)}
        # A name that is then there twice is told at the first cell of its row.
        errors = [fault for fault in _new(of_cells, known) if fault.severity is Severity.ERROR]
        self.rows = {row_of(fault.sheet, fault.cell) for fault in errors}

    def is_mended(self, fault: Fault) -> bool:
        """Whether a fault is gone and nothing new is wrong with its cells."""
        places = _places(fault)
        is_sound = self.cells.isdisjoint(places) and self.rows.isdisjoint(row_of(*place) for place in places)
        return is_sound and _identity(fault) not in self.all


class _Copy:
    """The cells of a workbook into which values are typed."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.typed: dict[str, dict[tuple[int, int], object]] = defaultdict(dict)

    def take(self, fault: Fault, proposal: Proposal, turn: int) -> bool:
        """Type a value into the cells of a fault; False where it has no cell, or no such part."""
        value = proposal.values[min(turn, len(proposal.values) - 1)]
        found = {}
        for sheet, cell in _places(fault) if proposal.is_everywhere else _places(fault)[:1]:
            at = _CELL.fullmatch(cell)
            if at is None or sheet not in self.tables:
                return False
            key = int(at[2]), column_index_from_string(at[1])
            held = self.typed[sheet].get(key, _held(self.tables[sheet], *key))
            is_there = not proposal.part or proposal.part in spell(held or "")
            if not is_there:
                return False
            found[sheet, key] = value if not proposal.part else in_place_of(proposal.part, value, spell(held))
        for (sheet, key), new in found.items():
            self.typed[sheet][key] = new
        return True

    def made(self) -> dict[str, SheetTable]:
        """Return the tables with what was typed."""
        return {name: _with_typed(table, self.typed.get(name, {})) for name, table in self.tables.items()}


def in_place_of(part: str, value: object, held: str) -> str:
    """Return the text of a cell with a name in place of another that it holds, alone or among others."""
    bounds = r"(^|[;:@>]\s*|\beach but\s+)", r"(?=\s*(?:$|[;:@>]))"
    return re.sub(bounds[0] + re.escape(part) + bounds[1], lambda at: f"{at[1]}{value}", held, flags=re.IGNORECASE)


def _held(table: SheetTable, number: int, place: int) -> Any:
    return table.header.get(place) if number == table.header_row else table.rows.get(number, {}).get(place)


def _with_typed(table: SheetTable, typed: Mapping[tuple[int, int], object]) -> SheetTable:
    """Return a table with other values in its cells, its columns not found yet."""
    headers = {place: value for (number, place), value in typed.items() if number == table.header_row}
    cells = {key: value for key, value in typed.items() if key[0] != table.header_row}
    changed = table.with_cells(cells) if cells else table
    known = {} if headers else dict(changed.known)
    return replace(changed, columns={}, header={**table.header, **headers}, known=known)


def _places(fault: Fault) -> list[tuple[str, str]]:
    """Return the sheets and cells of a fault, its own first."""
    others = [cell.rpartition("!") for cell in fault.also]
    return [(fault.sheet, fault.cell), *((sheet, cell) for sheet, _, cell in others)]


def _identity(fault: Fault) -> tuple[str, ...]:
    return fault.sheet, fault.cell, fault.wrong


def _new(faults: Iterable[Fault], known: set[tuple[str, ...]]) -> list[Fault]:
    """Return the faults that were not there before, without notes."""
    return [fault for fault in faults if fault.severity is not Severity.NOTE and _identity(fault) not in known]
