"""The page for who works on the planner: its lists of files are those in which its examples stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CHANGES = re.findall(r"^\*\*Add (.+?)\*\* \(`(\w+)`.*?\)\n\n((?:\d\. .+\n)+)", PAGE, re.MULTILINE)


def test_the_five_changes_are_there() -> None:
    assert [change for change, *_ in CHANGES] == [
        "a column",
        "a constraint",
        "a measure",
        "a study",
        "a section of the report",
    ]


@pytest.mark.parametrize(("change", "example", "listed"), CHANGES, ids=[change for change, *_ in CHANGES])
def test_the_example_stands_in_every_file_that_is_listed(change: str, example: str, listed: str) -> None:
    files = re.findall(r"^\d\. `([^`]+)`", listed, re.MULTILINE)
    assert len(files) == len(listed.splitlines()), change
    words = {example, example.replace("_", " ")}
    for file in files:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert any(re.search(rf"\b{word}\b", text) for word in words), f"{example} is not in {file}"


def test_every_file_that_the_page_names_is_there() -> None:
    named = {path for path in re.findall(r"`([\w./-]+)`", PAGE) if "/" in path and not path.startswith("-")}
    paths = {
        path for path in named if path.split("/")[0] in {"planner", "planner_models", "tests", "docs", "tools", ".ci"}
    }
    assert len(paths) > 25
    assert not [path for path in paths if not (ROOT / path).exists()]
