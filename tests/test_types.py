"""How much of the code says no type: a number that only falls."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import planner
import planner_models

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import ModuleType


def annotations(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield what is said of every parameter, result, attribute and variable."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            yield node.annotation
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
            yield node.returns


def says_nothing(annotation: ast.expr) -> bool:
    """Return whether an annotation is ``Any``, or has it somewhere in it."""
    return any(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(annotation))


def share(trees: Iterable[ast.AST]) -> float:
    said = [each for tree in trees for each in annotations(tree)]
    return sum(map(says_nothing, said)) / len(said)


@cache
def parsed(package: ModuleType) -> dict[Path, ast.Module]:
    files = Path(str(package.__file__)).parent.rglob("*.py")
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in files}


def test_annotations_are_counted() -> None:
    """Four of six: ``x`` and ``z`` are typed, the others have ``Any`` somewhere."""
    text = "a: Any = 1\ndef f(x: int, y: list[Any], z: str, **more: dict[str, Any]) -> tuple[int, Any]: ..."
    assert share([ast.parse(text)]) == pytest.approx(4 / 6)


@pytest.mark.parametrize(("package", "most"), [(planner_models, 0.01), (planner, 0.03)])
def test_few_types_say_nothing(package: ModuleType, most: float) -> None:
    assert share(parsed(package).values()) < most


def test_a_class_name_stands_for_one_thing() -> None:
    found: dict[str, list[str]] = {}
    for package in (planner_models, planner):
        for file, tree in parsed(package).items():
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    found.setdefault(node.name, []).append(file.name)
    parsed.cache_clear()  # it is a million objects
    assert not {name: files for name, files in found.items() if len(files) > 1}
