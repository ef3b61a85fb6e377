"""The template comes from the schema alone, and what it writes reads back."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from click.testing import CliRunner
from openpyxl.utils import get_column_letter

from planner.cli import main
from planner.workbook.reading.reader import read, read_with_faults
from planner.workbook.schema.columns import Kind, header_key
from planner.workbook.schema.describe import columns_of, default_in_words, note, range_in_words
from planner.workbook.schema.sheets import ACTIVE, BY_NAME, SETTINGS, SHEETS
from planner.workbook.template.example import EXAMPLE
from planner.workbook.template.guide import GUIDE
from planner.workbook.template.lists import LISTS
from planner.workbook.template.worked import worked_rows
from planner.workbook.template.write import write_template, write_workbook

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("template") / "template.xlsx"
    write_workbook(path, {})
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def example_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("example") / "example.xlsx"
    write_workbook(path, EXAMPLE)
    return path


@pytest.fixture(scope="module")
def template_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("worked") / "worked.xlsx"
    write_template(path)
    return path


@pytest.fixture(scope="module")
def worked(template_path: Path) -> Any:
    return openpyxl.load_workbook(template_path)


@pytest.fixture(scope="module")
def example(example_path: Path) -> Any:
    return openpyxl.load_workbook(example_path)


def test_every_sheet_is_there_in_order(template: Any) -> None:
    assert template.sheetnames == [GUIDE, *(sheet.name for sheet in SHEETS), LISTS]
    assert template[LISTS].sheet_state == "hidden"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_column_is_there_with_a_note(template: Any, sheet: Any) -> None:
    cells = template[sheet.name][1]
    declared = columns_of(sheet, ACTIVE)
    assert [header_key(cell.value) for cell in cells] == [header_key(column.name) for column in declared]
    for cell, column in zip(cells, declared, strict=True):
        assert cell.comment.text.startswith(column.doc)
        assert cell.font.bold is column.required
        assert (column.unit in cell.value) is True  # in parentheses, or in the name itself


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_column_that_can_be_checked_is_checked(template: Any, sheet: Any) -> None:
    paper = template[sheet.name]
    ranges = {str(rule.sqref).split(":")[0]: rule for rule in paper.data_validations.dataValidation}
    for cell, column in zip(paper[1], columns_of(sheet, ACTIVE), strict=True):
        refers = column.kind in (Kind.NAME, Kind.NAMES) and column.refers
        checked = refers or column.offers or column.kind in (Kind.NUMBER, Kind.CHOICE, Kind.YESNO)
        assert (f"{cell.column_letter}2" in ranges) == bool(checked), column.name


def test_a_drop_down_lists_the_choices(template: Any) -> None:
    rules = template["Rules"].data_validations.dataValidation
    measure = next(rule for rule in rules if str(rule.sqref).startswith("B2"))
    assert measure.formula1 == f'"{",".join(BY_NAME["Rules"].column("measure").choices)}"'


def test_a_cell_for_several_names_takes_what_is_no_single_name(template: Any) -> None:
    rules = {str(rule.sqref)[0]: rule for rule in template["Rules"].data_validations.dataValidation}
    assert rules["F"].showErrorMessage is False  # buyers
    assert rules["C"].showErrorMessage is True  # material


def test_a_number_may_be_the_name_of_a_series_where_the_schema_says_so(template: Any) -> None:
    rules = {str(rule.sqref)[0]: rule for rule in template["Plants"].data_validations.dataValidation}
    assert rules["F"].formula1 == "OR(AND(ISNUMBER(F2),F2>=0,F2<=1),COUNTIF(list_series,F2)>0)"
    rules = {str(rule.sqref)[0]: rule for rule in template["Sites"].data_validations.dataValidation}
    assert (rules["D"].type, rules["D"].formula1, rules["D"].formula2) == ("decimal", "-90", "90")


def test_every_list_of_a_drop_down_is_a_defined_name(template: Any) -> None:
    used = set()
    for paper in template.worksheets:
        for rule in paper.data_validations.dataValidation:
            used.update(re.findall(r"list_\w+", rule.formula1 or ""))
    assert used == {name for name in template.defined_names if name.startswith("list_")}


def test_every_defined_name_points_at_what_declares_it(example: Any) -> None:
    for name, defined in example.defined_names.items():
        if not name.startswith("list_") or name in ("list_targets", "list_sheets", "list_columns"):
            continue  # the last three are of the schema alone
        sheet, letter = re.match(r"(\w+)!\$([A-Z]+)\$2", defined.attr_text).groups()  # type: ignore[union-attr]
        if sheet != LISTS:
            kind = name.removeprefix("list_").removeprefix("offered_")
            assert header_key(example[sheet][f"{letter}1"].value) == kind
        else:
            assert example[LISTS][f"{letter}1"].value == name


def test_a_joined_list_holds_every_name_once(example_path: Path) -> None:
    lists = openpyxl.load_workbook(example_path, data_only=True)[LISTS]
    place = next(cell for cell in lists[1] if cell.value == "list_site_or_country_or_bloc_or_all")
    held = [lists.cell(row, place.column).value for row in range(2, 20)]
    expected = ["*", "North Works", "South Port", "East Refinery", "Norland", "Sudland", "Estria", "Union"]
    assert [name for name in held if name] == expected


def test_every_sheet_of_a_workbook_to_be_filled_in_has_a_worked_row(worked: Any) -> None:
    """Left out, all of them, but for the periods: columns are headed by these, wherever they may stand."""
    for sheet in SHEETS:
        cells = list(worked[sheet.name].iter_rows(values_only=True))
        header = [header_key(name) for name in cells[0]]
        filled = [row for row in cells[1:] if any(value is not None for value in row)]
        assert filled, sheet.name
        if sheet.is_read and sheet.name not in ("Settings", "Periods"):
            assert {row[header.index("active")] for row in filled} == {"no"}
        if any(column.varies for column in sheet.columns):
            assert {"2027", "2028", "2029", "2031"} <= set(header)
    boxes = {sheet.name for sheet in SHEETS if sheet.tip}
    assert boxes == {"Suppliers", "Projects", "Worlds"}


def test_what_a_first_model_gets_wrong_stands_on_its_sheet(template_path: Path, worked: Any, template: Any) -> None:
    with zipfile.ZipFile(template_path) as archive:
        drawn = " ".join(archive.read(name).decode() for name in archive.namelist() if "/drawings/drawing" in name)
    for sheet in (sheet for sheet in SHEETS if sheet.tip):
        assert sheet.tip in drawn
        assert sheet.tip in worked[sheet.name]["A1"].comment.text
        guide = [cell.value for row in template[GUIDE].iter_rows() for cell in row if isinstance(cell.value, str)]
        assert any(words.endswith(sheet.tip) for words in guide)


def test_worked_rows_are_all_that_has_to_go_or_may_stay(tmp_path: Path) -> None:
    """A first model typed below the worked rows is read as if they were not there."""
    rows = {name: list(given) for name, given in worked_rows().items()}
    rows["Sites"].append({"site": "Works", "country": "Home"})
    rows["Materials"].append({"material": "metal"})
    rows["Suppliers"].append({"supplier": "mine", "site": "Works", "material": "metal", "price": 1})
    rows["Demand"].append({"market": "Works", "material": "metal", "amount": 5, "shortage cost": 9})
    write_workbook(tmp_path / "x.xlsx", rows, is_template=True)
    book = read(tmp_path / "x.xlsx")
    assert book.faults == ()
    assert [row["site"] for row in book.rows("Sites")] == ["Works"]
    assert not book.rows("Projects")


@pytest.mark.parametrize(("sheet", "column", "source"), [
    ("Sites", "country", "list_country"), ("Countries", "bloc", "list_bloc"),
    ("Lanes", "chokepoints", "list_chokepoint"), ("Cases", "sheet", "list_sheets"),
    ("Cases", "row", "INDIRECT(\"'\"&$B2&\"'!$A$2:$A$500\")"),
    ("Cases", "column", "INDEX(list_columns,0,MATCH($B2,list_sheets,0))"), ("Ranges", "sheet", "list_sheets"),
    ("Ranges", "row", "INDIRECT(\"'\"&$A2&\"'!$A$2:$A$500\")"),
    ("Ranges", "column", "INDEX(list_columns,0,MATCH($A2,list_sheets,0))"),
])  # fmt: skip
def test_a_drop_down_offers_and_does_not_bind(template: Any, sheet: str, column: str, source: str) -> None:
    place = [header_key(cell.value) for cell in template[sheet][1]].index(header_key(column))
    letter = get_column_letter(place + 1)
    rules = {str(rule.sqref).split(":")[0]: rule for rule in template[sheet].data_validations.dataValidation}
    assert (rules[f"{letter}2"].formula1, rules[f"{letter}2"].showErrorMessage) == (source, False)


def test_a_hit_offers_the_names_of_its_target(example_path: Path, example: Any) -> None:
    rules = {str(rule.sqref)[0]: rule for rule in example["Hits"].data_validations.dataValidation}
    words = rules["C"].formula1
    names = re.findall(r"list_offered_\w+", words)
    assert names == [f"list_offered_{target}" for target in BY_NAME["Hits"].column("target").choices]
    assert len(words) <= 255  # what a drop-down's formula may have
    lists = openpyxl.load_workbook(example_path, data_only=True)[LISTS]
    place = next(cell for cell in lists[1] if cell.value == "list_offered_country")
    held = [lists.cell(row, place.column).value for row in range(2, 10)]
    assert [name for name in held if name] == ["each", "Norland", "Sudland", "Estria"]


def test_the_columns_of_a_sheet_stand_under_its_name(template: Any) -> None:
    sheet, first, last = re.match(  # type: ignore[union-attr]
        r"(\w+)!\$([A-Z]+)\$1:\$([A-Z]+)\$1", template.defined_names["list_sheets"].attr_text
    ).groups()
    for cell in template[sheet][f"{first}1:{last}1"][0]:
        under = [template[sheet].cell(row, cell.column).value for row in range(2, 40)]
        declared = [column.name for column in columns_of(BY_NAME[cell.value], ACTIVE) if column.name != "note"]
        assert [name for name in under if name] == declared


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_what_a_column_means_stands_alone(sheet: Any) -> None:
    """In the Guide a sentence has no header beside it that it could go on from."""
    for column in (*sheet.columns, *(SETTINGS if sheet.name == "Settings" else ())):
        first = column.doc.split()[0]
        assert first not in ("Of", "Its", "In", "After", "Per", "For", "While", "On"), column
        assert len(column.doc.split()) > 2, column


def test_the_guide_explains_every_column(template: Any) -> None:
    guide = template[GUIDE]
    told = {(row[0].value, row[1].value) for row in guide.iter_rows()}
    for sheet in SHEETS:
        for column in sheet.columns:
            assert column.name in ("note", "active") or (sheet.name, column.name) in told
    for setting in SETTINGS:
        assert ("Settings", setting.name) in told
    links = {cell.value for row in guide.iter_rows() for cell in row if cell.hyperlink}
    assert links == {sheet.name for sheet in SHEETS}


def test_nothing_is_locked(template: Any) -> None:
    assert not any(paper.protection.sheet for paper in template.worksheets)


def test_headers_stay_in_sight_and_tabs_are_coloured_by_group(template: Any) -> None:
    colours: dict[object, set[str]] = {}
    for sheet in SHEETS:
        assert template[sheet.name].freeze_panes == "B2"
        colours.setdefault(sheet.group, set()).add(template[sheet.name].sheet_properties.tabColor.rgb)
    assert [len(found) for found in colours.values()] == [1, 1, 1, 1]
    assert len(set.union(*colours.values())) == 4


def test_the_empty_template_lacks_only_rows(tmp_path: Path) -> None:
    write_workbook(tmp_path / "x.xlsx", {})
    _, faults = read_with_faults(tmp_path / "x.xlsx")
    assert {(fault.sheet, fault.wrong) for fault in faults} == {
        (name, "this sheet has no active row") for name in ("Periods", "Materials", "Sites", "Demand")
    }


def test_the_example_reads_back_without_faults(example_path: Path) -> None:
    book = read(example_path)
    assert book.faults == ()
    assert book.periods == ("2027", "2028", "2029", "2031")
    demand = book.rows("Demand")[0]
    assert demand["amount"] == (50.0, 50.0, 55.0, 65.0)
    assert book.rows("Plants")[0]["variable cost"] == (1.6, 1.6, 1.5, 1.4)
    used = {sheet.name for sheet in SHEETS if sheet.is_read and book.rows(sheet.name)}
    assert {sheet.name for sheet in SHEETS if sheet.is_read} == used


def test_the_cases_of_the_example_read_back(example_path: Path) -> None:
    assert read(example_path, "high demand").rows("Demand")[0]["amount"] == pytest.approx((60, 60, 66, 78))
    assert read(example_path, "small fund").rows("Budgets")[0]["amount"] == (60.0, 60.0, 60.0, 60.0)


def test_what_is_written_is_what_is_read(tmp_path: Path) -> None:
    content: dict[str, list[dict[str, object]]] = {
        "Settings": [{"setting": "gap", "value": 0.02}],
        "Periods": [{"period": 2030, "years": 0.5}, {"period": "late"}],
        "Materials": [{"material": "=1+1", "surplus": "none"}, {"material": "@b"}],
        "Sites": [{"site": 12}, {"site": "B"}],
        "Demand": [{"market": 12, "material": "=1+1", "amount": 3, "2030": 4, "late": None, "active": True}],
        "Budgets": [{"funder": "F", "carry over": False}],
        "Rules": [{"rule": "R", "measure": "amount at most", "material": "@b", "buyers": [12, "B"], "limit": 9}],
    }
    write_workbook(tmp_path / "x.xlsx", {**content, "Sources": [{"figure": "all", "source": "assumption: a test"}]})
    book = read(tmp_path / "x.xlsx")
    assert book.settings["gap"] == 0.02
    assert [row["years"] for row in book.rows("Periods")] == [0.5, 1.0]
    assert [row["material"] for row in book.rows("Materials")] == ["=1+1", "@b"]
    assert book.rows("Demand")[0]["amount"] == (4.0, 3.0)
    assert book.rows("Budgets")[0]["carry over"] is False
    assert book.rows("Rules")[0]["buyers"] == ("12", "B")
    assert openpyxl.load_workbook(tmp_path / "x.xlsx")["Sources"]["A2"].value == "all"


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, EXAMPLE)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"Site": []}, "there is no sheet 'Site'"),
        ({"Sites": [{"sites": "A"}]}, "Sites has no column 'sites'"),
        ({"Sites": [{"2027": "A"}]}, "Sites has no column '2027'"),
        ({"Settings": [{"setting": "gaps", "value": 1}]}, "there is no setting 'gaps'"),
    ],
    ids=["sheet", "column", "period", "setting"],
)
def test_a_slip_of_the_caller_is_refused(tmp_path: Path, content: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        write_workbook(tmp_path / "x.xlsx", content)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("sheet", "name", "default", "takes"),
    [
        ("Plants", "minimum use", "0", "a number from 0 to 1 or the name of a row of Series"),
        (
            "Plants",
            "capacity",
            "limited by its resources alone",
            "a number of at least 0, no limit or the name of a row of Series",
        ),
        ("Materials", "surplus", "free", "a number, free, none or the name of a row of Series"),
        ("Projects", "decision", "free", "free, must, never, or period: amount, separated by ;"),
        ("Projects", "block", "any size", "a number above 0"),
        ("Projects", "starts", "1", "a whole number of at least 1"),
        ("Rules", "buyers", "all", "a site or country or bloc or * for all, several separated by ;"),
        ("Budgets", "carry over", "yes", "yes or no"),
        ("Sites", "site", "required", "a name"),
        ("Recipes", "role", "required", "makes, consumes, uses"),
    ],
)
def test_columns_in_words(sheet: str, name: str, default: str, takes: str) -> None:
    column = BY_NAME[sheet].column(name)
    assert (default_in_words(column), range_in_words(column)) == (default, takes)


def test_a_note_says_all_of_a_column() -> None:
    assert note(BY_NAME["Plants"].column("capacity")).splitlines() == [
        "Runs a year.",
        "Unit: a year.",
        "Takes: a number of at least 0, no limit or the name of a row of Series.",
        "Blank: limited by its resources alone.",
        "A column headed by a period's name overrides it in that period.",
    ]


def test_new_does_not_replace_a_file_unless_forced(tmp_path: Path) -> None:
    target = tmp_path / "mine.xlsx"
    target.write_text("precious")
    refused = CliRunner().invoke(main, ["new", str(target)])
    assert (refused.exit_code, target.read_text()) == (2, "precious")
    assert "it is there already" in refused.stderr
    forced = CliRunner().invoke(main, ["new", str(target), "--force", "--example"])
    assert forced.exit_code == 0
    assert read(target).periods == ("2027", "2028", "2029", "2031")


def test_new_refuses_another_ending(tmp_path: Path) -> None:
    refused = CliRunner().invoke(main, ["new", str(tmp_path / "mine.csv")])
    assert (refused.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert "ends in .xlsx" in refused.stderr
