"""Every address that is computed holds the number that was read: another number typed there changes it."""

from __future__ import annotations

import copy
import itertools
import math
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from samples import few
from workbooks import VALID, Sheets, change, rows, write

from planner.infeasibility.planned import plan_book
from planner.reports.plan_workbook.copies import PREFIX
from planner.reports.plan_workbook.write import write_plan
from planner.workbook.addresses import Cell, address, address_of, cell_of, governed, mend_of
from planner.workbook.cases.edit import Edit, retyped, with_cells
from planner.workbook.checks.run import read_and_check
from planner.workbook.reading.reader import read, read_rows
from planner.workbook.schema.columns import Kind
from planner.workbook.schema.sheets import SHEETS

if TYPE_CHECKING:
    from pathlib import Path

    from planner.workbook.book import Book
    from planner.workbook.schema.columns import Column

NUMBERS: dict[str, list[Column]] = {
    sheet.name: [column for column in sheet.columns if column.kind is Kind.NUMBER]
    for sheet in SHEETS
    if sheet.is_read and sheet.name not in ("Settings", "Series", "Periods")
}
WAYS = {
    "plain": lambda column: True,
    "series": lambda column: column.series,
    "period": lambda column: column.varies,
    "series in a period": lambda column: column.varies and column.series,
}
MORE: Sheets = {
    "Processes": rows("process\n Fab"),
    "Curves": rows("curve | size | capital\n bend | 1 | 5\n bend | 9 | 20"),
    "Worlds": rows("world | from | probability\n dear | 2027 | 0.5\n cheap | 2027 | 0.5"),
}
CASES = [(sheet, how) for sheet, columns in NUMBERS.items() for how in WAYS if any(map(WAYS[how], columns))]


def typed_number(column: Column) -> float:
    """Return a number that a column may hold."""
    return 1.0 if column.whole else min(max(column.low, 0.0) + 0.5, column.high)


def sheets_with(sheet: str, how: str) -> Sheets:
    """Return the valid workbook with numbers in all columns of a sheet: plain, by a series, or in a period's column."""
    sheets = copy.deepcopy(VALID | MORE)
    row = sheets[sheet][0]
    row.pop("2027", None)
    for column in NUMBERS[sheet]:
        row[column.name] = typed_number(column)
        if WAYS[how](column):
            header = "2027" if "period" in how else column.name
            row[header] = "varying" if "series" in how else typed_number(column)
    if any(column.varies for column in NUMBERS[sheet]):  # the column of the period is there, though the row's be blank
        sheets[sheet].append({**row, "2027": 2.0, "active": "no"})
    sheets["Series"].append({"series": "varying", "2026": 1.0, "2027": 1.0})
    return sheets


def typed_at(book: Book, where: str, number: float) -> Book:
    """Return what the reader makes of a workbook with a number at an address."""
    sheet, _, at = where.partition("!")
    letters = at.rstrip("0123456789")
    raw = next(raw for raw in book.raw if raw.name == sheet)
    header = raw.header[raw.column_numbers.index(column_index_from_string(letters))]
    return retyped(book, [Edit(Cell(sheet, int(at.removeprefix(letters)), str(header)), number)])[0]


def value(book: Book, sheet: str, column: str, t: int) -> Any:
    held = book.rows(sheet)[0][column]
    return held[t] if isinstance(held, tuple) else held


def other(column: Column, number: float) -> float:
    return number + 1.0 if number + 1.0 <= column.high else number / 2


@pytest.mark.parametrize(("sheet", "how"), few(15, CASES), ids=[f"{sheet} {how}" for sheet, how in CASES])
def test_another_number_at_the_address_is_what_is_read(tmp_path: Path, sheet: str, how: str) -> None:
    book = read_rows(write(tmp_path / "in.xlsx", sheets_with(sheet, how)))[0]
    row = book.rows(sheet)[0]
    for column, t in itertools.product(NUMBERS[sheet], (0, 1)):
        cell, before = cell_of(book, row, column.name, t), value(book, sheet, column.name, t)
        where = address_of(book, sheet, row.number, column.name, t)
        wanted = other(column, before if before is not None and math.isfinite(before) else 0.5)
        again = typed_at(book, where, wanted)
        assert value(again, sheet, column.name, t) == wanted, where
        for u in {0, 1} - set(governed(book, cell)):
            assert value(again, sheet, column.name, u) == value(book, sheet, column.name, u), where


def test_what_is_typed_in_memory_is_what_a_file_with_it_says(tmp_path: Path) -> None:
    book = read(write(tmp_path / "in.xlsx", VALID))
    for sheet, column, t, typed in (
        ("Demand", "required", 1, 0.25), ("Plants", "capacity", 1, 7.0), ("Plants", "capacity", 0, 8.0),
        ("Suppliers", "price", 1, 3.0), ("Rules", "limit", 0, 0.8), ("Projects", "decision", None, "never"),
    ):  # fmt: skip
        cell = cell_of(book, book.rows(sheet)[0], column, t)
        found = with_cells(book, [Edit(cell, typed)])
        again = read(change(write(tmp_path / "in.xlsx", VALID), {address(book, cell): typed}))
        assert found.sheets == again.sheets
        assert found.settings == again.settings
        assert [raw.rows for raw in found.raw] == [raw.rows for raw in again.raw]


def test_a_column_that_is_not_there_is_said(tmp_path: Path) -> None:
    sheets = copy.deepcopy(VALID)
    for row in sheets["Demand"]:
        row.pop("required", None)
    book = read(write(tmp_path / "in.xlsx", sheets))
    where = address_of(book, "Demand", 3, "required", 1)
    assert where == "Demand! row 3, a new column required"
    again = read(change(write(tmp_path / "in.xlsx", sheets), {where: 0.5}))
    assert [row["required"] for row in again.rows("Demand")] == [(0, 0), (0.5, 0.5)]


def test_a_series_that_others_name_is_overridden_in_the_row_alone(tmp_path: Path) -> None:
    sheets = copy.deepcopy(VALID)
    sheets["Demand"][0]["amount"] = sheets["Demand"][1]["amount"] = "wafer price"
    book = read(write(tmp_path / "in.xlsx", sheets))
    row = book.rows("Demand")[1]
    assert address(book, cell_of(book, row, "amount", 1)) == "Series!C2"
    assert address(book, mend_of(book, row, "amount", 1)) == "Demand! row 3, a new column 2027"
    only = read(write(tmp_path / "in.xlsx", VALID))
    assert address(only, mend_of(only, only.rows("Suppliers")[0], "price", 1)) == "Series!C2"


def test_settings_are_addressed_by_their_row_and_by_what_a_blank_means(tmp_path: Path) -> None:
    sheets = copy.deepcopy(VALID)
    book = read(write(tmp_path / "in.xlsx", sheets))
    assert address_of(book, "Projects", 2, "cost of capital", 0) == "Settings!B3"
    sheets["Settings"].append({"setting": "cost of capital", "value": 0.2})
    book = read(write(tmp_path / "in.xlsx", sheets))
    assert address_of(book, "Projects", 2, "cost of capital", 0) == "Settings!B4"


def test_a_plan_carries_every_cell_where_it_stood(tmp_path: Path) -> None:
    """A sheet may begin further down and have blank rows and columns: addresses in the plan are those of the input."""
    sheets = {name: held for name, held in VALID.items() if name not in ("Disruptions", "Hits")}
    path = write(tmp_path / "in.xlsx", sheets)
    workbook = load_workbook(path)
    for name in ("Demand", "Series"):
        workbook[name].insert_rows(1, 2)
        workbook[name].insert_rows(4)
        workbook[name].insert_cols(2)
    workbook.save(path)
    book = read(path)
    target = tmp_path / "plan.xlsx"
    write_plan(plan_book(book), target)
    carried = read(target, "base", PREFIX)
    for sheet in ("Demand", "Series", "Suppliers"):
        assert [row.number for row in carried.rows(sheet)] == [row.number for row in book.rows(sheet)]
    for t in (0, 1):
        for sheet, number, column in (("Demand", 6, "amount"), ("Suppliers", 2, "price")):
            assert address_of(carried, sheet, number, column, t) == address_of(book, sheet, number, column, t)


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"limit": 0.9, "2027": 40}, "Rules!G2"),
        ({"limit": "caps", "2027": None}, "Series!C3"),
        ({"limit": 40, "2027": None}, "Rules!F2"),
    ],
    ids=["a column of the period", "a series", "the plain column"],
)
def test_a_check_names_the_cell_of_the_number_that_is_wrong(
    tmp_path: Path, cells: dict[str, object], place: str
) -> None:
    sheets = copy.deepcopy(VALID)
    sheets["Rules"][0] |= cells
    sheets["Series"].append({"series": "caps", "2026": 0.5, "2027": 40})
    found = read_and_check(write(tmp_path / "in.xlsx", sheets))[1]
    told = [(fault.place, fault.holds) for fault in found if "a share is at most 1" in fault.wrong]
    assert told == [(place, "40")]
