"""Closures that remove more than what stands when a disruption begins: in a branch none is left, not less than none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from workbooks import Sheets, checked, small, write

from planner.reports.plan_workbook.write import write_plan
from planner.solving.branches.shapes import Shapes
from planner.solving.branches.whole import extensive
from planner.solving.compile import compile_model
from planner.solving.outcome import Options
from planner.solving.solve import solve
from planner.studies.stress.study import struck
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner_models.build import trunk

if TYPE_CHECKING:
    from pathlib import Path

ON_A_PLANT = {
    "Plants": "site | process | capacity\nhere | run | 10",
    "Recipes": "process | role | item | amount\nrun | makes | goods | 1\nmake | makes | gear | 1",
}
ON_A_RESOURCE = {
    "Plants": "site | process\nhere | run",
    "Resources": "resource | place | capacity\nhalls | here | 10",
    "Recipes": "process | role | item | amount\nrun | makes | goods | 1\nrun | uses | halls | 1\n"
    "make | makes | gear | 1",
}


def sheets(removed: str, gain: float, decision: str = "", size: str = "maximum") -> Sheets:
    """Ten goods a year are made of the twelve asked; a closure makes gear in place of them, and eight may be added."""
    return small(
        Periods="period\nfirst\nsecond",
        Materials="material\ngoods\ngear",
        Projects=f"""
            project | place | adds | removes | {size} | lead time | decision
            close | here | make | {removed} | 14 | 1 | {decision}
            new | here | {removed} | | 8 | | second
            """,
        Suppliers="supplier | site | material | price | maximum\nimport | here | goods | 50 | 30",
        Demand="market | material | amount | shortage cost | price\n"
               f"here | goods | 12 | 100 |\nhere | gear | 40 | | {gain}",
        Disruptions="disruption | probability | onset | duration\ntrouble | 0.1 | first | 2",
        Hits="disruption | target | name\ntrouble | supplier | import",
        **(ON_A_PLANT if removed == "run" else ON_A_RESOURCE),
    )  # fmt: skip


def total(gain: float, closed: float) -> float:
    """Return what a plan costs that closes so much.

    Imports at 50 fill up; in the trouble nothing is imported, nor is anything added.
    """
    trunk_second = 50 * max(12 - (18 - closed), 0) - gain * closed
    trouble = 100 * 2 + 100 * (12 - max(10 - closed, 0)) - gain * closed
    return 100 + trunk_second + 0.1 * (trouble - (100 + trunk_second))


@pytest.mark.parametrize("removed", ["run", "halls"])
@pytest.mark.parametrize("gain", [45, 50, 53, 60])
def test_the_best_closure_is_found_though_its_cost_is_not_convex(tmp_path: Path, removed: str, gain: float) -> None:
    best = min((0.0, 6.0, 10.0, 14.0), key=lambda closed: total(gain, closed))
    found = checked(tmp_path / "in.xlsx", sheets(removed, gain))
    assert found.run["objective"] == pytest.approx(total(gain, best))
    assert found.run["bound"] == pytest.approx(total(gain, best))


@pytest.mark.parametrize("closed", [6, 10, 14])
def test_a_closure_costs_what_it_does_by_hand(tmp_path: Path, closed: int) -> None:
    """Its size is decided, since it is a block."""
    found = sheets("run", 53, "first", "block")
    found["Projects"][0]["block"] = closed
    assert checked(tmp_path / "in.xlsx", found).run["objective"] == pytest.approx(total(53, closed))


def test_the_model_that_holds_the_branch_whole_finds_the_same(tmp_path: Path) -> None:
    model = trunk(assemble(read(write(tmp_path / "in.xlsx", sheets("run", 53)))))
    program = compile_model(model)
    whole = solve(extensive(model, program, Shapes(model, program)), Options(gap=0.0))
    assert whole.objective == pytest.approx(total(53, 14.0))


def test_what_a_plan_shows_of_the_branch_is_read_back_from_its_tables(tmp_path: Path) -> None:
    found = checked(tmp_path / "in.xlsx", sheets("run", 45))
    write_plan(found, tmp_path / "plan.xlsx")
    again = struck(tmp_path / "plan.xlsx", None, 0, 1)
    for name in ("service", "extra cost in the year's money"):
        assert again.tables["Resilience"][name].tolist() == pytest.approx(found.tables["Resilience"][name].tolist())


def test_a_closure_of_no_more_than_what_stands_asks_for_nothing(tmp_path: Path) -> None:
    few = sheets("run", 53)
    few["Projects"][0]["maximum"] = 10
    assert not len(trunk(assemble(read(write(tmp_path / "in.xlsx", few)))).capacity_left)


def test_in_the_year_of_an_onset_what_stands_is_what_the_plan_leaves(tmp_path: Path) -> None:
    """What is closed at once is gone from the plan too; only in the year after it a start may stand in its place."""
    at_once = sheets("run", 53)
    at_once["Projects"][0]["lead time"] = 0
    model = trunk(assemble(read(write(tmp_path / "in.xlsx", at_once))))
    assert [key[-1] for key in model.capacity_left] == [1]


@pytest.mark.parametrize("removed", ["run", "halls"])
def test_what_is_left_has_its_price_where_nothing_is_closed_and_nothing_can_be_added(
    tmp_path: Path, removed: str
) -> None:
    """A good more saves an import at 50, and in the trouble, one time in ten, the 50 more that its shortage costs."""
    alone = sheets(removed, 1)
    del alone["Projects"][1]
    found, more = checked(tmp_path / "in.xlsx", alone), dict(alone)
    sheet = "Plants" if removed == "run" else "Resources"
    more[sheet] = [more[sheet][0] | {"second": 10.5}]
    saved = (found.run["objective"] - checked(tmp_path / "more.xlsx", more).run["objective"]) / 0.5
    prices = found.tables["Prices"]
    price = prices[(prices["sheet"] == sheet) & (prices["period"] == "second")]["price"]
    assert saved == pytest.approx(55.0)
    assert price.tolist() == pytest.approx([saved])


@pytest.mark.parametrize(("size", "asked"), [(2, 9), (5, 8), (5, 3), (20, 3), (20, 0)])
def test_a_price_counts_that_closures_relieve_less_of_the_fixed_cost_of_a_larger_capacity(
    tmp_path: Path, size: int, asked: int
) -> None:
    def closing(capacity: float) -> Sheets:
        return small(
            Plants=f"site | process | capacity | fixed cost\nhere | run | {capacity} | 60",
            Recipes="process | role | item | amount\nrun | makes | goods | 1",
            Projects=f"project | place | removes | maximum | fixed cost\nclose | here | run | {size} | 1",
            Demand=f"market | material | amount | shortage cost\nhere | goods | {asked} | 100",
        )

    found, more = (checked(tmp_path / "in.xlsx", closing(capacity)) for capacity in (10, 10.001))
    prices = found.tables["Prices"]
    saved = (found.run["objective"] - more.run["objective"]) / 0.001
    assert prices[prices["sheet"] == "Plants"]["price"].tolist() == pytest.approx([saved], rel=1e-3)


@pytest.mark.parametrize("removed", ["run", "halls"])
def test_a_closure_on_a_curve_is_sized_as_well(tmp_path: Path, removed: str) -> None:
    """All fourteen cost 2 of capital, as two yearly charges of 1 that bear no interest, of which one falls."""
    curved = sheets(removed, 53)
    curved["Projects"][0] |= {"maximum": None, "curve": "dear", "economic life": 2}
    curved["Curves"] = [{"curve": "dear", "size": 0, "capital": 0}, {"curve": "dear", "size": 14, "capital": 2}]
    assert checked(tmp_path / "in.xlsx", curved).run["objective"] == pytest.approx(total(53, 14.0) + 1)


def test_what_is_removed_of_a_plant_that_retires_is_gone_with_it(tmp_path: Path) -> None:
    """Six of ten are closed at once; in the second the old ten are gone anyway, and the new eight are whole.

    First: 400 for imports less 360 for gear; second: 200 less 360. In the trouble 8 and 4 are short: 800 and 400.
    """
    book = small(
        Periods="period\nfirst\nsecond", Materials="material\ngoods\ngear",
        Plants="site | process | capacity | retires\nhere | run | 10 | second", Recipes=ON_A_PLANT["Recipes"],
        Projects="""
            project | place | adds | removes | maximum | block | lead time | decision
            close | here | make | run | 6 | | | first
            new | here | run | | | 8 | 1 | first
            """,
        Suppliers="supplier | site | material | price | maximum\nimport | here | goods | 50 | 30",
        Demand="market | material | amount | shortage cost | price\nhere | goods | 12 | 100 |\nhere | gear | 40 | | 60",
        Disruptions="disruption | probability | onset | duration\ntrouble | 0.1 | first | 2",
        Hits="disruption | target | name\ntrouble | supplier | import",
    )  # fmt: skip
    assert checked(tmp_path / "in.xlsx", book).run["objective"] == pytest.approx(-120 + 0.1 * (480 + 120))
