"""``planner replan``: a workbook planned anew from a former plan."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from planner.study_options import IN_FILE, StudyOptions, study_options
from planner.verification import note_unverified, say_verified

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("workbook", type=IN_FILE, metavar="IN")
@click.option("--from", "former", type=IN_FILE, required=True, metavar="PLAN", help="The former plan.")
@click.option("--before", help="A period: what PLAN starts before it stays, and nothing else is started there.")
@click.option(
    "--change-cost", type=click.FloatRange(0), default=0.0, show_default=True,
    help="What each other change of a start costs, in the workbook's money.",
)  # fmt: skip
@study_options
def replan(
    workbook: Path, former: Path, before: str | None, change_cost: float, options: StudyOptions
) -> None:
    """Plan the workbook IN anew, close to a former PLAN, and compare the two.

    The plan goes to the output; the comparison beside it, with -compared in its name.
    """
    from dataclasses import replace

    from planner.errors import InfeasibleError
    from planner.interrupts import finishing
    from planner.reports.excel import write_plan
    from planner.reports.study import write_study
    from planner.reports.trusted import trusted
    from planner.solving.command import remarks, write_diagnosis
    from planner.solving.pools import workers_wanted
    from planner.studies.compare import compare
    from planner.studies.replan import replan as replanned
    from planner.studies.session import session_of, warnings_of

    session = session_of(workbook, options, "replan")
    compared = session.target.with_name(f"{session.target.stem}-compared.xlsx")
    options.outputs.file(compared, what="a study")
    for words in warnings_of(session.faults):
        click.echo(words, err=True)
    say_verified([former])
    tables = trusted(former).plan.tables
    workers = workers_wanted(options.engine, options.processes, None, options.scheduler)
    solver = replace(session.solver, processes=workers, engine=options.engine, scheduler=options.scheduler)
    with session.progress("replan") as progress:
        progress.stage("replan")
        try:
            found = replanned(session.book, tables, before, change_cost, solver)
        except InfeasibleError as error:
            path = write_diagnosis(error, session.book, session.target, options.outputs)
            message = f"{error}\nThis is written to {path}."
            raise InfeasibleError(message, error.diagnosis) from error
        with finishing():
            write_plan(found.plan, session.target)
            write_study(compare([former, session.target]), compared)
    for line in remarks(found.plan):
        click.echo(line, err=True)
    if not found.plan.is_verified:
        note_unverified()
    run = found.plan.run
    if options.is_json:
        facts = {name: run[name] for name in ("status", "objective", "bound", "gap")}
        told = {"path": str(session.target), "compared": str(compared), "kept": len(found.kept),
                "changes": [list(x) for x in found.changes], "charges": found.charges}  # fmt: skip
        click.echo(json.dumps(facts | {"seconds": session.seconds} | told))
        return
    money = run["money"]
    charged = f"; changes are charged {found.charges:,.6g} beside that" if change_cost else ""
    click.echo(f"The plan costs {run['objective']:,.6g} {money}{charged}.")
    click.echo(f"{len(found.kept)} decisions of the former plan stay; {len(found.changes)} starts differ from it.")
    for project, period, was, now in found.changes[:12]:
        click.echo(f"  {project} in {period}: {was:g} -> {now:g}")
    if len(found.changes) > 12:
        click.echo(f"  and {len(found.changes) - 12} more")
    click.echo(f"{session.target}: the plan. {compared}: beside the former one.")
