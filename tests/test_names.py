"""Names are the same whatever their looks, stand for one thing, and every reference finds one."""

# The exact words of a fault are compared more easily on one line.
# ruff: noqa: E501

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from workbooks import VALID, change, faults, write

from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def valid(tmp_path: Path) -> Path:
    return write(tmp_path / "in.xlsx", VALID)


@pytest.mark.parametrize("held", ["dresden", " Dresden ", "DRESDEN", "Dresden\u00a0", "Ｄresden"])
def test_names_are_the_same_whatever_their_looks(valid: Path, held: str) -> None:
    book = read(change(valid, {"Demand!A2": held}))
    assert book.rows("Demand")[0]["market"] == "Dresden"


def test_inner_blanks_are_squeezed(valid: Path) -> None:
    book = read(change(valid, {"Funding!A2": "union \u00a0 FUND"}))
    assert book.rows("Funding")[0]["funder"] == "Union fund"


@pytest.mark.parametrize("held", [12, 12.0, "12"])
def test_a_whole_number_and_its_text_are_one_name(valid: Path, held: object) -> None:
    change(valid, {"Groups!A2": 12, "Projects!J2": held, "Projects!J3": "12; 12"})
    assert [row["group"] for row in read(valid).rows("Projects")] == [("12",), ("12",)]


def test_the_first_declaration_gives_the_spelling(valid: Path) -> None:
    book = read(change(valid, {"Sites!B2": "TAIWAN", "Plants!B2": "FAB", "Lanes!F3": "suez"}))
    assert book.rows("Lanes")[0]["from"] == "TAIWAN"
    assert book.rows("Plants")[0]["process"] == "Fab"
    assert book.rows("Lanes")[1]["chokepoints"] == ("Suez",)


def test_a_project_may_name_a_resource_that_has_no_row(valid: Path) -> None:
    change(valid, {"Projects!D2": "Engineers"})
    assert read(valid).rows("Projects")[0]["adds"] == "Engineers"


THERE = "There are: Chips, Wafers."
UNKNOWN: list[tuple[str, object, str]] = [
    ("Demand!A2", "Dresdn", "no site is named 'Dresdn' (holds 'Dresdn'). Did you mean 'Dresden'?"),
    ("Demand!A2", "Germany", "no site is named 'Germany' (holds 'Germany'). There are: Dresden, Lyon, Tainan."),
    ("Demand!B2", "Glue", f"no material is named 'Glue' (holds 'Glue'). {THERE}"),
    ("Lanes!A2", "Tawan", "no site, country or bloc is named 'Tawan' (holds 'Tawan'). Did you mean 'Taiwan'?"),
    (
        "Lanes!A2",
        "Taiwan; Tainan",
        "no site, country or bloc is named 'Taiwan; Tainan' (holds 'Taiwan; Tainan'). Give each name a row of its own.",
    ),
    (
        "Lanes!C2",
        "Chips, Wafers",
        "no material is named 'Chips, Wafers' (holds 'Chips, Wafers'). Separate names with semicolons.",
    ),
    (
        "Lanes!C2",
        "Chips;; Wafers",
        "a blank where a material is named (holds 'Chips;; Wafers'). Take out the semicolon that is too many.",
    ),
    ("Recipes!C2", "Power", f"no material is named 'Power' (holds 'Power'). {THERE}"),
    ("Recipes!C4", "Chips", "no resource is named 'Chips' (holds 'Chips'). There are: Power."),
    ("Plants!B2", "Fap", "no process is named 'Fap' (holds 'Fap'). Did you mean 'Fab'?"),
    ("Suppliers!F2", "Powr: 2", "no resource is named 'Powr' (holds 'Powr: 2'). Did you mean 'Power'?"),
    ("Projects!D2", "Powre", "no process or resource is named 'Powre' (holds 'Powre'). Did you mean 'Power'?"),
    ("Projects!J2", "fab", "no group is named 'fab' (holds 'fab'). Did you mean 'fabs'?"),
    (
        "Funding!B2",
        "fabb",
        "no project, kind, site, country or bloc is named 'fabb' (holds 'fabb'). Did you mean 'fab'?",
    ),
    ("Rules!C2", "Semi", "no material or family is named 'Semi' (holds 'Semi'). Did you mean 'Semis'?"),
    (
        "Rules!E2",
        "abroad",
        "no site, country, bloc or supplier is named 'abroad' (holds 'abroad'). There are: Dresden, France, Germany, Lyon, Shinko, Tainan, Taiwan, Union.",
    ),
    ("Disruptions!C2", 2028, "no period is named '2028' (holds '2028'). There are: 2026, 2027."),
    ("Hits!A2", "Straits", "no disruption is named 'Straits' (holds 'Straits'). Did you mean 'Strait'?"),
    ("Hits!C2", "Fab @ Tainam", "no site is named 'Tainam' (holds 'Fab @ Tainam'). Did you mean 'Tainan'?"),
    ("Hits!C2", "Fab", "a plant is named as process @ site (holds 'Fab'). Write it as process @ site, or each."),
    ("Hits!C2", "Fab @ Lyons", "no site is named 'Lyons' (holds 'Fab @ Lyons'). Did you mean 'Lyon'?"),
    (
        "Hits!C2",
        "each but Fab @ Tainam",
        "no site is named 'Tainam' (holds 'each but Fab @ Tainam'). Did you mean 'Tainan'?",
    ),
    ("Hits!C3", "Panama", "no chokepoint is named 'Panama' (holds 'Panama'). There are: Malacca, Suez."),
]


@pytest.mark.parametrize(("address", "held", "expected"), UNKNOWN)
def test_an_unknown_name(valid: Path, address: str, held: object, expected: str) -> None:
    assert faults(change(valid, {address: held})) == [f"{address}: {expected}"]


def test_all_unknown_names_of_a_list_are_said(valid: Path) -> None:
    change(valid, {"Lanes!C2": "Chip; Glue; Wafer"})
    assert [fault.partition(" (")[0] for fault in faults(valid)] == [
        "Lanes!C2: no material is named 'Chip'",
        "Lanes!C2: no material is named 'Glue'",
        "Lanes!C2: no material is named 'Wafer'",
    ]


def test_a_name_that_only_rows_without_effect_declare(valid: Path) -> None:
    change(valid, {"Groups!C1": "active", "Groups!C2": "no", "Projects!J3": None})
    assert faults(valid) == [
        "Projects!J2: the group 'fabs' is declared only in rows that are not active, such as Groups!A2 (holds 'fabs'). "
        "Set that row to active, or take the name out here."
    ]


@pytest.mark.parametrize(
    ("target", "name", "expected"),
    [
        ("plant", "each but fab @ tainan; FAB @ Dresden", "each but Fab @ Tainan; Fab @ Dresden"),
        ("plant", "Each", "each"),
        ("lane", "taiwan>union", "Taiwan > Union"),
        ("resource", "power", "Power"),
        ("resource", "power@union", "Power @ Union"),
        ("material", "chips", "Chips"),
        ("demand", "lyon", "Lyon"),
        ("supplier", "SHINKO", "Shinko"),
        ("bloc", "union", "Union"),
    ],
)
def test_what_hits_name_is_spelled_as_it_is_declared(valid: Path, target: str, name: str, expected: str) -> None:
    change(valid, {"Hits!B2": target, "Hits!C2": name})
    assert read(valid).rows("Hits")[0]["name"] == expected


@pytest.mark.parametrize(
    ("target", "name"), [("plant", "Fab @ Lyon"), ("resource", "Power @ Lyon"), ("demand", "Tainan")]
)
def test_a_hit_on_what_is_not_there(valid: Path, target: str, name: str) -> None:
    change(valid, {"Hits!B2": target, "Hits!C2": name, "Projects!C3": "Dresden"})
    assert faults(valid) == [
        f"Hits!C2: there is no {target} {name!r} (holds {name!r}). Name one that a row or a project makes."
    ]


TWICE: list[tuple[dict[str, object], str]] = [
    ({"Sites!A4": "DRESDEN ", "Demand!A3": "Dresden", "Demand!B3": "Wafers", "Projects!C3": "Dresden"},
     "Sites!A4: 'Dresden' stands also in A3 (holds 'Dresden'). Take one row out, or give it another site."),
    ({"Demand!A3": "Dresden"},
     "Demand!A3: 'Dresden / Chips' stands also in A2 (holds 'Dresden'). Take one row out, or give it another material."),
    ({"Resources!B3": "Taiwan"},
     "Resources!A3: 'Power / Taiwan' stands also in A2 (holds 'Power'). Take one row out, or give it another place."),
    ({"Projects!A3": "fab dresden"},
     "Projects!A3: 'Fab Dresden' stands also in A2 (holds 'Fab Dresden'). Take one row out, or give it another project."),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), TWICE, ids=["site", "demand", "resource", "project"])
def test_a_name_that_stands_twice(valid: Path, cells: dict[str, object], expected: str) -> None:
    assert faults(change(valid, cells)) == [expected]


@pytest.mark.parametrize("sheet", ["Suppliers", "Lanes", "Recipes", "Hits"])
def test_where_names_may_stand_in_several_rows(valid: Path, sheet: str) -> None:
    header = list(dict.fromkeys(key for row in VALID[sheet] for key in row))
    below = len(VALID[sheet]) + 2
    cells = {f"{sheet}!{chr(65 + place)}{below}": VALID[sheet][0].get(key) for place, key in enumerate(header)}
    assert faults(change(valid, cells)) == []


SHARED: list[tuple[dict[str, object], str]] = [
    ({"Sites!B4": "Dresden", "Countries!A3": "Dresden", "Lanes!A2": "Tainan"},
     "Countries!A3: 'Dresden' names a country here and a site in Sites!A3 (holds 'Dresden'). Rename one of them."),
    ({"Countries!B3": "Taiwan"},
     "Countries!B3: 'Taiwan' names a bloc here and a country in Sites!B2 (holds 'Taiwan'). Rename one of them."),
    ({"Resources!A3": "fab"},
     "Resources!A3: 'fab' names a resource here and a process in Recipes!A2 (holds 'fab'). Rename one of them."),
    ({"Suppliers!A2": "Lyon"},
     "Suppliers!A2: 'Lyon' names a supplier here and a site in Sites!A4 (holds 'Lyon'). Rename one of them."),
    ({"Sites!A4": "each", "Demand!A3": "each", "Projects!C3": "each"},
     "Sites!A4: no site may be named 'each': the word means something (holds 'each'). Rename it."),
    ({"Suppliers!A2": "Foreign"},
     "Suppliers!A2: no supplier may be named 'foreign': the word means something (holds 'foreign'). Rename it."),
    ({"Periods!A2": "Amount", "Series!B1": "Amount", "Disruptions!C2": "Amount", "Projects!I2": None,
      "Settings!A4": "base year", "Settings!B4": 2026},
     "Periods!A2: a period may not be named like a column (holds 'Amount'). Rename the period."),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), SHARED)
def test_a_name_that_stands_for_two_things(valid: Path, cells: dict[str, object], expected: str) -> None:
    assert faults(change(valid, cells)) == [expected]
