"""What scripts rely on: one JSON object of one shape from every command, however it ends; the same options; help."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import jsonschema
import openpyxl
import pytest
from click.testing import CliRunner
from samples import few
from workbooks import rows, write

from planner.cli import main
from planner.commands.answers import SHAPE
from planner.statuses import OF_COMMANDS
from planner.studies.core.tasks import LEFT, Runner

if TYPE_CHECKING:
    from click.testing import Result

    from planner.studies.core.tasks import Task

DOCS = Path(__file__).parents[1] / "docs"
SCHEMA = json.loads((DOCS / "answer.schema.json").read_text(encoding="utf-8"))
CONTEXT = click.Context(main)
COMMANDS = [name for name in main.list_commands(CONTEXT) if name != "desk"]  # which answers in the browser
SOLVING = (
    "solve", "replan", "diagnose", "frontier", "alternatives", "explain", "regret", "information", "sensitivity",
    "shares", "playbook",
)  # fmt: skip
SHEETS = {
    "Settings": rows("setting | value\ndiscount rate | 0\ngap | 0"),
    "Periods": rows("period\n2026"),
    "Sites": rows("site | country\nhome | Homeland\nfar | Farland"),
    "Materials": rows("material | unit\ngoods | t"),
    "Suppliers": rows("supplier | site | material | price\nCheap | far | goods | 1"),
    "Lanes": rows("from | to\nfar | home"),
    "Demand": rows("market | material | amount | shortage cost\nhome | goods | 10 | 8\nfar | goods | 1 | 8"),
    "Partners": rows("partner | markets\nHome | home\nAway | far"),
    "Projects": rows("project | place | adds | maximum | capital rate\nplant | home | make | 5 | 2"),
    "Recipes": rows("process | role | item | amount\nmake | makes | goods | 1"),
    "Disruptions": rows("disruption | probability\ntrouble | 0.1"),
    "Hits": rows("disruption | target | name\ntrouble | country | Farland"),
    "Cases": rows("case | sheet | row | column | change\ndear | Suppliers | Cheap | price | x2"),
    "Ranges": rows("sheet | row | column | low | high\nSuppliers | Cheap | price | x0.8 | x4"),
}
WORLDS = {  # what waits for a signal has a period to wait in
    "Periods": rows("period\n2026\n2027"),
    "Worlds": rows("world | from | probability | case\ndearer | 2027 | 0.5 | dear\nas now | 2027 | 0.5 |"),
}
CALLS = {
    "new": ["new", "OUT.xlsx", "--example"],
    "check": ["check", "IN"],
    "solve": ["solve", "IN", "-o", "OUT.xlsx"],
    "replan": ["replan", "IN", "--from", "PLAN", "-o", "OUT.xlsx"],
    "diagnose": ["diagnose", "IN", "-o", "OUT.xlsx"],
    "verify": ["verify", "IN", "PLAN"],
    "stress": ["stress", "PLAN", "-o", "OUT.xlsx"],
    "report": ["report", "PLAN", "-o", "OUT.html"],
    "compare": ["compare", "PLAN", "PLAN", "-o", "OUT.xlsx"],
    "frontier": ["frontier", "IN", "--points", "2", "-o", "OUT.xlsx", "--processes", "1"],
    "alternatives": ["alternatives", "IN", "--plans", "0", "-o", "OUT.xlsx", "--processes", "1"],
    "explain": ["explain", "PLAN", "-o", "OUT.xlsx", "--processes", "1"],
    "regret": ["regret", "IN", "-o", "OUT.xlsx", "--processes", "1"],
    "information": ["information", "IN", "-o", "OUT.xlsx", "--processes", "1"],
    "shares": ["shares", "IN", "-o", "OUT.xlsx", "--processes", "1"],
    "sensitivity": ["sensitivity", "IN", "--samples", "3", "--anew", "1", "-o", "OUT.xlsx", "--processes", "1"],
    "playbook": ["playbook", "IN", "--quick", "-o", "OUT.xlsx", "--processes", "1"],
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a workbook and its plan."""
    folder = tmp_path_factory.mktemp("answers")
    source, plan = write(folder / "in.xlsx", SHEETS), folder / "plan.xlsx"
    done = CliRunner().invoke(main, ["solve", str(source), "-o", str(plan)])
    assert done.exit_code == 0, done.output
    return source, plan


def call(words: list[str], source: Path, plan: Path, folder: Path, *more: str) -> Result:
    if words[0] == "playbook" and source.name == "in.xlsx":
        source = write(folder / "worlds.xlsx", SHEETS | WORLDS)
    places = {"IN": str(source), "PLAN": str(plan)}
    asked = [places.get(word, str(folder / word) if word.startswith("OUT") else word) for word in words]
    return CliRunner().invoke(main, [*asked, *more])


def told(done: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout)
    jsonschema.validate(found, SCHEMA)
    assert found["exit code"] == done.exit_code
    return found


def test_every_command_is_called_here() -> None:
    assert set(CALLS) == set(COMMANDS)


@pytest.mark.parametrize("command", sorted(CALLS))
def test_every_command_answers_in_one_shape(made: tuple[Path, Path], tmp_path: Path, command: str) -> None:
    done = call(CALLS[command], *made, tmp_path, "--json")
    assert done.exit_code == 0, done.output
    found = told(done)
    assert found["command"] == command
    assert found["status"] in ("proven", "done")
    assert all(Path(path).exists() for path in found["paths"])
    writes = any(word.startswith("OUT") for word in CALLS[command])
    assert (found["path"] is not None) == (writes and command != "diagnose")  # which finds nothing to write of


@pytest.mark.parametrize("command", sorted(name for name, words in CALLS.items() if "IN" in words))
def test_every_command_answers_where_the_workbook_is_wrong(
    made: tuple[Path, Path], tmp_path: Path, command: str
) -> None:
    wrong = {
        **SHEETS,
        "Demand": rows("market | material | amount | shortage cost\nhome | goods | 10 | dear\nfar | goods | 1 | 8"),
    }
    source = write(tmp_path / "wrong.xlsx", wrong)
    done = call(CALLS[command], source, made[1], tmp_path, "--json")
    assert done.exit_code == 2, done.output
    found = told(done)
    assert found["status"] == "workbook wrong"
    assert [(x["severity"], x["sheet"], x["cell"]) for x in found["faults"]] == [("error", "Demand", "D2")]


SLIPS: dict[str, dict[str, Any]] = {
    "a share": {"Settings": rows("setting | value\ndiscount rate | 5\ngap | 0")},
    "a name": {"Hits": rows("disruption | target | name\ntrouble | country | Farlando")},
    "a name among others": {"Lanes": rows("from | to | material\nfar | home | goods\nhome | far | goods; gods")},
    "a name in several cells": {"Lanes": rows("from | to\nfarr | home\nhome | farr")},
    "a name that all others spell otherwise": {
        "Lanes": rows("from | to\nfarr | home"),
        "Suppliers": rows("supplier | site | material | price\nCheap | farr | goods | 1"),
    },
    "a case": {"Cases": rows("case | sheet | row | column | change\nmore | Demand | home | amount | +30%")},
}


def typed(path: Path, proposal: dict[str, Any], value: Any) -> None:
    """Type a value where a proposal says, as a program does that knows nothing but the answer."""
    book = openpyxl.load_workbook(path)
    for place in proposal["cells"]:
        sheet, _, cell = place.partition("!")
        whole, part = book[sheet][cell].value, proposal["in place of"]
        book[sheet][cell] = whole.replace(part, value) if part else value
    book.save(path)


@pytest.mark.parametrize("slip", SLIPS)
def test_a_program_mends_a_workbook_by_what_is_proposed(made: tuple[Path, Path], tmp_path: Path, slip: str) -> None:
    """Every value of every proposal, typed into the file by its address alone, ends the fault that it is of."""
    source = write(tmp_path / "slip.xlsx", SHEETS | SLIPS[slip])
    faults = told(call(CALLS["check"], source, made[1], tmp_path, "--json"))["faults"]
    mendable = [fault for fault in faults if fault["proposal"]]
    assert mendable
    for fault in mendable:
        for value in fault["proposal"]["values"]:
            write(source, SHEETS | SLIPS[slip])
            typed(source, fault["proposal"], value)
            after = told(call(CALLS["check"], source, made[1], tmp_path, "--json"))["faults"]
            assert fault["wrong"] not in [each["wrong"] for each in after]


@pytest.mark.parametrize("command", sorted(CALLS))
def test_every_command_answers_where_the_command_line_is_wrong(tmp_path: Path, command: str) -> None:
    words = [sys.executable, "-m", "planner", command, "--no-such-option", "--json"]
    if command == "check":  # a process each is slow
        done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert (done.returncode, json.loads(done.stdout)["status"]) == (2, "refused")
        assert "No such option" in json.loads(done.stdout)["message"]
    else:
        assert CliRunner().invoke(main, words[3:]).exit_code == 2


def test_infeasible_names_where_the_diagnosis_is(made: tuple[Path, Path], tmp_path: Path) -> None:
    demand = rows("market | material | amount | shortage cost | required\nhome | goods | 10 | 8 | 1")
    offers = rows("supplier | site | material | price | maximum\nCheap | far | goods | 1 | 2")
    source = write(tmp_path / "none.xlsx", {**SHEETS, "Demand": demand, "Suppliers": offers})
    found = told(call(CALLS["solve"], source, made[1], tmp_path, "--json"))
    assert (found["status"], found["exit code"]) == ("infeasible", 3)
    assert Path(found["path"]).name == "OUT.diagnosis.xlsx"
    again = told(call(["diagnose", "IN", "-o", "OUT2.xlsx"], source, made[1], tmp_path, "--json"))
    assert (again["status"], again["path"]) == ("infeasible", str(tmp_path / "OUT2.xlsx"))
    assert again["changes"]


def test_no_plan_in_the_time_and_a_refused_place_have_their_words(made: tuple[Path, Path], tmp_path: Path) -> None:
    found = told(call(["solve", "IN", "-o", "OUT.csv"], *made, tmp_path, "--json"))
    assert (found["status"], found["exit code"]) == ("refused", 2)
    assert "OUT.xlsx would do" in found["message"]


def test_the_page_the_schema_and_the_program_name_the_same() -> None:
    page = (DOCS / "json.md").read_text(encoding="utf-8")
    assert set(SCHEMA["required"]) == set(SCHEMA["properties"]) == set(SHAPE)
    assert SCHEMA["properties"]["status"]["enum"] == list(OF_COMMANDS)
    tables = re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE)
    named = {part.strip() for cell in tables for part in cell.split(",")}
    assert set(SHAPE) | set(OF_COMMANDS) <= named


@pytest.mark.parametrize("command", sorted(CALLS))
def test_quiet_says_nothing_where_nothing_is_wrong(made: tuple[Path, Path], tmp_path: Path, command: str) -> None:
    if command not in ("solve", "compare", "report", "check", "new", "verify", "stress"):
        pytest.skip("the same functions say it")
    done = call(CALLS[command], *made, tmp_path, "--quiet")
    assert (done.exit_code, done.output) == (0, "")


@pytest.mark.parametrize("command", SOLVING)
def test_all_that_solve_take_the_same_options(command: str) -> None:
    found = main.get_command(CONTEXT, command)
    assert found is not None
    flags = {flag for each in found.params for flag in each.opts}
    wanted = {"--gap", "--money-gap", "--time-limit", "--threads", "--processes", "--engine", "--scheduler", "--log"}
    assert wanted | {"--json", "--quiet", "--force", "-o"} <= flags


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_in_whole_sentences_with_an_example(command: str) -> None:
    found = main.get_command(CONTEXT, command)
    assert found is not None
    assert (found.help or "").split("\n\n")[0].rstrip().endswith(".")
    for each in found.params:
        if isinstance(each, click.Option):
            assert (each.help or "")[:1].isupper(), each.name
            assert (each.help or "").rstrip().endswith((".", ")")), each.name
    example = re.search(r"Example: planner (\S+)", found.epilog or "")
    assert example is not None
    assert example[1] == command


def test_commands_stand_in_the_order_of_work() -> None:
    assert COMMANDS[:3] == ["new", "check", "solve"]
    told_help = CliRunner().invoke(main, ["--help"]).output
    places = [told_help.index(title) for title in ("Make and check", "Trust a plan", "Ask about choices")]
    assert places == sorted(places)


def test_the_log_of_the_solver_is_kept(made: tuple[Path, Path], tmp_path: Path) -> None:
    sheets = {
        **SHEETS,
        "Projects": rows("project | place | adds | block | fixed capital | starts\nplant | home | make | 3 | 7 | 3"),
        "Rules": rows("rule | measure | material | origins | limit\ncap | share at most | goods | Farland | 0.45"),
    }
    source, log = write(tmp_path / "in.xlsx", sheets), tmp_path / "solver.log"
    for _ in range(2):  # what is there of its own is kept under a number
        done = call(["solve", "IN", "-o", "OUT.xlsx"], source, made[1], tmp_path, "--log", str(log))
        assert done.exit_code == 0, done.output
    assert "MIP" in log.read_text(encoding="utf-8")
    assert (tmp_path / "solver.1.log").exists()
    mine = tmp_path / "notes.txt"
    mine.write_text("mine")
    assert call(["solve", "IN"], source, made[1], tmp_path, "--log", str(mine)).exit_code == 2
    assert mine.read_text() == "mine"


def test_options_that_could_not_do_anything_are_refused(made: tuple[Path, Path], tmp_path: Path) -> None:
    for words in (["explain", "PLAN", "--case", "dear"], ["regret", "IN", "--case", "dear"]):
        done = call(words, *made, tmp_path)
        assert done.exit_code == 2
        assert "--case cannot be given" in done.output


@pytest.mark.parametrize("value", ["nan", "inf", "-1", "150%", "soon"])
def test_a_gap_that_is_none_is_refused(made: tuple[Path, Path], tmp_path: Path, value: str) -> None:
    assert call(["solve", "IN", "-o", "OUT.xlsx"], *made, tmp_path, f"--gap={value}").exit_code == 2


@pytest.mark.skipif(os.name == "nt", reason="file descriptors are closed otherwise there")
def test_closed_streams_break_nothing(made: tuple[Path, Path], tmp_path: Path) -> None:
    words = f'"{sys.executable}" -m planner solve "{made[0]}" -o "{tmp_path / "closed.xlsx"}"'
    done = subprocess.run(["sh", "-c", f"{words} >&-"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "closed.xlsx").exists()
    checks = f'"{sys.executable}" -m planner check "{made[0]}" --json | head -c 0'
    piped = subprocess.run(["sh", "-c", checks], capture_output=True, text=True, check=False)
    assert "Traceback" not in piped.stderr


def test_a_folder_that_cannot_be_made_is_told(
    made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "outputs").write_text("a file in its place")
    done = CliRunner().invoke(main, ["solve", str(made[0])])
    assert done.exit_code == 2
    assert "outputs" in done.output


@pytest.mark.parametrize("command", few(2, ["frontier", "alternatives", "explain", "information", "sensitivity"]))
def test_an_interrupted_study_says_what_is_kept_and_goes_on_from_it(
    made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """The second solve is interrupted: nothing is written, one is kept, and the same command does not do it again."""
    here, ran = Runner._run_here, list[str]()

    def interrupted(runner: Runner, task: Task) -> None:
        ran.append(task.name)
        if len(ran) == 2:
            raise KeyboardInterrupt
        here(runner, task)

    words = ["alternatives", "IN", "--plans", "2", "-o", "OUT.xlsx", "--processes", "1"]
    asked = words if command == "alternatives" else CALLS[command]
    monkeypatch.setattr(Runner, "_run_here", interrupted)
    done = call(asked, *made, tmp_path, "--json")
    found = told(done)
    assert (done.exit_code, found["status"], found["path"], found["message"]) == (130, "interrupted", None, LEFT)
    assert f"interrupted: {LEFT}" in done.stderr
    assert not (tmp_path / "OUT.xlsx").exists()
    kept = ran[0]
    ran[1:] = ["the second is not interrupted again"] * 2
    assert call(asked, *made, tmp_path).exit_code == 0
    assert kept not in ran[1:]
