"""What holds for every test."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING

import pytest

from planner.commands.group import SELDOM
from planner.reports.html.pdf import find_browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


def pytest_configure() -> None:
    """Look for garbage as seldom as the program does."""
    gc.set_threshold(*SELDOM)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that runs samples of drawn cases whole."""
    parser.addoption("--whole", action="store_true", help="also the drawn cases that the gate leaves out")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only ``--whole`` runs, and begin with what takes long."""
    is_whole = config.getoption("--whole")
    left_out = {item for item in items if not is_whole and item.get_closest_marker("whole")}
    config.hook.pytest_deselected(items=list(left_out))
    kept = [item for item in items if item not in left_out]
    # files with what takes long come first: begun at the end, it would leave the other process without work
    long = {item.path for item in kept if item.get_closest_marker("slow")}
    items[:] = sorted(kept, key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    """Set aside all that the collection made: each full search for garbage would look through it, for half a second."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _garbage_is_collected_afterwards() -> Iterator[None]:
    """Hold that no test leaves the garbage collector off: all models after it would stay, gigabytes in the end."""
    yield
    assert gc.isenabled()


@pytest.fixture(scope="session")
def started_browser() -> Iterator[tuple[Browser, asyncio.AbstractEventLoop]]:
    """Yield the browser that is installed, started once for all files of a process, and what Playwright runs in."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = find_browser()
    if path is None:
        pytest.skip("no Chromium, Chrome or Edge is installed")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        loop = asyncio.get_running_loop()
        yield opened, loop
        asyncio._set_running_loop(loop)
        opened.close()


@pytest.fixture(scope="module")
def browser(started_browser: tuple[Browser, asyncio.AbstractEventLoop]) -> Iterator[Browser]:
    """Yield the browser; afterwards its windows are closed, and no loop runs in this thread that others would meet."""
    opened, loop = started_browser
    asyncio._set_running_loop(loop)
    yield opened
    for context in opened.contexts:
        context.close()
    asyncio._set_running_loop(None)
