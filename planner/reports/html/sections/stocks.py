"""Stocks and the days that they cover."""

from __future__ import annotations

import math

import pandas as pd

from planner.reports.html.heat import HeatRow, heat, service_colour
from planner.reports.html.marks import blended
from planner.reports.html.parts import HtmlChart, Section
from planner.reports.html.source import PlanSource
from planner.reports.html.tables import plan_table
from planner.tolerances import NOTICED, ROUNDING
from planner.wording.numbers import number_text

MOST_ROWS = 60
SHORT = 0.7  # what falls short a little is seen to
LONG = 365.0  # days at which the blue is darkest
HELD = ("#EAF3F9", "#8DBAD6")
TITLE = "Stocks and days of cover"


def section(source: PlanSource) -> Section:
    """Return the section."""
    plan, stocks = source.plan, source.plan.tables["Stockpiles"]
    if stocks.empty:
        return Section("stocks", TITLE, absent="The workbook has no stockpiles.")
    held = stocks[(stocks["stock"] > ROUNDING) | (stocks["cover days asked"] > 0)]
    groups = [group for _, group in held.groupby(["site", "material"], sort=False)]
    groups = [group for group in groups if group["cover days held"].notna().any()]
    groups.sort(key=lambda group: -float(group["cover days asked"].fillna(0).max()))
    table = plan_table(plan, "Stockpiles", stocks, "stocks-table", "Stocks at the end of each period")
    if not groups:
        return Section("stocks", TITLE, (table,), absent="No stock covers days of use.")
    shown, periods = groups[:MOST_ROWS], list(plan.book.periods)
    rows = [HeatRow(f"{group['material'].iloc[0]}, {group['site'].iloc[0]}", _by(group, periods, "cover days held"))
            for group in shown]  # fmt: skip
    asked = [_by(group, periods, "cover days asked") for group in shown]

    def colour(row: int, column: int, value: float) -> str:
        wanted = asked[row][column]
        if wanted > 0 and value < wanted * (1 - NOTICED):
            return service_colour(SHORT * value / wanted)
        return blended(*HELD, math.log1p(value) / math.log1p(LONG))

    words = f"Days of use that the stocks of {len(shown)} materials and sites cover, by period."
    note = (
        "Days of use of the covered place that all stocks which cover it hold, at the end of each period. "
        "Orange: fewer than the workbook asks in that period; blue: as many or more, the darker the longer."
    )
    pictures = heat(rows, periods, words, colour, number_text)
    title = f"Days of cover{'' if len(groups) <= MOST_ROWS else f', the {MOST_ROWS} of which most is asked'}"
    return Section("stocks", TITLE, (HtmlChart("cover-days", title, pictures, table, note),))


def _by(group: pd.DataFrame, periods: list[str], column: str) -> list[float]:
    values = group.set_index("period")[column]
    return [float(values.get(period, math.nan)) for period in periods]
