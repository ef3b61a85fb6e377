"""The command line: all commands in the order of work. Heavy imports stand inside the commands, so help is quick."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import click

from planner.commands.group import PlannerGroup

if TYPE_CHECKING:
    from planner.desk.forms import StudyForm

# Each with an example. A command is a function of its name in planner/commands/, in a module of its name or of these.
MODULES: Final = {
    **dict.fromkeys(("new", "check"), "workbooks"),
    **dict.fromkeys(("verify", "stress", "report", "compare"), "plans"),
}
IN_ORDER: Final = {
    "Work in the browser": {"desk": "planner desk my-folder"},
    "Make and check a workbook": {
        "new": "planner new mine.xlsx --example",
        "check": "planner check mine.xlsx --mark marked.xlsx",
    },
    "Plan": {
        "solve": "planner solve mine.xlsx --case embargo --gap 1% -o plan.xlsx",
        "replan": "planner replan mine.xlsx --from plan.xlsx --before 2028",
        "diagnose": "planner diagnose mine.xlsx --weights guarantees=5,locks=never",
    },
    "Trust a plan": {
        "verify": "planner verify mine.xlsx plan.xlsx",
        "stress": "planner stress plan.xlsx --samples 1000",
    },
    "Show and compare plans": {
        "report": "planner report plan.xlsx -o plan.html",
        "compare": "planner compare plan.xlsx other.xlsx",
    },
    "Ask about choices": {
        "frontier": 'planner frontier mine.xlsx --to "share of China in graphite for EU in 2031"',
        "alternatives": "planner alternatives mine.xlsx --within 2%",
        "explain": 'planner explain plan.xlsx --only "Fab Dresden; Fab Arizona"',
        "regret": "planner regret mine.xlsx -o regret.xlsx",
        "information": "planner information mine.xlsx --samples 200",
        "sensitivity": "planner sensitivity mine.xlsx --from plan.xlsx",
        "playbook": "planner playbook mine.xlsx -o playbook.xlsx",
        "shares": "planner shares mine.xlsx -o shares.xlsx",
    },
}


def _print_version(context: click.Context, _: click.Parameter, asked: bool) -> None:
    if not asked or context.resilient_parsing:
        return
    try:
        version = importlib.metadata.version("supply-diversification-planner")
    except importlib.metadata.PackageNotFoundError:
        version = "(run from a checkout that is not installed)"
    click.echo(f"planner {version}")
    context.exit()


@click.group(
    cls=PlannerGroup, order=IN_ORDER, modules=MODULES, context_settings={"help_option_names": ["-h", "--help"]}
)
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
