"""What studies make of hits that make dearer, of recovery and floors: cases, stress, frontier, explain, the audit."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from drawn_risks import draw_floored
from frontiers import CLOSE, found, home, values
from samples import few
from test_explain import explained
from test_floor import BUILD, stocked
from test_hits import case
from workbooks import plan, rows, write

from planner.audit.audit import audit
from planner.reports.plan_workbook.write import write_plan
from planner.studies.stress.study import struck
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

CASES = [  # a row of Hits, its column, the change, and what the first of it then is
    ("trouble / supplier / Cheap", "price", "x3", (6.0, None, 1.0)),
    ("trouble / supplier / Cheap", "price", 5, (5.0, None, 1.0)),
    ("trouble / lane", "tariff", "add 0.1", (None, 0.1, 0.0)), ("trouble / lane", "price", "x3", (3.0, None, 0.0)),
    ("trouble / lane", "remaining", 0.4, (None, None, 0.4)), ("trouble", "remaining", 0.7, (None, None, 0.7)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "column", "change", "expected"), CASES)
def test_a_case_changes_hits(
    tmp_path: Path, name: str, column: str, change: object, expected: tuple[float | None, ...]
) -> None:
    """A blank price counts as 1 and a blank tariff as 0; what a lane keeps is 1 once one of them is given."""
    sheets = case("trouble | supplier | Cheap | | | 2 |\ntrouble | lane | far > home | | 0 | |")
    sheets["Cases"] = [{"case": "X", "sheet": "Hits", "row": name, "column": column, "change": change}]
    hit = assemble(read(write(tmp_path / "in.xlsx", sheets), "X")).disruptions[0]
    is_lane = "lane" in name
    price = (hit.costs.lanes if is_lane else hit.costs.offers).get(0)
    tariff = hit.costs.tariffs.get(0)
    share = (hit.lanes if is_lane else hit.offers).get(0, 1.0)
    if name == "trouble":  # both rows of it: the offer keeps its price
        assert (price, share) == ((2.0,), 0.7)
        return
    assert (price and price[0], tariff and tariff[0], share) == (expected[0], expected[1], pytest.approx(expected[2]))


def test_a_relative_change_of_a_share_that_is_blank_is_of_what_the_blank_means(tmp_path: Path) -> None:
    """All remains where only the price is hit; half of it in the case."""
    sheets = case("trouble | supplier | Cheap | | | 2 |")
    sheets["Cases"] = [{"case": "X", "sheet": "Hits", "row": "*", "column": "remaining", "change": "x0.5"}]
    path = write(tmp_path / "in.xlsx", sheets)
    assert [row["remaining"] for row in read(path).rows("Hits")] == [None]
    assert [row["remaining"] for row in read(path, "X").rows("Hits")] == [0.5]


@pytest.mark.parametrize("seed", few(1, [1, 3]))
def test_stress_tells_a_plan_the_same_as_solve(tmp_path: Path, seed: int) -> None:
    sheets = draw_floored(random.Random(seed))
    made = plan(tmp_path / "in.xlsx", sheets)
    write_plan(made, tmp_path / "plan.xlsx")
    table, again = made.tables["Resilience"], struck(tmp_path / "plan.xlsx", None, 0, 1).tables["Resilience"]
    assert {"floor", "worst moment"} <= set(table.columns)
    pd.testing.assert_frame_equal(table, again, rtol=1e-6, atol=1e-6)


def test_a_frontier_begins_at_the_floor(tmp_path: Path) -> None:
    """Home's frontier, of which the first fifth is asked for at every moment: points from 0.2 to 1."""
    floored = home(Disruptions="disruption | probability | floor\ntrouble | 0.1 | 0.2")
    told = found(tmp_path, floored, "cost", "worst service", 3)
    shares = [0.2, 0.6, 1.0]
    by_hand = [(share, 17 + 15 * min(share, 0.5) + 35 * max(share - 0.5, 0)) for share in shares]
    assert values(told.frontier) == [pytest.approx(pair, rel=CLOSE, abs=CLOSE) for pair in by_hand]
    assert all(audited.failed == () for audited in told.audits.values())


def test_a_frontier_on_prices_that_are_hit(tmp_path: Path) -> None:
    """Farland asks 6 in place of stopping: all is served, and what is built at 2 saves 3 a unit at 0.1."""
    hits = "disruption | target | name | price\ntrouble | country | Farland | 6"
    told = found(tmp_path, home(Hits=hits), "cost", "worst service", 2)
    assert values(told.frontier)[0] == (pytest.approx(1), pytest.approx(10 + 0.1 * 50))


def test_the_price_of_a_floor_is_tried_a_tenth_further(tmp_path: Path) -> None:
    """0.05 less of the floor saves half a unit of works, at 28 each."""
    sheets = stocked("0.5", **BUILD)
    sheets["Settings"] = rows("setting | value\ndiscount rate | 0\ngap | 0\ncapital charging | overnight")
    sheets["Projects"][0]["economic life"] = 2
    price = next(x for x in explained(tmp_path, sheets).prices if x.name.endswith("floor"))
    assert (price.limit, price.moved) == (0.5, pytest.approx(0.45))
    assert (price.low, price.high) == pytest.approx((14, 14))
    assert price.holds == "yes"


def test_a_plan_that_cannot_keep_what_another_workbook_asks_is_noticed(tmp_path: Path) -> None:
    """Half of demand is there at every moment, of which this workbook asks for seven tenths."""
    made = plan(tmp_path / "in.xlsx", stocked("0.5"))
    told = audit(read(write(tmp_path / "more.xlsx", stocked("0.7"))), made.tables, made.run)
    failed = told.loc[told["pass"] != "yes", "check"].tolist()
    assert {"branches: the floor can be kept", "disruptions: floor kept", "disruptions: floor shown"} <= set(failed)


TAMPERED: dict[str, dict[str, Any]] = {
    "disruptions: floor shown": {"floor": 0.4},
    "disruptions: floor kept": {"worst moment": 0.45},
    "disruptions: worst moment": {"worst moment": 0.99},
    "disruptions: kept shown": {"kept": "NO"},
    "disruptions: time to recover": {"time to recover": 2.0},
    "disruptions: window": {"window": 1.5},
    "branches: extra cost": {"extra cost in the year's money": 500.0},
}


@pytest.mark.parametrize("check", TAMPERED)
def test_what_is_tampered_with_is_noticed(tmp_path: Path, check: str) -> None:
    sheets = stocked("0.5")
    sheets["Disruptions"][0] |= {"duration": 1, "recovery": 0.75}
    sheets["Stockpiles"][0] |= {"initial": 4, "final": 4}
    sheets["Hits"].append({"disruption": "trouble", "target": "supplier", "name": "Dear", "price": 2, "remaining": 1})
    made = plan(tmp_path / "in.xlsx", sheets)
    table = made.tables["Resilience"].assign(**TAMPERED[check])
    told = audit(made.book, {**made.tables, "Resilience": table}, made.run)
    failed = told.loc[told["pass"] != "yes", "check"].tolist()
    assert check in failed
