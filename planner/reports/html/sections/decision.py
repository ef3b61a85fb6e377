"""The decision: what to approve, what it buys, what is left of the risk, what it costs, and how sure that is."""

from __future__ import annotations

from markupsafe import Markup

from planner.plans.plan import Plan
from planner.reports.chart_data import DecisionChart
from planner.reports.first_page.approvals import APPROVAL_HEADS
from planner.reports.first_page.page import FirstPage, first_page
from planner.reports.html.bars import Stack, across, upright
from planner.reports.html.beside import HALF, LABELS, beside_bars
from planner.reports.html.parts import Head, HtmlCell, HtmlChart, HtmlTable, Part, Section, Words
from planner.reports.html.source import PlanSource
from planner.reports.html.tables import small_table
from planner.reports.plan_workbook.sentences import more_in_short
from planner.wording.numbers import money_label

NAMES = {"beside": "disruption", "origins": "supply", "money": "period"}  # what stands in a chart's rows


def section(source: PlanSource) -> Section:
    """Return the section."""
    told = first_page(source.plan)
    lead = Words(tuple(line.words for line in told.lead), "lead", tuple(line.tone for line in told.lead), "half")
    parts: list[Part] = [lead, *_chart(source.plan, told), *_approvals(told), *_beside(told)]
    parts.append(Words(told.settled, "list", title="What is settled", size="half"))
    if told.conventions:
        parts.append(Words(told.conventions, "list", title="What is convention, or left out", size="half"))
    parts.append(Words(tuple(more_in_short(source.plan)), "list", title="More in short"))
    return Section("decision", "The decision", tuple(parts))


def said(plan: Plan) -> tuple[str, ...]:
    """Return the sentences that a plan's first page begins with."""
    return tuple(line.words for line in first_page(plan).lead)


def _chart(plan: Plan, told: FirstPage) -> list[Part]:
    """Return the one chart above the fold, where the plan has figures for it."""
    chart = told.chart
    if chart is None:
        return []
    table = chart.table
    kind = "money" if chart.kind == "money" else "share"
    heads = {NAMES[chart.kind]: "text", **dict.fromkeys(table.series, kind)}
    rows = [(label, *values) for label, values in zip(table.labels, table.values, strict=True)]
    figures = small_table("decision-chart-table", table.title, heads, rows)
    legend = tuple(zip(table.series, chart.colours, strict=True)) if len(table.series) > 1 else ()
    picture = _drawn(chart, money_label(plan.book.settings))
    return [HtmlChart("decision-chart", table.title, (picture,), figures, legend=legend, size="half")]


def _drawn(chart: DecisionChart, money: str) -> Markup:
    if chart.kind == "beside":
        return beside_bars(chart)
    table = chart.table
    colours = dict(zip(table.series, chart.colours, strict=True))
    stacks = [
        Stack(label, dict(zip(table.series, values, strict=True)))
        for label, values in zip(table.labels, table.values, strict=True)
    ]
    if chart.kind == "money":
        return upright(stacks, colours.__getitem__, chart.words, money, width=HALF)
    return across(stacks, colours.__getitem__, chart.words, {}, LABELS, HALF)


def _approvals(told: FirstPage) -> list[Part]:
    if not told.approvals:
        return []
    rows = [each.cells for each in told.approvals]
    caption = "What to approve"
    table = small_table("approvals", caption, dict.fromkeys(APPROVAL_HEADS, "text"), rows, is_open=True)
    return [table, *([Words((f"{told.more}.",), "note")] if told.more else [])]


def _beside(told: FirstPage) -> list[Part]:
    """Return the plan's figures, beside those of doing nothing where these were found."""
    heads = ("figure", "the plan", "doing nothing")[: 3 if told.has_baseline else 2]
    rows = tuple(
        tuple((HtmlCell(line.label), HtmlCell(line.plan, tone=line.tone),
               HtmlCell(line.nothing, tone="bad" if line.is_worse else "")))[: len(heads)]
        for line in told.beside
    )  # fmt: skip
    caption = "The plan beside doing nothing" if told.has_baseline else "What the plan comes to"
    return [HtmlTable("beside-nothing", caption, tuple(map(Head, heads)), rows, is_open=True)] if rows else []
