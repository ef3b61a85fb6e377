"""A report opens in a browser without a word on the console or to a network, and everything on it works."""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from report_pages import page_of, report_plan, watched, window, with_prices

from planner.reports.html.page import policy
from planner.reports.html.registry import ONE_PLAN

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
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(with_prices(report_plan(), NAMES), tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def untouched(browser: Browser, report: Path) -> Iterator[Page]:
    """Yield one page for all tests that only look at it."""
    opened, said = window(browser, report, viewport={"width": 1280, "height": 900})
    yield opened
    assert said == []


@pytest.fixture
def page(browser: Browser, report: Path) -> Iterator[Page]:
    opened, said = watched(browser, report, viewport={"width": 1280, "height": 900})
    yield opened
    assert said == []


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
    assert said == []


def test_numbers_are_in_the_readers_locale(browser: Browser, report: Path) -> None:
    page, said = watched(browser, report, locale="de-DE")
    page.locator("details:has(#prices) > summary").click()
    assert re.search(r"\t1\.23[45]\t", page.locator("#prices").inner_text())
    assert re.search(r"\d,\d billion", page.locator("#decision li").first.inner_text())
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
    assert said == []


def test_the_policy_stops_any_other_script(browser: Browser, report: Path) -> None:
    page, said = watched(browser, report)
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.broken = true";
        document.body.append(script);
    }""")
    assert page.evaluate("window.broken") is None
    assert len(said) == 1
    assert "Content Security Policy" in said[0]


def test_the_policy_allows_just_this_style_and_script() -> None:
    assert policy("a", "b").startswith(
        "default-src 'none'; style-src 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='"
    )
    assert "unsafe" not in policy("a", "b")
