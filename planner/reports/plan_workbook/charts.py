"""Draws a plan's charts on its first sheet, from figures on a sheet of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from planner.plans.tables import OWNER
from planner.reports.cells import write_cell
from planner.reports.chart_data import (
    ChartTable,
    capital_table,
    cost_table,
    decision_chart,
    served_table,
    sourcing_table,
)
from planner.reports.plan_workbook.contents import DATA_SHEET
from planner.reports.styles import DARK, FONT, INK, LINE, MATERIALS, Palette, ReportStyles
from planner.wording.numbers import money_label, number_format, number_text, share_text
from planner.wording.text import middle_cut, safe_text, shortened

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

    from planner.plans.plan import Plan

LONGEST_NAME: Final = 30  # in a legend
PLOT_AREAS: Final = {
    "": {"x": 0.27, "y": 0.13, "width": 0.67, "height": 0.66},
    "clustered": {"x": 0.42, "y": 0.13, "width": 0.52, "height": 0.64},
    "percent_stacked": {"x": 0.4, "y": 0.13, "width": 0.56, "height": 0.54},
}
MOST_COLUMNS: Final = 40  # bars that a small chart can hold beside each other; more are drawn as lines


@dataclass(frozen=True)
class Drawing:
    """A chart to be drawn: its figures, its form, its axes and what it says to who cannot see it."""

    table: ChartTable
    form: dict[str, str]
    label_axis: str
    value_axis: str
    number_format: str
    words: str
    colours: tuple[str, ...]


def drawings_of(plan: Plan, palette: Palette) -> list[Drawing]:
    """Return the charts that the plan has figures for, in the order in which they are shown."""
    found = (_decision(plan, palette), _capital(plan, palette), _sourcing(plan, palette), _cost(plan), _served(plan))
    return [drawing for drawing in found if drawing is not None]


def write_charts(
    workbook: Workbook, data: Worksheet, drawings: Sequence[Drawing], styles: ReportStyles
) -> list[tuple[Chart, str]]:
    """Write the figures of all charts below each other; return each chart with its words."""
    charts, row = [], 0
    data.set_column(0, 0, 40)
    data.set_column(1, 12, 24)
    data.set_landscape()
    data.set_paper(9)  # A4
    data.fit_to_pages(1, 0)
    data.set_header("&L&BChart data&B    The figures of the charts on Summary")
    data.set_footer("&L&F&RPage &P of &N")
    for drawing in drawings:
        charts.append((_draw(workbook, drawing, row), drawing.words))
        row = _write_figures(data, drawing, row, styles)
    return charts


def _decision(plan: Plan, palette: Palette) -> Drawing | None:
    """Return the chart that stands above the fold."""
    chart = decision_chart(plan, palette)
    if chart is None:
        return None
    table, money = chart.table, money_label(plan.book.settings)
    if chart.kind == "beside":
        form, axes = {"type": "bar", "subtype": "clustered"}, ("", "share served")
    elif chart.kind == "origins":
        form, axes = {"type": "bar", "subtype": "percent_stacked"}, ("", "share of supply")
    else:
        form, axes = {"type": "column", "subtype": "stacked"}, ("period", money)
    shown = _axis_format(table) if chart.kind == "money" else "0%"
    return Drawing(table, form, *axes, shown, chart.words, chart.colours)


def _capital(plan: Plan, palette: Palette) -> Drawing | None:
    table = capital_table(plan, palette)
    if table is None:
        return None
    label = money_label(plan.book.settings)
    total = number_text(sum(map(sum, table.values)))
    words = f"Stacked columns: {total} {label} of capital over {len(table.labels)} periods, by funder."
    colours = tuple(palette.colour_of(name) for name in table.series)
    form = {"type": "column", "subtype": "stacked"}
    table = replace(table, series=tuple("the owners" if name == OWNER else name for name in table.series))
    return Drawing(table, form, "period", label, _axis_format(table), words, colours)


def _cost(plan: Plan) -> Drawing | None:
    table = cost_table(plan)
    if table is None:
        return None
    parts = ", ".join(
        f"{name} {number_text(values[0])}" for name, values in zip(table.labels, table.values, strict=True)
    )
    label = money_label(plan.book.settings)
    words = f"Bars: the discounted cost of each part in {label}: {parts}."
    return Drawing(table, {"type": "bar"}, "", f"{label}, discounted", _axis_format(table), words, (DARK,))


def _sourcing(plan: Plan, palette: Palette) -> Drawing | None:
    table = sourcing_table(plan, palette)
    if table is None:
        return None
    largest = [
        f"{label}: {table.series[values.index(max(values))]} {share_text(max(values))}"
        for label, values in zip(table.labels, table.values, strict=True)
    ]
    words = f"Stacked bars: the largest origin of materials that rules follow. {'; '.join(largest)}."
    colours = tuple(palette.colour_of(name) for name in table.series)
    form = {"type": "bar", "subtype": "percent_stacked"}
    return Drawing(table, form, "", "share of supply", "0%", words, colours)


def _served(plan: Plan) -> Drawing | None:
    table = served_table(plan)
    if table is None:
        return None
    least = share_text(min(map(min, table.values)))
    words = f"Share of demand served by period and material; the least is {least}."
    lines = len(table.series) * len(table.labels) > MOST_COLUMNS
    form = {"type": "line"} if lines else {"type": "column"}
    colours = MATERIALS[: len(table.series)]
    return Drawing(table, form, "period", "share of demand", "0%", words, colours)


def _axis_format(table: ChartTable) -> str:
    largest = max(abs(value) for values in table.values for value in values)
    return "#,##0" if largest >= 10 else number_format("money", [largest / 5])


def _write_figures(data: Worksheet, drawing: Drawing, row: int, styles: ReportStyles) -> int:
    """Write one chart's figures; return the row where the next one's begin."""
    table = drawing.table
    write_cell(data, row, 0, f"{table.title} ({drawing.value_axis})", styles.get(bold=True))
    for number, name in enumerate(table.series, start=1):
        write_cell(data, row + 1, number, middle_cut(name, LONGEST_NAME), styles.header(text_wrap=False))
    for line, (label, values) in enumerate(zip(table.labels, table.values, strict=True), start=row + 2):
        write_cell(data, line, 0, label, styles.cell())
        shown = styles.cell(num_format="0.0%" if "%" in drawing.number_format else "#,##0.00")
        for number, value in enumerate(values, start=1):
            write_cell(data, line, number, value, shown)  # one that is not known is a blank
    return row + len(table.labels) + 4


def _draw(workbook: Workbook, drawing: Drawing, row: int) -> Chart:
    """Make the chart whose figures begin at a row of the data sheet."""
    chart = workbook.add_chart(dict(drawing.form))
    first, last = row + 2, row + 1 + len(drawing.table.labels)
    for number in range(1, len(drawing.table.series) + 1):
        chart.add_series({
            "name": [DATA_SHEET, row + 1, number],
            "categories": [DATA_SHEET, first, 0, last, 0],
            "values": [DATA_SHEET, first, number, last, number],
            **_series_look(drawing, number - 1),
        })  # fmt: skip
    _set_axes(chart, drawing)
    _set_frame(chart, drawing)
    return chart


def _series_look(drawing: Drawing, number: int) -> dict[str, object]:
    colour = drawing.colours[number]
    if drawing.form["type"] == "line":
        marks = ("circle", "square", "diamond", "triangle", "x", "plus")
        marker = {"type": marks[number % len(marks)], "size": 6, "fill": {"color": colour}, "border": {"color": colour}}
        return {"line": {"color": colour, "width": 2}, "marker": marker}
    if drawing.form["type"] == "bar" and "stacked" not in drawing.form.get("subtype", ""):
        font = {"name": FONT, "size": 8, "color": INK}
        labels = {"data_labels": {"value": True, "num_format": drawing.number_format, "font": font}}
        return labels | {"fill": {"color": colour}, "gap": 50}
    look: dict[str, object] = {"fill": {"color": colour}, "border": {"color": "#FFFFFF", "width": 0.5}}
    stacked = "stacked" in drawing.form.get("subtype", "")
    return look | {"gap": 50, "overlap": 100 if stacked else 0}


def _set_axes(chart: Chart, drawing: Drawing) -> None:
    small = {"name": FONT, "size": 8, "color": INK}
    upside_down = drawing.form["type"] == "bar"  # so that the first label is on top
    labels = {
        **axis_name(drawing.label_axis), "num_font": small, "label_position": "low", "reverse": upside_down,
        "line": {"color": LINE}, "major_tick_mark": "none", "major_gridlines": {"visible": False},
        **({"interval_unit": 1} if upside_down else {}),
    }  # fmt: skip
    scale = {"min": 0, "max": 1, "major_unit": 0.25} if "%" in drawing.number_format else {}
    values = {
        **axis_name(drawing.value_axis), **scale, "num_font": small, "num_format": drawing.number_format,
        "line": {"none": True}, "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}},
        "label_position": "high" if upside_down else "next_to",
    }  # fmt: skip
    # XlsxWriter calls the level axis of a bar chart x, also where it is the values'.
    chart.set_x_axis(values if upside_down else labels)
    chart.set_y_axis(labels if upside_down else values)


def axis_name(name: str) -> dict[str, object]:
    """Return how an axis is called; nothing for one without a name."""
    font = {"name": FONT, "size": 8, "bold": False, "color": INK}
    return {"name": shortened(safe_text(name), 60), "name_font": font} if name else {}


def _set_frame(chart: Chart, drawing: Drawing) -> None:
    font = {"name": FONT, "size": 11, "bold": True, "color": DARK}
    chart.set_title({"name": drawing.table.title, "name_font": font, "overlay": False})
    if len(drawing.table.series) > 1 or drawing.form["type"] != "bar":
        chart.set_legend({"position": "bottom", "font": {"name": FONT, "size": 8, "color": INK}})
    else:
        chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    # programs leave out labels that wrap: bars get a plot area with room for theirs
    layout = {"layout": PLOT_AREAS[drawing.form.get("subtype", "")]} if drawing.form["type"] == "bar" else {}
    chart.set_plotarea({"fill": {"none": True}, **layout})
