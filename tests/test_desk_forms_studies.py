"""The forms of studies come from what the commands declare; what is filled in is what the command line would take."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import click
import pytest

from planner.cli import main, refused_arguments, study_forms
from planner.commands.forms import OWN, PAGES, declared
from planner.commands.options import IN_FILE, OUT_FILE, InPath, OutPath, study_options
from planner.desk import forms
from planner.planning.progress import Progress, ProgressLine, followed
from planner.studies.core.progress import StudyProgress
from planner.studies.core.tasks import Event
from planner.workbook.template.example import EXAMPLE
from planner.workbook.template.write import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from planner.desk.forms import StudyForm


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("forms") / "mine.xlsx"
    write_workbook(path, EXAMPLE)
    return path


@cache
def every() -> tuple[StudyForm, ...]:
    return study_forms()


def form(name: str) -> StudyForm:
    return next(each for each in every() if each.name == name)


def test_every_command_has_a_form_or_a_page() -> None:
    context = click.Context(main)
    assert {each.name for each in every()} == set(main.list_commands(context)) - set(PAGES)


@pytest.mark.parametrize(
    "name", ["alternatives", "diagnose", "explain", "frontier", "information", "regret", "replan", "stress"]
)
def test_a_form_asks_all_that_its_command_does(name: str) -> None:
    """Every option is a field with its help, or one of those that the desk sees to, or that the command refuses."""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    options = {str(each.name): each for each in command.params if isinstance(each, click.Option)}
    fields = {each.name: each for each in form(name).fields}
    left_out = set(options) - set(fields)
    assert {each for each in left_out if not isinstance(options[each].type, OutPath)} <= {*OWN, "case"}
    assert ("case" in left_out) == (name in ("explain", "stress", "regret")) or "case" not in options
    for each in fields.values():
        option = options[each.name]
        assert each.help.replace("the plan", "PLAN") == (option.help or "").replace("the plan", "PLAN")
        assert each.flag in option.opts
        assert each.is_required == option.required
        assert (each.kind == forms.PLAN) == isinstance(option.type, InPath)
    assert form(name).answers


def test_a_study_that_is_new_brings_its_own_form() -> None:
    @click.command()
    @click.argument("workbook", type=IN_FILE, metavar="IN")
    @click.option("--how", type=click.Choice(["one", "other"]), default="other", help="Which way.")
    @click.option("--share", type=float, default=0.5, help="How much.")
    @click.option("--notes", type=OUT_FILE, help="Never asked: the desk sees to files.")
    @click.option("--name", multiple=True, help="Names.")
    @study_options
    def wonder(**_: object) -> None:
        """Say what nobody asked before.

        More about it.
        """

    (made,) = declared(click.Group("planner", commands={"wonder": wonder}))
    assert (made.name, made.title, made.answers, made.of) == (
        "wonder", "Wonder", "Say what nobody asked before.", "workbook",
    )  # fmt: skip
    assert made.about == ("More about it.",)
    asked = {each.name: (each.kind, each.default, each.choices) for each in made.fields if not each.is_more}
    assert asked == {
        "how": (forms.CHOICE, "other", ("one", "other")),
        "share": (forms.NUMBER, "0.5", ()),
        "name": (forms.LINES, "", ()),
        "case": (forms.CASE, "base", ()),
    }


def test_what_is_filled_in_is_a_command_line() -> None:
    given = {
        "first": "cost",
        "second": " -x ",
        "points": "3",
        "hold": "a\n\n b ",
        "plans": "yes",
        "case": "",
        "other": "9",
    }
    assert form("frontier").arguments(given, {}) == [
        "--from=cost", "--to=-x", "--points=3", "--hold=a", "--hold=b", "--plans",
    ]  # fmt: skip
    assert form("replan").arguments({"former": "outputs/1.xlsx"}, {"outputs/1.xlsx": "/x/1.xlsx"}) == [
        "--from=/x/1.xlsx"
    ]


def test_defaults_that_are_sent_back_are_taken(workbook: Path) -> None:
    for each in every():
        if each.of == "workbook" and not any(field.is_required for field in each.fields):
            given = {field.name: field.default for field in each.fields}
            assert refused_arguments(each.name, [str(workbook), *each.arguments(given, {})]) == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--points=1"], "1 is not in the range"),
        (["--gap=much"], "share from 0 to 1"),
        (["--help"], "asks for help"),
        (["--colour=red"], "No such option"),
    ],
)
def test_what_a_command_refuses_is_said_before_it_begins(workbook: Path, arguments: list[str], words: str) -> None:
    assert words in refused_arguments("frontier", [str(workbook), *arguments])
    assert refused_arguments("frontier", [str(workbook)]) == ""
    assert "no study" in refused_arguments("nonsense", [])


def test_what_a_line_says_is_told_to_who_follows() -> None:
    told: list[str] = []
    with followed(told.append), ProgressLine("first") as line:
        line.stage("second")
        progress = Progress()
        progress.stage("solve")
        progress.update(1.0, 12.5, 10.0, 0.2)
        study = StudyProgress("frontier")
        study.update(Event(2, 9, "point 2", 1.0, kept=True))
    ProgressLine().stage("nobody listens")
    assert told[0] == "second"
    assert "best plan 12.5" in told[2]
    assert told[3] == "frontier  ·  2 of 9 solves done  ·  last: point 2, kept from before"
    assert len(told) == 4
