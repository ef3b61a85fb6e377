"""A copy of a plan whose sheet Investments says of each project what deciding otherwise would cost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.plans.plan import Plan
from planner.reports.plan_workbook.copies import PREFIX
from planner.reports.plan_workbook.write import write_plan
from planner.studies.explain.study import words_of
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

    from planner.studies.explain.reasons import Explained, Explanation


def write_with_reasons(path: Path, plan: Explained, found: Explanation, target: Path) -> None:
    """Write a copy of a plan with a column ``otherwise``: what it costs to do without a project, or to build it."""
    run = dict(plan.run)
    book = read(path, str(run.get("case") or "base"), PREFIX)
    named = replace(book, path=path.with_name(str(run["input"])), sha256=str(run["input sha256"]))
    words = {each.name: words_of(each) for each in found.reasons if each.sheet == "Projects"}
    investments = plan.tables["Investments"].copy()
    investments["otherwise"] = [words.get(project, "") for project in investments["project"]]
    write_plan(Plan(named, {**plan.tables, "Investments": investments}, run), target)
