"""What a kept answer depends on in the program: everything but what only asks and shows, unless it is used."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from planner import program
from planner.program import SHOWS, answers_digest, program_digest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = {
    "models/planner_models/__init__.py": "",
    "models/planner_models/cost.py": "",
    "planner/__init__.py": "",
    "planner/reports/__init__.py": "",
    "planner/reports/excel.py": "from planner.reports import cells\n",
    "planner/reports/cells.py": "",
    "planner/reports/page.py": "",
    "planner/studies/__init__.py": "",
    "planner/studies/ask.py": "import planner_models.cost\n",
    "planner/studies/show.py": "def shown():\n    from planner.reports.excel import write\n",
}
ASKS, SHOWN = "planner.studies.ask", "planner.studies.show"
LOADED = "import importlib, json, sys\n[importlib.import_module(x) for x in {}]\nprint(json.dumps(sorted(sys.modules)))"


def forget() -> None:
    for kept in (program_digest, answers_digest, program._modules, program._imported):
        kept.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put another program in the place of this one."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(program, "HERE", tmp_path)
    forget()
    yield tmp_path
    forget()


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        ("models/planner_models/cost.py", {ASKS, SHOWN}),
        ("planner/studies/ask.py", {ASKS, SHOWN}),
        ("planner/studies/show.py", {ASKS, SHOWN}),  # its functions may be given to others as arguments
        ("planner/reports/excel.py", {SHOWN}),
        ("planner/reports/cells.py", {SHOWN}),
        ("planner/reports/__init__.py", {SHOWN}),
        ("planner/reports/page.py", set()),
    ],
)
def test_what_an_answer_depends_on(folder: Path, file: str, changed: set[str]) -> None:
    before, whole = {name: answers_digest(name) for name in (ASKS, SHOWN)}, program_digest()
    (folder / file).write_text(f"{FILES[file]}# changed\n")
    forget()
    assert {name for name in before if answers_digest(name) != before[name]} == changed
    assert program_digest() != whole


def imported(tree: ast.AST) -> set[str]:
    """Return what a module imports as Python itself reads it: modules, and names in them."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{each.name}" for each in node.names}
        elif isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
    return found


def test_what_the_lines_say_is_what_python_reads() -> None:
    """In every twelfth module of the program, and in one with all the ways to write an import."""
    for name in list(program._modules())[::12]:
        text = program._modules()[name].read_text(encoding="utf-8")
        assert imported(ast.parse(text)) - program._imported(name) == set()
    text = "if x:\n    import a.b as c, d\n\tfrom e.f import (\n    g as h,  # i, j\n    k,\n)\nfrom l import m  # n\n"
    assert set(program._names(text)) == {"a", "a.b", "d", "e", "e.f", "e.f.g", "e.f.k", "l", "l.m"}


def test_what_is_loaded_to_write_the_plan_of_a_point_counts() -> None:
    """The imports that are found by reading are all that there are when it runs."""
    words = LOADED.format(["planner.studies.frontier.plan", "planner.reports.plan_workbook.write"])
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True, timeout=60)
    loaded = {name for name in json.loads(done.stdout) if name.startswith(SHOWS)}
    assert "planner.reports.plan_workbook.write" in loaded
    assert loaded <= program._reached("planner.studies.frontier.plan")


@pytest.mark.parametrize(
    "module", ["alternatives.solves", "frontier.point", "explain.solves", "core.query_task", "information.values"]
)
def test_solves_of_studies_need_nothing_that_only_shows(module: str) -> None:
    assert not [name for name in program._reached(f"planner.studies.{module}") if name.startswith(SHOWS)]
