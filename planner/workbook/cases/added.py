"""Puts a case that was made in memory on the sheet Cases, as if it had been typed there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from planner.workbook.cases.applied import BASE
from planner.workbook.cases.targets import with_column
from planner.workbook.reading.complaints import Complaints
from planner.workbook.reading.layout import SheetTable
from planner.workbook.reading.typed import lay_out
from planner.workbook.schema.columns import fold, spell
from planner.workbook.schema.sheets import BY_NAME

if TYPE_CHECKING:
    from planner.workbook.reading.reader import Opened

CASES: Final = "Cases"


class AddedSetting(NamedTuple):
    """One change of a case, as a row of Cases has it."""

    sheet: str
    row: str
    column: str
    change: Any


def with_case(found: Opened, name: str, origin: str, settings: Sequence[AddedSetting]) -> Opened:
    """Return a workbook with one more case: the rows of the case that it begins with, and its own behind them."""
    table = found.tables.get(CASES) or _empty()
    rows = [*_rows_of(table, origin, name), *((name, *setting) for setting in settings)]
    columns = [column.name for column in BY_NAME[CASES].columns if column.name != "note"]
    for column in columns:
        table = with_column(table, column)
    number, cells = max(table.rows, default=table.header_row), dict[tuple[int, int], Any]()
    for row in rows:
        number += 1
        cells |= {(number, table.columns[column]): held for column, held in zip(columns, row, strict=True)}
    return replace(found, tables={**found.tables, CASES: table.with_cells(cells)})


def has_case(found: Opened, name: str) -> bool:
    """Whether a workbook has a case of a name; ``base`` it always has."""
    return fold(name) in {fold(BASE), *_names(found.tables)}


def settings_of(found: Opened, name: str) -> list[AddedSetting]:
    """Return the changes of a case as its rows have them."""
    table = found.tables.get(CASES)
    rows = [] if table is None else _rows_of(table, name, name)
    return [AddedSetting(spell(sheet), spell(row), spell(column), change) for _, sheet, row, column, change in rows]


def free_name(found: Opened, name: str) -> str:
    """Return a name for a case that no case of the workbook has: the one that is wanted, or with a number behind it."""
    taken, number, free = {fold(BASE), *_names(found.tables)}, 2, name
    while fold(free) in taken:
        free, number = f"{name} ({number})", number + 1
    return free


def _names(tables: Mapping[str, SheetTable]) -> set[str]:
    table = tables.get(CASES)
    return set() if table is None else {fold(spell(name)) for _, name in table.column_values("case")}


def _rows_of(table: SheetTable, case: str, name: str) -> list[tuple[object, ...]]:
    """Return the rows of a case under another name; those that do not count stay out."""
    numbers = [n for n, held in table.column_values("case") if fold(spell(held)) == fold(case) and table.is_active(n)]
    return [(name, *(table.value(n, column) for column in AddedSetting._fields)) for n in numbers]


def _empty() -> SheetTable:
    columns = [column.name for column in BY_NAME[CASES].columns]
    table = SheetTable(BY_NAME[CASES], CASES, 1, dict(enumerate(columns, start=1)), {})
    lay_out({CASES: table}, Complaints())
    return table
