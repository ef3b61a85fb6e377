"""What a workbook without a limit is told: the cells that, limited, end it, and nothing that does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from workbooks import Sheets, change, rows, small, write

from planner.errors import WorkbookError
from planner.infeasibility.planned import plan_book
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

    from planner.faults import Fault

SALE = small(
    Periods="period\none\ntwo",
    Sites="site\nhere\nthere",
    Suppliers="supplier | site | material | price | maximum | one | two\nfar | there | goods | 3 | | 50 |",
    Lanes="from | to | maximum\nthere | here |",
    Demand="market | material | price | one\nhere | goods | 4 | 10",
)
SALE["Demand"][0]["amount"] = None


def refused(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(WorkbookError) as error:
        plan_book(read(path))
    return error.value.faults


def followed(path: Path, faults: tuple[Fault, ...], limit: float = 20) -> Path:
    """Type a limit into every cell that is named."""
    return change(path, {f"{x.sheet}!{' ' if x.cell.startswith('row') else ''}{x.cell}": limit for x in faults})


def test_what_is_sold_without_limit_is_limited_in_the_period_without(tmp_path: Path) -> None:
    path = write(tmp_path / "in.xlsx", SALE)
    faults = refused(path)
    assert [x.place for x in faults] == ["Demand!E2"]
    assert faults[0].remedy == "Give the amount that there can be: with one here it ends"
    assert plan_book(read(followed(path, faults))).run["objective"] == pytest.approx(-30)


def test_all_that_must_be_limited_is_told_at_once(tmp_path: Path) -> None:
    """Two markets earn: a limit on either alone does not end it, one on both does."""
    sheets: Sheets = SALE | {"Demand": rows("""
        market | material | amount | price
        here | goods | | 4
        there | goods | | 5
        """)}  # fmt: skip
    path = write(tmp_path / "in.xlsx", sheets)
    faults = refused(path)
    assert sorted(x.place for x in faults) == ["Demand!row 2, a new column amount", "Demand!row 3, a new column amount"]
    assert {x.remedy for x in faults} == {"Give the amount that there can be: with one in each of these cells it ends"}
    assert plan_book(read(followed(path, faults))).run["status"] == "proven"


BOUNDLESS = small(
    Suppliers="""
        supplier | site | material | price | maximum | fixed cost
        far | here | goods | 3 | | 5
        near | here | goods | 2 | | 6
        """,
    Demand="market | material | amount | price\nhere | goods | | 4",
)


def test_every_offer_that_needs_a_limit_is_told_at_its_cell(tmp_path: Path) -> None:
    path = write(tmp_path / "in.xlsx", BOUNDLESS)
    faults = refused(path)
    assert [x.place for x in faults] == [f"Suppliers!row {n}, a new column maximum" for n in (2, 3)]
    assert all("it may not be enough" not in x.remedy for x in faults)
    assert plan_book(read(followed(path, faults))).run["objective"] == pytest.approx(-(20 * 1 - 5 + 20 * 2 - 6))


def test_a_rule_names_what_would_have_to_be_limited(tmp_path: Path) -> None:
    """What is sold without limit is what could be taken in without limit; the offers' own limits would not do."""
    sheets = BOUNDLESS | {
        "Suppliers": rows(
            "supplier | site | material | price | maximum\nfar | here | goods | 3 | 5\nnear | here | goods | 2 |"
        ),
        "Rules": rows("rule | measure | material | limit\nmany | origins at least | goods | 1"),
    }
    path = write(tmp_path / "in.xlsx", sheets)
    faults = refused(path)
    assert [x.place for x in faults] == ["Rules!A2"]
    assert faults[0].remedy == "Give a limit in Demand! row 2, a new column amount"
    found = plan_book(read(change(path, {"Demand! row 2, a new column amount": 20})))
    assert found.run["status"] == "proven"
