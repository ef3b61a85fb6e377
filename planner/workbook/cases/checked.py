"""Tells what is wrong with a case: the faults that the workbook has with it and not without it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from planner.faults import Fault, Remedy, Severity
from planner.workbook.reading import keys
from planner.workbook.reading.complaints import Complaints
from planner.workbook.reading.hits import judge_hits
from planner.workbook.reading.names import DECLARES, gather
from planner.workbook.reading.rows import FINISH, judge_cells
from planner.workbook.reading.settings import type_settings
from planner.workbook.reading.typed import lay_out, names_of, type_book, type_rows
from planner.workbook.schema.sheets import BY_NAME

if TYPE_CHECKING:
    from planner.workbook.reading.layout import SheetTable


OF_HITS: Final = ("Hits", "Plants", "Resources", "Projects", "Demand")  # what says whether a hit is of something


@dataclass(slots=True)
class Touched:
    """What a case changes: the row of Cases by sheet and row number, and the columns by sheet and name.

    ``cells`` are the rows of Cases by sheet, row number and header, ``added`` the headers that it adds.
    """

    rows: dict[tuple[str, int], int] = field(default_factory=dict)
    columns: set[tuple[str, str]] = field(default_factory=set)
    cells: dict[tuple[str, int, str], int] = field(default_factory=dict)
    added: set[tuple[str, str]] = field(default_factory=set)

    @property
    def sheets(self) -> set[str]:
        """The sheets of which it changes rows."""
        return {sheet for sheet, _ in self.rows}


def judge_case(
    base: Mapping[str, SheetTable], changed: Mapping[str, SheetTable], touched: Touched, complaints: Complaints
) -> bool:
    """Note what a case makes wrong, at the row of Cases that does; False where there is anything.

    Only what a case can make wrong is looked at again: the cells that it changes, and what refers to a name that it
    takes away.
    """
    asked = _asked(base, changed, touched)
    after = _judge(changed, touched, asked)
    before = {(fault.sheet, fault.cell, fault.wrong) for fault in (_judge(base, touched, asked) if after else ())}
    new = [fault for fault in after if (fault.sheet, fault.cell, fault.wrong) not in before]
    for fault in new:
        row = _row_of(fault, changed, touched)
        cell = base["Cases"].cell(row, "change")
        held = f" (holds {fault.holds!r})" if fault.holds else ""
        wrong = f"with this case, {fault.place}{held}: {fault.wrong}"
        remedy = Remedy(fault.remedy, fault.proposals)  # a value that may do there may do in the case's cell
        complaints.add("Cases", cell, wrong, base["Cases"].value(row, "change"), remedy)
    return not new


@dataclass(slots=True)
class _Asked:
    """What of a workbook is judged again: all of it, or of some sheets all columns or some, and all rows or some."""

    everything: bool = False
    columns: dict[str, set[str]] = field(default_factory=dict)  # without a sheet, all of its columns
    rows: dict[str, set[int] | None] = field(default_factory=dict)  # None: all rows
    names: bool = False


def _asked(base: Mapping[str, SheetTable], changed: Mapping[str, SheetTable], touched: Touched) -> _Asked:
    if any(sheet in ("Periods", "Series") for sheet, _ in touched.columns):
        return _Asked(everything=True)
    asked = _Asked(names=_changes_names(touched))
    for sheet, number in touched.rows:
        rows = asked.rows.setdefault(sheet, set())
        assert rows is not None
        rows.add(number)
    if not asked.names:
        for sheet, column in touched.columns:
            if sheet not in FINISH:  # elsewhere no column of a row depends on another
                asked.columns.setdefault(sheet, set()).add(column)
        return asked
    asked.rows = dict.fromkeys(asked.rows)
    before, after = gather(base), gather(changed)
    gone = {kind for kind, known in before.known.items() if known.keys() - after.known[kind].keys()}
    if before.used_resources != after.used_resources:
        asked.rows["Projects"] = None
    if gone or not asked.rows.keys().isdisjoint(OF_HITS):
        asked.rows |= dict.fromkeys(OF_HITS)
    for name, declared in BY_NAME.items():
        referring = {column.name for column in declared.columns if not gone.isdisjoint(column.refers)}
        if referring and name not in asked.rows:
            asked.rows[name] = None
            if name not in FINISH:
                asked.columns[name] = referring
    return asked


def _changes_names(touched: Touched) -> bool:
    return any(
        column in ("active", "uses", *BY_NAME[sheet].key) or (sheet, column) in DECLARES
        for sheet, column in touched.columns
    )


def _judge(tables: Mapping[str, SheetTable], touched: Touched, asked: _Asked) -> list[Fault]:
    complaints = Complaints()
    if asked.everything:
        copies = {name: replace(table, columns={}, known={}) for name, table in tables.items()}
        lay_out(copies, complaints)
        type_book(copies, complaints)
        return _errors(complaints)
    names = names_of(tables)
    whole = {name: table for name, table in tables.items() if name in asked.rows and name not in asked.columns}
    rows = type_rows(whole, names, complaints, {name: found for name, found in asked.rows.items() if found is not None})
    for name, columns in asked.columns.items():
        if name in tables:
            judge_cells(tables[name], names, complaints, columns, asked.rows[name])
    if "Settings" in asked.rows:
        type_settings(tables["Settings"], names, complaints)
    if asked.names:
        keys.judge_must_have(rows, complaints, only=touched.sheets)
        keys.judge_keys(rows, complaints)
        judge_hits(rows, complaints)
        keys.judge_names(names, tables, complaints)
    return _errors(complaints)


def _errors(complaints: Complaints) -> list[Fault]:
    return [fault for fault in complaints.faults() if fault.severity is Severity.ERROR]


def _row_of(fault: Fault, tables: Mapping[str, SheetTable], touched: Touched) -> int:
    """Return the row of Cases that wrote the faulty row, else the case's first row."""
    digits = "".join(sign for sign in fault.cell if sign.isdigit())
    return touched.rows.get((fault.sheet, int(digits or 0)), min(touched.rows.values()))
