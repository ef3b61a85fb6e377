"""What a study found: its sentences, its charts and its tables, whatever it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from planner.plans.fields import Field
from planner.reports.columns import is_finite, note_of
from planner.reports.html.parts import Head, HtmlCell, HtmlChart, HtmlTable, Part, Section, Words
from planner.reports.html.plot_data import Data
from planner.reports.html.plots import LESS, MORE, plot
from planner.reports.html.tables import MOST_ROWS, cells_of, small_table
from planner.reports.html.tree import alt_of, tree_picture
from planner.reports.study_workbook.charts import figures_of
from planner.reports.styles import DARK, series_colours
from planner.reports.waterfall import completed
from planner.wording.study import Chart as Drawing
from planner.wording.study import Study, StudySheet
from planner.wording.tree import tree_nodes

FEW_ROWS: Final = 40  # of a table that is shown at once
OPENED: Final = ("Investments",)  # however many rows they have
FEW_COLUMNS: Final = 12
LEAD: Final = 3
WIDE, HALF = 960.0, 470.0
WATERFALL: Final = (("more", MORE), ("less", LESS), ("in all", DARK))


def section_of(study: Study, number: int) -> Section:
    """Return one section that tells all of a study, for a report that is about more."""
    parts: list[Part] = [Words(study.sentences, "list")]
    for place, sheet in enumerate(study.sheets):
        parts += parts_of(sheet, study, f"study-{number}-{place}")
    parts.append(facts_of(study, f"study-{number}-run"))
    return Section(f"study-{number}", study.title, tuple(parts))


def sections_of(study: Study) -> list[Section]:
    """Return a section for each table of a study, after what it found in sentences, and its facts last."""
    lead, more = study.sentences[:LEAD], study.sentences[LEAD:]
    found = [Words(lead, "lead"), *([Words(more, "list")] if more else [])]
    sections = [Section("decision", "What was found", tuple(found))]
    for number, sheet in enumerate(study.sheets):
        sections.append(Section(f"sheet-{number}", sheet.name, tuple(parts_of(sheet, study, f"sheet-{number}"))))
    sections.append(Section("checks", "Facts of the run", (facts_of(study, "run"),)))
    return sections


def parts_of(sheet: StudySheet, study: Study, id_: str) -> list[Part]:
    """Return what one table of a study shows: its charts, then the table itself."""
    charts = [chart for chart in sheet.charts if _has_figures(chart, sheet)]
    parts: list[Part] = [Words((sheet.doc,), "note")]
    is_alone = len(charts) == 1
    plans = study.plans
    parts += [_chart(chart, sheet, f"{id_}-chart-{place}", is_alone, plans) for place, chart in enumerate(charts)]
    nodes = tree_nodes(sheet)
    table = table_of_sheet(sheet, study.money, f"{id_}-table")
    if nodes:
        words = alt_of(nodes)
        drawn = tree_picture(nodes, study.money, words)
        return [*parts, HtmlChart(f"{id_}-tree", "The tree of worlds", (drawn,), table, size="full")]
    return [*parts, table]


def _has_figures(chart: Drawing, sheet: StudySheet) -> bool:
    """Whether there is anything to draw."""
    rows = range(len(sheet.rows)) if chart.rows is None else chart.rows
    return any(is_finite(sheet.column(name)[row]) for name in chart.values for row in rows)


def facts_of(study: Study, id_: str) -> HtmlTable:
    """Return the facts of a study's run."""
    rows = [(str(key), str(value)) for key, value in study.run.items() if value is not None]
    return small_table(id_, "Facts of the run", {"fact": "text", "value": "text"}, rows, is_open=True)


def table_of_sheet(sheet: StudySheet, money: str, id_: str) -> HtmlTable:
    """Return a table of a study, its cells coloured as in the workbook."""
    rows = sheet.rows[:MOST_ROWS]
    columns = [_cells(sheet, place, field, rows) for place, field in enumerate(sheet.fields)]
    heads = tuple(Head(_head(field, money), field.kind != "text", note_of(field.doc)) for field in sheet.fields)
    told = f"The first {MOST_ROWS:,} of {len(sheet.rows):,} rows; the study's workbook has them all."
    is_small = len(rows) <= FEW_ROWS and len(sheet.fields) <= FEW_COLUMNS
    is_open = is_small or bool(sheet.head) or sheet.name in OPENED
    return HtmlTable(
        id_, sheet.name, heads, tuple(zip(*columns, strict=True)), is_open, told if len(sheet.rows) > MOST_ROWS else ""
    )


def _cells(sheet: StudySheet, place: int, field: Field, rows: Sequence[tuple[object, ...]]) -> list[HtmlCell]:
    """Return the cells of a column, in the format of their row where rows differ in kind."""
    values = [row[place] for row in rows]
    if sheet.row_kinds and field.kind == "number":
        cells = [cells_of(kind or "number", [value])[0] for kind, value in zip(sheet.row_kinds, values, strict=False)]
    else:
        cells = cells_of(field.kind, values)
    tints = sheet.tints or [()] * len(rows)
    return [
        HtmlCell(cell.text, cell.value, cell.places, cell.percent, tints[row][place] if tints[row] else "")
        for row, cell in enumerate(cells)
    ]


def _head(field: Field, money: str) -> str:
    unit = {"money": money, "price": f"{money} per unit"}.get(field.kind, "")
    return f"{field.name} ({unit})" if unit and unit not in field.name else field.name


def _chart(chart: Drawing, sheet: StudySheet, id_: str, is_alone: bool, plans: Sequence[str]) -> HtmlChart:
    """Return a chart with the table of just what it draws."""
    rows = range(len(sheet.rows)) if chart.rows is None else chart.rows
    names = {name: sheet.column(name) for name in (chart.category, *chart.values)}
    figures, is_wide = figures_of(sheet, chart), chart.is_wide or is_alone
    labels: Sequence[object] = [names[chart.category][row] for row in rows]
    cells = {name: [names[name][row] for row in rows] for name in chart.values}
    series = {name: [float(cell) if is_finite(cell) else None for cell in own] for name, own in cells.items()}
    totals = [place for place, row in enumerate(rows) if row in chart.totals]
    if chart.kind == "waterfall":
        steps = completed(labels, [value or 0.0 for value in series[chart.values[0]]], totals)
        labels, series = [label for label, _, _ in steps], {chart.values[0]: [step for _, step, _ in steps]}
        totals = [place for place, (_, _, is_total) in enumerate(steps) if is_total]
    words = figures.words if chart.kind == "scatter" else ()
    data = Data(labels, series, "%" in figures.shown, chart.category_axis, chart.value_axis, words, totals, plans)
    picture = plot(chart.kind, data, chart.alt, WIDE if is_wide else HALF)
    return HtmlChart(
        id_, chart.title, (picture,), _drawn_table(chart, sheet, rows, f"{id_}-table"), legend=_legend(chart, plans),
        size="full" if is_wide else "half",
    )  # fmt: skip


def _drawn_table(chart: Drawing, sheet: StudySheet, rows: Sequence[int], id_: str) -> HtmlTable:
    fields = {field.name: field for field in sheet.fields}
    columns = [chart.category, *([chart.names] if chart.names else []), *chart.values]
    heads = {name: fields[name].kind for name in dict.fromkeys(columns)}
    return small_table(id_, chart.title, heads, [[sheet.column(name)[row] for name in heads] for row in rows])


def _legend(chart: Drawing, plans: Sequence[str]) -> tuple[tuple[str, str], ...]:
    if chart.kind == "waterfall":
        return WATERFALL
    return tuple(series_colours(chart.values, plans).items()) if len(chart.values) > 1 else ()
