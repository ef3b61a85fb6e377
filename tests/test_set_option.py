"""``planner solve --set``: what if a number were another, without a row in the workbook."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from workbooks import small, write

import planner
from planner.cli import main

if TYPE_CHECKING:
    from pathlib import Path

PRICE = "Suppliers | Ore Ltd / here / goods | price | x1.5"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Return a workbook of one year in which 5 t are bought at 2: 10 in all."""
    sheets = small(
        Suppliers="supplier | site | material | price\nOre Ltd | here | goods | 2",
        Demand="market | material | amount | shortage cost\nhere | goods | 5 | 90",
        Cases="case | sheet | row | column | change\nmore | Demand | here / goods | amount | 7",
    )
    return write(tmp_path / "mine.xlsx", sheets)


def solved(workbook: Path, *words: str) -> Result:
    return CliRunner().invoke(
        main, ["solve", str(workbook), "-o", str(workbook.with_name("plan.xlsx")), "--json", *words]
    )


def test_a_number_is_another_for_this_plan_alone(workbook: Path) -> None:
    """5 t at 3 are 15; of the case with 7 t they are 21; the workbook is as it was."""
    before = workbook.read_bytes()
    found = json.loads(solved(workbook, "--set", PRICE).stdout)
    assert found["objective"] == pytest.approx(15)
    both = json.loads(solved(workbook, "--case", "more", "--set", PRICE).stdout)
    assert both["objective"] == pytest.approx(21)
    assert workbook.read_bytes() == before
    plan = planner.read_plan(workbook.with_name("plan.xlsx"))
    assert plan.cost == pytest.approx(21)
    assert plan.case == planner.read(workbook, "more").set(
        "Suppliers", row="Ore Ltd / here / goods", column="price", to="x1.5"
    ).name  # fmt: skip


def test_several_changes_go_together(workbook: Path) -> None:
    found = solved(workbook, "--set", PRICE, "--set", "Demand | here / goods | amount | 2")
    assert json.loads(found.stdout)["objective"] == pytest.approx(6)


def test_a_row_may_have_a_bar_in_its_name(tmp_path: Path) -> None:
    sheets = small(
        Suppliers="supplier | site | material | price\nOre Ltd | here | goods | 2",
        Demand="market | material | amount | shortage cost\nhere | goods | 5 | 90",
    )
    sheets["Suppliers"][0]["supplier"] = "Ore | Ltd"
    found = solved(
        write(tmp_path / "mine.xlsx", sheets), "--set", "Suppliers | Ore | Ltd / here / goods | price | x1.5"
    )
    assert json.loads(found.stdout)["objective"] == pytest.approx(15)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("Suppliers | price | x1.5", "is not SHEET | ROW | COLUMN | VALUE"),
        ("Suppliers | Ore Ltd |  | 5", "is not SHEET | ROW | COLUMN | VALUE"),
        ("Suppliers | Nobody | price | 5", "no row 'Nobody'"),
        ("Suppliers | Ore Ltd / here / goods | price | dear", "price must be a number"),
    ],
)
def test_what_is_no_change_is_refused(workbook: Path, change: str, words: str) -> None:
    found = solved(workbook, "--set", change)
    assert found.exit_code == 2
    assert words in found.stdout + found.stderr
    assert not workbook.with_name("plan.xlsx").exists()


def test_it_is_a_case_of_its_own(workbook: Path) -> None:
    found = solved(workbook, "--set", PRICE, "--all-cases")
    assert found.exit_code == 2
    assert "leave out --all-cases" in found.stdout + found.stderr
