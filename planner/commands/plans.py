"""What is done with plans: ``planner verify``, ``stress``, ``report`` and ``compare``."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.answers import answer, answer_options
from planner.commands.options import IN_FILE, OUT_FILE, force_option, outputs
from planner.commands.verification import say_verified
from planner.statuses import Status


@click.command()
@click.argument("workbook", type=IN_FILE, metavar="IN")
@click.argument("plan", type=IN_FILE, metavar="PLAN")
@answer_options
def verify(workbook: Path, plan: Path) -> None:
    """Check PLAN against the workbook IN once more, without the model; 1 is the exit code where a check fails."""
    from planner.audit.words import lines
    from planner.reports.loading.named_workbook import book_planned
    from planner.reports.loading.trusted import checks_against

    book, warnings = book_planned(workbook, plan)
    for line in warnings:
        answer().warn(line)
    checks = checks_against(book, plan)
    said, all_pass = answer(), bool((checks["pass"] == "yes").all())
    told = [{name: row[name] for name in ("check", "rows", "worst", "tolerance", "where", "pass")}
            for row in checks.to_dict("records")]  # fmt: skip
    said.tell(status=Status.DONE if all_pass else Status.NOT_VERIFIED, checks_passed=all_pass, checks=told)
    for line in lines(checks):
        said.say(line)
    if not all_pass:
        click.get_current_context().exit(1)


@click.command()
@click.argument("plan", type=IN_FILE, metavar="PLAN")
@click.option("-o", "--output", "target", type=OUT_FILE, help="The copy to write; without it, PLAN's name and -stress.")
@click.option("--samples", type=click.IntRange(2), help="Sample so many courses over the horizon (Monte Carlo).")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the samples.")
@click.option("--processes", type=click.IntRange(1), default=1, show_default=True, help="That sample side by side.")
@force_option
@answer_options
def stress(plan: Path, target: Path | None, samples: int | None, seed: int, processes: int) -> None:
    """Strike PLAN with every disruption in every period, without planning anew, and write its Resilience sheet."""
    from planner.reports.plan_workbook.write import write_plan
    from planner.studies.stress.study import in_words, struck

    target = outputs().file(target or plan.with_name(f"{plan.stem}-stress.xlsx"), what="a plan")
    say_verified([plan])
    found = struck(plan, samples, seed, processes)
    write_plan(found, target)
    said = answer()
    said.tell_plan(found, target)
    said.tell(branches=len(found.tables["Resilience"]), words=list(in_words(found)))
    for line in in_words(found):
        said.say(line)
    said.say(f"{target}: written.")


@click.command()
@click.argument("plans", type=IN_FILE, metavar="PLAN...", nargs=-1, required=True)
@click.option(
    "-o", "--output", "target", type=OUT_FILE,
    help="The report: .html, .pdf, or of one PLAN .docx or .pptx; without it, beside PLAN.",
)  # fmt: skip
@click.option("--live", is_flag=True, help="With a panel that plans again in the browser, without a network.")
@force_option
@answer_options
def report(plans: tuple[Path, ...], target: Path | None, live: bool) -> None:
    """Make one page of PLAN, or of several compared, that opens without a network: HTML, or PDF; or Word or slides."""
    from planner.outputs import REPORT
    from planner.studies.report.report import check_kind, default_target, plans_among, write_report

    target = outputs().file(target or default_target(plans[0]), REPORT, "a report")
    check_kind(plans, target)
    say_verified(plans_among(plans))
    write_report(plans, target, live=live)
    answer().tell(path=target)
    answer().say(f"{target}: written.")


@click.command()
@click.argument("plans", type=IN_FILE, metavar="PLAN PLAN...", nargs=-1, required=True)
@click.option(
    "-o", "--output", "target", type=OUT_FILE, help="The workbook; without it, the first PLAN's name and -compared.",
)  # fmt: skip
@force_option
@answer_options
def compare(plans: tuple[Path, ...], target: Path | None) -> None:
    """Write a workbook that compares plans with the first PLAN: cost and why, investments, sourcing, risks, inputs."""
    from planner.reports.study_workbook.write import write_study
    from planner.studies.compare.comparison import compare as compare_plans

    target = outputs().file(target or plans[0].with_name(f"{plans[0].stem}-compared.xlsx"), what="a study")
    say_verified(plans)
    study = compare_plans(plans)
    write_study(study, target)
    answer().tell(path=target, words=list(study.sentences))
    answer().say_study(study, target)
