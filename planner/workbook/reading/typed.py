"""Tables of raw cells -> everything that a book holds, typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from planner.workbook.book import Row
from planner.workbook.reading import keys, period_slips
from planner.workbook.reading.complaints import Complaints
from planner.workbook.reading.headers import find_columns
from planner.workbook.reading.hits import judge_hits
from planner.workbook.reading.names import Names, gather
from planner.workbook.reading.rows import type_table
from planner.workbook.reading.settings import settings_rows, type_settings
from planner.workbook.schema.columns import fold
from planner.workbook.schema.sheets import SHEETS

if TYPE_CHECKING:
    from planner.workbook.reading.layout import SheetTable

_SHEETS: Final = tuple(sheet.name for sheet in SHEETS if sheet.is_read and sheet.name != "Settings")


def lay_out(tables: dict[str, SheetTable], complaints: Complaints) -> None:
    """Find the columns of all tables; the names of the periods head columns of their own."""
    periods: tuple[str, ...] = ()
    for name in sorted(tables, key=lambda name: name != "Periods"):
        find_columns(tables[name], periods, complaints)
        if name == "Periods":
            tables[name] = period_slips.as_meant(tables, complaints) or tables[name]
            periods = gather({name: tables[name]}).periods


@dataclass(frozen=True, slots=True)
class Typed:
    """Settings and rows by sheet."""

    settings: dict[str, Any]
    rows: dict[str, tuple[Row, ...]]


def type_book(tables: Mapping[str, SheetTable], complaints: Complaints) -> Typed:
    """Return everything typed, and note all that is wrong within and between the rows."""
    names = names_of(tables)
    rows = type_rows(tables, names, complaints)
    settings = type_settings(tables.get("Settings"), names, complaints)
    keys.judge_must_have(rows, complaints)
    keys.judge_keys(rows, complaints)
    judge_hits(rows, complaints)
    keys.judge_names(names, tables, complaints)
    keys.judge_causes(names, tables, complaints)
    keys.judge_periods(rows.get("Periods", ()), settings["base year"], complaints)
    return Typed(settings, rows | {"Settings": settings_rows(tables.get("Settings"), settings)})


def names_of(tables: Mapping[str, SheetTable]) -> Names:
    """Return all names, the series with their numbers; what is wrong with them is noted with their rows."""
    names = gather(tables)
    if "Series" in tables:
        for row in type_table(tables["Series"], names, Complaints()):
            if row["series"] is not None:
                names.series.setdefault(fold(row["series"]), row["values"])
    return names


def type_rows(
    tables: Mapping[str, SheetTable],
    names: Names,
    complaints: Complaints,
    only: Mapping[str, Collection[int]] | None = None,
) -> dict[str, tuple[Row, ...]]:
    """Return the active rows of every sheet; ``only`` narrows some sheets to some rows."""
    return {
        sheet: type_table(tables[sheet], names, complaints, (only or {}).get(sheet))
        for sheet in _SHEETS
        if sheet in tables
    }
