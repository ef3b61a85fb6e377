"""Studies from Python: the same answers as those of the command line, as tables.

One market asks for 10 goods; Cheap sells at most 6 at 1, Dear any at 3, and a storm may close Cheap.
"""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

import pytest
from workbooks import brief, small, write

import planner

if TYPE_CHECKING:
    from pathlib import Path

SHOP = small(
    Sites="site | country\nhere | Homeland\nfar | Farland",
    Suppliers="supplier | site | material | price | maximum\nCheap | far | goods | 1 | 6\nDear | here | goods | 3 |",
    Lanes="from | to | cost\nfar | here | 0",
    Demand="market | material | amount | shortage cost\nhere | goods | 10 | 50",
    Disruptions="disruption | probability | duration\nstorm | 0.1 | 1",
    Hits="disruption | target | name | remaining\nstorm | supplier | Cheap | 0",
    Cases="case | sheet | row | column | change\nscarce | Suppliers | Cheap | maximum | 2",
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> planner.Case:
    return planner.read(write(tmp_path_factory.mktemp("shop") / "shop.xlsx", SHOP))


@pytest.fixture(scope="module")
def plan(shop: planner.Case) -> planner.Result:
    return shop.solve()


def test_a_stress_strikes_the_plan_that_is_there(plan: planner.Result) -> None:
    """Without Cheap, Dear serves all 10 at 3: 30 in place of 18."""
    found = planner.stress(plan)
    assert found.path == plan.path
    extra = found.resilience["extra cost in the year's money"]
    assert extra.tolist() == [pytest.approx(12.0)]
    drawn = planner.stress(plan, samples=20, seed=1).tables["Monte Carlo"]
    assert "figure" in drawn


def test_plans_are_compared_by_their_cases(shop: planner.Case, plan: planner.Result, tmp_path: Path) -> None:
    other = shop.set("Suppliers", row="Cheap", column="maximum", to=2, name="little").solve()
    found = planner.compare(plan, other)
    assert {"base", "little"} <= set(found.tables["Figures"].columns) | set(found.tables["Plans"].iloc[:, 0])
    assert found.to_excel(tmp_path / "both.xlsx").exists()
    assert "little" in found.to_html(tmp_path / "both.html").read_text(encoding="utf-8")
    assert repr(found).splitlines()[0] == found.title
    with pytest.raises(planner.FileError):
        planner.compare(plan)
    with pytest.raises(planner.QuestionError, match="2 plans have 1 names"):
        planner.compare(plan, other, names=["one"])


def test_a_sweep_tries_every_combination_and_tells_where_there_is_no_plan(shop: planner.Case) -> None:
    """Without a storm: of 10, 2 or 6 at 1 and the rest at 3; 2 of Cheap and 4 of Dear are too few."""
    quiet = [(sheet, "storm", "active", "no") for sheet in ("Disruptions", "Hits")]
    calm = shop.set_all([*quiet, ("Demand", "*", "required", 1)])
    told = []
    found = planner.sweep(
        calm,
        {("Suppliers", "Cheap", "maximum"): [2, 6], ("Suppliers", "Dear", "maximum"): [4, 20]},
        measures={"bought": lambda plan: plan.purchases["amount"].sum()},
        tell=lambda case, plan: told.append((case.name, plan is None)),
        gap=0.0,
    )
    assert found.columns.tolist()[:2] == ["Suppliers / Cheap / maximum", "Suppliers / Dear / maximum"]
    assert found["status"].tolist() == ["infeasible", "proven", "proven", "proven"]
    assert found["cost"].tolist()[1:] == pytest.approx([26.0, 18.0, 18.0])
    assert math.isnan(found["cost"][0])
    assert found["bought"].tolist()[1:] == pytest.approx([10.0] * 3)
    assert [is_none for _, is_none in told] == [True, False, False, False]
    assert len({name for name, _ in told}) == 4
    with pytest.raises(planner.WorkbookError, match="Chep"):
        planner.sweep(shop, {("Suppliers", "Chep", "maximum"): [1]})


def test_a_frontier_has_plans_between_two_measures(shop: planner.Case) -> None:
    """The cheapest plan has 6 of 10 from Farland, the safest none, and halfway there are 3."""
    found = planner.frontier(shop, "cost", "share of Farland in goods", points=3, gap=0.0)
    points = found.tables["Points"]
    assert points["cost"].tolist() == pytest.approx(sorted(points["cost"]))
    assert points["share of Farland in goods"].tolist() == pytest.approx([0.6, 0.3, 0.0], abs=1e-6)
    with pytest.raises(TypeError, match="no option 'gpa'"):
        planner.frontier(shop, gpa=0.1)
    with pytest.raises(planner.QuestionError):
        planner.frontier(shop, gap=2)


def test_what_information_is_worth_is_told(shop: planner.Case) -> None:
    assert "know" in planner.information(shop).summary()


def test_what_each_case_regrets_is_told(shop: planner.Case) -> None:
    changed = shop.set("Demand", row="here", column="amount", to=12, name="more")
    found = planner.regret(changed)
    assert set(found.tables["Cases"]["case"]) == {"base", "scarce", "more"}
    assert "more" not in set(planner.regret(shop).tables["Cases"]["case"])


def test_who_should_pay_is_told(shop: planner.Case) -> None:
    with pytest.raises(planner.QuestionError, match="names no partners; two share a cost"):
        planner.shares(shop)


def test_what_waits_for_a_signal_is_told(shop: planner.Case) -> None:
    with pytest.raises(planner.WorkbookError, match="has no worlds"):
        planner.playbook(shop)


def test_a_diagnosis_says_what_would_have_to_give_way(shop: planner.Case) -> None:
    assert planner.diagnose(shop) is None
    tight = shop.set("Suppliers", row="Dear", column="maximum", to=1)
    found = planner.diagnose(tight.set("Demand", row="*", column="required", to=1))
    assert found is not None
    assert "conflict" in found.summary() or found.tables


@pytest.mark.skipif(sys.platform == "win32", reason="slow there")
def test_an_example_is_explained_replanned_and_has_alternatives(tmp_path: Path) -> None:
    from planner.workbook.template.write import write_workbook

    write_workbook(tmp_path / "in.xlsx", brief())
    case = planner.read(tmp_path / "in.xlsx")
    plan = case.solve(gap=0.01)
    reasons = planner.explain(plan, only=["Staff school"], gap=0.01)
    assert "Staff school" in reasons.tables["Projects"].to_string()
    again = planner.replan(case.set("Demand", row="*", column="amount", to="x1.01"), plan, before=2029, gap=0.01)
    assert again.run["replan: decisions kept"] >= 1
    assert again.is_verified
    ranges = planner.alternatives(case, within=0.05, plans=0, quick=True, gap=0.01)
    assert len(ranges.tables) >= 1
