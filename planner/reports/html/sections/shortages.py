"""Demand that goes short, where and when."""

from __future__ import annotations

import math

from planner.reports.html.heat import HeatRow, by_service, heat
from planner.reports.html.parts import HtmlChart, Section
from planner.reports.html.source import PlanSource
from planner.reports.html.tables import plan_table
from planner.tolerances import NOTICED
from planner.wording.numbers import share_text
from planner.wording.sums import asked_demand

MOST_ROWS = 60


def section(source: PlanSource) -> Section:
    """Return the section."""
    plan = source.plan
    demand = asked_demand(plan)
    figures = plan_table(
        plan, "Shortages", plan.tables["Shortages"], "shortages-map-table", "Demand: asked, delivered, short"
    )
    periods, rows = list(plan.book.periods), []
    for (market, material), group in demand.groupby(["market", "material"], sort=False):
        served = group.set_index("period")["served"]
        values = [float(served.get(period, math.nan)) for period in periods]
        if (group["short"] > NOTICED * group["asked"]).any():
            rows.append(HeatRow(f"{material}, {market}", values))
    if not rows:
        words = "All demand is served in every period." if len(demand) else "No demand asks for an amount."
        return Section("shortages", "Shortages without any disruption", (figures,), absent=words)
    rows.sort(key=lambda row: min((value for value in row.values if math.isfinite(value)), default=1.0))
    markets = demand.groupby(["market", "material"]).ngroups
    words = f"Share of demand that is served, by period, of the {len(rows)} of {markets} demands that go short."
    pictures = heat(rows[:MOST_ROWS], periods, words, by_service, share_text)
    others = "" if len(rows) == markets else "; all others are served in full"
    note = f"{len(rows)} of {markets} demands {'goes' if len(rows) == 1 else 'go'} short at some time{others}."
    note = "The one demand goes short at some time." if markets == 1 else note
    chart = HtmlChart("shortages-map", "Demand served, of what goes short", pictures, figures, note)
    return Section("shortages", "Shortages without any disruption", (chart,))
