"""No command harms a file of the planner's: every command, found in the command line itself, is tried."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import openpyxl
import pytest
from click.testing import CliRunner
from workbooks import rows, write

from planner.cli import main
from planner.commands.options import InPath, OutPath
from planner.errors import FileError
from planner.files import OwnedPath, kept_path
from planner.outputs import Outputs, is_own

if TYPE_CHECKING:
    from click.testing import Result

SHEETS = {
    "Periods": rows("period\n2027\n2028"),
    "Materials": rows("material\nore"),
    "Sites": rows("site\nMine\nYard"),
    "Suppliers": rows("supplier | site | material | price | maximum\nDigger | Mine | ore | 1 | 9"),
    "Demand": rows("market | material | amount | shortage cost\nMine | ore | 5 | 9"),
    "Partners": rows("partner | markets\nOne | Mine\nOther | Yard"),
    "Cases": rows("case | sheet | row | column | change\nscarce | Suppliers | Digger | maximum | 3"),
    "Worlds": rows("world | from | probability | case\nless | 2028 | 0.5 | scarce\nas now | 2028 | 0.5 |"),
}
NAMES = [name for name in main.list_commands(click.Context(main)) if name != "desk"]  # which has tests of its own
COMMANDS = {name: main.get_command(click.Context(main), name) for name in NAMES}
# What each command writes beside what -o names, or without it, from in.xlsx and plan.xlsx.
OTHERWISE: dict[str, list[list[str]]] = {
    "alternatives": [["in.xlsx", ">outputs/in-alternatives.xlsx"], ["plan.xlsx", ">plan-range.xlsx"]],
    "check": [],
    "compare": [["plan.xlsx", "other.xlsx", ">plan-compared.xlsx"]],
    "diagnose": [["in.xlsx", ">outputs/in-diagnosis.xlsx"]],
    "explain": [["plan.xlsx", ">outputs/plan-explain.xlsx"], ["plan.xlsx", "--write", ">plan-explained.xlsx"]],
    "frontier": [["in.xlsx", ">outputs/in-frontier.xlsx"],
                 ["in.xlsx", "--plans", ">outputs/in-frontier-plans/point-03.xlsx"],
                 ["in.xlsx", "-o", "new.xlsx", "--plans", ">new-plans"]],
    "information": [["in.xlsx", ">outputs/in-information.xlsx"]],
    "new": [],
    "playbook": [["in.xlsx", ">outputs/in-playbook.xlsx"], ["in.xlsx", ">outputs/in-less.xlsx"]],
    "regret": [["in.xlsx", ">outputs/in-regret.xlsx"], ["in.xlsx", ">outputs/in-scarce.xlsx"]],
    "replan": [["in.xlsx", "--from", "plan.xlsx", ">outputs/in-replan.xlsx"],
               ["in.xlsx", "--from", "plan.xlsx", "-o", "new.xlsx", ">new-compared.xlsx"]],
    "report": [["plan.xlsx", ">plan.report.html"]],
    "sensitivity": [["in.xlsx", ">outputs/in-sensitivity.xlsx"], ["in.xlsx", "--propose", ">outputs/in-ranges.xlsx"]],
    "shares": [["in.xlsx", ">outputs/in-shares.xlsx"], ["in.xlsx", ">outputs/in-nobody.xlsx"]],
    "solve": [["in.xlsx", ">outputs/in-base.xlsx"], ["in.xlsx", "--all-cases", ">outputs/in-cases.xlsx"],
              ["in.xlsx", "--all-cases", "-o", "plans", ">plans/in-scarce.xlsx"],
              ["in.xlsx", "--all-cases", "-o", "plans", ">plans"],
              ["in.xlsx", "--case", "scarce", ">outputs"]],
    "stress": [["plan.xlsx", ">plan-stress.xlsx"]],
    "verify": [],
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a workbook and two plans of it."""
    folder = tmp_path_factory.mktemp("made")
    source = write(folder / "in.xlsx", SHEETS)
    for name in ("plan.xlsx", "other.xlsx"):
        done = CliRunner().invoke(main, ["solve", str(source), "-o", str(folder / name)])
        assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in a folder of a planner; nothing that was there at first may be different afterwards, nor new."""
    for path in made.iterdir():
        if path.is_file():
            shutil.copy(path, tmp_path)
    write(tmp_path / "mine.xlsx", {"Notes": rows("a\n1")})
    (tmp_path / "mine.html").write_text("<p>mine</p>")
    (tmp_path / "mine.csv").write_text("mine")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def arguments_of(command: click.Command, out: click.Parameter, value: str) -> list[str]:
    """Return a command line in which one output has a value and all that is read is there."""
    words: list[str] = []
    for parameter in command.params:
        given = value if parameter is out else None
        if isinstance(parameter.type, InPath) and parameter.required:
            given = "plan.xlsx" if "PLAN" in str(parameter.metavar) else "in.xlsx"
        if given is not None:
            words += [given] if isinstance(parameter, click.Argument) else [parameter.opts[0], given]
    if str(out.name) == "copy":  # of a plan alone
        words[words.index("in.xlsx")] = "plan.xlsx"
    return words


def outs() -> list[tuple[str, click.Parameter]]:
    return [(name, x) for name, command in COMMANDS.items() if command for x in command.params
            if isinstance(x.type, OutPath)]  # fmt: skip


def refused(words: list[str]) -> Result:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2, (words, result.output, result.exception)
    assert "\nerror: " in f"\n{result.stderr}", (words, result.stderr)
    return result


def test_every_path_of_every_command_is_read_or_goes_through_outputs() -> None:
    kinds = {type(x.type) for command in COMMANDS.values() if command for x in command.params
             if isinstance(x.type, click.Path | click.File)}  # fmt: skip
    assert kinds == {InPath, OutPath}
    assert set(OTHERWISE) == set(COMMANDS)
    writing = {name for name, _ in outs()}
    assert set(COMMANDS) - writing == {"verify"}
    for name in writing:
        assert any("--force" in x.opts for x in COMMANDS[name].params), name  # type: ignore[union-attr]


@pytest.mark.parametrize(("name", "out"), outs(), ids=lambda x: str(getattr(x, "name", x)))
def test_no_command_writes_over_what_it_reads_or_is_not_its_own(name: str, out: click.Parameter, desk: Path) -> None:
    command = COMMANDS[name]
    assert command is not None
    (desk / "link.xlsx").symlink_to("in.xlsx")
    os.link("plan.xlsx", "hard.xlsx")
    (desk / "open.xlsx").write_bytes(b"")
    (desk / "~$open.xlsx").write_bytes(b"")
    (desk / ".~lock.fresh.xlsx#").write_bytes(b"")
    os.mkfifo("pipe.xlsx")
    before = contents(desk)
    reads = arguments_of(command, out, "x")
    values = [*{"in.xlsx", "plan.xlsx"}.intersection(reads), "mine.xlsx", "mine.html", "mine.csv", "new.csv",
              "fresh.xlsx", "open.xlsx", "/dev/null", "pipe.xlsx", "no/such.xlsx", f"{'n' * 245}.xlsx",
              f"{'n' * 300}.xlsx", f"{'folder/' * 800}plan.xlsx", "in.xlsx/plan.xlsx"]  # fmt: skip
    values += ["link.xlsx", "IN.XLSX"] * ("in.xlsx" in reads) + ["hard.xlsx"] * ("plan.xlsx" in reads)
    for value in values:
        refused([name, *arguments_of(command, out, value)])
        if name == "solve":
            refused([name, "in.xlsx", "--all-cases", "-o", value])
    assert contents(desk) == before
    assert not (desk / "outputs").exists()


BESIDE = [[name, *words] for name, listed in OTHERWISE.items() for words in listed]


@pytest.mark.parametrize("words", BESIDE, ids=" ".join)
def test_what_is_written_beside_harms_nothing_either(words: list[str], desk: Path) -> None:
    *words, mine = words
    target = Path(mine.removeprefix(">"))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("mine")
    before = contents(desk)
    refused(words)
    assert contents(desk) == before


def test_force_replaces_what_is_not_its_own_and_keeps_it_but_never_what_is_read(desk: Path) -> None:
    mine = (desk / "mine.xlsx").read_bytes()
    done = CliRunner().invoke(main, ["solve", "in.xlsx", "-o", "mine.xlsx", "--force"])
    assert done.exit_code == 0, done.output
    assert (desk / "mine.1.xlsx").read_bytes() == mine
    assert is_own(desk / "mine.xlsx")
    for words in (["solve", "in.xlsx", "-o", "in.xlsx"], ["stress", "plan.xlsx", "-o", "plan.xlsx"]):
        assert "it is read by this command" in refused([*words, "--force"]).stderr


def test_what_is_replaced_of_its_own_is_kept_under_a_number_the_highest_the_last(desk: Path) -> None:
    first, second = (desk / "plan.xlsx").read_bytes(), (desk / "other.xlsx").read_bytes()
    shutil.copy("other.xlsx", "new.xlsx")
    assert CliRunner().invoke(main, ["solve", "in.xlsx", "-o", "plan.xlsx"]).exit_code == 0
    third = (desk / "plan.xlsx").read_bytes()
    assert (desk / "plan.1.xlsx").read_bytes() == first
    assert CliRunner().invoke(main, ["stress", "other.xlsx", "-o", "plan.xlsx"]).exit_code == 0
    assert (desk / "plan.2.xlsx").read_bytes() == third
    assert CliRunner().invoke(main, ["stress", "other.xlsx", "-o", "plan.xlsx"]).exit_code == 0  # the same bytes again
    assert sorted(path.name for path in desk.glob("plan*")) == ["plan.1.xlsx", "plan.2.xlsx", "plan.xlsx"]
    assert (desk / "other.xlsx").read_bytes() == second


def test_a_report_is_known_again(desk: Path) -> None:
    for _ in range(2):
        assert CliRunner().invoke(main, ["report", "plan.xlsx", "-o", "page.html"]).exit_code == 0
    assert is_own(desk / "page.html")
    assert not is_own(desk / "mine.html")


def test_a_plan_is_its_own_also_after_a_spreadsheet_saved_it_and_a_workbook_made_of_it_is_not(desk: Path) -> None:
    saved = openpyxl.load_workbook("plan.xlsx")
    saved.save("saved.xlsx")
    for title in ("Periods", "Materials", "Sites"):
        saved[f"in {title}"].title = title
    saved.create_sheet("in Periods")
    saved.save("mended.xlsx")
    assert (is_own(Path("saved.xlsx")), is_own(Path("mended.xlsx"))) == (True, False)


def test_a_diagnosis_is_written_whatever_stands_in_its_place(desk: Path) -> None:
    wrong = {**SHEETS, "Demand": rows("market | material | amount | required\nMine | ore | 50 | 1")}
    write(desk / "in.xlsx", wrong)
    (desk / "new.diagnosis.xlsx").write_text("mine")
    done = CliRunner().invoke(main, ["solve", "in.xlsx", "-o", "new.xlsx"])
    assert done.exit_code == 3, done.output
    assert "new.diagnosis-2.xlsx" in done.stderr
    assert (desk / "new.diagnosis.xlsx").read_text() == "mine"
    assert is_own(desk / "new.diagnosis-2.xlsx")


def test_two_outputs_of_one_command_are_two_files(desk: Path) -> None:
    words = ["alternatives", "plan.xlsx", "-o", "new.xlsx", "--plan-output", "new.xlsx"]
    assert "two things would be written there" in refused(words).stderr


def test_a_folder_that_cannot_be_made_is_told_in_words(desk: Path) -> None:
    (desk / "outputs").write_text("a file of mine")
    assert "it is a file, and a folder is asked for" in refused(["solve", "in.xlsx"]).stderr
    with pytest.raises(FileError, match="the folder cannot be made"):
        Outputs().folder(Path("/proc/none"))


def test_a_command_that_wrote_nothing_leaves_no_folder(desk: Path) -> None:
    assert "no case is named" in refused(["solve", "in.xlsx", "--case", "none"]).stderr
    assert "--case cannot be given" in refused(["regret", "in.xlsx", "--case", "none", "-o", "new/plans"]).stderr
    assert not (desk / "outputs").exists()
    assert not (desk / "new").exists()
    (desk / "outputs").mkdir()
    assert "no case is named" in refused(["solve", "in.xlsx", "--case", "none"]).stderr
    assert (desk / "outputs").exists(), "which was there before"


def test_a_folder_that_another_command_tidied_away_is_made_again(tmp_path: Path) -> None:
    outputs, folder = Outputs(), tmp_path / "new"
    target = outputs.file(outputs.folder(folder) / "plan.xlsx")
    folder.rmdir()
    with kept_path(target) as path:
        path.write_text("an hour's work")
    outputs.tidy()
    assert target.read_text() == "an hour's work"


def test_a_case_may_be_called_as_the_study_is(tmp_path: Path) -> None:
    cases = rows("case | sheet | row | column | change\ncases | Suppliers | Digger | maximum | 3")
    own = {name: table for name, table in SHEETS.items() if name not in ("Worlds", "Partners")}
    path = write(tmp_path / "in.xlsx", own | {"Cases": cases})
    done = CliRunner().invoke(main, ["solve", str(path), "--all-cases", "-o", str(tmp_path), "--processes", "1"])
    assert done.exit_code == 0, done.output
    names = {each.name for each in tmp_path.glob("*.xlsx")}
    assert names == {"in.xlsx", "in-base.xlsx", "in-cases (2).xlsx", "in-cases.xlsx"}


WRITER = """
import sys
from pathlib import Path
from planner.files import OwnedPath
for number in range(int(sys.argv[2])):
    with OwnedPath(Path(sys.argv[1])).writing() as path:
        path.write_text(f"{sys.argv[3]} {number}")
"""


def test_two_processes_that_write_to_one_place_lose_nothing(tmp_path: Path) -> None:
    target, count = tmp_path / "plan.xlsx", 30
    started = [subprocess.Popen([sys.executable, "-c", WRITER, str(target), str(count), name]) for name in "ab"]
    assert [each.wait() for each in started] == [0, 0]
    found = sorted(path.read_text() for path in tmp_path.iterdir())
    assert found == sorted(f"{name} {number}" for name in "ab" for number in range(count))


def test_where_files_cannot_be_linked_they_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    target = tmp_path / "plan.xlsx"
    for words in ("first", "second", "third"):
        with kept_path(target) as path:
            path.write_text(words)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "plan.1.xlsx": "first", "plan.2.xlsx": "second", "plan.xlsx": "third",
    }  # fmt: skip


def test_what_a_run_wrote_itself_is_replaced_and_what_others_put_there_meanwhile_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "plan.xlsx"
    target.write_text("old")
    place = OwnedPath(target)
    for words in ("first", "second"):
        with place.writing() as path:
            path.write_text(words)
    target.write_text("edited meanwhile")
    with place.writing() as path:
        path.write_text("third")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "plan.1.xlsx": "old", "plan.2.xlsx": "edited meanwhile", "plan.xlsx": "third",
    }  # fmt: skip


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.xlsx").write_text("old")
    (tmp_path / "plan.xlsx").symlink_to("real.xlsx")
    with kept_path(tmp_path / "plan.xlsx") as path:
        path.write_text("new")
    assert (tmp_path / "plan.xlsx").is_symlink()
    assert ((tmp_path / "real.xlsx").read_text(), (tmp_path / "real.1.xlsx").read_text()) == ("new", "old")


FULL = """
import resource, sys
from click.testing import CliRunner
from planner.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
for words in sys.argv[1:]:
    try:
        main(words.split())
    except SystemExit as end:
        print(end.code)
"""


def test_a_disk_without_room_is_told_in_words_and_leaves_what_was_there(desk: Path) -> None:
    before = contents(desk)
    asked = (
        "solve in.xlsx -o plan.xlsx",
        "new new.xlsx",
        "report plan.xlsx -o a.html",
    )  # in one process
    done = subprocess.run([sys.executable, "-c", FULL, *asked], capture_output=True, text=True, check=False)
    assert (done.stdout.splitlines()[-1], done.stdout.splitlines().count("2")) == ("2", len(asked)), done.stdout
    assert "Traceback" not in done.stderr, done.stderr
    assert done.stderr.count("it cannot be written (File too large)") == len(asked)
    assert contents(desk) == before
