"""One wrong cell brings one message, wherever it is; what refers to a name that is misspelt is told once."""

# The exact words of a fault are compared more easily on one line.
# ruff: noqa: E501

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from in_memory import faults_of
from sound import SOUND
from workbooks import write

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

import attack

from planner.faults import Fault, Severity
from planner.workbook.checks.run import read_and_check
from planner.workbook.schema.columns import Column, Kind
from planner.workbook.schema.sheets import BY_NAME, NAMED
from planner.workbook.template.example import EXAMPLE

NAMING = (Kind.NAME, Kind.NAMES)


@cache
def books() -> dict[str, Any]:
    """Return the workbooks by name, which only a process that runs these tests reads."""
    small = attack.read_sheets(Path(__file__).parents[1] / "inputs" / "small.xlsx")
    return {"sound": SOUND, "example": EXAMPLE, "small": small}


@cache
def cells(book: str) -> list[tuple[str, int, str]]:
    return [
        (sheet, number, name)
        for sheet, table in books()[book].items()
        for number, row in enumerate(table)
        for name in row
        if sheet not in ("Cases", "Sources", "Settings")
    ]


def faults_with(book: str, sheet: str, number: int, name: str, value: object) -> list[Fault]:
    """Return the faults of a workbook in which one cell holds another value."""
    sheets: dict[str, list[dict[str, Any]]] = {
        other: [dict(row) for row in table] for other, table in books()[book].items()
    }
    sheets[sheet][number][name] = value
    return [fault for fault in faults_of(sheets) if fault.severity is not Severity.NOTE]


def column_of(sheet: str, name: str) -> Column | None:
    return next((column for column in BY_NAME[sheet].columns if column.name == name), None)


@pytest.mark.parametrize("book", ["sound", "example"])
def test_one_wrong_cell_brings_one_message(book: str) -> None:
    """A name with a letter too many, a text for a number or a choice: in every such cell of a workbook."""
    several = {}
    for sheet, number, name in cells(book):
        column = column_of(sheet, name)
        held = books()[book][sheet][number][name]
        if (
            held is None
            or column is None
            or column.kind is Kind.TEXT
            or (column.kind in NAMING and not column.refers)
            or held == "*"
        ):
            continue
        value = f"{held}x" if column.kind in NAMING or column.kind is Kind.USES else "zzz"
        found = faults_with(book, sheet, number, name, value)
        if len(found) != 1 or found[0].sheet != sheet or found[0].severity is not Severity.ERROR:
            several[sheet, number, name] = [str(fault) for fault in found]
    assert several == {}


DECLARED = {
    ("Materials", 0, "material", "orre"): "error: Materials!A2: nothing refers to 'orre', and 6 cells name 'ore', which nothing declares (holds 'orre'); so in Recipes!C3, Suppliers!C2, Suppliers!C3 and 3 more cells. Did you mean 'ore'?",
    ("Sites", 1, "site", "Pitt"): "error: Sites!A3: nothing refers to 'Pitt', and 4 cells name 'Pit', which nothing declares (holds 'Pitt'); so in Suppliers!B3, Suppliers!B4, Lanes!A3 and 1 more cells. Did you mean 'Pit'?",
    ("Sites", 0, "country", "Chna"): "warning: Sites!B2: the sheet Countries does not list 'Chna', which is planned as one more country here, beside 'China' (holds 'Chna'). Did you mean 'China'? If not, add 'Chna' to Countries.",
    ("Suppliers", 1, "material", "gold"): "error: Suppliers!C3: no material is named 'gold' (holds 'gold'). There are: metal, ore.",
}  # fmt: skip


def declaring(book: str) -> list[tuple[str, str, int, str]]:
    """Return every cell that declares a name of four letters or more: its kind, sheet, row and column."""
    return [
        (kind, sheet, number, column) for kind, places in NAMED.items() for sheet, column in places
        for number, row in enumerate(books()[book].get(sheet, ())) if len(str(row.get(column) or "")) >= 4
    ]  # fmt: skip


def is_referred(book: str, kind: str, name: str) -> bool:
    """Whether a cell that refers to names of a kind holds this one."""
    cells = [
        row.get(column.name) for sheet, table in books()[book].items() for column in BY_NAME[sheet].columns for row in table
        if kind in column.refers or (sheet, column.name) in (("Recipes", "item"), ("Hits", "name"))
    ]  # fmt: skip
    headers = [key for table in books()[book].values() for row in table for key in row] if kind == "period" else []
    changed = [row["row"] for row in books()[book].get("Ranges", ())]
    return any(name in re.split(r" *[;:@>/] *", str(held)) for held in [*cells, *headers, *changed])


@pytest.mark.parametrize("book", ["small", "example"])
def test_a_declared_name_that_is_misspelt_is_told_once(book: str) -> None:
    """A letter left out or doubled: one message, and none where nothing in the workbook refers to the name.

    Such a name (of a case, or of a supplier that no rule and no hit names) may be any word.
    """
    several = {}
    for place, (kind, sheet, number, column) in enumerate(declaring(book)):
        name = str(books()[book][sheet][number][column])
        misspelt = name[0] + name[2:] if place % 2 else name[:2] + name[1:]
        found = faults_with(book, sheet, number, column, misspelt)
        if len(found) != is_referred(book, kind, name) or not all(fault.cell for fault in found):
            several[sheet, number, column, misspelt] = [str(fault) for fault in found]
    assert several == {}


@pytest.mark.parametrize("at", DECLARED)
def test_a_name_that_is_misspelt_is_told_once_where_it_is(at: tuple[str, int, str, str]) -> None:
    found = faults_with("sound", *at)
    assert [str(fault) for fault in found] == [DECLARED[at]]


def test_a_name_that_several_cells_miss_is_told_once(tmp_path: Path) -> None:
    sheets = {
        **SOUND,
        "Lanes": [{"from": "Sea", "to": "Works"}, {"from": "Mine", "to": "Sea"}, {"from": "Pit", "to": "Works"}],
    }
    found = [str(fault) for fault in read_and_check(write(tmp_path / "x.xlsx", sheets))[1]]
    assert found == [
        "error: Lanes!A2: no site, country or bloc is named 'Sea' (holds 'Sea'); so in Lanes!B3. "
        "There are: Canada, Chile, China, East, Mine, Pit, West, Works."
    ]


def test_a_sheet_that_is_not_there_is_told_and_not_every_name_that_it_would_declare(tmp_path: Path) -> None:
    sheets = {name: table for name, table in SOUND.items() if name not in ("Materials", "Cases")}
    found = [str(fault) for fault in read_and_check(write(tmp_path / "x.xlsx", sheets))[1]]
    assert found == [
        "error: Materials: this sheet is missing or empty. Periods, Sites, Materials and Demand must have rows."
    ]


def test_a_warning_is_told_beside_an_error(tmp_path: Path) -> None:
    sheets = {**SOUND, "Groups": [{"group": "pacts"}]}
    sheets["Plants"] = [{**SOUND["Plants"][0], "capacity": "many"}]
    found = [str(fault) for fault in read_and_check(write(tmp_path / "x.xlsx", sheets))[1]]
    assert [fault.partition(" ")[0] for fault in found] == ["error:", "warning:"]
    assert found[1].startswith("warning: Groups!A2: no project names this group")


def test_a_fault_in_a_case_stops_that_case_alone(tmp_path: Path) -> None:
    cases = [*SOUND["Cases"], {"case": "Bust", "sheet": "Demand", "row": "Works", "column": "amuont", "change": 5}]
    path = write(tmp_path / "x.xlsx", {**SOUND, "Cases": cases})
    words = "Cases!D3: this case fits no cell: Demand has no column 'amuont' (holds 'amuont'). Did you mean 'amount'?"
    for case in ("base", "Boom"):
        book, found = read_and_check(path, case)
        assert book is not None
        assert [str(fault) for fault in found] == [f"warning: {words}"]
    book, found = read_and_check(path, "Bust")
    assert book is None
    assert [str(fault) for fault in found] == [f"error: {words}"]


def test_a_word_that_means_something_elsewhere_is_no_material_of_a_recipe() -> None:
    found = faults_with("example", "Recipes", 1, "item", "*")
    assert [str(fault) for fault in found] == [
        "error: Recipes!C3: no material is named '*' (holds '*'). There are: concentrate, oxide."
    ]


def test_a_period_that_stands_twice_breaks_no_check_of_wrong_rows(tmp_path: Path) -> None:
    sheets = {**SOUND, "Periods": [*SOUND["Periods"], SOUND["Periods"][-1]]}
    sheets["Suppliers"] = [{**row, "maximum": "much", "minimum": 1} for row in SOUND["Suppliers"]]
    found = [fault for fault in read_and_check(write(tmp_path / "x.xlsx", sheets))[1] if fault.sheet == "Suppliers"]
    assert [fault.cell for fault in found] == ["E2", "E3", "E4"]
