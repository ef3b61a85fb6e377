"""Native charts of documents: drawn once as slides have them, and carried into Word with their figures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Emu, Pt

from planner.reports.styles import FONT, INK, LINE
from planner.wording.text import middle_cut, safe_text

if TYPE_CHECKING:
    from planner.reports.plan_workbook.charts import Drawing

TYPES: Final = {
    ("bar", "clustered"): XL_CHART_TYPE.BAR_CLUSTERED,
    ("bar", ""): XL_CHART_TYPE.BAR_CLUSTERED,
    ("bar", "percent_stacked"): XL_CHART_TYPE.BAR_STACKED_100,
    ("column", "stacked"): XL_CHART_TYPE.COLUMN_STACKED,
    ("column", ""): XL_CHART_TYPE.COLUMN_CLUSTERED,
    ("line", ""): XL_CHART_TYPE.LINE_MARKERS,
}
LONGEST_NAME: Final = 40
EACH_NAME: Final = f'<c:tickLblSkip {nsdecls("c")} val="1"/>'
STACKED: Final = ("stacked", "percent_stacked")


@dataclass(frozen=True)
class ChartParts:
    """A chart as Word takes it: its part, and the workbook that holds its figures."""

    xml: bytes
    workbook: bytes


def add_chart(slide: Any, drawing: Drawing, left: int, top: int, width: int, height: int, size: float = 11.0) -> Any:
    """Add a native chart to a slide, in the plan's colours, and return its frame."""
    kind = TYPES[drawing.form["type"], drawing.form.get("subtype", "")]
    frame = slide.shapes.add_chart(kind, Emu(left), Emu(top), Emu(width), Emu(height), _data(drawing))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", safe_text(drawing.words))
    frame.name = safe_text(drawing.table.title)
    _style(frame.chart, drawing, size)
    return frame


def chart_parts(drawing: Drawing) -> ChartParts:
    """Return a chart for a document of Word."""
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    chart = add_chart(slide, drawing, 0, 0, Pt(480), Pt(260), 9.0).chart
    return ChartParts(chart.part.blob, chart.part.chart_workbook.xlsx_part.blob)


def _data(drawing: Drawing) -> CategoryChartData:
    table = drawing.table
    data = CategoryChartData(number_format=_format(drawing))
    data.categories = [safe_text(label) for label in table.labels]
    for place, name in enumerate(table.series):
        values = [row[place] if math.isfinite(row[place]) else None for row in table.values]
        data.add_series(safe_text(middle_cut(name, LONGEST_NAME)), values)
    return data


def _format(drawing: Drawing) -> str:
    return "0%" if "%" in drawing.number_format else drawing.number_format


def _style(chart: Any, drawing: Drawing, size: float) -> None:
    chart.font.size, chart.font.name = Pt(size), FONT
    chart.font.color.rgb = _colour(INK)
    chart.has_title = False
    chart.has_legend = len(drawing.table.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _style_axes(chart, drawing)
    _style_series(chart, drawing, size)


def _style_axes(chart: Any, drawing: Drawing) -> None:
    names, values = chart.category_axis, chart.value_axis
    names.format.line.color.rgb = values.format.line.color.rgb = _colour(LINE)
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    names.reverse_order = drawing.form["type"] == "bar"  # so that the first label is on top
    if names.reverse_order:
        # a program leaves every second name out where they stand close
        names._element.insert_element_before(parse_xml(EACH_NAME), "c:tickMarkSkip", "c:noMultiLvlLbl", "c:extLst")
        # where every bar has its figure, those of an axis say no more and take the names' room
        is_told = "%" not in drawing.number_format
        values.tick_label_position = XL_TICK_LABEL_POSITION.NONE if is_told else XL_TICK_LABEL_POSITION.HIGH
    values.major_gridlines.format.line.color.rgb = _colour(LINE)
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = _format(drawing), False
    if "%" in drawing.number_format:
        values.minimum_scale, values.maximum_scale, values.major_unit = 0, 1, 0.25
    if drawing.value_axis and "%" not in drawing.number_format:
        values.has_title = True
        values.axis_title.text_frame.text = safe_text(drawing.value_axis)
        values.axis_title.text_frame.paragraphs[0].runs[0].font.bold = False


def _style_series(chart: Any, drawing: Drawing, size: float) -> None:
    plot = chart.plots[0]
    subtype = drawing.form.get("subtype", "")
    if drawing.form["type"] != "line":
        plot.gap_width, plot.overlap = 50, 100 if subtype in STACKED else 0
    for series, colour in zip(plot.series, drawing.colours, strict=True):
        if drawing.form["type"] == "line":
            series.format.line.color.rgb = _colour(colour)
            series.smooth = False
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = _colour(colour)
    if drawing.form["type"] == "bar" and subtype not in STACKED:
        plot.has_data_labels = True
        labels = plot.data_labels
        labels.number_format, labels.number_format_is_linked = _format(drawing), False
        labels.show_value, labels.font.size = True, Pt(size - 1)


def _colour(code: str) -> RGBColor:
    return RGBColor.from_string(code.removeprefix("#"))
