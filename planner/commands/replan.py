"""``planner replan``: a workbook planned anew from a former plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from planner.commands.answers import INTERRUPTED_CODE, answer
from planner.commands.options import IN_FILE, study_options
from planner.commands.verification import note_unverified, say_verified
from planner.statuses import Status
from planner.studies.core.options import StudyOptions
from planner.wording.text import counted

if TYPE_CHECKING:
    from planner.planning.pipeline import Stages
    from planner.plans.plan import Plan
    from planner.solving.outcome import Listener
    from planner.studies.core.session import Session
    from planner.studies.replan.replanning import Replanned
    from planner.studies.replan.rolled.rolling import Rolled
    from planner.workbook.book import Book

MOST_TOLD: Final = 12  # starts that differ from the former plan


@click.command()
@click.argument("workbook", type=IN_FILE, metavar="IN")
@click.option("--from", "former", type=IN_FILE, required=True, metavar="PLAN", help="The former plan.")
@click.option(
    "--now",
    metavar="PERIOD",
    help="The periods before this one are over, and PLAN was followed in them: plan the workbook from then on.",
)
@click.option(
    "--under-way",
    multiple=True,
    metavar="DISRUPTION",
    help="With --now: a disruption that has struck, such as 'embargo' or 'embargo since 2026'; may be repeated.",
)
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
    workbook: Path, former: Path, now: str | None, under_way: tuple[str, ...], before: str | None, change_cost: float,
    baseline: bool, options: StudyOptions,
) -> None:  # fmt: skip
    """Plan the workbook IN anew, close to a former PLAN, and compare the two.

    The plan goes to the output; the comparison beside it, with -compared in its name; with --now the workbook a while
    later too, with -workbook in its name.
    """
    from planner.interrupts import finishing
    from planner.reports.loading.trusted import trusted
    from planner.reports.study_workbook.write import write_study
    from planner.studies.compare.comparison import compare
    from planner.studies.core.session import session_of

    if under_way and now is None:
        message = "--under-way says what has happened by a period: name that one with --now"
        raise click.UsageError(message)
    session = session_of(workbook, options, "replan")
    compared = session.target.with_name(f"{session.target.stem}-compared.xlsx")
    options.outputs.file(compared, what="a study")
    answer().tell_faults(session.faults)
    for period in filter(None, (now, before)):
        session.book.periods_before(period)  # one that is mistyped is said before anything takes long
    say_verified([former])
    read = trusted(former).plan
    session, since = (session, None) if now is None else _rolled_forward(session, read, now, under_way)
    found = _planned(session, read, before, change_cost, tells_nothing=baseline, since=since)
    with finishing():
        write_study(compare([former, session.target]), compared)
    _say(session, found, compared, since, is_charged=change_cost > 0)
    if found.plan.status is Status.INTERRUPTED:
        click.get_current_context().exit(INTERRUPTED_CODE)


def _planned(session: Session, former: Plan, before: str | None, change_cost: float, **given: Any) -> Replanned:
    """Return the plan that is made anew, written; a Ctrl-C leaves the best so far in its place."""
    from dataclasses import replace

    from planner.infeasibility.planned import plan_to_file
    from planner.planning.pipeline import Stages
    from planner.solving.workers.engines import workers_wanted
    from planner.studies.replan.replanning import replan as replanned

    options = session.options
    found: list[Replanned] = []
    workers = workers_wanted(options.engine, options.processes, None, options.scheduler)
    solver = replace(session.solver, processes=workers, engine=options.engine, scheduler=options.scheduler)

    def planned(book: Book, listener: Listener, stages: Stages, **_: object) -> Plan:
        stages.tell("replan")
        found.append(replanned(book, former, before, change_cost, solver, listener, **given))
        return found[0].plan

    plan_to_file(
        session.book, session.target, Stages(), writes=options.outputs, planned=planned,
        told=lambda left: answer().left(left, session.target),
    )  # fmt: skip
    return found[0]


def _say(session: Session, found: Replanned, compared: Path, since: Rolled | None, *, is_charged: bool) -> None:
    """Tell what was planned, and what of it differs from the former plan."""
    from planner.planning.workbooks import remarks

    said, run, charges = answer(), found.plan.run, found.charges
    for line in remarks(found.plan):
        said.warn(line)
    if not found.plan.is_verified:
        note_unverified()
    said.tell_plan(found.plan, session.target)
    paths = [session.target, compared, *([session.book.path] if since else [])]
    said.tell(paths=paths, compared=compared, kept=len(found.kept), changes=found.changes, charges=charges)
    charged = f"; changes are charged {charges:,.6g} beside that" if is_charged else ""
    said.say(f"The plan costs {run['objective']:,.6g} {run['money']}{charged}.")
    if since is not None:
        said.tell(workbook=session.book.path, remaining=since.remaining, charged_for_the_past=since.charged)
        said.say(_remaining(since, found.plan))
    kept, other = len(found.kept), len(found.changes)
    stay = f"{counted(kept, 'decision')} of the former plan {'stays' if kept == 1 else 'stay'}"
    said.say(f"{stay}; {counted(other, 'start')} {'differs' if other == 1 else 'differ'} from it.")
    for project, period, was, is_now in found.changes[:MOST_TOLD]:
        said.say(f"  {project} in {period}: {was:g} -> {is_now:g}")
    if len(found.changes) > MOST_TOLD:
        said.say(f"  and {len(found.changes) - MOST_TOLD} more")
    said.say(f"{session.target}: the plan. {compared}: beside the former one.")
    if since is not None:
        path, now = session.book.path, session.book.periods[0]
        said.say(f"{path}: the workbook at the beginning of {now}; correct in it what is otherwise.")


def _rolled_forward(session: Session, former: Plan, now: str, under_way: tuple[str, ...]) -> tuple[Session, Rolled]:
    """Write the workbook as it is at the beginning of a period, and return the session that plans it."""
    from dataclasses import replace

    from planner.planning.workbooks import read_checked
    from planner.studies.replan.rolled.rolling import rolled, write_rolled

    target = session.target.with_name(f"{session.target.stem}-workbook.xlsx")
    session.options.outputs.file(target)
    since = rolled(session.book, former, now, under_way)
    write_rolled(since, target)
    book, faults = read_checked(target, "base")
    for line in (*since.under_way, *since.remarks):
        answer().warn(line)
    return replace(session, book=book, faults=tuple(faults)), since


def _remaining(since: Rolled, plan: Plan) -> str:
    """Return what the former plan would have cost from then on, beside what is planned now."""
    cost, money = plan.run["objective"], plan.run["money"]
    charged = f", and {since.charged:,.6g} are counted for what was paid before" if since.charged else ""
    return (
        f"The former plan costs {since.remaining:,.6g} {money} from then on; now it is "
        f"{cost + since.charged:,.6g}{charged}."
    )
