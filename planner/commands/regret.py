"""``planner regret``: what each case's investments cost when another case comes true."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.options import IN_FILE, study_options
from planner.studies.core.options import StudyOptions


@click.command()
@click.argument("workbook", type=IN_FILE, metavar="IN")
@click.option(
    "--choose", is_flag=True,
    help="Find by one model of all cases the investments of the least worst regret, and those "
    "of the least mean cost, and write their plans in every case.",
)  # fmt: skip
@click.option(
    "--weights", default="", metavar="'CASE=NUMBER; ...'",
    help="Such as base=2; embargo=1: what cases count in means; 1 where nothing is said.",
)  # fmt: skip
@study_options
def regret(workbook: Path, choose: bool, weights: str, options: StudyOptions) -> None:
    """Plan every case, and say what each plan would cost beyond the best when another case comes true."""
    from planner.commands.cases import report
    from planner.studies.cases.study import all_cases, regret_study

    found = all_cases(workbook, options, name="regret", choose=choose, weights=weights)
    report(found, regret_study(found))
