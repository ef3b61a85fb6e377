"""Writes a plan as an Excel workbook."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from planner.files import OwnedPath
from planner.plans.fields import PlanTable
from planner.plans.tables import MONTE_CARLO, SETS, tables_in
from planner.reports.columns import columns_of, with_units
from planner.reports.pair_maps import pair_maps
from planner.reports.plan_workbook.charts import drawings_of, write_charts
from planner.reports.plan_workbook.contents import DATA_SHEET, SUMMARY, is_detail, tabs
from planner.reports.plan_workbook.copies import copy_names, write_copy
from planner.reports.plan_workbook.pair_map import PAIR_SHEET, write_pair_maps
from planner.reports.plan_workbook.properties import properties_of
from planner.reports.plan_workbook.resilience_map import MAP_SHEET, has_map, write_map
from planner.reports.plan_workbook.run_sheet import RUN_SHEET, write_run
from planner.reports.plan_workbook.summary import write_summary
from planner.reports.plan_workbook.timeline import write_timeline
from planner.reports.seal import sealed
from planner.reports.styles import DARK, GREY_TAB, SERVICE, ReportStyles, palette_of
from planner.reports.table_sheet import MOST_OF_DETAIL, MOST_PRINTED, write_table
from planner.reports.written import unwritten, written

if TYPE_CHECKING:
    from planner.plans.plan import Plan

MADE: Final = datetime.datetime(2000, 1, 1)  # fixed, so that one plan is always the same bytes


def write_plan(plan: Plan, path: Path | OwnedPath) -> None:
    """Write a plan to a path, all or nothing; the same plan gives the same bytes.

    Raises
    ------
    FileError
        When the file cannot be written.
    """
    with written(path) as workbook:
        _write(workbook, plan, sealed(plan))


def cells_of(plan: Plan) -> dict[str, dict[tuple[int, int], Any]]:
    """Return what `write_plan` would write, by the names of the sheets and their rows and columns from 1 on.

    Nothing is packed, and Run is not sealed: that is half of the time. Dates are the numbers that stand for them.
    """
    workbook = unwritten()
    _write(workbook, plan, plan.run)
    texts = {number: text for text, number in workbook.str_table.string_table.items()}
    return {
        sheet.name: {
            (row + 1, column + 1): texts[cell.string] if hasattr(cell, "string") else cell[0]
            for row, cells in sheet.table.items()
            for column, cell in cells.items()
            if cell._fields != ("format",)  # a blank
        }
        for sheet in workbook.worksheets()
    }


def _write(workbook: Workbook, plan: Plan, run: Mapping[str, object]) -> None:
    title = str(plan.book.settings.get("title") or plan.book.path.stem)
    workbook.set_properties({"title": title, "created": MADE})
    for name, value in properties_of(plan.run).items():
        workbook.set_custom_property(name, value, "text")
    styles = ReportStyles(workbook)
    sheets = _add_sheets(workbook, plan)
    drawings = drawings_of(plan, palette_of(plan))
    charts = write_charts(workbook, sheets[DATA_SHEET], drawings, styles) if drawings else []
    write_summary(sheets[SUMMARY], plan, charts, [name for name in sheets if name != SUMMARY], styles)
    for table in _tables(plan):
        if table.name == "Timeline":
            write_timeline(sheets[table.name], table, plan, styles)
        else:
            columns = columns_of(table, plan.tables[table.name], plan.book.settings)
            most = MOST_OF_DETAIL if is_detail(table.name) else MOST_PRINTED
            write_table(sheets[table.name], table, with_units(columns, plan.book), styles, most)
    if has_map(plan):
        write_map(sheets[MAP_SHEET], plan, styles)
    if PAIR_SHEET in sheets:
        write_pair_maps(sheets[PAIR_SHEET], pair_maps(plan), styles)
    write_run(sheets[RUN_SHEET], run, styles)
    for name, raw in zip(copy_names(plan.book.raw), plan.book.raw, strict=True):
        write_copy(sheets[name], raw, styles)


def _tables(plan: Plan) -> list[PlanTable]:
    """Return the tables of a plan in the order of their tabs, what was sampled behind Resilience and its sets."""
    tables = list(tables_in(plan.tables))
    if MONTE_CARLO.name in plan.tables:
        names = [table.name for table in tables]
        tables.insert(1 + names.index(SETS.name if SETS.name in names else "Resilience"), MONTE_CARLO)
    return tables


def _add_sheets(workbook: Workbook, plan: Plan) -> dict[str, Worksheet]:
    """Add all sheets in the order of their tabs: what matters most first, the input last."""
    present = [*(table.name for table in _tables(plan)), RUN_SHEET, DATA_SHEET, *copy_names(plan.book.raw)]
    present += [MAP_SHEET] if has_map(plan) else []
    present += [PAIR_SHEET] if pair_maps(plan) else []
    sheets = {name: workbook.add_worksheet(name) for name in tabs(present)}
    sheets[SUMMARY].set_tab_color(DARK)
    for table in _tables(plan):
        sheets[table.name].set_tab_color(GREY_TAB if is_detail(table.name) else SERVICE)
    sheets[DATA_SHEET].set_tab_color(GREY_TAB)
    sheets[SUMMARY].activate()
    return sheets
