"""Compares plans: what they cost and why, what they build, where supply comes from, what could go wrong."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from planner.errors import FileError
from planner.reports.loading.several import Compared, differs_in_money, load_plans
from planner.studies.compare.costs import bridge_sheet, cost_sheet
from planner.studies.compare.figures import figure_sheet, plan_sheet
from planner.studies.compare.inputs import differences, input_sheet
from planner.studies.compare.projects import capital_sheet, investment_sheet, lines_of, spending_sheet, start_sheet
from planner.studies.compare.safety import resilience_sheet, worst_sheet
from planner.studies.compare.supply import budget_sheet, dependence_sheet, rule_sheet, shortage_sheet, sourcing_sheet
from planner.studies.compare.words import sentences_of
from planner.wording.study import Study
from planner.wording.text import and_more

FEWEST: Final = 2
MOST_NAMED: Final = 6  # plans in the subtitle


def compare(paths: Sequence[Path]) -> Study:
    """Return the comparison of the plans of some workbooks, each beside the first.

    Raises
    ------
    FileError
        When there are fewer than two, or one of them is no plan.
    """
    if len(paths) < FEWEST:
        message = "two plans at least are needed to compare"
        raise FileError(message)
    began = time.perf_counter()
    plans = load_plans(paths)
    return compared(plans, time.perf_counter() - began)


def compared(plans: Sequence[Compared], seconds: float = 0.0) -> Study:
    """Return the comparison of plans that were loaded."""
    lines, found = lines_of(plans), list(differences(plans))
    sheets = (
        figure_sheet(plans),
        bridge_sheet(plans),
        investment_sheet(plans, lines),
        plan_sheet(plans),
        worst_sheet(plans),
        dependence_sheet(plans),
        spending_sheet(plans),
        capital_sheet(plans, lines),
        start_sheet(plans),
        budget_sheet(plans),
        sourcing_sheet(plans),
        rule_sheet(plans),
        shortage_sheet(plans),
        resilience_sheet(plans),
        cost_sheet(plans),
        input_sheet(plans, found),
    )
    return Study(
        _title(plans),
        tuple(sentences_of(plans, lines, found)),
        tuple(sheet for sheet in sheets if sheet.rows),
        _run(plans, seconds),
        "" if differs_in_money(plans) else plans[0].money,
        _subtitle(plans),
    )


def _title(plans: Sequence[Compared]) -> str:
    titles = {str(plan.plan.run.get("title") or "") for plan in plans} - {""}
    count = f"{len(plans)} plans compared"
    return f"{count}: {titles.pop()}" if len(titles) == 1 else count


def _subtitle(plans: Sequence[Compared]) -> str:
    others = [plan.label for plan in plans[1:]]
    return f"The first plan is {plans[0].label}; beside it {and_more(others, MOST_NAMED - 1)}"


def _run(plans: Sequence[Compared], seconds: float) -> dict[str, object]:
    """Return the facts of the comparison: which files, byte by byte."""
    facts: dict[str, object] = {"study": "compare", "plans": len(plans), "seconds reading": round(seconds, 3)}
    for number, plan in enumerate(plans, start=1):
        facts[f"plan {number}"] = plan.label
        facts[f"plan {number} file"] = plan.path.name
        facts[f"plan {number} sha256"] = hashlib.sha256(plan.path.read_bytes()).hexdigest()
        facts[f"plan {number} input sha256"] = plan.plan.run.get("input sha256")
    return facts
