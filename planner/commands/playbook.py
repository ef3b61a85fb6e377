"""``planner playbook``: what to start now, what waits for which signal, what is never built."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.commands.answers import answer
from planner.commands.options import IN_FILE, study_options
from planner.studies.core.options import StudyOptions

if TYPE_CHECKING:
    from planner.studies.playbook.planned import By


@click.command()
@click.argument("workbook", type=IN_FILE, metavar="IN")
@click.option(
    "--quick", is_flag=True,
    help="Leave out what waiting and what earlier signals are worth: each takes a solve of its own.",
)  # fmt: skip
@click.option(
    "--by", type=click.Choice(["programme", "prices"]),
    help="Plan all worlds as one programme, or each path at prices of what the worlds share. Without it as one "
         "programme up to 8 ends; beyond that by prices, and by one programme where these get no further.",
)  # fmt: skip
@study_options
def playbook(workbook: Path, quick: bool, by: By | None, options: StudyOptions) -> None:
    """Plan for all worlds of the sheet Worlds at once: what to start now, what waits for which signal, what never.

    Beside the study stands a plan for every end, as `solve` writes one.
    """
    from planner.solving.outcome import relative_gap
    from planner.studies.playbook.study import told_of
    from planner.studies.playbook.written import planned_and_written

    found, study, targets = planned_and_written(workbook, options, quick=quick, by=by)
    said, session = answer(), found.session
    said.tell_faults(session.faults)
    paths = [session.target, *targets.values()]
    cost = found.playbook.best
    bound = found.playbook.low if math.isfinite(found.playbook.low) else None
    said.tell(status=found.reply.status, stopped=found.reply.stopped, objective=cost, bound=bound,
              gap=None if bound is None else relative_gap(cost, bound), path=session.target, paths=paths,
              **told_of(found))  # fmt: skip
    said.say_study(study, session.target)
    click.get_current_context().exit(found.exit_code)
