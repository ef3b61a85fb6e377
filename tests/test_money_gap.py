"""A gap in money that is enough too, and gaps as planners type them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner
from workbooks import Sheets, plan, settings, small, write

from planner.cli import main
from planner.commands.parameters import Number, ShareType
from planner.solving import ways
from planner.solving.solve import solve
from planner.wording.key_figures import status_words
from planner.workbook.reading.reader import read_with_faults

if TYPE_CHECKING:
    from pathlib import Path

    from planner.solving.outcome import Answer


def contract() -> Sheets:
    """Return: 10 are bought at 1, under a contract of 50."""
    return small(
        Suppliers="supplier | site | material | price | maximum | fixed cost\none | here | goods | 1 | 20 | 50",
        Demand="market | material | amount | required\nhere | goods | 10 | 1",
    )


@pytest.fixture
def modest(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let the solver prove no more than 4 below the best, and note the gap in money that it is asked for."""
    asked: list[float] = []

    def proves_less(*given: Any, **more: Any) -> Answer:
        asked.append(given[1].money_gap)
        answer = solve(*given, **more)
        return replace(answer, bound=(answer.objective or 0.0) - 4)

    monkeypatch.setattr(ways, "solve", proves_less)
    monkeypatch.setattr("planner.solving.first_plan.FirstPlan.plan", lambda _, bound: (None, bound))
    return asked


@pytest.mark.parametrize(("money_gap", "stopped"), [(5, "gap closed"), (3, "tolerances"), (None, "tolerances")])
def test_money_that_is_the_same_to_a_planner(
    tmp_path: Path, modest: list[float], money_gap: float | None, stopped: str
) -> None:
    sheets = contract() | {"Settings": settings(discount_rate=0, gap=0, money_gap=money_gap, money_unit="thousand")}
    run = plan(tmp_path / "in.xlsx", sheets).run
    assert (run["objective"], run["bound"]) == pytest.approx((60, 56))
    assert run["stopped"] == stopped
    assert modest[0] == (money_gap or 0)
    assert run["money gap asked"] == money_gap
    if stopped == "gap closed":
        assert status_words(run) == "Proven within 4 thousand USD (6.7%) of the best possible"


def test_the_command_line_has_the_last_word(tmp_path: Path, modest: list[float]) -> None:
    source, target = write(tmp_path / "in.xlsx", contract()), tmp_path / "out.xlsx"
    words = ["solve", str(source), "-o", str(target), "--money-gap", "4.5", "--gap", "0%", "--json"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["status"] == "proven"
    assert set(modest) == {4.5}  # of the plan, and of what would be with nothing built


def test_a_money_gap_below_nothing_is_none(tmp_path: Path) -> None:
    sheets = contract() | {"Settings": settings(discount_rate=0, money_gap=-1)}
    (fault,) = read_with_faults(write(tmp_path / "in.xlsx", sheets))[1]
    assert "Settings!B3: money gap must be at least 0" in str(fault)


@pytest.mark.parametrize(("typed", "share"), [("1%", 0.01), ("0.01", 0.01), (" 0.5 % ", 0.005), ("0", 0), ("1", 1)])
def test_a_gap_as_it_is_typed(typed: str, share: float) -> None:
    assert ShareType().convert(typed, None, None) == pytest.approx(share)


@pytest.mark.parametrize("typed", ["nan", "inf", "-1%", "5", "500%", "1 percent", "", "nan%"])
@pytest.mark.parametrize("command", ["solve", "frontier"])
def test_a_gap_that_is_none_is_refused(tmp_path: Path, command: str, typed: str) -> None:
    source = write(tmp_path / "in.xlsx", contract())
    result = CliRunner().invoke(main, [command, str(source), f"--gap={typed}"])
    assert result.exit_code == 2
    assert "is not a share from 0 to 1, such as 0.01 or 1%." in result.output


@pytest.mark.parametrize("typed", ["nan", "inf", "-1", "much"])
def test_an_amount_of_money_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(click.BadParameter, match="not a number of at least 0"):
        Number().convert(typed, None, None)
