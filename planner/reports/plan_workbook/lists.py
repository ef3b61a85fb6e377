"""Writes the lists of the first page: what is built, what it costs, who pays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from planner.plans.tables import OWNER
from planner.reports.plan_workbook.page import COLUMNS, PlanPage
from planner.reports.styles import FADED, LINE
from planner.wording.key_figures import capital_by_funder, projects_of
from planner.wording.numbers import number_format, part_words
from planner.wording.sums import cost_parts
from planner.wording.text import middle_cut

if TYPE_CHECKING:
    from planner.plans.plan import Plan

MOST_PROJECTS: Final = 12
MOST_FUNDERS: Final = 6
SPANS: Final = ((0, 4), (5, 7), (8, 9), (10, 11))  # the columns of project, place, start, capital
CAPITAL: Final = 10  # the first column of figures
LEFT_LAST: Final = 11
RIGHT: Final = (13, COLUMNS - 1)


def write_lists(page: PlanPage, plan: Plan) -> None:
    """Write what is built on the left, what it costs and who pays on the right."""
    rows = max(_write_projects(page, plan), _write_money(page, plan))
    page.row += rows
    page.space(8)


def _write_projects(page: PlanPage, plan: Plan) -> int:
    """Write the projects with the most capital; return how many rows they take."""
    top, projects = page.row, projects_of(plan)
    page.heading(top, 0, LEFT_LAST, "What is built")
    if not projects:
        page.merged(top + 1, 0, LEFT_LAST, "Nothing.", font_color=FADED)
        return 2
    for (first, last), head in zip(SPANS, ("project", "place", "started", "capital paid"), strict=True):
        page.merged(top + 1, first, last, head, font_size=9, font_color=FADED, align=_side(first))
    shown = projects[:MOST_PROJECTS]
    capital = [project.capital for project in shown]
    for row, project in enumerate(shown, start=top + 2):
        values = (middle_cut(project.name, 36), middle_cut(project.place, 24), project.started, project.capital)
        for (first, last), value in zip(SPANS, values, strict=True):
            page.merged(row, first, last, value, **_look(capital, first))
    more = len(projects) - len(shown)
    if more:
        words = f"and {more} smaller {'one' if more == 1 else 'ones'}: see Investments"
        page.merged(top + 2 + len(shown), 0, LEFT_LAST, words, font_color=FADED, font_size=9)
    return 2 + len(shown) + bool(more)


def _write_money(page: PlanPage, plan: Plan) -> int:
    """Write what the plan costs and who pays its capital; return how many rows that takes."""
    parts = [(part_words(str(part)), float(amount)) for part, amount in cost_parts(plan).items()]
    row = _write_amounts(page, page.row, "What it costs, discounted", parts)
    funders = [
        ("the owners" if name == OWNER else str(name), float(amount))
        for name, amount in capital_by_funder(plan).items()
    ]
    if len(funders) > MOST_FUNDERS:
        rest = sum(amount for _, amount in funders[MOST_FUNDERS - 1 :])
        funders = [*funders[: MOST_FUNDERS - 1], ("others", rest)]
    if funders:
        row = _write_amounts(page, row + 1, "Capital paid, by whom", funders)
    return row - page.row


def _write_amounts(page: PlanPage, row: int, title: str, amounts: Sequence[tuple[str, float]]) -> int:
    """Write amounts and their sum under a title; return the row below them."""
    first, last = RIGHT
    page.heading(row, first, last, title)
    values = [amount for _, amount in amounts]
    for name, amount in (*amounts, ("in all", sum(values))):
        row += 1
        bold = {"bold": True} if name == "in all" else {}
        page.merged(row, first, last - 2, middle_cut(name, 28), **_look(values, 0), **bold)
        page.merged(row, last - 1, last, amount, **_look(values, last), **bold)
    return row + 1


def _look(amounts: Sequence[float], column: int) -> dict[str, object]:
    look = {"font_size": 9, "bottom": 1, "bottom_color": LINE, "shrink": True, "align": _side(column)}
    return look | ({"num_format": number_format("money", amounts)} if column >= CAPITAL else {})


def _side(column: int) -> str:
    return "right" if column >= CAPITAL else "left"
