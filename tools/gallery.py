"""``python -m tools.gallery PLAN OTHER`` makes the pictures of docs/gallery from a plan, and a second one beside it.

It needs Chromium and Playwright, poppler's pdftoppm for the paper, and Pillow.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from planner.studies.report.report import write_report
from tools.pages.page import DOCS

if TYPE_CHECKING:
    from collections.abc import Sequence

GALLERY: Final = DOCS / "gallery"
WIDE, NARROW, SHOWN = 1400, 390, 1000  # of a window, of a phone, and of a picture at most
COLOURS: Final = 128
# what a picture is of: the section of the report, and the most of its height
SECTIONS: Final = {
    "timeline": ("What is built, where and when", 2700), "disruptions": ("What each disruption would do", 1540),
    "map": ("Map of sites and lanes", 900), "flows": ("Where supply comes from, before and after", 870),
}  # fmt: skip


def main() -> None:
    """Make all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path)
    parser.add_argument("other", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        one, two, paper = (Path(folder) / name for name in ("one.html", "two.html", "one.pdf"))
        write_report([given.plan], one)
        write_report([given.plan, given.other], two)
        write_report([given.plan], paper)
        photograph(one, two)
        print_pages(paper, GALLERY / "paper.png")


def photograph(one: Path, two: Path) -> None:
    """Take the pictures of a report of one plan and of one of two."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = _opened(browser, one, WIDE, 1410)
        page.screenshot(path=GALLERY / "report.png")
        for name, (section, most) in SECTIONS.items():
            _section(page, section, GALLERY / f"{name}.png", most)
        _opened(browser, one, NARROW, 1400).screenshot(path=GALLERY / "phone.png")
        _section(_opened(browser, two, WIDE, 1200), "Cost by part", GALLERY / "comparison.png", 1630)
        browser.close()
    for name in ("report", *SECTIONS, "phone", "comparison"):
        fewer_colours(GALLERY / f"{name}.png")


def _opened(browser: Any, path: Path, width: int, height: int) -> Any:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(path.as_uri())
    page.wait_for_timeout(500)
    return page


def _section(page: Any, name: str, target: Path, most: int) -> None:
    """Take the picture of a section, of as much of its height as there is room for."""
    heading = page.get_by_role("heading", name=name, exact=True).first
    box = page.locator("section", has=heading).last.bounding_box()
    clip = {"x": box["x"], "y": box["y"], "width": box["width"], "height": min(box["height"], most)}
    page.screenshot(path=target, full_page=True, clip=clip)


def print_pages(paper: Path, target: Path, pages: Sequence[int] = (1, 2)) -> None:
    """Lay pages of a PDF side by side."""
    from PIL import Image

    stem = paper.with_suffix("")
    subprocess.run(["pdftoppm", "-png", "-r", "65", "-f", str(pages[0]), "-l", str(pages[-1]), paper, stem], check=True)
    found = [Image.open(path) for path in sorted(paper.parent.glob(f"{stem.name}-*.png"))]
    gap = 8
    width = sum(image.width + gap for image in found) + gap
    sheet = Image.new("RGB", (width, max(image.height for image in found) + 2 * gap), (155, 163, 175))
    at = gap
    for image in found:
        sheet.paste(image, (at, gap))
        at += image.width + gap
    sheet.quantize(COLOURS).save(target, optimize=True)


def fewer_colours(path: Path) -> None:
    """Save a picture no wider than it is shown, with few colours: a third of the size."""
    from PIL import Image

    with Image.open(path) as image:
        shown = image.convert("RGB")
        if shown.width > SHOWN:
            shown = shown.resize((SHOWN, round(shown.height * SHOWN / shown.width)), Image.Resampling.LANCZOS)
        shown.quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main()
