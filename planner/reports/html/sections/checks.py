"""Checks and solver facts: how far the plan is known to be good, and what made it."""

from __future__ import annotations

import math
from typing import Any

from planner.reports.html.parts import HtmlTable, Section, Words
from planner.reports.html.source import PlanSource
from planner.reports.html.tables import plan_table, small_table
from planner.wording.key_figures import status_words
from planner.wording.numbers import money_label, number_text
from planner.wording.text import is_number


def section(source: PlanSource) -> Section:
    """Return the section."""
    plan = source.plan
    checks = plan.tables["Checks"]
    failed = int((checks["pass"] != "yes").sum())
    told = [f"{status_words(plan.run)}.", _bound(source), _audit(len(checks), failed)]
    order = checks.assign(bad=checks["pass"] == "yes").sort_values("bad", kind="stable").drop(columns="bad")
    table = plan_table(plan, "Checks", order, "checks-table", "The independent verification", is_open=failed > 0)
    return Section("checks", "Checks and solver facts", (Words(tuple(told)), table, _facts(source)))


def _bound(source: PlanSource) -> str:
    run, money = source.plan.run, money_label(source.plan.book.settings)
    objective, bound = run.get("objective"), run.get("bound")
    if not is_number(objective) or not is_number(bound) or not math.isfinite(float(bound)):  # type: ignore[arg-type]
        return "No bound is known: a better plan may exist."
    return (
        f"The plan costs {number_text(float(objective))} {money}; no plan of this workbook can cost less than "  # type: ignore[arg-type]
        f"{number_text(float(bound))} {money}."  # type: ignore[arg-type]
    )


def _audit(count: int, failed: int) -> str:
    if not count:
        return "The plan was not verified."
    if failed:
        return f"{failed} of {count} independent checks do NOT pass: look at them before the plan is used."
    return f"All {count} independent checks pass; they recompute the plan from the workbook without the model."


def _facts(source: PlanSource) -> HtmlTable:
    """Return the facts of the run, every digit of what identifies the input."""
    rows = [(str(key), _said(value)) for key, value in source.plan.run.items() if value is not None]
    rows.append(("plan", source.path.name))
    return small_table("run", "Facts of the run", {"fact": "text", "value": "text"}, rows, is_open=True)


def _said(value: Any) -> str:
    if is_number(value):
        value = float(value)
        return f"{value:,.0f}" if value == round(value) and abs(value) >= 10_000 else f"{value:.10g}"
    return str(value)
