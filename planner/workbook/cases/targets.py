"""Finds the cells that one row of Cases means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from planner.workbook.reading.complaints import Wrong
from planner.workbook.reading.names import nearest
from planner.workbook.reading.settings import OURS
from planner.workbook.schema.columns import Column, Kind, fold, header_key, spell
from planner.workbook.schema.sheets import ACTIVE, BY_NAME

if TYPE_CHECKING:
    from planner.workbook.reading.layout import SheetTable

_CHANGEABLE: Final = {header_key(sheet.name): sheet.name for sheet in BY_NAME.values()
                      if sheet.is_read and sheet.is_planned}  # fmt: skip
_FIXED: Final = {header_key(name) for name in BY_NAME} - _CHANGEABLE.keys()


FITS_NOT: Final = "this case fits no cell"
A_CASE: Final = "case"


def row_name(table: SheetTable, number: int) -> str:
    """Return what Cases calls a row: what its name columns hold, without what is blank at their end."""
    parts = [spell(_held(table, number, column)) for column in table.sheet.key]
    while parts and not parts[-1]:
        parts.pop()
    return " / ".join(parts)


def changeable(tables: Mapping[str, SheetTable]) -> list[SheetTable]:
    """Return the tables whose cells a case can change, in the order of the tabs."""
    return [tables[name] for name in _CHANGEABLE.values() if name in tables]


def fit_sheet(tables: Mapping[str, SheetTable], sheet: str, of: str = A_CASE) -> SheetTable:
    """Return the table of the sheet that a case names, or what ``of`` calls it; Wrong where there is none to change."""
    name = _CHANGEABLE.get(header_key(sheet))
    if name is None and header_key(sheet) in _FIXED:
        message = f"a {of} cannot change the sheet {sheet}"
        raise Wrong(message, "Name a sheet that is planned with")
    if name is None:
        message = f"no sheet that a {of} could change is named {sheet!r}"
        raise Wrong(message, nearest(fold(sheet), {fold(other): other for other in _CHANGEABLE.values()}))
    if name not in tables:
        message = f"{_fits_not(of)}: the workbook has no rows on {name}"
        raise Wrong(message, f"Add the row that the {of} changes to {name}")
    return tables[name]


def fit_column(table: SheetTable, column: str, periods: Sequence[str], of: str = A_CASE) -> tuple[Column, str]:
    """Return the column that a case names, and the period where it names a period column; else blank."""
    ours = {header_key(other.name): other for other in (*table.sheet.columns, ACTIVE)}
    found = ours.get(header_key(column))
    if found is not None:
        return found, ""
    times = {fold(period): period for period in periods} if table.takes_periods else {}
    period = times.get(fold(column))
    if period is not None:
        return table.varying or Column(period, Kind.NUMBER, ""), period
    known = {fold(other.name): other.name for other in ours.values()} | times
    message = f"{_fits_not(of)}: {table.name} has no column {column!r}"
    raise Wrong(message, nearest(fold(column), known))


def fit_rows(table: SheetTable, row: str, of: str = A_CASE) -> list[int]:
    """Return the numbers of the rows that a case means; Wrong where there is none."""
    parts = [_fold(table, part) for part in row.split(" / ")]
    whole, named = " / ".join(parts), table.sheet.key
    keys: dict[int, list[str]] = table.remember("keys", named, lambda: {n: _key(table, n) for n in table.rows})
    begins: dict[str, list[int]] = table.remember("begins", named, lambda: _by_begin(keys))
    some = keys if parts[0] == "*" else begins.get(parts[0], ())
    found = list(keys) if parts == ["*"] else [number for number in some if _fits(parts, whole, keys[number])]
    if not found:
        message = f"{_fits_not(of)}: {table.name} has no row {row!r}"
        columns = " / ".join(table.sheet.key)
        known = _known_rows(table, len(parts))
        raise Wrong(message, nearest(whole, known, f"Write what stands there in {columns}, or * for all"))
    return found


def _fits_not(of: str) -> str:
    return FITS_NOT.replace(A_CASE, of)


def _by_begin(keys: Mapping[int, Sequence[str]]) -> dict[str, list[int]]:
    """Return the rows by what their names begin with, up to the first sign that joins parts."""
    found: dict[str, list[int]] = {}
    for number, key in keys.items():
        found.setdefault(" / ".join(key).split(" / ")[0], []).append(number)
    return found


def with_setting(table: SheetTable, row: str) -> SheetTable:
    """Return Settings with a row for the setting that a case names, where it is one of ours without a row."""
    setting = OURS.get(header_key(row))
    place = table.columns.get("setting")
    there = any(_key(table, number) == [header_key(row)] for number in table.rows)
    if setting is None or place is None or there:
        return table
    number = max(table.rows, default=table.header_row) + 1
    return table.with_cells({(number, place): setting.name})


def with_column(table: SheetTable, column: str) -> SheetTable:
    """Return the table with a column of that name, added behind the others where it had none."""
    if column in table.columns:
        return table
    place = max(table.header) + 1
    header, columns = {**table.header, place: column}, {**table.columns, column: place}
    return replace(table, header=header, columns=columns, known=dict(table.known))


def _fold(table: SheetTable, part: object) -> str:
    if table.name == "Settings":
        return header_key(part)
    return "; ".join(fold(name) for name in spell(part).split(";"))


def _key(table: SheetTable, number: int) -> list[str]:
    """Return the name of a row, in parts; a blank part is the default of its column."""
    return [_fold(table, _held(table, number, column)) for column in table.sheet.key]


def _known_rows(table: SheetTable, parts: int) -> dict[str, str]:
    """Return the first parts of the names of all rows, folded and as they are shown."""
    columns = table.sheet.key[:parts]
    known = {
        " / ".join(_key(table, number)[:parts]): " / ".join(spell(_held(table, number, c)) for c in columns)
        for number in table.rows
    }
    settings = {key: setting.name for key, setting in OURS.items()} if table.name == "Settings" else {}
    return known | settings


def _held(table: SheetTable, number: int, column: str) -> Any:
    held = table.value(number, column)
    if held is not None:
        return held
    default = table.sheet.column(column).default
    return "; ".join(default) if isinstance(default, tuple) else default or ""


def _fits(parts: list[str], whole: str, key: list[str]) -> bool:
    if len(parts) <= len(key) and all(part in ("*", held) for part, held in zip(parts, key, strict=False)):
        return True
    # a name may itself hold the sign that joins names: fab is not fab / 2
    return any(" / ".join(key[:count]) == whole for count in range(1, len(key) + 1))
