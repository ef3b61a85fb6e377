"""Which projects come and go along a frontier."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.plans.fields import Field
from planner.studies.core.query import Decisions
from planner.tolerances import SIZE_BOUGHT
from planner.wording.numbers import number_text
from planner.wording.study import StudySheet
from planner.workbook.book import Book

if TYPE_CHECKING:
    from planner.studies.frontier.line import Frontier, Point

ABSENT = "–"


def started(decisions: Decisions, among: Iterable[Decisions]) -> dict[str, list[tuple[str, float, float | None]]]:
    """Return the starts of each project: period, number, size; one that orders nothing is none.

    What is nothing is told by the largest size of all plans that are looked at.
    """
    found: dict[str, list[tuple[str, float, float | None]]] = {}
    largest = max((size or 0.0 for each in among for *_, size in each), default=0.0)
    for project, period, number, size in decisions:
        if size is None or size > SIZE_BOUGHT * largest:
            found.setdefault(project, []).append((period, number, size))
    return found


def started_at(line: Frontier, point: Point) -> dict[str, list[tuple[str, float, float | None]]]:
    """Return the starts of each project at a point of a frontier."""
    return started(point.decisions, [x.decisions for x in line.points])


def entering(line: Frontier, n: int) -> list[str]:
    """Return the projects that a point builds and the one before it does not."""
    return _more(line, line.points[n], line.points[n - 1]) if n else []


def leaving(line: Frontier, n: int) -> list[str]:
    """Return the projects that a point does not build and the one before it does."""
    return _more(line, line.points[n - 1], line.points[n]) if n else []


def _more(line: Frontier, one: Point, other: Point) -> list[str]:
    built = started_at(line, other)
    return [project for project in started_at(line, one) if project not in built]


def starts_text(starts: list[tuple[str, float, float | None]]) -> str:
    """Return starts in words, such as ``2026 x2, 2028: 150``: the number where it is more than one, then the size."""
    words = []
    for period, number, size in starts:
        times = f" x{number:g}" if number > 1 else ""
        words.append(f"{period}{times}" + (f": {number_text(size)}" if size is not None else ""))
    return ", ".join(words) or ABSENT


def projects_sheet(book: Book, line: Frontier) -> StudySheet:
    """Return the matrix of projects by points: those that differ first, those that no point builds left out."""
    names = [row["project"] for row in book.rows("Projects")]
    by_point = [started_at(line, x) for x in line.points]
    cells = {name: [starts_text(found.get(name, [])) for found in by_point] for name in names}
    shown = [name for name in names if any(name in found for found in by_point)]
    shown.sort(key=lambda name: (_is_steady(cells[name]), len(set(cells[name])) == 1))
    fields = (
        Field("project", "text", "the project"),
        Field("along the frontier", "text", "whether it is built at every point, or comes, goes or moves"),
        *(Field(f"point {x.name}", "text", "its starts: period, number, size") for x in line.points),
    )  # fmt: skip
    rows = [(name, _course(cells[name]), *cells[name]) for name in shown]
    tints = [["", "", *_tints(cells[name])] for name in shown]
    doc = "Projects by point: periods of their starts, number (x2) and size; coloured where the point before differs"
    return StudySheet("Projects", doc, fields, rows, 2, tints=tints)


def _is_steady(cells: list[str]) -> bool:
    """Whether a project is built at every point or at none."""
    return len({cell == ABSENT for cell in cells}) == 1


def _course(cells: list[str]) -> str:
    if len(set(cells)) == 1:
        return "the same at every point"
    if _is_steady(cells):
        return "at every point, time or size differ"
    changes = sum((one == ABSENT) != (two == ABSENT) for one, two in pairwise(cells))
    if changes > 1:
        return "comes and goes"
    return "enters" if cells[0] == ABSENT else "leaves"


def _tints(cells: list[str]) -> list[str]:
    marks = ["" if cells[0] == ABSENT else "chosen"]
    for before, now in pairwise(cells):
        mark = "chosen" if now == before else "changed"
        mark = "added" if before == ABSENT != now else "dropped" if now == ABSENT != before else mark
        marks.append("" if now == before == ABSENT else mark)
    return marks
