"""Price steps, second edition of workbook.md: reserves of rising cost, what is a decision, and order without one."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest
from drawn_steps import Whole, draw
from samples import few
from test_contract_offers import offers
from workbooks import Sheets, checked, cost, rows, settings

from planner.audit.audit import audit
from planner.errors import InfeasibleError, WorkbookError
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

ASKED = "market | material | amount | shortage cost"
TWO, THREE = "period\na\nb", "period\na\nb\nc"


# Reserves: totals open the next step


def test_reserves_of_rising_cost(tmp_path: Path) -> None:
    """12 in all at 1, then 15 at 2, then at 3 without limit, 10 a year: 10 + (2 + 16) + (14 + 9)."""
    sheets = offers("1 | | 12", "2 | | 15", "3 | |", more="total", Periods=THREE)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(51)


def test_a_reserve_used_up_exactly_opens_the_next_step_in_the_same_period(tmp_path: Path) -> None:
    """The 10 go in a, so that in a already 5 more may come of the second: 10 + 5 * 2, and 15 * 2 in b."""
    asked = "market | material | amount | shortage cost\nhere | goods | 15 | 100"
    sheets = offers("1 | | 10", "2 | 20 |", more="total", Periods=TWO, Demand=asked)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(10 + 10 + 30)


def test_a_dear_reserve_comes_before_a_cheap_one(tmp_path: Path) -> None:
    """The first 12 cost 5, what follows 1: 50 + (2 * 5 + 8) + 10; not 30."""
    sheets = offers("5 | | 12", "1 | 20 |", more="total", Periods=THREE)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(78)


def test_a_reserve_may_be_thrown_away_for_the_step_behind_it(tmp_path: Path) -> None:
    """10 are asked, but all 15 at 1 must go before the 20 that pay 1 each."""
    assert cost(tmp_path / "in.xlsx", offers("1 | | 15", "-1 | 20 |", more="total")) == pytest.approx(-5)


def test_a_reserve_with_a_maximum_opens_by_either(tmp_path: Path) -> None:
    """6 a year at most of 10 in all: 6 + 4 * 3, then 4 + 6 * 3, then 10 * 3."""
    sheets = offers("1 | 6 | 10", "3 | 20 |", more="total", Periods=THREE)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(18 + 22 + 30)


def test_after_a_step_without_maximum_and_total_no_step_follows(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="never opens: the one before it has no maximum and no total"):
        cost(tmp_path / "in.xlsx", offers("1 | |", "2 | 20 |", more="total"))


def test_steps_that_nothing_limits_ask_for_a_limit(tmp_path: Path) -> None:
    """A sale without limit, and a step that waits for a reserve: how much it could be nobody says."""
    sale = "market | material | price\nhere | goods | 1.5"
    with pytest.raises(WorkbookError, match="price steps ask for a limit"):
        cost(tmp_path / "in.xlsx", offers("1 | | 10", "2 | |", more="total", Demand=sale))


# Branches: what is a decision


def far(*steps: str, more: str = "", required: str = "1", onset: str = "*", **sheets: str) -> Sheets:
    """Return offers of a home maker beside a foreign one at 1 without limit, whose loss must be survived."""
    found = offers(
        *steps, more=more, Sites="site | country\nhere | Home\nthere | Far", Lanes="from | to\nthere | here",
        Disruptions=f"disruption | required | onset\nlost | {required} | {onset}",
        Hits="disruption | target | name\nlost | country | Far",
        Demand="market | material | amount | shortage cost\nhere | goods | 20 | 100", **sheets)  # fmt: skip
    rival: dict[str, Any] = {"supplier": "rival", "site": "there", "material": "goods", "price": 1}
    found["Suppliers"].append(rival)
    return found


@pytest.mark.parametrize("total", ["", "1000000", "10"])
def test_a_total_makes_no_decision_of_the_next_step(tmp_path: Path, total: str) -> None:
    """All is bought abroad for 20, and both steps stand by for the loss, whatever the first one's total."""
    assert cost(tmp_path / "in.xlsx", far(f"2 | 10 | {total}", "3 | 10 |", more="total")) == pytest.approx(20)


def test_a_resource_makes_no_decision_of_the_next_step(tmp_path: Path) -> None:
    crane = "resource | place | capacity\ncrane | here | 10"
    sheets = far("2 | 10 | crane: 1", "3 | 10 |", more="uses", Resources=crane)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(20)


def test_steps_at_one_price_are_no_decisions(tmp_path: Path) -> None:
    assert cost(tmp_path / "in.xlsx", far("2 | 10", "2 | 10")) == pytest.approx(20)


def test_a_step_behind_a_dearer_one_is_a_decision(tmp_path: Path) -> None:
    """To have the second step when abroad is lost the first must be full: 4 at 5, and 16 at 1."""
    assert cost(tmp_path / "in.xlsx", far("5 | 4", "2 | 20")) == pytest.approx(36)


def test_a_step_behind_a_dearer_one_is_a_decision_in_those_periods_only(tmp_path: Path) -> None:
    """In a the first costs 1.5 and both stand by: 20; in b it costs 5 and must be full: 4 at 5, and 16 at 1."""
    sheets = far("dear | 4", "2 | 20", Periods=TWO, Series="series | a | b\ndear | 1.5 | 5")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(56)


def test_a_fixed_cost_makes_a_decision_in_the_periods_in_which_it_is_there(tmp_path: Path) -> None:
    """In a the second step stands by for nothing; in b it is 7, and the first must be full: 10 at 2, 10 at 1."""
    sheets = far("2 | 10 |", "3 | 10 | fee", more="fixed cost", Periods=TWO, Series="series | a | b\nfee | 0 | 7")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(20 + 37)


def test_a_fixed_cost_of_a_lane_in_one_period(tmp_path: Path) -> None:
    """The lane home from a third country stands by in a for nothing, and in b for 7: 20 + 27."""
    sheets = far("2 | 20", Periods=TWO, Series="series | a | b\nfee | 0 | 7")
    sheets["Sites"] += rows("site | country\nmid | Third")
    sheets["Suppliers"][0]["site"] = "mid"
    sheets["Lanes"] += rows("from | to | fixed cost\nmid | here | fee")
    plan = checked(tmp_path / "in.xlsx", sheets)
    assert plan.run["objective"] == pytest.approx(47)
    assert set(plan.tables["Resilience"]["service"]) == {1.0}


def test_what_the_trunk_left_of_a_reserve(tmp_path: Path) -> None:
    """Of 20 in all 12 go in a, so that 8 are left for b's surge to 30: 12 of the second step may come too.

    10 + 2 at 1 in a; 8 at 1 and 4 at 3 in b.
    """
    sheets = offers(
        "1 | | 20", "3 | 22 |", more="total", Periods=TWO,
        Demand="market | material | amount | shortage cost\nhere | goods | 12 | 100",
        Disruptions="disruption | required | onset\nsurge | 1 | b",
        Hits="disruption | target | name | material | remaining\nsurge | demand | here | goods | 2.5")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(12 + 8 + 12)


def test_what_the_trunk_left_is_too_little(tmp_path: Path) -> None:
    """The same with one unit less of the second step: so one unit more must be left of the reserve.

    It is bought of the second step in a: no, steps fill in order, so there is no such plan.
    """
    sheets = offers(
        "1 | | 20", "3 | 21 |", more="total", Periods=TWO,
        Demand="market | material | amount | shortage cost | required\nhere | goods | 12 | 100 | 1",
        Disruptions="disruption | required | onset\nsurge | 1 | b",
        Hits="disruption | target | name | material | remaining\nsurge | demand | here | goods | 2.5")  # fmt: skip
    with pytest.raises(InfeasibleError):
        cost(tmp_path / "in.xlsx", sheets)


def test_a_step_whose_resource_is_nowhere_counts_as_closed(tmp_path: Path) -> None:
    """The first step's crane is elsewhere; the second stands by, at 3 in place of 1, at a chance of a half."""
    sheets = far("2 | 10 | crane: 1", "3 | 20 |", more="uses", required="", Resources="resource | place | capacity\n"
                 "crane | there | 5")  # fmt: skip
    sheets["Disruptions"][0]["probability"] = 0.5
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(20 + 0.5 * 40)


# Order where cost alone does not keep it


def test_steps_stay_in_order_where_disruptions_give_all_waste_back(tmp_path: Path) -> None:
    """Something strikes for certain and leaves 0.4: what the trunk costs counts for nothing, its order all the same."""
    sheets = offers("1 | 20", "2 | 15", Disruptions="disruption | probability\nhalf | 1",
                    Hits="disruption | target | name | remaining\nhalf | supplier | maker | 0.4")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(8 + 2 * 2)


def test_steps_stay_in_order_where_the_tail_weighs_most(tmp_path: Path) -> None:
    """At a chance of 0.1 a weight of 0.94 on the tail gives back 0.946: 10 at 1 and 10 of 8 + 4 a year."""
    sheets = offers("1 | 20", "2 | 15", Disruptions="disruption | probability\nhalf | 0.1",
                    Hits="disruption | target | name | remaining\nhalf | supplier | maker | 0.4")  # fmt: skip
    sheets["Settings"] = settings(discount_rate=0, gap=0, risk_weight=0.94)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(10 + 2 * (0.06 * 0.1 + 0.94))


def test_a_step_that_takes_a_scarce_resource_is_not_left_out(tmp_path: Path) -> None:
    """The crane of 10 would rather serve the other maker: 6 of the first step come first, then 4 cranes are left.

    Two markets: goods 10 and ore 10, each 100 a unit short. 6 + 4 * 2 for goods; ore 4 at 1: 6 short.
    """
    sheets = offers(
        "1 | 6 | crane: 1", "2 | 20 |", more="uses", Materials="material\ngoods\nore",
        Resources="resource | place | capacity\ncrane | here | 10",
        Demand=f"{ASKED}\nhere | goods | 10 | 100\nhere | ore | 10 | 100")  # fmt: skip
    sheets["Suppliers"] += rows("supplier | site | material | price | uses\ndigger | here | ore | 1 | crane: 1")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(6 + 8 + 4 + 600)


@pytest.mark.parametrize("seed", few(5, range(16)))
def test_a_second_model_finds_the_same_cost(tmp_path: Path, seed: int) -> None:
    sheets = draw(random.Random(seed))
    least = Whole(sheets).solve()
    if least == float("inf"):
        with pytest.raises(InfeasibleError):
            cost(tmp_path / "in.xlsx", sheets)
        return
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(least, rel=1e-6, abs=1e-6)


def test_a_reserve_may_be_drawn_on_all_at_once_while_something_is_lost(tmp_path: Path) -> None:
    """12 in all over two years are 6 a year; in the half year without the rival 5 are needed, 10 a year.

    A fixed cost of 1 a year keeps the reserve standing by: 2 x 1 and 20 at 0.5.
    """
    sheets = far("4 | | 12 | 1", more="total | fixed cost", Periods="period | years\na | 2")
    sheets["Suppliers"][-1]["price"] = 0.5
    sheets["Demand"][0]["amount"] = 10
    sheets["Disruptions"][0]["duration"] = 0.5
    plan = checked(tmp_path / "in.xlsx", sheets)
    assert plan.run["objective"] == pytest.approx(2 + 10)
    assert plan.tables["Resilience"]["time to survive"].tolist() == pytest.approx([1.2])


def test_the_audit_sees_a_step_that_is_taken_out_of_turn(tmp_path: Path) -> None:
    """The second step stands by, and nothing is bought of it; with 3 of the first step's 4 it could not."""
    sheets = far("5 | 4", "2 | 20")
    plan = checked(tmp_path / "in.xlsx", sheets)
    bought = plan.tables["Purchases"].copy()
    assert bought.loc[bought["row"] == 3, ["amount", "in use"]].to_numpy().tolist() == [[0.0, 1.0]]
    bought.loc[bought["row"] == 2, "amount"] = 3.0
    found = audit(read(tmp_path / "in.xlsx"), {**plan.tables, "Purchases": bought}, plan.run).set_index("check")
    assert found.loc["purchases: price steps in order", "pass"] == "NO"
