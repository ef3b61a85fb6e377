"""Alternatives of a plan: the workbook that it carries is studied, and its sheet Investments says what was found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from planner.reports.loading.plan import read_run
from planner.reports.loading.trusted import trusted
from planner.reports.plan_workbook.copies import PREFIX
from planner.reports.plan_workbook.run_sheet import RUN_SHEET
from planner.statuses import Status
from planner.studies.alternatives.found import FoundAlternatives
from planner.studies.alternatives.operations import Planned
from planner.studies.alternatives.words import range_text
from planner.studies.core.plan_copy import write_with_column
from planner.studies.core.query import decisions_of
from planner.workbook.reading.cells import read_grids
from planner.workbook.reading.guard import admit

if TYPE_CHECKING:
    from planner.studies.core.options import StudyOptions

PERIODS = f"{PREFIX}Periods"


def is_plan(path: Path) -> bool:
    """Whether a workbook is a plan, which carries its input."""
    found: set[str] = set()

    def look(names: list[str]) -> list[str]:
        found.update(names)
        return []

    read_grids(path, admit(path), look)
    return {PERIODS, RUN_SHEET} <= found


def carried_by(path: Path, options: StudyOptions) -> StudyOptions:
    """Return the options with the case that a plan was made for: it has been applied to what the plan carries."""
    return replace(options, case=str(read_run(path).get("case") or "base"))


def planned_in(path: Path) -> Planned | None:
    """Return the plan of a plan workbook as the best; None where its own run did not prove how good it is."""
    known = trusted(path).plan
    bound = known.run.get("bound")
    if known.status is not Status.PROVEN or bound is None:
        return None
    return Planned(decisions_of(known.book, known.tables), float(bound))


def write_with_ranges(path: Path, found: FoundAlternatives, target: Path) -> None:
    """Write a copy of a plan in which every investment has its range over near-optimal plans."""
    facts = {"range: plans that cost at most": found.limit, "range: more than the best, at most": found.within}
    ranges = {project: range_text(each) for project, each in found.ranges.items()}
    write_with_column(path, "range", ranges, target, facts)
