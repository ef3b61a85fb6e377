"""What a command does is what the library does: both call the same function with the same question."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from inspect import signature
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from workbooks import rows, write

import planner
from planner import commands
from planner.cli import main
from planner.errors import SolverError
from planner.solving.outcome import Options
from planner.studies.core.session import Session
from planner.workbook.book import Book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHOP = {
    "Settings": rows("setting | value\ndiscount rate | 0\ngap | 0"),
    "Periods": rows("period\n2026\n2027"),
    "Sites": rows("site | country\nhere | Homeland"),
    "Materials": rows("material | unit\ngoods | t"),
    "Suppliers": rows("supplier | site | material | price | fixed cost\nCheap | here | goods | 1 | 1"),
    "Demand": rows("market | material | amount | shortage cost\nhere | goods | 10 | 8"),
    "Cases": rows("case | sheet | row | column | change\ndear | Suppliers | Cheap | price | 2"),
    "Worlds": rows("world | from | probability\neither | 2027 | 0.5\nother | 2027 | 0.5"),
}
HELD = {"gap": 0.01, "time_limit": 60.0}
GIVEN = ("--gap", "1%", "--time-limit", "60")


def case(workbook: Path) -> planner.Case:
    return planner.read(workbook, case="dear")


def plan(path: Path) -> planner.Result:
    return planner.read_plan(path)


# the one function; what a person types; what a program calls; IN is the workbook, PLAN a plan of its case
PATHS: dict[str, tuple[str, list[str], Callable[[Path, Path], object]]] = {
    "solve": ("planner.infeasibility.planned:solve_book", ["solve", "IN", "-o", "OUT"],
              lambda workbook, _: case(workbook).solve(**HELD)),
    "alternatives": ("planner.studies.alternatives.study:studied",
                     ["alternatives", "IN", "--within", "3%", "--plans", "2", "-o", "OUT"],
                     lambda workbook, _: planner.alternatives(case(workbook), 0.03, 2, **HELD)),
    "frontier": ("planner.studies.frontier.study:studied",
                 ["frontier", "IN", "--to", "budget", "--points", "4", "--hold", "nothing", "-o", "OUT"],
                 lambda workbook, _: planner.frontier(case(workbook), "cost", "budget", 4, hold=("nothing",), **HELD)),
    "information": ("planner.studies.information.study:studied",
                    ["information", "IN", "--samples", "7", "--seed", "3", "-o", "OUT"],
                    lambda workbook, _: planner.information(case(workbook), 7, seed=3, **HELD)),
    "sensitivity": ("planner.studies.sensitivity.study:studied",
                    ["sensitivity", "IN", "--from", "PLAN", "--samples", "3", "--anew", "1", "-o", "OUT"],
                    lambda workbook, path: planner.sensitivity(case(workbook), plan(path), samples=3, anew=1, **HELD)),
    "diagnose": ("planner.studies.diagnose.study:studied", ["diagnose", "IN", "--weights", "budgets=2", "-o", "OUT"],
                 lambda workbook, _: planner.diagnose(case(workbook), "budgets=2", **HELD)),
    "replan": ("planner.studies.replan.replanning:replan",
               ["replan", "IN", "--from", "PLAN", "--before", "2026", "--change-cost", "2", "-o", "OUT"],
               lambda workbook, path: planner.replan(case(workbook), plan(path), 2026, change_cost=2.0, **HELD)),
    "explain": ("planner.studies.explain.study:studied", ["explain", "PLAN", "--only", "Cheap", "-o", "OUT"],
                lambda _, path: planner.explain(plan(path), ["Cheap"], **HELD)),
    "stress": ("planner.studies.stress.study:struck", ["stress", "PLAN", "--samples", "5", "--seed", "2", "-o", "OUT"],
               lambda _, path: planner.stress(plan(path), 5, seed=2)),
    "regret": ("planner.studies.cases.study:all_cases",
               ["regret", "IN", "--choose", "--weights", "base=2", "-o", "OUT"],
               lambda workbook, _: planner.regret(planner.read(workbook), choose=True, weights="base=2", **HELD)),
    "shares": ("planner.studies.shares.solves:planned", ["shares", "IN", "-o", "OUT"],
               lambda workbook, _: planner.shares(case(workbook), **HELD)),
    "playbook": ("planner.studies.playbook.planned:planned", ["playbook", "IN", "--quick", "-o", "OUT"],
                 lambda workbook, _: planner.playbook(case(workbook), quick=True, **HELD)),
    "compare": ("planner.studies.compare.comparison:compare", ["compare", "PLAN", "PLAN", "-o", "OUT"],
                lambda _, path: planner.compare(plan(path), plan(path))),
}  # fmt: skip
NO_CASE = ("explain", "stress", "regret", "compare")  # that take none: of a plan, or of all cases
NO_SOLVE = ("stress", "compare")
# where the answer goes, who listens, how it is worked on
UNHEARD = {"path", "paths", "name", "listener", "stages", "threads", "processes", "engine", "scheduler", "log", "asked",
           "told_beside"}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("shop")
    workbook = write(folder / "shop.xlsx", SHOP)
    return workbook, case(workbook).solve().to_excel(folder / "plan.xlsx")


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder of one's own: ranges that are proposed are written into outputs/ there."""
    monkeypatch.chdir(tmp_path)


def question(value: Any) -> Any:
    """Return what is asked, without where its answer goes and how it is worked on; a plan carries its own workbook."""
    if isinstance(value, Session):
        return value.book.case, question(value.solver)
    if isinstance(value, Book):
        return value.identity
    if isinstance(value, Options):
        return replace(value, processes=1, engine="processes", scheduler=None, log=None)
    return value if isinstance(value, str | int | float | list | tuple) or value is None else type(value).__name__


def called(place: str, monkeypatch: pytest.MonkeyPatch, call: Callable[[], object]) -> dict[str, Any]:
    """Return with what a function is called, by the names of its parameters; what is nothing is left out."""
    module, _, name = place.partition(":")
    function = getattr(importlib.import_module(module), name)
    seen: list[dict[str, Any]] = []

    def heard(*arguments: Any, **options: Any) -> object:
        bound = signature(function).bind(*arguments, **options)
        bound.apply_defaults()
        seen.append(bound.arguments)
        message = "heard"
        raise SolverError(message)

    for each in pkgutil.iter_modules(commands.__path__, "planner.commands."):
        importlib.import_module(each.name)  # one that is first loaded below would keep what is put there
    with monkeypatch.context() as patched:
        patched.setattr(importlib.import_module(module), name, heard)
        call()
    [found] = seen
    found |= found.pop("given", {})
    return {key: question(each) for key, each in found.items() if key not in UNHEARD and each}


@pytest.mark.parametrize("name", PATHS)
def test_a_command_and_the_library_ask_the_same_function_the_same(
    name: str, made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, typed, program = PATHS[name]
    words = {"IN": str(made[0]), "PLAN": str(made[1]), "OUT": str(tmp_path / "out.xlsx")}
    line = [words.get(word, word) for word in typed]
    line += [*GIVEN] if name not in NO_SOLVE else []
    line += ["--case", "dear"] if name not in NO_CASE else []

    def typed_in() -> None:
        done = CliRunner().invoke(main, line)
        assert "heard" in done.stderr, done.output

    def programmed() -> None:
        with pytest.raises(SolverError, match="heard"):
            program(*made)

    by_command, by_program = called(place, monkeypatch, typed_in), called(place, monkeypatch, programmed)
    assert by_command == by_program
