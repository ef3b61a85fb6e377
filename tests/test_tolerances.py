"""The tolerances as three systems: each in its place, none finer than what it stands on, and none beside them."""

from __future__ import annotations

import ast
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Module:
    """What is asked of a module; its tree, of which all together are a million objects, is let go.

    Attributes
    ----------
    small
        Each number that is as small as a tolerance and no weight, with its line.
    """

    names: set[str]
    took: set[str | None]
    small: list[str]

    @classmethod
    def of(cls, text: str) -> Module:
        """Return what is asked of a module that says this."""
        tree = ast.parse(text)
        nodes, weights = list(ast.walk(tree)), weighed(tree)
        return cls(
            {node.id for node in nodes if isinstance(node, ast.Name)},
            {node.module for node in nodes if isinstance(node, ast.ImportFrom)},
            [f"{node.lineno}: {node.value}" for node in nodes if is_small(node) and node not in weights],
        )


@cache
def files() -> dict[Path, Module]:
    return {file: Module.of(file.read_text(encoding="utf-8")) for folder in FOLDERS for file in folder.rglob("*.py")}


def is_small(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, float) and 0 < node.value <= SMALL


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
        f"{file.name}:{told}" for file, module in files().items() if file.stem != "tolerances" for told in module.small
    ]
    assert not found


@pytest.mark.parametrize("table", TABLES)
def test_every_tolerance_is_used(table: str) -> None:
    used = set().union(*(module.names for file, module in files().items() if file.stem != "tolerances"))
    assert set(values(TABLES[table])) <= used


def test_the_audit_measures_by_its_own_table_alone() -> None:
    others = {"planner.tolerances", "planner_models.tolerances"}
    for file, module in files().items():
        assert file.parent.name != "audit" or not module.took & others, file.name
        assert file.parent.name == "audit" or "planner.audit.tolerances" not in module.took, file.name
