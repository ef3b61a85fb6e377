"""The workbook of a study: what is written is read back, hostile names are harmless, charts say what they should."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import numpy as np
import openpyxl
import pandas as pd
import pytest

from planner.errors import FileError
from planner.plans.fields import Field
from planner.reports.loading.study import read_study
from planner.reports.study_workbook.charts import _range
from planner.reports.study_workbook.sheet import headers_of, tab_names
from planner.reports.study_workbook.write import write_study
from planner.reports.waterfall import OTHERS, SERIES, bars_of, completed
from planner.wording.study import Chart, Study, StudySheet

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = (
    "=1+1", "+k", "-2", "@x", "{=1}", "=cmd|' /C calc'!A0", "http://example.org/x", "台灣 半導體", "<b>&amp;'\"",
    "<r><t>x</t></r>", "a\x00b\x0b", "\ud800 half", "\uffff", "_x0041_", " padded ", "a\nb", "x" * 33_000, "'quoted'",
)  # fmt: skip

PARTS = StudySheet(
    "Costs by part",
    "What explains the difference in cost.",
    (
        Field("part", "text", "the part"),
        Field("base", "money", "in the first plan"),
        Field("other", "money", "in the other"),
        Field("difference", "money", "of the two"),
    ),
    [("capital", 100.0, 220.0, 120.0), ("sales", -500.0, -900.0, -400.0), ("all", -400.0, -680.0, -280.0)],
    tints=[("", "", "", "worse"), ("", "", "", "better"), ("total", "total", "total", "total")],
    charts=(
        Chart("waterfall", "Difference", "part", ("difference",), "Steps.", totals=(2,), is_wide=True),
        Chart("bar", "By plan", "part", ("base", "other"), "Bars.", rows=(0, 1), on_summary=False),
    ),
    head=2,
)
FIGURES = StudySheet(
    "Figures",
    "Figures side by side.",
    (Field("figure", "text", "what"), Field("base", "number", "here"), Field("other", "number", "there")),
    [("cost", 1234567.25, None), ("service", 0.5, "unknown"), ("projects", 3.0, 4.0)],
    row_kinds=("money", "share", "count"),
)
STUDY = Study(
    "Plans compared",
    ("The first is the cheapest.", "It is " + "much " * 60 + "cheaper."),
    (PARTS, FIGURES),
    {"input": "chips.xlsx", "seconds": 1.5, "blank": None},
    "million USD",
    "base and other",
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("study") / "study.xlsx"
    write_study(STUDY, path)
    return path


def parts(path: Path, pattern: str) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if re.fullmatch(pattern, name)}


def test_a_study_is_read_back_as_it_was_written(written: Path) -> None:
    assert read_study(written) == STUDY


def test_the_same_study_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    write_study(STUDY, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == written.read_bytes()


def test_rows_may_come_from_a_frame_and_blanks_are_none() -> None:
    rows = pd.DataFrame({"a": ["x", None, pd.NA], "b": [1, np.nan, np.inf]}, dtype=object)
    sheet = StudySheet("s", "d", (Field("a", "text", ""), Field("b", "money", "")), rows)
    assert sheet.rows == (("x", 1.0), ("", None), ("", "no limit"))


def test_a_sheet_is_an_excel_table_with_frozen_header_units_and_formats(written: Path) -> None:
    book = openpyxl.load_workbook(written)
    assert book.sheetnames == ["Summary", "Costs by part", "Figures", "Run", "Chart data", "Layout"]
    assert book["Layout"].sheet_state == "hidden"
    sheet = book["Costs by part"]
    assert [cell.value for cell in sheet[1]] == [
        "part", "base (million USD)", "other (million USD)", "difference (million USD)",
    ]  # fmt: skip
    assert [table.ref for table in sheet.tables.values()] == ["A1:D4"]
    assert sheet.freeze_panes == "B2"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet["D2"].fill.fgColor.rgb != sheet["D3"].fill.fgColor.rgb


def test_numbers_of_rows_of_different_kinds_each_have_their_own_format(written: Path) -> None:
    sheet = openpyxl.load_workbook(written)["Figures"]
    assert [sheet[f"B{row}"].number_format.split(";")[0] for row in (2, 3, 4)] == ["#,##0", "#,##0%", "#,##0"]
    assert sheet["C3"].value == "unknown"


def test_the_first_sheet_is_one_page_with_the_sentences_the_head_and_the_charts(written: Path) -> None:
    sheet = openpyxl.load_workbook(written)["Summary"]
    words = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert words[0] == STUDY.title
    assert all(any(sentence in word for word in words) for sentence in STUDY.sentences)
    assert "and 1 more rows: see Costs by part" in words
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
    drawings = parts(written, r"xl/drawings/drawing\d+\.xml")
    assert [text.count("<xdr:graphicFrame") for text in drawings.values()] == [1, 1]
    assert any('descr="Steps."' in text for text in drawings.values())


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_names_stay_words_wherever_they_stand(name: str, tmp_path: Path) -> None:
    fields = (Field(name, "text", name), Field(f"{name}1", "money", ""), Field(name, "share", ""))
    axes = {"category_axis": name, "value_axis": name, "names": name}
    chart = Chart("line", name, name, (f"{name}1",), name, **axes)
    drawn = replace(chart, kind="scatter")
    sheet = StudySheet(name, name, fields, [(name, 1.0, 0.5), (name, 2.0, name)], charts=(chart, drawn), head=1)
    path = tmp_path / "hostile.xlsx"
    write_study(Study(name, (name,), (sheet, sheet), {name: name}, name, name), path)
    assert len(parts(path, r"xl/charts/.*\.xml")) == 4
    for text in parts(path, r".*\.(xml|rels|vml)").values():
        ElementTree.fromstring(text)
        assert "<f>=" not in text
    assert not any("<f>" in text for text in parts(path, r"xl/worksheets/.*\.xml").values())
    back = read_study(path).sheets[0]
    assert len(back.rows) == 2
    assert back.rows[0][1:] == (1.0, 0.5)


def test_names_of_columns_and_tabs_are_made_different() -> None:
    sheet = StudySheet("s", "d", (Field("Plan", "text", ""), Field("plan", "text", ""), Field("", "text", "")))
    assert headers_of(sheet, "") == ["Plan", "plan (2)", "(blank)"]
    names = tab_names(["a/b", "A b", "x" * 40, "x" * 41, "Run", "History", "''"], ["Run"])
    assert len({name.casefold() for name in names}) == 7
    assert all(len(name) <= 31 and name.casefold() not in ("run", "history") for name in names)


def test_rows_that_were_sorted_by_hand_lose_what_is_told_by_their_number(tmp_path: Path) -> None:
    path = tmp_path / "sorted.xlsx"
    write_study(STUDY, path)
    book = openpyxl.load_workbook(path)
    sheet = book["Costs by part"]
    for column in "ABCD":
        sheet[f"{column}2"].value, sheet[f"{column}3"].value = sheet[f"{column}3"].value, sheet[f"{column}2"].value
    book.save(path)
    back = read_study(path).sheet("Costs by part")
    assert back.column("part") == ["sales", "capital", "all"]
    assert (back.tints, back.charts) == (None, ())


def test_a_file_that_is_no_study_or_lost_a_column_is_told(tmp_path: Path) -> None:
    path = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(FileError, match="not a workbook of a study"):
        read_study(path)
    write_study(STUDY, path)
    book = openpyxl.load_workbook(path)
    book["Figures"]["B1"].value = "renamed"
    book.save(path)
    with pytest.raises(FileError, match="Figures has lost the column base"):
        read_study(path)


@pytest.mark.parametrize(("change", "words"), [
    ({"rows": [("x",)]}, "1 cells for 3 columns"),
    ({"tints": [("", "")]}, "shape"),
    ({"tints": [("odd", "", "")] * 3}, "no such marks: odd"),
    ({"row_kinds": ("money",)}, "a kind for each row"),
    ({"charts": (Chart("line", "c", "figure", ("nothing",), ""),)}, "has not: nothing"),
])  # fmt: skip
def test_a_study_that_is_built_wrong_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        replace(FIGURES, **change)


def test_a_table_larger_than_a_sheet_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    sheet = StudySheet("s", "d", (Field("a", "text", ""),), [("x",)] * 1_048_576)
    with pytest.raises(FileError, match="more rows"):
        write_study(Study("t", (), (sheet,)), tmp_path / "large.xlsx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("steps", "totals"), [
    ([10.0, -4.0, 3.0, 9.0], {3}),
    ([-10.0, 4.0, -3.0, -9.0], {3}),
    ([5.0, -12.0, 20.0, -30.0, -17.0], {4}),
    ([0.0, 0.0, 0.0], {2}),
])  # fmt: skip
def test_the_columns_of_a_waterfall_cover_each_step_on_either_side_of_the_axis(
    steps: list[float], totals: set[int]
) -> None:
    """What stands on the base ends where the running sum was and is, and never overlaps the axis' other side."""
    running = 0.0
    for number, (bar, step) in enumerate(zip(bars_of(steps, totals), steps, strict=True)):
        cells = dict(zip(SERIES, bar.cells, strict=True))
        above = sum(value for name, value in cells.items() if value > 0 and name not in ("base", "top"))
        below = sum(value for name, value in cells.items() if value < 0 and name not in ("base", "top"))
        base = cells["base"]
        begin, end = (0.0, step) if number in totals else (running, running + step)
        assert max(base, 0.0) + above == pytest.approx(max(begin, end, 0.0))
        assert min(base, 0.0) + below == pytest.approx(min(begin, end, 0.0))
        assert above - below == pytest.approx(abs(end - begin))
        assert cells["top"] == pytest.approx(max(begin, end))
        running = end


def test_what_a_waterfall_leaves_out_is_a_step_of_its_own_unless_nobody_could_see_it() -> None:
    """Steps of 10 and -4 before a total of 9 leave 3 over; before a total of 6.001 nothing that is seen."""
    assert completed(["a", "b", "all"], [10.0, -4.0, 9.0], {2}) == [
        ("a", 10.0, False), ("b", -4.0, False), (OTHERS, 3.0, False), ("all", 9.0, True),
    ]  # fmt: skip
    assert len(completed(["a", "b", "all"], [10.0, -4.0, 6.001], {2})) == 3
    assert len(completed(["before", "a", "after"], [5.0, 2.0, 7.0], {0, 2})) == 3


def test_a_chart_without_anything_to_draw_is_left_out(tmp_path: Path) -> None:
    still = replace(PARTS, rows=[("capital", 1.0, 1.0, 0.0), ("all", 1.0, 1.0, 0.0)], tints=None,
                    charts=(replace(PARTS.charts[0], rows=None, totals=(1,)),))  # fmt: skip
    write_study(replace(STUDY, sheets=(still,)), tmp_path / "still.xlsx")
    assert parts(tmp_path / "still.xlsx", r"xl/charts/.*\.xml") == {}
    assert openpyxl.load_workbook(tmp_path / "still.xlsx")["Chart data"].sheet_state == "hidden"


def test_an_axis_of_shares_begins_where_its_labels_are_round() -> None:
    assert _range([0.3518, 0.3743, 0.4363]) == pytest.approx({"min": 0.34, "max": 0.45})
    assert _range([775_197, 780_354]) == pytest.approx({"min": 774_000, "max": 781_000})


def test_a_zero_below_zero_is_read_as_the_zero_that_it_is(tmp_path: Path) -> None:
    """A spreadsheet has one zero: a chart of rows with another stays."""
    fields = (Field("who", "text", "a name"), Field("pays", "money", "an amount"))
    chart = Chart("bar", "Who pays", "who", ("pays",), "One pays, the other does not.")
    sheet = StudySheet("Shares", "Who pays.", fields, [("one", 2.0), ("other", -0.0)], charts=(chart,))
    write_study(Study("Who pays", ("One pays.",), (sheet,)), tmp_path / "study.xlsx")
    assert read_study(tmp_path / "study.xlsx").sheet("Shares").charts == (chart,)
