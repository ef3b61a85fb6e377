"""What ``planner solve --all-cases`` and ``planner regret`` do last: write the study, say what came of it, and end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from planner.reports.figures import money_label
from planner.studies.cases_study import all_cases, as_json, cases_study, said_of
from planner.studies.regret_study import regret_sentences
from planner.studies.session import warnings_of

if TYPE_CHECKING:
    from pathlib import Path

    from planner.studies.cases_study import AllCases
    from planner.studies.study import Study
    from planner.study_options import StudyOptions


def solve_all(workbook: Path, asked: StudyOptions, threads: int | None) -> None:
    """Plan every case and compare."""
    found = all_cases(workbook, asked, threads)
    report(found, cases_study(found))


def report(found: AllCases, study: Study) -> None:
    """Write a study of all cases and say what came of them; the exit code is the highest of the cases'."""
    session = found.session
    session.write(study)
    for line in warnings_of(session.faults):
        click.echo(line, err=True)
    if session.asked.is_json:
        click.echo(as_json(found))
    else:
        money = money_label(session.book.settings)
        for each in found.cases:
            click.echo(said_of(each, money))
        for line in regret_sentences(found.regret, money) if found.regret else []:
            click.echo(line)
        click.echo(f"{session.target}: written.")
    click.get_current_context().exit(found.exit_code)
