"""Tells what is wrong with a case: the faults that the workbook has with it and not without it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from planner.workbook.complaints import Complaints
from planner.workbook.faults import Fault, Severity
from planner.workbook.names import DECLARES
from planner.workbook.settings import type_settings
from planner.workbook.sheets import BY_NAME
from planner.workbook.typed import lay_out, names_of, type_book, type_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.workbook.layout import Table


@dataclass(slots=True)
class Touched:
    """What a case changes: the row of Cases by sheet and row number, and the columns by sheet and name.

    ``cells`` are the rows of Cases by sheet, row number and header, ``added`` the headers that it adds.
    """

    rows: dict[tuple[str, int], int] = field(default_factory=dict)
    columns: set[tuple[str, str]] = field(default_factory=set)
    cells: dict[tuple[str, int, str], int] = field(default_factory=dict)
    added: set[tuple[str, str]] = field(default_factory=set)


def judge_case(
    base: Mapping[str, Table], changed: Mapping[str, Table], touched: Touched, complaints: Complaints
) -> bool:
    """Note what a case makes wrong, at the row of Cases that does; False where there is anything.

    A case that leaves all names as they are is judged by the rows that it changes, any other by all rows.
    """
    judge = _judge_all if _changes_names(touched) else _judge_rows
    after = judge(changed, touched)
    before = {(fault.sheet, fault.cell, fault.wrong) for fault in (judge(base, touched) if after else ())}
    new = [fault for fault in after if (fault.sheet, fault.cell, fault.wrong) not in before]
    for fault in new:
        row = _row_of(fault, changed, touched)
        cell = base["Cases"].cell(row, "change")
        held = f" (holds {fault.holds!r})" if fault.holds else ""
        wrong = f"with this case, {fault.place}{held}: {fault.wrong}"
        complaints.add("Cases", cell, wrong, base["Cases"].value(row, "change"), fault.remedy)
    return not new


def _changes_names(touched: Touched) -> bool:
    return any(
        sheet in ("Periods", "Series") or column in ("active", "uses", *BY_NAME[sheet].key)
        or (sheet, column) in DECLARES
        for sheet, column in touched.columns
    )  # fmt: skip


def _judge_all(tables: Mapping[str, Table], touched: Touched) -> list[Fault]:
    complaints = Complaints()
    copies = {name: replace(table, columns={}) for name, table in tables.items()}
    lay_out(copies, complaints)
    type_book(copies, complaints)
    return _errors(complaints)


def _judge_rows(tables: Mapping[str, Table], touched: Touched) -> list[Fault]:
    complaints = Complaints()
    only: defaultdict[str, set[int]] = defaultdict(set)
    for sheet, number in touched.rows:
        only[sheet].add(number)
    names = names_of(tables)
    there = {name: table for name, table in tables.items() if name in only}
    type_rows(there, names, complaints, only)
    if "Settings" in only:
        type_settings(tables["Settings"], names, complaints)
    return _errors(complaints)


def _errors(complaints: Complaints) -> list[Fault]:
    return [fault for fault in complaints.faults() if fault.severity is Severity.ERROR]


def _row_of(fault: Fault, tables: Mapping[str, Table], touched: Touched) -> int:
    """Return the row of Cases that wrote the faulty row, else the case's first row."""
    digits = "".join(sign for sign in fault.cell if sign.isdigit())
    return touched.rows.get((fault.sheet, int(digits or 0)), min(touched.rows.values()))
