"""A workbook a year later, with a disruption under way: it is held to its course, and what it hits to what is left."""

from __future__ import annotations

import copy
import random
from typing import TYPE_CHECKING

import pytest
from drawn_years import draw, with_strikes
from rolled_years import ABROAD, held, later, planned
from samples import few
from workbooks import book_of, checked, objective, plan, rows

from planner.errors import PlannerError
from planner.studies.replan.rolled.rolling import rolled

if TYPE_CHECKING:
    from pathlib import Path


def test_a_disruption_under_way_is_held_to_its_course(tmp_path: Path) -> None:
    """Struck in 2027: 2 + 4 at 5 + 4 short at 20 = 102; half back in 2028: 6 + 20 = 26; then 10 again."""
    former = plan(tmp_path / "in.xlsx", ABROAD)
    told = former.tables["Resilience"].set_index("onset")["extra cost in the year's money"]
    _, book = later(tmp_path, former, "2027", "embargo")
    assert planned(book).run["objective"] == pytest.approx(102 + 26 + 10)
    assert told["2027"] == pytest.approx(102 + 26 - 20)
    found, book = later(tmp_path, former, "2027", "Embargo since 2026")
    assert planned(book).run["objective"] == pytest.approx(26 + 10 + 10)
    assert found.under_way == ("embargo is under way, over before 2028",)
    assert "embargo struck in 2026, and stocks, totals and budgets are those of the plan" in found.remarks[0]
    found, book = later(tmp_path, former, "2028", "embargo since 2026")
    assert found.under_way == ("embargo is over",)
    assert planned(book).run["objective"] == pytest.approx(20)


def test_a_rule_since_a_period_that_is_over_lapses_too(tmp_path: Path) -> None:
    """It was held to all the same, and what has struck left no plan; one until 2028 is gone, one until 2029 is not."""
    sheets = copy.deepcopy(ABROAD)
    sheets["Rules"] = rows(
        """
        rule | measure | material | limit | from | until
        open | amount at least | goods | 9 | 2026 |
        till 2028 | amount at least | goods | 9 | | 2028
        till 2029 | amount at least | goods | 9 | 2026 | 2029
        """
    )
    former = plan(tmp_path / "in.xlsx", sheets)
    _, book = later(tmp_path, former, "2027", "embargo")
    assert [(row["rule"], row["from"]) for row in book.rows("Rules")] == [("open", "2029"), ("till 2029", "2029")]
    assert planned(book).run["objective"] == pytest.approx(102 + 26 + 10)


def test_what_is_closed_for_half_a_period_and_has_no_limit_is_told(tmp_path: Path) -> None:
    """Nothing comes for half a year; the workbook has no cell for that, and says so."""
    sheets = copy.deepcopy(ABROAD) | {"Rules": []}
    sheets["Suppliers"] = rows("supplier | site | material | price\n abroad | there | goods | 1")
    sheets["Disruptions"] = rows("disruption | duration\n embargo | 0.5")
    sheets["Hits"] = rows("disruption | target | name\n embargo | country | BB")
    del sheets["Demand"][0]["required"]
    former = plan(tmp_path / "in.xlsx", sheets)
    found, _ = later(tmp_path, former, "2029", "embargo")
    assert found.remarks == (
        "2029: embargo ends in the midst of it, and what it closes and has no limit is left open all the while: enter "
        "what there is of it on the mean",
    )
    assert found.under_way == ("embargo is under way, also in the last period",)
    for column in ("Suppliers", "Lanes"):  # what has a maximum has half of it
        sheets[column][0]["maximum"] = 10
    assert later(tmp_path, plan(tmp_path / "in.xlsx", sheets), "2029", "embargo")[0].remarks == ()


def test_a_sale_without_limit_that_is_hit_is_closed_until_it_recovers(tmp_path: Path) -> None:
    """Four are made at 2 and sold at 3 a year: while nothing remains of the shop 4 are lost, as its plan tells too."""
    sheets = copy.deepcopy(ABROAD) | {"Rules": []}
    sheets["Plants"] = rows("site | process | capacity | variable cost\n here | make | 4 | 2")
    sheets["Sites"] += rows("site | country\n shop | AA")
    sheets["Demand"] = rows(
        "market | material | amount | shortage cost | price\n here | goods | 10 | 20 |\n shop | goods | | | 3"
    )
    sheets["Lanes"] += rows("from | to\n here | shop")
    sheets["Hits"] = rows("disruption | target | name\n embargo | demand | shop")
    former = checked(tmp_path / "in.xlsx", sheets)
    assert set(former.tables["Resilience"]["extra cost in the year's money"]) == {4.0}
    found, book = later(tmp_path, former, "2027", "embargo")
    assert found.rows["Demand"][1] == {
        "market": "shop", "material": "goods", "price": 3, "amount": None, "2027": 0, "2028": None, "2029": None,
    }  # fmt: skip
    assert planned(book).run["objective"] == pytest.approx(10 + 6 + 6)


@pytest.mark.parametrize("seed", few(1, range(40)))
def test_what_is_under_way_costs_what_the_plan_said_it_would(tmp_path: Path, seed: int) -> None:
    """In the last period, with nothing begun any more, each disruption costs what Resilience told of it."""
    chance = random.Random(seed)
    try:
        former = plan(tmp_path / "in.xlsx", with_strikes(chance, draw(chance)))
    except PlannerError:
        pytest.skip("no plan")
    last = former.book.periods[-1]
    if last in set(former.tables["Investments"]["start"]):
        pytest.skip("something is begun in the last period")
    told = former.tables["Resilience"].query("onset == @last").set_index("disruption")["extra cost as counted"]
    costs = {}
    for name in (None, *told.index):
        found = rolled(former.book, former, last, [name] if name else [])
        for project in found.rows["Projects"]:
            if project["project"] not in {start[0] for start in found.carried}:
                project["decision"] = "never"
        costs[name] = objective(tmp_path / "later.xlsx", found.rows | {"Disruptions": [], "Hits": []})
    for name, extra in told.items():
        assert max(0.0, costs[name] - costs[None]) == pytest.approx(extra, rel=1e-6, abs=1e-6), name


def test_what_was_added_to_a_shared_resource_is_hit_with_it(tmp_path: Path) -> None:
    """Power of 4 and a grid of 6, built: half of both is left, so 5 are made at 1, and 5 are short at 20."""
    sheets = copy.deepcopy(ABROAD)
    sheets |= {"Suppliers": [], "Lanes": [], "Rules": []}
    sheets["Recipes"] += rows("process | role | item | amount\n make | uses | power | 1")
    sheets["Plants"] = rows("site | process | variable cost\n here | make | 1")
    sheets["Resources"] = rows("resource | place | capacity\n power | here | 4")
    sheets["Projects"] = rows(
        """
        project | place | adds | block | fixed capital | fixed cost | decision
        grid | here | power | 6 | 6 | 0.5 | 2026: 1
        """
    )
    sheets["Demand"] = rows("market | material | amount | shortage cost\n here | goods | 10 | 20")
    sheets["Hits"] = rows("disruption | target | name | remaining\n embargo | resource | power | 0.5")
    former = plan(tmp_path / "in.xlsx", sheets)
    found, book = later(tmp_path, former, "2029", "embargo")
    assert planned(book).run["objective"] == pytest.approx(5 + 100 + 3)
    assert held(book, "Resources")["capacity"] == (5,)
    assert found.remarks == ()
    sheets["Periods"] += rows("period\n 2030")
    sheets["Projects"][0]["fixed cost"] = 0.25  # today's, in a workbook that has a period more
    _, book = later(tmp_path, former, "2029", "embargo", book=book_of(tmp_path / "longer.xlsx", sheets))
    assert held(book, "Resources")["capacity"] == (5, 7.5)
    assert planned(book).run["objective"] == pytest.approx(5 + 100 + 7.5 + 50 + 2 * 1.5)


def test_of_lanes_only_what_is_hit_is_changed(tmp_path: Path) -> None:
    """One row for all lanes to here: those of two sites in BB are hit in goods, by rows of their own."""
    sheets = copy.deepcopy(ABROAD)
    sheets["Sites"] += rows("site | country\n far | CC")
    sheets["Materials"] += rows("material\n parts")
    sheets["Suppliers"] += rows(
        "supplier | site | material | price\n third | far | goods | 3\n third | there | parts | 1"
    )
    sheets["Demand"] += rows("market | material | amount | shortage cost\n here | parts | 1 | 9")
    sheets["Lanes"] = rows("from | to | cost\n * | here | 0.5")
    sheets["Hits"] = rows("disruption | target | name | material | remaining\n embargo | lane | BB > here | goods | 0")
    former = checked(tmp_path / "in.xlsx", sheets)
    _, book = later(tmp_path, former, "2029", "embargo")
    lanes = [(row["from"], row["to"], row["material"], row["maximum"]) for row in book.rows("Lanes")]
    assert lanes == [("*", "here", ("*",), (float("inf"),)), ("there", "here", ("goods",), (0.0,))]
    assert planned(book).run["objective"] == pytest.approx(10 * 3.5 + 1.5)  # all goods from far, parts as before
