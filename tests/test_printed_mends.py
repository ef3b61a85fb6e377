"""What a diagnosis prints is followed to the letter in the file: the workbook is then read, checked and planned.

The drawn workbooks hold their numbers as people do: in plain columns, in columns of a period, by series that one or
several cells name, and through cases.
"""

from __future__ import annotations

import os
import random
import re
from typing import TYPE_CHECKING, Any

import pytest
from samples import few
from test_contract_diagnosis import drawn
from workbooks import Sheets, change, write

from planner.infeasibility.diagnosis import diagnose
from planner.planning.pipeline import options_of
from planner.solving.outcome import Options
from planner.statuses import Status
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.query import CaseSetting, Query
from planner.workbook.checks.run import read_and_check

if TYPE_CHECKING:
    from pathlib import Path

PERIODS = ("first", "second")
SEEDS = int(os.environ.get("PLANNER_MENDS", "6"))
PLACES = (
    ("Demand", "required"), ("Demand", "amount"), ("Rules", "limit"), ("Budgets", "amount"), ("Suppliers", "maximum"),
)  # fmt: skip


def varied(chance: random.Random) -> Sheets:
    """Return a market with rules and a mill over two periods whose numbers stand in all kinds of cells."""
    sheets = drawn(chance)
    sheets["Periods"] = [{"period": name} for name in PERIODS]
    sheets["Series"] = []
    for row in sheets["Projects"]:
        row["starts"] = 2
    for sheet, column in PLACES:
        for row in sheets[sheet]:
            _spread(chance, sheets, sheet, row, column)
    if chance.random() < 0.5:
        sheets["Cases"] = [_case(chance, sheets)]
    return sheets


def _spread(chance: random.Random, sheets: Sheets, sheet: str, row: dict[str, Any], column: str) -> None:
    number, way = row[column], chance.choice(["plain", "plain", "series", "shared", "period"])
    share = column == "required" or "share" in str(row.get("measure"))
    other = min(number * chance.choice([0.5, 1, 1.5]), 1.0 if share else number * 2)
    if way == "period" and column != "required":
        row[chance.choice(PERIODS)] = other
    elif way in ("series", "shared"):
        name = f"all {sheet} {column} {number}" if way == "shared" else f"of {sheet} {column} {len(sheets['Series'])}"
        if not any(held["series"] == name for held in sheets["Series"]):
            sheets["Series"].append({"series": name, "first": number, "second": other})
        row[column] = name


def _case(chance: random.Random, sheets: Sheets) -> dict[str, Any]:
    rule = chance.choice(sheets["Rules"])
    is_share = "share" in rule["measure"]
    options: list[tuple[str, str, str, object]] = [
        ("Demand", "home / goods", "required", 0.9), ("Budgets", "*", "amount", 55),
        ("Rules", str(rule["rule"]), chance.choice(["limit", "second"]), 0.4 if is_share else 45),
    ]  # fmt: skip
    sheet, row, column, value = chance.choice(options)
    return {"case": "other", "sheet": sheet, "row": row, "column": column, "change": value}


def is_possible(path: Path, case: str) -> bool:
    """Whether the workbook in a file is without errors and has a plan."""
    book, faults = read_and_check(path, case)
    assert book is not None, [str(fault) for fault in faults]
    return CompiledCase(book, CaseSetting(), Options(gap=1.0)).ask(Query()).answer.status is not Status.INFEASIBLE


def printed(text: str) -> dict[str, object]:
    """Return what a diagnosis says to type, by address, from its words alone."""
    found: dict[str, object] = {}
    for line in text.partition("gave way")[2].splitlines()[1:]:
        where, new = re.fullmatch(r"  (.*) \([^()]*\): .* -> (.*)", line).groups()  # type: ignore[union-attr]
        found[where] = float(new) if re.fullmatch(r"[\d.e+-]+", new) else new
    return found


@pytest.mark.parametrize("seed", few(3, range(SEEDS)))
def test_what_is_printed_makes_a_plan_of_the_file(tmp_path: Path, seed: int) -> None:
    chance, path = random.Random(seed), tmp_path / "in.xlsx"
    while True:
        sheets = varied(chance)
        case = "other" if "Cases" in sheets else "base"
        book, _ = read_and_check(write(path, sheets), case)
        if book is not None and not is_possible(path, case):
            break
    found = diagnose(book, options_of(book))
    assert found.relaxation is not None
    assert found.relaxation.changes
    assert found.relaxation.is_tried
    assert is_possible(change(path, printed(found.text)), case), found.text
