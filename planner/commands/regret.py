"""``planner regret``: what each case's investments cost when another case comes true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from planner.commands.options import IN_FILE, study_options

if TYPE_CHECKING:
    from pathlib import Path

    from planner.studies.core.options import StudyOptions


@click.command()
@click.argument("workbook", type=IN_FILE, metavar="IN")
@study_options
def regret(workbook: Path, options: StudyOptions) -> None:
    """Plan every case, and say what each plan would cost beyond the best when another case comes true."""
    from planner.commands.cases import report
    from planner.studies.cases.study import all_cases, regret_study

    found = all_cases(workbook, options, name="regret")
    report(found, regret_study(found))
