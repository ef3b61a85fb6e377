"""Rolls a workbook forward: some of its periods are over, and what a plan has done in them stands in its cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from planner.errors import QuestionError
from planner.studies.core.query import Decisions, decisions_of
from planner.studies.replan.rolled.cells import RolledCells
from planner.studies.replan.rolled.former import charged_for_the_past, cost_from, past_starts
from planner.studies.replan.rolled.past import take_out_the_past
from planner.studies.replan.rolled.paying import carry_budgets, carry_payers
from planner.studies.replan.rolled.starts import carry_starts
from planner.studies.replan.rolled.strike import strike
from planner.studies.replan.rolled.supply import carry_stocks, carry_totals, terms_under_way
from planner.workbook.assemble.problem import assemble
from planner.workbook.book import Book
from planner.workbook.cases.again import known_settings
from planner.workbook.template.write import write_workbook

if TYPE_CHECKING:
    from planner.plans.plan import Plan


@dataclass(frozen=True)
class Rolled:
    """A workbook a while later.

    Attributes
    ----------
    rows
        What its sheets hold.
    carried, later
        The former plan's starts: those of the past, under the names of their rows, and those that it has from then on.
    remaining
        What the former plan costs from then on.
    charged
        The part of it that is counted for capital that was paid before: nothing in the workbook asks for that again.
    under_way, remarks
        What is said of disruptions under way, and what a planner should look at.
    """

    rows: dict[str, list[dict[str, object]]]
    carried: Decisions
    later: Decisions
    remaining: float
    charged: float
    under_way: tuple[str, ...]
    remarks: tuple[str, ...]


def rolled(book: Book, plan: Plan, now: str, under_way: Sequence[str] = ()) -> Rolled:
    """Return a workbook at the beginning of one of its periods, after a plan was followed until then.

    Parameters
    ----------
    book
        The workbook, with the periods that are over: its numbers are those of today.
    plan
        The plan that was followed, with the workbook that it carries.
    now
        The first period that is kept.
    under_way
        Disruptions that have struck: a name, or ``NAME since PERIOD``.

    Raises
    ------
    QuestionError
        When the workbook has no such period or disruption, or its past is not that of the plan.
    """
    t = _position(book, plan, now)
    cells, problem = RolledCells(book, t), assemble(plan.book)
    starts = list(past_starts(plan, problem, t))
    take_out_the_past(cells)
    called = carry_starts(cells, starts, assemble(book))
    carry_payers(cells, called)
    carry_budgets(cells, plan)
    carry_stocks(cells, plan)
    carry_totals(cells, plan)
    terms_under_way(cells, plan, book)
    told = strike(cells, under_way, called)
    cells.forget_the_dropped()
    cells.forget_blanks()
    return Rolled(
        rows={sheet: list(held.values()) for sheet, held in cells.rows.items()}
        | {"Settings": known_settings(cells.rows["Settings"].values())[0]},
        carried=tuple((name, now, 1.0, start.size) for start, name in called.items()),
        later=tuple(start for start in decisions_of(plan.book, plan.tables) if start[1] in cells.periods),
        remaining=cost_from(plan, problem, t),
        charged=charged_for_the_past(plan, problem, t),
        under_way=tuple(told),
        remarks=tuple(cells.remarks),
    )


def _position(book: Book, plan: Plan, now: str) -> int:
    """Return where the first period that is kept stands, in the workbook and in the plan alike."""
    t = len(book.periods_before(now))
    if not t:
        message = f"nothing is over at the beginning of {now}, the workbook's first period"
        raise QuestionError(message)
    if plan.book.periods[: t + 1] != book.periods[: t + 1]:
        message = (
            f"the plan's periods up to {now} are not the workbook's: roll the workbook forward that the plan was made "
            "of, with the periods that are over and with today's numbers"
        )
        raise QuestionError(message)
    return t


def write_rolled(found: Rolled, target: Path) -> None:
    """Write a workbook that was rolled forward, in the template's style."""
    write_workbook(target, found.rows)
