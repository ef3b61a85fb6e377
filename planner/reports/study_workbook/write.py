"""Writes a study as an Excel workbook, and reads it back."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart as Drawn
from xlsxwriter.worksheet import Worksheet

from planner.errors import FileError
from planner.reports.plan_workbook.contents import SUMMARY
from planner.reports.plan_workbook.run_sheet import RUN_SHEET, write_run
from planner.reports.plan_workbook.write import MADE
from planner.reports.study_workbook.charts import DATA_SHEET, draw, figures_of, set_up_data
from planner.reports.study_workbook.layout import LAYOUT_SHEET, write_layout
from planner.reports.study_workbook.page import place_below, write_study_page
from planner.reports.study_workbook.sheet import tab_names, write_study_sheet
from planner.reports.styles import DARK, GREY_TAB, SERVICE, ReportStyles
from planner.reports.written import written
from planner.wording.study import Chart, Study, StudySheet
from planner.wording.text import safe_text, shortened

MOST_ROWS: Final = 1_048_575  # of a sheet below its header
MOST_COLUMNS: Final = 16_384
OWN: Final = (SUMMARY, RUN_SHEET, DATA_SHEET, LAYOUT_SHEET)


def write_study(study: Study, path: Path) -> None:
    """Write a study to a path, all or nothing; the same study gives the same bytes.

    Raises
    ------
    FileError
        When the file cannot be written, or a table is larger than a sheet.
    """
    for sheet in study.sheets:
        if len(sheet.rows) > MOST_ROWS or len(sheet.fields) > MOST_COLUMNS:
            message = f"{path}: {sheet.name} has more rows or columns than a sheet of a spreadsheet"
            raise FileError(message)
    with written(path) as workbook:
        _write(workbook, study)


def _write(workbook: Workbook, study: Study) -> None:
    workbook.set_properties({"title": shortened(safe_text(study.title), 250), "created": MADE})
    styles = ReportStyles(workbook)
    tabs = tab_names([sheet.name for sheet in study.sheets], OWN)
    made = {name: workbook.add_worksheet(name) for name in (SUMMARY, *tabs, RUN_SHEET, DATA_SHEET, LAYOUT_SHEET)}
    _colour(made, tabs)
    headers = []
    for number, (tab, sheet) in enumerate(zip(tabs, study.sheets, strict=True), start=1):
        columns = write_study_sheet(made[tab], number, sheet, study.money, styles)
        headers.append([column.header for column in columns])
    charts = _draw_all(workbook, made, tabs, study, styles)
    write_study_page(made[SUMMARY], study, tabs, charts, styles)
    write_run(made[RUN_SHEET], study.run, styles)
    write_layout(made[LAYOUT_SHEET], study, tabs, headers)


def _colour(made: dict[str, Worksheet], tabs: list[str]) -> None:
    made[SUMMARY].set_tab_color(DARK)
    made[SUMMARY].activate()
    for tab in tabs:
        made[tab].set_tab_color(SERVICE)
    made[DATA_SHEET].set_tab_color(GREY_TAB)


def _draw_all(
    workbook: Workbook, made: dict[str, Worksheet], tabs: list[str], study: Study, styles: ReportStyles
) -> list[tuple[Chart, Drawn]]:
    """Draw all charts; return those of the first sheet, the others stand below their tables."""
    data, row = made[DATA_SHEET], 0
    set_up_data(data)
    first_page: list[tuple[Chart, Drawn]] = []
    for tab, sheet in zip(tabs, study.sheets, strict=True):
        below: list[tuple[Chart, Drawn]] = []
        for chart in _drawable(sheet):
            drawn, row = draw(workbook, data, sheet, chart, row, styles, study.plans)
            (first_page if chart.on_summary else below).append((chart, drawn))
        place_below(made[tab], sheet, below)
    if not row:
        data.hide()
    return first_page


def _drawable(sheet: StudySheet) -> list[Chart]:
    """Return the charts that have something to draw."""
    return [chart for chart in sheet.charts if any(any(column) for column in figures_of(sheet, chart).columns)]
