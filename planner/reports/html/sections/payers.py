"""Who pays: capital by funder and period, what is left of budgets, and the share in every project."""

from __future__ import annotations

from planner.plans.plan import Plan
from planner.plans.tables import OWNER
from planner.reports.chart_data import ChartTable, capital_table
from planner.reports.html.bars import Stack, upright
from planner.reports.html.parts import HtmlChart, HtmlTable, Part, Section
from planner.reports.html.source import PlanSource
from planner.reports.html.tables import plan_table, small_table
from planner.wording.key_figures import capital_by_funder
from planner.wording.numbers import money_label, share_text


def section(source: PlanSource) -> Section:
    """Return the section."""
    plan, data = source.plan, capital_table(source.plan, source.palette)
    if data is None:
        return Section("payers", "Who pays", absent="No capital is spent.")
    money = money_label(plan.book.settings)
    parts: list[Part] = [HtmlChart(
        "payers-chart", f"Capital by funder and period, {money}",
        (upright(_stacks(data), source.palette.colour_of, _words(plan, money), money),),
        _by_period(data, money), legend=tuple((_said(name), source.palette.colour_of(name)) for name in data.series),
    )]  # fmt: skip
    parts.append(_by_project(plan, money))
    budgets = plan.tables["Budgets"]
    if len(budgets):
        parts.append(plan_table(plan, "Budgets", budgets, "budgets", "Budgets: available, spent on what, carried"))
    return Section("payers", "Who pays", tuple(parts))


def _words(plan: Plan, money: str) -> str:
    paid = capital_by_funder(plan)
    first = f"{_said(str(paid.index[0]))} pays {share_text(float(paid.iloc[0] / paid.sum()))}" if len(paid) else ""
    return f"Stacked bars of the capital that each funder pays in each period, {money}; {first} of all."


def _stacks(data: ChartTable) -> list[Stack]:
    return [Stack(label, dict(zip(data.series, values, strict=True)))
            for label, values in zip(data.labels, data.values, strict=True)]  # fmt: skip


def _by_period(data: ChartTable, money: str) -> HtmlTable:
    heads = {
        "period": "text",
        **{f"{_said(name)} ({money})": "money" for name in data.series},
        f"in all ({money})": "money",
    }
    rows = [(label, *values, sum(values)) for label, values in zip(data.labels, data.values, strict=True)]
    return small_table("payers-chart-table", "Capital by funder and period", heads, rows)


def _by_project(plan: Plan, money: str) -> HtmlTable:
    """Return the shares of every funder in every project."""
    payments = plan.tables["Payments"]
    wide = payments.groupby(["project", "funder"], sort=False)["amount"].sum().unstack()
    wide = wide[list(capital_by_funder(plan).index)]
    totals = wide.sum(axis=1).sort_values(ascending=False, kind="stable")
    heads = {
        "project": "text",
        f"in all ({money})": "money",
        **{f"{_said(name)} ({money})": "money" for name in wide.columns},
    }
    rows = [(project, total, *wide.loc[str(project)]) for project, total in totals.items()]
    return small_table("payers-projects", "Who pays which project", heads, rows)


def _said(name: str) -> str:
    return "the owners" if name == OWNER else name
