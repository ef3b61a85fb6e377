"""Reports of what nobody would write on purpose: markup as names, sixty countries, numbers without measure."""

from __future__ import annotations

import csv
import io
import os
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from made_plans import frame, write_made
from report_pages import page_of, report_plan, watched
from samples import few

from planner.plans.fields import Field
from planner.reports.loading.several import load_plans
from planner.reports.plan_workbook.write import write_plan
from planner.reports.study_workbook.write import write_study
from planner.studies.compare.comparison import compared
from planner.studies.report.report import write_report
from planner.wording.study import CHART_KINDS, Chart, Study, StudySheet
from planner.workbook.book import RawSheet

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from planner.plans.plan import Plan

SCRIPT = "</script><script>window.broken = 1</script>"
PICTURE = '"><img src=x onerror="window.broken = 2">'
STYLE = "</style></title></svg><b onclick=x>"
TEMPLATE = "{{ 7*7 }}{% raise %}${window.broken = 3}"
FORMULA = "=1+1"
COMMENT = "--> ]]> <!-- &lt; &amp; \\u003c"
LINK = "javascript:window.broken=4"
WORDS = (SCRIPT, PICTURE, STYLE, TEMPLATE, FORMULA, COMMENT, "＝1+1", "+1", "-1", "@x")
YEARS = ("2027", "2028", "2029")  # names, and what is too large or too small, are so in every year
HOSTILE: dict[str, Any] = {
    "periods": YEARS,
    "countries": WORDS,
    "materials": (f"{SCRIPT} m", f"{FORMULA} m", f"{PICTURE} m"),
    "funders": (f"{STYLE} f", f"{FORMULA} f", "(owner)"),
    "projects": tuple((f"{words} p", f"{words} k", f"{words} s") for words in WORDS),
    "title": SCRIPT + PICTURE + STYLE + TEMPLATE,
}
SIGNS_OF_FORMULAS = re.compile(r"[=+\-@\t\r＝＋－＠]")

LONG = "Ministry for the Economic Resilience of Critical Raw Materials, Semiconductors and Strategic Industrial Supply"
SCRIPTS = (
    "台灣積體電路製造股份有限公司第十八期擴建工程",
    "日本国経済産業省半導体戦略推進室",
    "وزارة الاقتصاد والتخطيط الصناعي",
    "משרד הכלכלה והתעשייה",
    "भारत सरकार का वाणिज्य मंत्रालय",
    f"{LONG} Chains",
)
MANY: dict[str, Any] = {
    "periods": tuple(str(year) for year in range(2027, 2067)),
    "countries": tuple(f"{SCRIPTS[number % 6]} {number}" for number in range(60)),
    "materials": ("半導體晶片", f"שבבים {LONG}"),
    "funders": ("البنك المركزي", LONG, "日本国経済", "(owner)"),
    "projects": tuple((f"{SCRIPTS[n % 6]} project {n}", SCRIPTS[n // 8], f"place {n} {LONG}") for n in range(40)),
    "title": f"خطة تنويع الإمدادات {LONG}",
}

# what of the texts in drawings is cut by the drawing's edge, or hidden by another text
FAULTS = """() => {
    const found = [];
    for (const svg of document.querySelectorAll("main svg[role=img]")) {
        const frame = svg.getBoundingClientRect(), whole = svg.viewBox.baseVal;
        if (!frame.width) continue;
        const scale = frame.width / whole.width, inside = [];
        for (const text of svg.querySelectorAll("text")) {
            if (text.getAttribute("visibility") === "hidden" || !text.textContent.trim()) continue;
            const words = text.lastChild.textContent, box = text.getBoundingClientRect();
            const [left, right, top, bottom] = [box.left - frame.left, box.right - frame.left,
                                                box.top - frame.top, box.bottom - frame.top].map(each => each / scale);
            if (left < -2 || right > whole.width + 2 || top < -3 || bottom > whole.height + 3)
                found.push(`${svg.closest("[id]").id}: "${words}" is cut`);
            if (!text.hasAttribute("transform")) inside.push({ words, left, right, top, bottom });
        }
        inside.forEach((one, place) => inside.slice(place + 1).forEach(other => {
            const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
            const tall = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
            if (wide > 2 && tall > 5) found.push(`${svg.closest("[id]").id}: "${one.words}" is over "${other.words}"`);
        }));
    }
    return found;
}"""
# marks that show an amount; what is left is axes and texts
MARKS = "rect[fill], path.flow, circle, path[fill]:not([fill=none])"


def titled(plan: Plan, title: str) -> Plan:
    """Return a plan whose workbook has a title, also on the sheet that the plan carries."""
    settings = RawSheet("Settings", ("setting", "value"), (("title", title), ("currency", f"{FORMULA} {SCRIPT}")))
    raw = (settings, *(sheet for sheet in plan.book.raw if sheet.name != "Settings"))
    return replace(plan, book=replace(plan.book, raw=raw))


def hostile_plan() -> Plan:
    plan = titled(report_plan(**HOSTILE), HOSTILE["title"])
    notes = tuple((words, f"{words}\n{LINK}\x85\u202e") for words in WORDS)
    added = (
        RawSheet("Sources", ("figure", "source", SCRIPT), tuple((each, LINK, f"{FORMULA} {each}") for each in WORDS)),
        RawSheet("Countries", ("country", "note"), notes),
        RawSheet("Budgets", ("funder", f"{FORMULA}{PICTURE}"), ((STYLE, FORMULA),)),
    )
    raw = tuple(sheet for sheet in plan.book.raw if sheet.name not in {each.name for each in added}) + added
    rules = plan.tables["Concentration"].assign(rule=f"{FORMULA} {SCRIPT}")
    return replace(plan, book=replace(plan.book, raw=raw), tables={**plan.tables, "Concentration": rules})


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(hostile_plan(), tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of two plans with hostile names, also of their files."""
    folder = tmp_path_factory.mktemp("several")
    for number, name in enumerate((f"{FORMULA} {{{{ 7 }}}}", "@x &lt;")):
        plan = hostile_plan()
        run = {**plan.run, "case": f"{FORMULA} {SCRIPT} {number}"}
        write_plan(replace(plan, run=run), folder / f"{name}.plan.xlsx")
    return folder


def is_harmless(page: Page) -> None:
    """Check that a page runs nothing, links nowhere and has no element but its own."""
    assert page.evaluate("window.broken") is None
    assert page.locator("script:not([type])").count() == 1
    assert page.locator("style").count() == 1
    assert page.locator("img, iframe, object, embed, base, form, link, b, animate, foreignObject").count() == 0
    handlers = "all => all.flatMap(each => each.getAttributeNames()).filter(name => name.startsWith('on'))"
    assert page.eval_on_selector_all("*", handlers) == []
    links = page.eval_on_selector_all("[href]", "all => all.map(each => each.getAttribute('href'))")
    assert all(link.startswith("#") for link in links)


def files_of(page: Page) -> list[tuple[str, str]]:
    """Press everything that saves; return what would be saved as (kind, content)."""
    page.evaluate("""() => {
        window.kept = [];
        URL.createObjectURL = blob => { window.kept.push(blob); return "blob:none"; };
        HTMLAnchorElement.prototype.click = () => {};
        document.querySelectorAll("[data-save=csv], [data-save=svg]").forEach(button => button.click());
    }""")
    found = page.evaluate("Promise.all(window.kept.map(blob => blob.text().then(text => [blob.type, text])))")
    return [(kind.partition(";")[0], content) for kind, content in found]


def test_no_name_becomes_markup_or_script(browser: Browser, hostile: Path) -> None:
    page, said = watched(browser, hostile)
    is_harmless(page)
    told = page.evaluate("document.body.textContent")
    for words in (*WORDS, LINK):
        assert words in told, words
    assert page.title() == HOSTILE["title"]
    cells = set(page.eval_on_selector_all("td", "all => all.map(each => each.textContent)"))
    assert {f"{words} p" for words in WORDS[:-1]} <= cells
    assert said == []


def test_what_is_saved_holds_no_formula_and_no_script(browser: Browser, hostile: Path) -> None:
    page, said = watched(browser, hostile)
    files = files_of(page)
    assert said == []
    assert {kind for kind, _ in files} == {"text/csv", "image/svg+xml"}
    assert len(files) > 30
    fields = [field for kind, content in files if kind == "text/csv"
              for row in csv.reader(io.StringIO(content.lstrip("\ufeff"))) for field in row]  # fmt: skip
    assert f"'{FORMULA} p" in fields
    assert f"'{FORMULA}{PICTURE}" in fields, "also as the head of a column"
    for field in fields:
        assert not SIGNS_OF_FORMULAS.match(field) or re.fullmatch(r"-?[\d.]+(e[+-]\d+)?", field), field
    for kind, content in files:
        if kind == "image/svg+xml":
            elements = list(ET.fromstring(content).iter())
            kinds = {element.tag.rpartition("}")[2] for element in elements}
            assert kinds <= {"svg", "g", "rect", "path", "circle", "line", "text", "title", "clipPath", "defs"}, kinds
            assert not [name for element in elements for name in element.attrib if name.startswith("on")]


def test_a_comparison_of_hostile_plans_is_harmless(browser: Browser, several: Path) -> None:
    write_report(sorted(several.glob("*.plan.xlsx")), several / "both.html")
    page, said = watched(browser, several / "both.html")
    is_harmless(page)
    assert f"{FORMULA} {SCRIPT} 0" in page.evaluate("document.body.textContent")
    assert said == []


@pytest.mark.parametrize("made", ["plan", "comparison"])
def test_workbooks_hold_no_formula_and_no_link(several: Path, made: str) -> None:
    path, *others = sorted(several.glob("*.plan.xlsx"))
    if made == "comparison":
        path, plans = several / "compared.xlsx", [path, *others]
        write_study(compared(load_plans(plans)), path)
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert [cell.coordinate for cell in cells if cell.hyperlink and cell.hyperlink.target] == [], "links lead outside"
    assert any(str(cell.value).startswith(FORMULA) for cell in cells)


def test_a_file_whose_name_is_no_text_is_reported(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff.plan.xlsx")
    try:
        write_made(path, report_plan)
    except (OSError, UnicodeError):
        pytest.skip("no file can have such a name here")
    write_report([path], tmp_path / "a.html")
    assert "Made from ?.plan.xlsx alone" in (tmp_path / "a.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return page_of(titled(report_plan(**MANY), MANY["title"]), tmp_path_factory.mktemp("large"))


def study_of(count: int, values: tuple[float | None, ...]) -> Study:
    """Return a study with a chart of each kind over so many long names."""
    kinds = {"level": "number", "cost": "money", LONG: "money", "at": "text"}
    fields = tuple(Field(name, kind, "") for name, kind in kinds.items())
    rows = [(float(n), values[n % len(values)], values[(n + 1) % len(values)], f"{SCRIPTS[n % 6]} {n}")
            for n in range(count)]  # fmt: skip
    charts = tuple(
        Chart(kind, f"A {kind} of {LONG}", "level" if kind == "scatter" else "at",
              ("cost",) if kind == "waterfall" else ("cost", LONG), f"a {kind} chart", names="at")
        for kind in CHART_KINDS
    )  # fmt: skip
    return Study(LONG, ("One.",), (StudySheet("Names", "All.", fields, rows, charts=charts),), {"seconds": 1.0}, LONG)


def assert_fits(page: Page) -> None:
    """Check that nothing scrolls the page sideways on a desk, at 200% and on a phone, and no text hides another."""
    assert page.evaluate(FAULTS) == []
    for width in (360, 640, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_many_long_names_in_all_scripts_leave_the_layout_whole(browser: Browser, large: Path) -> None:
    page, said = watched(browser, large, viewport={"width": 1280, "height": 900})
    assert page.locator("section .absent").count() == 0
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    assert_fits(page)
    page.locator("[data-step]").press("End")
    assert page.evaluate(FAULTS) == []
    assert said == []


@pytest.mark.parametrize(
    ("count", "values"),
    few(3, [(40, (100.0, 250.0, -30.0, None, 80.0)), (2, (1e12, 1e-9)), (5, (-3.0, -1e9)), (3, (0.0,)), (1, (1e-15,))]),
    ids=["many", "far apart", "negative", "zero", "one"],
)
def test_charts_of_studies_fit_long_names_and_any_numbers(
    browser: Browser, tmp_path: Path, count: int, values: tuple[float | None, ...]
) -> None:
    write_study(study_of(count, values), tmp_path / "study.xlsx")
    write_report([tmp_path / "study.xlsx"], tmp_path / "study.html")
    page, said = watched(browser, tmp_path / "study.html", viewport={"width": 1280, "height": 900})
    assert page.locator("figure").count() == len(CHART_KINDS)
    assert_fits(page)
    assert said == []


def test_a_study_without_figures_draws_no_charts(browser: Browser, tmp_path: Path) -> None:
    write_study(study_of(4, (None,)), tmp_path / "study.xlsx")
    write_report([tmp_path / "study.xlsx"], tmp_path / "study.html")
    page, said = watched(browser, tmp_path / "study.html")
    assert page.locator("figure").count() == 0
    assert page.locator("#sheet-0 table tbody tr").count() == 4
    assert said == []


def scaled(plan: Plan, factor: float) -> Plan:
    """Return a plan all of whose amounts of goods and money are so many times as large."""
    tables = dict(plan.tables)
    for name, columns in {
        "Investments": ("size", "capital"), "Payments": ("amount",), "Sourcing": ("amount",),
        "Flows": ("sent", "arrived", "cost"), "Stockpiles": ("stock", "cover days held"),
        "Costs": ("amount", "discounted"), "Prices": ("limit", "price"),
        "Shortages": ("asked", "delivered", "short", "shortage cost"), "Budgets": ("available", "spent", "carried"),
        "Resilience": ("shortage", "extra cost in the year's money", "extra cost as counted"),
    }.items():  # fmt: skip
        table = tables[name]
        tables[name] = table.assign(**{each: table[each] * factor for each in columns if each in table.columns})
    objective = plan.run["objective"] * factor
    return replace(plan, tables=tables, run={**plan.run, "objective": objective, "bound": objective})


def undemanded(plan: Plan) -> Plan:
    """Return a plan that serves nobody: nothing flows, and demand and disruptions are met with nothing."""
    short = plan.tables["Shortages"]
    risks = plan.tables["Resilience"]
    return replace(plan, tables={
        **plan.tables,
        **{name: frame(name, []) for name in ("Sourcing", "Flows", "Production", "Concentration", "Stockpiles")},
        "Shortages": short.assign(delivered=0.0, short=short["asked"], served=0.0),
        "Resilience": risks.assign(service=0.0, **{"time to survive": 0.0}),
    })  # fmt: skip


def bare(plan: Plan) -> Plan:
    """Return a plan of which every table but what is asked is empty."""
    kept = {"Shortages", "Checks"}
    tables = {name: table if name in kept else frame(name, []) for name, table in plan.tables.items()}
    return replace(plan, tables={**tables, "Timeline": frame("Timeline", [], plan.book.periods)})


EXTREMES = {
    "huge": lambda: scaled(report_plan(periods=YEARS), 1e9),
    "tiny": lambda: scaled(report_plan(periods=YEARS), 1e-9),
    "nothing": lambda: scaled(report_plan(periods=YEARS), 0.0),
    "negative": lambda: scaled(report_plan(periods=YEARS), -1.0),
    "one period, no projects": lambda: report_plan(periods=("2027",), projects=(), countries=("Taiwan",)),
    "nobody served": lambda: undemanded(report_plan()),
    "empty": lambda: bare(report_plan(projects=())),
}


@pytest.mark.parametrize("name", few(3, EXTREMES))
def test_every_section_says_something_of_any_numbers(browser: Browser, tmp_path: Path, name: str) -> None:
    page, said = watched(browser, page_of(EXTREMES[name](), tmp_path), viewport={"width": 1280, "height": 900})
    for section in page.locator("main > section").all():
        id_ = section.get_attribute("id")
        assert section.locator(".absent, svg, table, li, dd").count() > 0, id_
    drawn = page.eval_on_selector_all(
        "figure", f"all => all.map(one => [one.id, [...one.querySelectorAll(`{MARKS}`)].length])"
    )
    assert [id_ for id_, marks in drawn if not marks] == []
    told = page.evaluate("document.body.innerText")
    for word in ("nan", "NaN", "inf", "None", "undefined", "Infinity"):
        assert not re.search(rf"(?<![\w-]){word}(?![\w-])", told), word
    assert_fits(page)
    assert said == []
