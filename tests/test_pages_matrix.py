"""Every case's plan in every other case, kept solve by solve, with what is proven of each regret."""

from __future__ import annotations

from contextlib import nullcontext
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from workbooks import small, write

import planner
from planner.solving.outcome import Answer
from planner.statuses import Status
from tools.pages import matrix as room
from tools.pages.matrix import MatrixRun, Priced, regrets_table, told

if TYPE_CHECKING:
    from pathlib import Path

# 60 are bought at 5, or a refinery of 100 makes them at 1; in the case cheap they cost 2
REFINERY = small(
    Settings="setting | value\n discount rate | 0\n gap | 0\n capital charging | overnight",
    Recipes="process | role | item | amount\n refine | makes | goods | 1",
    Plants="site | process | capacity | variable cost\n here | refine | 0 | 1",
    Suppliers="supplier | site | material | price\n market | here | goods | 5",
    Demand="market | material | amount | shortage cost\n here | goods | 60 | 100",
    Projects="project | place | adds | block | fixed capital\n refinery | here | refine | 60 | 100",
    Cases="case | sheet | row | column | change\n cheap | Suppliers | market / here / goods | price | 2",
)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("LAST", "BOOKS"):
        monkeypatch.setattr(room, name, {})
    monkeypatch.setattr(room, "KEPT", tmp_path / "kept")
    return tmp_path / "kept"


def test_regrets_by_hand(tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refinery costs 160 in both, buying 300 or 120: its regret is 40 where it is cheap, that of buying 140."""
    run = MatrixRun(write(tmp_path / "in.xlsx", REFINERY), (("Demand", "*", "price", 0),), 0.0, 60.0, 1)
    found = run.matrix(["base", "cheap"])
    assert [found.best[name].cost for name in found.names] == [pytest.approx(160), pytest.approx(120)]
    assert found.regret("base", "cheap") == (pytest.approx(40), pytest.approx(40))
    assert found.regret("cheap", "base") == (pytest.approx(140), pytest.approx(140))
    assert len(list((kept / "matrix").iterdir())) == 2 + 4
    monkeypatch.setattr(room.MatrixRun, "_solved", lambda *_: pytest.fail("it is solved once"))
    again = run.matrix(["base", "cheap"])
    assert again.cells == found.cells
    assert regrets_table(again).splitlines()[::2] == [
        "| plan made for | in base | in cheap | its worst |", "| base | 0.0 | 0.0 | 0.0 |"
    ]  # fmt: skip


@pytest.mark.parametrize(("status", "is_kept"), [(Status.NO_PLAN, False), (Status.INFEASIBLE, True)])
def test_what_was_not_found_in_the_time_is_not_kept_as_impossible(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch, status: Status, is_kept: bool
) -> None:
    run = MatrixRun(write(tmp_path / "in.xlsx", REFINERY), (("Demand", "*", "price", 0),), 0.0, 60.0, 1)
    nothing = SimpleNamespace(answer=Answer(status, 0.0), values=None)
    monkeypatch.setattr(room.CompiledCase, "ask", lambda *_: nothing)
    with nullcontext() if is_kept else pytest.raises(planner.NoPlanError, match="its own plan in base: no plan found"):
        run.matrix(["base"])
    assert len(list((kept / "matrix").iterdir())) == is_kept


def test_what_was_not_asked_and_what_cannot_be_operated_are_told_apart(tmp_path: Path, kept: Path) -> None:
    best = {"a": Priced(10_000.0, 9_000.0), "b": Priced(20_000.0, 20_000.0)}
    one = Priced(10_000.0, 9_000.0)
    cells = {("a", "a"): one, ("b", "a"): Priced(None, None), ("a", "b"): None, ("b", "b"): None}
    found = room.Matrix(("a", "b"), best, cells)
    assert regrets_table(found).splitlines() == [
        "| plan made for | in a |", "| --- | --- |", "| a | ≤1.0 |", "| b | none |"
    ]  # fmt: skip
    whole = room.Matrix(("a", "b"), best, cells | {("a", "b"): best["b"], ("b", "b"): best["b"]})
    assert regrets_table(whole).splitlines()[3].endswith("| none | 0.0 | 0.0; none in 1 |")
    assert (told(1_000.0, 1_020.0), told(1_000.0, 2_000.0), told(0.0, 500.0)) == ("1.0", "1.0–2.0", "≤0.5")
    assert not kept.exists()
