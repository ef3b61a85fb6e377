"""``planner information``: what it would be worth to know which disruption strikes."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.answers import answer
from planner.commands.options import IN_FILE, study_options
from planner.studies.core.options import StudyOptions


@click.command()
@click.argument("workbook", type=IN_FILE, metavar="IN")
@click.option(
    "--samples", type=click.IntRange(2), default=100, show_default=True,
    help="Courses of events to draw where the chances add up to more than 1.",
)  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the courses that are drawn.")
@study_options
def information(workbook: Path, samples: int, seed: int, options: StudyOptions) -> None:
    """Say what it would be worth to know which disruption strikes, and what reckoning with means alone costs."""
    from planner.studies.core.session import session_of
    from planner.studies.information.study import studied

    session = session_of(workbook, options, "information")
    answer().tell_faults(session.faults)
    found, study = studied(session, samples, seed)
    session.write(study)
    figures = {"plan": found.plan, "known": found.known, "means": found.means, "operated": found.operated}
    figures |= {"perfect information": found.worth, "stochastic solution": found.lost}
    numbers = {name: None if each is None else vars(each) for name, each in figures.items()}
    answer().tell(path=session.target, **numbers, samples=found.samples, standard_error=found.error)
    answer().say_study(study, session.target)
