"""The settings of a workbook, with their defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from planner.workbook import parse
from planner.workbook.complaints import Complaints, Wrong
from planner.workbook.faults import Severity
from planner.workbook.layout import misspelt
from planner.workbook.schema import Column, Kind, header_key, spell
from planner.workbook.sheets import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planner.workbook.layout import Table
    from planner.workbook.names import Names

OURS: Final = {header_key(column.name): column for column in SETTINGS}


def type_settings(table: Table | None, names: Names, complaints: Complaints) -> dict[str, Any]:
    """Return the value of every setting; what is wrong is noted, and has its default."""
    found: dict[str, Any] = {column.name: column.default for column in SETTINGS}
    if table is not None:
        for number, column in setting_rows(table, complaints).items():
            held = table.value(number, "value")
            if held is not None:
                try:
                    found[column.name] = _typed(column, held)
                except Wrong as wrong:
                    complaints.add_wrong(table.name, table.cell(number, "value"), wrong, held)
    return _resolved(found, names)


def setting_rows(table: Table, complaints: Complaints) -> dict[int, Column]:
    """Return the declared setting of each active row; note those that are unknown or stand twice."""
    found: dict[int, Column] = {}
    unknown: list[int] = []
    for number, held in _named(table):
        column = OURS.get(header_key(held))
        if column is None:
            unknown.append(number)
        elif column in found.values():
            first = next(row for row, other in found.items() if other is column)
            wrong = f"the setting {column.name!r} stands also in {table.cell(first, 'setting')}"
            complaints.add(table.name, table.cell(number, "setting"), wrong, held, "Take one out")
        else:
            found[number] = column
    for number in unknown:
        _judge(table, number, {key: c for key, c in OURS.items() if c not in found.values()}, complaints)
    return found


def _named(table: Table) -> Iterator[tuple[int, Any]]:
    for number in table.rows:
        if table.is_active(number):
            held = table.value(number, "setting")
            if held is not None:
                yield number, held


def _judge(table: Table, number: int, missing: Mapping[str, Column], complaints: Complaints) -> None:
    held = table.value(number, "setting")
    meant = misspelt(header_key(held), missing)
    cell = table.cell(number, "setting")
    if meant:
        remedy = f"Did you mean {missing[meant].name!r}?"
        complaints.add(table.name, cell, "no setting of ours has this name", held, remedy)
    else:
        wrong = "this setting is not one of ours and is not read"
        complaints.add(table.name, cell, wrong, held, severity=Severity.NOTE)


def _typed(column: Column, held: Any) -> Any:
    if column.kind is Kind.NUMBER:
        return parse.number(column, held)
    return parse.choice(column, held) if column.kind is Kind.CHOICE else parse.text(held)


def _resolved(found: dict[str, Any], names: Names) -> dict[str, Any]:
    if found["base year"] is None:
        found["base year"] = number_in(names.periods[0]) if names.periods else None
    if found["base year"] is None:
        found["base year"] = 0.0
    if found["cost of capital"] is None:
        found["cost of capital"] = found["discount rate"]
    return found


def unset(setting: Column, tables: Mapping[str, Table], periods: Sequence[str]) -> Any:
    """Return what a blank setting means where that depends on other cells; None for any other."""
    if setting.name == "base year":
        return number_in(periods[0]) or 0.0 if periods else None
    if setting.name != "cost of capital":
        return None
    table = tables["Settings"]
    rate = OURS[header_key("discount rate")]
    rows = {column.name: number for number, column in setting_rows(table, Complaints()).items()}
    held = table.value(rows[rate.name], "value") if rate.name in rows else None
    return rate.default if held is None else held


def number_in(period: str) -> float | None:
    """Return the year in which a period begins, where its name is a number."""
    try:
        return parse.plain_number(spell(period))
    except Wrong:
        return None
