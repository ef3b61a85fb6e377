"""Writes the first sheet of a plan: one printed page that can be read in a minute."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from planner.reports.plan_workbook.lists import write_lists
from planner.reports.plan_workbook.page import COLUMN_PIXELS, COLUMN_WIDTH, COLUMNS, PlanPage
from planner.reports.plan_workbook.sentences import sentences_of
from planner.reports.styles import BAD, DARK, FADED, GOOD, LINE, PALE, WARN
from planner.wording.beside import beside_lines
from planner.wording.key_figures import is_proven, status_words, tiles_of
from planner.wording.numbers import money_label
from planner.wording.text import safe_text, shortened, width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

    from planner.plans.plan import Plan
    from planner.reports.styles import ReportStyles
    from planner.wording.beside import BesideLine
    from planner.wording.key_figures import Tile

LINE_HEIGHT: Final = 14.5  # points
LINE_WIDTH: Final = 117  # digits of a line of text across the page
LONGEST_TITLE: Final = 160
CHART_ROWS: Final = 14
BESIDE: Final = ((0, 4), (5, 7), (8, 11))  # the columns of what is looked at, the plan, and doing nothing
CHART_HEIGHT: Final = 278  # pixels


def write_summary(sheet: Worksheet, plan: Plan, charts: Sequence[tuple[Chart, str]], styles: ReportStyles) -> None:
    """Write the first page: status, figures, sentences, what is built and what it costs, charts."""
    page = PlanPage(sheet, styles)
    sheet.hide_gridlines(2)
    sheet.set_column(0, COLUMNS - 1, COLUMN_WIDTH)
    _write_title(page, plan)
    _write_tiles(page, tiles_of(plan))
    _write_beside(page, beside_lines(plan))
    _write_sentences(page, plan)
    write_lists(page, plan)
    _place_charts(page, charts)
    _set_up_page(page, plan)


def _write_title(page: PlanPage, plan: Plan) -> None:
    periods = plan.book.periods
    title = plan.book.settings.get("title") or plan.book.path.stem
    title = shortened(str(title), LONGEST_TITLE)
    fits = width_of(title) <= LINE_WIDTH / 2
    look = {"font_size": 18} if fits else {"font_size": 13, "text_wrap": True}
    page.line(title, 30 if fits else 36, bold=True, font_color=DARK, **look)
    case = "" if plan.book.case == "base" else f"Case: {plan.book.case}  ·  "
    horizon = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    page.line(
        f"{case}Supply diversification plan, {horizon}  ·  all money in {money_label(plan.book.settings)}",
        16,
        font_color=FADED,
    )
    page.space()
    page.line(
        status_words(plan.run),
        24,
        bold=True,
        font_size=12,
        indent=1,
        bg_color=GOOD if is_proven(plan) else WARN,
    )
    if plan.run.get("left out"):
        words = shortened(f"Left out: {plan.run['left out']}", 6 * LINE_WIDTH)
        height = LINE_HEIGHT * math.ceil((width_of(words) + 4) / LINE_WIDTH) + 4
        page.line(words, height, indent=1, bg_color=WARN, text_wrap=True)
    page.space()


def _write_tiles(page: PlanPage, tiles: Sequence[Tile]) -> None:
    wide = COLUMNS // len(tiles)
    for offset, height in enumerate((16, 26, 28)):
        page.sheet.set_row(page.row + offset, height)
    for number, tile in enumerate(tiles):
        first, last = number * wide, number * wide + wide - 1
        colour = {True: GOOD, False: BAD, None: PALE}[tile.good]
        look = {
            "bg_color": colour,
            "align": "center",
            "left": 2,
            "right": 2,
            "left_color": "#FFFFFF",
            "right_color": "#FFFFFF",
        }
        page.merged(page.row, first, last, tile.label, font_color=FADED, font_size=9, **look)
        page.merged(
            page.row + 1,
            first,
            last,
            tile.figure,
            bold=True,
            font_size=14,
            font_color=DARK,
            shrink=True,
            **look,
        )
        words = shortened(tile.words, 54)
        page.merged(page.row + 2, first, last, words, font_size=8, text_wrap=True, valign="top", **look)
    page.row += 3
    page.space()


def _write_beside(page: PlanPage, lines: Sequence[BesideLine]) -> None:
    """Write the plan's figures beside those of doing nothing."""
    if not lines:
        return
    heads = ("The plan beside doing nothing", "the plan", "nothing built that is free to choose")
    for (first, last), words in zip(BESIDE, heads, strict=True):
        page.heading(page.row, first, last, words)
    for line in lines:
        page.row += 1
        cells = list(zip(BESIDE, (line.label, line.plan, line.nothing), strict=True))
        lines_of = [math.ceil(width_of(words) / (COLUMN_WIDTH * (last - first + 1))) for (first, last), words in cells]
        if max(lines_of) > 1:  # merged cells do not grow by themselves
            page.sheet.set_row(page.row, LINE_HEIGHT * min(max(lines_of), 4))
        for (first, last), words in cells:
            worse = {"bg_color": BAD} if line.is_worse and words is line.nothing else {}
            look = {"font_size": 9, "bottom": 1, "bottom_color": LINE, "text_wrap": True, "valign": "top"}
            page.merged(page.row, first, last, words, **look, **worse)
    page.row += 1
    page.space()


def _write_sentences(page: PlanPage, plan: Plan) -> None:
    page.heading(page.row, 0, COLUMNS - 1, "In short")
    page.row += 1
    for words in sentences_of(plan):
        words = shortened(words, 4 * LINE_WIDTH)
        lines = math.ceil((width_of(words) + 2) / LINE_WIDTH)
        page.line(f"•  {words}", LINE_HEIGHT * lines + 1, text_wrap=True)
    page.space()


def _place_charts(page: PlanPage, charts: Sequence[tuple[Chart, str]]) -> None:
    """Place the charts two a line, so that one that is left out leaves no hole."""
    for number, (chart, words) in enumerate(charts):
        chart.set_size({"width": COLUMN_PIXELS * COLUMNS // 2 - 6, "height": CHART_HEIGHT})
        row = page.row + CHART_ROWS * (number // 2)
        options = {
            "x_offset": 2,
            "y_offset": 2,
            "object_position": 1,
            "description": shortened(safe_text(words), 900),
        }
        page.sheet.insert_chart(row, COLUMNS // 2 * (number % 2), chart, options)
    page.row += CHART_ROWS * math.ceil(len(charts) / 2)


def _set_up_page(page: PlanPage, plan: Plan) -> None:
    sheet = page.sheet
    sheet.set_portrait()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
    sheet.print_area(0, 0, page.row, COLUMNS - 1)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    name = shortened(plan.book.path.name, 60).replace("&", "&&")
    sheet.set_footer(f"&L&8Planned from {name}&R&8Page &P of &N")
