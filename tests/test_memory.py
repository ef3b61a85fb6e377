"""What is done with is let go of at once: a session that plans many workbooks does not grow by what it has solved."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any
from weakref import ref

from workbooks import brief, checked, small

from planner.planning.pipeline import solve_book
from planner.solving import highs
from planner.wording.supplies import ruled_supplies
from planner.workbook.reading.reader import read
from planner.workbook.template.write import write_workbook
from planner_models.build import trunk

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_no_solver_outlives_the_solve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each holds what the garbage collector does not see: arrays, factors, a tree of branches."""
    made, made_before = [], highs._new_solver

    def making() -> Any:
        solver = made_before()
        made.append(ref(solver))
        return solver

    monkeypatch.setattr(highs, "_new_solver", making)
    write_workbook(tmp_path / "example.xlsx", brief())
    gc.disable()
    try:
        plan = solve_book(read(tmp_path / "example.xlsx"))
        left = sum(solver() is not None for solver in made)
    finally:
        gc.enable()
    assert plan.run["status"] == "proven"
    assert len(made) > 20  # branches in the solver among them
    assert left == 0


def test_no_model_is_kept_by_what_came_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[ref[Any]] = []
    monkeypatch.setattr(
        "planner.planning.modelled.trunk", lambda *words: made.append(ref(model := trunk(*words))) or model
    )
    sheets = small(
        Suppliers="supplier | site | material | price\nmaker | here | goods | 2",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 8",
    )
    plans = [checked(tmp_path / f"{n}.xlsx", sheets) for n in range(3)]
    gc.collect()
    assert len(plans) == len(made) == 3
    assert [model() for model in made] == [None] * 3


def test_what_is_kept_of_a_plan_for_its_pages_lets_go_of_it(tmp_path: Path) -> None:
    found = checked(tmp_path / "in.xlsx", brief())
    assert ruled_supplies(found)
    assert ruled_supplies(found)[0] is ruled_supplies(found)[0]  # asked once
    parts = [ref(found.book), ref(found.tables["Sourcing"])]
    del found
    gc.collect()
    assert [part() for part in parts] == [None, None]
