"""The plan workbook: complete, safe from its names, the same bytes each time, readable on paper."""

from __future__ import annotations

import math
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from compared_plans import changed
from made_plans import COUNTRIES, HOSTILE, frame, made_plan

from planner.errors import FileError
from planner.plans.tables import TABLES
from planner.reports.plan_workbook.charts import DATA_SHEET
from planner.reports.plan_workbook.copies import copy_names
from planner.reports.plan_workbook.write import write_plan
from planner.reports.styles import OTHERS_COLOUR, palette_of
from planner.workbook.book import RawSheet

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plans.plan import Plan

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def opened(plan: Plan, path: Path) -> Any:
    write_plan(plan, path)
    return openpyxl.load_workbook(path)


@pytest.fixture(scope="module")
def usual_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("usual") / "plan.xlsx"
    write_plan(made_plan(), path)
    return path


@pytest.fixture(scope="module")
def usual(usual_file: Path) -> Any:
    return openpyxl.load_workbook(usual_file)


def texts(sheet: Any) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def parts(path: Path, pattern: str) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if re.fullmatch(pattern, name)}


def test_sheets_stand_in_order_with_the_input_behind(usual: Any) -> None:
    assert usual.sheetnames == [
        "Summary", "Investments", "Timeline", "Payments", "Budgets", "Baseline", "Sourcing", "Concentration",
        "Shortages", "Resilience", "Resilience map", "Costs", "Prices",
        "Purchases", "Production", "Resource use", "Flows", "Stockpiles", "Balances",  # detail
        "Checks", "Run", "Chart data", "in Settings", "in Periods", "in Sites",
    ]  # fmt: skip
    assert usual.active.title == "Summary"


def test_tables_are_excel_tables_with_units_and_frozen_headers(usual: Any) -> None:
    sheet = usual["Investments"]
    headers = [cell.value for cell in sheet[1]]
    assert headers[9] == "capital (million USD)"
    assert sheet.tables["Investments"].ref == "A1:L13"
    assert sheet.freeze_panes == "B2"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0  # as many pages down as it takes, one across
    assert sheet.print_title_rows == "$1:$1"
    assert sheet["J1"].comment.text == "Its whole capital."


def test_an_empty_table_is_a_header_alone(usual: Any) -> None:
    assert usual["Purchases"].max_row == 1
    assert not usual["Purchases"].tables


def test_the_same_plan_gives_the_same_bytes(usual_file: Path, tmp_path: Path) -> None:
    write_plan(made_plan(), tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == usual_file.read_bytes()
    dates = re.findall(r"\d{4}-\d\d-\d\dT", parts(usual_file, r"docProps/core\.xml")["docProps/core.xml"])
    assert set(dates) == {"2000-01-01T"}


def test_no_name_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    book = opened(made_plan(**HOSTILE), tmp_path / "plan.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or (cell.hyperlink and cell.hyperlink.target)]
    assert "=1+1" in texts(book["Investments"])
    charts = parts(tmp_path / "plan.xlsx", r"xl/charts/chart\d\.xml")
    formulas = {formula for text in charts.values() for formula in re.findall(r"<c:f>(.*?)</c:f>", text)}
    assert formulas
    assert all(formula.startswith("'Chart data'!$") for formula in formulas)


def test_blanks_and_endless_numbers_are_blank_cells(tmp_path: Path) -> None:
    rows = [("A", "2027", math.inf, math.nan, -math.inf, 1.0, 0.0, 1.0, 2.0, "")]
    book = opened(changed(made_plan(), Budgets=frame("Budgets", rows)), tmp_path / "plan.xlsx")
    assert [cell.value for cell in book["Budgets"][2]][:6] == ["A", "2027", None, None, None, 1]


def test_shares_are_per_cent_and_no_number_shows_fifteen_decimals(usual: Any) -> None:
    assert usual["Sourcing"]["F2"].number_format == "#,##0.0%"
    assert usual["Concentration"]["I2"].number_format == "#,##0%"  # the limit of a rule about shares
    numbers = [
        cell for table in TABLES for row in usual[table.name].iter_rows(min_row=2) for cell in row
        if isinstance(cell.value, float)
    ]  # fmt: skip
    assert numbers
    assert {cell.number_format for cell in numbers}.isdisjoint({"General"})


def test_summary_says_what_matters(usual: Any) -> None:
    words = texts(usual["Summary"])
    assert "Chips for Europe" in words
    assert "Proven within 0.062% of the best possible" in words
    assert {"11 of 12", "91.9%", "3 of 3"} <= set(words)
    assert any("Demand goes short in 3 of 10 periods" in text for text in words)
    # a scale, and not so many pages: breaks are lost then
    assert not usual["Summary"].sheet_properties.pageSetUpPr.fitToPage
    assert 50 <= usual["Summary"].page_setup.scale <= 100
    assert len(usual["Summary"].row_breaks.brk) == 2


def test_charts_are_native_with_words_and_left_out_without_figures(usual_file: Path, tmp_path: Path) -> None:
    assert len(parts(usual_file, r"xl/charts/chart\d\.xml")) == 5
    drawings = "".join(parts(usual_file, r"xl/drawings/drawing1\.xml").values())
    assert len(re.findall(r'<xdr:cNvPr [^>]*descr="[^"]{20,}"', drawings)) == 5
    plan = made_plan(projects=())
    empty = {
        name: plan.tables[name].iloc[:0] for name in ("Concentration", "Costs", "Shortages", "Sourcing", "Resilience")
    }
    write_plan(changed(plan, **empty), tmp_path / "none.xlsx")
    assert not parts(tmp_path / "none.xlsx", r"xl/charts/chart\d\.xml")


def test_chart_figures_are_in_cells(usual: Any) -> None:
    plan = made_plan()
    rows = list(usual[DATA_SHEET].iter_rows(values_only=True))
    assert rows[0][0] == "What the worst disruptions leave (share served)"
    top = next(number for number, row in enumerate(rows) if row[0] == "Capital by period and funder (million USD)")
    first = sum(value for value in rows[top + 2][1:] if value is not None)
    payments = plan.tables["Payments"]
    assert first == pytest.approx(payments.loc[payments["period"] == "2027", "amount"].sum())


def test_a_name_has_one_colour_and_many_names_share_grey() -> None:
    palette = palette_of(made_plan())
    colours = [palette.colour_of(name) for name in COUNTRIES]
    assert len(set(colours)) == len(COUNTRIES)
    assert OTHERS_COLOUR not in colours
    many = tuple(f"Country {number:02d}" for number in range(60))
    crowded = palette_of(made_plan(countries=many))
    assert sum(crowded.colour_of(name) == OTHERS_COLOUR for name in many) == 51


def test_a_funder_named_like_a_place_has_its_colour() -> None:
    palette = palette_of(made_plan(funders=("Japan", "Chips Fund", "(owner)")))
    assert palette.colour_of("Japan") == palette.places["Japan"]
    assert "Japan" not in palette.funders


def test_timeline_is_coloured_and_unbuilt_projects_come_last(usual: Any) -> None:
    sheet = usual["Timeline"]
    assert sheet["A13"].value == "Substrate plant"
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "Fab Dresden 1")
    colours = {cell.value: cell.fill.fgColor.rgb for cell in row[4:]}
    assert set(colours) == {"build", 56}
    assert colours["build"] != colours[56]
    assert [cell.value for cell in sheet[1]][:5] == ["project", "place", "adds", "kind", "2027"]


def test_units_stand_behind_the_columns(usual: Any) -> None:
    sheet = usual["Flows"]
    assert sheet.cell(1, sheet.max_column).value == "unit"
    assert sheet.cell(2, sheet.max_column).value == "thousand wafers"


def test_the_old_plan_stays_where_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"the old plan")

    def fail(workbook: Any) -> None:
        workbook.filename.write(b"half a plan")
        raise ZeroDivisionError

    monkeypatch.setattr("planner.reports.written.xlsxwriter.Workbook.close", fail)
    with pytest.raises(ZeroDivisionError):
        write_plan(made_plan(), path)
    assert path.read_bytes() == b"the old plan"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_a_file_error(tmp_path: Path) -> None:
    with pytest.raises(FileError):
        write_plan(made_plan(), tmp_path / "nowhere" / "plan.xlsx")


def test_copies_keep_values_and_names_that_fit(tmp_path: Path) -> None:
    raws = (
        RawSheet("A sheet with a name of 31 signs", ("a", None, "c"), ((1, None, "=1+1"), (True, 2.5, None))),
        RawSheet("A sheet with a name of 31 sighs", ("x",), ()),
    )
    names = copy_names(raws)
    assert len({name.casefold() for name in names}) == 2
    assert max(map(len, names)) <= 31
    plan = made_plan()
    book = opened(replace(plan, book=replace(plan.book, raw=raws)), tmp_path / "plan.xlsx")
    rows = list(book[names[0]].iter_rows(values_only=True))
    assert rows == [("a", None, "c"), (1, None, "=1+1"), (True, 2.5, None)]


def test_long_texts_of_the_input_are_read_to_their_end(tmp_path: Path) -> None:
    plan = made_plan()
    rows = (("A", "a fab; " * 20), ("B", "a fab"), ("C", "晶圓廠擴建" * 7))
    sheet = RawSheet("Funding", ("funder", "projects"), rows)
    book = opened(replace(plan, book=replace(plan.book, raw=(*plan.book.raw, sheet))), tmp_path / "plan.xlsx")
    assert [bool(book["in Funding"][f"B{row}"].alignment.wrap_text) for row in (2, 3, 4)] == [True, False, True]
    assert [book["in Funding"].row_dimensions[row].height for row in (2, 3)] == [41.25, None]


def test_long_facts_of_the_run_and_long_lists_have_room(tmp_path: Path) -> None:
    plan = made_plan()
    spent = "a plant of steel 12; " * 30
    budgets = plan.tables["Budgets"].assign(**{"spent on": spent})
    told = replace(plan, tables={**plan.tables, "Budgets": budgets}, run={**plan.run, "left out": "more of it; " * 30})
    book = opened(told, tmp_path / "plan.xlsx")
    facts = [row[0].value for row in book["Run"].iter_rows()]
    assert (book["Run"].row_dimensions[facts.index("left out") + 1].height or 0) > 4 * 13
    heads = [cell.value for cell in book["Budgets"][1]]
    assert book["Budgets"].column_dimensions["ABCDEFGHIJKLM"[heads.index("spent on")]].width > 75


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_plan(tmp_path: Path) -> None:
    """Hostile names, what is usual, and next to nothing, in one start, which takes most of the time."""
    shapes: dict[str, dict[str, Any]] = {
        "hostile": HOSTILE, "usual": {}, "least": {"periods": ("2027",), "projects": ()},
    }  # fmt: skip
    for name, shape in shapes.items():
        write_plan(made_plan(**shape), tmp_path / f"{name}.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        str(SOFFICE),
        profile,
        "--headless",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), *(str(tmp_path / f"{name}.xlsx") for name in shapes)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    for name in shapes:
        shown = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob(f"{name}-*.csv"))
        assert "Proven within 0.062% of the best possible" in shown, name
        assert not re.search(r"###|#NAME\?|#REF!|#VALUE!|Err:\d", shown), name
