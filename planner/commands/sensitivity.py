"""``planner sensitivity``: which of the numbers that are not sure must be right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.commands.answers import answer
from planner.commands.options import IN_FILE, OUT_FILE, study_options
from planner.commands.parameters import ShareType
from planner.commands.verification import say_verified
from planner.statuses import Status
from planner.studies.core.options import StudyOptions

if TYPE_CHECKING:
    from planner.studies.sensitivity.ranged import RangedWorkbook

COUNT = click.IntRange(0)


@click.command()
@click.argument("workbook", type=IN_FILE, metavar="IN")
@click.option("--from", "plan", type=IN_FILE, metavar="PLAN", help="The plan that is kept; without it, the best one.")
@click.option("--most", type=COUNT, default=40, show_default=True, help="Numbers that are looked at; 0: only draws.")
@click.option(
    "--wider", type=ShareType(), default=0.0, help="Only numbers that may be off by more: 25% of what they are."
)
@click.option("--widest", type=COUNT, default=20, show_default=True, help="Numbers for which plans are made anew.")
@click.option("--steps", type=COUNT, default=6, show_default=True, help="Values tried on each side beyond the end.")
@click.option("--samples", type=COUNT, default=100, show_default=True, help="Draws of all numbers at once.")
@click.option("--anew", type=COUNT, default=20, show_default=True, help="How many of the draws are planned anew too.")
@click.option("--indices", type=click.Choice(["morris", "sobol"]), help="What drives the cost, by SALib.")
@click.option("--size", type=click.IntRange(2), default=16, show_default=True, help="Of the indices: how many of each.")
@click.option("--seed", type=COUNT, default=0, show_default=True, help="Of all draws.")
@click.option("--propose", is_flag=True, help="Only write a workbook that proposes ranges, to be edited.")
@click.option("--ranges", "proposal", type=OUT_FILE, help="Where that workbook is written; without it, in outputs/.")
@study_options
def sensitivity(
    workbook: Path,
    plan: Path | None,
    most: int,
    wider: float,
    widest: int,
    steps: int,
    samples: int,
    anew: int,
    indices: str | None,
    size: int,
    seed: int,
    propose: bool,
    proposal: Path | None,
    options: StudyOptions,
) -> None:
    """Say which number must be right: where the decision changes within its range, and what knowing it is worth.

    Numbers and ranges are those of the sheet Ranges. For a workbook without it they are proposed from its Sources, in a
    workbook to be edited, and studied at once.
    """
    from planner.studies.core.session import session_of
    from planner.studies.sensitivity.asked import SensitivityAsked
    from planner.studies.sensitivity.ranged import ranged_workbook, starts_of, wider_than
    from planner.studies.sensitivity.study import studied, told

    place = None if proposal is None else options.outputs.file(proposal)
    session = session_of(workbook, options, "sensitivity")
    said = answer()
    said.tell_faults(session.faults)
    ranged = ranged_workbook(workbook, session.book)
    written = []
    if propose or ranged.is_proposed:
        written = [_written(ranged, place, workbook, options, again=propose)]
    if propose:
        said.tell(status=Status.DONE, path=written[0])
        return
    if plan is not None:
        say_verified([plan])
    starts = None if plan is None else starts_of(plan)
    asked = SensitivityAsked(most, widest, steps, samples, anew, indices or "", size, seed)
    facts = {"plan kept": "the best of the workbook" if plan is None else plan.name, "ranges": ranged.words}
    numbers = wider_than(ranged.numbers, wider)
    found, study = studied(session, ranged.work, numbers, asked, starts, facts)
    session.write(study)
    said.tell(path=session.target, paths=[session.target, *written], **told(found))
    said.say_study(study, session.target)


def _written(ranged: RangedWorkbook, place: Path | None, workbook: Path, options: StudyOptions, *, again: bool) -> Path:
    """Write the workbook that proposes ranges; one that is in its usual place may have been edited, and stays."""
    usual = Path("outputs") / f"{workbook.stem}-ranges.xlsx"
    if place is None and usual.is_file() and not again:
        answer().say(f"{usual}: there already, and stays; what is studied are ranges proposed anew.")
        return usual
    target = place or options.outputs.default(usual.name)
    ranged.write(target)
    answer().say(f"{target}: {ranged.words}.")
    return target
