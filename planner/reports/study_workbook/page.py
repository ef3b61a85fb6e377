"""Writes the first sheet of a study: one printed page with the answer, its figures and its charts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from planner.reports.columns import is_finite
from planner.reports.plan_workbook.page import PlanPage
from planner.reports.study_workbook.sheet import LOOKS, headers_of, number_formats
from planner.reports.styles import DARK, FADED, LINE, ReportStyles
from planner.wording.study import MARKS, Chart, Study, StudySheet
from planner.wording.text import middle_cut, safe_text, shortened, width_of

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart as Drawn
    from xlsxwriter.worksheet import Worksheet

LINE_HEIGHT: Final = 14.5  # points
COLUMNS: Final = 24  # finer than a plan's, since tables of any number of plans stand here
COLUMN_WIDTH: Final = 4.0
COLUMN_PIXELS: Final = 33
LINE_WIDTH: Final = 113  # digits of a line of text across the page
LONGEST_TITLE: Final = 160
CHART_ROWS: Final = 14
CHART_HEIGHT: Final = 278  # pixels
BELOW_WIDTH: Final = 560
NAME_COLUMNS: Final = 6  # of the page at least, for the names of the rows of a table
MOST_SHOWN: Final = 6  # columns of a table beside the names
WIDEST: Final = 4  # columns of the page for one of a table
CONTENTS_COLUMNS: Final = 6
COLOUR_COLUMNS: Final = 4


class StudyPage(PlanPage):
    """The first sheet of a study, in columns of its own width."""

    columns = COLUMNS


def write_study_page(
    tab: Worksheet, study: Study, tabs: Sequence[str], charts: Sequence[tuple[Chart, Drawn]], styles: ReportStyles
) -> None:
    """Write the first page: title, sentences, the heads of tables, charts, and what is on the other sheets."""
    page = StudyPage(tab, styles)
    tab.hide_gridlines(2)
    tab.set_column(0, COLUMNS - 1, COLUMN_WIDTH)
    _write_title(page, study)
    _write_sentences(page, study)
    for sheet in study.sheets:
        if sheet.head and sheet.rows:
            _write_head(page, sheet, study.money)
    _place_charts(page, charts)
    _set_up(page)
    _write_contents(page, study, tabs)


def _write_title(page: StudyPage, study: Study) -> None:
    title = shortened(study.title, LONGEST_TITLE)
    fits = width_of(title) <= LINE_WIDTH / 2
    look = {"font_size": 18} if fits else {"font_size": 13, "text_wrap": True}
    page.line(title, 30 if fits else 36, bold=True, font_color=DARK, **look)
    money = f"all money in {study.money}" if study.money else ""
    words = shortened("  ·  ".join(part for part in (study.subtitle, money) if part), 3 * LINE_WIDTH)
    if words:
        _paragraph(page, words, font_color=FADED)
    page.space()


def _write_sentences(page: StudyPage, study: Study) -> None:
    page.heading(page.row, 0, COLUMNS - 1, "In short")
    page.row += 1
    for words in study.sentences:
        _paragraph(page, f"•  {shortened(words, 5 * LINE_WIDTH)}")
    page.space()


def _paragraph(page: StudyPage, words: str, **look: object) -> None:
    lines = math.ceil((width_of(words) + 2) / LINE_WIDTH)
    page.line(words, LINE_HEIGHT * lines + 1, text_wrap=True, **look)


def _write_head(page: StudyPage, sheet: StudySheet, money: str) -> None:
    """Write the first rows of a table across the page: its first column wide, the others even."""
    shown = min(len(sheet.fields), MOST_SHOWN + 1)
    spans = _spans(shown)
    page.heading(page.row, 0, COLUMNS - 1, shortened(sheet.doc.rstrip(".") or sheet.name, LINE_WIDTH))
    headers = [field.name if field.kind == "money" and money else header  # the page says the unit of all money
               for field, header in zip(sheet.fields, headers_of(sheet, money), strict=True)][:shown]  # fmt: skip
    lines = max(math.ceil((width_of(head) + 1) / _digits(span)) for head, span in zip(headers, spans, strict=True))
    page.sheet.set_row(page.row + 1, 12.5 * min(lines, 3) + 2)
    for (first, last), header, field in zip(spans, headers, sheet.fields, strict=False):
        side = "left" if field.kind == "text" else "right"
        look: dict[str, object] = {"font_size": 9, "font_color": FADED, "text_wrap": True, "valign": "bottom"}
        look |= {"indent": 1} if side == "left" and first else {}
        page.merged(page.row + 1, first, last, middle_cut(header, 3 * int(_digits((first, last)))), align=side, **look)
    page.row += 2
    formats = [number_formats(sheet, number) for number in range(shown)]
    for row in range(min(sheet.head, len(sheet.rows))):
        for number, (first, last) in enumerate(spans):
            _write_head_cell(page, sheet, row, number, (first, last), formats[number][row])
        page.row += 1
    _write_rest(page, sheet, shown)


def _write_head_cell(
    page: StudyPage, sheet: StudySheet, row: int, number: int, span: tuple[int, int], shown: str
) -> None:
    value, mark = sheet.rows[row][number], sheet.tints[row][number] if sheet.tints else ""
    is_text = sheet.fields[number].kind == "text"
    look: dict[str, Any] = {"bottom": 1, "bottom_color": LINE, "align": "left" if is_text else "right", "shrink": True}
    if is_finite(value) and shown:
        look["num_format"] = shown
    if is_text and number:
        look["indent"] = 1
    if isinstance(value, str):
        value = middle_cut(value, int(1.6 * _digits(span)))
    page.merged(page.row, *span, value, **(look | LOOKS.get(mark, {})))


def _write_rest(page: StudyPage, sheet: StudySheet, shown: int) -> None:
    """Say what of a table the page leaves out."""
    rows, columns = len(sheet.rows) - sheet.head, len(sheet.fields) - shown
    left = [f"{rows} more rows"] if rows > 0 else []
    left += [f"{columns} more columns"] if columns > 0 else []
    if left:
        page.line(f"and {' and '.join(left)}: see {sheet.name}", LINE_HEIGHT, font_color=FADED, font_size=9)
    page.space(8)


def _spans(columns: int) -> list[tuple[int, int]]:
    """Return the page's columns that each of a table's takes: the first the rest, the others the same."""
    if columns == 1:
        return [(0, COLUMNS - 1)]
    each = min(WIDEST, (COLUMNS - NAME_COLUMNS) // (columns - 1))
    first = COLUMNS - each * (columns - 1)
    spans = [(first + each * number, first + each * (number + 1) - 1) for number in range(columns - 1)]
    return [(0, first - 1), *spans]


def _digits(span: tuple[int, int]) -> float:
    return (span[1] - span[0] + 1) * (COLUMN_WIDTH + 0.7) - 1.5


def _place_charts(page: StudyPage, charts: Sequence[tuple[Chart, Drawn]]) -> None:
    """Place the charts two a line, a wide one alone on its line."""
    half = COLUMN_PIXELS * COLUMNS // 2 - 6
    on_left = True
    for chart, drawn in charts:
        if chart.is_wide and not on_left:
            page.row, on_left = page.row + CHART_ROWS, True
        drawn.set_size({"width": 2 * half + 6 if chart.is_wide else half, "height": CHART_HEIGHT})
        insert(page.sheet, page.row, 0 if on_left else COLUMNS // 2, chart, drawn)
        if chart.is_wide or not on_left:
            page.row += CHART_ROWS
        on_left = chart.is_wide or not on_left
    page.row += 0 if on_left else CHART_ROWS
    if charts:
        page.space()


def place_below(tab: Worksheet, sheet: StudySheet, charts: Sequence[tuple[Chart, Drawn]]) -> None:
    """Place the charts that the first page has no room for below their table, two beside each other."""
    for number, (chart, drawn) in enumerate(charts):
        drawn.set_size({"width": BELOW_WIDTH, "height": CHART_HEIGHT})
        row = len(sheet.rows) + 2 + CHART_ROWS * (number // 2)
        insert(tab, row, 0, chart, drawn, (BELOW_WIDTH + 8) * (number % 2))


def insert(tab: Worksheet, row: int, column: int, chart: Chart, drawn: Drawn, right: int = 0) -> None:
    """Put a chart on a sheet, so many pixels further right, with its words for who cannot see it."""
    words = shortened(safe_text(chart.alt), 900)
    tab.insert_chart(
        row, column, drawn, {"x_offset": 2 + right, "y_offset": 2, "object_position": 1, "description": words}
    )


def _write_contents(page: StudyPage, study: Study, tabs: Sequence[str]) -> None:
    """Say what each sheet shows, with a link to it, and what the colours mean."""
    page.space(12)
    page.heading(page.row, 0, COLUMNS - 1, "On the other sheets")
    page.row += 1
    wide = int(_digits((CONTENTS_COLUMNS, COLUMNS - 1)))
    for tab, sheet in zip(tabs, study.sheets, strict=True):
        link = page.styles.get(font_color=DARK, underline=1, shrink=True)
        page.sheet.merge_range(page.row, 0, page.row, CONTENTS_COLUMNS - 1, "", link)
        page.sheet.write_url(page.row, 0, f"internal:'{tab.replace(chr(39), 2 * chr(39))}'!A1", link, tab)
        words = shortened(safe_text(sheet.doc), 2 * wide)
        lines = math.ceil((width_of(words) + 2) / wide)
        page.sheet.set_row(page.row, LINE_HEIGHT * lines)
        page.merged(page.row, CONTENTS_COLUMNS, COLUMNS - 1, words, text_wrap=True)
        page.row += 1
    used = {mark for sheet in study.sheets for row in sheet.tints or () for mark in row} & set(LOOKS)
    shown = [mark for mark in MARKS if mark in used and mark not in ("faded", "total")][: COLUMNS // COLOUR_COLUMNS - 1]
    if shown:
        page.merged(page.row, 0, COLOUR_COLUMNS - 1, "Colours", font_color=FADED)
        for number, mark in enumerate(shown, start=1):
            first, look = COLOUR_COLUMNS * number, {"align": "center", "shrink": True, **LOOKS[mark]}
            page.merged(page.row, first, first + COLOUR_COLUMNS - 1, MARKS[mark], **look)
        page.row += 1


def _set_up(page: StudyPage) -> None:
    """Set the sheet to print on one page; the links below what was written so far are for the screen."""
    tab = page.sheet
    tab.set_portrait()
    tab.set_paper(9)  # A4
    tab.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
    tab.print_area(0, 0, page.row, COLUMNS - 1)
    tab.fit_to_pages(1, 1)
    tab.center_horizontally()
    tab.set_footer("&L&8&F&R&8Page &P of &N")
