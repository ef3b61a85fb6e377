"""The study of which number must be right, as sentences, tables and tornado charts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from planner.studies.core.query import Decisions
from planner.studies.sensitivity.all_sheets import all_sheets
from planner.studies.sensitivity.asked import Sensitivity, SensitivityAsked, sensitivity_of
from planner.studies.sensitivity.number_sheets import (
    cases_sheet,
    changes_sheet,
    left_sheet,
    numbers_sheet,
    trials_sheet,
)
from planner.studies.sensitivity.search import SideFound
from planner.studies.sensitivity.words import sentences, verdict
from planner.wording.numbers import money_label
from planner.wording.study import Study
from planner.workbook.book import Book

if TYPE_CHECKING:
    from planner.studies.core.session import Session
    from planner.studies.sensitivity.varied import VariedWorkbook
    from planner.workbook.ranges.number_range import Uncertain


def studied(
    session: Session,
    work: VariedWorkbook,
    numbers: Sequence[Uncertain],
    asked: SensitivityAsked,
    starts: Decisions | None = None,
    facts: Mapping[str, object] | None = None,
) -> tuple[Sensitivity, Study]:
    """Return which numbers matter, and the study; ``starts`` are those of the plan that is kept."""
    with session.progress("sensitivity") as progress, session.runner(progress) as runner:
        found = sensitivity_of(work, numbers, asked, session.worker, runner, starts)
    told = {
        "numbers that are not sure": len(numbers),
        "numbers that are looked at, at most": asked.most,
        "numbers for which plans are made anew, at most": asked.widest,
        "values tried on each side beyond the end, at most": asked.steps,
        "draws of all numbers": asked.samples,
        "draws that are planned anew": min(asked.anew, asked.samples),
        "indices": asked.method or "none",
        "seed of the draws": asked.seed,
    }
    return found, study_of(session.book, work, found, session.facts(**told, **(facts or {})))


def study_of(book: Book, work: VariedWorkbook, found: Sensitivity, run: Mapping[str, object]) -> Study:
    """Return the study of a workbook."""
    title = f"Which number must be right: {book.settings['title'] or book.path.stem}"
    each = [numbers_sheet(found), changes_sheet(found), trials_sheet(found)] if found.numbers else []
    sheets = [*each, *all_sheets(book, found), *([cases_sheet(work, found)] if found.numbers else [])]
    sheets += [left_sheet(found)] if found.left else []
    return Study(
        title=title,
        sentences=tuple(sentences(found, book.settings)),
        sheets=tuple(sheets),
        run=run,
        money=money_label(book.settings),
        subtitle=f"{book.path.name}, case {book.case}; the starts of the plan kept stay, its operations are free",
    )


def told(found: Sensitivity) -> dict[str, object]:
    """Return what was found as plain data."""
    plan = found.own.plan
    numbers = [
        {
            "number": each.of.name, "as it stands": each.of.own, "low": each.of.ends[0], "high": each.of.ends[1],
            "decision": verdict(each.found, each.place).value,
            "changes": [_side_told(side) for side in (each.found.sides if each.found is not None else ())],
            "knowing": None if each.knowing is None else vars(each.knowing.worth),
        }
        for each in found.numbers
    ]  # fmt: skip
    return {"objective": None if plan is None else plan.best, "numbers": numbers, "draws": len(found.samples)}


def _side_told(side: SideFound) -> dict[str, object]:
    regret = None if side.end is None else side.end.regret
    return {
        "end": None if side.end is None else side.end.at,
        "safe until": side.safe_until,
        "another plan from": None if math.isnan(side.flips_from) else side.flips_from,
        "breaks even at": None if math.isnan(side.breaks_even) else side.breaks_even,
        "regret at the end": None if regret is None or math.isinf(regret.best) else vars(regret),
        "is proven": side.is_proven,
    }
