"""What is wrong in a workbook is said at its cell, with what would do."""

# The exact words of a fault are compared more easily on one line.
# ruff: noqa: E501

from __future__ import annotations

import datetime
import math
from typing import TYPE_CHECKING

import pytest
from edited_sheets import first, put_cell
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from samples import few
from workbooks import VALID, change, faults, rows, write

from planner.errors import WorkbookError
from planner.faults import Severity
from planner.workbook.reading.reader import read, read_with_faults

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def valid(tmp_path: Path) -> Path:
    return write(tmp_path / "in.xlsx", VALID)


UNSAVED = "Open the workbook in Excel or LibreOffice, let it calculate, and save it."


@pytest.mark.parametrize(
    ("address", "cell", "expected"),
    [
        ("Demand!C2", "><f>A1*2</f>", f"Demand!C2: a formula without a saved value (holds '=A1*2'). {UNSAVED}"),
        ("Demand!C2", "><f>A1*2</f><v></v>",
         f"Demand!C2: a formula without a saved value (holds '=A1*2'). {UNSAVED}"),
        ("Demand!A2", 't="e"><f>NA()</f><v>#N/A</v>',
         "Demand!A2: the error value #N/A (holds '#N/A'). Mend the formula, or type the value."),
        ("Demand!C2", 't="e"><v>#DIV/0!</v>',
         "Demand!C2: the error value #DIV/0! (holds '#DIV/0!'). Mend the formula, or type the value."),
        ("Demand!C2", "><v>NaN</v>",
         "Demand!C2: not a finite number (holds 'NaN'). Type a number, or leave the cell blank."),
        ("Demand!C2", "><v>1e999</v>",
         "Demand!C2: not a finite number (holds '1e999'). Type a number, or leave the cell blank."),
        ("Demand!C1", 't="e"><v>#REF!</v>',
         "Demand!C1: the error value #REF! as a header (holds '#REF!'). Mend the formula, or type the value."),
    ],
)  # fmt: skip
def test_cells_without_a_value(valid: Path, address: str, cell: str, expected: str) -> None:
    put_cell(valid, address, cell)
    assert faults(valid)[0] == expected


def test_what_stands_in_a_column_of_the_planner_is_not_judged(valid: Path) -> None:
    change(valid, {"Demand!F1": "my own sums", "Demand!F2": "x"})
    put_cell(valid, "Demand!F2", 't="e"><v>#N/A</v>')
    assert faults(valid) == ["Demand!F1: this column is not one of ours and is not read (holds 'my own sums')."]
    assert read(valid).faults[0].severity is Severity.NOTE


# What is wrong with one cell

RETYPE = "Format the cell as a number and type it again."
ALONE = "Type it as a number, with the decimal sign of your spreadsheet and no thousands separators."
WRONG_CELLS: list[tuple[str, object, str]] = [
    ("Demand!C2", "1,5", f"amount must be a number, not text with a comma or blanks (holds '1,5'). {ALONE}"),
    ("Demand!C2", "1 000", f"amount must be a number, not text with a comma or blanks (holds '1 000'). {ALONE}"),
    ("Demand!C2", "1.000,5", f"amount must be a number, not text with a comma or blanks (holds '1.000,5'). {ALONE}"),
    ("Demand!C2", "12", f"amount must be a number, not text that looks like one (holds '12'). {RETYPE}"),
    ("Demand!E2", "50%", "required must be a number, not text that looks like a percentage (holds '50%'). "
                         "Format the cell as a percentage and type it again, or type 0.5."),
    ("Demand!C2", "€5", "amount must be a number, not text with a sign or unit (holds '€5'). Type the number alone."),
    ("Demand!C2", "5 kt", "amount must be a number, not text with a sign or unit (holds '5 kt'). Type the number alone."),
    ("Demand!C2", "many", "amount must be a number, no limit or the name of a series (holds 'many'). There are: wafer price."),
    ("Demand!C2", "wafer prise", "amount must be a number, no limit or the name of a series (holds 'wafer prise'). "
                                 "Did you mean 'wafer price'?"),
    ("Periods!B2", "wafer price", "years must be a number, not text (holds 'wafer price'). Type a number."),
    ("Demand!C2", "Unlimited", "amount must be a number or no limit (holds 'Unlimited'). "
                               "Write no limit, or 0 where there is to be nothing."),  # it is required
    ("Groups!B2", "unlimited", "at most must be a number or no limit (holds 'unlimited'). Did you mean 'no limit'?"),
    ("Groups!B2", "no limits", "at most must be a number or no limit (holds 'no limits'). Did you mean 'no limit'?"),
    ("Groups!B2", "none", "at most must be a number or no limit (holds 'none'). "
                          "Write no limit, or 0 where there is to be nothing."),
    ("Resources!C2", "no limit", "capacity must be a number: no word stands for no limit there (holds 'no limit'). "
                                 "A number that is never reached lifts an upper limit, 0 a lower one."),
    ("Demand!C2", True, "amount must be a number, not a yes/no value (holds 'TRUE'). Type the number."),
    ("Demand!C2", datetime.date(2027, 1, 5), f"amount must be a number, not a date (holds '2027-01-05'). {RETYPE}"),
    ("Demand!C2", -1, "amount must be at least 0 (holds '-1')."),
    ("Demand!C2", 1e24, "amount is too large to plan with (holds '1e+24'). "
                        "Use a larger unit, or write no limit."),
    ("Demand!E2", 1.5, "required must be from 0 to 1 (holds '1.5')."),
    ("Demand!E2", 50, "required must be from 0 to 1 (holds '50'). 50 percent is written 50% or 0.5."),
    ("Demand!E2", "wafer price", "required must be from 0 to 1, and the series 'wafer price' is 1.5 in 2027 "
                                 "(holds 'wafer price')."),
    ("Periods!B2", 0, "years must be above 0 (holds '0')."),
    ("Groups!B2", 1.5, "at most must be a whole number (holds '1.5')."),
    ("Groups!B2", -1, "at most must be a whole number at least 0 (holds '-1')."),
    ("Materials!E2", "some", "surplus must be a number, free, none or the name of a series (holds 'some'). "
                             "There are: wafer price."),
    ("Demand!A2", None, "market must not be blank."),
    ("Demand!A2", True, "a yes/no value where a name must be (holds 'TRUE'). Write the name as text."),
    ("Recipes!B2", "make", "role must be makes, consumes or uses (holds 'make'). Did you mean 'makes'?"),
    ("Recipes!B2", "input", "role must be makes, consumes or uses (holds 'input')."),
    ("Rules!F2", None, "limit must not be blank."),
    ("Series!C2", None, "a series must not be blank in 2027. Give it a number in every period."),
    ("Series!C2", "1,5", f"the series in 2027 must be a number, not text with a comma or blanks (holds '1,5'). {ALONE}"),
    ("Plants!D2", -5, "capacity must be at least 0 (holds '-5')."),
    ("Projects!H2", "0.3; 0.6", "the shares of spending add up to 0.9, not to 1 (holds '0.3; 0.6'). "
                                "Change them so that they add up to 1."),
    ("Projects!H2", "0,3; 0,7", "'0,3' is not a number (holds '0,3; 0,7'). Write a decimal point."),
    ("Projects!G2", "0.5; 2", "ramp must be from 0 to 1 (holds '0.5; 2'). 2 percent is written 2% or 0.02."),
    ("Projects!I2", "maybe", "decision must be free, must, never or commitments such as 2027: 2; 2029: 1 "
                             "(holds 'maybe'). No period is named 'maybe'."),
    ("Projects!I2", "2026: 2; 2026: 3", "the period '2026' stands twice (holds '2026: 2; 2026: 3'). Take one out."),
    ("Projects!I2", "2026: 0", "the commitment '2026: 0' must be above 0 (holds '2026: 0')."),
    ("Projects!I2", "2026: two", "'two' is not a number (holds '2026: two'). Write a number such as 0.3."),
    ("Projects!I2", datetime.timedelta(hours=2026, minutes=3),
     "a date or time, into which the spreadsheet has turned what was typed (holds '84 days, 10:03:00'). "
     "Format the cell as text and type it again, such as 2027: 3."),
    ("Suppliers!F2", "Power", "'Power' is not a pair of a resource and an amount (holds 'Power'). "
                              "Write pairs such as port: 1; cold store: 0.2."),
    ("Suppliers!F2", "Power: -1", "the amount '-1' must be at least 0 (holds 'Power: -1')."),
    ("Suppliers!F2", "Power: 1; power: 2", "the resource 'Power' stands twice (holds 'Power: 1; power: 2'). Take one out."),
    ("Settings!B3", "high", "discount rate must be a number, not text (holds 'high'). Type a number."),
    ("Settings!A3", "discount rat", "no setting of ours has this name (holds 'discount rat'). "
                                    "Did you mean 'discount rate'? If not, name it otherwise."),
    ("Settings!A3", "colour", "this setting is not one of ours and is not read (holds 'colour')."),
    ("Settings!A3", "title", "the setting 'title' stands also in A2 (holds 'title'). Take one out."),
]  # fmt: skip


@pytest.mark.parametrize(("address", "held", "expected"), few(22, WRONG_CELLS))
def test_a_wrong_cell_is_said_once_and_with_what_would_do(
    valid: Path, address: str, held: object, expected: str
) -> None:
    assert faults(change(valid, {address: held})) == [f"{address}: {expected}"]


def test_a_period_may_not_be_a_date(valid: Path) -> None:
    change(valid, {"Periods!A2": datetime.date(2026, 1, 1)})
    expected = "Periods!A2: a date where a name must be (holds '2026-01-01')."
    assert faults(valid)[0] == f"{expected} Format the cell as text and write the name, such as 2027."


def test_yes_is_not_mistaken_for_the_number_one(valid: Path) -> None:
    change(valid, {"Demand!C2": 1, "Demand!C3": True})
    assert faults(valid) == ["Demand!C3: amount must be a number, not a yes/no value (holds 'TRUE'). Type the number."]


def test_active_is_yes_or_no(valid: Path) -> None:
    change(valid, {"Demand!F1": "active", "Demand!F2": "nope"})
    assert faults(valid) == ["Demand!F2: must be yes or no (holds 'nope'). Write yes or no."]


def test_only_a_sale_may_have_no_amount(valid: Path) -> None:
    change(valid, {"Demand!C2": None})
    assert faults(valid) == [
        "Demand!C2: amount has no limit in 2026: only a sale may be without, not what is required. "
        "Give an amount, or take out its shortage cost and required share."
    ]
    change(valid, {"Demand!D2": None, "Demand!E2": None})
    assert first(read(valid), "Demand")["amount"] == (math.inf, math.inf)


def test_a_commitment_stands_within_its_window(valid: Path) -> None:
    change(valid, {"Projects!L1": "earliest", "Projects!L2": 2027})
    assert faults(valid) == [
        "Projects!I2: the commitment of 2026 is before its earliest period 2027 (holds '2026: 20'). "
        "Change one of the two."
    ]


def test_periods_follow_each_other(valid: Path) -> None:
    change(valid, {"Periods!B2": 2})
    assert faults(valid) == [
        "Periods!A3: the period '2027' does not begin where the one before ends, at 2028 (holds '2027'). "
        "Change its name, or the years of the one before."
    ]


def test_a_later_numeric_period_is_counted_from_the_base_year(valid: Path) -> None:
    change(valid, {"Periods!A2": "now", "Series!B1": "now", "Disruptions!C2": "now", "Projects!I2": None,
                   "Settings!A4": "base year", "Settings!B4": 2026})  # fmt: skip
    assert faults(valid) == []
    change(valid, {"Settings!B4": 2025})
    assert faults(valid)[0].startswith(
        "Periods!A3: the period '2027' does not begin where the one before ends, at 2026"
    )


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.dates(),
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12),
    st.sampled_from(["*", "each", ";", ":", "2026: 2", "Power:", "x2", "Fab @", "> Union", "=1+1", "period", "active"]),
)  # fmt: skip
ADDRESSES = st.builds("{}!{}{}".format, st.sampled_from(list(VALID)), st.sampled_from("ABCDEF"), st.integers(1, 4))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.dictionaries(ADDRESSES, VALUES, min_size=1, max_size=6))
def test_whatever_stands_in_cells_is_read_or_is_a_fault(tmp_path: Path, cells: dict[str, object]) -> None:
    path = change(write(tmp_path / "in.xlsx", VALID), cells)
    book, found = read_with_faults(path)
    assert (book is None) == any(fault.severity is Severity.ERROR for fault in found)
    assert all(fault.wrong and str(fault).endswith((".", "?")) for fault in found)


# What is wrong with a sheet


def test_a_header_that_is_misspelt(valid: Path) -> None:
    change(valid, {"Demand!C1": "amuont"})
    assert faults(valid) == [
        "Demand!C1: no column of ours has this name (holds 'amuont'). Did you mean 'amount'? If not, name it otherwise."
    ]


def test_a_header_of_a_planner_that_is_like_none_of_ours_is_a_note(valid: Path) -> None:
    change(valid, {"Suppliers!G1": "measured in"})
    assert faults(valid) == ["Suppliers!G1: this column is not one of ours and is not read (holds 'measured in')."]


def test_a_header_that_stands_twice(valid: Path) -> None:
    change(valid, {"Demand!F1": "Amount"})
    assert faults(valid) == [
        "Demand!F1: the column 'amount' stands twice, here and in C1 (holds 'Amount'). Take one out."
    ]


def test_a_missing_column(valid: Path) -> None:
    change(valid, {"Groups!A1": "names of them", "Projects!J1": "part of"})
    assert faults(valid) == [
        "Groups!row 1: the column 'group' is missing. Add a column headed 'group'.",
        "Projects!J1: this column is not one of ours and is not read (holds 'part of').",
        "Groups!A1: this column is not one of ours and is not read (holds 'names of them').",
    ]


def test_a_title_above_the_header(valid: Path) -> None:
    workbook = load_workbook(valid)
    workbook["Groups"].insert_rows(1)
    workbook["Groups"]["A1"] = "All groups"
    workbook.save(valid)
    remedy = "The header is the first row with any value: take out what is above row 2."
    assert f"Groups!row 1: the column 'group' is missing. {remedy}" in faults(valid)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Grouqs", ["Grouqs: no sheet of ours has this name (holds 'Grouqs'). Did you mean 'Groups'?"]),
        ("Clubs", ["Projects!J2: no group is named 'fabs' (holds 'fabs'); so in Projects!J3. Add it to Groups.",
                       "Clubs: this sheet is not one of ours and is not read."]),
    ],
)  # fmt: skip
def test_a_sheet_that_is_not_ours(valid: Path, title: str, expected: list[str]) -> None:
    workbook = load_workbook(valid)
    workbook["Groups"].title = title
    workbook.save(valid)
    assert faults(valid) == expected


def test_a_sheet_that_stands_twice(valid: Path) -> None:
    workbook = load_workbook(valid)
    workbook.create_sheet("SITES ")
    workbook.save(valid)
    assert faults(valid) == ["Sites: two sheets are named Sites: 'Sites' and 'SITES '. Join them, or rename one."]


def test_sheets_that_must_have_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "in.xlsx", {"Periods": rows("period\n2026"), "Demand": rows("market | material\n | ")})
    ours = "Periods, Sites, Materials and Demand must have rows."
    assert faults(path) == [
        f"Sites: this sheet is missing or empty. {ours}",
        f"Materials: this sheet is missing or empty. {ours}",
        f"Demand: this sheet is missing or empty. {ours}",
    ]


def test_values_outside_the_table(valid: Path) -> None:
    change(valid, {"Demand!H3": 4, "Demand!XFD1048576": "stray"})
    assert faults(valid) == [
        "Demand!H3: a value outside the table: its column has no header (holds '4'). "
        "Give the column a header, or clear it.",
        "Demand!XFD1048576: a value outside the table: its column has no header (holds 'stray'). "
        "Give the column a header, or clear it.",
    ]


def test_merged_cells(valid: Path) -> None:
    workbook = load_workbook(valid)
    workbook["Demand"].merge_cells("B2:B3")
    workbook.save(valid)
    assert faults(valid) == [
        "Demand!B2: the cells B2:B3 are merged: only the first holds a value, the others count as blank "
        "(holds 'Chips'). Unmerge them and fill each cell.",
        "Demand!B3: material must not be blank.",
    ]


def test_hidden_rows_and_sheets_are_read_with_a_note(valid: Path) -> None:
    workbook = load_workbook(valid)
    workbook["Demand"].row_dimensions[3].hidden = True
    workbook["Groups"].sheet_state = "hidden"
    workbook.save(valid)
    assert faults(valid) == [
        "Groups: this sheet is hidden and is read all the same.",
        "Demand: 1 hidden or filtered row(s) are read like the others.",
    ]
    assert len(read(valid).rows("Demand")) == 2


def test_all_faults_at_once_and_no_more_than_a_screen_of_them(valid: Path) -> None:
    cells: dict[str, object] = {f"Demand!A{row}": f"nowhere {row}" for row in range(4, 104)}
    change(valid, cells | {"Settings!B3": -2})
    with pytest.raises(WorkbookError) as caught:
        read(valid)
    found = caught.value.faults
    assert caught.value.exit_code == 2
    assert len(found) == 1 + 50 + 1
    assert found[0].place == "Settings!B3"
    assert str(found[-1]) == "error: Demand: 150 more errors on this sheet. The first ones often explain the rest."
