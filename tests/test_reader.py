"""Cells become typed rows, headers and sheets are found whatever their looks."""

# The exact words of a fault are compared more easily on one line.
# ruff: noqa: E501

from __future__ import annotations

import hashlib
import math
import re
from typing import TYPE_CHECKING

import pytest
from edited_sheets import edit_sheet, first, put_cell
from openpyxl import load_workbook
from workbooks import VALID, change, faults, write

from planner.workbook.reading.reader import read, read_with_faults
from planner.workbook.schema.columns import Decision

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def valid(tmp_path: Path) -> Path:
    return write(tmp_path / "in.xlsx", VALID)


# What is right


def test_a_valid_workbook_has_no_faults_at_all(valid: Path) -> None:
    book, found = read_with_faults(valid)
    assert book is not None
    assert found == ()
    assert (book.path, book.case) == (valid, "base")
    assert book.sha256 == hashlib.sha256(valid.read_bytes()).hexdigest()


def test_settings_have_their_defaults_and_follow_each_other(valid: Path) -> None:
    assert read(valid).settings == {
        "title": "Chips", "currency": "USD", "money unit": "million", "base year": 2026.0, "discount rate": 0.1,
        "cost of capital": 0.1, "capital charging": "annuity", "annuity paid": "start", "risk weight": 0.0,
        "risk level": 0.9, "disruption gains": "ignore", "gap": 0.001, "money gap": 0.0, "time limit": 600.0, "threads": math.inf, "seed": 0.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "column", "expected"),
    [
        ("Periods", "period", "2026"),
        ("Periods", "discount", None),
        ("Sites", "country", "Taiwan"),
        ("Materials", "surplus", (0.0, 0.0)),
        ("Materials", "family", "Semis"),
        ("Recipes", "role", "makes"),
        ("Plants", "capacity", (100.0, 120.0)),
        ("Plants", "availability", (1.0, 1.0)),
        ("Suppliers", "price", (1.0, 1.5)),
        ("Suppliers", "total", math.inf),
        ("Suppliers", "uses", (("Power", (0.1, 0.1)),)),
        ("Suppliers", "term", None),
        ("Lanes", "material", ("*",)),
        ("Lanes", "maximum", (math.inf, math.inf)),
        ("Lanes", "chokepoints", ("Malacca", "Suez")),
        ("Lanes", "needs", ()),
        ("Stockpiles", "cover of", "Union"),
        ("Series", "values", (1.0, 1.5)),
        ("Projects", "ramp", (0.5, 1.0)),
        ("Projects", "spending", (0.3, 0.7)),
        ("Projects", "starts", 1.0),
        ("Projects", "life", math.inf),
        ("Projects", "group", ("fabs",)),
        ("Projects", "decision", Decision("commit", (("2026", 20.0),))),
        ("Demand", "required", (0.5, 0.5)),
        ("Budgets", "carry over", True),
        ("Funding", "projects", ("fab",)),
        ("Rules", "limit", (0.9, 0.7)),
        ("Rules", "penalty", (math.inf, math.inf)),
        ("Disruptions", "onset", ("2026", "2027")),
        ("Hits", "remaining", 0.0),
    ],
)
def test_a_cell_of_each_kind(valid: Path, sheet: str, column: str, expected: object) -> None:
    assert first(read(valid), sheet)[column] == expected


def test_a_row_knows_its_cells(valid: Path) -> None:
    row = first(read(valid), "Plants")
    assert (row.cell("capacity"), row.cell("2027"), row.cell("retires"), row.cell()) == ("C2", "D2", "row 2", "row 2")


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (2027, Decision("commit", (("2027", None),))),
        ("2027: 2; 2026: 1", Decision("commit", (("2026", 1.0), ("2027", 2.0)))),
        ("Must", Decision("must")),
        ("never", Decision("never")),
        (None, Decision("free")),
    ],
)
def test_decisions(valid: Path, held: object, expected: Decision) -> None:
    assert first(read(change(valid, {"Projects!I2": held})), "Projects")["decision"] == expected


@pytest.mark.parametrize(("held", "there"), [("yes", 2), (True, 2), ("TRUE", 2), (None, 2), ("No", 1), (False, 1)])
def test_rows_that_are_not_active_are_left_out(valid: Path, held: object, there: int) -> None:
    book = read(change(valid, {"Demand!F1": "active", "Demand!F3": held}))
    assert len(book.rows("Demand")) == there


def test_headers_and_sheets_match_whatever_their_looks(valid: Path) -> None:
    change(valid, {"Demand!C1": " Amount (a year)", "Demand!D1": "SHORTAGE_COST", "Plants!D1": 2027,
                   "Lanes!F1": "Choke points"})  # fmt: skip
    workbook = load_workbook(valid)
    workbook["Demand"].title = "dem_AND"
    workbook.save(valid)
    assert faults(valid) == []
    assert first(read(valid), "Demand")["shortage cost"] == (1000.0, 1000.0)


def test_the_header_is_the_first_row_with_a_value_and_blank_rows_are_skipped(valid: Path) -> None:
    workbook = load_workbook(valid)
    workbook["Demand"].insert_rows(1, 3)
    workbook["Demand"].insert_rows(5, 2)
    workbook["Demand"]["A6"] = "  "
    workbook.save(valid)
    assert [row.number for row in read(valid).rows("Demand")] == [7, 8]


def test_a_plain_column_is_not_needed_where_every_period_has_one(valid: Path) -> None:
    change(valid, {"Rules!F2": None, "Rules!H1": "2026", "Rules!H2": 0.8})
    assert first(read(valid), "Rules")["limit"] == (0.8, 0.7)


def test_shares_may_be_one_number(valid: Path) -> None:
    assert first(read(change(valid, {"Projects!H2": 1})), "Projects")["spending"] == (1.0,)


def test_an_amount_of_uses_may_be_a_series(valid: Path) -> None:
    book = read(change(valid, {"Suppliers!F2": "power : wafer price"}))
    assert first(book, "Suppliers")["uses"] == (("Power", (1.0, 1.5)),)


def test_words_stand_for_numbers(valid: Path) -> None:
    change(valid, {"Materials!E2": "none", "Settings!A4": "threads", "Settings!B4": "All"})
    book = read(valid)
    assert first(book, "Materials")["surplus"] == (math.inf, math.inf)
    assert book.settings["threads"] == math.inf


def test_na_is_a_name(valid: Path) -> None:
    change(valid, {"Sites!A4": "NA", "Demand!A3": "na", "Projects!C3": " Na "})
    assert read(valid).rows("Demand")[1]["market"] == "NA"


def test_a_dimension_that_lies_is_not_believed(valid: Path) -> None:
    edit_sheet(valid, "Demand", lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:A1"', xml))
    assert len(read(valid).rows("Demand")) == 2


def test_sheets_of_the_template_and_of_plans_are_not_read(valid: Path) -> None:
    workbook = load_workbook(valid)
    for title in ("Guide", "Lists", "Sources", "in Demand"):
        workbook.create_sheet(title)["A1"] = "#REF!"
    workbook.save(valid)
    assert faults(valid) == []


def test_the_input_that_a_plan_carries_is_read_by_its_prefix(valid: Path) -> None:
    workbook = load_workbook(valid)
    for sheet in workbook.worksheets:
        sheet.title = f"in {sheet.title}"
    for title in ("Run", "Checks", "Budgets"):
        workbook.create_sheet(title)["A1"] = "funder"
    copy = valid.with_name("plan.xlsx")
    workbook.save(copy)
    assert read(copy, prefix="in ").sheets == read(valid).sheets
    with pytest.raises(Exception, match=r"plan.xlsx: a plan, not a workbook to plan from"):
        read(copy)


def test_raw_holds_every_sheet_as_values(valid: Path) -> None:
    raw = {sheet.name: sheet for sheet in read(valid).raw}
    assert list(raw) == [name for name in raw if name in VALID]
    assert set(raw) == set(VALID)
    assert raw["Periods"].header == ("period", "years")
    assert raw["Periods"].rows == ((2026, 1), (2027, 2))
    assert raw["Demand"].rows[1] == ("Lyon", "Chips", 30, 1000, None)


# Formulas


def test_a_formula_counts_with_its_saved_value(valid: Path) -> None:
    put_cell(valid, "Demand!C2", "><f>A1*2</f><v>44</v>")
    assert first(read(valid), "Demand")["amount"] == (44.0, 44.0)


def test_a_formula_that_gives_an_empty_text_is_a_blank(valid: Path) -> None:
    put_cell(valid, "Demand!E2", 't="str"><f>IF(1,"")</f><v></v>')
    assert first(read(valid), "Demand")["required"] == (0.0, 0.0)
