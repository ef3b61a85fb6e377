"""A value that ``check`` proposes has been typed into a copy: one that would not do is not told."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from in_memory import faults_of
from sound import SOUND

from planner.faults import Severity
from planner.workbook.reading.mends import in_place_of

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

import attack

from planner.workbook.template.example import EXAMPLE

if TYPE_CHECKING:
    from workbooks import Sheets


def with_cell(sheet: str, number: int, column: str, value: object) -> Sheets:
    found: Sheets = {name: [dict(row) for row in rows] for name, rows in SOUND.items()}
    found[sheet][number][column] = value
    return found


def told(sheets: Sheets) -> list[tuple[str, str, Any]]:
    """Return where faults are, what would do, and the values that are typed for it."""
    return [
        (fault.place, fault.remedy, None if fault.proposal is None else fault.proposal.values)
        for fault in faults_of(sheets) if fault.severity is not Severity.NOTE
    ]  # fmt: skip


DO: dict[str, tuple[tuple[str, int, str, object], str, Any]] = {
    "a name": (("Suppliers", 1, "site", "Pyt"), "Did you mean 'Pit'?", ("Pit",)),
    "a share": (
        ("Demand", 0, "required", "30%"), "Format the cell as a percentage and type it again, or type 0.3", (0.3,),
    ),
    "a number": (("Suppliers", 0, "price", "12"), "Format the cell as a number and type it again", (12.0,)),
    "a percentage": (("Demand", 0, "required", 30), "30 percent is written 30% or 0.3", (0.3,)),
    "a case": (("Cases", 0, "change", "+30%"), "Write x1.3 for 30% more", ("x1.3",)),
    "a list": (("Lanes", 0, "material", "ore, metal"), "Separate names with semicolons", ("ore; metal",)),
}  # fmt: skip
DO_NOT: dict[str, tuple[tuple[str, int, str, object], str]] = {
    "several names where one stands": (("Suppliers", 1, "site", "Pit, Mine"), "Give each name a row of its own"),
    "a share above all": (("Demand", 0, "required", "150%"), "Type a number"),
    "a price below what may be": (("Demand", 0, "shortage cost", "-12"), "Type a number"),
}  # fmt: skip


@pytest.mark.parametrize("case", DO)
def test_a_value_that_does_is_told(case: str) -> None:
    at, remedy, values = DO[case]
    assert [(words, value) for _, words, value in told(with_cell(*at))] == [(remedy, values)]


@pytest.mark.parametrize("case", DO_NOT)
def test_a_value_that_would_not_do_is_not_told(case: str) -> None:
    at, remedy = DO_NOT[case]
    assert [(words, value) for _, words, value in told(with_cell(*at))] == [(remedy, None)]


def test_a_name_that_would_stand_twice_is_not_proposed() -> None:
    """A second plant of the works, its process misspelt: by its right name it would be the first one again."""
    sheets = with_cell("Plants", 0, "note", None)
    plant = sheets["Plants"][0]
    sheets["Plants"].append({**plant, "process": f"{plant['process']}x"})
    (fault,) = [fault for fault in faults_of(sheets) if fault.severity is Severity.ERROR]
    assert fault.proposal is None
    assert "Did you mean" not in fault.remedy


def test_two_names_of_one_cell_are_tried_together() -> None:
    found = told(with_cell("Lanes", 0, "material", "orre; mettal"))
    assert [(words, values) for _, words, values in found] == [
        ("Did you mean 'ore'?", ("ore",)), ("Did you mean 'metal'?", ("metal",)),
    ]  # fmt: skip


@pytest.mark.parametrize(("held", "expected"), [
    ("Pyt", "Pit"), ("Mine; Pyt", "Mine; Pit"), ("smelt @ Pyt", "smelt @ Pit"),
    ("each but Pyt; Mine", "each but Pit; Mine"),
    ("Pyt: 2; Pytx: 1", "Pit: 2; Pytx: 1"), ("Pyt > Pyt", "Pit > Pit"),
])  # fmt: skip
def test_a_name_is_replaced_where_it_stands_alone(held: str, expected: str) -> None:
    assert in_place_of("Pyt", "Pit", held) == expected


@pytest.mark.parametrize("seed", range(12))
def test_what_is_proposed_for_a_mutated_workbook_does(tmp_path: Path, seed: int) -> None:
    sheets = attack.mutated(EXAMPLE, random.Random(seed))
    assert attack.misled(tmp_path / "x.xlsx", sheets, faults_of(sheets)) == []
