"""Reads the tables and the run of a plan back from its workbook, also from one that was edited by hand."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from planner.errors import FileError
from planner.plans.fields import Field, PlanTable
from planner.plans.frames import TEXT, framed
from planner.plans.tables import CONTENT, MONTE_CARLO, SETS, TABLES, tables_in
from planner.reports.plan_workbook.copies import PREFIX
from planner.reports.plan_workbook.run_sheet import RUN_SHEET
from planner.wording.text import and_more, is_number
from planner.workbook.reading.cells import Grid, read_grids
from planner.workbook.reading.guard import admit
from planner.workbook.schema.columns import fold, header_key, spell

PERIODS_SHEET = f"{PREFIX}Periods"
FLAGS = {"yes": 1.0, "no": 0.0}
MOST_FAULTS = 20


def read_plan(path: Path) -> tuple[dict[str, pd.DataFrame], dict[str, object]]:
    """Return the tables of a plan, as ``Plan.tables`` has them, and the facts of its run.

    Raises
    ------
    FileError
        When the file is no plan, or a number in it was overwritten with something else; it names every cell.
    """
    grids = {fold(grid.title): grid for grid in read_grids(path, admit(path), _wanted)}
    missing = [name for name in (*(table.name for table in TABLES), RUN_SHEET) if fold(name) not in grids]
    if missing:
        message = f"{path.name}: not a plan of `planner solve`; it has no sheet {', '.join(missing)}."
        raise FileError(message)
    faults: list[str] = []
    periods = _periods(grids.get(fold(PERIODS_SHEET)))
    shown = tables_in([table.name for table in (CONTENT, SETS) if fold(table.name) in grids])
    tables = {table.name: _table(grids[fold(table.name)], table, periods, faults) for table in shown}
    if faults:
        told = and_more([f"  {fault}" for fault in faults], MOST_FAULTS, "\n", "\n  and ")
        message = f"{path.name}: not a plan that can be read\n{told}"
        raise FileError(message)
    return tables, _run(grids[fold(RUN_SHEET)])


def read_run(path: Path) -> dict[str, Any]:
    """Return the facts of a plan's run, without reading its tables.

    Raises
    ------
    FileError
        When the file is no plan.
    """
    for grid in read_grids(path, admit(path), lambda names: [name for name in names if fold(name) == fold(RUN_SHEET)]):
        return _run(grid)
    message = f"{path.name}: not a plan of `planner solve`; it has no sheet {RUN_SHEET}."
    raise FileError(message)


def read_sampled(path: Path) -> pd.DataFrame | None:
    """Return what disruptions that strike at random were found to bring; None for a plan that was not sampled."""
    wanted = fold(MONTE_CARLO.name)
    grids = read_grids(path, admit(path), lambda names: [name for name in names if fold(name) == wanted])
    return _table(grids[0], MONTE_CARLO, [], []) if grids else None


def _wanted(names: list[str]) -> Collection[str]:
    tables = (*TABLES, CONTENT, SETS)
    wanted = {fold(name) for name in (*(table.name for table in tables), RUN_SHEET, PERIODS_SHEET)}
    return [name for name in names if fold(name) in wanted]


def _table(grid: Grid, table: PlanTable, periods: Collection[str], faults: list[str]) -> pd.DataFrame:
    """Return one table; what cannot be read is added to the faults."""
    header, rows = _split(grid)
    places = {header_key(name): column for column, name in header.items()}
    missing = [field.name for field in table.fields if header_key(field.name) not in places]
    if missing:
        faults.append(f"{table.name}: the column {', '.join(missing)} is missing.")
        return pd.DataFrame(columns=list(table.columns))
    found = table.fields_of([field.name for field in table.more if header_key(field.name) in places])
    fields = {places[header_key(field.name)]: field for field in found}
    rows = {number: cells for number, cells in rows.items() if any(column in cells for column in fields)}
    columns: dict[str, pd.Series[Any]] = {}
    for place, field in sorted(fields.items(), key=lambda item: found.index(item[1])):
        values = [_value(field, cells.get(place), f"{table.name}!{_address(place, number)}", faults)
                  for number, cells in rows.items()]  # fmt: skip
        columns[field.name] = pd.Series(values, dtype=TEXT if field.kind == "text" else float)
    if table.name == "Timeline":
        columns |= _timeline_periods(header, rows, set(fields), periods)
    return framed(columns)


def _timeline_periods(
    header: Mapping[int, object], rows: Mapping[int, Mapping[int, object]], declared: set[int], periods: Collection[str]
) -> dict[str, pd.Series[Any]]:
    """Return the timeline's columns of periods, as text, numbers, and None for a blank."""
    found = {column: spell(name) for column, name in header.items() if column not in declared}
    return {
        name: pd.Series([_in_period(cells.get(column)) for cells in rows.values()], dtype=object)
        for column, name in found.items() if name in periods
    }  # fmt: skip


def _in_period(value: Any) -> Any:
    if value is None:
        return None
    return float(value) if is_number(value) else str(value)


def _value(field: Field, value: Any, address: str, faults: list[str]) -> Any:
    """Return a cell's value as the field's kind has it."""
    if field.kind == "text":
        return "" if value is None else value if isinstance(value, str) else spell(value)
    if value is None:
        return math.nan
    if isinstance(value, bool) or is_number(value):
        return float(value)
    if field.kind == "flag" and fold(value) in FLAGS:
        return FLAGS[fold(value)]
    faults.append(f"{address}: {field.name} must be a number or blank, and holds {str(value)!r}.")
    return math.nan


def _split(grid: Grid) -> tuple[dict[int, object], dict[int, dict[int, object]]]:
    """Return the first row that holds anything, and the rows below it."""
    rows = dict(sorted(grid.rows.items()))
    first = next(iter(rows), None)
    return (rows.pop(first), rows) if first is not None else ({}, {})


def _periods(grid: Grid | None) -> list[str]:
    """Return the periods of the workbook that was planned, from its copy in the plan."""
    if grid is None:
        return []
    header, rows = _split(grid)
    place = next((column for column, name in header.items() if header_key(name) == "period"), None)
    return [spell(cells[place]) for cells in rows.values() if place in cells]


def _run(grid: Grid) -> dict[str, Any]:
    """Return the facts of the run; a blank one is None."""
    _, rows = _split(grid)
    return {str(cells[1]): cells.get(2) for cells in rows.values() if 1 in cells}


def _address(column: int, row: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(column)}{row}"
