"""The walls between rooms: nothing imports upwards, in no module, and no two modules import each other in a circle.

Imports of types and imports inside functions count like all others.
"""

from __future__ import annotations

import ast
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

import planner
import planner_models

# From the ground up: what stands on a floor may import what stands below it, and its own room.
FLOORS = (
    {"planner_models"},
    {
        "algebra",
        "arrays",
        "errors",
        "faults",
        "files",
        "interrupts",
        "litter",
        "outputs",
        "program",
        "quiet",
        "sparse",
        "statuses",
        "tolerances",
        "worker",
    },
    {"workbook"},
    {"solving"},
    {"plans"},
    {"wording"},
    {"audit"},
    {"reports"},
    {"planning"},
    {"infeasibility"},
    {"studies"},
    {"api"},
    {"desk"},
    {"commands"},
    {"cli"},
    {"__main__"},
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
# Rooms that must not know of each other, though one stands above the other.
APART = {room: {"planner_models", "solving"} for room in ("audit", "wording", "reports")}
LIBRARIES = {
    "click": {"cli", "commands"},
    "docx": {"reports"},
    "highspy": {"solving"},
    "openpyxl": {"reports", "workbook"},
    "jinja2": {"desk", "reports"},
    "pptx": {"reports"},
    "pyomo": {"planner_models", "plans", "planning", "solving"},
    "starlette": {"desk"},
    "uvicorn": {"desk"},
    "xlsxwriter": {"reports", "workbook"},
}


def files(package: Any) -> dict[str, Path]:
    """Return the files of a package by the names of their modules."""
    root = Path(package.__file__).parent
    paths = {".".join((package.__name__, *p.relative_to(root).with_suffix("").parts)): p for p in root.rglob("*.py")}
    return {name.removesuffix(".__init__"): path for name, path in paths.items()}


@cache
def modules() -> dict[str, Path]:
    return files(planner_models) | files(planner)


@cache
def imports(module: str) -> set[str]:
    """Return the names of all modules that a module imports, ours and others, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(modules()[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inside & modules().keys() or {str(node.module)}
            found |= {str(node.module)} if inside - modules().keys() else set()
    return found


def room(module: str) -> str:
    """Return the room in which a module stands."""
    first, *rest = module.split(".")
    return first if first == "planner_models" else (rest or ["api"])[0]


def ours(module: str) -> set[str]:
    return imports(module) & modules().keys()


def test_every_module_stands_in_a_room() -> None:
    assert {room(module) for module in modules()} <= FLOOR.keys()


def test_nothing_imports_upwards() -> None:
    upwards = [
        f"{module} imports {other}"
        for module in modules()
        for other in ours(module)
        if room(module) != room(other) and FLOOR[room(other)] >= FLOOR[room(module)]
        and not FLOOR[room(other)] == FLOOR[room(module)] == 1
    ]  # fmt: skip
    assert not upwards


def test_no_modules_import_each_other_in_a_circle() -> None:
    try:
        TopologicalSorter({module: ours(module) - {module} for module in modules()}).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_rooms_that_must_not_know_each_other_do_not() -> None:
    told = [
        f"{module} imports {other}"
        for module in modules()
        for other in ours(module)
        if room(other) in APART.get(room(module), ())
    ]
    assert not told


@pytest.mark.parametrize("library", LIBRARIES)
def test_only_some_rooms_know_a_library(library: str) -> None:
    users = {room(module) for module in modules() if any(x.split(".")[0] == library for x in imports(module))}
    assert users
    assert users <= LIBRARIES[library]


def test_only_one_module_knows_the_solver() -> None:
    users = {module for module in modules() if any(x.split(".")[0] == "highspy" for x in imports(module))}
    assert users == {"planner.solving.highs"}


def test_the_mathematics_knows_neither_excel_nor_command_line_nor_solver() -> None:
    allowed = {"planner_models", "numpy", "pyomo", *sys.stdlib_module_names}
    for module in files(planner_models):
        assert {name.split(".")[0] for name in imports(module)} <= allowed, module


def test_the_audit_shares_nothing_with_the_model() -> None:
    audits = [module for module in modules() if module.startswith("planner.audit.")]
    assert len(audits) > 5
    for module in audits:
        assert not {name for name in imports(module) if "assemble" in name or "extract" in name}, module
