"""Write small workbooks from plain rows, and plan them the way a planner would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from openpyxl import Workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from planner.plans.plan import Plan

Sheets = dict[str, list[dict[str, Any]]]


def write(path: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]]) -> Path:
    """Write a plain workbook, one sheet an entry, its header every key in the order met; return its path."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, entries in sheets.items():
        sheet = workbook.create_sheet(name)
        header = list(dict.fromkeys(key for row in entries for key in row))
        sheet.append(header)
        for row in entries:
            sheet.append([row.get(key) for key in header])
    workbook.save(path)
    return path


def plan(path: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]], **options: Any) -> Plan:
    """Write the workbook, read it and solve it."""
    # The solver's imports are slow, and tests that only read need none of them.
    from planner.solving.solve import solve_book
    from planner.workbook.reader import read

    return solve_book(read(write(path, sheets)), **options)


def settings(**values: object) -> list[dict[str, Any]]:
    """Return the rows of a Settings sheet; an underscore stands for a blank."""
    return [{"setting": name.replace("_", " "), "value": value} for name, value in values.items()]


def rows(text: str) -> list[dict[str, Any]]:
    """Return the rows of a table whose cells stand between bars, its header first, numbers as numbers."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [
        {key: _value(cell) for key, cell in zip(lines[0], line, strict=True) if cell} for line in lines[1:]
    ]


def column(name: str, values: Iterable[object]) -> list[dict[str, Any]]:
    """Return rows of one column."""
    return [{name: value} for value in values]


def _value(cell: str) -> object:
    try:
        return float(cell)
    except ValueError:
        return cell
