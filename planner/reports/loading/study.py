"""Reads a study back from its workbook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.errors import FileError
from planner.reports.plan_workbook.run_sheet import RUN_SHEET
from planner.reports.study_workbook.layout import LAYOUT_SHEET, sheet_of
from planner.wording.study import Study, StudySheet
from planner.workbook.reading.cells import Grid, read_grids
from planner.workbook.reading.guard import admit
from planner.workbook.schema.columns import spell


def read_study(path: Path) -> Study:
    """Return the study that ``write_study`` wrote, with the cells as they are now.

    Raises
    ------
    FileError
        When the file is no workbook of a study, or one of its tables lost a sheet or a column.
    """
    grids = {grid.title: grid for grid in read_grids(path, admit(path), lambda names: names)}
    told = _told(path, grids.get(LAYOUT_SHEET))
    words = told.pop("study")
    sheets = tuple(_sheet(path, grids.get(tab), each) for tab, each in told.items())
    run = _run(grids.get(RUN_SHEET))
    return Study(words["title"], tuple(words["sentences"]), sheets, run, words["money"], words["subtitle"])


def is_study(names: list[str]) -> bool:
    """Whether a workbook with sheets of these names is one of a study."""
    return LAYOUT_SHEET in names and RUN_SHEET in names


def _told(path: Path, grid: Grid | None) -> dict[str, dict[str, Any]]:
    """Return what the layout tells, by tab."""
    try:
        rows = [] if grid is None else [_text(cells) for _, cells in sorted(grid.rows.items())]
        told = {name: json.loads(text) for name, text in rows}
    except json.JSONDecodeError:
        told = {}
    if "study" not in told:
        message = f"{path.name}: not a workbook of a study; it has no sheet {LAYOUT_SHEET} that says what is in it."
        raise FileError(message)
    return told


def _text(cells: Mapping[int, object]) -> tuple[str, str]:
    first, *pieces = [str(value) for _, value in sorted(cells.items())]
    return first, "".join(pieces)


def _sheet(path: Path, grid: Grid | None, told: Mapping[str, Any]) -> StudySheet:
    if grid is None:
        message = f"{path.name}: the sheet of {told['name']} is missing."
        raise FileError(message)
    rows = dict(sorted(grid.rows.items()))
    header = rows.pop(next(iter(rows), 0), {})
    places = {str(name): column for column, name in header.items()}
    missing = [name for name in told["headers"] if name not in places]
    if missing:
        message = f"{path.name}: {told['name']} has lost the column {', '.join(missing)}."
        raise FileError(message)
    kinds = [kind for _, kind, _ in told["fields"]]
    columns = [(places[name], kind) for name, kind in zip(told["headers"], kinds, strict=True)]
    found = [tuple(_value(cells.get(place), kind) for place, kind in columns) for cells in rows.values()]
    return sheet_of(told, found)


def _value(value: object, kind: str) -> Any:
    if value is None or kind != "text":
        return value if value is None or isinstance(value, str | int | float) else str(value)
    return value if isinstance(value, str) else spell(value)


def _run(grid: Grid | None) -> dict[str, Any]:
    """Return the facts of the run; a blank one is None."""
    rows = list(sorted(grid.rows.items()))[1:] if grid is not None else []
    return {str(cells[1]): cells.get(2) for _, cells in rows if 1 in cells}
