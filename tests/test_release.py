"""What is released says one version everywhere, holds what it promises, and is locked for the gate."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.cli import main
from planner.workbook.template.shipped import SHIPPED

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
VERSION = PROJECT["project"]["version"]
LOCKED = (ROOT / "constraints.txt").read_text(encoding="utf-8")


def named(requirement: str) -> str:
    return re.split(r"[\s<>=!~;\[]", requirement)[0].lower().replace("_", "-")


def test_one_version_is_told_everywhere() -> None:
    assert f"version: {VERSION}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert any(heading.startswith(VERSION) for heading in headings)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_workbook_is_in_the_wheel_and_is_copied_as_it_is(tmp_path: Path, name: str) -> None:
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included[f"inputs/{name}.xlsx"] == f"planner/inputs/{name}.xlsx"
    done = CliRunner().invoke(main, ["new", str(tmp_path / "mine.xlsx"), "--example", name])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "mine.xlsx").read_bytes() == (ROOT / "inputs" / f"{name}.xlsx").read_bytes()


def test_an_installation_without_its_workbooks_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.workbook.template.shipped.FOLDERS", (tmp_path,))
    done = CliRunner().invoke(main, ["new", str(tmp_path / "mine.xlsx"), "--example", "small"])
    assert done.exit_code != 0
    assert "has no workbook 'small'" in done.output
    assert not (tmp_path / "mine.xlsx").exists()


def test_the_gate_installs_locked_versions_of_all_that_is_needed() -> None:
    locked = {named(line) for line in LOCKED.splitlines()}
    project = PROJECT["project"]
    assert {named(each) for each in [*project["dependencies"], *project["optional-dependencies"]["dev"]]} <= locked
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==\S+", line) for line in LOCKED.splitlines())


def test_nothing_advises_to_install_a_name_that_is_not_ours() -> None:
    """The name stands on no index by our hand: who followed the advice would run somebody else's code."""
    listed = subprocess.run(
        ["git", "ls-files", "*.md", "*.py", "*.ipynb"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("this is no checkout: there are no pages to read")
    advised = re.compile(r"(?:pipx?|uvx?)(?: run| install| tool install)? ['\"]?supply-diversification-planner")
    texts = {
        name: (ROOT / name).read_text(encoding="utf-8") for name in listed.stdout.splitlines() if (ROOT / name).exists()
    }
    assert [name for name, text in texts.items() if advised.search(text)] == []
