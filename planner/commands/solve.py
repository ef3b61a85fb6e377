"""``planner solve``: the plan of a workbook, of one case or of all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from planner.commands.answers import INTERRUPTED_CODE, answer, answer_options
from planner.commands.options import IN_FILE, OUT_FILE, force_option, outputs, solver_options
from planner.commands.parameters import ChangeType, Number
from planner.commands.verification import note_unverified
from planner.statuses import Status
from planner.studies.core.options import StudyOptions


@click.command()
@click.argument("workbook", type=IN_FILE, metavar="IN")
@click.option(
    "-o", "--output", "target", type=OUT_FILE,
    help="The plan; without it, in outputs/. With --all-cases a folder, or the comparison.",
)  # fmt: skip
@click.option("--case", default="base", show_default=True, help="The case of the sheet Cases to plan.")
@click.option(
    "--set", "changes", type=ChangeType(), multiple=True, metavar="'SHEET | ROW | COLUMN | VALUE'",
    help="What if a number were another: a row of Cases for this plan alone, the workbook stays; may be repeated.",
)  # fmt: skip
@click.option("--all-cases", is_flag=True, help="Plan every case, and compare the plans and what each would regret.")
@click.option(
    "--settle", type=Number(), metavar="SECONDS", default=0.0,
    help="After the plan, ask by solves which decisions are the same in all plans within the gap; of one plan.",
)  # fmt: skip
@solver_options
@force_option
@answer_options
def solve(
    workbook: Path,
    target: Path | None,
    case: str,
    changes: tuple[tuple[str, str, str, object], ...],
    all_cases: bool,
    settle: float,
    **given: Any,
) -> None:
    """Find the plan of the workbook IN that is safe for the least money, and write it."""
    from planner.solving.workers.engines import workers_wanted

    # what cannot work is said before all else
    workers = workers_wanted(given["engine"], given["processes"], given["threads"], given["scheduler"])
    if all_cases and settle:
        message = "--settle asks of the decisions of one plan: name its case with --case"
        raise click.UsageError(message)
    if all_cases and changes:
        message = "--set makes a case of its own: leave out --all-cases, or write the change on the sheet Cases"
        raise click.UsageError(message)
    if all_cases:
        from planner.commands.cases import solve_all

        solve_all(workbook, StudyOptions(target, case, outputs=outputs(), **given), given["threads"])
    else:
        _solve_one(workbook, target, case, changes, settles=settle, **given | {"processes": workers})


def _solve_one(
    workbook: Path, target: Path | None, case: str, changes: tuple[tuple[str, str, str, object], ...], **given: Any
) -> None:  # fmt: skip
    from planner.api.case import read
    from planner.infeasibility.planned import plan_to_file
    from planner.planning.pipeline import Stages
    from planner.planning.workbooks import output_name, read_checked, remarks
    from planner.wording.key_figures import status_words

    stages, writes, said = Stages(), outputs(), answer()
    what_if = read(workbook, case).set_all(changes) if changes else None
    case = what_if.name if what_if is not None else case
    target = writes.default(output_name(workbook, case)) if target is None else writes.file(target, what="a plan")
    with stages.stage("read and check"):
        book, faults = read_checked(workbook, case) if what_if is None else (what_if.book(), list(what_if.faults))
    said.tell_faults(faults)
    plan = plan_to_file(book, target, stages, writes=writes, told=lambda left: said.left(left, target), **given)
    for line in remarks(plan):
        said.warn(line)
    said.tell_plan(plan, target)
    said.say(f"{target}: {status_words(plan.run)}.")
    if not plan.is_verified:
        note_unverified()
    if plan.status is Status.INTERRUPTED:
        click.get_current_context().exit(INTERRUPTED_CODE)
