"""Many tabs of one desk: all are told of what is saved, and none waits for another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from desks import running
from easy_desk import EASY
from workbooks import rows, write

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Route

pytestmark = pytest.mark.slow
TABS = 8  # a browser has six connections to one place at most
PATIENCE = 30_000.0  # milliseconds


def test_eight_tabs_are_told_of_a_save_also_once_the_first_is_closed(browser: Browser, tmp_path: Path) -> None:
    write(tmp_path / "easy.xlsx", EASY)
    with running(tmp_path) as (address, process):
        context = browser.new_context()
        errors: list[str] = []
        context.on("weberror", lambda error: errors.append(str(error.error)))
        first = context.new_page()
        first.goto(address)
        page = f"{address.partition('/enter')[0]}/faults?book=easy.xlsx"
        tabs = [first, *(context.new_page() for _ in range(TABS - 1))]
        for tab in tabs:
            tab.goto(page)
        for tab in tabs:
            tab.get_by_text("Nothing is wrong").wait_for(timeout=PATIENCE)
        write(tmp_path / "easy.xlsx", {**EASY, "Lanes": rows("from | to\nfra | home")})
        for tab in tabs:
            tab.get_by_role("heading", name="Lanes!A2").wait_for(timeout=PATIENCE)
        first.close()
        write(tmp_path / "easy.xlsx", EASY)
        for tab in tabs[1:]:
            tab.get_by_text("Nothing is wrong").wait_for(timeout=PATIENCE)
        process.kill()
        for tab in tabs[1:]:
            tab.get_by_text("The desk does not answer").wait_for(timeout=PATIENCE)
        assert not errors


def test_a_tab_asks_for_what_came_before_it_listened(browser: Browser, tmp_path: Path) -> None:
    """As where a workbook has been checked while the page was on its way: the first tab alone was told."""
    write(tmp_path / "easy.xlsx", EASY)
    with running(tmp_path) as (address, _):
        context = browser.new_context()
        first, second = context.new_page(), context.new_page()
        first.goto(address)
        page = f"{address.partition('/enter')[0]}/faults?book=easy.xlsx"
        first.goto(page)
        first.get_by_text("Nothing is wrong").wait_for(timeout=PATIENCE)

        def answered(route: Route) -> None:
            if route.request.is_navigation_request():
                route.fulfill(response=(now := route.fetch()), body=now.text().replace("Nothing is wrong", "Not yet"))
            else:
                route.continue_()

        second.route(page, answered)
        second.goto(page)
        second.get_by_text("Nothing is wrong").wait_for(timeout=PATIENCE)
