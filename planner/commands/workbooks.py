"""``planner new`` and ``planner check``: a workbook to be filled in, and what is wrong with one."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.answers import answer, answer_options
from planner.commands.options import IN_FILE, OUT_FILE, force_option, outputs
from planner.commands.verification import say_verified
from planner.errors import WorkbookError
from planner.faults import Severity, count_of_faults
from planner.statuses import Status
from planner.workbook.template.shipped import SHIPPED, copy_shipped


@click.command()
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
        answer().warn(f"left out, since no sheet of ours has such columns or settings: {'; '.join(content.left_out)}")
    if book.case != "base":
        answer().warn(f"the case {book.case!r} is in the cells; its own rows of the sheet Cases are left out")
    planned, faults = read_and_check(file, "base")
    answer().tell_faults(faults, is_said=True)
    answer().tell(path=file)
    verdict = "can be planned" if planned is not None else f"cannot be planned yet: run planner check {file}"
    answer().say(f"{file}: the input of {plan.name}; it {verdict}.")


@click.command()
@click.argument("workbook", type=IN_FILE, metavar="IN")
@click.option("--mark", "target", type=OUT_FILE, help="Write a copy with the faulty cells marked.")
@click.option("--case", default="base", show_default=True, help="The case of the sheet Cases to check.")
@force_option
@answer_options
def check(workbook: Path, target: Path | None, case: str) -> None:
    """List everything that is wrong with the workbook IN; it is never changed."""
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
