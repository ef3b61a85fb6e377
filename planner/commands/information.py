"""``planner information``: what it would be worth to know which disruption strikes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from planner.commands.answers import answer
from planner.commands.options import IN_FILE, study_options

if TYPE_CHECKING:
    from pathlib import Path

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
    from planner.studies.information.study import sentences, study_of
    from planner.studies.information.values import information_of

    session = session_of(workbook, options, "information")
    answer().tell_faults(session.faults)
    with session.progress("value of information") as progress, session.runner(progress) as runner:
        found = information_of(session.book, session.worker, runner, samples, seed)
    run = session.facts(**{"courses drawn": found.samples or "none: all are tried", "seed of the courses": seed})
    session.write(study_of(session.book, found, run))
    figures = {"plan": found.plan, "known": found.known, "means": found.means, "operated": found.operated}
    figures |= {"perfect information": found.worth, "stochastic solution": found.lost}
    numbers = {name: None if each is None else vars(each) for name, each in figures.items()}
    answer().tell(path=session.target, **numbers, samples=found.samples, standard_error=found.error)
    for line in sentences(session.book, found):
        answer().say(line)
    answer().say(f"{session.target}: written.")
