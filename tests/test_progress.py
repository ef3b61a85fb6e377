"""The line that shows how a solve goes."""

from __future__ import annotations

import io
import math

import pytest
from rich.console import Console

from planner.planning.progress import Progress, figures_line
from planner.wording.numbers import clock

SETTINGS = {"money unit": "million", "currency": "EUR"}


def watched(terminal: bool) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=120)


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_terminal_shows_stage_and_figures() -> None:
    console = watched(True)
    with Progress(SETTINGS, console) as progress:
        progress.stage("solving")
        progress.update(125.0, 1250.4, 1240.0, 0.008)
    for words in (
        "solving",
        "2:05",
        "best plan 1,250 million EUR",
        "no plan below 1,240 million EUR",
        "gap 0.8%",
    ):
        assert words in written(console)


def test_nothing_is_written_where_nobody_watches() -> None:
    console = watched(False)
    with Progress(SETTINGS, console) as progress:
        progress.stage("solving")
        progress.update(1.0, 2.0, 1.0, 0.5)
    assert written(console) == ""


def test_standard_error_is_the_default(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich then takes the stream for a terminal
    with Progress() as progress:
        progress.update(1.0, None, None, None)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "looking for a first plan" in shown.err


def test_the_line_ends_with_an_error_and_lets_it_through() -> None:
    console = watched(True)
    progress = Progress(SETTINGS, console)
    with pytest.raises(ZeroDivisionError), progress:
        raise ZeroDivisionError
    progress.update(1.0, 1.0, 1.0, 0.0)  # a late call of the solver's thread does no harm


def test_a_new_stage_forgets_the_figures_of_the_last() -> None:
    console = watched(True)
    with Progress(SETTINGS, console) as progress:
        progress.update(1.0, 77.0, None, None)
        progress.stage("writing")
    assert "writing" in written(console)
    assert "77" not in written(console).split("writing")[-1]


@pytest.mark.parametrize(("incumbent", "bound", "gap", "words"), [
    (None, None, None, "looking for a first plan"),
    (math.inf, -math.inf, math.inf, "looking for a first plan"),
    (None, 12.0, None, "no plan below 12"),
    (20.0, 12.0, 0.4, "best plan 20  ·  no plan below 12  ·  gap 40%"),
    (20.0, math.nan, math.inf, "best plan 20"),
])  # fmt: skip
def test_figures_that_are_not_known_are_left_out(
    incumbent: float | None, bound: float | None, gap: float | None, words: str
) -> None:
    assert figures_line(incumbent, bound, gap) == words


@pytest.mark.parametrize(("seconds", "words"), [(0.4, "0 s"), (59.9, "59 s"), (65, "1:05"), (3725, "1:02:05")])
def test_clock(seconds: float, words: str) -> None:
    assert clock(seconds) == words
