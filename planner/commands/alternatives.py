"""``planner alternatives``: what each investment may be over all plans that cost little more, and unlike plans."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.commands.answers import answer
from planner.commands.options import IN_FILE, OUT_FILE, study_options
from planner.commands.verification import say_verified
from planner.statuses import Status
from planner.studies.core.options import StudyOptions

if TYPE_CHECKING:
    from planner.studies.alternatives.found import FoundAlternatives


class WithinType(click.ParamType):  # type: ignore[type-arg,unused-ignore]  # generic only in newer versions of click
    """A share, such as ``2%`` or ``0.02``."""

    name = "share"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the share as a fraction; a number above 1 must say that it is per cent."""
        found = re.fullmatch(r"\s*(\d+(?:\.\d*)?|\.\d+)\s*(%?)\s*", str(value))
        if found is None:
            self.fail(f"{value!r} is no share; write 2% or 0.02", param, ctx)
        share = float(found[1]) / (100 if found[2] else 1)
        if share > 1 and not found[2]:
            self.fail(f"{value!r} is more than the whole cost; write {value}% for per cent", param, ctx)
        return share


@click.command()
@click.argument("workbook", type=IN_FILE, metavar="IN")
@click.option("--within", type=WithinType(), default="2%", show_default=True, help="How much more a plan may cost.")
@click.option(
    "--plans",
    type=click.IntRange(0),
    default=3,
    show_default=True,
    help="How many plans as different as possible to find beside the best.",
)
@click.option(
    "--quick",
    is_flag=True,
    help="Settle only whether a project must, may or never is built: not how often, nor how large.",
)
@click.option("--total-time", type=click.FloatRange(0, min_open=True), help="Seconds after which the search ends.")
@click.option("--plan-output", "copy", type=OUT_FILE, help="Where IN is a plan: the copy with a column range.")
@study_options
def alternatives(
    workbook: Path,
    within: float,
    plans: int,
    quick: bool,
    total_time: float | None,
    copy: Path | None,
    options: StudyOptions,
) -> None:
    """Say of each investment whether all plans that cost little more have it, some, or none.

    IN is a workbook, or a plan of planner solve: then a copy of the plan is written too, whose sheet Investments has
    a column range.
    """
    from planner.errors import QuestionError
    from planner.studies.alternatives.found import INTERRUPTED
    from planner.studies.alternatives.plan import carried_by, is_plan, planned_in, write_with_ranges
    from planner.studies.alternatives.study import studied
    from planner.studies.core.session import session_of

    of_plan = is_plan(workbook)
    if copy is not None and not of_plan:
        message = f"--plan-output is of a plan's copy, and {workbook.name} is no plan"
        raise QuestionError(message)
    copy = (copy or workbook.with_name(f"{workbook.stem}-range.xlsx")) if of_plan else None
    if copy is not None:
        options.outputs.file(copy, what="a plan")
    if of_plan:
        say_verified([workbook])
    session = session_of(
        workbook, carried_by(workbook, options) if of_plan else options, "alternatives", "in " * of_plan
    )
    answer().tell_faults(session.faults)
    planned = planned_in(workbook) if of_plan else None
    seconds = total_time or math.inf
    found, study = studied(session, within, plans, only_kind=quick, planned=planned, seconds=seconds)
    session.write(study)
    if copy is not None:
        write_with_ranges(workbook, found, copy)
    answer().tell(
        status=Status.PROVEN if found.is_settled else Status.NOT_PROVEN, path=session.target, **_numbers(found, copy)
    )
    answer().say_study(study, session.target)
    if copy is not None:
        answer().tell(paths=[session.target, copy])
        answer().say(f"{copy}: the plan with a column range.")
    if found.ended == INTERRUPTED:
        stop = KeyboardInterrupt()
        stop.add_note("the study is written as far as it is proven, and the same command goes on from there")
        raise stop


def _numbers(found: FoundAlternatives, copy: Path | None) -> dict[str, object]:
    """Return the main numbers, for other programs."""
    kinds = {name: each.kind for name, each in found.ranges.items()}
    return {
        "objective": found.cost, "bound": found.bound, "limit": found.limit, "investments": kinds,
        "plans": len(found.plans), "plan": None if copy is None else str(copy),
    }  # fmt: skip
