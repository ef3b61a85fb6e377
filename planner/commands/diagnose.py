"""``planner diagnose``: why a workbook has no plan, and the least that would have to give way."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.answers import answer
from planner.commands.options import IN_FILE, study_options
from planner.studies.core.options import StudyOptions

KINDS = "budgets, limits, floors, locks, guarantees, service"


@click.command(epilog=f"Kinds of what gives way: {KINDS}.")
@click.argument("workbook", type=IN_FILE, metavar="IN")
@click.option(
    "--weights", default="", help="Such as budgets=1,guarantees=5,locks=never: what giving up the whole of a limit "
    "counts, by kind; 1 where nothing is said.",
)  # fmt: skip
@study_options
def diagnose(workbook: Path, weights: str, options: StudyOptions) -> None:
    """Say what of the workbook IN would have to give way for it to have a plan.

    Solving a workbook that has no plan does this by itself, with all weights alike.
    The exit code is 3 where it has none.
    """
    from planner.infeasibility.diagnosis import DiagnosedError
    from planner.infeasibility.weights import weights_of
    from planner.studies.core.session import session_of
    from planner.studies.diagnose.study import studied

    weights_of(weights)  # what is no weight is said before the workbook is read
    session = session_of(workbook, options, "diagnosis")
    answer().tell_faults(session.faults)
    found, study = studied(session, weights)
    if study is None:
        answer().tell(message="nothing has to give way: the workbook has a plan")
        answer().say(f"{workbook.name}: nothing has to give way: the workbook has a plan.")
        return
    session.write(study)
    changes = () if found.relaxation is None else found.relaxation.changes
    told_changes = [{"cell": x.address, "of": x.name, "is": str(x.old), "would be": x.new_text} for x in changes]
    answer().tell(changes=told_changes, sure=found.is_sure)
    raise DiagnosedError(found.text, found).written(session.target)
