"""Branches held whole in the model, where cuts leave much open, and rows of branches as tight as they can be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from designs import read_design, sheets_of
from test_disruptions import drawn
from test_published_two_stage import DESIGNS
from workbooks import Sheets, rows, settings, write

from planner.planning.modelled import cutters_of, model_of
from planner.solving.branches import held_whole
from planner.solving.branches.cuts import CUT_ROWS
from planner.solving.compile import compile_model
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.outcome import Answer, Options, Tactics
from planner.statuses import Status
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

EXACTLY = Options(gap=0, threads=1)


def planes(path: Path, sheets: Sheets, options: Options = EXACTLY) -> CuttingPlanes:
    book = read(write(path, sheets))
    model = model_of(book, assemble(book))
    cutters, program = cutters_of(model, compile_model(model), options)
    return CuttingPlanes(program, options, cutters)


def gated(**gates: str) -> Sheets:
    """Return a market of 40 a year, 10 when the disruption has struck, and what must be unlocked to serve it."""
    return {
        "Settings": settings(discount_rate=0, gap=0, capital_charging="overnight", disruption_gains="count"),
        "Periods": rows("period\none"),
        "Sites": rows("site\nmine\nhome"),
        "Materials": rows("material | surplus\nore | none"),
        "Suppliers": rows("supplier | site | material | price | maximum | needs\n"
                          f"A | mine | ore | 0 | 40 | {gates.get('A', '')}"),
        "Lanes": rows(f"from | to | cost | maximum | needs\nmine | home | 0 | 40 | {gates.get('lane', '')}"),
        "Demand": rows("market | material | amount | shortage cost\nhome | ore | 40 | 1000"),
        "Projects": rows("project | place | fixed capital | economic life\nkey | mine | 100 | 1"),
        "Disruptions": rows("disruption | probability | duration | required\nslump | 1 | 1 | 1"),
        "Hits": rows("disruption | target | name | remaining\nslump | demand | home | 0.25\n"
                     "slump | lane | mine > home | 0.25\nslump | supplier | A | 0.25"),
    }  # fmt: skip


@pytest.mark.parametrize("gates", [{"A": "key"}, {"lane": "key"}, {"A": "key", "lane": "key"}], ids=str)
def test_what_waits_for_a_project_carries_only_what_a_hit_leaves(tmp_path: Path, gates: dict[str, str]) -> None:
    """Ten of the ten that are left are needed, so the relaxation opens the whole project: 100, not a quarter of it."""
    relaxed = planes(tmp_path / "in.xlsx", gated(**gates))
    relaxed.run()
    assert relaxed.root == pytest.approx(100)


def solves_of_columns(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list to which each search of a whole model adds its number of columns."""
    seen: list[int] = []
    solve = held_whole.solve

    def counting(program: Any, *rest: Any, **more: Any) -> Answer:
        seen.append(len(program.cost))
        return solve(program, *rest, **more)

    monkeypatch.setattr(held_whole, "solve", counting)
    return seen


def test_one_search_with_all_branches_proves_what_cuts_leave_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Published: 88,557.3; by cuts alone it takes many searches."""
    seen = solves_of_columns(monkeypatch)
    found = planes(tmp_path / "in.xlsx", sheets_of(read_design(DESIGNS / "network-10-10-L-01.dat.gz")))
    answer, exact = found.run()
    assert (answer.status, answer.objective) == (Status.PROVEN, pytest.approx(88557.3, rel=1e-6))
    assert exact is not None
    assert exact.values is not None
    assert len(exact.values) == len(found.program.cost)
    assert found.solves == 1
    assert max(seen) > len(found.program.cost)
    assert any(getattr(row, "name", "") in CUT_ROWS for row in found.program.rows)  # of which its prices are


def test_where_the_relaxation_is_near_or_branches_are_many_they_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, program, _ = drawn(tmp_path / "in.xlsx", 1)
    cutters, started = cutters_of(model, program, EXACTLY)
    found = CuttingPlanes(started, EXACTLY, cutters)
    assert found._whole() is not None
    found._bound, found._best = 99.0, Answer(Status.NOT_PROVEN, 0.0, objective=100.0)
    assert found._whole() is None
    found._bound = 90.0
    whole = found._whole()
    assert whole is not None
    assert whole.width == len(started.cost)
    assert np.isnan(whole.wide(np.zeros(whole.width))[whole.width :]).all()
    monkeypatch.setattr("planner.solving.branches.cuts.MOST_COLUMNS", len(whole.program.cost) - whole.width - 1)
    assert found._whole() is None
    never = CuttingPlanes(started, Options(gap=0, tactics=Tactics(whole=False)), cutters)
    assert never._whole() is None
