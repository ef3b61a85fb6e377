"""What pages tell a reader to do, done: the walk through inputs/README.md, and cases and cells that README.md names."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.utils import get_column_letter
from workbooks import change, objective_of

import planner
from planner.cli import main
from planner.commands.parameters import ChangeType
from planner.workbook.reading.reader import read

INPUTS = Path(__file__).parents[1] / "inputs"
Change = tuple[str, str | None, dict[str, Any]]

NEW_RULE: Change = ("Rules", None, {
    "rule": "Nothing from Farland", "measure": "share at most", "material": "gallium", "buyers": "Home",
    "origins": "Farland", "limit": 0, "from": 2027,
})  # fmt: skip

WALK: dict[str, tuple[float, tuple[Change, ...]]] = {
    "529.4": (529.4, ()),
    "495.6": (495.6, (("Budgets", "Ministry", {"amount": 72}),)),
    "423.6": (423.6, (
        ("Sites", None, {"site": "Harbour", "country": "Thirdland"}),
        ("Suppliers", None, {
            "supplier": "Third Metals", "site": "Harbour", "material": "gallium", "price": 2, "maximum": 30,
        }),
        ("Lanes", None, {"from": "Harbour", "to": "Factory", "material": "gallium", "cost": 0.5}),
    )),
    "1,496": (1496.0, (NEW_RULE,)),
    "1,172": (1172.0, (NEW_RULE, ("Rules", "Not too much from one country", {"active": "no"}))),
    "496.8": (496.8, (
        ("Plants", None, {"site": "Factory", "process": "refining", "capacity": 0, "variable cost": 3}),
        ("Projects", None, {
            "project": "Recycling at home", "kind": "recycling", "place": "Factory", "adds": "refining", "block": 10,
            "fixed capital": 30, "lead time": 1, "economic life": 2,
        }),
    )),
    "817.4": (817.4, (("Demand", "Factory", {"2027": 120}),)),
}  # fmt: skip


@cache
def shipped() -> Any:
    return openpyxl.load_workbook(INPUTS / "small.xlsx")


def cells_of(change: Change) -> dict[str, Any]:
    """Return the cells of the row that begins with a name, or of the first blank row, with what fills them."""
    title, name, cells = change
    sheet, found = shipped()[title], {}
    header = {str(cell.value).split(" (")[0]: cell.column for cell in sheet[1] if cell.value is not None}
    names = [cell.value for cell in sheet["A"]]
    row = names.index(name) + 1 if name else next(n for n, held in enumerate([*names[1:], None], 2) if held is None)
    for column, value in cells.items():
        if column not in header:
            header[column] = len(header) + 1
            found[f"{title}!{get_column_letter(header[column])}1"] = column
        found[f"{title}!{get_column_letter(header[column])}{row}"] = value
    return found


@pytest.mark.parametrize("shown", WALK)
def test_a_change_gives_what_the_page_says(shown: str, tmp_path: Path) -> None:
    optimum, changes = WALK[shown]
    assert shown in (INPUTS / "README.md").read_text(encoding="utf-8")
    path = tmp_path / "mine.xlsx"
    path.write_bytes((INPUTS / "small.xlsx").read_bytes())
    change(path, {place: value for each in changes for place, value in cells_of(each).items()})
    assert objective_of(read(path)) == pytest.approx(optimum, rel=1e-6)


@pytest.mark.parametrize("page", ["README.md", "docs/library.md"])
def test_cases_and_cells_that_a_page_names_are_those_of_the_example(page: str, tmp_path: Path) -> None:
    text = (INPUTS.parent / page).read_text(encoding="utf-8")
    cases = re.findall(r'mine\.xlsx"?,? (?:--case |case=)"([^"]+)"', text)
    cells = re.findall(r'mine\.xlsx --set "([^"]+)"', text)
    assert cases
    assert CliRunner().invoke(main, ["new", str(tmp_path / "mine.xlsx"), "--example"]).exit_code == 0
    for name in cases:
        done = CliRunner().invoke(main, ["check", str(tmp_path / "mine.xlsx"), "--case", name])
        assert done.exit_code == 0, done.output
    for cell in cells:
        changed = planner.read(tmp_path / "mine.xlsx").set_all([ChangeType().convert(cell, None, None)])
        assert not [fault for fault in changed.check() if fault.severity == "error"]
