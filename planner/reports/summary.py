"""Writes the first sheet of a plan: one printed page that can be read in a minute."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from planner.plans.tables import OWNER
from planner.reports.cells import middle_cut, safe_text, shortened, width_of, write_cell
from planner.reports.chart_data import cost_parts
from planner.reports.facts import (
    built_projects,
    capital_by_funder,
    is_proven,
    status_words,
    tiles_of,
)
from planner.reports.figures import money_label, number_format
from planner.reports.sentences import sentences_of
from planner.reports.styles import BAD, DARK, FADED, GOOD, LINE, PALE, WARN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.chart import Chart
    from xlsxwriter.worksheet import Worksheet

    from planner.plans.plan import Plan
    from planner.reports.facts import Tile
    from planner.reports.styles import Styles

COLUMNS: Final = 12  # of one width, merged as each part of the page needs
COLUMN_WIDTH: Final = 9.0
COLUMN_PIXELS: Final = 68
LINE_HEIGHT: Final = 14.5  # points
LINE_WIDTH: Final = 117  # digits of a line of text across the page
LONGEST_TITLE: Final = 160
CHART_ROWS: Final = 13
CHART_HEIGHT: Final = 258  # pixels
MOST_PROJECTS: Final = 12
LEFT_LAST: Final = 7  # the column where the list of projects ends


class Page:
    """The sheet, and the row at which its next part begins."""

    def __init__(self, sheet: Worksheet, styles: Styles) -> None:
        self.sheet, self.styles, self.row = sheet, styles, 0

    def merged(self, row: int, first: int, last: int, value: Any, **look: Any) -> None:
        """Write one value over several columns."""
        style = self.styles.get(**look)
        if last > first:
            self.sheet.merge_range(row, first, row, last, "", style)
        write_cell(self.sheet, row, first, value, style)

    def line(self, value: str, height: float, **look: Any) -> None:
        """Write a line across the page and go on below it."""
        self.sheet.set_row(self.row, height)
        self.merged(self.row, 0, COLUMNS - 1, value, **look)
        self.row += 1

    def space(self, height: float = 6) -> None:
        """Leave a little room."""
        self.sheet.set_row(self.row, height)
        self.row += 1


def write_summary(sheet: Worksheet, plan: Plan, charts: Sequence[tuple[Chart, str]], styles: Styles) -> None:
    """Write the first page: status, figures, sentences, what is built and what it costs, charts."""
    page = Page(sheet, styles)
    sheet.hide_gridlines(2)
    sheet.set_column(0, COLUMNS - 1, COLUMN_WIDTH)
    _write_title(page, plan)
    _write_tiles(page, tiles_of(plan))
    _write_sentences(page, plan)
    _write_lists(page, plan)
    _place_charts(page, charts)
    _set_up_page(page, plan)


def _write_title(page: Page, plan: Plan) -> None:
    periods = plan.book.periods
    title = plan.book.settings.get("title") or plan.book.path.stem
    title = shortened(str(title), LONGEST_TITLE)
    fits = width_of(title) <= LINE_WIDTH / 2
    look = {"font_size": 18} if fits else {"font_size": 13, "text_wrap": True}
    page.line(title, 30 if fits else 36, bold=True, font_color=DARK, **look)
    case = "" if plan.book.case == "base" else f"Case: {plan.book.case}  ·  "
    horizon = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    page.line(
        f"{case}Supply diversification plan, {horizon}  ·  money in {money_label(plan.book.settings)}",
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
        page.line(f"Left out: {plan.run['left out']}", 18, indent=1, bg_color=WARN)
    page.space()


def _write_tiles(page: Page, tiles: Sequence[Tile]) -> None:
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


def _write_sentences(page: Page, plan: Plan) -> None:
    _heading(page, page.row, 0, COLUMNS - 1, "In short")
    page.row += 1
    for words in sentences_of(plan):
        words = shortened(words, 4 * LINE_WIDTH)
        lines = math.ceil((width_of(words) + 2) / LINE_WIDTH)
        page.line(f"•  {words}", LINE_HEIGHT * lines + 1, text_wrap=True)
    page.space()


def _write_lists(page: Page, plan: Plan) -> None:
    """Write what is built on the left, what it costs and who pays on the right."""
    top = page.row
    rows = max(_write_projects(page, plan, top), _write_costs(page, plan, top))
    page.row = top + rows
    page.space(8)


def _write_projects(page: Page, plan: Plan, top: int) -> int:
    label = money_label(plan.book.settings)
    _heading(page, top, 0, LEFT_LAST, "What is built")
    built = built_projects(plan)
    if not built:
        page.merged(top + 1, 0, LEFT_LAST, "Nothing.", font_color=FADED)
        return 2
    spans = ((0, 2), (3, 4), (5, 5), (6, LEFT_LAST))
    heads = ("project", "place", "start", f"capital, {label}")
    for (first, last), head in zip(spans, heads, strict=True):
        page.merged(top + 1, first, last, head, **_small_header(first >= 5))
    table = plan.tables["Investments"]
    starts = table[table["decision"] == "build"]
    shown = starts.loc[
        starts["capital"].fillna(0.0).sort_values(ascending=False, kind="stable").index[:MOST_PROJECTS]
    ]
    for row, start in enumerate(shown.itertuples(index=False), start=top + 2):
        values = (
            middle_cut(str(start.project), 36),
            middle_cut(str(start.place), 24),
            start.start,
            start.capital,
        )
        for (first, last), value in zip(spans, values, strict=True):
            page.merged(row, first, last, value, **_list_cell(shown["capital"].tolist(), first >= 5))
    more = len(starts) - len(shown)
    if more:
        page.merged(
            top + 2 + len(shown),
            0,
            LEFT_LAST,
            f"and {more} smaller starts: see Investments",
            font_color=FADED,
            font_size=9,
        )
    return 2 + len(shown) + bool(more)


def _write_costs(page: Page, plan: Plan, top: int) -> int:
    label = money_label(plan.book.settings)
    parts, capital = cost_parts(plan), capital_by_funder(plan)
    first, last = LEFT_LAST + 2, COLUMNS - 1
    row = _write_amounts(page, top, f"What it costs, {label} discounted", list(parts.items()), True)
    if len(capital):
        names = [("the owners" if name == OWNER else str(name), amount) for name, amount in capital.items()]
        more = [("others", sum(amount for _, amount in names[5:]))] if len(names) > 5 else []
        row = _write_amounts(page, row + 1, f"Who pays the capital, {label}", names[:5] + more, False)
    if not len(parts) and not len(capital):
        page.merged(row, first, last, "Nothing.", font_color=FADED)
        row += 1
    return row - top


def _write_amounts(
    page: Page, row: int, title: str, amounts: Sequence[tuple[Any, float]], total: bool
) -> int:
    """Write a titled list of amounts on the right; return the row below it."""
    first, last = LEFT_LAST + 2, COLUMNS - 1
    _heading(page, row, first, last, title)
    values = [amount for _, amount in amounts]
    if total and amounts:
        amounts = [*amounts, ("in all", sum(values))]
    for name, amount in amounts:
        row += 1
        look = {"bold": True} if total and name == "in all" else {}
        page.merged(row, first, last - 1, middle_cut(str(name), 28), **_list_cell(values, False), **look)
        page.merged(row, last, last, amount, **_list_cell(values, True), **look)
    return row + 1


def _place_charts(page: Page, charts: Sequence[tuple[Chart, str]]) -> None:
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


def _set_up_page(page: Page, plan: Plan) -> None:
    sheet = page.sheet
    sheet.set_portrait()
    sheet.set_paper(9)  # A4
    sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
    sheet.print_area(0, 0, page.row, COLUMNS - 1)
    sheet.fit_to_pages(1, 1)
    sheet.center_horizontally()
    name = shortened(plan.book.path.name, 60).replace("&", "&&")
    sheet.set_footer(f"&L&8Planned from {name}&R&8Page &P of &N")


def _heading(page: Page, row: int, first: int, last: int, words: str) -> None:
    page.merged(row, first, last, words, bold=True, font_color=DARK, bottom=2, bottom_color=DARK, shrink=True)


def _small_header(right: bool) -> dict[str, Any]:
    return {"font_size": 9, "font_color": FADED, "align": "right" if right else "left"}


def _list_cell(amounts: Sequence[float], right: bool) -> dict[str, Any]:
    look = {"font_size": 9, "bottom": 1, "bottom_color": LINE, "shrink": True}
    return look | ({"num_format": number_format("money", amounts), "align": "right"} if right else {})
