"""What ``planner solve --all-cases`` and ``planner regret`` do last: write the study, say what came of it, and end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.commands.answers import answer
from planner.statuses import Status
from planner.studies.cases.study import AllCases, all_cases, cases_study, said_of, told_of
from planner.studies.regret.study import regret_sentences
from planner.wording.numbers import money_label
from planner.wording.study import Study

if TYPE_CHECKING:
    from planner.studies.core.options import StudyOptions


def solve_all(workbook: Path, options: StudyOptions, threads: int | None) -> None:
    """Plan every case and compare."""
    found = all_cases(workbook, options, threads)
    report(found, cases_study(found))


def report(found: AllCases, study: Study) -> None:
    """Write a study of all cases and say what came of them; the exit code is the highest of the cases'."""
    session = found.session
    session.write(study)
    said, money = answer(), money_label(session.book.settings)
    said.tell_faults(session.faults)
    plans = [each.path for each in found.cases if each.path is not None]
    chosen = [path for each in found.written.values() for path in each.values()]
    said.tell(status=_status(found), path=session.target, paths=[session.target, *plans, *chosen], **told_of(found))
    for each in found.cases:
        said.say(said_of(each, money))
    for line in regret_sentences(found.regret, money) if found.regret else []:
        said.say(line)
    said.say(f"{session.target}: written.")
    click.get_current_context().exit(found.exit_code)


def _status(found: AllCases) -> Status:
    """Return the status of the whole: proven where every case's plan is; else that of the worst case."""
    worst = max(found.cases, key=lambda each: each.exit_code)
    if worst.exit_code:
        return worst.status
    return Status.PROVEN if all(x.status is Status.PROVEN for x in found.cases) else Status.NOT_PROVEN
