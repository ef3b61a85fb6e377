"""A plan that was written reads back as the same tables, also after a planner has edited it."""

from __future__ import annotations

import datetime
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pytest
from made_plans import frame, made_plan, write_made
from samples import few

from planner.errors import FileError
from planner.plans.tables import TABLES
from planner.reports.loading.plan import read_plan
from planner.reports.loading.rewritten import changed_sheets
from planner.reports.plan_workbook.write import write_plan
from planner.reports.seal import SEAL, broken
from planner.workbook.book import RawSheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HOSTILE: dict[str, Any] = {
    "countries": ("=1+1", "台灣", "Россия", "@x", "{=1}", "<b>&amp;'\""),
    "materials": ("=cmd|' /C calc'!A0", "半導體晶片", "_x0041_", "two  blanks", "tab\there"),
    "funders": ("=A1", "-2", "(owner)"),
    "projects": (("=1+1", "+k", "=x"), ("先進封裝廠", "工廠", "新竹"), ("'a\"b", "k", "p")),
}
PLANS: dict[str, dict[str, Any]] = {
    "usual": {},
    "one period": {"periods": ("2027",)},
    "forty periods": {"periods": tuple(str(year) for year in range(2027, 2067))},
    "no projects": {"projects": ()},
    "named periods": {"periods": ("first", "2nd half", "=2029")},
    "hostile": HOSTILE,
}


def by_project(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values(["project", "place"], kind="stable").reset_index(drop=True)


@pytest.mark.parametrize("shape", few(3, PLANS.values()), ids=PLANS.keys())
def test_round_trip_gives_equal_tables(tmp_path: Path, shape: dict[str, Any]) -> None:
    plan = made_plan(**shape)
    write_plan(plan, tmp_path / "plan.xlsx")
    tables, run = read_plan(tmp_path / "plan.xlsx")
    assert list(tables) == [table.name for table in TABLES]
    for name, table in tables.items():
        written = plan.tables[name]
        if name == "Timeline":  # it is shown by kind and start
            table, written = by_project(table), by_project(written)
        pd.testing.assert_frame_equal(table, written)
    seal = run.pop(SEAL)
    assert run == plan.run
    assert broken(replace(plan, tables=tables, run={**run, SEAL: seal})) == []


def edited(path: Path, edit: Callable[[Any], None]) -> Path:
    """Write a plan, edit it as a spreadsheet program would, and return where it is."""
    write_made(path)
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return path


def test_edited_figures_are_read(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book["Investments"]
        sheet["E2"], sheet["I2"] = 2028, None  # a period typed as a number, a figure wiped out
        sheet["A14"], sheet["I14"] = "A project of mine", 7

    tables, _ = read_plan(edited(tmp_path / "plan.xlsx", edit))
    table = tables["Investments"]
    assert table.loc[0, "start"] == "2028"
    assert math.isnan(table.loc[0, "size"])
    assert table.loc[12, ["project", "kind", "size"]].tolist() == ["A project of mine", "", 7.0]


def test_yes_and_no_count_in_a_column_that_shows_them(tmp_path: Path) -> None:
    bought = [(2, "A", "x", "m", "2027", 1.0, math.nan, 1.0, 3.0), (3, "B", "x", "m", "2027", 1.0, 9.0, 0.0, 3.0)]
    plan = made_plan()
    plan = replace(plan, tables={**plan.tables, "Purchases": frame("Purchases", bought)})
    write_plan(plan, tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    book["Purchases"]["H2"], book["Purchases"]["H3"] = "no", "Yes"
    book.save(tmp_path / "plan.xlsx")
    tables, _ = read_plan(tmp_path / "plan.xlsx")
    assert tables["Purchases"]["in use"].tolist() == [0.0, 1.0]


def test_moved_and_added_columns_do_not_matter(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        sheet = book["Checks"]
        sheet.insert_cols(1)
        sheet["A1"], sheet["A2"] = "my remark", "seen"
        book["Timeline"]["R1"], book["Timeline"]["R2"] = "remark", "good"

    plan = made_plan()
    tables, _ = read_plan(edited(tmp_path / "plan.xlsx", edit))
    pd.testing.assert_frame_equal(tables["Checks"], plan.tables["Checks"])
    assert list(tables["Timeline"].columns) == list(plan.tables["Timeline"].columns)


def test_blank_rows_are_skipped(tmp_path: Path) -> None:
    tables, _ = read_plan(edited(tmp_path / "plan.xlsx", lambda book: book["Checks"].insert_rows(2, 3)))
    assert tables["Checks"]["check"].tolist() == made_plan().tables["Checks"]["check"].tolist()


def test_a_word_in_place_of_a_number_names_its_cell(tmp_path: Path) -> None:
    def edit(book: Any) -> None:
        book["Flows"]["G3"] = "much"
        book["Costs"]["C4"] = "=1/0"

    path = edited(tmp_path / "plan.xlsx", edit)
    with pytest.raises(FileError) as caught:
        read_plan(path)
    assert "Flows!G3: sent must be a number or blank, and holds 'much'." in str(caught.value)
    assert "Costs!C4" in str(caught.value)


def remove_flows(book: Any) -> None:
    book.remove(book["Flows"])


def rename_a_header(book: Any) -> None:
    book["Flows"]["A1"] = "origin site"


@pytest.mark.parametrize(("edit", "words"), [
    (remove_flows, "plan.xlsx: not a plan of `planner solve`; it has no sheet Flows."),
    (rename_a_header, "Flows: the column from is missing."),
], ids=["sheet", "column"])  # fmt: skip
def test_what_is_missing_is_named(tmp_path: Path, edit: Callable[[Any], None], words: str) -> None:
    path = edited(tmp_path / "plan.xlsx", edit)
    with pytest.raises(FileError) as caught:
        read_plan(path)
    assert words in str(caught.value)


def test_a_workbook_that_is_no_plan_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "input.xlsx"
    book = openpyxl.Workbook()
    book.save(path)
    with pytest.raises(FileError, match=r"input\.xlsx: not a plan of `planner solve`"):
        read_plan(path)


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    path.write_text("project,start\nFab,2027\n")
    with pytest.raises(FileError, match=r"plan\.xlsx"):
        read_plan(path)


def test_what_is_made_of_a_plan_is_in_its_file_whatever_its_input_holds(tmp_path: Path) -> None:
    """Dates, ends of lines and characters that no file can hold are read otherwise than they were given."""
    path, made = tmp_path / "plan.xlsx", made_plan()
    odd = RawSheet("Sites", ("site", "country", "when"), (
        ("a\r\nb\x0b", "   ", datetime.datetime(2026, 5, 4)), ("_x0041_ x005F_", True, datetime.time(5, 30)),
    ))  # fmt: skip
    plan = replace(made, book=replace(made.book, raw=(*made.book.raw[:2], odd)))
    write_plan(plan, path)
    assert changed_sheets(path, plan) == {}
    edited = openpyxl.load_workbook(path)
    edited["Summary"]["A1"], edited["Costs"]["Z9"], edited["in Sites"]["B3"] = "Another", "a remark", False
    edited.save(path)
    assert changed_sheets(path, plan) == {"Summary": ["A1"], "Costs": ["Z9"], "in Sites": ["B3"]}
