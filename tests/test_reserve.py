"""A stockpile's reserve: the least that is held while nothing is disrupted, which only a disruption may draw."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from giving_way import relaxation_of
from workbooks import Sheets, checked, small, write

from planner.audit.audit import audit
from planner.errors import WorkbookError
from planner.planning.workbooks import read_checked
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner_models.bounds import Bounds
from planner_models.index import Index
from planner_models.useful import useful_sizes

if TYPE_CHECKING:
    from pathlib import Path


def sheets(reserve: object, more: str = "", maximum: float = 13, **others: str) -> Sheets:
    """Ten a year are asked, at most so many may be bought, for 1 each at first and for 2 later."""
    return small(
        Periods="period\nfirst\nsecond",
        Series="series | first | second\nrising | 1 | 2\ngrowing | 2 | 3",
        Suppliers=f"supplier | site | material | price | maximum\nmine | here | goods | rising | {maximum}",
        Stockpiles=f"site | material | reserve{more and ' | ' + more.split(':')[0]}\n"
                   f"here | goods | {reserve}{more and ' | ' + more.split(':')[1]}",
        Demand="market | material | amount | shortage cost | required\nhere | goods | 10 | 100 | 1",
        **others,
    )  # fmt: skip


def test_a_reserve_is_bought_and_stays(tmp_path: Path) -> None:
    """Three are put by in the first year, at 1, and are there still at the end."""
    plan = checked(tmp_path / "in.xlsx", sheets(3))
    assert plan.run["objective"] == pytest.approx(13 + 20)
    assert plan.tables["Stockpiles"]["stock"].tolist() == pytest.approx([3, 3])


def test_a_reserve_may_vary_by_period(tmp_path: Path) -> None:
    """Three are put by at 1, since they are cheaper then, though the first year asks for two only."""
    plan = checked(tmp_path / "in.xlsx", sheets("growing"))
    assert plan.run["objective"] == pytest.approx(13 + 20)


def test_an_initial_stock_and_what_is_lost_of_it(tmp_path: Path) -> None:
    """Of four a half is lost in each year: one is bought to end the first with three, one and a half in the second."""
    plan = checked(tmp_path / "in.xlsx", sheets(3, "initial | loss:4 | 0.5"))
    assert plan.run["objective"] == pytest.approx(10 + 1 + 20 + 2 * 1.5)


def test_a_disruption_draws_it_all(tmp_path: Path) -> None:
    """Of ten that are asked in the second year without the mine, the three put by are served and seven are short."""
    struck = {
        "Disruptions": "disruption | probability | onset | duration\ntrouble | 0.1 | second | 1",
        "Hits": "disruption | target | name\ntrouble | supplier | mine",
    }
    plan = checked(tmp_path / "in.xlsx", sheets(3, **struck))
    shown = plan.tables["Resilience"].iloc[0]
    assert shown["shortage"] == pytest.approx(7)
    assert plan.run["objective"] == pytest.approx(13 + 20 + 0.1 * (700 - 20))


def test_it_has_a_price_in_each_period(tmp_path: Path) -> None:
    """One more in the first year alone costs 1 and saves 2 in the second; one more in the second alone costs 1 or 2.

    In the second year one more is bought for 2, as the mine is at its maximum in the first.
    """
    plan = checked(tmp_path / "in.xlsx", sheets("growing"))
    prices = plan.tables["Prices"].set_index(["sheet", "column", "period"])["price"]
    assert prices["Stockpiles", "reserve", "second"] == pytest.approx(-2)
    dearer = checked(tmp_path / "more.xlsx", sheets("growing") | {"Series": [
        {"series": "rising", "first": 1, "second": 2}, {"series": "growing", "first": 2, "second": 3.5}]})  # fmt: skip
    saved = plan.run["objective"] - dearer.run["objective"]
    assert saved == pytest.approx(0.5 * prices["Stockpiles", "reserve", "second"])


def test_it_gives_way_where_it_cannot_be_kept(tmp_path: Path) -> None:
    """Of ten and a half that may be bought ten are asked: a half can be put by in each year, of the two and three."""
    book = read(write(tmp_path / "in.xlsx", sheets("growing", maximum=10.5)))
    found = relaxation_of(book, "service=never")
    assert found.is_tried
    assert [x.text for x in found.changes] == [
        "Series!B3 (growing, first): 2 -> 0.5", "Series!C3 (growing, second): 3 -> 1",
    ]  # fmt: skip


@pytest.mark.parametrize("maximum", [2, "rising"])
def test_a_reserve_above_the_maximum_is_an_error_at_its_cell(tmp_path: Path, maximum: object) -> None:
    with pytest.raises(WorkbookError) as caught:
        read_checked(write(tmp_path / "in.xlsx", sheets(3, f"maximum:{maximum}")), "base")
    most = 2 if maximum == 2 else 1
    assert f"Stockpiles!C2: the reserve is above the maximum of {most} in first" in str(caught.value)


def test_the_audit_knows_it_by_itself(tmp_path: Path) -> None:
    plan = checked(tmp_path / "in.xlsx", sheets(0))
    asked = read(write(tmp_path / "asked.xlsx", sheets(3)))
    found = audit(asked, plan.tables, plan.run).set_index("check")
    assert found.loc["stocks: reserve", "pass"] == "NO"
    kept = checked(tmp_path / "kept.xlsx", sheets(3))
    assert audit(asked, kept.tables, kept.run).set_index("check").loc["stocks: reserve", "pass"] == "yes"


def test_a_bound_leaves_room_for_it(tmp_path: Path) -> None:
    """An offer with a fixed cost and no maximum may bring what is asked and what is put by."""
    problem = assemble(read(write(tmp_path / "in.xlsx", sheets(3))))
    free = replace(problem, offers=tuple(replace(x, maximum=(float("inf"),) * 2, fixed_cost=(1.0, 1.0))
                                         for x in problem.offers))  # fmt: skip
    index = Index(free)
    assert Bounds(index, useful_sizes(index)).purchase(0, 1) >= 13
