"""The forms of studies come from what the commands declare; what is filled in is what the command line would take."""

from __future__ import annotations

import html
import io
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from desks import client
from made_plans import write_made
from workbooks import write

from planner.cli import main, refused_arguments, study_forms
from planner.commands.forms import OWN, PAGES, declared
from planner.commands.options import IN_FILE, OUT_FILE, InPath, OutPath, study_options
from planner.desk import forms
from planner.desk.kinds import study
from planner.desk.refusals import Refusal
from planner.desk.work import Work
from planner.planning.progress import Progress, ProgressLine, followed
from planner.studies.core.progress import StudyProgress
from planner.studies.core.tasks import Event
from planner.workbook.template.example import EXAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desks import Client

    from planner.desk.forms import StudyForm


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("forms") / "mine.xlsx"
    write(path, EXAMPLE)
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
    "name",
    [
        "alternatives",
        "diagnose",
        "explain",
        "frontier",
        "information",
        "playbook",
        "regret",
        "replan",
        "shares",
        "stress",
    ],
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
    assert all("IN is" not in line and "exit code" not in line and "Example" not in line for line in form(name).about)


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
        solves = StudyProgress("frontier")
        solves.update(Event(2, 9, "point 2", 1.0, kept=True))
    ProgressLine().stage("nobody listens")
    assert told[0] == "second"
    assert "best plan 12.5" in told[2]
    assert told[3] == "frontier  ·  2 of 9 solves done  ·  last: point 2, kept from before"
    assert len(told) == 4


class Program:
    """A program in place of the planner's: it notes what it is called with, and ends as it is told."""

    def __init__(self, answer: str, code: int, writes: bool) -> None:
        self.answer, self.code, self.writes = answer, code, writes
        self.called: list[str] = []

    def main(self, arguments: list[str], prog_name: str) -> None:
        assert prog_name == "planner"
        self.called = arguments
        target = Path(arguments[arguments.index("--output") + 1])
        if self.writes:
            target.write_bytes(b"a study")
        ProgressLine().stage("half way")
        StudyProgress("").found(12.5, 10.0, 0.2)
        print(self.answer.replace("TARGET", str(target)))
        sys.exit(self.code)


def worked(
    folder: Path, program: Program, monkeypatch: pytest.MonkeyPatch, **options: Any
) -> tuple[Work, tuple[str, str], str]:
    """Return a job that did a study, how it ended, and what it told the desk."""
    monkeypatch.setitem(sys.modules, "a_program", program)  # type: ignore[arg-type]
    told = {
        "number": 1,
        "book": "mine.xlsx",
        "options": {"program": "a_program", "plan": "", "arguments": [], **options},
    }
    channel = io.StringIO()
    work = Work(folder / "job", folder, told, channel)
    return work, study.run(work), channel.getvalue()


def test_a_study_is_its_command_with_what_was_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = Program('{"paths": ["TARGET"], "words": ["It is so.", "And so.", "More."]}', 0, True)
    work, ended, told = worked(tmp_path, program, monkeypatch, study="frontier", arguments=["--points=3"])
    target = tmp_path / "outputs" / "0001 mine-frontier.xlsx"
    asked_of = str(tmp_path / "job" / "input" / "mine.xlsx")
    assert program.called == ["frontier", asked_of, "--points=3", "--output", str(target), "--json"]
    assert ended == ("done", "It is so. And so.")
    assert work.results == [{"name": "outputs/0001 mine-frontier.xlsx", "words": "what was found"}]
    assert "half way" in told
    assert work._figures is not None
    assert work._figures[1:] == [12.5, 10.0, 0.2]


@pytest.mark.parametrize(
    ("code", "answer", "ended"),
    [
        (130, "", ("stopped", study.STOPPED)),
        (130, '{"message": "the study is not written"}', ("stopped", "Stopped: the study is not written.")),
        (3, '{"message": "No plan keeps it all."}', ("no plan", "No plan keeps it all.")),
        (2, '{"message": "There is no period 1999."}', ("refused", "There is no period 1999.")),
        (5, "", ("refused", "It ended with the code 5.")),
        (0, "{}", ("done", "Done.")),
    ],
)
def test_how_a_study_ends_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, answer: str, ended: tuple[str, str]
) -> None:
    work, found, _ = worked(tmp_path, Program(answer, code, False), monkeypatch, study="regret")
    assert found == ended
    assert work.results == []


def test_a_study_of_a_plan_is_asked_of_that_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "outputs").mkdir()
    plan = tmp_path / "outputs" / "0007 mine-base.xlsx"
    write_made(plan)
    program = Program("{}", 0, True)
    worked(tmp_path, program, monkeypatch, study="stress", plan="outputs/0007 mine-base.xlsx")
    assert program.called[1] == str(plan)
    assert program.called[3].endswith("0008 mine-base-stress.xlsx")
    outside = {"study": "stress", "plan": "../secret.xlsx"}
    with pytest.raises(Refusal):
        worked(tmp_path, program, monkeypatch, **outside)


@pytest.fixture(scope="module")
def desk(workbook: Path) -> Iterator[Client]:
    with client(workbook.parent) as opened:
        yield opened


def test_every_study_has_its_page(desk: Client) -> None:
    listed = desk.get("/studies", params={"book": "mine.xlsx"})
    for each in every():
        assert html.escape(each.answers, quote=False) in html.unescape(listed.text)
    asked = desk.get("/studies/ask", params={"book": "mine.xlsx", "study": "frontier"})
    for field in form("frontier").fields:
        assert f'name="{field.name}"' in asked.text
    assert "high demand" in asked.text  # a case of the workbook
    assert "worst service" in asked.text  # the default of its command


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        ("/studies", {"book": "none.xlsx"}, 404),
        ("/studies", {}, 404),
        ("/studies/ask", {"book": "mine.xlsx", "study": "solve"}, 404),
        ("/studies/ask", {"book": "mine.xlsx", "study": "<script>"}, 404),
        ("/studies/ask", {"plan": "../mine.xlsx", "study": "stress"}, 404),
    ],
)
def test_what_is_not_there_has_no_form(desk: Client, path: str, given: dict[str, str], status: int) -> None:
    answer = desk.get(path, params=given)
    assert answer.status_code == status
    assert "<script>" not in answer.text


def test_what_a_command_refuses_stays_in_the_form(desk: Client) -> None:
    sent = {"book": "mine.xlsx", "study": "frontier", "points": "1", "second": "<b>cost</b>"}
    answer = desk.post("/studies/begin", data=sent)
    assert answer.status_code == 400
    assert "1 is not in the range" in html.unescape(answer.text)
    assert 'value="&lt;b&gt;cost&lt;/b&gt;"' in answer.text
    assert desk.desk.jobs.listed() == []


def test_what_it_takes_waits_in_line(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    class InLine:
        number = 7

    monkeypatch.setattr(desk.desk.jobs, "add", lambda *words: asked.append(words) or InLine())
    answer = desk.post("/studies/begin", data={"book": "mine.xlsx", "study": "frontier", "points": "3", "gap": "1%"})
    assert answer.headers["location"] == "/jobs/show?job=7"
    ((kind, title, book, options),) = asked
    assert (kind, title, book) == ("study", "Frontier: mine.xlsx", "mine.xlsx")
    assert options == {
        "study": "frontier",
        "arguments": ["--points=3", "--gap=1%"],
        "program": "planner.cli",
        "plan": "",
    }


def test_a_what_if_waits_in_line_with_its_changes(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    class InLine:
        number = 8

    monkeypatch.setattr(desk.desk.jobs, "add", lambda **words: asked.append(words) or InLine())
    sent = {"book": "mine.xlsx", "s": "Settings", "r": "discount rate", "c": "value", "t": "0.1", "name": "dear money"}
    answer = desk.post("/what-if/plan", data=sent)
    assert answer.headers["location"] == "/jobs/show?job=8"
    assert asked[0]["kind"] == "plan"
    assert asked[0]["options"] == {
        "case": "base", "changes": [["Settings", "discount rate", "value", 0.1]], "name": "dear money",
    }  # fmt: skip
