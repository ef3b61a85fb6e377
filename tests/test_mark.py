"""Faults are marked in a copy; the workbook itself is not touched."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from workbooks import rows, write

from planner.cli import main
from planner.errors import FileError
from planner.faults import Fault, Severity
from planner.outputs import is_own
from planner.workbook.marking.copy import COLOURS, mark
from planner.workbook.marking.notes import AUTHOR
from planner.workbook.template.example import EXAMPLE
from planner.workbook.template.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping

RICH = Path(__file__).parent / "data" / "rich.xlsx"
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
    result = CliRunner().invoke(main, ["check", str(source), "--mark", str(source.with_name(name))])
    assert (result.exit_code, name in result.stderr) == (2, True)
    assert source.read_bytes() == before
    assert [file.name for file in source.parent.iterdir()] == ["mine.xlsx"]


def test_check_marks_and_ends_with_2(tmp_path: Path) -> None:
    wrong = {**SHEETS, "Demand": rows("market | material | amount | price\nMyne | ore | 5 | 2")}
    source, target = write(tmp_path / "mine.xlsx", wrong), tmp_path / "marked.xlsx"
    result = CliRunner().invoke(main, ["check", str(source), "--mark", str(target)])
    assert result.exit_code == 2
    assert "Errors\n  Demand!A2: no site is named 'Myne' (holds 'Myne'). Did you mean 'Mine'?\n" in result.stdout
    assert colour(openpyxl.load_workbook(target)["Demand"]["A2"]) == COLOURS[Severity.ERROR]


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(path: Path, changes: Mapping[str, bytes | None], target: Path) -> Path:
    """Write a workbook with some parts changed, added or (None) left out."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**parts(path), **changes}.items():
            if content is not None:
                archive.writestr(name, content)
    return target


@pytest.mark.filterwarnings("ignore:Sparkline")
def test_pictures_text_boxes_sparklines_and_saved_values_stay_byte_for_byte(tmp_path: Path) -> None:
    """The file has a picture, a text box, a chart, a sparkline and saved values, and 'Hom' for a site at Demand!A2."""
    target = tmp_path / "marked.xlsx"
    result = CliRunner().invoke(main, ["check", str(RICH), "--mark", str(target)])
    assert result.exit_code == 2
    before, after = parts(RICH), parts(target)
    assert set(before) <= set(after)
    demand = "xl/worksheets/sheet17.xml"
    changed = {name for name in before if before[name] != after[name]}
    own = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}
    assert changed == {*own, demand}
    assert re.sub(rb' s="\d+"|<legacyDrawing [^>]*>', b"", after[demand]) == before[demand]
    assert colour(openpyxl.load_workbook(target, keep_links=False)["Demand"]["A2"]) == COLOURS[Severity.ERROR]
    assert openpyxl.load_workbook(target).active.title == openpyxl.load_workbook(RICH).active.title  # type: ignore[union-attr]


HEAD = '<?xml version="1.0" encoding="{}" standalone="yes"?>'
SPACE = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BARE = SPACE.replace(":x", "")
# The sheet Sites (site, latitude; Mine, 40) as other programs may write it.
WRITTEN = {
    "with prefixes": f'<x:worksheet {SPACE}><x:sheetData><x:row r="1" spans="1:2"><x:c r="A1" t="inlineStr"><x:is><x:t>'
    'site</x:t></x:is></x:c></x:row><x:row r="2"/></x:sheetData><x:pageMargins left="1" right="1" top="1" bottom="1" '
    'header="1" footer="1"/><x:tableParts count="0"/></x:worksheet>',
    "without addresses": f"<worksheet {BARE}><sheetData><row><c t='str'><v>site</v></c><c t='str' s='0'>"
    "<v>lat &gt; x</v></c></row></sheetData></worksheet>",
    "without cells": f"<worksheet {BARE}><sheetData/><extLst><ext uri='a>b'/></extLst></worksheet>",
    "far rows": f"<worksheet {BARE}><sheetData><row r='9' s='0'><c r='C9'><v>1</v></c></row></sheetData>"
    "</worksheet>",
}  # fmt: skip


@pytest.mark.filterwarnings("ignore:Unknown extension")
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
@pytest.mark.parametrize("written", WRITTEN.values(), ids=list(WRITTEN))
def test_sheets_are_marked_however_they_are_written(tmp_path: Path, written: str, encoding: str) -> None:
    plain = write(tmp_path / "plain.xlsx", SHEETS)
    sheet = (HEAD.format(encoding) + written).encode(encoding)
    source = repacked(plain, {"xl/worksheets/sheet3.xml": sheet}, tmp_path / "mine.xlsx")
    target = tmp_path / "marked.xlsx"
    cells = ("A1", "B2", "B1", "C9", "A5", "AB3")
    mark(source, target, [Fault("Sites", cell, f"wrong <at> {cell}\x02") for cell in cells])
    old, new = openpyxl.load_workbook(source)["Sites"], openpyxl.load_workbook(target)["Sites"]
    for cell in cells:
        assert colour(new[cell]) == COLOURS[Severity.ERROR]
        assert new[cell].comment.text == f"ERROR: wrong <at> {cell}\ufffd."
        assert new[cell].value == old[cell].value


def test_a_cells_own_style_stays_but_for_its_colour(source: Path) -> None:
    book = openpyxl.load_workbook(source)
    cell = book["Sites"]["B2"]
    cell.font, cell.number_format, cell.fill = Font(bold=True), "0.000", PatternFill("solid", fgColor="FF00FF00")
    book["Sites"].print_area = "A1:B2"
    book.active = 2
    book.save(source)
    mark(source, source.with_name("marked.xlsx"), FAULTS)
    found = openpyxl.load_workbook(source.with_name("marked.xlsx"))
    cell = found["Sites"]["B2"]
    assert (cell.font.bold, cell.number_format, colour(cell)) == (True, "0.000", COLOURS[Severity.ERROR])
    assert found["Sites"].print_area == "'Sites'!$A$1:$B$2"
    assert found.active.title == book.worksheets[2].title


def test_what_is_marked_again_and_again_keeps_the_notes_of_others(source: Path) -> None:
    for name, found in (("first.xlsx", FAULTS), ("second.xlsx", FAULTS[2:3]), ("third.xlsx", ())):
        target = source.with_name(name)
        mark(source, target, found)
        source = target
    book = openpyxl.load_workbook(source)
    assert book["Demand"]["A2"].comment.text == "a note of mine"
    assert [book[title][cell].fill.fill_type for title, cell in (("Demand", "A2"), ("Sites", "B2"))] == [None, None]
    assert book["Sites"]["B2"].comment is None
    assert book.sheetnames.count("Issues") == 1
    drawn = b"".join(content for name, content in parts(source).items() if name.endswith(".vml"))
    assert len(re.findall(rb"<(?:\w+:)?shape\b", drawn)) == 1


def test_marks_are_taken_off_also_after_a_spreadsheet_saved_the_copy(source: Path) -> None:
    mark(source, source.with_name("first.xlsx"), FAULTS[:2])
    openpyxl.load_workbook(source.with_name("first.xlsx")).save(source.with_name("saved.xlsx"))
    mark(source.with_name("saved.xlsx"), source.with_name("second.xlsx"), ())
    cell = openpyxl.load_workbook(source.with_name("second.xlsx"))["Sites"]["B2"]
    assert (cell.fill.fill_type, cell.comment, cell.value) == (None, None, 40)


def test_a_sheet_of_the_planner_that_is_named_like_ours_stays(tmp_path: Path) -> None:
    source = write(tmp_path / "mine.xlsx", {**SHEETS, "Issues": rows("topic\nports")})
    mark(source, tmp_path / "marked.xlsx", FAULTS)
    book = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert (book.sheetnames[0], book["Issues"]["A2"].value) == ("Issues 2", "ports")


def test_a_template_with_macros_stays_one_and_keeps_its_drop_downs(tmp_path: Path) -> None:
    write_workbook(tmp_path / "plain.xlsx", EXAMPLE)
    types = parts(tmp_path / "plain.xlsx")["[Content_Types].xml"].replace(
        b"spreadsheetml.sheet.main", b"spreadsheetml.sheet.macroEnabled.main"
    ).replace(b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.macro", b"application/vnd.ms-excel.sheet.macro")  # fmt: skip  # noqa: E501
    source = tmp_path / "mine.xlsm"
    repacked(tmp_path / "plain.xlsx", {"[Content_Types].xml": types, "xl/vbaProject.bin": b"\x01macro"}, source)
    for name, code in (("marked.xlsx", 2), ("marked.xlsm", 0)):
        result = CliRunner().invoke(main, ["check", str(source), "--mark", str(tmp_path / name)])
        assert result.exit_code == code, result.output
    faults = [Fault("Demand", "C2", "wrong"), Fault("Rules", "B2", "wrong"), Fault("Settings", "B3", "wrong")]
    mark(source, tmp_path / "more.xlsm", faults)
    before, after = parts(source), parts(tmp_path / "more.xlsm")
    assert after["xl/vbaProject.bin"] == b"\x01macro"
    validations = [content.count(b"<dataValidation ") for content in before.values()]
    assert [after[name].count(b"<dataValidation ") for name in before] == validations
    old = openpyxl.load_workbook(source)["Demand"]["C1"].comment
    assert openpyxl.load_workbook(tmp_path / "more.xlsm")["Demand"]["C1"].comment.text == old.text


def test_a_marked_copy_is_marked_anew_without_force_until_somebody_saves_it(source: Path) -> None:
    target = source.with_name("marked.xlsx")
    for _ in range(2):
        mark(source, target, FAULTS)
        assert is_own(target)
    openpyxl.load_workbook(target).save(target)
    assert not is_own(target)


def test_a_copy_that_would_hold_something_else_is_not_written(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the change of the sheet had taken a value out of it."""
    styles = "planner.workbook.marking.copy.with_styles"
    monkeypatch.setattr(styles, lambda content, _: content.replace(b"<v>40</v>", b""))
    with pytest.raises(FileError, match=r"faults cannot be marked \(the copy would not hold the same\)"):
        mark(source, source.with_name("marked.xlsx"), FAULTS)
    assert [path.name for path in source.parent.iterdir()] == ["mine.xlsx"]
