"""Writes the parts of the first printed page: lead, chart beside doing nothing, what to approve, what is sure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from planner.reports.first_page.approvals import APPROVAL_HEADS
from planner.reports.first_page.page import FirstPage
from planner.reports.plan_workbook.page import COLUMN_PIXELS, COLUMN_WIDTH, COLUMNS, PlanPage
from planner.reports.styles import BAD, DARK, FADED, GOOD, LINE, PALE, WARN
from planner.wording.beside import BesideLine
from planner.wording.text import middle_cut, safe_text, shortened, width_of

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart

TONES: Final = {"good": GOOD, "warn": WARN, "bad": BAD, "": PALE}
LEAD_WIDTH: Final = 104.0  # digits of a line across the page, in the lead's size
LEAD_HEIGHT: Final = 15.5
SMALL_HEIGHT: Final = 12.0  # points of a line of size 9
SMALL: Final = 1.12  # how many more digits of that size a line holds
HALF: Final = COLUMNS // 2
BESIDE: Final = ((HALF, HALF + 2), (HALF + 3, HALF + 5), (HALF + 6, COLUMNS - 1))
ALONE: Final = ((HALF, HALF + 3), (HALF + 4, COLUMNS - 1))
APPROVALS: Final = ((0, 4), (5, 6), (7, 8), (9, 10), (11, 12), (13, 15), (16, 17))
POINTS_A_PIXEL: Final = 0.75
LEAST_CHART: Final = 215.0  # points
LONGEST_SURE: Final = 300  # signs of a sentence on what is sure: all of them stand on the sheet Run or its own
# of the cells of one row of a table: beside doing nothing, and of what to approve
OF_A_ROW: Final[dict[str, object]] = {
    "font_size": 9, "bottom": 1, "bottom_color": LINE, "text_wrap": True, "valign": "top",
}  # fmt: skip


def write_lead(page: PlanPage, told: FirstPage) -> None:
    """Write the sentences that the page begins with, coloured where what they say is good or bad."""
    for line in told.lead:
        words = shortened(line.words, 5 * int(LEAD_WIDTH))
        lines = math.ceil(width_of(words) / LEAD_WIDTH)
        page.line(words, LEAD_HEIGHT * lines + 5, font_size=11, indent=1, text_wrap=True,
                  bold=line is told.lead[0], bg_color=TONES[line.tone], bottom=1, bottom_color="#FFFFFF")  # fmt: skip
    page.space()


def write_chart_and_beside(page: PlanPage, told: FirstPage, chart: tuple[Chart, str] | None) -> None:
    """Write the plan's figures, beside those of doing nothing where these were found, with the chart left.

    Rows have the heights that their words take, and the chart is as high as all of them.
    """
    top = page.row
    spans = BESIDE if told.has_baseline else ALONE
    for (first, last), words in zip(spans, ("What it buys", "the plan", "doing nothing"), strict=False):
        page.heading(page.row, first, last, words)
    for line in told.beside:
        page.row += 1
        _write_beside(page, line, spans)
    page.row += 1
    missing = LEAST_CHART - page.points(top, page.row)
    page.space(max(missing, 6.0))
    if chart is not None:
        drawn, words = chart
        height = int((page.points(top, page.row) - SMALL_HEIGHT) / POINTS_A_PIXEL)
        drawn.set_size({"width": COLUMN_PIXELS * HALF - 8, "height": height})
        options = {"x_offset": 2, "y_offset": 2, "object_position": 1, "description": shortened(safe_text(words), 900)}
        page.sheet.insert_chart(top, 0, drawn, options)


def _write_beside(page: PlanPage, line: BesideLine, spans: Sequence[tuple[int, int]]) -> None:
    cells = list(zip(spans, (line.label, line.plan, line.nothing), strict=False))
    page.height(page.row, SMALL_HEIGHT * max(_lines(words, span) for span, words in cells) + 3)
    colours: tuple[dict[str, object], ...] = (
        {},
        {"bg_color": TONES[line.tone]} if line.tone else {},
        {"bg_color": BAD} if line.is_worse else {},
    )
    for ((first, last), words), colour in zip(cells, colours, strict=False):
        page.merged(page.row, first, last, words, **OF_A_ROW, **colour)


def write_approvals(page: PlanPage, told: FirstPage) -> None:
    """Write the projects to approve, those first that are due first."""
    if not told.approvals:
        return
    page.heading(page.row, 0, COLUMNS - 1, "What to approve")
    page.row += 1
    for span, head in zip(APPROVALS, APPROVAL_HEADS, strict=True):
        page.merged(page.row, *span, head, font_size=9, font_color=FADED)
    for approval in told.approvals:
        page.row += 1
        cells = [
            middle_cut(words, 2 * int(COLUMN_WIDTH * (last - first + 1)))
            for (first, last), words in zip(APPROVALS, approval.cells, strict=True)
        ]
        page.height(page.row, SMALL_HEIGHT * max(map(_lines, cells, APPROVALS)) + 3)
        for (first, last), words in zip(APPROVALS, cells, strict=True):
            page.merged(page.row, first, last, words, **OF_A_ROW)
    page.row += 1
    if told.more:
        page.line(told.more, 14, font_size=9, font_color=FADED)
    page.space()


def write_sure(page: PlanPage, told: FirstPage) -> None:
    """Write what is settled on the left, what is convention on the right."""
    left, right = (0, HALF - 1), (HALF, COLUMNS - 1)
    page.heading(page.row, *left, "What is settled")
    page.heading(page.row, *right, "What is convention, or left out")
    for pair in zip_longest(told.settled, told.conventions or ("Nothing that the plan says.",), fillvalue=""):
        page.row += 1
        cells = list(zip((left, right), (shortened(words, LONGEST_SURE) for words in pair), strict=True))
        page.height(page.row, SMALL_HEIGHT * max(_lines(words, span) for span, words in cells) + 3)
        for (first, last), words in cells:
            look: dict[str, object] = {
                "font_size": 9,
                "text_wrap": True,
                "valign": "top",
                "font_color": DARK if words else FADED,
            }
            page.merged(page.row, first, last, words, **look)
    page.row += 1
    page.space()


def _lines(words: str, span: Sequence[int]) -> int:
    """Return how many lines of size 9 a text takes in merged columns, which do not grow by themselves."""
    room = SMALL * COLUMN_WIDTH * (span[1] - span[0] + 1)
    return max(1, math.ceil(1.05 * width_of(words) / room))
