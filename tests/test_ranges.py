"""The sheet Ranges: which cells a row moves, every fault at its cell, and what lies between the ends."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from workbooks import small, write

from planner.workbook.checks.run import read_and_check
from planner.workbook.ranges.number_range import NumberRange, grouped
from planner.workbook.ranges.read import ranges_of
from planner.workbook.reading.complaints import Complaints
from planner.workbook.reading.reader import opened

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "sheet | row | column | low | high | shape | with\n"
SHEETS = {
    "Periods": "period\n2027\n2028",
    "Sites": "site\nhere\nhome",
    "Series": "series | 2027 | 2028\nfreight | 1 | 2",
    "Lanes": "from | to | cost\nhere | home | freight",
    "Demand": "market | material | amount | shortage cost | 2028\nhome | goods | 10 | 100 | 20",
    "Suppliers": "supplier | site | material | price | maximum\nA | here | goods | 4 | 9\nB | here | goods | 5 | \n"
                 "C | here | goods | 0 | ",
    "Settings": "setting | value\ndiscount rate | 0.05",
    "Projects": "project | place | adds | block | fixed capital | active\nP | here | dock | 5 | 70 | yes\n"
                "Q | here | dock | 5 | 80 | no",
    "Resources": "resource | place | capacity\ndock | here | 5",
}  # fmt: skip


def listed(*rows: str) -> str:
    """Return the sheet Ranges with these rows, blanks at their ends."""
    return HEAD + "\n".join(row + " |" * (HEAD.count("|") - row.count("|")) for row in rows)


def ranges(tmp_path: Path, *rows: str) -> tuple[NumberRange, ...]:
    path = write(tmp_path / "in.xlsx", small(**SHEETS, Ranges=listed(*rows)))
    complaints = Complaints()
    found = ranges_of(opened(path).tables, complaints)
    assert not [fault for fault in complaints.faults() if fault.severity.value == "error"]
    return found


@pytest.mark.parametrize(
    ("row", "wrong", "remedy"),
    [
        ("Supliers | A | price | 1 | 5", "A2: no sheet that a range could change is named 'Supliers'", "Suppliers"),
        ("Cases | A | change | 1 | 5", "A2: a range cannot change the sheet Cases", ""),
        ("Suppliers | D | price | 1 | 5", "B2: this range fits no cell: Suppliers has no row 'D'", ""),
        ("Suppliers | A | prise | 1 | 5", "C2: this range fits no cell: Suppliers has no column 'prise'", "price"),
        ("Suppliers | A | material | 1 | 5", "C2: a range is of cells that hold numbers, and Suppliers material", ""),
        ("Suppliers | B | maximum | 1 | 5", "B2: a range is of cells that hold numbers, and Suppliers!E3 is blank", ""),
        ("Lanes | * | cost | 1 | 5", "B2: a range is of cells that hold numbers, and Lanes!C2 names the series", ""),
        ("Suppliers | A | price | 5 | 1", "E2: the upper end, 1, lies below the lower end, 5", "Swap"),
        ("Suppliers | A | price | 4 | 4", "E2: both ends are 4: there is nothing between them", "Take the row out"),
        ("Suppliers | C | price | x0.8 | x1.2", "E2: both ends are 0: there is nothing", "No factor"),
        ("Suppliers | A | price | few | 5", "D2: low must be a number", ""),
        ("Suppliers | A | price | -20% | 5", "D2: a change by percent is written as a factor", "x0.8"),
        ("Suppliers | A | maximum | -3 | 12", "D2: maximum must be at least 0, and the low end makes it -3", ""),
        ("Suppliers | A | price | -3 | 5 | lognormal", "E2: a lognormal number lies above 0", ""),
        ("Suppliers | * | price | 1 | 5", "D2: the rows that this range fits hold different numbers", "x0.8"),
        ("Suppliers | * | price | less 1 | x1.2", "D2: one end is a step and the other is none", ""),
        ("Settings | time limit | value | 1 | 5", "B2: a range is of cells that hold numbers of the plan", ""),
        ("Projects | P | starts | 1 | 5", "C2: starts takes whole numbers only", ""),
        ("Projects | Q | fixed capital | 1 | 5", "B2: this range fits only rows that are not active", ""),
    ],
)
def test_a_wrong_range_is_told_at_its_cell(tmp_path: Path, row: str, wrong: str, remedy: str) -> None:
    path = write(tmp_path / "in.xlsx", small(**SHEETS, Ranges=listed(row)))
    book, faults = read_and_check(path)
    assert book is None
    cell, _, words = wrong.partition(": ")
    told = [fault for fault in faults if fault.sheet == "Ranges"]
    assert len(told) == 1
    assert told[0].cell == cell
    assert words in told[0].wrong
    assert remedy in told[0].remedy or remedy in str(told[0].proposal)


def test_two_rows_may_not_move_one_cell(tmp_path: Path) -> None:
    rows = listed("Suppliers | * | price | x0.8 | x1.2", "Suppliers | B | price | 4 | 6")
    _, faults = read_and_check(write(tmp_path / "in.xlsx", small(**SHEETS, Ranges=rows)))
    assert [x.wrong for x in faults if x.sheet == "Ranges"] == ["Suppliers!D3 is moved by row 2 of Ranges as well"]


def test_a_range_beside_its_own_number_is_a_warning(tmp_path: Path) -> None:
    path = write(tmp_path / "in.xlsx", small(**SHEETS, Ranges=listed("Suppliers | A | price | 5 | 9")))
    book, faults = read_and_check(path)
    assert book is not None
    (told,) = (fault for fault in faults if fault.sheet == "Ranges")
    assert (told.severity.value, told.cell) == ("warning", "D2")
    assert "does not hold the cell's own number, 4" in told.wrong


def test_what_a_row_moves(tmp_path: Path) -> None:
    found = ranges(
        tmp_path, "Suppliers | A | price | 3 | x1.5", "Demand | home | amount | 8 | 15", "Settings | discount rate | "
        "value | 0.03 | 0.08", "Suppliers | C | price | less 1 | add 2", "Series | freight | 2028 | 1 | 3",
    )  # fmt: skip
    assert [(x.own, x.low, x.high, x.moves, x.cells) for x in found] == [
        (4, 3, 6, "value", 1), (10, 8, 15, "factor", 2), (0.05, 0.03, 0.08, "value", 1), (0, -1, 2, "value", 1),
        (2, 1, 3, "value", 1),
    ]  # fmt: skip
    assert [x.change(x.low) for x in found] == [3, "x0.8", 0.03, -1, 1]


def test_steps_and_factors_of_several_rows(tmp_path: Path) -> None:
    (step,) = ranges(tmp_path, "Suppliers | * | price | less 1 | add 2")
    assert (step.own, step.low, step.high, step.moves, step.cells) == (4, 3, 6, "step", 3)
    assert (step.change(3.5), step.change(5.5)) == ("less 0.5", "add 1.5")


def test_a_row_of_period_columns_whose_first_is_0_moves_by_a_step(tmp_path: Path) -> None:
    demand = "market | material | amount | shortage cost | 2028\nhome | goods | 0 | 100 | 20"
    row = "Demand | home | amount | 0 | 5"
    path = write(tmp_path / "in.xlsx", small(**(SHEETS | {"Demand": demand}), Ranges=listed(row)))
    (found,) = ranges_of(opened(path).tables, Complaints())
    assert (found.moves, found.change(5)) == ("step", "add 5.0")


def test_cases_change_no_ranges(tmp_path: Path) -> None:
    cases = "case | sheet | row | column | change\nx | Ranges | * | low | 3"
    _, faults = read_and_check(
        write(tmp_path / "in.xlsx", small(**SHEETS, Cases=cases, Ranges=listed("Suppliers | A | price | 1 | 5")))
    )
    assert "a case cannot change the sheet Ranges" in [fault.wrong for fault in faults]


def spread(shape: str, low: float, own: float, high: float) -> NumberRange:
    return NumberRange(2, "Suppliers", "A", "price", own, low, high, shape=shape)


@pytest.mark.parametrize("share", [0.001, 0.2, 0.5, 0.83, 0.999])
def test_shapes_are_those_of_the_textbook(share: float) -> None:
    from scipy.stats import lognorm, triang, uniform  # slow to import, in each process that gathers the tests

    assert spread("triangular", 2, 3, 7).at(share) == pytest.approx(triang.ppf(share, 0.2, 2, 5))
    assert spread("uniform", 2, 3, 7).at(share) == pytest.approx(uniform.ppf(share, 2, 5))
    deviation = (math.log(7) - math.log(2)) / 2 / 1.6448536269514722
    assert spread("lognormal", 2, 3, 7).at(share) == pytest.approx(lognorm.ppf(share, deviation, scale=math.sqrt(14)))


def test_the_ends_of_lognormal_are_its_points_of_5_and_95_percent() -> None:
    found = spread("lognormal", 2, 3, 7)
    assert (found.at(0.05), found.at(0.95)) == pytest.approx((2, 7))


def test_the_mode_of_a_range_beside_its_number_is_the_nearer_end() -> None:
    from scipy.stats import triang

    assert np.allclose([spread("triangular", 5, 4, 9).at(u) for u in (0.3, 0.9)], triang.ppf([0.3, 0.9], 0, 5, 4))


def test_rows_that_share_a_name_move_together() -> None:
    one, two, three = spread("uniform", 2, 3, 7), spread("uniform", 10, 20, 30), spread("uniform", 0, 1, 2)
    together = [
        NumberRange(**{**vars(each), "group": name}) for each, name in ((one, "oil"), (two, "Oil"), (three, ""))
    ]
    first, last = grouped(together)
    assert (first.name, len(first.spreads), last.is_one) == ("oil", 2, True)
    assert [value for _, value in first.drawn(0.25)] == [3.25, 15]
    assert [value for _, value in first.numbers(-0.5)] == [2.5, 15]
    assert [value for _, value in first.numbers(1)] == [7, 30]
    assert [value for _, value in last.numbers(1.5)] == [1.5]
