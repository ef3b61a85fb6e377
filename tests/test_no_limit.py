"""``no limit`` in a cell: what a blank means, said where a blank would mean something else, as in a case."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import openpyxl
import pytest
from click.testing import CliRunner
from workbooks import rows, settings, write

import planner
from planner.cli import main
from planner.desk.what_if.changes import looked_at
from planner.workbook.schema.columns import Kind
from planner.workbook.schema.sheets import SHEETS

if TYPE_CHECKING:
    from pathlib import Path

# 10 goods a year for two years, of which 6 at 1 and the rest at 3: 36 in all. Without the limit in 2027: 28.
SHOP = {
    "Settings": settings(discount_rate=0, gap=0),
    "Periods": rows("period\n2026\n2027"),
    "Sites": rows("site\nhere"),
    "Materials": rows("material\ngoods"),
    "Suppliers": rows("""
        supplier | site | material | price | maximum
        Cheap | here | goods | 1 | 6
        Dear | here | goods | 3 |
        """),
    "Demand": rows("market | material | amount | shortage cost\nhere | goods | 10 | 90"),
    "Cases": rows("case | sheet | row | column | change\nopen | Suppliers | Cheap | 2027 | no limit"),
}


def done(*words: object) -> dict[str, object]:
    result = CliRunner().invoke(main, [*map(str, words), "--json"])
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def test_a_case_lifts_a_limit_and_all_that_read_its_plan_say_so(tmp_path: Path) -> None:
    shop, limited, plan = write(tmp_path / "shop.xlsx", SHOP), tmp_path / "limited.xlsx", tmp_path / "open.xlsx"
    assert done("solve", shop, "-o", limited)["objective"] == pytest.approx(36)
    assert done("solve", shop, "--case", "open", "-o", plan)["objective"] == pytest.approx(28)
    assert done("verify", shop, plan)["checks passed"] is True
    done("compare", limited, plan, "-o", tmp_path / "both.xlsx")
    inputs = openpyxl.load_workbook(tmp_path / "both.xlsx")["Inputs"]
    assert any({"2027", "no limit"} <= {str(cell) for cell in row} for row in inputs.iter_rows(values_only=True))
    done("report", limited, plan, "-o", tmp_path / "both.html")
    assert "no limit" in (tmp_path / "both.html").read_text(encoding="utf-8")
    done("new", tmp_path / "again.xlsx", "--from", plan)
    assert planner.read(tmp_path / "again.xlsx").solve().cost == pytest.approx(28)


def test_so_do_a_number_typed_for_one_plan_and_one_from_a_program(tmp_path: Path) -> None:
    """In both years: 20 at 1."""
    shop = write(tmp_path / "shop.xlsx", SHOP)
    found = done("solve", shop, "--set", "Suppliers | Cheap | maximum | no limit", "-o", tmp_path / "plan.xlsx")
    assert found["objective"] == pytest.approx(20)
    assert planner.read(shop).set("Suppliers", row="Cheap", column="maximum", to="no limit").solve().cost == 20


def test_the_desk_takes_it_and_refuses_it_where_it_stands_for_nothing(tmp_path: Path) -> None:
    shop = str(write(tmp_path / "shop.xlsx", SHOP))
    found = looked_at(shop, "base", [("Suppliers", "Cheap", "maximum", "no limit")], "")
    assert (found["is ready"], found["rows"][0][-1]) == (True, "no limit")
    [wrong] = looked_at(shop, "base", [("Demand", "here / goods", "required", "no limit")], "")["faults"]
    assert "A number that is never reached lifts an upper limit, 0 a lower one" in wrong


def test_it_may_be_written_wherever_a_blank_is_none() -> None:
    """But of what is as long as it may be, or never made good, a blank is no upper limit that is lifted."""
    endless = {(sheet.name, column.name) for sheet in SHEETS for column in sheet.columns
               if column.kind is Kind.NUMBER and column.default == math.inf and sheet.name != "Settings"}  # fmt: skip
    says = {(sheet.name, column.name) for sheet in SHEETS for column in sheet.columns
            if "no limit" in dict(column.words)}  # fmt: skip
    assert endless - says == {("Projects", "life"), ("Rules", "penalty")}
    assert says <= endless
