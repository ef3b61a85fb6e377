"""Frontiers for tests: a workbook in which safety costs what a pencil says, and what is asked of it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from workbooks import Sheets, small, write

from planner.solving.outcome import Options
from planner.studies.core.measure import Measure, measure_of
from planner.studies.core.options import StudyOptions
from planner.studies.core.progress import StudyProgress
from planner.studies.core.session import Session
from planner.studies.frontier import search
from planner.studies.frontier.line import Frontier
from planner.studies.frontier.plan import Audit
from planner.studies.frontier.search import FoundFrontier, frontier
from planner.workbook.reading.reader import read

COST, WORST = Measure("cost"), Measure("worst service")
CLOSE = 1e-6


def session(source: Path, target: Path, **options: Any) -> Session:
    solver = Options(**{"gap": 0.0, "threads": 1} | options)
    return Session(read(source), (), target, solver, StudyOptions(processes=1))


def asked(path: Path, sheets: Sheets, first: str, second: str, **options: Any) -> tuple[Session, Any]:
    """Return a session and two measures to be asked for in it."""
    path.mkdir(exist_ok=True)
    here = session(write(path / "in.xlsx", sheets), path / "out.xlsx", **options)
    return here, (measure_of(first, here.book), measure_of(second, here.book))


def found(path: Path, sheets: Sheets, first: str, second: str, count: int = 5) -> FoundFrontier:
    return frontier(*asked(path, sheets, first, second), count, StudyProgress(""))


def line_of(here: Session, measures: Any, count: int = 5, hold: tuple[str, ...] = ()) -> Frontier:
    """Return the points of a frontier alone: to plan and to audit them is half of its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "audits_of", _unaudited)
        return frontier(here, measures, count, StudyProgress(""), None, hold).frontier


def _unaudited(_: object, line: Frontier, *__: object) -> dict[str, Audit]:
    return {point.name: Audit(math.inf, None, None, 0, ()) for point in line.points}


def values(line: Frontier) -> list[tuple[float, float]]:
    first, second = line.measures
    return [(x.values[second.name], x.values[first.name]) for x in line.points]


def home(**other: str) -> Sheets:
    """Return a year in which Home needs 10, which Farland sells for 1, and may build to be safe without it.

    Nothing that is built runs while Farland sells: a unit of it costs 3 to run. The near plant costs 2 for a unit,
    5 at most, the far one 4; either may be built at any size. Farland stops with a chance of 0.1.
    """
    return small(**({
        "Sites": "site | country\nhome | Homeland\nfar | Farland",
        "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
        "Plants": "site | process | capacity | variable cost\nhome | make | 0 | 3",
        "Suppliers": "supplier | site | material | price\nCheap | far | goods | 1",
        "Lanes": "from | to\nfar | home",
        "Demand": "market | material | amount | shortage cost\nhome | goods | 10 | 8",
        "Projects": "project | place | adds | maximum | capital rate\n"
                    "near | home | make | 5 | 2\nmore | home | make | 5 | 4",
        "Disruptions": "disruption | probability\ntrouble | 0.1",
        "Hits": "disruption | target | name\ntrouble | country | Farland",
        "Settings": "setting | value\ndiscount rate | 0\ngap | 0\ncapital charging | overnight",
    } | other))  # fmt: skip
