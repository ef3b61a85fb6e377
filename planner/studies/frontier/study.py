"""A frontier as a study: its points, the projects that come and go along it, and what it says in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from planner.plans.fields import Field
from planner.statuses import Status, status_text
from planner.studies.core.declared_measures import MONEY, SHARE
from planner.studies.core.measure import CAPITAL, THE_COST, Measure, measure_of
from planner.studies.core.measure_words import field_of, units, value_text
from planner.studies.frontier.line import Frontier, Point
from planner.studies.frontier.plan import Audit
from planner.studies.frontier.projects import entering, leaving, projects_sheet
from planner.studies.frontier.search import FoundFrontier, frontier, gap_of
from planner.studies.frontier.words import sentences
from planner.tolerances import ROUNDING
from planner.wording.numbers import money_label
from planner.wording.study import Chart, Study, StudySheet
from planner.workbook.book import Book

if TYPE_CHECKING:
    from planner.studies.core.session import Session


def studied(
    session: Session, first: str, second: str, points: int, hold: Sequence[str], folder: Path | None = None
) -> tuple[FoundFrontier, Study]:
    """Return the frontier between two measures by their names, the plans of its points in a folder, and the study."""
    measures = measure_of(first, session.book), measure_of(second, session.book)
    with session.progress("frontier") as progress:
        found = frontier(session, measures, points, progress, folder, tuple(hold))
    facts = {"from": measures[0].name, "to": measures[1].name, "points asked": points}
    return found, frontier_study(session.book, found, session.facts(**facts))


def frontier_study(book: Book, found: FoundFrontier, run: Mapping[str, object]) -> Study:
    """Return the study of a frontier."""
    first, second = found.frontier.measures
    sheets = [_points(book, found), projects_sheet(book, found.frontier), _dropped(book, found.frontier)]
    where = f"{book.path.name}, case {book.case}"
    return Study(
        f"{_title(first)} against {second.name}: {len(found.frontier.points)} plans to choose from",
        tuple(sentences(book, found)),
        tuple(sheets),
        run,
        money_label(book.settings),
        f"{where}; no plan is better than one of these in both",
    )


def _points(book: Book, found: FoundFrontier) -> StudySheet:
    line = found.frontier
    first, second = line.measures
    rate = f"{first.name} per {second.unit.one_more(book.settings)}"
    fields = (
        Field("point", "text", "the plan: 1 is the best of the first measure, the last the best of the second"),
        field_of(second),
        field_of(first),
        *((field_of(THE_COST),) if THE_COST not in line.measures else ()),
        Field(f"more {first.name}", first.unit.kind, "than at the point before"),
        Field(rate, first.unit.kind if first.unit in (MONEY, SHARE) else "number", "on the way from the point before"),
        *_capital(line, replace(field_of(CAPITAL), name="capital")),
        Field("status", "text", "proven: no plan is better by more than the gap; else why the solve stopped"),
        Field(f"no better {first.name} than", first.unit.kind, "proven: no plan under the same limit is better"),
        Field("gap", "share", "between what was found and what is proven"),
        Field("more, at least", first.unit.kind, "than at the point before, by what is proven of both"),
        Field("more, at most", first.unit.kind, "than at the point before, by what is proven of both"),
        Field("knee", "text", "where the frontier bends the most"),
        Field("enter", "text", "projects that the point before does not build"),
        Field("leave", "text", "projects that only the point before builds"),
        Field("served undisturbed", "share", "the worst served demand where nothing strikes, in the plan as audited"),
        Field("cost as audited", "money", "its plan run at least cost, in a workbook that asks for what it promises"),
        Field("audit", "text", "of the point's plan: checks that pass, or those that do not"),
    )  # fmt: skip
    knee = line.knee()
    rows = [_row(line, n, found.audits[x.name], knee) for n, x in enumerate(line.points)]
    chart = Chart(
        "scatter", f"{_title(first)} against {second.name}", second.name, (first.name,),
        _alt(book, line), second.name, f"{first.name} ({field_unit(first, book)})", names="point", is_wide=True,
    )  # fmt: skip
    doc = f"The plans on the frontier of {first.name} against {second.name}"
    return StudySheet("Points", doc, fields, rows, 1, charts=(chart,), tints=_tints(rows, knee, line), head=len(rows))


def _capital(line: Frontier, cell: object) -> tuple[object, ...]:
    """Return the cell of the column of capital, where no measure is just that."""
    return () if CAPITAL in line.measures else (cell,)


def _title(measure: Measure) -> str:
    return measure.name[:1].upper() + measure.name[1:]


def field_unit(measure: Measure, book: Book) -> str:
    """Return the unit of a measure's numbers on an axis."""
    return money_label(book.settings) if measure.unit is MONEY else measure.unit.kind


def _tints(rows: list[tuple[object, ...]], knee: Point | None, line: Frontier) -> list[list[str]]:
    """Colour the knee, and what is not proven."""
    marks = []
    for row, each in zip(rows, line.points, strict=True):
        look = "chosen" if each is knee else ""
        status = _status(each)
        doubt = "" if status == Status.PROVEN else "changed"
        marks.append([look if n < 3 else doubt if cell == status else "" for n, cell in enumerate(row)])
    return marks


def _status(each: Point) -> str:
    """Return whether a point is proven, and else why not."""
    return status_text(each.status, each.stopped)


def _row(line: Frontier, n: int, audit: Audit, knee: Point | None) -> tuple[object, ...]:
    first, second = line.measures
    each = line.points[n]
    cost = () if THE_COST in line.measures else (each.values[THE_COST.name],)
    low = each.bounds.get(first.name)
    gap = gap_of(each, first)
    paid, rate, *brackets = _step_cells(line, n)
    told: tuple[object, ...] = (each.name, each.values[second.name], each.values[first.name], *cost, paid, rate)
    told += (
        *_capital(line, each.values[CAPITAL.name]),
        _status(each),
        low,
        0.0 if gap is not None and gap < ROUNDING else gap,
    )
    told += (*brackets, "knee" if each is knee else "")
    told += (_names(entering(line, n)), _names(leaving(line, n)))
    checks = f"all {audit.checks} pass" if not audit.failed else f"{len(audit.failed)} do not pass: {audit.failed[0]}"
    return (*told, audit.served, audit.cost, checks)


def _step_cells(line: Frontier, n: int) -> tuple[object, ...]:
    if n == 0:
        return (None, None, None, None)
    first, second = line.measures
    step = line.step(line.points[n - 1], line.points[n])
    rate = step.paid / units(second, step.gained) if step.gained else None
    signed = sorted((first.sign * step.least, first.sign * step.most))
    return (first.sign * step.paid, None if rate is None else first.sign * rate, *signed)


def _names(projects: list[str]) -> str:
    return "; ".join(projects)


def _alt(book: Book, line: Frontier) -> str:
    first, second = line.measures
    told = [
        f"{value_text(second, x.values[second.name], book)} at {value_text(first, x.values[first.name], book)}"
        for x in line.points
    ]
    return f"{second.name} and {first.name} of {len(told)} plans: {'; '.join(told)}"


def _dropped(book: Book, line: Frontier) -> StudySheet:
    first, second = line.measures
    fields = (
        Field("point", "text", "as it was numbered"),
        Field(f"{second.name} asked", second.unit.kind, "the limit; blank at an end"),
        field_of(second),
        field_of(first),
        Field("why", "text", "why it is not on the frontier"),
    )  # fmt: skip
    rows = [
        (x.point.name, x.point.limit, x.point.values.get(second.name), x.point.values.get(first.name), x.why)
        for x in line.dropped
    ]
    return StudySheet("Dropped", "Points that were looked for and are not on the frontier, and why", fields, rows)
