"""How a study is laid out in its workbook, kept on a hidden sheet: what a table's cells cannot say by themselves."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from planner.plans.fields import Field
from planner.wording.study import Chart, Study, StudySheet

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LAYOUT_SHEET: Final = "Layout"
PIECE: Final = 30_000  # characters of a text that a cell holds with room to spare


def write_layout(tab: Worksheet, study: Study, tabs: Sequence[str], headers: Sequence[Sequence[str]]) -> None:
    """Write the study's own words, then a row for each table."""
    words = {"title": study.title, "subtitle": study.subtitle, "money": study.money, "sentences": study.sentences}
    _write_row(tab, 0, "study", words)
    for row, (sheet, name, heads) in enumerate(zip(study.sheets, tabs, headers, strict=True), start=1):
        _write_row(tab, row, name, described(sheet, heads))
    tab.hide()


def described(sheet: StudySheet, headers: Sequence[str]) -> dict[str, Any]:
    """Return what is to be known of a table beyond its cells."""
    marks: dict[str, list[tuple[int, int]]] = {}
    for row, cells in enumerate(sheet.tints or ()):
        for column, mark in enumerate(cells):
            if mark:
                marks.setdefault(mark, []).append((row, column))
    return {
        "name": sheet.name,
        "doc": sheet.doc,
        "keys": sheet.keys,
        "head": sheet.head,
        "headers": list(headers),
        "fields": [[field.name, field.kind, field.doc] for field in sheet.fields],
        "charts": [dataclasses.asdict(chart) for chart in sheet.charts],
        "row kinds": list(sheet.row_kinds),
        "marks": None if sheet.tints is None else marks,
        "rows": digest(sheet.rows),
    }


def sheet_of(told: Mapping[str, Any], rows: Sequence[tuple[Any, ...]]) -> StudySheet:
    """Return a table from its description and the rows read.

    What is told by the number of a row (marks, kinds, charts) is left out where the rows were changed or sorted.
    """
    fields = tuple(Field(*each) for each in told["fields"])
    plain = StudySheet(told["name"], told["doc"], fields, rows, told["keys"], head=told["head"])
    if digest(plain.rows) != told["rows"]:
        return plain
    tints = None
    if told["marks"] is not None:
        cells = [[""] * len(fields) for _ in rows]
        for mark, places in told["marks"].items():
            for row, column in places:
                cells[row][column] = mark
        tints = cells
    charts = tuple(_chart(each) for each in told["charts"])
    return dataclasses.replace(plain, tints=tints, charts=charts, row_kinds=tuple(told["row kinds"]))


def digest(rows: Sequence[Sequence[object]]) -> str:
    """Return a digest of rows as a spreadsheet keeps them: with fewer figures than a float has."""
    lines = ("\x1f".join(_spelt(value) for value in row) for row in rows)
    return hashlib.sha256("\x1e".join(lines).encode("utf-8", "replace")).hexdigest()


def _spelt(value: object) -> str:
    if isinstance(value, float):
        return f"{value + 0.0:.9g}"  # a spreadsheet knows no zero below zero
    return "" if value is None else value.strip() if isinstance(value, str) else str(value)


def _chart(told: Mapping[str, object]) -> Chart:
    """Return a chart as it was; JSON knows no tuples."""
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    return Chart(**values)


def _write_row(tab: Worksheet, row: int, name: str, told: Mapping[str, object]) -> None:
    """Write a name and what is told of it, in as many cells as the text takes."""
    text = json.dumps(told)
    tab.write_string(row, 0, name)
    for column, start in enumerate(range(0, len(text), PIECE), start=1):
        tab.write_string(row, column, text[start : start + PIECE])
