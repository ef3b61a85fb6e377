"""``planner replan``: a workbook planned anew from a former plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from planner.commands.answers import INTERRUPTED_CODE, answer
from planner.commands.options import IN_FILE, study_options
from planner.commands.verification import note_unverified, say_verified
from planner.statuses import Status

if TYPE_CHECKING:
    from pathlib import Path

    from planner.studies.core.options import StudyOptions


@click.command()
@click.argument("workbook", type=IN_FILE, metavar="IN")
@click.option("--from", "former", type=IN_FILE, required=True, metavar="PLAN", help="The former plan.")
@click.option("--before", help="A period: what PLAN starts before it stays, and nothing else is started there.")
@click.option(
    "--change-cost", type=click.FloatRange(0), default=0.0, show_default=True,
    help="What each other change of a start costs, in the workbook's money.",
)  # fmt: skip
@click.option(
    "--baseline",
    is_flag=True,
    help="Tell too what would be if nothing more were built than what stays (sheet Baseline).",
)
@study_options
def replan(
    workbook: Path, former: Path, before: str | None, change_cost: float, baseline: bool, options: StudyOptions
) -> None:  # fmt: skip
    """Plan the workbook IN anew, close to a former PLAN, and compare the two.

    The plan goes to the output; the comparison beside it, with -compared in its name.
    """
    from dataclasses import replace

    from planner.files import OwnedPath
    from planner.infeasibility.diagnosis import DiagnosedError
    from planner.infeasibility.planned import write_diagnosis
    from planner.interrupts import finishing
    from planner.planning.preliminary import Preliminary
    from planner.planning.progress import Progress
    from planner.planning.workbooks import remarks
    from planner.reports.loading.trusted import trusted
    from planner.reports.study_workbook.write import write_study
    from planner.solving.workers.engines import workers_wanted
    from planner.studies.compare.comparison import compare
    from planner.studies.core.session import session_of
    from planner.studies.replan.replanning import replan as replanned

    session = session_of(workbook, options, "replan")
    compared = session.target.with_name(f"{session.target.stem}-compared.xlsx")
    options.outputs.file(compared, what="a study")
    answer().tell_faults(session.faults)
    say_verified([former])
    tables = trusted(former).plan.tables
    workers = workers_wanted(options.engine, options.processes, None, options.scheduler)
    solver = replace(session.solver, processes=workers, engine=options.engine, scheduler=options.scheduler)
    with Progress(session.book.settings) as progress:
        progress.stage("replan")
        best = Preliminary(OwnedPath(session.target), progress, lambda left: answer().left(left, session.target))
        with best.watch():
            try:
                found = replanned(session.book, tables, before, change_cost, solver, best, tells_nothing=baseline)
            except DiagnosedError as error:
                raise error.written(write_diagnosis(error, session.book, session.target, options.outputs)) from error
            except KeyboardInterrupt:
                answer().left(best.plan, session.target)
                raise
            best.write(found.plan)
        with finishing():
            write_study(compare([former, session.target]), compared)
    for line in remarks(found.plan):
        answer().warn(line)
    if not found.plan.is_verified:
        note_unverified()
    run = found.plan.run
    said = answer()
    said.tell_plan(found.plan, session.target)
    said.tell(paths=[session.target, compared], compared=compared, kept=len(found.kept), changes=found.changes)
    said.tell(charges=found.charges)
    money = run["money"]
    charged = f"; changes are charged {found.charges:,.6g} beside that" if change_cost else ""
    said.say(f"The plan costs {run['objective']:,.6g} {money}{charged}.")
    said.say(f"{len(found.kept)} decisions of the former plan stay; {len(found.changes)} starts differ from it.")
    for project, period, was, now in found.changes[:12]:
        said.say(f"  {project} in {period}: {was:g} -> {now:g}")
    if len(found.changes) > 12:
        said.say(f"  and {len(found.changes) - 12} more")
    said.say(f"{session.target}: the plan. {compared}: beside the former one.")
    if found.plan.status is Status.INTERRUPTED:
        click.get_current_context().exit(INTERRUPTED_CODE)
