"""What is built where and when."""

from __future__ import annotations

from planner.reports.html.gantt import GanttBar, gantt, is_filled
from planner.reports.html.parts import HtmlChart, Part, Section
from planner.reports.html.source import PlanSource
from planner.reports.html.tables import plan_table
from planner.reports.plan_workbook.timeline import sorted_timeline
from planner.reports.styles import BUILDING, SERVICE
from planner.wording.numbers import money_label
from planner.wording.text import counted

LEGEND = (("being built", BUILDING), ("in service, with its capacity a year where that changes", SERVICE))


def section(source: PlanSource) -> Section:
    """Return the section."""
    plan = source.plan
    bars, periods = _bars(source), list(plan.book.periods)
    table = plan.tables["Investments"]
    built = table[table["decision"] == "build"]
    if not bars:
        return Section("timeline", "What is built, where and when", absent="Nothing is built.")
    words = (
        f"Timeline of {counted(len(bars), 'project')} by kind, from {periods[0]} to {periods[-1]}: "
        "amber while they are built, blue-green in service."
    )
    parts: list[Part] = [HtmlChart(
        "timeline-chart", "Projects from start to service",
        gantt(bars, periods, words, money_label(plan.book.settings)),
        plan_table(plan, "Investments", built, "timeline-chart-table", "Projects that are built"), legend=LEGEND,
        note="Capacities are in the unit of what a project adds, after ramp; what adds nothing counts its starts.",
    )]  # fmt: skip
    if len(table) > len(built):
        left = table[table["decision"] != "build"]
        parts.append(plan_table(plan, "Investments", left, "not-built", "Projects that are not built", leave_out=(
            "start", "serves from", "serves until", "blocks", "size", "capital", "who pays")))  # fmt: skip
    return Section("timeline", "What is built, where and when", tuple(parts))


def _bars(source: PlanSource) -> list[GanttBar]:
    plan = source.plan
    investments = plan.tables["Investments"]
    kinds = dict(zip(investments["project"], investments["kind"], strict=True))
    capital = investments.groupby("project")["capital"].sum()
    frame = sorted_timeline(plan)
    periods = [name for name in plan.book.periods if name in frame.columns]
    bars = [
        GanttBar(str(kinds.get(row["project"], "")), str(row["project"]), str(row["place"]),
            float(capital.get(row["project"], 0.0)), [row[name] for name in periods])
        for row in frame.to_dict("records")
    ]  # fmt: skip
    return [bar for bar in bars if any(is_filled(value) for value in bar.periods)]
