"""What a study asks of a workbook beyond its plan: plain data that can be sent to another process.

A `CaseSetting` changes what is built (the rules, the promises, the problem); a `Query` only moves limits, costs and
rows of what was built, so that many questions are answered from one model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from planner.studies.core.measure import THE_COST, Measure
from planner.studies.core.query_workbook import Held, with_held, with_strikes_apart
from planner.workbook.book import Book, Row
from planner.workbook.schema.sheets import BY_NAME
from planner_models.problem import Problem

# project, period, number of starts or blocks, size (None: as it comes; of blocks their number says it)
Start = tuple[str, str, float, float | None]
Decisions = tuple[Start, ...]


@dataclass(frozen=True)
class CaseSetting:
    """What is built.

    Attributes
    ----------
    limits
        Limits of measures that are rules of a workbook: (measure, the most).
    measured, worst_in
        The names of the measures whose variables and rows the model needs; the one period whose worst service is meant.
    held
        The least share that each demand gets in each period: (market, material, shares).
    edits
        Module-level functions of a problem, with what they are called with besides: applied in order.
    former
        The decisions of a former plan, where changes of them are charged.
    """

    limits: tuple[tuple[Measure, float], ...] = ()
    measured: frozenset[str] = frozenset()
    worst_in: str = ""
    held: Held = ()
    edits: tuple[tuple[Callable[..., Problem], tuple[object, ...]], ...] = ()
    former: Decisions | None = None

    def book(self, book: Book) -> Book:
        """Return a workbook that asks for what is held, with a rule for each limit, and strikes of one period apart."""
        book = with_held(book, self.held) if self.held else book
        book = with_strikes_apart(book, self.worst_in) if self.worst_in else book
        for measure, limit in self.limits:
            book = with_rule(book, measure, limit)
        return book

    def problem(self, problem: Problem) -> Problem:
        """Return a problem as it is edited."""
        for edit, arguments in self.edits:
            problem = edit(problem, *arguments)
        return problem


@dataclass(frozen=True)
class Query:
    """What is asked of a model that was built.

    Attributes
    ----------
    aim
        What is wanted least: a linear measure (the worst service: most), or ``projects``.
    projects
        Weights of the number of starts of projects where they are the aim: (project, weight); a weight below zero
        wants many. With ``by_size`` the weights are of the size that is ordered in all.
    limits
        (measure, the worst that it may be), of linear measures.
    counts
        (project, fewest, most) starts over the horizon.
    starts
        Where given: every decision; what is not among them is not started. A start without a size has any.
    kept
        Decisions that stay as they are, number and size, while all others are free.
    away
        Sets of decisions to differ from: what is wanted most is the least number of starts that differ from any.
    change_cost
        What each change of the setting's former decisions costs, beside the aim.
    """

    aim: Measure | None = THE_COST
    projects: tuple[tuple[str, float], ...] = ()
    by_size: bool = False
    limits: tuple[tuple[Measure, float], ...] = ()
    counts: tuple[tuple[str, float, float], ...] = ()
    starts: Decisions | None = None
    kept: tuple[Start, ...] = ()
    away: tuple[Decisions, ...] = ()
    change_cost: float = 0.0


def with_rule(book: Book, measure: Measure, limit: float) -> Book:
    """Return a workbook with one more rule: the measure at most its limit, in every period."""
    every, rows = len(book.periods), book.rows("Rules")
    values = BY_NAME["Rules"].blank_values(every) | {
        "rule": f"{measure.name} at most {limit:.6g}",
        "measure": measure.declared.limits[0],
        "of": measure.declared.limits[1],
        "material": measure.material,
        "content": measure.content or None,
        "buyers": (measure.buyers,),
        "origins": (measure.of,) if measure.of else ("*",),
        "limit": (limit,) * every,
        "minimum share": (0.0,) * every,
        "from": measure.period or None,
        "until": measure.period or None,
    }
    number = max((row.number for row in rows), default=1) + 1
    added = Row("Rules", number, values, {"limit": "", "rule": ""})
    return replace(book, sheets={**book.sheets, "Rules": (*rows, added)})


def decisions_of(book: Book, tables: Mapping[str, Any]) -> Decisions:
    """Return the decisions of a plan: of blocks how many, and a size where that is open: it may be 0."""
    rows = (row for row in book.rows("Projects") if row["block"] is None)
    sized = {row["project"] for row in rows if row["maximum"] is not None or row["curve"] is not None}
    return tuple((*start[:3], start[3] if start[0] in sized else None) for start in _starts(tables))


def orders_of(tables: Mapping[str, Any]) -> Decisions:
    """Return what each start of a plan orders, blocks by their capacity, from its table Investments."""
    return tuple((*start[:3], start[3] or None) for start in _starts(tables))


def _starts(tables: Mapping[str, Any]) -> Iterator[Start]:
    rows = tables["Investments"]
    built = rows[rows["decision"] == "build"]
    for project, start, blocks, size in built[["project", "start", "blocks", "size"]].itertuples(index=False):
        yield project, start, float(blocks), None if size != size else float(size)
