"""Pages of other things than a whole plan: of one that lacks much, of several, and of studies."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from made_plans import frame, write_made
from report_pages import page_of, report_plan, watched

from planner.plans.fields import Field
from planner.plans.tables import MONTE_CARLO
from planner.reports.plan_workbook.write import write_plan
from planner.reports.study_workbook.write import write_study
from planner.studies.report.report import write_report
from planner.wording.study import CHART_KINDS, Chart, Study, StudySheet

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_a_page_of_one_period_has_no_slider(browser: Browser, tmp_path: Path) -> None:
    page, said = watched(browser, page_of(report_plan(periods=("2027",)), tmp_path))
    assert page.locator("[data-step]").count() == 0
    assert page.locator(".slides svg").first.is_visible()
    assert said == []


def test_a_plan_without_projects_rules_or_disruptions_says_so(browser: Browser, tmp_path: Path) -> None:
    plan = report_plan(projects=())
    bare = ("Concentration", "Resilience", "Stockpiles", "Payments", "Prices")
    plan = replace(plan, tables={**plan.tables, **{name: frame(name, []) for name in bare}})
    page, said = watched(browser, page_of(plan, tmp_path))
    for section in ("timeline", "payers", "concentration", "stocks", "disruptions"):
        assert page.locator(f"#{section} .absent").inner_text()
    assert said == []


def test_what_was_sampled_is_shown(tmp_path: Path) -> None:
    plan = report_plan()
    sampled = pd.DataFrame([("mean", 812.5, 3.0, 0.25)], columns=list(MONTE_CARLO.columns))
    plan = replace(plan, tables={**plan.tables, "Monte Carlo": sampled}, run={**plan.run, "courses sampled": 500})
    page = page_of(plan, tmp_path).read_text(encoding="utf-8")
    section = page[page.index('<section id="disruptions"') : page.index('<section id="shortages"')]
    assert 'data-v="812.5"' in section


def test_several_plans_are_compared(browser: Browser, tmp_path: Path) -> None:
    for name, periods in (("a", 10), ("b", 9)):
        plan = report_plan(periods=tuple(str(year) for year in range(2027, 2027 + periods)))
        write_plan(plan, tmp_path / f"{name}.xlsx")
    write_report([tmp_path / "a.xlsx", tmp_path / "b.xlsx"], tmp_path / "both.html")
    page, said = watched(browser, tmp_path / "both.html")
    ids = page.eval_on_selector_all("main > section", "all => all.map(each => each.id)")
    assert {"decision", "plans", "origins", "disruptions", "worth", "runs", "checks"} <= set(ids)
    assert page.locator("#plans h3").all_inner_texts() == ["a", "b"]
    assert page.locator("#origins svg").count() > 0
    assert said == []


def a_study() -> Study:
    fields = (
        Field("level", "share", "how much is asked"),
        Field("cost", "money", ""),
        Field("point", "text", "its name"),
    )
    rows = [(0.5, 100.0, "cheapest"), (0.75, 130.0, ""), (0.9, None, "no plan"), (1.0, 400.0, "safest")]
    charts = tuple(
        Chart(
            kind, f"A {kind}", "level", ("cost",), f"a {kind} chart of it", names="point" if kind == "scatter" else ""
        )
        for kind in CHART_KINDS
    )
    tints = [["", "worse", ""], *[[""] * 3] * 3]
    sheet = StudySheet("Frontier", "What safety costs.", fields, rows, charts=charts, tints=tints)
    told = ("It costs 300 more.", "Most of it late.")
    return Study("What safety costs", told, (sheet,), {"seconds": 1.5}, "million USD")


def test_a_study_is_shown_with_every_kind_of_chart(browser: Browser, tmp_path: Path) -> None:
    write_study(a_study(), tmp_path / "study.xlsx")
    write_report([tmp_path / "study.xlsx"], tmp_path / "study.html")
    page, said = watched(browser, tmp_path / "study.html")
    assert page.locator("#sheet-0 figure").count() == len(CHART_KINDS)
    assert page.locator("#decision li").all_inner_texts() == ["It costs 300 more.", "Most of it late."]
    assert page.locator("td[data-tone=worse]").count() == 1
    assert said == []


def test_a_study_stands_in_the_report_of_its_plan(tmp_path: Path) -> None:
    write_study(a_study(), tmp_path / "study.xlsx")
    write_made(tmp_path / "a.plan.xlsx", report_plan)
    write_report([tmp_path / "a.plan.xlsx", tmp_path / "study.xlsx"], tmp_path / "all.html")
    page = (tmp_path / "all.html").read_text(encoding="utf-8")
    order = re.findall(r'<section id="([\w-]+)"', page)
    assert order[order.index("study-0") + 1] == "map"
