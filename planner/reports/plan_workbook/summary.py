"""Writes the first sheet of a plan: the decision on its first printed page, then more figures and all sheets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from planner.reports.first_page.page import FirstPage, first_page
from planner.reports.plan_workbook.contents import write_contents, write_jumps
from planner.reports.plan_workbook.decision import write_approvals, write_chart_and_beside, write_lead, write_sure
from planner.reports.plan_workbook.lists import write_lists
from planner.reports.plan_workbook.page import COLUMN_PIXELS, COLUMN_WIDTH, COLUMNS, PlanPage
from planner.reports.plan_workbook.sentences import more_in_short
from planner.reports.styles import BAD, DARK, FADED, GOOD, PALE, WARN, ReportStyles
from planner.wording.key_figures import Tile, tiles_of
from planner.wording.text import safe_text, shortened, width_of

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

    from planner.plans.plan import Plan

LINE_HEIGHT: Final = 14.5  # points
LINE_WIDTH: Final = 117  # digits of a line of text across the page
LONGEST_TITLE: Final = 160
CHART_ROWS: Final = 14
CHART_HEIGHT: Final = 278  # pixels
PAPER: Final = (
    425.0,
    740.0,
)  # points of an A4 page across, less a fifth since programs measure columns apart, and down
POINTS_A_PIXEL: Final = 0.75
LEAST_SCALE, LARGEST_SCALE = 50, 100  # per cent


def write_summary(
    sheet: Worksheet, plan: Plan, charts: Sequence[tuple[Chart, str]], names: Sequence[str], styles: ReportStyles
) -> None:
    """Write the first sheet.

    Parameters
    ----------
    charts
        What is drawn, each with its words; the decision's own comes first where it has one.
    names
        The plan's other sheets.
    """
    page, told = PlanPage(sheet, styles), first_page(plan)
    sheet.hide_gridlines(2)
    sheet.set_column(0, COLUMNS - 1, COLUMN_WIDTH)
    _write_title(page, told)
    jumps = page.row
    page.row += 1
    write_lead(page, told)
    own, others = (charts[0], charts[1:]) if told.chart is not None else (None, charts)
    write_chart_and_beside(page, told, own)
    write_approvals(page, told)
    write_sure(page, told)
    apart = page.row
    _write_tiles(page, tiles_of(plan))
    _write_sentences(page, plan)
    write_lists(page, plan)
    _place_charts(page, others)
    contents = page.row
    write_contents(page, names)
    last, page.row = page.row, jumps
    write_jumps(page, names, contents)
    _set_up_page(page, plan, (apart, contents, last))


def _write_title(page: PlanPage, told: FirstPage) -> None:
    title = shortened(told.title, LONGEST_TITLE)
    fits = width_of(title) <= LINE_WIDTH / 2
    look = {"font_size": 18} if fits else {"font_size": 13, "text_wrap": True}
    page.line(title, 30 if fits else 36, bold=True, font_color=DARK, **look)
    page.line(told.subtitle, 16, font_color=FADED)
    colour = GOOD if told.is_proven else WARN
    page.line(told.status, 20, bold=True, font_size=11, indent=1, bg_color=colour)


def _write_tiles(page: PlanPage, tiles: Sequence[Tile]) -> None:
    wide = COLUMNS // len(tiles)
    for offset, height in enumerate((16, 26, 28)):
        page.height(page.row + offset, height)
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
            page.row + 1, first, last, tile.figure, bold=True, font_size=14, font_color=DARK, shrink=True, **look
        )
        words = shortened(tile.words, 54)
        page.merged(page.row + 2, first, last, words, font_size=8, text_wrap=True, valign="top", **look)
    page.row += 3
    page.space()


def _write_sentences(page: PlanPage, plan: Plan) -> None:
    page.heading(page.row, 0, COLUMNS - 1, "In short")
    page.row += 1
    for words in more_in_short(plan):
        words = shortened(words, 4 * LINE_WIDTH)
        lines = math.ceil((width_of(words) + 2) / LINE_WIDTH)
        page.line(f"•  {words}", LINE_HEIGHT * lines + 1, text_wrap=True)
    page.space()


def _place_charts(page: PlanPage, charts: Sequence[tuple[Chart, str]]) -> None:
    """Place the charts two a line, so that one that is left out leaves no hole."""
    for number, (chart, words) in enumerate(charts):
        chart.set_size({"width": COLUMN_PIXELS * COLUMNS // 2 - 6, "height": CHART_HEIGHT})
        row = page.row + CHART_ROWS * (number // 2)
        options = {"x_offset": 2, "y_offset": 2, "object_position": 1, "description": shortened(safe_text(words), 900)}
        page.sheet.insert_chart(row, COLUMNS // 2 * (number % 2), chart, options)
    page.row += CHART_ROWS * math.ceil(len(charts) / 2)


def _set_up_page(page: PlanPage, plan: Plan, parts: tuple[int, int, int]) -> None:
    """Print the decision on a page, the figures on the next, the list of sheets behind them; each whole on its page."""
    sheet, tops = page.sheet, (0, *parts)
    sheet.set_portrait()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
    sheet.print_area(0, 0, parts[-1], COLUMNS - 1)
    across, down = PAPER
    tallest = max(page.points(top, below) for top, below in pairwise(tops))
    scale = 100 * min(across / (COLUMNS * COLUMN_PIXELS * POINTS_A_PIXEL), down / tallest)
    sheet.set_print_scale(max(LEAST_SCALE, min(LARGEST_SCALE, int(scale))))  # breaks are lost where it fits to pages
    sheet.set_h_pagebreaks(list(parts[:-1]))
    sheet.center_horizontally()
    name = shortened(plan.book.path.name, 60).replace("&", "&&")
    sheet.set_footer(f"&L&8Planned from {name}&R&8Page &P of &N")
