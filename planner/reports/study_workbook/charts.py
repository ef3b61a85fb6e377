"""Draws a study's charts from figures on a sheet of their own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from planner.reports.cells import write_cell
from planner.reports.columns import is_finite
from planner.reports.plan_workbook.charts import axis_name
from planner.reports.styles import DARK, FADED, FONT, INK, LINE, ReportStyles, series_colours
from planner.reports.waterfall import SERIES, bars_of, completed
from planner.tolerances import ROUNDING
from planner.wording.numbers import number_format, number_text
from planner.wording.study import Chart, StudySheet
from planner.wording.text import middle_cut, safe_text, shortened

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.chart import Chart as Drawn
    from xlsxwriter.worksheet import Worksheet

DATA_SHEET: Final = "Chart data"
LONGEST_LABEL: Final = 36
LONGEST_NAME: Final = 40  # in a legend
BAR_AREA: Final = {"x": 0.4, "y": 0.13, "width": 0.55, "height": 0.62}  # room for labels, which none may wrap
MARKERS: Final = ("circle", "square", "diamond", "triangle", "x", "plus")
MORE, LESS, TOTAL = "#EE6677", "#4477AA", DARK  # red and blue can be told apart with any colour vision
BARS: Final = ("bar", "tornado")
FORMS: Final = {
    "line": {"type": "line"},
    "scatter": {"type": "scatter", "subtype": "straight_with_markers"},
    "column": {"type": "column"},
    "stacked": {"type": "column", "subtype": "stacked"},
    "waterfall": {"type": "column", "subtype": "stacked"},
    "bar": {"type": "bar"},
    "tornado": {"type": "bar"},
}


@dataclass(frozen=True)
class ChartFigures:
    """What one chart draws: a label for each row, and the series' numbers."""

    labels: list[Any]
    series: list[str]
    columns: list[list[Any]]
    words: list[str]  # beside the points
    shown: str  # the format of the numbers
    label_format: str = ""


def figures_of(sheet: StudySheet, chart: Chart) -> ChartFigures:
    """Return the figures that a chart draws of its sheet; what is no number is not drawn."""
    rows = range(len(sheet.rows)) if chart.rows is None else chart.rows

    def cells(name: str) -> list[Any]:
        column = sheet.column(name)
        return [column[row] for row in rows]

    columns = [[value if is_finite(value) else None for value in cells(name)] for name in chart.values]
    labels = cells(chart.category)
    words = [str(word or "") for word in cells(chart.names)] if chart.names else []
    shown = _format(sheet, chart.values[0], [value for column in columns for value in column])
    if chart.kind == "waterfall":
        totals = [place for place, row in enumerate(rows) if row in chart.totals]
        return _waterfall(labels, [value or 0.0 for value in columns[0]], totals, shown)
    label_format = _format(sheet, chart.category, labels) if chart.kind == "scatter" else ""
    return ChartFigures(labels, list(chart.values), columns, words, shown, label_format)


def _waterfall(labels: list[object], steps: list[float], totals: list[int], shown: str) -> ChartFigures:
    found = completed(labels, steps, totals)
    places = [place for place, (_, _, is_total) in enumerate(found) if is_total]
    cells = [bar.cells for bar in bars_of([step for _, step, _ in found], places)]
    words = [_step_words(step, is_total) for _, step, is_total in found]
    columns = [list(each) for each in zip(*cells, strict=True)]
    return ChartFigures([label for label, _, _ in found], list(SERIES), columns, words, shown)


def _format(sheet: StudySheet, name: str, values: list[Any]) -> str:
    """Return the format of an axis that shows these numbers."""
    kind = sheet.fields[sheet.columns.index(name)].kind
    finite = [value for value in values if is_finite(value)]
    if kind == "share":
        return "0%" if max(map(abs, finite), default=1.0) >= 0.05 else "0.0%"
    return "#,##0" if max(map(abs, finite), default=0.0) >= 10 else number_format("money", finite)


def _step_words(step: float, is_total: bool) -> str:
    return number_text(step) if is_total or step <= 0 else f"+{number_text(step)}"


def set_up_data(data: Worksheet) -> None:
    """Set up the sheet of the charts' figures."""
    data.set_column(0, 0, 40)
    data.set_column(1, 40, 20)
    data.set_landscape()
    data.set_paper(9)  # A4
    data.fit_to_pages(1, 0)
    data.set_header("&L&BChart data&B    The figures of the charts")
    data.set_footer("&L&F&RPage &P of &N")


def draw(
    workbook: Workbook,
    data: Worksheet,
    sheet: StudySheet,
    chart: Chart,
    row: int,
    styles: ReportStyles,
    plans: Sequence[str] = (),
) -> tuple[Drawn, int]:
    """Write a chart's figures from a row of the data sheet on; return the chart and the next free row."""
    figures = figures_of(sheet, chart)
    _write_figures(data, chart, figures, row, styles)
    drawn = workbook.add_chart(dict(FORMS[chart.kind]))
    first, last = row + 2, row + 1 + len(figures.labels)
    for number, name in enumerate(figures.series):
        if chart.kind != "waterfall" or any(figures.columns[number]):
            place = {
                "name": [DATA_SHEET, row + 1, number + 1],
                "categories": [DATA_SHEET, first, 0, last, 0],
                "values": [DATA_SHEET, first, number + 1, last, number + 1],
            }
            if name != "top" or chart.kind != "waterfall":
                drawn.add_series(place | _look(chart, figures, number, plans))
    if chart.kind == "waterfall":
        _write_step_labels(workbook, drawn, figures, row)
    _set_axes(drawn, chart, figures)
    _set_frame(drawn, chart, figures)
    return drawn, last + 3


def _write_figures(data: Worksheet, chart: Chart, figures: ChartFigures, row: int, styles: ReportStyles) -> None:
    write_cell(data, row, 0, shortened(chart.title, 200), styles.get(bold=True))
    for number, name in enumerate(figures.series, start=1):
        write_cell(data, row + 1, number, middle_cut(name, LONGEST_NAME), styles.header(text_wrap=False))
    shown = styles.cell(num_format="0.0%" if "%" in figures.shown else "#,##0.00")
    for line, label in enumerate(figures.labels):
        words = label if is_finite(label) else middle_cut(str(label or ""), LONGEST_LABEL)
        write_cell(data, row + 2 + line, 0, words, styles.cell())
        for number, column in enumerate(figures.columns, start=1):
            write_cell(data, row + 2 + line, number, column[line], shown)


def _write_step_labels(workbook: Workbook, drawn: Drawn, figures: ChartFigures, row: int) -> None:
    """Add what each step comes to above its column: the labels of a line that is not drawn."""
    top, first, last = len(SERIES), row + 2, row + 1 + len(figures.labels)
    line = workbook.add_chart({"type": "line"})
    line.add_series({
        "name": "steps",
        "categories": [DATA_SHEET, first, 0, last, 0],
        "values": [DATA_SHEET, first, top, last, top],
        "line": {"none": True},
        "marker": {"type": "none"},
        "data_labels": _labels(figures.words, "above"),
    })  # fmt: skip
    drawn.combine(line)


def _labels(words: list[str], position: str) -> dict[str, object]:
    font = {"name": FONT, "size": 8, "color": INK}
    paper = {"fill": {"color": "#FFFFFF"}, "border": {"none": True}}  # so that no line crosses the words
    custom = [{"value": shortened(safe_text(word), LONGEST_LABEL), "font": font, **paper} for word in words]
    return {"value": True, "position": position, "font": font, "custom": custom, **paper}


def _beside(figures: ChartFigures) -> str:
    """Return where words stand beside the points of a line: below one that rises, above one that falls."""
    pairs = [pair for pair in zip(figures.labels, figures.columns[0], strict=True) if all(map(is_finite, pair))]
    rises = len(pairs) < 2 or max(pairs)[1] >= min(pairs)[1]
    return "below" if rises else "above"


def _look(chart: Chart, figures: ChartFigures, number: int, plans: Sequence[str] = ()) -> dict[str, object]:
    if chart.kind == "waterfall":
        name = figures.series[number]
        if name == "base":
            return {"fill": {"none": True}, "border": {"none": True}, "gap": 40}
        colour = {"more": MORE, "less": LESS, "total": TOTAL}[name.split()[0]]
        return {"fill": {"color": colour}, "border": {"none": True}, "gap": 40}
    colour = series_colours(figures.series, plans)[figures.series[number]]
    if chart.kind in ("line", "scatter"):
        fill = {"fill": {"color": colour}, "border": {"color": colour}}
        marker = {"type": MARKERS[number % len(MARKERS)], "size": 7, **fill}
        labels = {"data_labels": _labels(figures.words, _beside(figures))} if figures.words and number == 0 else {}
        return {"line": {"color": colour, "width": 2}, "marker": marker, **labels}
    look = {"fill": {"color": colour}, "border": {"color": "#FFFFFF", "width": 0.5}, "gap": 50}
    if chart.kind == "bar" and len(figures.series) == 1:
        font = {"name": FONT, "size": 8, "color": INK}
        return look | {"data_labels": {"value": True, "num_format": figures.shown, "font": font}}
    return look | {"overlap": 100 if chart.kind in ("stacked", "tornado") else 0}


def _set_axes(drawn: Drawn, chart: Chart, figures: ChartFigures) -> None:
    small = {"name": FONT, "size": 8, "color": INK}
    lines = {"visible": True, "line": {"color": LINE, "width": 0.5}}
    is_bar, is_scatter = chart.kind in BARS, chart.kind == "scatter"
    labels = {
        **axis_name(chart.category_axis), "num_font": small, "label_position": "low", "line": {"color": FADED},
        "major_tick_mark": "none", "major_gridlines": lines if is_scatter else {"visible": False},
        "reverse": is_bar,  # so that the first label is on top
        **({"interval_unit": 1} if is_bar or chart.kind == "waterfall" else {}),
        **({"num_format": figures.label_format} if figures.label_format else {}),
        **(_range(figures.labels) if is_scatter else {}),
    }  # fmt: skip
    values = {
        **axis_name(chart.value_axis), "num_font": small, "num_format": figures.shown, "line": {"none": True},
        "major_gridlines": lines, "label_position": "high" if is_bar else "low",
        **(_range(figures.columns[0]) if is_scatter and len(figures.columns) == 1 else _whole(chart, figures)),
    }  # fmt: skip
    # XlsxWriter calls the level axis of a bar chart x, also where it is the values'.
    drawn.set_x_axis(values if is_bar else labels)
    drawn.set_y_axis(labels if is_bar else values)


def _whole(chart: Chart, figures: ChartFigures) -> dict[str, float]:
    """Return where an axis of shares begins and ends: no program may draw more than the whole."""
    values = [value for column in figures.columns for value in column if is_finite(value)]
    is_share = "%" in figures.shown and chart.kind in ("line", "column", *BARS) and bool(values)
    return (
        {"min": 0, "max": 1, "major_unit": 0.25}
        if is_share and min(values) >= 0 and 0.5 < max(values) <= 1 + ROUNDING
        else {}
    )


def _range(values: list[Any]) -> dict[str, float]:
    """Return where an axis of a scatter begins and ends: a little beyond its points, on round numbers."""
    finite = [float(value) for value in values if is_finite(value)]
    if len(finite) < 2 or max(finite) - min(finite) <= ROUNDING * max(map(abs, finite)):
        return {}
    low, high = min(finite), max(finite)
    # not halves of it: a label of 34.5% would be shown as 35%
    step = 10 ** math.floor(math.log10(0.999 * (high - low)))
    room = 0.05 * (high - low)
    least, most = math.floor((low - room) / step) * step, math.ceil((high + room) / step) * step
    # what is never below nothing needs no room there
    return {"min": max(least, 0.0) if low >= 0 else least, "max": most}


def _set_frame(drawn: Drawn, chart: Chart, figures: ChartFigures) -> None:
    font = {"name": FONT, "size": 11, "bold": True, "color": DARK}
    title = shortened(safe_text(chart.title), 110 if chart.is_wide else 60)
    drawn.set_title({"name": title, "name_font": font, "overlay": False})
    if len(figures.series) > 1 and chart.kind != "waterfall":
        drawn.set_legend({"position": "bottom", "font": {"name": FONT, "size": 8, "color": INK}})
    else:
        drawn.set_legend({"none": True})
    drawn.set_chartarea({"border": {"color": LINE}, "fill": {"color": "#FFFFFF"}})
    drawn.set_plotarea({"fill": {"none": True}} | ({"layout": BAR_AREA} if chart.kind in BARS else {}))
