"""A workbook a year later is the same however its names are typed: in capitals, with spaces or without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from rolled_years import later, planned
from workbooks import Sheets, plan, small

if TYPE_CHECKING:
    from pathlib import Path


def years(**sheets: str) -> Sheets:
    """Return three years in which a mill makes goods at 1 each; going without costs 90."""
    return small(**({
        "Settings": "setting | value\n discount rate | 0\n gap | 0\n capital charging | overnight",
        "Periods": "period\n 2026\n 2027\n 2028",
        "Sites": "site | country\n here | AA",
        "Recipes": "process | role | item | amount\n make | makes | goods | 1",
        "Plants": "site | process | capacity | variable cost\n here | make | 0 | 1",
        "Demand": "market | material | amount | shortage cost\n here | goods | 10 | 90",
    } | sheets))  # fmt: skip


def a_year_later(folder: Path, sheets: Sheets, *under_way: str) -> Any:
    """Return what is to be paid from 2027 on, as the former plan has it and as the workbook of then is planned."""
    found, book = later(folder, plan(folder / "in.xlsx", sheets), "2027", *under_way)
    return found.remaining - found.charged, planned(book).run["objective"], book


@pytest.mark.parametrize("typed", ["must", "Must", " MUST "])
def test_what_had_to_be_built_is_not_asked_for_again(tmp_path: Path, typed: str) -> None:
    """It is built in 2026: 10 a year are left to pay. As a must of another start it would take 10 more of capital."""
    columns = "project | place | adds | block | fixed capital | starts | decision"
    projects = f"{columns}\n mill | here | make | 10 | 30 | 3 | {typed}"
    told, now, _ = a_year_later(tmp_path, years(Projects=projects))
    assert (told, now) == (pytest.approx(20), pytest.approx(20))


@pytest.mark.parametrize("typed", ["mill; kiln", "mill;kiln", "MILL ; Kiln"])
def test_who_pays_is_taken_out_of_the_row_that_named_it(tmp_path: Path, typed: str) -> None:
    """The state, whose money counts half, pays 0.6 of a mill of 30 that takes two years, and goes on to."""
    told, now, book = a_year_later(tmp_path, years(
        Budgets="funder | amount | weight\n state | 100 | 0.5\n own | 100 | 1",
        Funding=f"funder | projects | share\n state | {typed} | 0.6\n own | * | 1",
        Projects="project | place | adds | block | fixed capital | lead time\n"
        " mill | here | make | 10 | 30 | 2\n kiln | here | make | 10 | 3000 | 1",
    ))  # fmt: skip
    assert now == pytest.approx(told)
    rows = [(row["funder"], row["projects"]) for row in book.rows("Funding")]
    assert rows == [("state", ("kiln",)), ("own", ("*",)), ("state", ("mill",)), ("own", ("mill",))]


@pytest.mark.parametrize(
    ("typed", "idle"), [("power", ""), ("Power", ""), ("power", "grid | aa | power | 3 | 30 | no\n ")]
)
def test_what_was_added_to_a_resource_is_hit_with_it(tmp_path: Path, typed: str, idle: str) -> None:
    """Power of 2 and 8 that were added, half of it in the first year: 5 made and 5 short, then 10 made.

    Another row of the project that is not active stands for nothing.
    """
    told, now, _ = a_year_later(tmp_path, years(
        Recipes="process | role | item | amount\n make | makes | goods | 1\n make | uses | power | 1",
        Plants="site | process | capacity | variable cost\n here | make | 10 | 1",
        Resources="resource | place | capacity\n power | AA | 2",
        Projects=f"project | place | adds | block | fixed capital | active\n {idle}grid | aa | {typed} | 8 | 30 | yes",
        Disruptions="disruption | duration | onset\n out | 1 | 2028",
        Hits="disruption | target | name | remaining\n out | resource | power | 0.5",
    ), "out")  # fmt: skip
    assert (told, now) == (pytest.approx(20), pytest.approx(5 + 450 + 10))


def test_what_cases_and_worlds_say_of_the_past_is_taken_out(tmp_path: Path) -> None:
    sheets = years(
        Periods="period\n first\n second\n third",
        Cases="case | sheet | row | column | change\n"
        " dear | Demand | here | FIRST | 20\n dear | Demand | here | Third | 20",
        Worlds="world | from | probability\n calm | Second | 0.5\n hard | SECOND | 0.5",
    )
    found, book = later(tmp_path, plan(tmp_path / "in.xlsx", sheets), "second")
    assert [row["column"] for row in found.rows["Cases"]] == ["Third"]
    assert found.rows["Worlds"] == []
    assert not book.faults


def test_settings_are_carried_on_by_their_own_names(tmp_path: Path) -> None:
    """What is no setting of ours was a crash, and so was one in capitals; a row that is not active says nothing."""
    _, book = later(tmp_path, plan(tmp_path / "in.xlsx", years(
        Settings="setting | value | active\n Discount_Rate | 0.1 |\n GAP | 0 |\n Base  Year | 2025 |\n"
        " Currency | EUR |\n my own | 3 |\n discount rate | 0.2 | no",
    )), "2027")  # fmt: skip
    told = [book.settings[name] for name in ("discount rate", "gap", "base year", "currency")]
    assert told == [0.1, 0, 2025, "EUR"]
