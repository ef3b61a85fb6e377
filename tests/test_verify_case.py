"""``planner verify`` against the input of a plan whose case a program made: the case stands in the plan alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import CliRunner
from workbooks import change, rows, write

import planner
from planner.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

SHOP = {
    "Settings": rows("setting | value\ndiscount rate | 0\ngap | 0"),
    "Periods": rows("period\n2026"),
    "Sites": rows("site | country\nhere | Homeland"),
    "Materials": rows("material | unit\ngoods | t"),
    "Suppliers": rows(
        "supplier | site | material | price | maximum\nCheap | here | goods | 1 | 6\nDear | here | goods | 3 | "
    ),
    "Demand": rows("market | material | amount | shortage cost\nhere | goods | 10 | 8"),
}
CASES = {"Cases": rows("case | sheet | row | column | change\nscarce | Suppliers | Cheap | maximum | 2")}


def verified(source: Path, plan: Path) -> tuple[int, dict[str, object], str]:
    done: Result = CliRunner().invoke(main, ["verify", str(source), str(plan), "--json"])
    return done.exit_code, json.loads(done.stdout), done.stderr


@pytest.mark.parametrize("sheets", [SHOP, SHOP | CASES], ids=["without cases", "with a case"])
def test_a_plan_of_a_case_that_a_program_made_is_verified(tmp_path: Path, sheets: dict[str, object]) -> None:
    """The case has no rows in the input; what is solved is 4 at 1 and 6 at 3, 22."""
    source = write(tmp_path / "shop.xlsx", sheets)
    made = planner.read(source).set("Suppliers", row="Cheap", column="maximum", to=4)
    path = made.solve().to_excel(tmp_path / "plan.xlsx")
    code, told, said = verified(source, path)
    assert (code, told["checks passed"]) == (0, True)
    assert (
        f"shop.xlsx has no case {made.name!r}: its rows are taken from the plan, Suppliers / Cheap / maximum: 4" in said
    )


def test_a_case_that_begins_with_another_is_verified(tmp_path: Path) -> None:
    source = write(tmp_path / "shop.xlsx", SHOP | CASES)
    made = planner.read(source, case="scarce").set("Demand", row="here / goods", column="amount", to="x0.5")
    code, told, said = verified(source, made.solve().to_excel(tmp_path / "plan.xlsx"))
    assert (code, told["checks passed"]) == (0, True)
    assert "Suppliers / Cheap / maximum: 2; Demand / here / goods / amount: x0.5" in said


def test_the_rest_of_the_input_is_held_against_the_plan_all_the_same(tmp_path: Path) -> None:
    source = write(tmp_path / "shop.xlsx", SHOP)
    path = (
        planner.read(source).set("Suppliers", row="Cheap", column="maximum", to=4).solve().to_excel(tmp_path / "p.xlsx")
    )
    change(source, {"Demand!C2": 11})
    code, told, said = verified(source, path)
    assert (code, told["checks passed"]) == (1, False)
    assert "it was changed since" in said


def test_a_case_that_neither_has_is_refused(tmp_path: Path) -> None:
    source = write(tmp_path / "shop.xlsx", SHOP | CASES)
    path = planner.read(source, case="scarce").solve().to_excel(tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(path)
    for row in book["Run"].iter_rows():
        if row[0].value == "case":
            row[1].value = "plenty"
    book.save(path)
    code, told, _ = verified(source, path)
    assert (code, told["status"]) == (2, "workbook wrong")
