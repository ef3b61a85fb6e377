"""The tolerances as one system: each in its place, and none finer than what it stands on."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import planner
import planner_models
from planner import solving
from planner_models import tolerances

WEIGHTS = {"DETOUR", "IN_TIME"}  # what something counts beside something else: no tolerance


def values() -> dict[str, float]:
    return {name: value for name, value in vars(tolerances).items() if isinstance(value, float)}


@pytest.mark.parametrize(("larger", "smaller", "why"), tolerances.NO_LESS_THAN)
def test_no_tolerance_is_finer_than_what_it_stands_on(larger: str, smaller: str, why: str) -> None:
    assert values()[larger] >= values()[smaller] > 1e-15
    assert why


def test_the_model_and_the_solve_have_no_tolerance_beside_the_table() -> None:
    found = set()
    for package in (planner_models, solving):
        for file in Path(str(package.__file__)).parent.rglob("*.py"):
            for node in ast.parse(file.read_text(encoding="utf-8")).body if file.stem != "tolerances" else ():
                value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
                if isinstance(value, ast.Constant) and isinstance(value.value, float) and 0 < value.value < 1e-4:
                    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                    found.add(ast.unparse(target))
    assert found == WEIGHTS


def test_every_tolerance_is_used() -> None:
    folders = [Path(str(package.__file__)).parent for package in (planner_models, planner)]
    files = [file for folder in folders for file in folder.rglob("*.py")]
    text = "".join(file.read_text(encoding="utf-8") for file in files if file.stem != "tolerances")
    names = {node.id for node in ast.walk(ast.parse(text.replace("from __future__ import annotations", "")))
             if isinstance(node, ast.Name)}  # fmt: skip
    assert set(values()) <= names
