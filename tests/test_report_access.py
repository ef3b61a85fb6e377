"""Reports serve readers who see, hear or press keys: judged by axe-core, by the Tab key, and by their colours."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from report_pages import page_of, report_plan, watched, with_prices

from planner.plans.tables import OWNER
from planner.reports.plan_workbook.write import write_plan
from planner.reports.styles import palette_of
from planner.studies.report.report import write_report

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

YEARS = ("2027", "2028", "2029")  # what axe-core looks at is of a kind in every year: few do
NAMES = [f"row {number}" for number in range(10)]
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# axe-core looks at each cell by itself, and of a thousand alike ones one will do
ONE_OF_EACH_LOOK = """() => {
    const look = one => [one.tagName, ...[...one.attributes].filter(each => !/^(data-v|id|headers)$/.test(each.name))
        .map(each => each.name + each.value), ...[...one.children].map(look)].join();
    for (const body of document.querySelectorAll("tbody")) {
        const seen = new Set();
        for (const row of [...body.rows]) seen.has(look(row)) ? row.remove() : seen.add(look(row));
    }
}"""
# what is left to see of an element that has the focus
FOCUS = """() => {
    const one = document.activeElement, look = getComputedStyle(one), box = one.getBoundingClientRect();
    const name = one.getAttribute("aria-label") || (one.labels && one.labels.length ? one.labels[0].textContent : "")
        || one.textContent;
    return { tag: one.tagName.toLowerCase(), kind: ["data-step", "data-view", "data-filter", "data-save"]
                 .find(each => one.hasAttribute(each)) || one.className, name: name.trim(),
             ring: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
             seen: box.width > 0 && box.height > 0 };
}"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(with_prices(report_plan(periods=YEARS), NAMES), tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("comparison")
    for name in ("base", "more", "less"):
        plan = report_plan(periods=YEARS)
        write_plan(replace(plan, run={**plan.run, "case": name}), folder / f"{name}.plan.xlsx")
    write_report(sorted(folder.glob("*.plan.xlsx")), folder / "both.html")
    return folder / "both.html"


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong, with all unfolded and of each table one row of every look."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    page.evaluate(ONE_OF_EACH_LOOK)
    found = axe.Axe().run(page).response["violations"]
    return [f"{each['impact']}: {each['id']}, {each['nodes'][0]['html'][:200]}" for each in found]


@pytest.mark.parametrize("made", ["report", "comparison"])
@pytest.mark.parametrize("look", ["desk", "phone in the dark"])
def test_axe_finds_nothing_wrong(browser: Browser, request: pytest.FixtureRequest, made: str, look: str) -> None:
    options: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
    if look != "desk":
        options = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}
    page, said = watched(browser, request.getfixturevalue(made), **options)
    assert violations(page) == []
    assert said == []


@pytest.mark.parametrize("made", ["report", "comparison"])
def test_no_two_elements_have_one_id(browser: Browser, request: pytest.FixtureRequest, made: str) -> None:
    page, _ = watched(browser, request.getfixturevalue(made))
    ids = page.eval_on_selector_all("[id]", "all => all.map(each => each.id)")
    assert sorted(ids) == sorted(set(ids))


def test_axe_would_find_what_is_wrong(browser: Browser, report: Path) -> None:
    page, _ = watched(browser, report)
    page.evaluate("document.querySelector('[data-filter]').closest('label').replaceWith("
                  "document.querySelector('[data-filter]'))")  # fmt: skip
    page.evaluate("document.querySelector('tbody tr:last-child td').style.color = '#eee'")
    found = violations(page)
    assert any("label" in each for each in found)
    assert any("color-contrast" in each for each in found)


def test_tab_reaches_all_that_can_be_used_and_shows_where_it_is(browser: Browser, report: Path) -> None:
    page, said = watched(browser, report, viewport={"width": 1280, "height": 900})
    page.evaluate("for (const id of ['prices', 'rules']) document.getElementById(id).closest('details').open = true")
    visited = []
    for _ in range(400):
        page.keyboard.press("Tab")
        spot = page.evaluate(FOCUS)
        if spot["tag"] == "body":
            break
        visited.append(spot)
    assert visited[0]["name"] == "To the report"
    assert [spot for spot in visited if not spot["ring"] or not spot["seen"] or not spot["name"]] == []
    kinds = {spot["kind"] for spot in visited}
    assert {"data-step", "data-view", "data-filter", "data-save", "sort"} <= kinds
    visible = "all => all.filter(each => each.checkVisibility()).length"
    for kind, selector in (("sort", ".sort"), ("data-save", "[data-save]"), ("data-filter", "[data-filter]")):
        assert sum(spot["kind"] == kind for spot in visited) == page.eval_on_selector_all(selector, visible), kind
    assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0
    assert said == []


def test_the_skip_link_leads_into_the_report(browser: Browser, report: Path) -> None:
    page, said = watched(browser, report)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    assert said == []


def workbook_colours(path: Path) -> dict[str, set[str]]:
    """Return the colours of the series of a workbook's charts, by the names of the series."""
    data = openpyxl.load_workbook(path)
    found: dict[str, set[str]] = {}
    with zipfile.ZipFile(path) as archive:
        charts = [archive.read(name) for name in archive.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    for chart in charts:
        for series in ET.fromstring(chart).iter(f"{CHART}ser"):
            name, colour = series.find(f"{CHART}tx//{CHART}f"), series.find(f"{CHART}spPr//{DRAWING}srgbClr")
            if name is not None and colour is not None:
                sheet, _, cell = str(name.text).rpartition("!")
                value = str(data[sheet.strip("'")][cell.replace("$", "")].value)
                found.setdefault(value, set()).add(f"#{colour.get('val')}")
    return found


def page_colours(page: Page) -> dict[str, set[str]]:
    """Return the colours of names in legends, and of what is drawn for them, on a page."""
    pairs = page.evaluate("""() => [
        ...[...document.querySelectorAll(".legend li")].map(each => [each.textContent.trim(),
            each.querySelector("rect").getAttribute("fill")]),
        ...[...document.querySelectorAll("#flows .node")].map(each => [each.textContent, each.getAttribute("fill")]),
        ...[...document.querySelectorAll("#payers-chart rect, #origins rect")].map(each => [
            each.textContent.split(", ").slice(1).join(", ").split(": ")[0], each.getAttribute("fill")]),
    ]""")
    found: dict[str, set[str]] = {}
    for name, colour in pairs:
        found.setdefault(name, set()).add(colour)
    return found


def pdf_colours(path: Path) -> set[str]:
    """Return the colours with which a PDF fills."""
    found = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", path.read_bytes(), re.DOTALL):
        try:
            drawn = zlib.decompress(stream)
        except zlib.error:
            continue  # a picture or a font that is packed in another way
        for numbers in re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) rg\b", drawn):
            found.add("#" + "".join(f"{round(255 * float(each)):02X}" for each in numbers))
    return found


def said(name: str) -> str:
    """Return what a funder or a country is called in drawings."""
    return "the owners" if name == OWNER else name


def test_a_country_and_a_funder_have_one_colour_in_workbook_page_and_pdf(browser: Browser, report: Path) -> None:
    plan = report.parent / "made.plan.xlsx"
    palette = palette_of(report_plan(periods=YEARS))
    wanted = {**palette.places, **palette.funders}
    page, _ = watched(browser, report)
    on_page, in_workbook = page_colours(page), workbook_colours(plan)
    assert len(wanted) == len(set(wanted.values())) == 9
    assert {name: on_page.get(said(name)) for name in wanted} == {name: {colour} for name, colour in wanted.items()}
    assert {name: in_workbook.get(said(name)) for name in wanted} == {name: {wanted[name]} for name in wanted}
    write_report([plan], report.parent / "made.pdf")
    assert set(wanted.values()) <= pdf_colours(report.parent / "made.pdf")


def test_plans_that_are_compared_share_the_colours(browser: Browser, comparison: Path) -> None:
    page, _ = watched(browser, comparison)
    colours = page.eval_on_selector_all("#origins .legend li", """all => all.map(each =>
        [each.textContent.trim(), each.querySelector("rect").getAttribute("fill")])""")  # fmt: skip
    assert dict(colours) == dict(palette_of(report_plan(periods=YEARS)).places)
