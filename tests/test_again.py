"""The input back out of a plan: a workbook to go on with, which gives the same plan again."""

from __future__ import annotations

import shlex
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner
from workbooks import Sheets, brief, change, rows, write

from planner.cli import main
from planner.reports.loading.plan import read_run
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner.workbook.template.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.workbook.book import Book

SMALL = Path(__file__).parents[1] / "inputs" / "small.xlsx"
# Numbers as names, period columns, a series, blank and inactive rows, columns and a sheet that are not ours.
ODD: Sheets = {
    "My notes": rows("a\n1"),
    "Settings": rows("setting | value | active\nDiscount_Rate | 0.05 |\nGAP | 0 |\nTitle | Chips |\ngap | 0.5 | no\n"
                     "my own | 3 |"),
    "Periods": [{"period": 2027}, {"period": 2028, "years": 2}],
    "Sites": [{"site": "007", "surveyed by": "x"}, {"site": 12}, {"site": "gone", "active": "no"}],
    "Materials": rows("material | note\nore | @here"),
    "Suppliers": [{"supplier": "Digger", "site": "007", "material": "ore", "price (a unit)": "dear", "maximum": 9,
                   2028: 7}],
    "Lanes": [{"from": "007", "to": 12, "cost": 0.5}],
    "Demand": [{"market": 12, "material": "ore", "amount": 8, "shortage cost": 90, "2028": 9}],
    "Series": [{"series": "dear", "2027": 1, "2028": 3}],
    "Cases": rows("case | sheet | row | column | change\nhigh | Demand | * | amount | x1.5\n"
                  "low | Demand | * | amount | x0.5"),
}  # fmt: skip


def run(*words: object, code: int = 0) -> str:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.output


def contents(book: Book) -> dict[str, list[Mapping[str, Any]]]:
    sheets = {title: [row.values for row in listed] for title, listed in book.sheets.items() if title != "Settings"}
    return {title: listed for title, listed in sheets.items() if listed}


def cost(source: Path, *options: str) -> float:
    target = source.with_name(f"{source.stem}.plan{len(options)}.xlsx")
    run("solve", source, "-o", target, *options)
    return float(read_run(target)["objective"])


@pytest.mark.parametrize("name", ["small", "example", "odd"])
def test_the_same_plan_comes_of_it(tmp_path: Path, name: str) -> None:
    source = tmp_path / "in.xlsx"
    if name == "odd":
        write(source, ODD)
    elif name == "example":
        write_workbook(source, brief())
    else:
        source.write_bytes(SMALL.read_bytes())
    first = cost(source)
    said = run("new", tmp_path / "again.xlsx", "--from", tmp_path / "in.plan0.xlsx")
    assert "it can be planned" in said
    left = "left out, since no sheet of ours has such columns or settings: Sites: surveyed by; Settings: my own"
    assert (left in said) == (name == "odd")
    was, now = read(source), read(tmp_path / "again.xlsx")
    assert assemble(was) == assemble(now)
    if name == "odd":  # what is assembled is the same, so one is planned once more
        assert cost(tmp_path / "again.xlsx") == pytest.approx(first, rel=1e-9)
    assert contents(was) == contents(now)
    assert was.settings == now.settings
    with zipfile.ZipFile(tmp_path / "again.xlsx") as archive:
        told = b"".join(archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name)
    assert told.count(b"<dataValidation ") > 50


def test_a_plan_where_a_workbook_is_asked_for_says_how_to_have_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is said to be run makes a workbook of which the same plan comes."""
    monkeypatch.chdir(tmp_path)
    source = write(tmp_path / "my own.xlsx", ODD)
    first = cost(source)
    said = run("solve", "my own.plan0.xlsx", code=2)
    assert said.strip() == (
        "error: my own.plan0.xlsx: a plan, not a workbook to plan from. Give the one that it was made from, or write "
        'that anew, its case applied: planner new again.xlsx --from "my own.plan0.xlsx"'
    )
    assert "it can be planned" in run(*shlex.split(said.partition("planner ")[2]))
    assert cost(Path("again.xlsx")) == pytest.approx(first, rel=1e-9)


def test_a_case_is_in_the_cells_and_not_applied_once_more(tmp_path: Path) -> None:
    """8 and 9 of a demand become 12 and 13.5, of which 9 and 7 can be bought; the other case stays one."""
    source = write(tmp_path / "in.xlsx", ODD)
    high = cost(source, "--case", "high")
    said = run("new", tmp_path / "again.xlsx", "--from", tmp_path / "in.plan2.xlsx")
    assert "the case 'high' is in the cells" in said
    assert cost(tmp_path / "again.xlsx") == pytest.approx(high, rel=1e-9)
    assert [row["case"] for row in read(tmp_path / "again.xlsx").rows("Cases")] == ["low"]
    demand = openpyxl.load_workbook(tmp_path / "again.xlsx")["Demand"]
    assert [cell.value for cell in demand[2]][:3] == [12, "ore", 12]


def test_a_plan_that_was_edited_is_told_and_its_workbook_written(tmp_path: Path) -> None:
    cost(write(tmp_path / "in.xlsx", ODD))
    change(tmp_path / "in.plan0.xlsx", {"in Demand!A2": "nowhere"})
    said = run("new", tmp_path / "again.xlsx", "--from", tmp_path / "in.plan0.xlsx", code=6)
    assert "ITS VERIFICATION FAILS" in said
    assert "Demand!A2: no site is named 'nowhere'" in said
    assert "it cannot be planned yet" in said
    assert openpyxl.load_workbook(tmp_path / "again.xlsx")["Demand"]["A2"].value == "nowhere"


def test_only_a_plan_has_an_input_and_only_one_thing_fills_a_workbook(tmp_path: Path) -> None:
    source = write(tmp_path / "in.xlsx", ODD)
    assert "not a plan of `planner solve`" in run("new", tmp_path / "again.xlsx", "--from", source, code=2)
    assert "give one of them" in run("new", tmp_path / "again.xlsx", "--from", source, "--example", code=2)
    assert not (tmp_path / "again.xlsx").exists()
