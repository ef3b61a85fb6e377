"""The command line: parses, calls, prints. Heavy imports stand inside the commands, so that help is quick."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import sys
from typing import TYPE_CHECKING, Any, Final

import click

from planner.commands.answers import INTERRUPTED_CODE, answer, answer_options, notes_of
from planner.commands.options import IN_FILE, OUT_FILE, force_option, outputs, solver_options
from planner.commands.parameters import ChangeType, Number
from planner.commands.verification import NOT_VERIFIED_CODE, is_unverified, note_unverified, say_verified
from planner.errors import PlannerError, WorkbookError
from planner.interrupts import ending
from planner.statuses import Status
from planner.studies.core.options import StudyOptions
from planner.workbook.template.shipped import SHIPPED, copy_shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from planner.api.case import Case
    from planner.desk.forms import StudyForm
    from planner.faults import Fault
    from planner.solving.workers.pools import EngineName

EXAMPLE: Final = "Example:"
# All commands, in the order of work. Those that are not in this module are imported when they are called: a function
# of the name in planner/commands/, in a module of its own.
IN_ORDER: Final = {
    "Work in the browser": ("desk",),
    "Make and check a workbook": ("new", "check"),
    "Plan": ("solve", "replan", "diagnose"),
    "Trust a plan": ("verify", "stress"),
    "Show and compare plans": ("report", "compare"),
    "Ask about choices": (
        "frontier",
        "alternatives",
        "explain",
        "regret",
        "information",
        "sensitivity",
        "playbook",
        "shares",
    ),
}
EXAMPLES: Final = {
    "desk": "planner desk my-folder",
    "new": "planner new mine.xlsx --example",
    "check": "planner check mine.xlsx --mark marked.xlsx",
    "solve": "planner solve mine.xlsx --case embargo --gap 1% -o plan.xlsx",
    "replan": "planner replan mine.xlsx --from plan.xlsx --before 2028",
    "diagnose": "planner diagnose mine.xlsx --weights guarantees=5,locks=never",
    "verify": "planner verify mine.xlsx plan.xlsx",
    "stress": "planner stress plan.xlsx --samples 1000",
    "report": "planner report plan.xlsx -o plan.html",
    "compare": "planner compare plan.xlsx other.xlsx",
    "frontier": 'planner frontier mine.xlsx --to "share of China in graphite for EU in 2031"',
    "alternatives": "planner alternatives mine.xlsx --within 2%",
    "explain": 'planner explain plan.xlsx --only "Fab Dresden; Fab Arizona"',
    "regret": "planner regret mine.xlsx -o regret.xlsx",
    "shares": "planner shares mine.xlsx -o shares.xlsx",
    "information": "planner information mine.xlsx --samples 200",
    "sensitivity": "planner sensitivity mine.xlsx --from plan.xlsx",
    "playbook": "planner playbook mine.xlsx -o playbook.xlsx",
}
LAZY: Final = (
    "desk", "diagnose", "explain", "alternatives", "frontier", "information", "playbook", "regret", "replan",
    "sensitivity", "shares",
)  # fmt: skip


class PlannerGroup(click.Group):
    """A group whose commands end with the exit code that the failure owns, without a traceback.

    ``lazy`` are the names of commands whose modules are imported only when they are asked for.
    """

    def __init__(self, *arguments: Any, lazy: Iterable[str] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._lazy = tuple(lazy)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, in the order of work."""
        found = {*super().list_commands(ctx), *self._lazy}
        ordered = [name for names in IN_ORDER.values() for name in names if name in found]
        return [*ordered, *sorted(found - set(ordered))]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands under what one does with them."""
        for title, names in IN_ORDER.items():
            commands = ((name, self.get_command(ctx, name)) for name in names)
            rows = [(name, each.get_short_help_str(limit=200)) for name, each in commands if each is not None]
            with formatter.section(title):
                formatter.write_dl(rows)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, with an example behind its help; None where there is none of the name."""
        found = super().get_command(ctx, cmd_name)
        if cmd_name in self._lazy:
            module = cmd_name.replace("-", "_")
            found = getattr(importlib.import_module(f"planner.commands.{module}"), module)
        if found is not None and cmd_name in EXAMPLES and EXAMPLE not in (found.epilog or ""):
            more = f"\n\n{found.epilog}" if found.epilog else ""
            found.epilog = f"{EXAMPLE} {EXAMPLES[cmd_name]}{more}"
        return found

    def main(self, *arguments: Any, **options: Any) -> Any:
        """Run the program; a standard stream that was closed leads nowhere, so that nothing takes its place."""
        for stream in range(3):
            try:
                os.fstat(stream)
            except OSError:
                os.open(os.devnull, os.O_RDWR)
        return super().main(*arguments, **options)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; say a failure that a planner can read on standard error, and give the answer once."""
        try:
            with ending():
                result = super().invoke(ctx)
        except click.exceptions.Exit as end:
            answer().ended(None, end.exit_code)
            raise
        except WorkbookError as error:
            print_faults(error.faults)
            click.echo(f"{error.path.name}: {count_of_faults(error.faults)}. Nothing was written.", err=True)
            self._end(ctx, error, error.exit_code)
        except PlannerError as error:
            click.echo(f"error: {error}", err=True)
            self._end(ctx, error, error.exit_code)
        except click.ClickException as error:  # click says it, in its own way
            self._note_asked(ctx)
            answer().ended(error, error.exit_code)
            raise
        except KeyboardInterrupt as stop:
            click.echo(": ".join(("interrupted", *notes_of(stop))), err=True)
            self._end(ctx, stop, INTERRUPTED_CODE)
        self._end(ctx, None, NOT_VERIFIED_CODE if is_unverified(ctx) else 0)
        return result

    def _end(self, ctx: click.Context, error: BaseException | None, exit_code: int) -> None:
        answer().ended(error, exit_code)
        if exit_code:
            ctx.exit(exit_code)

    def _note_asked(self, ctx: click.Context) -> None:
        """Note what was asked for on a command line that could not be parsed to its end."""
        if "--json" in sys.argv[1:]:
            answer().is_json = True


def print_faults(faults: Iterable[Fault]) -> None:
    """Print faults to standard error, one a line, errors before warnings before notes."""
    from planner.faults import by_severity

    for fault in by_severity(faults):
        click.echo(str(fault), err=True)


def count_of_faults(faults: Iterable[Fault]) -> str:
    """Return how many faults of each severity there are, in words."""
    from planner.faults import Severity

    listed = list(faults)
    counts = [(severity.value, sum(fault.severity is severity for fault in listed)) for severity in Severity]
    words = [f"{count} {word}{'s' * (count != 1)}" for word, count in counts if count]
    return ", ".join(words) or "no faults"


def _print_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if not asked or context.resilient_parsing:
        return
    try:
        version = importlib.metadata.version("supply-diversification-planner")
    except importlib.metadata.PackageNotFoundError:
        version = "(run from a checkout that is not installed)"
    click.echo(f"planner {version}")
    context.exit()


@click.group(cls=PlannerGroup, lazy=LAZY, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version,
    help="Show the version and exit.",
)  # fmt: skip
def main() -> None:
    """Plan sourcing, stockpiles and investments that keep a supply chain safe for the least money."""


def study_forms() -> tuple[StudyForm, ...]:
    """Return the forms of all studies, for the desk."""
    from planner.commands.forms import declared

    return declared(main)


def refused_arguments(name: str, arguments: Sequence[str]) -> str:
    """Return why a command would refuse some arguments, for the desk; blank where it takes them."""
    from planner.commands.forms import refused

    return refused(main, name, arguments)


@main.command()
@click.argument("file", type=OUT_FILE)
@click.option(
    "--example", is_flag=False, flag_value="invented", type=click.Choice(["invented", *SHIPPED]),
    help="Fill it in: with a small invented example, or a copy of 'small' (derived by hand in the documentation) "
    "or 'ai_chips' (the real case).",
)  # fmt: skip
@click.option(
    "--from", "plan", type=IN_FILE, metavar="PLAN", help="Fill it in with the input of PLAN, its case applied.",
)  # fmt: skip
@force_option
@answer_options
def new(file: Path, example: str | None, plan: Path | None) -> None:
    """Write an empty workbook to FILE, ready to be filled in; or with an example that can be planned as it is."""
    from planner.workbook.template.example import EXAMPLE
    from planner.workbook.template.write import write_template, write_workbook

    if example and plan is not None:
        message = "--example and --from fill the workbook in with different things; give one of them"
        raise click.UsageError(message)
    outputs().file(file)
    if plan is not None:
        _write_input_of(plan, file)
        return
    if example in SHIPPED:
        copy_shipped(example, file)
    else:
        write_workbook(file, EXAMPLE) if example else write_template(file)
    answer().tell(path=file)
    first = "change what you like" if example else "fill it in"
    answer().say(f"{file}: {first}, then run: planner check {file}")


def _write_input_of(plan: Path, file: Path) -> None:
    """Write the workbook that a plan carries, and say what of it is not there and whether it can be planned."""
    from planner.reports.loading.trusted import trusted
    from planner.workbook.cases.again import content_of
    from planner.workbook.checks.run import read_and_check
    from planner.workbook.template.write import write_workbook

    say_verified([plan])
    book = trusted(plan).plan.book
    content = content_of(book.raw, book.case)
    write_workbook(file, content.rows)
    if content.left_out:
        answer().warn(f"left out, since no sheet of ours has such columns: {'; '.join(content.left_out)}")
    if book.case != "base":
        answer().warn(f"the case {book.case!r} is in the cells; its own rows of the sheet Cases are left out")
    planned, faults = read_and_check(file, "base")
    answer().tell_faults(faults, is_said=True)
    answer().tell(path=file)
    verdict = "can be planned" if planned is not None else f"cannot be planned yet: run planner check {file}"
    answer().say(f"{file}: the input of {plan.name}; it {verdict}.")


@main.command()
@click.argument("workbook", type=IN_FILE, metavar="IN")
@click.option("--mark", "target", type=OUT_FILE, help="Write a copy with the faulty cells marked.")
@click.option("--case", default="base", show_default=True, help="The case of the sheet Cases to check.")
@force_option
@answer_options
def check(workbook: Path, target: Path | None, case: str) -> None:
    """List everything that is wrong with the workbook IN; it is never changed."""
    from planner.faults import Severity
    from planner.workbook.checks.run import read_and_check
    from planner.workbook.marking.copy import mark

    if target is not None:
        suffix = ".xlsm" if workbook.suffix.lower() == ".xlsm" else ".xlsx"
        outputs().file(target, (suffix,), "the marked copy")
    book, faults = read_and_check(workbook, case)
    said = answer()
    said.tell_faults(faults, is_said=False)
    for severity in Severity:
        listed = [fault for fault in faults if fault.severity is severity]
        if listed:
            said.say(f"{severity.value.capitalize()}s")
            said.say("".join(f"  {fault.in_words()}\n" for fault in listed))
    if target is not None:
        mark(workbook, target, faults)
        said.tell(path=target)
        said.say(f"{target}: a copy with the faulty cells marked.")
    verdict = "it cannot be planned yet" if book is None else "it can be planned"
    words = f"{workbook.name}: {count_of_faults(faults)}; {verdict}."
    said.tell(message=words)
    said.say(words)
    if book is None:
        said.tell(status=Status.WORKBOOK_WRONG)
        click.get_current_context().exit(WorkbookError.exit_code)


@main.command()
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
    gap: float | None,
    money_gap: float | None,
    time_limit: float | None,
    threads: int | None,
    processes: int | None,
    engine: EngineName,
    scheduler: str | None,
    log: str | None,
) -> None:
    """Find the plan of the workbook IN that is safe for the least money, and write it."""
    from planner.solving.workers.engines import workers_wanted

    workers = workers_wanted(engine, processes, threads, scheduler)  # what cannot work is said before all else
    if all_cases and settle:
        message = "--settle asks of the decisions of one plan: name its case with --case"
        raise click.UsageError(message)
    if all_cases and changes:
        message = "--set makes a case of its own: leave out --all-cases, or write the change on the sheet Cases"
        raise click.UsageError(message)
    if all_cases:
        from planner.commands.cases import solve_all

        asked = StudyOptions(
            target, case, gap, time_limit, processes, engine, scheduler, money_gap, threads, log, outputs()
        )
        solve_all(workbook, asked, threads)
        return

    from planner.infeasibility.planned import plan_to_file
    from planner.planning.pipeline import Stages
    from planner.planning.workbooks import output_name, read_checked, remarks
    from planner.wording.key_figures import status_words

    stages, writes, said = Stages(), outputs(), answer()
    what_if = _what_if(workbook, case, changes) if changes else None
    case = what_if.name if what_if is not None else case
    target = writes.default(output_name(workbook, case)) if target is None else writes.file(target, what="a plan")
    with stages.stage("read and check"):
        book, faults = read_checked(workbook, case) if what_if is None else (what_if.book(), list(what_if.faults))
    said.tell_faults(faults)

    plan = plan_to_file(
        book, target, stages, writes=writes, told=lambda left: said.left(left, target), gap=gap, money_gap=money_gap,
        time_limit=time_limit, threads=threads, log=log,
        processes=workers, engine=engine, scheduler=scheduler, settles=settle,
    )  # fmt: skip
    for line in remarks(plan):
        said.warn(line)
    said.tell_plan(plan, target)
    said.say(f"{target}: {status_words(plan.run)}.")
    if not plan.is_verified:
        note_unverified()
    if plan.status is Status.INTERRUPTED:
        click.get_current_context().exit(INTERRUPTED_CODE)


def _what_if(workbook: Path, case: str, changes: Sequence[tuple[str, str, str, object]]) -> Case:
    """Return a case with changes that stand in no workbook."""
    from planner.api.case import read

    return read(workbook, case).set_all(changes)


@main.command()
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


@main.command()
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


@main.command()
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


@main.command()
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
