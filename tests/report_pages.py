"""Plans and pages for the tests of reports."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from made_plans import COUNTRIES, MATERIALS, frame, made_plan

from planner.reports.plan_workbook.write import write_plan
from planner.studies.report.report import write_report
from planner.workbook.book import RawSheet

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from planner.plans.plan import Plan

PLACES = (
    (25.0, 121.5),
    (37.5, 127.0),
    (39.8, -98.6),
    (35.7, 139.7),
    (52.1, 5.3),
    (51.2, 10.4),
    (4.2, 101.9),
    (-25.3, 133.8),
)


def report_plan(**shape: Any) -> Plan:
    """Return a made plan that has something for every section, its sites on the map."""
    plan = made_plan(**shape)
    countries = tuple(shape.get("countries", COUNTRIES))
    materials = tuple(shape.get("materials", MATERIALS))
    sites = tuple(
        (f"{name} site", name, "fab", *PLACES[number % len(PLACES)], "a note") for number, name in enumerate(countries)
    )
    chain = [("front end", "makes", materials[0], 1)]
    if len(materials) > 1:
        chain.append(("front end", "consumes", materials[1], 2))
    units = tuple((name, "thousand wafers") for name in materials)
    lost = ((f"loss of {countries[0]}", 1, "a quake"),)
    added = {
        "Sites": RawSheet("Sites", ("site", "country", "kind", "latitude", "longitude", "note"), sites),
        "Materials": RawSheet("Materials", ("material", "unit"), units),
        "Processes": RawSheet("Processes", ("process", "unit"), (("front end", "thousand wafers"),)),
        "Recipes": RawSheet("Recipes", ("process", "role", "item", "amount"), tuple(chain)),
        "Disruptions": RawSheet("Disruptions", ("disruption", "duration", "note"), lost),
        "Sources": RawSheet("Sources", ("figure", "source"), (("capital", "the ministry's own estimate"),)),
    }
    raw = tuple(sheet for sheet in plan.book.raw if sheet.name not in added) + tuple(added.values())
    return replace(plan, book=replace(plan.book, raw=raw))


def with_prices(plan: Plan, names: list[str]) -> Plan:
    """Return a plan whose table of prices names these rows, with sizes that are not in the order of their text."""
    values = [9.0, 100.0, -20.0, 1234.5, 0.25, 7.0, 88.0, 3.0, 2.0, 1.0]
    rows = [("Budgets", name, "amount", plan.book.periods[0], 10.0, value, f"{name} in words", "Budgets!B2")
            for name, value in zip(names, values, strict=False)]  # fmt: skip
    rows.append(("Budgets", "without a figure", "amount", plan.book.periods[0], float("nan"), 5.0, "", ""))
    return replace(plan, tables={**plan.tables, "Prices": frame("Prices", rows)})


def page_of(plan: Plan, folder: Path, name: str = "report.html") -> Path:
    """Write a plan and its report; return where the report is."""
    path = folder / "made.plan.xlsx"
    write_plan(plan, path)
    write_report([path], folder / name)
    return folder / name


def window(browser: Browser, path: Path, **options: Any) -> tuple[Page, list[str]]:
    """Open a page in a window of its own; return it and all that it says, fails at or asks of a network."""
    page = browser.new_context(accept_downloads=True, **options).new_page()
    page.set_default_timeout(30_000)
    said: list[str] = []
    page.on("console", lambda message: said.append(f"console {message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on(
        "request",
        lambda request: None if request.url.startswith(("file:", "blob:", "data:")) else said.append(request.url),
    )
    page.goto(path.as_uri())
    return page, said


WINDOWS: dict[str, tuple[Page, list[str]]] = {}  # that tests have left, by how they were opened


def watched(browser: Browser, path: Path, **options: Any) -> tuple[Page, list[str]]:
    """Open a page as `window` does, in one that a test before has left: a new one takes a second of work."""
    size, scheme = options.pop("viewport", {"width": 1280, "height": 720}), options.pop("color_scheme", "light")
    kept = WINDOWS.get(repr(options))
    if kept is None or kept[0].is_closed():
        kept = WINDOWS[repr(options)] = window(browser, path, viewport=size, color_scheme=scheme, **options)
        return kept
    page, said = kept
    page.mouse.move(0, 0)
    page.emulate_media(media="null", color_scheme=scheme)
    page.set_viewport_size(size)
    said.clear()
    page.goto(path.as_uri())
    return page, said
