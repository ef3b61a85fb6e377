"""``planner explain``: why a plan is as it is."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.answers import answer
from planner.commands.options import IN_FILE, study_options
from planner.commands.verification import say_verified
from planner.statuses import Status
from planner.studies.core.options import StudyOptions


@click.command()
@click.argument("plan", type=IN_FILE, metavar="PLAN")
@click.option("--only", default="", help="Projects, suppliers or lanes to look at, separated by ; (without: all).")
@click.option("--write", "copies", is_flag=True, help="Write a copy of PLAN too, with a column otherwise.")
@study_options
def explain(plan: Path, only: str, copies: bool, options: StudyOptions) -> None:
    """Say what it costs to do without each project of PLAN, to build what it leaves out, and what limits are worth."""
    from planner.errors import QuestionError
    from planner.reports.loading.trusted import trusted
    from planner.studies.alternatives.plan import carried_by
    from planner.studies.core.plan_copy import write_with_column
    from planner.studies.core.session import session_of
    from planner.studies.explain.reasons import Explained, check_names
    from planner.studies.explain.study import studied, words_of

    if options.case != "base":
        message = "--case cannot be given: a plan is of one case; plan the other case, and explain its plan"
        raise QuestionError(message)
    session = session_of(plan, carried_by(plan, options), "explain", "in ")
    copy = plan.with_name(f"{plan.stem}-explained.xlsx")
    if copies:
        options.outputs.file(copy, what="a plan")
    names = [name.strip() for name in only.split(";") if name.strip()]
    check_names(session.book, names)
    say_verified([plan])
    known = Explained(trusted(plan).plan.tables, trusted(plan).plan.run)
    found, study = studied(session, known, names)
    session.write(study)
    if copies:
        words = {x.name: words_of(x) for x in found.reasons if x.sheet == "Projects"}
        write_with_column(plan, "otherwise", words, copy)
    told = [
        {"name": x.name, "otherwise": x.otherwise.words, "status": x.status, "at least": x.low, "at most": x.high,
         "words": words_of(x)}
        for x in found.reasons
    ]  # fmt: skip
    status = Status.NOT_PROVEN if any(x.status == "open" for x in found.reasons) else Status.PROVEN
    answer().tell(status=status, path=session.target, objective=found.cost, reasons=told)
    answer().say_study(study, session.target)
    if copies:
        answer().tell(paths=[session.target, copy])
        answer().say(f"{copy}: the plan with a column otherwise.")
