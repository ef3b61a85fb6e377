"""The small case has the optimum that docs/small.md derives by hand, step by step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from planner.infeasibility.planned import plan_book
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    import pandas as pd

    from planner.plans.plan import Plan

SMALL = Path(__file__).parents[1] / "inputs" / "small.xlsx"


@pytest.fixture(scope="module")
def base() -> Plan:
    return plan_book(read(SMALL), gap=0.0)


def costs(plan: Plan) -> dict[str, float]:
    table = plan.tables["Costs"]
    return {str(part): float(money) for part, money in table.groupby("part")["discounted"].sum().items()}


def the_row(table: pd.DataFrame, **cells: str) -> dict[str, Any]:
    for column, cell in cells.items():
        table = table[table[column] == cell]
    assert len(table) == 1, table
    return {str(column): cell for column, cell in table.iloc[0].items()}


@pytest.mark.parametrize(("case", "optimum"), [("base", 529.4), ("Larger budget", 495.6), ("No rule", 366.0)])
def test_the_optimum_is_the_one_found_by_hand(case: str, optimum: float) -> None:
    plan = plan_book(read(SMALL, case), gap=0.0)
    assert plan.run["status"] == "proven"
    assert plan.run["objective"] == pytest.approx(optimum, rel=1e-6)


def test_every_part_of_the_cost_is_the_one_found_by_hand(base: Plan) -> None:
    """120 + 75.6 bought, 100.8 refined, 60 + 63 carried, 20 held, 36 short, 54 of capital: 529.4."""
    expected = {
        "purchases": 195.6, "variable": 100.8, "transport": 123.0, "holding": 20.0, "shortage": 36.0, "capital": 54.0,
    }  # fmt: skip
    found = {part: money for part, money in costs(base).items() if abs(money) > 1e-9}
    assert found == pytest.approx(expected, rel=1e-6)


def test_the_budget_builds_15_tonnes(base: Plan) -> None:
    """54 over 3.6 a tonne a year, from 2026, in service from 2027."""
    row = the_row(base.tables["Investments"], project="Larger refinery")
    assert (row["decision"], row["start"], row["serves from"]) == ("build", "2026", "2027")
    assert [row["size"], row["capital"]] == pytest.approx([15.0, 54.0], rel=1e-6)


def test_the_store_is_filled_before_the_rule_holds(base: Plan) -> None:
    stock = base.tables["Stockpiles"].set_index("period")["stock"]
    assert stock.to_dict() == pytest.approx({"2026": 20.0, "2027": 0.0}, abs=1e-6)


def test_farland_sends_just_what_the_rule_allows(base: Plan) -> None:
    row = the_row(base.tables["Concentration"], period="2027")
    assert (row["origin"], row["total"]) == ("Farland", pytest.approx(87.5, rel=1e-6))
    assert [row["value"], row["slack"]] == pytest.approx([0.6, 0.0], abs=1e-6)


def test_what_is_missing_is_what_was_found_by_hand(base: Plan) -> None:
    short = base.tables["Shortages"].set_index("period")["short"]
    assert short.to_dict() == pytest.approx({"2026": 0.0, "2027": 2.5}, abs=1e-6)
