"""Copies of a plan whose sheet Investments says what a study found of each project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from planner.reports.loading.trusted import trusted
from planner.reports.plan_workbook.write import write_plan


def write_with_column(
    path: Path, column: str, words: Mapping[str, str], target: Path, facts: Mapping[str, object] | None = None
) -> None:
    """Write a copy of a plan with one more column, of words by project, and more facts of its run."""
    plan = trusted(path).plan
    investments = plan.tables["Investments"].copy()
    investments[column] = [words.get(project, "") for project in investments["project"]]
    tables = {**plan.tables, "Investments": investments}
    write_plan(replace(plan, tables=tables, run={**plan.run, **(facts or {})}), target)
