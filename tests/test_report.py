"""A report opens in a browser without a word on the console or to a network, and everything on it works."""

from __future__ import annotations

import csv
import importlib.resources
import io
import re
import sys
import types
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from click.testing import CliRunner
from made_plans import frame, write_made
from report_pages import chromium, page_of, report_plan, watched, with_prices

from planner.cli import main
from planner.commands.verification import NOT_VERIFIED_CODE
from planner.errors import FileError
from planner.outputs import SIGN_PDF
from planner.plans.fields import Field
from planner.plans.tables import MONTE_CARLO
from planner.reports.html import pdf
from planner.reports.html.marks import HALO, contrast, fitted, ink_on, pixels_of, text
from planner.reports.html.page import in_locale, policy
from planner.reports.html.registry import ONE_PLAN
from planner.reports.html.scales import tick_texts, ticks
from planner.reports.html.source import read_source
from planner.reports.plan_workbook.write import write_plan
from planner.reports.study_workbook.write import write_study
from planner.reports.styles import FUNDERS, PLACES
from planner.studies.report.report import write_report
from planner.wording.study import CHART_KINDS, Chart, Study, StudySheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Download, Page

HOSTILE = "=cmd|'/C calc'!A0"
NAMES = [HOSTILE, "+1", "-2", "@x", "plain, with a comma", "six", "seven", "eight", "nine", "ten"]
SECTIONS = (
    "decision", "figures", "timeline", "payers", "supply", "concentration", "stocks", "disruptions", "shortages",
    "costs", "worth", "map", "assumptions", "checks",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(with_prices(report_plan(), NAMES), tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def untouched(browser: Browser, report: Path) -> Iterator[Page]:
    """Yield one page for all tests that only look at it."""
    opened, said = watched(browser, report, viewport={"width": 1280, "height": 900})
    yield opened
    opened.context.close()
    assert said == []


@pytest.fixture
def page(browser: Browser, report: Path) -> Iterator[Page]:
    opened, said = watched(browser, report, viewport={"width": 1280, "height": 900})
    yield opened
    opened.context.close()
    assert said == []


def test_the_wheel_has_what_pages_are_made_of() -> None:
    package = importlib.resources.files("planner.reports.html")
    for name in ("report.html.j2", "parts.html.j2", "report.css", "report.js"):
        assert package.joinpath("templates", name).read_text(encoding="utf-8")
    assert "Natural Earth" in package.joinpath("data", "land.json").read_text(encoding="utf-8")


def test_every_section_is_there_with_something_in_it(untouched: Page) -> None:
    assert untouched.eval_on_selector_all("main > section", "all => all.map(each => each.id)") == list(SECTIONS)
    assert len(ONE_PLAN) == len(SECTIONS)
    for section in SECTIONS:
        assert untouched.locator(f"nav a[href='#{section}']").count() == 1
        assert untouched.locator(f"#{section} > h2").inner_text()
        assert untouched.locator(f"#{section} :is(svg, table, li, dd)").count() > 0, section
        assert untouched.locator(f"#{section} .absent").count() == 0, section


def test_every_chart_has_words_and_a_table(untouched: Page) -> None:
    figures = untouched.locator("figure")
    assert figures.count() >= 11
    for number in range(figures.count()):
        figure = figures.nth(number)
        label = figure.locator("svg[role=img]").first.get_attribute("aria-label")
        assert label is not None
        assert len(label) > 20
        assert figure.locator("table tbody tr").count() > 0
        assert figure.locator("[data-save]").count() == 3


def test_ids_are_unique_and_links_lead_somewhere(untouched: Page) -> None:
    ids = untouched.eval_on_selector_all("[id]", "all => all.map(each => each.id)")
    assert len(ids) == len(set(ids))
    links = "all => all.map(each => each.getAttribute('href').slice(1))"
    targets = untouched.eval_on_selector_all("a[href^='#']", links)
    assert set(targets) <= set(ids)


def test_the_slider_moves_the_flows_by_keyboard_and_mouse(page: Page) -> None:
    slider, now = page.locator("[data-step]"), page.locator("[data-now]")
    flow = page.locator(".slides [data-picture]:not([hidden]) path.flow").first
    assert now.inner_text() == "2027"
    first = flow.get_attribute("d")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert now.inner_text() == slider.get_attribute("aria-valuetext") == "2028"
    page.keyboard.press("End")
    assert now.inner_text() == "2036"
    assert flow.get_attribute("d") != first
    slider.click(position={"x": 2, "y": 6})
    assert now.inner_text() == "2027"
    assert flow.get_attribute("d") == first


def test_the_list_chooses_what_flows(page: Page) -> None:
    chooser = page.locator("[data-view]")
    chooser.select_option(label="advanced packaging")
    shown = page.locator(".slides [data-picture]:not([hidden]) svg")
    assert shown.count() == 1
    assert "advanced packaging" in str(shown.get_attribute("aria-label"))
    widest = shown.locator("path.flow:not([d='M0,0'])").first  # those of a drawing nobody has seen have no outline
    assert re.fullmatch(r"[^:]+: [\d.,]+%", str(widest.locator("title").text_content()))
    page.locator("[data-step]").focus()
    page.keyboard.press("End")
    assert page.locator("[data-now]").inner_text() == "2036"


def test_cells_have_their_values_back_from_their_texts(untouched: Page) -> None:
    """Where the text of a cell says its value, and its head how it is shown, the page does not say either again."""
    cells = "all => all.map(x => [x.getAttribute('data-v'), x.dataset.p, x.textContent])"
    found = untouched.eval_on_selector_all("td[data-v]", cells)
    assert len(found) > 100
    for value, places, words in found:
        if places:
            plain = float(words.rstrip("%").replace(",", "")) / (100 if words.endswith("%") else 1)
            assert float(value) == pytest.approx(plain, abs=0.51 * 10.0 ** -(int(places) + 2 * words.endswith("%")))
        assert value


def column(page: Page, table: str, place: int) -> list[str]:
    shown = f"row => row.cells[{place}].dataset.v ?? row.cells[{place}].textContent"
    script = f"rows => rows.filter(row => !row.hidden).map({shown})"
    return list(page.eval_on_selector_all(f"#{table} tbody tr", script))


def test_tables_sort_by_mouse_and_keyboard_with_blanks_last(page: Page) -> None:
    page.locator("details:has(#prices) > summary").click()
    head = page.locator("#prices th").nth(4)
    price = page.locator("#prices th").nth(5)
    price.click()
    assert price.get_attribute("aria-sort") == "ascending"
    values = [float(value) for value in column(page, "prices", 5)]
    assert values == sorted(values)
    button = price.locator("button")
    button.focus()
    page.keyboard.press("Enter")
    assert price.get_attribute("aria-sort") == "descending"
    assert [float(value) for value in column(page, "prices", 5)] == sorted(values, reverse=True)
    for _ in range(2):
        head.click()
        assert column(page, "prices", 4)[-1] == ""
    assert price.get_attribute("aria-sort") is None


def test_a_filter_leaves_the_rows_that_have_all_its_words(page: Page) -> None:
    page.locator("details:has(#prices) > summary").click()
    block = page.locator("[data-block=prices]")
    block.locator("[data-filter]").fill("AMOUNT comma")
    assert column(page, "prices", 1) == ["plain, with a comma"]
    assert block.locator("[data-count]").inner_text() == "1 of 11 rows"
    block.locator("[data-filter]").fill("")
    assert len(column(page, "prices", 1)) == 11


def saved(page: Page, block: str, kind: str) -> tuple[Download, bytes]:
    with page.expect_download() as waiting:
        page.locator(f"[data-block={block}] [data-save={kind}]").first.click()
    return waiting.value, Path(waiting.value.path()).read_bytes()


def test_a_table_is_saved_with_full_numbers_and_no_formula(page: Page) -> None:
    page.locator("details:has(#prices) > summary").click()
    download, content = saved(page, "prices", "csv")
    assert download.suggested_filename == "prices.csv"
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    names = [row[1] for row in rows[1:]]
    assert {f"'{HOSTILE}", "'+1", "'-2", "'@x", "plain, with a comma", "six"} <= set(names)
    assert {"-20", "1234.5", "0.25"} <= {row[5] for row in rows}
    assert not any(re.match(r"[=+@\t\r]", field) for row in rows for field in row)


@pytest.mark.parametrize("block", ["timeline-chart", "flows", "map-chart", "survival"])
def test_a_drawing_is_saved_as_svg_that_stands_alone(page: Page, block: str) -> None:
    download, content = saved(page, block, "svg")
    assert download.suggested_filename == f"{block}.svg"
    root = ET.fromstring(content)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert float(root.get("width", "0")) > 300
    assert root.find("{http://www.w3.org/2000/svg}rect") is not None


def test_a_drawing_is_saved_as_png(page: Page) -> None:
    _, content = saved(page, "cost-parts", "png")
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20], "big") == 1920


@pytest.mark.parametrize("width", [360, 640, 1280])
def test_the_page_never_scrolls_sideways(browser: Browser, report: Path, width: int) -> None:
    page, said = watched(browser, report, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()
    assert said == []


def test_numbers_are_in_the_readers_locale(browser: Browser, report: Path) -> None:
    page, said = watched(browser, report, locale="de-DE")
    page.locator("details:has(#prices) > summary").click()
    assert re.search(r"\t1\.23[45]\t", page.locator("#prices").inner_text())
    assert re.search(r"\d,\d billion", page.locator("#decision li").first.inner_text())
    page.context.close()
    assert said == []


def test_paper_shows_the_first_and_the_last_period_in_place_of_the_slider(page: Page) -> None:
    page.emulate_media(media="print")
    still = page.locator(".still")
    assert still.is_visible()
    assert still.locator("svg").count() == 2
    assert "2036" in still.locator("h4").nth(1).inner_text()
    assert not page.locator(".moving").is_visible()
    assert not page.locator(".contents").is_visible()
    assert not page.locator("[data-save]").first.is_visible()


def test_the_page_shows_all_but_the_slider_without_scripts(browser: Browser, report: Path) -> None:
    page, said = watched(browser, report, java_script_enabled=False)
    assert page.locator(".still").is_visible()
    assert not page.locator(".steer").is_visible()
    assert not page.locator("[data-save]").first.is_visible()
    page.context.close()
    assert said == []


def test_the_policy_stops_any_other_script(browser: Browser, report: Path) -> None:
    page, said = watched(browser, report)
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.broken = true";
        document.body.append(script);
    }""")
    assert page.evaluate("window.broken") is None
    page.context.close()
    assert len(said) == 1
    assert "Content Security Policy" in said[0]


def test_the_policy_allows_just_this_style_and_script() -> None:
    assert policy("a", "b").startswith(
        "default-src 'none'; style-src 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='"
    )
    assert "unsafe" not in policy("a", "b")


def test_a_page_of_one_period_has_no_slider(browser: Browser, tmp_path: Path) -> None:
    page, said = watched(browser, page_of(report_plan(periods=("2027",)), tmp_path))
    assert page.locator("[data-step]").count() == 0
    assert page.locator(".slides svg").first.is_visible()
    page.context.close()
    assert said == []


def test_a_plan_without_projects_rules_or_disruptions_says_so(browser: Browser, tmp_path: Path) -> None:
    plan = report_plan(projects=())
    bare = ("Concentration", "Resilience", "Stockpiles", "Payments", "Prices")
    plan = replace(plan, tables={**plan.tables, **{name: frame(name, []) for name in bare}})
    page, said = watched(browser, page_of(plan, tmp_path))
    for section in ("timeline", "payers", "concentration", "stocks", "disruptions"):
        assert page.locator(f"#{section} .absent").inner_text()
    page.context.close()
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
    page.context.close()
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
    page.context.close()
    assert said == []


def test_a_study_stands_in_the_report_of_its_plan(tmp_path: Path) -> None:
    write_study(a_study(), tmp_path / "study.xlsx")
    write_made(tmp_path / "a.plan.xlsx", report_plan)
    write_report([tmp_path / "a.plan.xlsx", tmp_path / "study.xlsx"], tmp_path / "all.html")
    page = (tmp_path / "all.html").read_text(encoding="utf-8")
    order = re.findall(r'<section id="([\w-]+)"', page)
    assert order[order.index("study-0") + 1] == "map"


def test_a_pdf_is_printed(browser: Browser, report: Path, tmp_path: Path) -> None:
    write_report([report.parent / "made.plan.xlsx"], tmp_path / "report.pdf")
    content = (tmp_path / "report.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") > 5


def test_without_a_browser_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_made(tmp_path / "a.plan.xlsx", report_plan)
    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    monkeypatch.setattr(pdf.importlib.util, "find_spec", lambda name: None)
    result = CliRunner().invoke(main, ["report", str(tmp_path / "a.plan.xlsx"), "-o", str(tmp_path / "a.pdf")])
    assert result.exit_code == 2
    assert "Install Chromium, Chrome or Edge" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["a.plan.xlsx"]


def test_a_browser_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "find_browser", lambda: sys.executable)  # it knows none of a browser's options
    with pytest.raises(FileError, match="did not print it"):
        pdf.write_pdf("<p>a page</p>", tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


def test_without_a_browser_weasyprint_typesets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class HTML:
        def __init__(self, string: str) -> None:
            self.string = string

        def write_pdf(self, target: Path) -> None:
            target.write_text(self.string)

    monkeypatch.setattr(pdf, "find_browser", lambda: None)
    monkeypatch.setattr(pdf.importlib.util, "find_spec", lambda name: name)
    monkeypatch.setitem(sys.modules, "weasyprint", types.SimpleNamespace(HTML=HTML))  # type: ignore[arg-type]
    pdf.write_pdf(str(text(1, 2, "a name", **HALO)), tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == b'<text x="1" y="2">a name</text>' + SIGN_PDF


def test_the_command_writes_beside_the_plan(tmp_path: Path) -> None:
    write_made(tmp_path / "a.plan.xlsx", report_plan)
    result = CliRunner().invoke(main, ["report", str(tmp_path / "a.plan.xlsx")])
    assert result.exit_code == NOT_VERIFIED_CODE, result.output  # it was made by hand
    assert (tmp_path / "a.report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("target", ["report.odt", "report"])
def test_other_files_are_refused(tmp_path: Path, target: str) -> None:
    write_made(tmp_path / "a.plan.xlsx", report_plan)
    result = CliRunner().invoke(main, ["report", str(tmp_path / "a.plan.xlsx"), "-o", str(tmp_path / target)])
    assert result.exit_code == 2
    assert "ends in .html or .pdf or .docx or .pptx" in result.output


def test_the_same_plan_gives_the_same_page(report: Path, tmp_path: Path) -> None:
    write_report([report.parent / "made.plan.xlsx"], tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == report.read_bytes()


def test_a_plan_that_carries_no_input_is_refused(tmp_path: Path) -> None:
    import openpyxl

    write_made(tmp_path / "a.xlsx", report_plan)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    for name in [name for name in book.sheetnames if name.startswith("in ")]:
        del book[name]
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(FileError, match="does not carry the workbook"):
        read_source(tmp_path / "b.xlsx")


def test_sentences_keep_names_and_mark_numbers() -> None:
    kept = re.compile(re.escape("Phase 1.5"))
    marked = in_locale("Phase 1.5 costs 12,345.6 million & 4.1% <b>", kept)
    assert marked.startswith('Phase 1.5 costs <span data-v="12345.6" data-p="1">12,345.6</span>')
    assert 'data-u="%">4.1%</span> &lt;b&gt;' in marked


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0, 33904, ["0", "10,000", "20,000", "30,000", "40,000"]),
        (-3, 7, ["-4", "-2", "0", "2", "4", "6", "8"]),
    ],
)
def test_ticks_are_round_and_span_the_range(low: float, high: float, expected: list[str]) -> None:
    assert tick_texts(ticks(low, high)) == expected


def test_a_long_name_is_cut_to_its_room() -> None:
    words = fitted("Ministerium für Wirtschaft und Klimaschutz des Landes", 120)
    assert pixels_of(words) <= 120
    assert words.startswith("Minister")
    assert "…" in words


@pytest.mark.parametrize("colour", [*PLACES, *FUNDERS, "#BBBBBB"])
def test_figures_on_colours_can_be_read(colour: str) -> None:
    assert contrast(colour, ink_on(colour)) >= 4.5
