"""Starts that a plan carries from before its first period, as the plan has them that they were first made in."""

from __future__ import annotations

from planner.reports.loading.several import Compared

Names = dict[str, tuple[str, str]]


def carried_in(plan: Compared, first: Compared) -> Names:
    """Return of projects that a workbook rolled forward is committed to the first plan's name and period of start.

    They are called as `planner.studies.replan.rolled.starts` calls them: by project, or by project and period.
    """
    now, periods = plan.plan.book.periods[0], first.plan.book.periods
    if now not in periods[1:]:
        return {}
    past, table = periods[: periods.index(now)], first.plan.tables["Investments"]
    made = table[(table["decision"] == "build") & table["start"].isin(past)]
    started = sorted(zip(made["project"], made["start"], strict=True), key=lambda one: past.index(one[1]))
    rows = plan.plan.book.rows("Projects")
    committed = {row["project"] for row in rows if now in dict(row["decision"].commitments)}
    named = {f"{name} ({start})": (name, start) for name, start in started}
    in_place = {name: (name, start) for name, start in started if f"{name} ({start})" not in committed}
    return {called: start for called, start in (named | in_place).items() if called in committed}
