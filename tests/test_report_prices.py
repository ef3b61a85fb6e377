"""The section of a report on prices: what counts most, what prices hold for, and several plans side by side."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from made_plans import frame
from report_pages import report_plan

from planner.reports.html.parts import HtmlChart, HtmlTable, Words
from planner.reports.html.sections import prices
from planner.reports.html.source import PlanSource
from planner.reports.styles import Palette

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plans.plan import Plan


def prices_of(plan: Plan, rows: list[tuple[object, ...]]) -> Plan:
    return replace(plan, tables={**plan.tables, "Prices": frame("Prices", rows)})


def test_prices_say_what_they_hold_for_and_put_what_counts_most_first(tmp_path: Path) -> None:
    """One per cent more: of the budget 0.01 * 50 * 2 = 1, of the mine 0.01 * 1000 * 0.3 = 3, of the rule -0.02 * 90."""
    rows = [
        ("Budgets", "Ministry", "amount", "2027", 50.0, 2.0, "so, in the cheapest operation of these decisions", ""),
        ("Rules", "cap", "limit", "2027", 0.02, -9000.0, "", ""),
        ("Suppliers", "mine", "maximum", "2027", 1000.0, 0.3, "", "Suppliers!E2"),
        ("Suppliers", "mine", "maximum", "2027", 0.0, 5.0, "", "Suppliers!E3"),
    ]
    source = PlanSource(tmp_path, prices_of(report_plan(), rows), Palette({}, {}))
    words, chart, table = prices.section(source).parts
    assert isinstance(words, Words)
    assert isinstance(chart, HtmlChart)
    assert "every yes-or-no decision stays as it is" in words.sentences[0]
    assert "cheapest operation" in words.sentences[-1]
    drawn = re.findall(r"<title>(.*?)</title>", chart.pictures[0])
    assert drawn == [
        "Suppliers: mine, 2027 (maximum) (Suppliers!E2): 3", "Rules: cap, 2027: -1.8", "Budgets: Ministry, 2027: 1",
    ]  # fmt: skip
    assert isinstance(table, HtmlTable)
    assert (len(chart.table.rows), len(table.rows)) == (3, 4)
    assert prices.section(replace(source, plan=prices_of(source.plan, []))).absent


def test_prices_of_several_plans_meet_by_name_wherever_a_case_put_the_number(tmp_path: Path) -> None:
    steps = [
        ("Suppliers", "mine", "maximum", "2027", 10.0, price, "", f"Suppliers!E{n}") for n, price in ((2, 1), (3, 2))
    ]
    first = [*steps, ("Demand", "home", "amount", "2027", 100.0, -7.0, "", "Demand!C2")]
    second = [steps[1], ("Demand", "home", "amount", "2027", 100.0, -8.0, "", "Cases!E4")]
    sources = [
        PlanSource(tmp_path, prices_of(report_plan(), rows), Palette({}, {}), name)
        for name, rows in (("a", first), ("b", second))
    ]
    table = prices.several(sources).parts[-1]
    assert isinstance(table, HtmlTable)
    assert [tuple(cell.value if cell.value is not None else cell.text for cell in row) for row in table.rows] == [
        ("Demand: home, 2027", -7, -8),
        ("Suppliers: mine, 2027 (maximum) (Suppliers!E3)", 2, 2),
        ("Suppliers: mine, 2027 (maximum) (Suppliers!E2)", 1, ""),
    ]
