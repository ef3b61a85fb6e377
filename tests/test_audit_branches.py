"""The audit's own branches: by hand, on random workbooks, and on plans that were tampered with."""

from __future__ import annotations

import pickle
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from drawn_risks import draw
from samples import few
from workbooks import Sheets, checked, plan, rows, small

from planner.audit.audit import audit
from planner.errors import InfeasibleError

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plans.plan import Plan

EXTRA = "extra cost in the year's money"


def two_years(required: float = 0.75) -> Sheets:
    """Return goods from afar, 10 a year at 1; a stock at home, 5 at first, is what an outage of half a year leaves.

    Serving 3/4 of the half year's 5 takes 3.75 from the stock of the year before. Goods at home cost 3 and come at
    2 a year: 1 in the half year. So the stock that the guarantee needs is 2.75 at the end of the first year.
    """
    return small(
        Periods="""
            period
            2030
            2031
            """,
        Sites="""
            site | country
            here | Home
            far | Away
            """,
        Materials="""
            material | value
            goods | 1
            """,
        Suppliers="""
            supplier | site | material | price | maximum
            far firm | far | goods | 1 | 20
            home firm | here | goods | 3 | 2
            """,
        Lanes="""
            from | to | chokepoints
            far | here | strait
            """,
        Demand="""
            market | material | amount | shortage cost
            here | goods | 10 | 5
            """,
        Stockpiles="""
            site | material | initial | maximum | holding cost
            here | goods | 0 | 20 | 2
            """,
        Disruptions=f"""
            disruption | probability | onset | duration | required
            closure | 0.02 | 2031 | 0.5 | {required}
            """,
        Hits="""
            disruption | target | name
            closure | chokepoint | strait
            """,
    )


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Return a plan that keeps a guarantee with a stock, and no more than that."""
    return checked(tmp_path_factory.mktemp("branches") / "in.xlsx", two_years())


def failed(plan: Plan, **changed: Any) -> set[str]:
    """Return the checks of branches that do not pass."""
    checks = audit(plan.book, dict(plan.tables) | changed, plan.run)
    names = checks.loc[checks["pass"] != "yes", "check"]
    return {name.removeprefix("branches: ") for name in names if name.startswith("branches: ")}


def of_disruption(plan: Plan, **values: Any) -> Plan:
    """Return the plan with other values in the row of Disruptions."""
    row = plan.book.rows("Disruptions")[0]
    sheets = dict(plan.book.sheets) | {"Disruptions": (replace(row, values=dict(row.values) | values),)}
    return replace(plan, book=replace(plan.book, sheets=sheets))


def changed(plan: Plan, table: str, column: str, change: Any) -> Any:
    frame = plan.tables[table].copy()
    frame[column] = change(frame[column])
    return frame


def test_the_branch_is_what_was_found_by_hand(kept: Plan) -> None:
    row = kept.tables["Resilience"].iloc[0]
    assert row["service"] == pytest.approx(0.75, abs=1e-6)
    # in the half year 1 is bought for 3 and 1.25 short for 6.25; half of the trunk's year costs 5 with what its
    # stock costs, and none of the 2.75 is left at the end, of which the trunk has some or nothing
    stocks = kept.tables["Stockpiles"].set_index("period")["stock"]
    assert stocks["2030"] == pytest.approx(2.75, abs=1e-5)
    assert failed(kept) == set()
    counted = kept.tables["Checks"].set_index("check")["rows"]
    assert counted["branches: the guarantee can be kept"] == 1
    assert counted["branches: service"] == 2


def test_a_guarantee_that_is_raised_is_found_broken(kept: Plan) -> None:
    assert "the guarantee can be kept" in failed(of_disruption(kept, required=0.7575))
    assert "the guarantee can be kept" not in failed(of_disruption(kept, required=0.7499))


def test_a_branch_that_the_plan_says_could_not_be_judged_does_not_pass(kept: Plan) -> None:
    """Not even where all of its numbers are right."""
    resilience = kept.tables["Resilience"].assign(**{"not judged": "the solver gave up"})
    assert "judged" in failed(kept, Resilience=resilience)


def test_a_branch_of_a_period_that_is_not_there_is_said_to_be_none(kept: Plan) -> None:
    other = pd.concat([kept.tables["Resilience"], kept.tables["Resilience"].assign(onset="2040")])
    checks = audit(kept.book, dict(kept.tables) | {"Resilience": other}, kept.run)
    wrong = set(checks.loc[checks["pass"] != "yes", "check"])
    assert {"disruptions: the onset is the workbook's", "branches: the workbook makes it"} <= wrong


def test_a_country_that_is_hit_loses_what_it_sells_at_home_too(tmp_path: Path) -> None:
    """Without the strait and without goods at home, all of the 3.75 must come of the stock."""
    hits = rows("disruption | target | name\nclosure | chokepoint | strait\nclosure | country | Home")
    found = checked(tmp_path / "in.xlsx", two_years() | {"Hits": hits})
    assert found.tables["Stockpiles"].set_index("period")["stock"]["2030"] == pytest.approx(3.75, abs=1e-5)


def test_what_a_stock_falls_by_counts_at_the_value_of_the_period_in_which_the_window_ends(tmp_path: Path) -> None:
    """A year and a half without the strait take all 5 of the reserve, worth 3 each in 2031."""
    sheets = two_years() | {
        "Materials": rows("material | value\ngoods | worth"),
        "Series": rows("series | 2030 | 2031\nworth | 1 | 3"),
        "Stockpiles": rows("site | material | initial | reserve | maximum\nhere | goods | 5 | 5 | 20"),
        "Disruptions": rows("disruption | probability | onset | duration\nclosure | 0.02 | 2030 | 1.5"),
    }
    found = checked(tmp_path / "in.xlsx", sheets).tables["Resilience"].iloc[0]
    # at home 3 are bought for 3 each, 5 come of the stock, 7 are short at 5 each; 15 would have been bought at 1 each
    assert found[EXTRA] == pytest.approx(9 + 35 + 15 - 15)


def test_a_resource_that_is_taken_in_another_period_only_need_not_be_near(tmp_path: Path, kept: Plan) -> None:
    """Goods of a works at home cost what the home firm asks; the power it would have taken in 2030 is far away."""
    sheets = two_years() | {
        "Suppliers": rows("supplier | site | material | price | maximum\nfar firm | far | goods | 1 | 20"),
        "Recipes": rows("process | role | item | amount\nwork | makes | goods | 1\nwork | uses | power | need"),
        "Plants": rows("site | process | capacity | variable cost\nhere | work | 2 | costs"),
        "Resources": rows("resource | place | capacity\npower | far | 9"),
        "Series": rows("series | 2030 | 2031\nneed | 1 | 0\ncosts | 9 | 3"),
    }
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.run["objective"] == pytest.approx(kept.run["objective"], rel=1e-6)


def test_a_stock_that_is_not_there_cannot_keep_a_guarantee(kept: Plan) -> None:
    balances = changed(kept, "Balances", "stock", lambda stock: 0 * stock)
    assert "the guarantee can be kept" in failed(kept, Balances=balances)


@pytest.mark.parametrize(("column", "check"), [(EXTRA, "extra cost"), ("service", "service"),
                                               ("shortage", "shortage"),
                                               ("time to survive", "time to survive")])  # fmt: skip
@pytest.mark.parametrize("factor", [0.999, 1.001])
def test_a_figure_of_a_branch_cannot_be_changed(kept: Plan, column: str, check: str, factor: float) -> None:
    frame = changed(kept, "Resilience", column, lambda values: values * factor)
    assert check in failed(kept, Resilience=frame)


def test_what_counts_of_an_extra_cost_cannot_be_changed(kept: Plan) -> None:
    frame = changed(kept, "Resilience", "extra cost as counted", lambda values: values * 1.001)
    checks = audit(kept.book, dict(kept.tables) | {"Resilience": frame}, kept.run).set_index("check")["pass"]
    assert checks["disruptions: extra cost as counted"] == "NO"


def test_what_branches_add_to_the_objective_is_their_own(kept: Plan) -> None:
    costs = kept.tables["Costs"].copy()
    part = costs["part"] == "expected extra cost"
    assert part.any()
    costs.loc[part, "discounted"] *= 1.01
    assert "what they add to the objective" in failed(kept, Costs=costs)


def test_a_branch_cannot_be_left_out_or_made_up(kept: Plan) -> None:
    frame = kept.tables["Resilience"]
    assert "the workbook makes it" in failed(kept, Resilience=frame.assign(disruption="closure / strait"))


@pytest.mark.parametrize("hit", [
    "country | Away |", "site | far |", "supplier | far firm |", "lane | far > here |", "material | goods @ far |",
    "lane | Away > Home | goods", "bloc | West |", "country | each but Home |", "chokepoint | each |",
    "site | each but here |", "supplier | each but home firm |", "lane | each |", "bloc | each |",
])  # fmt: skip
def test_every_target_that_closes_the_way_comes_to_the_same(tmp_path: Path, kept: Plan, hit: str) -> None:
    sheets = two_years() | {
        "Countries": rows("country | bloc\nAway | West"),
        "Hits": rows(f"disruption | target | name | material\nclosure | {hit}"),
    }
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.run["objective"] == pytest.approx(kept.run["objective"], rel=1e-6)
    row = found.tables["Resilience"].iloc[0]
    assert row[EXTRA] == pytest.approx(kept.tables["Resilience"].iloc[0][EXTRA], rel=1e-5)


@pytest.mark.parametrize("seed", few(2, range(200, 215)))
def test_random_plans_pass_and_none_of_their_extra_costs_can_be_changed(tmp_path: Path, seed: int) -> None:
    try:
        found = plan(tmp_path / "in.xlsx", draw(random.Random(seed)))
    except InfeasibleError:
        return
    checks = found.tables["Checks"]
    assert checks[checks["pass"] != "yes"].empty, checks[checks["pass"] != "yes"].to_string()
    raised = changed(found, "Resilience", EXTRA, lambda cost: cost + 0.01 * cost.abs() + 0.01)
    assert "extra cost" in failed(found, Resilience=raised)


def test_parts_in_other_processes_come_to_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One branch a call, and what each call is given goes through the words that processes speak."""
    sheets = two_years() | {
        "Disruptions": rows("disruption | probability | duration\nclosure | 0.02 | 0.5\nembargo | 0.01 | 1"),
        "Hits": rows("disruption | target | name\nclosure | chokepoint | strait\nembargo | country | Away"),
    }
    found = plan(tmp_path / "in.xlsx", sheets)
    calls = []

    def mapped(function: Any, given: Any, count: int) -> Any:
        for call in given:
            calls.append(count)
            yield pickle.loads(pickle.dumps(function(*pickle.loads(pickle.dumps(call)))))

    shown = found.tables["Resilience"]
    wrong = shown.assign(**{EXTRA: shown[EXTRA] * 1.5 + 1})
    for resilience in (shown, wrong, shown.iloc[1:]):
        tables = {**found.tables, "Resilience": resilience}
        with monkeypatch.context() as patch:
            patch.setattr("planner.audit.audit.BRANCHES", 1)
            parts = audit(found.book, tables, found.run, mapped)
        pd.testing.assert_frame_equal(parts, audit(found.book, tables, found.run))
    assert calls == [4] * 4 * 3
