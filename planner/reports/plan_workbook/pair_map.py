"""Draws what is left of service where two things are out at once, as a map of coloured cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from planner.reports.cells import write_cell
from planner.reports.plan_workbook.resilience_map import COLOURS, ENDS
from planner.reports.styles import SERVICE, ReportStyles
from planner.wording.text import width_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from planner.reports.pair_maps import PairMap

PAIR_SHEET: Final = "Pair map"
LINE, RISE, TALLEST = 14.0, 5.6, 400.0  # points: of a line, of a character along the slope, of what a row can be


def write_pair_maps(sheet: Worksheet, maps: Sequence[PairMap], styles: ReportStyles) -> None:
    """Write the maps one below the other, each thing by each."""
    row = 0
    for one in maps:
        row = _write(sheet, row, one, styles) + 2
    longest = max(width_of(name) for one in maps for name in (one.disruption, *one.names))
    sheet.set_tab_color(SERVICE)
    sheet.set_column(0, 0, min(longest + 4, 50))
    sheet.set_column(1, max(len(one.names) for one in maps), 7)
    sheet.freeze_panes(0, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_header("&L&BPair map&B    What is left of service where two are out at once")
    sheet.set_footer("&L&F&RPage &P of &N")


def _height(names: Sequence[str]) -> float:
    """Return the height in points of a line of names that stand at 60 degrees: no program finds it by itself."""
    return min(LINE + RISE * max(width_of(name) for name in names), TALLEST)


def _write(sheet: Worksheet, top: int, one: PairMap, styles: ReportStyles) -> int:
    """Write a map below a row; return the row behind it."""
    write_cell(sheet, top, 0, one.disruption, styles.header(align="left", indent=1))
    for column, name in enumerate(one.names, start=1):
        write_cell(sheet, top, column, name, styles.header(align="center", rotation=60, text_wrap=False))
    sheet.set_row(top, _height(one.names))
    shown, blank = styles.cell(align="center", num_format="0%"), styles.cell(align="center")
    for row, (name, values) in enumerate(zip(one.names, one.values, strict=True), start=top + 1):
        write_cell(sheet, row, 0, name, styles.cell(indent=1))
        for column, value in enumerate(values, start=1):
            write_cell(sheet, row, column, value, shown if value == value else blank)
    last = top + len(one.names)
    sheet.conditional_format(top + 1, 1, last, len(one.names), {"type": "3_color_scale"} | COLOURS | ENDS)
    write_cell(sheet, last + 1, 0, one.words, styles.get())
    return last + 2
