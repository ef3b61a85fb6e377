"""The tutorial does as it says: its commands are run, its edits made, and its answers compared."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from workbooks import change

from planner.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCS = Path(__file__).parent.parent / "docs"
TUTORIAL = DOCS / "tutorial.md"
CODE = re.compile(
    r"[Ww]rite `(?P<value>[^`]+)` into `(?P<sheet>[^`!]+)!(?P<cell>[A-Z]+\d+)`|```console\n(?P<block>.*?)```", re.DOTALL
)
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
LEFT_OUT = "…"
CLOSE = 0.004  # of a figure: what gaps leave open, and rounding


@dataclass(frozen=True)
class Edit:
    sheet: str
    cell: str
    value: str


@dataclass(frozen=True)
class Command:
    words: tuple[str, ...]
    code: int
    answer: tuple[str, ...]


def steps() -> Iterator[Edit | Command]:
    """Yield what a reader of the tutorial does, in order."""
    for found in CODE.finditer(TUTORIAL.read_text(encoding="utf-8")):
        if found["block"] is None:
            yield Edit(found["sheet"], found["cell"], found["value"])
            continue
        for part in found["block"].split("$ ")[1:]:
            line, *answer = part.splitlines()
            told, _, code = line.partition("# exit code ")
            program, *words = shlex.split(told)
            assert program == "planner"
            yield Command(tuple(words), int(code or 0), tuple(filter(None, answer)))


def make(edit: Edit, path: Path) -> None:
    value = float(edit.value) if NUMBER.fullmatch(edit.value) else edit.value
    change(path, {f"{edit.sheet}!{edit.cell}": value})


def number(words: str) -> float:
    return float(words.replace(",", ""))


def says(expected: str, actual: str) -> bool:
    """Whether a line says what the tutorial does, its figures as near as solvers agree."""
    pieces = [re.escape(piece).replace(LEFT_OUT, ".*") for piece in NUMBER.split(expected)]
    found = re.fullmatch(f"({NUMBER.pattern})".join(pieces), actual.rstrip())
    if found is None:
        return False
    pairs = zip(map(number, NUMBER.findall(expected)), map(number, found.groups()), strict=True)
    return all(abs(one - other) <= max(CLOSE * abs(one), 1e-9) for one, other in pairs)


def check_answer(command: Command, output: str) -> None:
    """Check that the lines of an answer come in this order; others may come between only where it says so."""
    lines = iter(line for line in output.splitlines() if line.strip())
    may_skip = False
    for expected in command.answer:
        if expected == LEFT_OUT:
            may_skip = True
            continue
        for line in lines:
            if says(expected, line):
                break
            assert may_skip, f"planner {' '.join(command.words)}: asked for {expected!r}, not {line!r}"
        else:
            pytest.fail(f"planner {' '.join(command.words)} does not say {expected!r} but:\n{output}")
        may_skip = False


def here(words: tuple[str, ...]) -> list[str]:
    """Return how a command is called: in this process, as the other one has tests to run."""
    return [*words, *(["--processes", "1"] if words[0] in ("frontier", "solve") else [])]


@pytest.mark.slow
def test_the_tutorial_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outputs, commands = [], 0
    for step in steps():
        if isinstance(step, Edit):
            make(step, tmp_path / "mine.xlsx")
            continue
        result = CliRunner().invoke(main, here(step.words))
        assert result.exit_code == step.code, f"{step.words}: {result.output}"
        check_answer(step, result.output)
        outputs.append(result.output)
        commands += 1
    assert commands == 10
    told = " ".join(outputs)
    known = [number(each) for each in NUMBER.findall(told)]
    bold = re.findall(r"\*\*([\d.,]+)%?\*\*", TUTORIAL.read_text(encoding="utf-8"))
    assert len(bold) >= 5
    for figure in bold:
        assert any(abs(number(figure) - each) <= CLOSE * each for each in known), f"**{figure}** is said nowhere"
    assert {"plan.html", "decision.html", "compared.xlsx"} <= {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        ("costs 2,552 more", "costs 2,553 more", True),
        ("costs 2,552 more", "costs 2,652 more", False),
        ("costs 5 more", "earns 5 more", False),
        ("within …% of it: …", "within 0.03% of it: a, b", True),
        ("within …% of it", "within 0.03% of it: a, b", False),
    ],
)
def test_figures_may_differ_a_little_and_words_may_not(expected: str, actual: str, *, same: bool) -> None:
    assert says(expected, actual) is same


@pytest.mark.parametrize("page", ["tutorial.md", "gallery.md"])
def test_links_of_the_pages_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", (DOCS / page).read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (DOCS / link).exists()] == []


def test_pictures_of_the_gallery_are_small_and_told_in_words() -> None:
    shown = re.findall(r"!\[([^\]]*)\]\((gallery/[^)]+)\)", (DOCS / "gallery.md").read_text(encoding="utf-8"))
    assert {path for _, path in shown} == {f"gallery/{path.name}" for path in (DOCS / "gallery").iterdir()}
    assert all(len(words) > 20 for words, _ in shown)
    assert all((DOCS / path).stat().st_size < 300_000 for _, path in shown)
