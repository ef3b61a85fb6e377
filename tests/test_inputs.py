"""The shipped workbooks are what their scripts make, load without a fault, and give a source for every figure."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner.workbook.reading.reader import opened, read, read_opened
from planner.workbook.schema.columns import fold
from planner.workbook.schema.sheets import BY_NAME

ROOT = Path(__file__).parents[1]
INPUTS = ROOT / "inputs"
NAMES = ("ai_chips", "ai_chips_2023", "small")
# Text of these columns carries figures; a number in any column but those that name the row is a figure.
WORDED = {"ramp", "spending", "uses", "decision", "change"}


@cache
def sheets_of(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the filled rows of every sheet by header; what a header has in parentheses is its unit."""
    workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    found = {}
    for sheet in BY_NAME:
        table = [row for row in workbook[sheet].iter_rows(values_only=True) if any(cell is not None for cell in row)]
        header = [str(name).split(" (")[0] for name in table[0]]
        found[sheet] = [
            {name: cell for name, cell in zip(header, row, strict=True) if cell is not None} for row in table[1:]
        ]
    workbook.close()
    return found


def rows_of(path: Path, sheet: str) -> list[dict[str, Any]]:
    """Return the filled rows of a sheet by header; cells without a value are left out."""
    return sheets_of(path)[sheet]


def label(sheet: str, row: dict[str, Any]) -> str:
    """Return a row's name as Sources writes it: what its key columns hold, joined by a slash."""
    return " / ".join(str(row[column]) for column in BY_NAME[sheet].key if column in row)


def is_figure(sheet: str, column: str, cell: object) -> bool:
    if column in BY_NAME[sheet].key or isinstance(cell, bool):
        return False
    return isinstance(cell, (int, float)) or (column in WORDED and any(sign.isdigit() for sign in str(cell)))


def figures(path: Path) -> set[tuple[str, str, str]]:
    """Return (sheet, row, column) of every figure of a workbook."""
    return {
        (name, label(name, row), column)
        for name, sheet in BY_NAME.items() if sheet.is_read
        for row in rows_of(path, name)
        for column, cell in row.items() if is_figure(name, column, cell)
    }  # fmt: skip


def cited(path: Path) -> Counter[tuple[str, str, str]]:
    """Return how often Sources gives each figure: ``Sheet!row: column, column``."""
    found: Counter[tuple[str, str, str]] = Counter()
    for row in rows_of(path, "Sources"):
        place, _, columns = row["figure"].rpartition(": ")
        sheet, _, name = place.partition("!")
        found.update((sheet, name, column) for column in columns.split(", "))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_workbook_is_what_its_script_makes(name: str, tmp_path: Path) -> None:
    made = tmp_path / f"{name}.xlsx"
    subprocess.run([sys.executable, "-m", f"inputs.build_{name}", str(made)], cwd=ROOT, check=True)
    for sheet in BY_NAME:
        assert rows_of(made, sheet) == rows_of(INPUTS / f"{name}.xlsx", sheet), sheet


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_workbook_loads_without_a_fault_in_every_case(name: str, request: pytest.FixtureRequest) -> None:
    """In the gate in every third of them."""
    path = INPUTS / f"{name}.xlsx"
    cells = opened(path)
    book, faults = read_opened(cells, "base")
    assert faults == ()
    cases = sorted({row["case"] for row in book.rows("Cases")})
    for case in cases if request.config.getoption("--whole") else cases[::3]:
        assert read_opened(cells, case)[1] == (), case


@pytest.mark.parametrize(("name", "least"), [("ai_chips", 1500), ("ai_chips_2023", 500)])
def test_every_figure_of_the_real_case_has_one_source(name: str, least: int) -> None:
    path = INPUTS / f"{name}.xlsx"
    wanted, given = figures(path), cited(path)
    assert len(wanted) > least
    assert wanted - set(given) == set(), "figures without a source"
    assert set(given) - wanted == set(), "sources of figures that are not there"


def test_every_source_says_who_or_why() -> None:
    for row in rows_of(INPUTS / "ai_chips.xlsx", "Sources"):
        source = row["source"]
        assert row["confidence"], row
        if source.startswith("assumption"):
            assert len(source) > len("assumption: ") + 10, row
        elif "unverified" not in source and not fold(source).startswith("public maps"):
            assert str(row["link"]).startswith("http"), row


def test_the_real_case_is_as_large_as_it_says() -> None:
    book = read(INPUTS / "ai_chips.xlsx")
    assert book.periods == tuple(str(year) for year in range(2026, 2036))
    assert len({row["country"] for row in book.rows("Sites")}) >= 14
    assert len(book.rows("Projects")) >= 40
    assert len({row["case"] for row in book.rows("Cases")}) >= 4
