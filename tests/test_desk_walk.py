"""A browser does what the tutorial without a terminal says, from an empty folder to a compared decision.

On the way axe-core judges every page, nothing may stand on the console, and nothing may be asked of any other machine.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import openpyxl
import pytest
from desks import running
from workbooks import change, small, write

from planner.outputs import PLAN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page

TUTORIAL = Path(__file__).parents[1] / "docs" / "tutorial-desk.md"
STEP = re.compile(
    r"[Ff]ill in `(?P<text>[^`]+)` at \*\*(?P<field>[^*]+)\*\*"
    r"|`(?P<more>[^`]+)` at \*\*(?P<other>[^*]+)\*\*"
    r"|[Ww]rite `(?P<value>[^`]+)` into `(?P<sheet>[^`!]+)!(?P<cell>[A-Z]+\d+)`"
    r"|[Tt]ick \*\*(?P<tick>[^*]+)\*\*"
    r"|[Pp]ress \*\*(?P<press>[^*]+)\*\*"
    r"|(?<!ouble-)[Cc]lick (?P<clicks>\*\*[^*]+\*\*(?:(?:,| and) \*\*[^*]+\*\*)*)"
    r"|(?:page says|asks) \*(?P<says>[^*]+)\*",
)
PATIENCE = 120_000  # milliseconds: the gate's machine has two cores, and does other things
LOOKS = {
    "desk": {"viewport": {"width": 1400, "height": 900}},
    "phone in the dark": {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark"},
}


@dataclass
class Reader:
    """Who reads the tutorial and does what it says.

    Attributes
    ----------
    said
        All that stood on the console, went wrong, or was asked of another machine.
    """

    page: Page
    address: str
    folder: Path
    said: list[str] = field(default_factory=list)
    judged: set[str] = field(default_factory=set)

    def watch(self) -> None:
        origin = self.address.partition("/enter")[0]
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", lambda message: self.said.append(f"console {message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        self.page.on(
            "request",
            lambda asked: None if asked.url.startswith((origin, "data:", "blob:")) else self.said.append(asked.url),
        )

    def do(self, step: re.Match[str]) -> None:
        told = step.groupdict()
        if told["field"] or told["other"]:
            self.page.get_by_label(told["field"] or told["other"]).first.fill(told["text"] or told["more"])
        elif told["value"]:
            self.write(told["sheet"], told["cell"], told["value"])
        elif told["tick"]:
            self.page.get_by_role("row").filter(has_text=told["tick"]).get_by_role("checkbox").check()
        elif told["press"]:
            self.page.get_by_role("button", name=told["press"], exact=True).click()
        elif told["clicks"]:
            for name in re.findall(r"\*\*([^*]+)\*\*", told["clicks"]):
                self.click(name)
        else:
            self.expect(told["says"])

    def click(self, name: str) -> None:
        """Click on what has a name; a program that would open is not opened here."""
        if name == "Open in Excel":
            self.page.get_by_role("button", name=name).wait_for()
            return
        found = self.named(name)
        found.wait_for()
        with self.settled():
            found.click()

    def named(self, name: str) -> Locator:
        """Return the link or button of a name: of these very words where there is one, else of those that have them."""
        exact, loose = (
            self.page.get_by_role("link", name=name, exact=is_exact).or_(
                self.page.get_by_role("button", name=name, exact=is_exact)
            )
            for is_exact in (True, False)
        )
        exact.or_(loose).first.wait_for()
        return (exact if exact.count() else loose).first

    @contextmanager
    def settled(self) -> Iterator[None]:
        """Have what a click asks for answered, and look whether the page can be used by everyone."""
        yield
        self.page.wait_for_load_state("load")
        self.judge()

    def write(self, sheet: str, cell: str, value: str) -> None:
        change(self.folder / "mine.xlsx", {f"{sheet}!{cell}": value})

    def expect(self, words: str) -> None:
        """Wait for words, in the page or in the report that it shows."""
        shown = self.page.get_by_text(words)
        for _ in range(PATIENCE // 250):
            frames = [frame.get_by_text(words) for frame in self.page.frames[1:]]
            if any(each.count() for each in (shown, *frames)):
                return
            self.page.wait_for_timeout(250)
        pytest.fail(f"the page never says {words!r}: {self.page.locator('main').inner_text()}")

    def judge(self) -> None:
        """Look once at every page whether it fits the screen, and whether everyone can use it."""
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), self.page.url
        path = self.page.url.partition("?")[0]
        if path in self.judged:
            return
        self.judged.add(path)
        axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is missing")
        found = axe.Axe().run(self.page).response["violations"]
        assert [f"{path} {each['id']}: {each['nodes'][0]['html'][:200]}" for each in found] == []


@pytest.mark.slow
def test_the_tutorial_does_as_it_says(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "my workbooks"
    folder.mkdir()
    steps = list(STEP.finditer(TUTORIAL.read_text(encoding="utf-8")))
    assert len(steps) > 25
    with running(folder) as (address, _):
        reader = Reader(browser.new_page(**LOOKS["desk"]), address, folder)  # type: ignore[arg-type]
        reader.watch()
        reader.page.goto(address)
        reader.page.get_by_text("There is no workbook in this folder yet").wait_for()
        for step in steps:
            reader.do(step)
        check_downloads(reader)
        check_stop(reader)
        check_hostile(reader)
        check_phone(browser, reader)
        reader.page.context.close()
    assert reader.said == []


def check_downloads(reader: Reader) -> None:
    """Check that what is downloaded is the plan, and opens."""
    reader.click("Plans")
    reader.click("mine-base.xlsx")
    with reader.page.expect_download() as waited:
        reader.page.get_by_role("link", name="Download .xlsx").click()
    path = reader.folder.parent / "downloaded.xlsx"
    waited.value.save_as(path)
    book = openpyxl.load_workbook(path, read_only=True)
    assert {name.lower() for name in book.sheetnames} >= PLAN
    book.close()


def check_stop(reader: Reader) -> None:
    """Check that a job is stopped by its button."""
    reader.click("Workbooks")
    reader.click("mine.xlsx")
    reader.click("Plan")
    reader.page.get_by_label("high demand").check()
    reader.page.get_by_role("button", name="Plan", exact=True).click()
    reader.page.get_by_text("waits in line").first.wait_for()  # two jobs, the second after the first
    reader.page.get_by_role("link", name="case high demand").first.click()
    stop = reader.page.get_by_role("button", name=re.compile("Stop and keep the best|Take out of the line"))
    stop.click()
    reader.page.get_by_role("heading", name="Jobs").or_(reader.page.get_by_text("stopped")).first.wait_for()


def check_hostile(reader: Reader) -> None:
    """Names that would be markup or a script are text on every page, a file's name too."""
    evil = "<img src=x onerror=alert(1)>"
    name = f"{evil} & 'co'.xlsx"
    sheets = small(
        Sites=f"site | country\n{evil} | <b>land</b>",
        Suppliers=f"supplier | site | material | price\n<script>alert(2)</script> | {evil} | goods | 1",
        Demand=f"market | material | amount | shortage cost\n{evil} | goods | 5 | 9\n<i>gone</i> | goods | 5 | 9",
        Cases="case | sheet | row | column | change\n<script>alert(3)</script> | Settings | gap | value | 0.5",
    )
    write(reader.folder / name, sheets)
    reader.page.on("dialog", lambda dialog: reader.said.append(f"dialog: {dialog.message}"))
    origin = reader.address.partition("/enter")[0]
    reader.click("Workbooks")
    reader.page.get_by_role("link", name=name).wait_for()
    for path, more, shown in (
        ("/faults", {}, "<i>gone</i>"), ("/network", {}, evil), ("/plan", {}, "<script>alert(3)</script>"),
        ("/what-if", {"q": "price"}, "<script>alert(2)</script>"), ("/studies", {}, name),
        ("/studies/ask", {"study": "<script>"}, "There is no such study"),
    ):  # fmt: skip
        reader.page.goto(f"{origin}{path}?{urlencode({'book': name, **more})}")
        reader.expect(shown)
        assert reader.page.locator("main img, main b, main i, main script").count() == 0, path
    reader.said[:] = [each for each in reader.said if "404 (Not Found)" not in each]  # as it was asked for
    (reader.folder / name).unlink()


def check_phone(browser: Browser, reader: Reader) -> None:
    """Every page fits on a phone, in the dark too."""
    context = browser.new_context(**LOOKS["phone in the dark"])  # type: ignore[arg-type]
    page = context.new_page()
    phone = Reader(page, reader.address, reader.folder, reader.said)
    phone.watch()
    page.goto(reader.address)
    page.get_by_role("link", name="mine.xlsx").wait_for()
    origin = reader.address.partition("/enter")[0]
    phone.judged = {f"{origin}{path}" for path in ("/", "/jobs", "/faults", "/plan", "/plans/open")}  # as on a desk
    for path in (
        "/", "/plans", "/jobs", "/jobs/show?job=1", "/faults?book=mine.xlsx", "/network?book=mine.xlsx",
        "/plan?book=mine.xlsx", "/what-if?book=mine.xlsx&q=price", "/studies?book=mine.xlsx",
        "/studies/ask?book=mine.xlsx&study=frontier", "/plans/open?plan=outputs/0001 mine-base.xlsx",
    ):  # fmt: skip
        page.goto(f"{origin}{path}")
        phone.judge()
    context.close()
