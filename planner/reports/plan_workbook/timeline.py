"""Writes the timeline: projects by periods as a coloured Gantt chart in cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from planner.plans.fields import PlanTable
from planner.reports.cells import write_cell
from planner.reports.columns import ShownColumn, columns_of
from planner.reports.styles import BUILDING, FADED, INK, LINE, SERVICE, ReportStyles
from planner.reports.table_sheet import MOST_PRINTED, add_excel_table, fit_columns, set_up_page, write_header
from planner.wording.numbers import number_format, small_format
from planner.wording.text import is_number

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.worksheet import Worksheet

    from planner.plans.plan import Plan

LEGEND_ROWS: Final = 4
LEGEND: Final = ((BUILDING, "being built"), (SERVICE, "in service: capacity a year (what has none: how many)"))


def write_timeline(sheet: Worksheet, table: PlanTable, plan: Plan, styles: ReportStyles) -> None:
    """Write the timeline, its projects sorted by kind, start and name; those never built come last."""
    frame = sorted_timeline(plan)
    periods = [str(name) for name in frame.columns if name not in table.columns]
    named = [*columns_of(table, frame, plan.book.settings), ShownColumn("kind", "text", _kinds(plan, frame))]
    columns = named + [ShownColumn(name, "period", frame[name].tolist()) for name in periods]
    for number, column in enumerate(columns):
        write_header(sheet, number, column, styles)
    for row in range(len(frame)):
        _write_row(sheet, row, columns, styles)
    fit_columns(sheet, columns)
    add_excel_table(sheet, table, columns, styles)
    set_up_page(sheet, table, columns)
    sheet.freeze_panes(1, 1)
    sheet.repeat_columns(0)
    if len(frame):
        _write_legend(sheet, len(frame) + 2)
        if len(frame) <= MOST_PRINTED:
            sheet.print_area(0, 0, len(frame) + 2 + LEGEND_ROWS, len(columns) - 1)


def sorted_timeline(plan: Plan) -> pd.DataFrame:
    """Return the timeline in the order in which it is shown."""
    frame = plan.tables["Timeline"]
    periods = [name for name in frame.columns if name not in ("project", "place", "adds")]
    kinds = _kinds(plan, frame)
    keys = [_order(kinds[row], frame.iloc[row], periods) for row in range(len(frame))]
    order = sorted(range(len(frame)), key=keys.__getitem__)
    return frame.iloc[order].reset_index(drop=True)


def _order(kind: str, row: pd.Series, periods: list[str]) -> tuple[object, ...]:
    """Return what a project is sorted by; one that is never built has no first period."""
    filled = [number for number, period in enumerate(periods) if _is_filled(row[period])]
    return (not filled, kind.casefold(), filled[0] if filled else 0, str(row["project"]).casefold())


def _kinds(plan: Plan, frame: pd.DataFrame) -> list[str]:
    projects = plan.tables["Investments"]
    kinds = dict(zip(projects["project"], projects["kind"], strict=True))
    return [str(kinds.get(project, "")) for project in frame["project"]]


def _write_row(sheet: Worksheet, row: int, columns: list[ShownColumn], styles: ReportStyles) -> None:
    values = [column.values[row] for column in columns if column.kind == "period"]
    usual = number_format("amount", [float(value) for value in values if is_number(value) and value == value])
    ink = INK if any(_is_filled(value) for value in values) else FADED
    for number, column in enumerate(columns):
        look = {"font_color": ink, "indent": 1, "text_wrap": column.wraps}
        value = column.values[row]
        style = styles.get(**_look(value, usual)) if column.kind == "period" else styles.cell(**look)
        write_cell(sheet, row + 1, number, value, style)


def _look(value: Any, usual: str) -> dict[str, Any]:
    """Return how a project looks in a period: one colour while it is built, another in service."""
    frame = {"border": 1, "border_color": LINE, "align": "center"}
    if not _is_filled(value):
        return frame
    if is_number(value):
        return frame | {"bg_color": SERVICE, "num_format": small_format("amount", float(value), usual)}
    return frame | {"bg_color": BUILDING}


def _is_filled(value: object) -> bool:
    return bool(value != "" and value is not None and value == value)


def _write_legend(sheet: Worksheet, row: int) -> None:
    """Draw the legend below the table, as boxes: cells there would read as projects."""
    for number, (colour, words) in enumerate(LEGEND):
        place = {"x_offset": 6, "y_offset": 4 + 24 * number, "object_position": 2}
        swatch = {"width": 46, "height": 18, "fill": {"color": colour}, "line": {"color": LINE}}
        sheet.insert_textbox(row, 0, "", place | swatch | {"description": f"colour of {words}"})
        label = {"width": 330, "height": 18, "fill": {"none": True}, "line": {"none": True}}
        beside = place | {"x_offset": 58, "align": {"vertical": "middle"}, "font": {"name": "Arial", "size": 9}}
        sheet.insert_textbox(row, 0, words, beside | label)
