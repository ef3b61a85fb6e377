"""``planner solve`` as a planner runs it: exit codes, what is printed where, what is written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from workbooks import Sheets, settings, write

from planner.cli import main
from planner.reports.loading.study import read_study

if TYPE_CHECKING:
    from pathlib import Path


def one_demand(required: float = 1, **supplier: Any) -> Sheets:
    return {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": [{"period": 2027}],
        "Materials": [{"material": "ore"}],
        "Sites": [{"site": "works"}],
        "Suppliers": [{"supplier": "mine", "site": "works", "material": "ore", "price": 3} | supplier],
        "Demand": [{"market": "works", "material": "ore", "amount": 10, "required": required}],
    }


def run(*words: object) -> Any:
    return CliRunner().invoke(main, ["solve", *(str(word) for word in words)])


def test_json_is_one_object_and_the_plan_is_where_it_says(tmp_path: Path) -> None:
    """10 units at 3 each."""
    source, target = write(tmp_path / "in.xlsx", one_demand()), tmp_path / "out.xlsx"
    result = run(source, "-o", target, "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["objective"] == pytest.approx(30)
    assert found["bound"] == pytest.approx(30)
    assert (found["status"], found["gap"], found["path"]) == ("proven", 0.0, str(target))
    assert target.exists()


def test_without_a_place_the_plan_is_named_after_input_and_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cases = [{"case": "dear", "sheet": "Suppliers", "row": "mine", "column": "price", "change": "x2"}]
    source = write(tmp_path / "in.xlsx", one_demand() | {"Cases": cases})
    assert run(source, "--case", "dear").exit_code == 0
    assert (tmp_path / "outputs" / "in-dear.xlsx").exists()


def test_infeasible_is_exit_3_with_the_cells_named_and_written(tmp_path: Path) -> None:
    """At most 6 of 10 can be bought, and all 10 are required."""
    source, target = write(tmp_path / "in.xlsx", one_demand(maximum=6)), tmp_path / "out.xlsx"
    result = run(source, "-o", target, "--json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["status"] == "infeasible"
    assert "Demand!D2 (works / ore, required): 1 -> 0.6" in result.stderr
    diagnosis = read_study(tmp_path / "out.diagnosis.xlsx")
    assert diagnosis.sheet("Gives way").rows == (
        ("works / ore, required", "Demand!D2", "service", "1", "0.6", 0.4, 0.4),
    )
    assert diagnosis.sheet("Conflict").column("cell") == ["Demand!D2"]
    assert not target.exists()


def test_a_wrong_workbook_is_exit_2_and_writes_nothing(tmp_path: Path) -> None:
    source, target = write(tmp_path / "in.xlsx", one_demand(price="dear")), tmp_path / "out.xlsx"
    result = run(source, "-o", target)
    assert result.exit_code == 2
    assert "Suppliers!D2" in result.stderr
    assert not target.exists()


def test_a_plan_that_could_earn_without_limit_is_refused(tmp_path: Path) -> None:
    sheets = one_demand() | {"Demand": [{"market": "works", "material": "ore", "price": 9}]}
    result = run(write(tmp_path / "in.xlsx", sheets), "-o", tmp_path / "out.xlsx")
    assert result.exit_code == 2
    assert "without limit" in result.stderr
