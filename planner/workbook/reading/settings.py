"""The settings of a workbook, with their defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from planner.faults import Severity, did_you_mean
from planner.workbook.book import Row
from planner.workbook.checks import settings as check_settings
from planner.workbook.reading import parse
from planner.workbook.reading.complaints import Complaints, Wrong, letter
from planner.workbook.reading.names import Names
from planner.workbook.reading.parse import number_in
from planner.workbook.reading.spelling import misspelt
from planner.workbook.schema.columns import Column, Kind, fold, header_key
from planner.workbook.schema.sheets import SETTINGS

if TYPE_CHECKING:
    from planner.workbook.reading.layout import SheetTable

OURS: Final = {header_key(column.name): column for column in SETTINGS}


def type_settings(table: SheetTable | None, names: Names, complaints: Complaints) -> dict[str, Any]:
    """Return the value of every setting; what is wrong is noted, and has its default."""
    found: dict[str, object] = {column.name: column.default for column in SETTINGS}
    rows = {} if table is None else setting_rows(table, complaints)
    if table is not None:
        for number, column in rows.items():
            held = table.value(number, "value")
            if held is not None:
                try:
                    found[column.name] = _typed(column, held)
                except Wrong as wrong:
                    complaints.add_wrong(table.name, table.cell(number, "value"), wrong, held)
        cells = {column.name: table.cell(number, "value") for number, column in rows.items()}
        check_settings.judge(found, cells, names.periods, complaints)
    return _resolved(found, names)


def settings_rows(table: SheetTable | None, values: Mapping[str, object]) -> tuple[Row, ...]:
    """Return the row of each setting that the sheet names, so that what is wrong with one is told at its cell."""
    if table is None:
        return ()
    letters = {name: letter(place) for name, place in table.columns.items()}
    return tuple(
        Row(table.name, number, {"setting": column.name, "value": values[column.name]}, letters)
        for number, column in setting_rows(table, Complaints()).items()
    )


def setting_rows(table: SheetTable, complaints: Complaints) -> dict[int, Column]:
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


def _named(table: SheetTable) -> Iterator[tuple[int, Any]]:
    for number in table.rows:
        if table.is_active(number):
            held = table.value(number, "setting")
            if held is not None:
                yield number, held


def _judge(table: SheetTable, number: int, missing: Mapping[str, Column], complaints: Complaints) -> None:
    held = table.value(number, "setting")
    meant = misspelt(header_key(held), missing) or shortened(held, missing)
    cell = table.cell(number, "setting")
    if meant:
        remedy = did_you_mean(missing[meant].name, "Name it otherwise", "name it otherwise")
        complaints.add(table.name, cell, "no setting of ours has this name", held, remedy)
    else:
        wrong = "this setting is not one of ours and is not read"
        complaints.add(table.name, cell, wrong, held, severity=Severity.NOTE)


def shortened(held: object, ours: Mapping[str, Column]) -> str:
    """Return the key of the setting that a name abbreviates or adds words to, such as ``discount`` or ``disc. rate``.

    Blank where none is meant so; of several the first, which is the one that more depends on.
    """
    words = [word.strip(".:,") for word in fold(held).replace("_", " ").split()]
    for key, column in ours.items():
        full = column.name.split()
        fewer = len(words) <= len(full) and all(_stands_for(word, full) for word in words)
        more = len(full) > 1 and all(word in words for word in full)
        if fewer or more:
            return key
    return ""


def _stands_for(word: str, full: Sequence[str]) -> bool:
    return len(word) > 2 and any(part.startswith(word) for part in full)


def _typed(column: Column, held: object) -> Any:
    if column.kind is Kind.NUMBER:
        return parse.number(column, held)
    return parse.choice(column, held) if column.kind is Kind.CHOICE else parse.text(held)


def _resolved(found: dict[str, object], names: Names) -> dict[str, object]:
    if found["base year"] is None:
        found["base year"] = number_in(names.periods[0]) if names.periods else None
    if found["base year"] is None:
        found["base year"] = 0.0
    if found["cost of capital"] is None:
        found["cost of capital"] = found["discount rate"]
    return found


def unset(setting: Column, tables: Mapping[str, SheetTable], periods: Sequence[str]) -> object:
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
