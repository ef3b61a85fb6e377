"""``planner shares``: who should pay, of partners that could plan together or by themselves."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.answers import answer
from planner.commands.options import IN_FILE, study_options
from planner.statuses import Status
from planner.studies.core.options import StudyOptions


@click.command()
@click.argument("workbook", type=IN_FILE, metavar="IN")
@click.option(
    "--keepable",
    is_flag=True,
    help="Leave out, for all alike, rules, least uses and stocks that some coalition cannot keep.",
)
@study_options
def shares(workbook: Path, keepable: bool, options: StudyOptions) -> None:
    """Plan every coalition of the partners of the sheet Partners, and say what each should pay."""
    from planner.studies.shares.solves import planned
    from planner.studies.shares.study import shares_study, told_of

    found = planned(workbook, options, options.threads, keepable=keepable)
    study = shares_study(found)
    found.session.write(study)
    said = answer()
    said.tell_faults(found.session.faults)
    plans = [each.plan.path for each in found.coalitions if each.plan.path is not None]
    worst = max((each.plan for each in found.coalitions), key=lambda plan: plan.exit_code)
    is_proven = all(each.plan.status is Status.PROVEN for each in found.coalitions)
    status = worst.status if worst.exit_code else Status.PROVEN if is_proven else Status.NOT_PROVEN
    target = found.session.target
    said.tell(status=status, path=target, paths=[target, *plans], **told_of(found))
    said.say_study(study, target)
    click.get_current_context().exit(found.exit_code)
