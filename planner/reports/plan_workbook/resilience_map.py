"""Draws what each disruption leaves of service by the period in which it strikes, as a map of coloured cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from planner.reports.cells import write_cell
from planner.reports.styles import SERVICE, ReportStyles
from planner.wording.text import safe_text, width_of

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from planner.plans.plan import Plan

MAP_SHEET: Final = "Resilience map"
MOST_ON_A_PAGE: Final = 60  # rows that are read on one page
WORDS: Final = (
    "Share of the worst served covered demand; blank: it does not strike then, covers no demand, or is a set "
    "of outages and not among the worst of that period."
)
# from orange over pale to blue: told apart with any colour vision, and in print by how dark they are
COLOURS: Final = {"min_color": "#E08214", "mid_color": "#FEE0B6", "max_color": "#D8EAF5"}
ENDS: Final = dict.fromkeys(("min_type", "mid_type", "max_type"), "num") | {
    "min_value": 0, "mid_value": 0.8, "max_value": 1,
}  # fmt: skip


def has_map(plan: Plan) -> bool:
    """Whether there is anything to draw."""
    return len(plan.tables["Resilience"]) > 0


def write_map(sheet: Worksheet, plan: Plan, styles: ReportStyles) -> None:
    """Write disruptions by periods of onset, each cell the service, in the order of the table."""
    table = plan.tables["Resilience"]
    names, periods = list(dict.fromkeys(table["disruption"])), list(plan.book.periods)
    write_cell(sheet, 0, 0, "disruption", styles.header(align="left", indent=1))
    for column, period in enumerate(periods, start=1):
        sheet.write_string(0, column, safe_text(period), styles.header(align="center"))
    for row, name in enumerate(names, start=1):
        write_cell(sheet, row, 0, name, styles.cell(indent=1))
        for column in range(1, len(periods) + 1):
            sheet.write_blank(row, column, None, styles.cell(align="center"))
    shown = styles.cell(align="center", num_format="0.0%")
    for name, onset, service in zip(table["disruption"], table["onset"], table["service"], strict=True):
        write_cell(sheet, 1 + names.index(name), 1 + periods.index(onset), service, shown)
    sheet.conditional_format(1, 1, len(names), len(periods), {"type": "3_color_scale"} | COLOURS | ENDS)
    write_cell(sheet, len(names) + 2, 0, WORDS, styles.get())
    _set_up(sheet, names, periods)


def _set_up(sheet: Worksheet, names: list[str], periods: list[str]) -> None:
    sheet.set_tab_color(SERVICE)
    sheet.set_column(0, 0, min(max(width_of(name) for name in ["disruption", *names]) + 4, 60))
    sheet.set_column(1, len(periods), max(9, *(width_of(period) + 3 for period in periods)))
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 1 if len(names) <= MOST_ON_A_PAGE else 0)
    sheet.set_header("&L&BResilience map&B    What each disruption leaves of service, by the period of its onset")
    sheet.set_footer("&L&F&RPage &P of &N")
