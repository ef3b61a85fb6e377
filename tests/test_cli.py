"""The command line: quick help, exit codes, and words for failures."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import click
import pytest
from click.testing import CliRunner
from workbooks import rows, write

from planner import errors
from planner.__main__ import INTERRUPTED_CODE
from planner.__main__ import main as command
from planner.cli import main
from planner.commands.answers import INTERRUPTED_CODE as in_commands
from planner.commands.group import PlannerGroup
from planner.desk.program import program
from planner.faults import Fault, Severity

# What is slow to import and has no place in help.
HEAVY = ("pandas", "numpy", "pyomo", "highspy", "openpyxl", "xlsxwriter", "rich", "scipy")
MEASURE = """
import sys, time
from click.testing import CliRunner
from planner.cli import main
assert CliRunner().invoke(main, ["--help"]).exit_code == 0
print(time.process_time(), *sorted(set(sys.modules) & set(sys.argv[1:])))
"""
SHEETS = {
    "Periods": rows("period\n2027"),
    "Materials": rows("material | value\nore | 2"),
    "Sites": rows("site\nMine\nPort"),
    "Suppliers": rows("supplier | site | material | price\nDigger | Mine | ore | 1"),
    "Lanes": rows("from | to\nMine | Port"),
    "Demand": rows("market | material | amount | shortage cost\nPort | ore | 5 | 9"),
}


def failing(error: BaseException) -> click.Group:
    """Return a command line whose only command fails."""
    group = PlannerGroup("planner")

    @group.command()
    def fail() -> NoReturn:
        raise error

    return group


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", MEASURE, *HEAVY], capture_output=True, text=True, check=True)
    seconds, *imported = done.stdout.split()
    assert imported == []
    assert float(seconds) < 0.3


def test_every_command_has_help() -> None:
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None, name
        result = CliRunner().invoke(main, [name, "--help"])
        assert result.exit_code == 0
        assert command.help, name


def test_the_module_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "planner", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("planner ")


@pytest.mark.parametrize("arguments", [["nonsense"], ["check"], ["check", "no-such-file.xlsx"], ["new", "--nonsense"]])
def test_a_wrong_command_line_ends_with_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, arguments).exit_code == 2


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.FileError("x"), 2),
        (errors.InfeasibleError("x"), 3),
        (errors.NoPlanError("x"), 4),
        (errors.SolverError("x"), 5),
    ],
)
def test_a_failure_ends_with_its_own_code_and_its_words(error: errors.PlannerError, code: int) -> None:
    result = CliRunner().invoke(failing(error), ["fail"])
    assert (result.exit_code, result.stderr, result.stdout) == (code, "error: x\n", "")


def test_an_interrupt_ends_with_130() -> None:
    result = CliRunner().invoke(failing(KeyboardInterrupt()), ["fail"])
    assert (result.exit_code, result.stderr) == (130, "interrupted\n")


def test_an_interrupt_while_the_command_line_is_read_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(PlannerGroup, "parse_args", interrupted)
    result = CliRunner().invoke(main, ["solve"])
    assert (result.exit_code, result.stderr) == (130, "interrupted before it had begun; nothing was written\n")


def test_an_interrupt_before_a_command_has_begun_ends_with_130_and_a_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Importing(ModuleType):
        """What is being imported when a Ctrl-C comes."""

        def __getattr__(self, _: str) -> NoReturn:
            raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "planner.cli", Importing("planner.cli"))
    with pytest.raises(SystemExit) as end:
        command()
    assert end.value.code == INTERRUPTED_CODE == in_commands
    assert capsys.readouterr().err == "interrupted before it had begun; nothing was written\n"


def test_the_installed_command_hears_it_too() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"planner": "planner.__main__:main"}
    assert program()[-1].endswith("from planner.__main__ import main; main()"), "and what the desk starts"


def test_a_programming_fault_keeps_its_traceback() -> None:
    result = CliRunner().invoke(failing(ZeroDivisionError("x")), ["fail"])
    assert isinstance(result.exception, ZeroDivisionError)


def test_a_wrong_workbook_prints_every_fault_on_a_line_errors_first(tmp_path: Path) -> None:
    faults = [
        Fault("Sites", "A2", "first", severity=Severity.WARNING),
        Fault("Sites", "A3", "second", "x", "Do this"),
        Fault("Sites", "A4", "third"),
    ]
    result = CliRunner().invoke(failing(errors.WorkbookError(tmp_path / "mine.xlsx", faults)), ["fail"])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "error: Sites!A3: second (holds 'x'). Do this.",
        "error: Sites!A4: third.",
        "warning: Sites!A2: first.",
        "mine.xlsx: 2 errors, 1 warning. Nothing was written.",
    ]


def test_check_of_a_sound_workbook(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.xlsx", SHEETS)
    result = CliRunner().invoke(main, ["check", str(path)])
    assert (result.exit_code, result.stdout) == (0, "mine.xlsx: no faults; it can be planned.\n")


def test_check_tells_warnings_apart_and_ends_with_0(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.xlsx", {**SHEETS, "Groups": rows("group\npacts"), "Mine own": rows("a\n1")})
    result = CliRunner().invoke(main, ["check", str(path)])
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Warnings",
        "  Groups!A2: no project names this group (holds 'pacts'). Name it in the column group of Projects.",
        "",
        "Notes",
        "  Mine own: this sheet is not one of ours and is not read.",
        "",
        "mine.xlsx: 1 warning, 1 note; it can be planned.",
    ]


def test_check_applies_a_case(tmp_path: Path) -> None:
    sheets = {
        **SHEETS,
        "Suppliers": rows("supplier | site | material | price | maximum\nDigger | Mine | ore | 1 | 9"),
        "Demand": rows("market | material | amount | required\nPort | ore | 5 | 0.8"),
        "Cases": rows("case | sheet | row | column | change\nscarce | Suppliers | Digger | maximum | 3"),
    }
    path = write(tmp_path / "mine.xlsx", sheets)
    assert CliRunner().invoke(main, ["check", str(path)]).exit_code == 0
    scarce = CliRunner().invoke(main, ["check", str(path), "--case", "scarce"])
    assert scarce.exit_code == 0
    assert "Demand!D2: in 2027 4 of 'ore' a year must be served" in scarce.stdout
