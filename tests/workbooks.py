"""Write small workbooks from plain rows, and plan them the way a planner would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import Workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from planner.plans.plan import Plan


def write(path: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]]) -> Path:
    """Write a plain workbook, one sheet an entry, its header every key in the order met; return its path."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        header = list(dict.fromkeys(key for row in rows for key in row))
        sheet.append(header)
        for row in rows:
            sheet.append([row.get(key) for key in header])
    workbook.save(path)
    return path


def settings(**values: object) -> list[dict[str, object]]:
    """Return the rows of a Settings sheet; an underscore stands for a blank."""
    return [{"setting": name.replace("_", " "), "value": value} for name, value in values.items()]


def plan(path: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]], **options: object) -> Plan:
    """Write the workbook, read it and solve it."""
    # The solver's imports are slow, and tests that only read need none of them.
    from planner.solving.solve import solve_book
    from planner.workbook.reader import read

    return solve_book(read(write(path, sheets)), **options)
