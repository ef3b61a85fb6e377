"""A plan that is written at once, without looks, holds what one with looks holds."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
from workbooks import plan, small

from planner.reports.loading.plan import read_plan, read_run
from planner.reports.plan_workbook.plain import write_plain
from planner.reports.plan_workbook.write import write_plan
from planner.workbook.book import RawSheet
from planner.workbook.reading.cells import read_grids
from planner.workbook.reading.guard import admit

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plans.plan import Plan

ODD = (
    "plain", " a  space ", "<b>&\"'", "=1+1", "two\nlines", "half \ud800 a sign", "bell \x07", "<r>no formats",
    True, False, 3, 0.1 + 0.2, -1e-300, 1e300, float("nan"), float("inf"), None, "",
    datetime.date(2031, 2, 28), datetime.datetime(2031, 2, 28, 13, 30), datetime.time(6, 45),
)  # fmt: skip


DEMAND = """market | material | amount | shortage cost
            here | goods | 10 | 100"""
SUPPLIERS = """supplier | site | material | price | maximum
               mine | here | goods | 1 | 7"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Return a plan whose workbook has a sheet of odd values, and rows and columns that are left free."""
    found = plan(tmp_path_factory.mktemp("odd") / "in.xlsx", small(Demand=DEMAND, Suppliers=SUPPLIERS))
    rows = tuple((value, f"row {n}") for n, value in enumerate(ODD))
    raw = RawSheet("odd & <own>", ("value", "what"), rows, 3, tuple(range(5, 5 + 2 * len(rows), 2)), (2, 30))
    return replace(found, book=replace(found.book, raw=(*found.book.raw, raw)))


def test_all_that_it_holds_is_read_back_as_from_one_with_looks(odd: Plan, tmp_path: Path) -> None:
    """Every table, the facts of the run with its seal, and every cell of the workbook that was planned."""
    with_looks, without = tmp_path / "looks.xlsx", tmp_path / "plain.xlsx"
    write_plan(odd, with_looks)
    write_plain(odd, without)
    wanted, found = read_plan(with_looks)[0], read_plan(without)[0]
    assert list(wanted) == list(found)
    for name, table in wanted.items():
        pd.testing.assert_frame_equal(table, found[name][list(table.columns)])
    assert read_run(with_looks) == read_run(without)
    copies = [
        {grid.title: grid.rows for grid in read_grids(path, admit(path), copied)} for path in (with_looks, without)
    ]
    assert copies[0] == copies[1]
    assert len(copies[0]["in odd & <own>"]) == len([value for value in ODD if value is not None]) + 2


def copied(names: list[str]) -> list[str]:
    return [name for name in names if name.startswith("in ")]


def test_other_programs_read_it(odd: Plan, tmp_path: Path) -> None:
    """Its first sheet says how good the plan is known to be."""
    write_plain(odd, tmp_path / "plain.xlsx")
    book = openpyxl.load_workbook(tmp_path / "plain.xlsx")
    assert book.sheetnames[0] == "Summary"
    assert str(book["Summary"]["A2"].value).startswith("Proven")
    assert [row[1].value for row in book["in odd & <own>"].iter_rows(3, 8) if row[1].value] == [
        "value",
        "plain",
        " a  space ",
    ]
