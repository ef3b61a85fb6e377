"""Cases change cells before anything is typed, and every case is checked at every read."""

# The exact words of a fault are compared more easily on one line.
# ruff: noqa: E501

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from workbooks import VALID, change, faults, rows, write

from planner.errors import PlannerError, WorkbookError
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

    from planner.workbook.book import Book

INF = float("inf")


def workbook(path: Path, *cases: tuple[object, ...]) -> Path:
    """Write the valid workbook with one case named X, a row of it an entry: sheet, row, column, change."""
    keys = ("case", "sheet", "row", "column", "change")
    entries = [dict(zip(keys, ("X", *case), strict=True)) for case in cases]
    return write(path / "in.xlsx", VALID | {"Cases": entries})


def column(book: Book, sheet: str, name: str) -> list[Any]:
    return [row[name] for row in book.rows(sheet)]


RIGHT: list[tuple[tuple[object, ...], str, str, list[object]]] = [
    (("Demand", "*", "amount", "x1.2"), "Demand", "amount", [(60.0, 60.0), (36.0, 36.0)]),
    (("demand", "Lyon", "Amount (a year)", "*0.5"), "Demand", "amount", [(50.0, 50.0), (15.0, 15.0)]),
    (("Demand", "lyon / CHIPS", "amount", "add 5"), "Demand", "amount", [(50.0, 50.0), (35.0, 35.0)]),
    (("Demand", "* / Chips", "amount", "less 5"), "Demand", "amount", [(45.0, 45.0), (25.0, 25.0)]),
    (("Demand", "*", "amount", 7), "Demand", "amount", [(7.0, 7.0), (7.0, 7.0)]),
    (("Demand", "Lyon", "2027", "x2"), "Demand", "amount", [(50.0, 50.0), (30.0, 60.0)]),
    (("Demand", "Lyon", 2027, 9), "Demand", "amount", [(50.0, 50.0), (30.0, 9.0)]),
    (("Demand", "Lyon", "required", "add 0.2"), "Demand", "required", [(0.5, 0.5), (0.2, 0.2)]),
    (("Demand", "Lyon", "price", 4), "Demand", "price", [(0.0, 0.0), (4.0, 4.0)]),
    (("Demand", "Dresden", "active", "no"), "Demand", "market", ["Lyon"]),
    (("Demand", "Dresden", "active", False), "Demand", "market", ["Lyon"]),
    (("Plants", "Tainan / Fab", "capacity", "x1.1"), "Plants", "capacity", [(pytest.approx(110), pytest.approx(132))]),
    (("Plants", "Tainan", "capacity", 80), "Plants", "capacity", [(80.0, 80.0)]),
    (("Plants", "Tainan", "availability", "less 0.1"), "Plants", "availability", [(0.9, 0.9)]),
    (("Resources", "Power / Union", "capacity", "add 10"), "Resources", "capacity", [(500.0, 500.0), (100.0, 100.0)]),
    (("Suppliers", "Shinko / Tainan / Wafers", "price", 2), "Suppliers", "price", [(2.0, 2.0)]),
    (("Demand", "Lyon", "shortage cost", "wafer price"), "Demand", "shortage cost", [(1000.0, 1000.0), (1.0, 1.5)]),
    (("Lanes", "Taiwan / Union / *", "cost", "x10"), "Lanes", "cost", [(3.0, 3.0), (0.1, 0.1)]),
    (("Lanes", "Union / Union / Chips", "maximum", 3), "Lanes", "maximum", [(INF, INF), (3.0, 3.0)]),
    (("Plants", "Tainan / Fab", "capacity", "no limit"), "Plants", "capacity", [(INF, INF)]),
    (("Plants", "Tainan / Fab", "2027", "No limit"), "Plants", "capacity", [(100.0, INF)]),
    (("Suppliers", "Shinko", "maximum", "no limit"), "Suppliers", "maximum", [(INF, INF)]),
    (("Suppliers", "Shinko", "2027", "no limit"), "Suppliers", "maximum", [(300.0, INF)]),
    (("Stockpiles", "*", "maximum", "no limit"), "Stockpiles", "maximum", [(INF, INF)]),
    (("Budgets", "Union fund", "2026", "no limit"), "Budgets", "amount", [(INF, 900.0)]),
    (("Groups", "fabs", "at most", "no limit"), "Groups", "at most", [INF]),
    (("Series", "wafer price", "2026", "x3"), "Suppliers", "price", [(3.0, 1.5)]),
    (("Projects", "Fab Lyon", "decision", "never"), "Projects", "decision", None),  # type: ignore[list-item]
    (("Projects", "Fab Dresden", "lead time", "add 1"), "Projects", "lead time", [2.0, 0.0]),
    (("Projects", "Fab Lyon", "minimum", "add 1"), "Projects", "minimum", [None, 1.0]),
    (("Materials", "Chips", "surplus", "add 1"), "Materials", "surplus", [(1.0, 1.0), (0.2, 0.2)]),
    (("Rules", "*", "limit", "x0.5"), "Rules", "limit", [(0.45, 0.35)]),
    (("Sites", "Lyon", "country", "Germany"), "Sites", "country", ["Taiwan", "Germany", "Germany"]),
    (("Recipes", "Fab / makes", "amount", 3), "Recipes", "amount", [(3.0, 3.0), (2.0, 2.0), (0.5, 0.5)]),
]


@pytest.mark.parametrize(("case", "sheet", "name", "expected"), RIGHT)
def test_a_change(tmp_path: Path, case: tuple[object, ...], sheet: str, name: str, expected: list[object]) -> None:
    path = workbook(tmp_path, case)
    assert faults(path) == []
    changed = column(read(path, "x"), sheet, name)
    assert changed != column(read(path), sheet, name)
    if expected is not None:
        assert changed == expected


def test_a_name_that_begins_like_another_with_a_stroke_behind_it_is_another(tmp_path: Path) -> None:
    """A case that shut the Fab shut the second stage of it too, and one of a site what stands at Lyon / 2."""
    sheets = copy.deepcopy(VALID)
    sheets["Projects"] += rows("project | place | adds | maximum\nFab Lyon / 2 | Lyon | Fab | 9")
    sheets["Sites"] += rows("site | country\nLyon / 2 | France")
    sheets["Demand"] += rows("market | material | amount | shortage cost\nLyon / 2 | Chips | 7 | 9")
    changes = [("Projects", "Fab Lyon", "decision", "never"), ("Demand", "Lyon", "amount", 1)]
    changes += [("Demand", "Lyon / 2", "shortage cost", 5), ("Projects", "fab lyon / 2", "maximum", 8)]
    names = ("case", "sheet", "row", "column", "change")
    cases = [dict(zip(names, ("x", *each), strict=True)) for each in changes]
    book = read(write(tmp_path / "in.xlsx", sheets | {"Cases": cases}), "x")
    assert [row["decision"].kind for row in book.rows("Projects")][1:] == ["never", "free"]
    assert [(row["amount"], row["shortage cost"][0]) for row in book.rows("Demand")][1:] == [
        ((1, 1), 1000),
        ((7, 7), 5),
    ]
    assert book.rows("Projects")[2]["maximum"] == 8


@pytest.mark.parametrize(
    ("row", "changes", "expected"),
    [
        ("discount rate", "x2", {"discount rate": 0.2, "cost of capital": 0.2}),
        ("Cost_of_capital", "x2", {"discount rate": 0.1, "cost of capital": 0.2}),
        ("base year", "less 6", {"base year": 2020.0}),
        ("risk weight", "add 0.5", {"risk weight": 0.5}),
        ("threads", 4, {"threads": 4.0}),
        ("capital charging", "overnight", {"capital charging": "overnight"}),
        ("title", "x2", {"title": "x2"}),
    ],
)
def test_a_change_of_a_setting(tmp_path: Path, row: str, changes: object, expected: dict[str, object]) -> None:
    path = workbook(tmp_path, ("Settings", row, "value", changes))
    assert faults(path) == []
    settings = read(path, "X").settings
    assert {name: settings[name] for name in expected} == expected


def test_base_is_the_workbook_as_it_stands(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("Demand", "*", "amount", "x2"))
    book = read(path)
    assert book.case == "base"
    assert book.sheets["Demand"] == read(write(tmp_path / "other.xlsx", VALID)).sheets["Demand"]


def test_changes_apply_in_the_order_of_the_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("Demand", "Lyon", "amount", "x2"), ("Demand", "*", "amount", "add 1"))
    assert column(read(path, "X"), "Demand", "amount") == [(51.0, 51.0), (61.0, 61.0)]
    path = workbook(tmp_path, ("Demand", "*", "amount", "add 1"), ("Demand", "Lyon", "amount", "x2"))
    assert column(read(path, "X"), "Demand", "amount") == [(51.0, 51.0), (62.0, 62.0)]


@pytest.mark.parametrize(
    ("first", "second", "wrong"),
    [
        (("Lyon", "amount", 40), ("Lyon / Chips", "amount", 50), "row 2 of this case sets Demand!C3 to 40 already; this one counts, being later: 50"),
        (("Lyon", "amount", "x2"), ("*", "amount", 50), "row 2 of this case sets Demand!C3 to 60 already; this one counts, being later: 50"),
        (("Lyon", "2027", 40), ("Lyon", "2027", 50), "row 2 of this case sets Demand!F3 to 40 already; this one counts, being later: 50"),
        (("Lyon", "amount", "x2"), ("Lyon / Chips", "amount", "x2"), "row 2 of this case says the same, and both count: one after the other"),
        (("Lyon", "amount", 50), ("Lyon", "amount", 50.0), ""),
        (("*", "amount", 40), ("Lyon", "amount", 50), ""),
        (("*", "amount", "x2"), ("Lyon", "amount", "x2"), ""),
        (("Lyon", "amount", 40), ("Lyon", "amount", "x2"), ""),
        (("Lyon", "amount", 40), ("Dresden", "amount", 50), ""),
        (("Lyon", "amount", 40), ("Lyon", "price", 50), ""),
    ],
)  # fmt: skip
def test_a_row_that_undoes_an_earlier_one_of_its_case(
    tmp_path: Path, first: tuple[object, ...], second: tuple[object, ...], wrong: str
) -> None:
    path = workbook(tmp_path, ("Demand", *first), ("Demand", *second))
    remedy = (
        "Leave one of the two rows out; what holds for some only of the cells of another row stands below that row."
    )
    expected = [f"Cases!E3: {wrong} (holds {str(second[2])!r}). {remedy}"] if wrong else []
    assert faults(path) == expected  # in every case that is asked for, base too
    assert faults(path, "X") == expected


def test_raw_holds_the_case(tmp_path: Path) -> None:
    path = workbook(
        tmp_path, ("Demand", "Lyon", "amount", "x2"), ("Demand", "Lyon", "2027", 5), ("Settings", "gap", "value", 0.01)
    )
    book = read(path, "X")
    raw = {sheet.name: sheet for sheet in book.raw}
    assert book.case == "X"
    assert raw["Demand"].header == ("market", "material", "amount", "shortage cost", "required", "2027")
    assert raw["Demand"].rows == (("Dresden", "Chips", 50, 1000, 0.5, None), ("Lyon", "Chips", 60, 1000, None, 5))
    assert raw["Settings"].rows[-1] == ("gap", 0.01)


def test_a_case_may_bring_a_row_back(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("Demand", "Lyon", "active", "yes"))
    change(path, {"Demand!F1": "active", "Demand!F3": "no"})
    assert column(read(path), "Demand", "market") == ["Dresden"]
    assert column(read(path, "X"), "Demand", "market") == ["Dresden", "Lyon"]


def test_rows_that_are_not_active_change_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("Demand", "*", "amount", 1), ("Demand", "*", "amount", "x2"))
    change(path, {"Cases!F1": "active", "Cases!F2": "no"})
    assert column(read(path, "X"), "Demand", "amount") == [(100.0, 100.0), (60.0, 60.0)]


def test_a_blank_that_every_period_overrides_may_stay(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("Plants", "*", "capacity", "x2"))
    change(path, {"Plants!C2": None, "Plants!E1": "2026", "Plants!E2": 10})
    assert column(read(path, "X"), "Plants", "capacity") == [(20.0, 240.0)]


def test_a_case_that_does_not_exist(tmp_path: Path) -> None:
    path = workbook(tmp_path, ("Demand", "*", "amount", "x2"))
    with pytest.raises(WorkbookError, match=r"no case is named 'Y'\. There are: base, X\.") as caught:
        read(path, "Y")
    assert isinstance(caught.value, PlannerError)
    assert caught.value.exit_code == 2


NAMED = "Write the value itself."
WRONG: list[tuple[tuple[object, ...], str]] = [
    (
        ("Demands", "*", "amount", 1),
        "Cases!B2: no sheet that a case could change is named 'Demands' (holds 'Demands'). Did you mean 'Demand'?",
    ),
    (
        ("Cases", "*", "change", 1),
        "Cases!B2: a case cannot change the sheet Cases (holds 'Cases'). Name a sheet that is planned with.",
    ),
    (
        ("Sources", "*", "year", 1),
        "Cases!B2: a case cannot change the sheet Sources (holds 'Sources'). Name a sheet that is planned with.",
    ),
    (
        ("Processes", "Fab", "unit", "t"),
        "Cases!B2: this case fits no cell: the workbook has no rows on Processes (holds 'Processes'). Add the row that the case changes to Processes.",
    ),
    (
        ("Demand", "Lion", "amount", 1),
        "Cases!C2: this case fits no cell: Demand has no row 'Lion' (holds 'Lion'). Did you mean 'Lyon'?",
    ),
    (
        ("Demand", "Lyon / Chips / ship", "amount", 1),
        "Cases!C2: this case fits no cell: Demand has no row 'Lyon / Chips / ship' (holds 'Lyon / Chips / ship'). Did you mean 'Lyon / Chips'?",
    ),
    (
        ("Settings", "colour", "value", 1),
        "Cases!C2: this case fits no cell: Settings has no row 'colour' (holds 'colour'). Write what stands there in setting, or * for all.",
    ),
    (
        ("Demand", "Lyon", "amuont", 1),
        "Cases!D2: this case fits no cell: Demand has no column 'amuont' (holds 'amuont'). Did you mean 'amount'?",
    ),
    (
        ("Sites", "Lyon", "2027", 1),
        "Cases!D2: this case fits no cell: Sites has no column '2027' (holds '2027'). There are: active, country, kind, latitude, longitude, note, site.",
    ),
    (
        ("Demand", "Lyon", "amount", "x1,2"),
        "Cases!E2: not a change: it must be a value, or one such as x1.2, *1.2, add 5 or less 5 (holds 'x1,2'). Write the number with a decimal point.",
    ),
    (
        ("Demand", "Lyon", "amount", "less 20%"),
        "Cases!E2: add and less take a number, not a percentage (holds 'less 20%'). Write x0.8 for 20% less.",
    ),
    (("Demand", "Lyon", "amount", None), "Cases!E2: change must not be blank."),
    (
        ("Lanes", "*", "maximum", "x2"),
        "Cases!E2: Lanes!G2: maximum has no limit there, which cannot be changed by a number (holds 'x2'). Write the limit itself.",
    ),
    (
        ("Resources", "Power / Union", "capacity", "no limit"),
        "Cases!E2: with this case, Resources!C3 (holds 'no limit'): capacity must be a number: no word stands for no limit there (holds 'no limit'). A number that is never reached lifts an upper limit, 0 a lower one.",
    ),
    (
        ("Suppliers", "Shinko", "maximum", "unlimited"),
        "Cases!E2: with this case, Suppliers!E2 (holds 'unlimited'): maximum must be a number or no limit (holds 'unlimited'). Did you mean 'no limit'?",
    ),
    (
        ("Projects", "Fab Dresden", "block", "x2"),
        f"Cases!E2: Projects!K2: block is blank there, without a default: it can only be set to a value (holds 'x2'). {NAMED}",
    ),
    (
        ("Suppliers", "*", "price", "x2"),
        "Cases!E2: Suppliers!D2: the cell holds 'wafer price', not a number: it can only be set to a value (holds 'x2'). Change the series of that name, or write the value itself.",
    ),
    (
        ("Demand", "Dresden", "required", "x3"),
        "Cases!E2: with this case, Demand!E2 (holds '1.5'): required must be from 0 to 1 (holds 'x3').",
    ),
    (
        ("Demand", "*", "amount", "less 40"),
        "Cases!E2: with this case, Demand!C3 (holds '-10'): amount must be at least 0 (holds 'less 40').",
    ),
    (("Sites", "Lyon", "country", 5.5), None),  # type: ignore[list-item]
    (
        ("Projects", "Fab Lyon", "place", "Leon"),
        "Cases!E2: with this case, Projects!C3 (holds 'Leon'): no site, country or bloc is named 'Leon' (holds 'Leon'). Did you mean 'Lyon'?",
    ),
    (
        ("Groups", "fabs", "active", "no"),
        "Cases!E2: with this case, Projects!J2 (holds 'fabs'): the group 'fabs' is declared only in rows that are not active, such as Groups!A2 (holds 'no'). Set that row to active, or take the name out here.",
    ),
    (
        ("Demand", "Lyon", "market", "Dresden"),
        "Cases!E2: with this case, Demand!A3 (holds 'Dresden'): 'Dresden / Chips' stands also in A2 (holds 'Dresden'). Take one row out, or give it another material.",
    ),
    (
        ("Settings", "gap", "value", 3),
        "Cases!E2: with this case, Settings!B4 (holds '3'): gap must be from 0 to 1 (holds '3'). 3 percent is written 3% or 0.03.",
    ),
    (
        ("Periods", "2026", "years", 3),
        "Cases!E2: with this case, Periods!A3 (holds '2027'): the period '2027' does not begin where the one before ends, at 2029 (holds '3'). Change its name, or the years of the one before.",
    ),
]


@pytest.mark.parametrize(("case", "expected"), WRONG)
def test_a_wrong_case_is_an_error_whether_it_is_asked_for_or_not(
    tmp_path: Path, case: tuple[object, ...], expected: str
) -> None:
    path = workbook(tmp_path, case)
    for asked in ("base", "X"):
        found = faults(path, asked)
        assert (found[:1] == [expected]) if expected else (found == [])


def test_no_case_may_be_named_base(tmp_path: Path) -> None:
    path = change(workbook(tmp_path, ("Demand", "*", "amount", 1)), {"Cases!A2": "Base"})
    assert faults(path) == [
        "Cases!A2: base is the workbook as it stands: no case may have that name (holds 'Base'). Rename the case."
    ]


def test_a_wrong_row_of_base_is_not_said_again_for_every_case(tmp_path: Path) -> None:
    path = change(workbook(tmp_path, ("Demand", "*", "price", 1)), {"Demand!E2": 7})
    assert [fault.partition(":")[0] for fault in faults(path)] == ["Demand!E2"]
