"""The sheets of a plan in groups: the order of their tabs, and the list with links on the first of them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from planner.plans.tables import BY_NAME, MONTE_CARLO, SETS
from planner.reports.plan_workbook.copies import PREFIX
from planner.reports.plan_workbook.page import COLUMNS, PlanPage
from planner.reports.plan_workbook.pair_map import PAIR_SHEET
from planner.reports.plan_workbook.resilience_map import MAP_SHEET
from planner.reports.plan_workbook.run_sheet import RUN_SHEET
from planner.reports.styles import FADED, LINE
from planner.wording.text import shortened, width_of
from planner.workbook.schema.sheets import SHEETS

SUMMARY: Final = "Summary"
DATA_SHEET: Final = "Chart data"
CARRIED: Final = "The workbook that was planned, its case applied"
DETAIL: Final = "Detail: who buys, makes, moves and holds what"
GROUPS: Final = (
    ("What is decided", ("Investments", "Timeline", "Payments", "Budgets")),
    ("What it buys", (
        "Baseline", "Sourcing", "Concentration", "Content", "Shortages", "Resilience", MAP_SHEET, SETS.name,
        PAIR_SHEET, MONTE_CARLO.name,
    )),
    ("What it costs", ("Costs", "Prices")),
    (DETAIL, ("Purchases", "Production", "Resource use", "Flows", "Stockpiles", "Balances")),
    ("How far to trust it", ("Checks", RUN_SHEET, DATA_SHEET)),
)  # fmt: skip
DOCS: Final = {
    MAP_SHEET: "Service by disruption and onset, coloured.",
    PAIR_SHEET: "Service by pairs that are out at once, coloured.",
    RUN_SHEET: "What was solved, how, and how well.",
    DATA_SHEET: "The figures of the charts on this sheet.",
    MONTE_CARLO.name: MONTE_CARLO.doc,
}
NAME: Final = (0, 3)
DOC: Final = (4, COLUMNS - 1)
A_LINE: Final = 6  # links side by side
LINK: Final = "#1F4F8F"
DOC_WIDTH: Final = 92.0  # digits of a line
JUMPS: Final = ("Investments", "Timeline", "Baseline", "Resilience", "Costs", "Checks")


def tabs(present: Iterable[str]) -> list[str]:
    """Return the sheets of a plan in the order of their tabs: the first page, then group by group, the input last."""
    there = list(present)
    known = [name for _, names in GROUPS for name in names]
    return [SUMMARY, *(name for name in known if name in there), *(name for name in there if name.startswith(PREFIX))]


def is_detail(name: str) -> bool:
    """Whether a sheet is one of detail."""
    return name in dict(GROUPS)[DETAIL]


def write_jumps(page: PlanPage, names: Iterable[str], list_row: int) -> None:
    """Write a line of links to the sheets that one looks at first, and to the list of all."""
    there = set(names)
    jumps = [name for name in JUMPS if name in there]
    page.height(page.row, 16)
    wide = COLUMNS // A_LINE
    for number, name in enumerate(jumps[: A_LINE - 1]):
        _link(page, page.row, (number * wide, number * wide + wide - 1), name, name)
    last = (A_LINE - 1) * wide
    _link(page, page.row, (last, COLUMNS - 1), SUMMARY, "all sheets ↓", list_row)
    page.row += 1


def write_contents(page: PlanPage, names: Iterable[str]) -> None:
    """Write the list of all sheets in their groups, each with a link and what is on it."""
    there = list(names)
    for title, members in GROUPS:
        found = [name for name in members if name in there]
        if found:
            page.heading(page.row, 0, COLUMNS - 1, title)
            page.row += 1
        for name in found:
            _link(page, page.row, NAME, name, name)
            doc = shortened(DOCS.get(name) or BY_NAME[name].doc, 2 * int(DOC_WIDTH))
            lines = math.ceil(width_of(doc) / DOC_WIDTH)
            page.height(page.row, 13.0 * lines + 2)
            look: dict[str, object] = {
                "font_size": 9,
                "text_wrap": True,
                "font_color": FADED,
                "bottom": 1,
                "bottom_color": LINE,
            }
            page.merged(page.row, DOC[0], DOC[1], doc, **look)
            page.row += 1
    _write_carried(page, [name for name in there if name.startswith(PREFIX)])


def _write_carried(page: PlanPage, copies: list[str]) -> None:
    if not copies:
        return
    page.heading(page.row, 0, COLUMNS - 1, CARRIED)
    wide = COLUMNS // A_LINE
    order = {f"{PREFIX}{sheet.name}": number for number, sheet in enumerate(SHEETS)}
    # in the order in which they are read back, whatever a study has added behind
    for number, name in enumerate(sorted(copies, key=lambda copy: order.get(copy, len(order)))):
        at = number % A_LINE
        page.row += at == 0
        _link(page, page.row, (at * wide, at * wide + wide - 1), name, name)
    page.row += 1


def _link(page: PlanPage, row: int, span: tuple[int, int], sheet: str, words: str, target: int = 0) -> None:
    """Write a link to a row of another sheet, the first as a rule."""
    first, last = span
    style = page.styles.get(font_size=9, font_color=LINK, underline=1, shrink=True)
    page.sheet.merge_range(row, first, row, last, "", style)
    address = f"internal:'{sheet.replace(chr(39), 2 * chr(39))}'!A{target + 1}"
    page.sheet.write_url(row, first, address, style, string=words)
