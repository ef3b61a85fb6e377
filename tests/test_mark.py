"""Faults are marked in a copy; the workbook itself is not touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.comments import Comment
from workbooks import rows, write

from planner.cli import main
from planner.errors import FileError
from planner.workbook.faults import Fault, Severity
from planner.workbook.mark import AUTHOR, COLOURS, mark

if TYPE_CHECKING:
    from pathlib import Path

SHEETS = {
    "Periods": rows("period\n2027"),
    "Materials": rows("material\nore"),
    "Sites": rows("site | latitude\nMine | 40"),
    "Demand": rows("market | material | amount | price\nMine | ore | 5 | 2"),
}
FAULTS = (
    Fault("Sites", "B2", "this is odd", "40", "Look again", Severity.WARNING),
    Fault("Sites", "B2", "this is wrong", "40", "Mend it"),
    Fault("Demand", "row 2", "the row is wrong"),
    Fault("Materials", "", "the sheet is wrong"),
    Fault("Lanes", "", "the sheet is missing"),
    Fault("Sites", "A1", "this is by the way", severity=Severity.NOTE),
)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = write(tmp_path / "mine.xlsx", SHEETS)
    book = openpyxl.load_workbook(path)
    book["Demand"]["A2"].comment = Comment("a note of mine", "me")
    book["Demand"]["D2"] = "=1+1"
    book["Sites"]["C1"] = "=SUM(1)"
    book.save(path)
    return path


@pytest.fixture
def marked(source: Path) -> Any:
    mark(source, source.with_name("marked.xlsx"), FAULTS)
    return openpyxl.load_workbook(source.with_name("marked.xlsx"))


def colour(cell: Any) -> str:
    return str(cell.fill.fgColor.rgb)


def test_the_workbook_itself_is_not_changed(source: Path) -> None:
    before = source.read_bytes()
    mark(source, source.with_name("marked.xlsx"), FAULTS)
    assert source.read_bytes() == before


def test_a_cell_has_the_colour_of_its_gravest_fault_and_a_note_of_all(marked: Any) -> None:
    cell = marked["Sites"]["B2"]
    assert colour(cell) == COLOURS[Severity.ERROR]
    assert cell.comment.author == AUTHOR
    assert cell.comment.text == "ERROR: this is wrong.\nMend it.\n\nWARNING: this is odd.\nLook again."


def test_a_row_is_marked_at_its_first_cell_and_keeps_the_note_that_was_there(marked: Any) -> None:
    cell = marked["Demand"]["A2"]
    assert colour(cell) == COLOURS[Severity.ERROR]
    assert cell.comment.text == "ERROR: the row is wrong.\n\na note of mine"


def test_a_sheet_is_marked_at_its_first_header(marked: Any) -> None:
    assert colour(marked["Materials"]["A1"]) == COLOURS[Severity.ERROR]


def test_a_note_is_listed_and_not_coloured(marked: Any) -> None:
    assert marked["Sites"]["A1"].comment is None
    assert marked["Sites"]["A1"].fill.fill_type is None
    assert "this is by the way" in [cell.value for cell in marked["Issues"]["C"]]


def test_the_issues_come_first_with_links(marked: Any) -> None:
    issues = marked["Issues"]
    assert marked.sheetnames[0] == "Issues"
    assert [tuple(cell.value for cell in row) for row in issues["A5:E10"]] == [
        ("error", "Sites!B2", "this is wrong", "40", "Mend it"),
        ("error", "Demand!row 2", "the row is wrong", None, None),
        ("error", "Materials", "the sheet is wrong", None, None),
        ("error", "Lanes", "the sheet is missing", None, None),
        ("warning", "Sites!B2", "this is odd", "40", "Look again"),
        ("note", "Sites!A1", "this is by the way", None, None),
    ]
    links = [cell.hyperlink.location if cell.hyperlink else None for cell in issues["B"][4:]]
    assert links == ["'Sites'!B2", "'Demand'!A2", "'Materials'!A1", None, "'Sites'!B2", "'Sites'!A1"]


def test_formulas_stay_and_what_a_cell_holds_does_not_become_one(source: Path) -> None:
    target = source.with_name("marked.xlsx")
    mark(source, target, [Fault("Sites", "A2", "=wrong", "=1+1", "=2+2")])
    book = openpyxl.load_workbook(target)
    assert (book["Demand"]["D2"].value, book["Demand"]["D2"].data_type) == ("=1+1", "f")
    assert [cell.data_type for cell in book["Issues"][5]] == ["s"] * 5


def test_marks_of_an_earlier_copy_are_taken_off(source: Path) -> None:
    first, second = source.with_name("first.xlsx"), source.with_name("second.xlsx")
    mark(source, first, FAULTS)
    mark(first, second, [Fault("Sites", "A2", "this is wrong")])
    book = openpyxl.load_workbook(second)
    assert book["Sites"]["B2"].comment is None
    assert book["Sites"]["B2"].fill.fill_type is None
    assert colour(book["Sites"]["A2"]) == COLOURS[Severity.ERROR]
    assert book.sheetnames.count("Issues") == 1


def test_a_sheet_is_found_whatever_its_case_and_spaces(tmp_path: Path) -> None:
    source = write(tmp_path / "mine.xlsx", {" sites ": rows("site\nMine")})
    mark(source, tmp_path / "marked.xlsx", [Fault("Sites", "A2", "this is wrong")])
    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert colour(book[" sites "]["A2"]) == COLOURS[Severity.ERROR]
    assert book["Issues"]["B5"].hyperlink.location == "' sites '!A2"


@pytest.mark.parametrize("name", ["mine.xlsx", "marked.csv"])
def test_a_target_that_cannot_be_is_refused(source: Path, name: str) -> None:
    before = source.read_bytes()
    with pytest.raises(FileError, match=name):
        mark(source, source.with_name(name), FAULTS)
    assert source.read_bytes() == before
    assert [file.name for file in source.parent.iterdir()] == ["mine.xlsx"]


def test_check_marks_and_ends_with_2(tmp_path: Path) -> None:
    wrong = {**SHEETS, "Demand": rows("market | material | amount | price\nMyne | ore | 5 | 2")}
    source, target = write(tmp_path / "mine.xlsx", wrong), tmp_path / "marked.xlsx"
    result = CliRunner().invoke(main, ["check", str(source), "--mark", str(target)])
    assert result.exit_code == 2
    assert "Errors\n  Demand!A2: no site is named 'Myne' (holds 'Myne'). Did you mean 'Mine'?\n" in result.stdout
    assert colour(openpyxl.load_workbook(target)["Demand"]["A2"]) == COLOURS[Severity.ERROR]
