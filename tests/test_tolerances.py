"""The tolerances as three systems: each in its place, none finer than what it stands on, and none beside them."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import planner
import planner_models
from planner import tolerances as of_planner
from planner.audit import tolerances as of_audit
from planner_models import tolerances as of_model

if TYPE_CHECKING:
    from types import ModuleType

TABLES = {"model": of_model, "planner": of_planner, "audit": of_audit}
FOLDERS = [Path(str(package.__file__)).parent for package in (planner_models, planner)]
SMALL = 1e-4
WEIGHTS = {"DETOUR", "FAINT", "IN_TIME", "LATER"}  # what something counts beside something else: no tolerance
HERE = [(name, *each) for name, table in TABLES.items() for each in table.NO_LESS_THAN]


@cache
def files() -> dict[Path, ast.Module]:
    return {file: ast.parse(file.read_text(encoding="utf-8")) for folder in FOLDERS for file in folder.rglob("*.py")}


def values(table: ModuleType) -> dict[str, float]:
    return {name: value for name, value in vars(table).items() if isinstance(value, float)}


@pytest.mark.parametrize(("table", "larger", "smaller", "why"), HERE)
def test_no_tolerance_is_finer_than_what_it_stands_on(table: str, larger: str, smaller: str, why: str) -> None:
    found = values(TABLES[table])
    assert found[larger] >= found[smaller] > 1e-15
    assert why


def weighed(tree: ast.Module) -> set[ast.AST]:
    """Return all that stands in the definition of a weight."""
    return {
        node
        for each in tree.body if isinstance(each, ast.Assign | ast.AnnAssign)
        if ast.unparse(each.targets[0] if isinstance(each, ast.Assign) else each.target) in WEIGHTS
        for node in ast.walk(each)
    }  # fmt: skip


def test_no_tolerance_stands_beside_the_tables() -> None:
    """No number so small in any module, whether it has a name or none."""
    found = [
        f"{file.name}:{node.lineno}: {node.value}"
        for file, tree in files().items() if file.stem != "tolerances"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, float) and 0 < node.value <= SMALL
        and node not in weighed(tree)
    ]  # fmt: skip
    assert not found


@pytest.mark.parametrize("table", TABLES)
def test_every_tolerance_is_used(table: str) -> None:
    used = {node.id for file, tree in files().items() if file.stem != "tolerances"
            for node in ast.walk(tree) if isinstance(node, ast.Name)}  # fmt: skip
    assert set(values(TABLES[table])) <= used


def test_the_audit_measures_by_its_own_table_alone() -> None:
    others = {"planner.tolerances", "planner_models.tolerances"}
    for file, tree in files().items():
        took = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert file.parent.name != "audit" or not took & others, file.name
        assert file.parent.name == "audit" or "planner.audit.tolerances" not in took, file.name
