"""The script that tries mutants: what it changes and leaves, and which lines it calls tested."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT))  # tools/ is no part of what is installed

mutation = pytest.importorskip("tools.mutants.mutation")


def made(tmp_path: Path, text: str) -> set[str]:
    """Return every line of a module as its mutants have it."""
    path = tmp_path / "module.py"
    path.write_text(text)
    return {mutant.change[1] for mutant in mutation.mutants(path) if mutant.is_program}


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("return a * x + b", {"return a / x + b", "return a * x - b", "return (a * x)", "return (b)"}),
        ("return -x", {"return (x)"}),
        ("return x - 1", {"return x + 1", "return (x)", "return x - 0"}),
        ("return stock[m, t]", {"return stock[m, t - 1]"}),
        ("return steps[-1]", {"return steps[0]", "return steps[(1)]", "return steps[-0]"}),
        ("return x < 2.5", {"return x <= 2.5", "return x < 5.0"}),
        (
            "return x is not None and y",
            {"return x is None and y", "return x is not None or y", "return x is not None and True"},
        ),
        ("return min(x, y)", {"return max(x, y)"}),
        ("return (0, None)", {"return (1, None)", "return (None, None)", "return (0, 0)"}),
        ("return [x for x in y if x]", {"return [x for x in y if True]"}),
        ("model.x = Var(domain=pyo.NonNegativeReals)", {"model.x = Var(domain=pyo.Reals)"}),
        ("rows.append(x)", {"pass"}),
        ("total += x", {"total -= x", "pass"}),
        ("return f'{x + 1}' + 'no'", set()),
        ("raise ValueError(1 + 1)", set()),
        ("return zip(x, y, strict=True)", set()),
        ("x: tuple[int, 0] | None = y", set()),
    ],
)
def test_what_a_line_is_changed_to(tmp_path: Path, line: str, changed: set[str]) -> None:
    assert made(tmp_path, f'def f(x):\n    """Take 0 < 1."""\n    {line}\n') == changed


def test_guards_are_taken_and_left(tmp_path: Path) -> None:
    text = "def f(x):\n    for t in x:\n        if t:\n            continue\n        return t\n"
    assert made(tmp_path, text) == {"if True:", "if False:", "break"}


def test_defaults_and_constants_are_changed(tmp_path: Path) -> None:
    assert made(tmp_path, "ROOM = 2\n\n\ndef f(x=True):\n    return x\n") == {"ROOM = 3", "def f(x=False):"}


def test_a_mutant_keeps_its_name_where_its_function_moves(tmp_path: Path) -> None:
    here, there = tmp_path / "here.py", tmp_path / "there.py"
    here.write_text("def f(x):\n    return x + 1\n")
    there.write_text("import math\n\nROOM = math.pi\n\n\ndef f(x):\n    return x + 1\n")
    assert {x.key for x in mutation.mutants(here)} == {x.key for x in mutation.mutants(there)}


MODULE = '''
ROOM = 2


def known(x, more=1):
    """Return it."""
    return x + more + ROOM


def unknown(x):
    """Return it."""
    return -x
'''
TESTS = """
from planner_models import module


def test_known():
    assert module.known(3) == 6


def test_unknown():
    assert module.unknown(0) == 0


def test_that_fails_alone():
    module.unknown(0)
    assert False
"""


def test_a_tested_line_is_told_from_one_that_is_not(tmp_path: Path) -> None:
    pytest.importorskip("coverage")
    inside = "models/planner_models"
    files = {f"{inside}/module.py": MODULE, f"{inside}/__init__.py": "", "tests/test_module.py": TESTS}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "tools").symlink_to(ROOT / "tools")
    for what in ("map", "run"):
        command = [sys.executable, "-m", "tools.mutants", what, "--folder", "models/planner_models/*.py"]
        environment = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{tmp_path / 'models'}"}
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=120)
    tried = [json.loads(line) for line in (tmp_path / ".mutants/results.jsonl").read_text().splitlines()]
    assert {x["after"] for x in tried if not x["caught"]} == {"return (x)"}
    assert {x["after"] for x in tried if x["caught"]} >= {"ROOM = 3", "def known(x, more=0):", "return x - more + ROOM"}
    assert (tmp_path / "models/planner_models/module.py").read_text() == MODULE
