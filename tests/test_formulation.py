"""The formulation page, the docstrings and the model name the same formulas, and the walls between rooms hold."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import sys
from pathlib import Path
from typing import Any

import pyomo.environ as pyo
import pytest

import models
import planner
from models.build import trunk
from models.disruptions import branch
from models.measures import MEASURED, add_changes
from models.problem import Charging, Demand, Material, Period, Problem, Site

PAGE = (Path(models.__file__).parent / "FORMULATION.md").read_text(encoding="utf-8")
MODULES = ("timeline", "network", "contracts", "steps", "investment", "funding", "sourcing", "disruptions", "closures",
           "branch_costs", "risk",
           "survival", "measures", "expected", "objective")  # fmt: skip
FORMULA = re.compile(r"\*\*(\([A-Z]+\d*\))\*\* `(\w+)`: (.*?)(?=\n\n\*\*\(|\n\n#|\n\n[A-Z]|\Z)", re.S)


def squeezed(text: str) -> str:
    return " ".join(text.replace("$$", " ").replace(".. math::", " ").split())


def documented() -> dict[str, tuple[str, str]]:
    """Return name -> (number, sentence and formula) of the page."""
    return {name: (tag, squeezed(body)) for tag, name, body in FORMULA.findall(PAGE)}


def coded() -> dict[str, tuple[str, str]]:
    """Return name -> (number, docstring) of every numbered function."""
    found = {}
    for module in MODULES:
        for name, function in vars(importlib.import_module(f"models.{module}")).items():
            match = re.match(r"(\([A-Z]+\d*\))\s+(.*)", inspect.getdoc(function) or "", re.S)
            if inspect.isfunction(function) and match:
                found[name] = (match[1], squeezed(match[2]))
    return found


def smallest() -> Problem:
    """One site that asks for one unit of one material."""
    return Problem(
        periods=(Period("1", 0, 1, 1),),
        charging=Charging(True, True, 0.0, 0.0, (False,)),
        sites=(Site("a", "a", None),),
        materials=(Material("m", "t", (0.0,), (0.0,)),),
        demands=(Demand(0, 0, (1.0,), (0.0,), (1.0,), (0.0,), (False,), 2),),
    )


def test_every_numbered_function_is_on_the_page_with_its_number() -> None:
    assert {name: tag for name, (tag, _) in documented().items()} == {name: tag for name, (tag, _) in coded().items()}


@pytest.mark.parametrize("name", sorted(coded()))
def test_page_and_docstring_say_the_same(name: str) -> None:
    assert coded()[name][1].startswith(documented()[name][1])


def test_numbers_are_used_once() -> None:
    tags = [tag for tag, _ in coded().values()]
    assert len(tags) == len(set(tags))


def test_every_constraint_of_the_model_is_a_numbered_function() -> None:
    model = trunk(smallest(), MEASURED)
    add_changes(model, {})
    parts = [
        part
        for built in (model, branch(model, 0, 1.0))
        for kind in (pyo.Constraint, pyo.Objective)
        for part in built.component_objects(kind)
    ]
    sections = {"(N", "(C", "(I", "(F", "(S", "(D", "(M"}
    sums = {"running_costs", "expected_extra_cost", "risk", "longest_window", "limits_a_year",
            "expected_shortage", "capital_paid", "conditional_value_at_risk"}  # fmt: skip
    rules = {name for name, (tag, _) in coded().items() if tag[:2] in sections or tag == "(O)"} - sums
    assert {part.local_name for part in parts} == rules


def imports(file: Path) -> set[str]:
    """Return the modules that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def files(package: Any) -> list[Path]:
    return sorted(Path(package.__file__).parent.rglob("*.py"))


def test_models_import_neither_excel_nor_command_line_nor_solver() -> None:
    allowed = {"models", "numpy", "pyomo", *sys.stdlib_module_names}
    for file in files(models):
        assert {name.split(".")[0] for name in imports(file)} <= allowed, file.name


def test_the_audit_shares_nothing_with_the_model() -> None:
    audits = [file for file in files(planner) if file.name.startswith("audit")]
    assert len(audits) > 5
    for file in audits:
        names = imports(file)
        assert not {name for name in names if name.split(".")[0] in {"models", "pyomo", "highspy"}}, file.name
        assert not {name for name in names if "assemble" in name or "solving" in name or "extract" in name}, file.name


@pytest.mark.parametrize(
    ("library", "rooms"),
    [
        ("highspy", {"solving/highs.py"}),
        ("openpyxl", {"workbook/", "reports/"}),
        ("xlsxwriter", {"workbook/", "reports/"}),
    ],
)
def test_only_one_room_knows_a_library(library: str, rooms: set[str]) -> None:
    root = Path(planner.__file__).parent
    users = {file.relative_to(root).as_posix() for file in files(planner)
             if any(name.split(".")[0] == library for name in imports(file))}  # fmt: skip
    assert users
    assert all(any(user.startswith(room) for room in rooms) for user in users), users
