"""Where a yes or no needs a bound that the workbook does not give, the bound must not cut off the best plan."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest
from workbooks import Sheets, cost, small

from planner.errors import WorkbookError

if TYPE_CHECKING:
    from pathlib import Path

SITES = "site\nmine\nport\nhere"
ASK = "market | material | amount | shortage cost\nhere | goods | 10 | 100"
FIXED = "supplier | site | material | price | fixed cost\nmaker | mine | goods | 1 | 5"


def way(**sheets: str) -> Sheets:
    """Return a workbook of an offer without maximum whose fixed cost is 5, and a market that asks 10."""
    return small(**({"Sites": SITES, "Suppliers": FIXED, "Demand": ASK} | sheets))


def test_the_minimum_of_a_lane_farther_on(tmp_path: Path) -> None:
    """The lane carries at least 15, so 15 are bought for the 10 that are asked: 15 + 5."""
    sheets = way(Lanes="from | to | minimum\nmine | here | 15")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(20)


def test_the_minimum_of_the_second_of_two_lanes(tmp_path: Path) -> None:
    """15 go on from the port, so 15 come there: 15 + 5 + 3."""
    sheets = way(Lanes="from | to | minimum | fixed cost\nmine | port | | 3\nport | here | 15 |")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(23)


def test_the_minimum_of_a_lane_after_losses(tmp_path: Path) -> None:
    """Half is lost on the way to the port, whence at least 15 go on: 30 + 5 + 3."""
    sheets = way(Lanes="from | to | minimum | fixed cost | loss\nmine | port | | 3 | 0.5\nport | here | 15 | |")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(38)


def test_the_minimum_of_a_lane_of_what_is_made(tmp_path: Path) -> None:
    """15 are made of 30 ore: 30 + 5."""
    sheets = way(
        Materials="material\ngoods\nore", Lanes="from | to | material | minimum\nmine | here | goods | 15",
        Recipes="process | role | item | amount\nmill | makes | goods | 1\nmill | consumes | ore | 2",
        Plants="site | process\nmine | mill", Suppliers=FIXED.replace("goods", "ore"))  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(35)


def test_a_lane_is_filled_to_its_minimum_with_what_is_cheapest(tmp_path: Path) -> None:
    """It carries goods and ore together: 10 goods of 20 ore, and 5 ore more that nobody wants: 25 + 5."""
    sheets = way(
        Materials="material\ngoods\nore", Lanes="from | to | minimum\nmine | here | 15",
        Recipes="process | role | item | amount\nmill | makes | goods | 1\nmill | consumes | ore | 2",
        Plants="site | process\nmine | mill", Suppliers=FIXED.replace("goods", "ore"))  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(30)


def test_stock_for_later_and_for_the_end(tmp_path: Path) -> None:
    """Only open in a: 10 a year for three years and 4 at the end are bought in its one year: 34 + 5."""
    sheets = way(
        Periods="period | years\na | 1\nb | 2", Lanes="from | to | fixed cost\nmine | here | 0.5",
        Suppliers=FIXED.replace("fixed cost\n", "fixed cost | until\n") + " | a",
        Stockpiles="site | material | final\nhere | goods | 4")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(39.5)


def test_stock_that_shrinks(tmp_path: Path) -> None:
    """10 are asked in b only, half of a stock is lost a year: 20 are bought in a."""
    sheets = way(
        Periods="period\na\nb", Lanes="from | to | fixed cost\nmine | here | 0.5",
        Demand="market | material | a | b | shortage cost\nhere | goods | 0 | 10 | 100",
        Suppliers=FIXED.replace("fixed cost\n", "fixed cost | until\n") + " | a",
        Stockpiles="site | material | loss\nhere | goods | 0.5")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(25.5)


def test_cover_of_a_place_elsewhere(tmp_path: Path) -> None:
    """730 days of 10 a year are 20, held at the port for here: 30 + 5 + 2 * 0.5."""
    sheets = way(
        Lanes="from | to | fixed cost\nmine | here | 0.5\nmine | port | 0.5",
        Stockpiles="site | material | cover days | cover of\nport | goods | 730 | here")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(36)


def test_cover_of_a_place_far_from_the_lane(tmp_path: Path) -> None:
    """The lane to the port serves nothing but the stock there, which covers what another supplier serves here."""
    sheets = way(
        Lanes="from | to | fixed cost\nmine | port | 0.5",
        Suppliers=FIXED + "\nother | here | goods | 1 | 5",
        Stockpiles="site | material | cover days | cover of\nport | goods | 730 | here")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(10 + 5 + 20 + 5 + 0.5)


def test_a_final_stock_where_nobody_asks(tmp_path: Path) -> None:
    """50 must be there at the end: 50 + 10 and twice 5 of fixed costs, and 2 lanes at 0.5."""
    sheets = way(
        Lanes="from | to | fixed cost\nmine | port | 0.5\nmine | here | 0.5",
        Stockpiles="site | material | final\nport | goods | 50")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(60 + 5 + 1)


def test_ore_for_a_plant_that_fills_stocks(tmp_path: Path) -> None:
    """Goods for two years are milled in a, of 2 ore each: 40 + 5."""
    sheets = way(
        Materials="material\ngoods\nore", Lanes="from | to\nmine | here", Periods="period\na\nb",
        Recipes="process | role | item | amount\nmill | makes | goods | 1\nmill | consumes | ore | 2",
        Plants="site | process | retires\nhere | mill | b", Suppliers=FIXED.replace("goods", "ore"),
        Stockpiles="site | material\nhere | goods")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(45)


def test_the_minimum_of_an_offer_beside(tmp_path: Path) -> None:
    """The other offer's least of 40 comes by the same lane to be left over: 50 at least are no bound here."""
    sheets = way(
        Materials="material | surplus\ngoods | none\nslag | 0.1", Lanes="from | to | fixed cost\nmine | here | 0.5",
        Recipes="process | role | item | amount\nburn | makes | slag | 1\nburn | consumes | goods | 1",
        Plants="site | process\nhere | burn",
        Suppliers="supplier | site | material | price | maximum | minimum\nmaker | mine | goods | 1 | 60 | 40",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(40 + 3 + 0.5)


def test_what_a_resource_of_its_own_lets_run(tmp_path: Path) -> None:
    """A plant limited by power alone: 30 power at 3 a run bound the ore lane's fixed cost of 0.5."""
    sheets = way(
        Materials="material\ngoods\nore", Lanes="from | to | material | fixed cost\nmine | here | ore | 0.5",
        Recipes="""
            process | role | item | amount
            mill | makes | goods | 1
            mill | consumes | ore | 2
            mill | uses | power | 3
            """,
        Plants="site | process\nhere | mill", Suppliers=FIXED.replace("goods", "ore"),
        Resources="resource | place | capacity\npower | here | 30")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(25.5)


def test_an_amount_that_a_rule_asks_for(tmp_path: Path) -> None:
    """A rule has 25 come from the mine, 15 more than anyone asks: 25 + 5 + 0.5."""
    sheets = way(
        Lanes="from | to | fixed cost\nmine | here | 0.5",
        Rules="rule | measure | material | buyers | origins | limit\nr | amount at least | goods | here | mine | 25",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(30.5)


def test_a_share_that_a_rule_asks_for(tmp_path: Path) -> None:
    """In a only the port sells, and at least 10 in both years, 10 + 10; in b 0.8 must come from the mine: 8.

    Eight of the port's are then left over: 20 + 8 + 5 + 0.5.
    """
    sheets = way(
        Periods="period\na\nb", Materials="material | surplus\ngoods | 0",
        Lanes="from | to | fixed cost\nmine | here | 0.5\nport | here | 0",
        Suppliers="""
            supplier | site | material | price | fixed cost | minimum | term | from | maximum
            maker | mine | goods | 1 | 5 | | | b |
            other | port | goods | 1 | | 10 | 2 | | 10
            """,
        Rules="rule | measure | material | buyers | origins | limit | from\n"
              "r | share at least | goods | here | mine | 0.8 | b")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(33.5)


def test_a_lane_on_which_all_is_lost_in_one_period(tmp_path: Path) -> None:
    """In b nothing arrives, so nothing is bought: 10 + 5 + 0.5 and 1000 short."""
    sheets = way(
        Periods="period\na\nb", Series="series | a | b\nwaste | 0 | 1",
        Lanes="from | to | fixed cost | loss\nmine | here | 0.5 | waste")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1015.5)


PAYS = "supplier | site | material | price | fixed cost\nmaker | mine | goods | -1 | 5"


@pytest.mark.parametrize(
    "sheets",
    [
        {"Suppliers": PAYS},
        {"Materials": "material | surplus\ngoods | -2"},
        {"Lanes": "from | to | cost | fixed cost\nmine | here | -2 | 1"},
    ],
)
def test_what_could_earn_without_limit_is_refused_at_its_cell(
    tmp_path: Path, sheets: dict[str, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A price, a surplus or a freight below zero and no maximum anywhere: a bound would only hide it.

    It is told in the planner's words alone: Pyomo, which finds it while it makes a row, would say its own before.
    """
    monkeypatch.setattr(logging.getLogger("pyomo"), "handlers", [caplog.handler])
    with pytest.raises(WorkbookError, match="Give a maximum"):
        cost(tmp_path / "in.xlsx", way(**({"Lanes": "from | to\nmine | here"} | sheets)))
    assert not caplog.records


def test_a_lane_that_pays_carries_up_to_its_maximum(tmp_path: Path) -> None:
    """30 are sent for the 2 that each pays, though 10 are asked: 30 + 5 + 1 - 60."""
    sheets = way(Lanes="from | to | cost | fixed cost | maximum\nmine | here | -2 | 1 | 30")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-24)


def test_a_lane_that_pays_carries_all_that_can_be_bought(tmp_path: Path) -> None:
    """Of 40 that can be bought in all: 40 + 1 - 80."""
    sheets = way(
        Lanes="from | to | cost | fixed cost\nmine | here | -2 | 1",
        Suppliers="supplier | site | material | price | maximum\nmaker | mine | goods | 1 | 40")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-39)


def test_an_offer_that_pays_is_bought_up_to_its_total(tmp_path: Path) -> None:
    """25 in all at -1: 5 - 25."""
    sheets = way(
        Lanes="from | to\nmine | here",
        Suppliers=PAYS.replace("cost\n", "cost | total\n") + " | 25")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-20)


def test_a_resource_that_is_needed_in_one_period_only(tmp_path: Path) -> None:
    """In a the mill needs no power and makes all 10; in b power is there for 6: 15.5, and 11.5 and 400 short."""
    sheets = way(
        Periods="period\na\nb", Series="series | a | b\nneed | 0 | 1", Materials="material\ngoods\nflour",
        Lanes="from | to | fixed cost\nmine | here | 0.5", Resources="resource | place | capacity\npower | here | 6",
        Recipes="process | role | item | amount\nmill | consumes | goods | 1\nmill | makes | flour | 1\n"
                "mill | uses | power | need",
        Plants="site | process\nhere | mill", Demand=ASK.replace("goods", "flour"))  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(427)


def test_a_lane_that_pays_carries_all_that_can_be_made(tmp_path: Path) -> None:
    """Of 25 made at 1 each: 25 + 1 - 50; another mill, elsewhere, cannot send its own there."""
    sheets = way(
        Lanes="from | to | cost | fixed cost\nmine | here | -2 | 1",
        Recipes="process | role | item | amount\nmill | makes | goods | 1",
        Plants="site | process | capacity | variable cost\nmine | mill | 25 | 1\nport | mill | 50 | 1")  # fmt: skip
    del sheets["Suppliers"]
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-24)


def test_nothing_is_wanted_behind_a_lane_that_loses_nearly_all(tmp_path: Path) -> None:
    """Nothing times without end is no number: nothing is bought, and 10 of the other are short."""
    sheets = way(
        Materials="material\ngoods\nother", Suppliers=FIXED, Demand=ASK.replace("goods", "other"),
        Lanes="from | to | loss | fixed cost\nmine | port | 0.99999 | 1\nport | here | 0.99999 | 1")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1000)


def test_an_offer_with_a_fixed_cost_waits_for_its_project(tmp_path: Path) -> None:
    """Without the permit, which costs 2,000, all 10 are short at 100; at 20 it is had: 20 + 10 + 5."""
    sheets = way(
        Lanes="from | to\nmine | here", Suppliers=FIXED.replace("cost\n", "cost | needs\n") + " | permit",
        Projects="project | place | fixed capital\npermit | mine | 2000")  # fmt: skip
    assert cost(tmp_path / "dear.xlsx", sheets) == pytest.approx(1000)
    sheets["Projects"][0]["fixed capital"] = 20
    assert cost(tmp_path / "cheap.xlsx", sheets) == pytest.approx(35)


def test_what_could_be_used_up_for_a_rule_of_use_may_be_limited_at_the_plant(tmp_path: Path) -> None:
    """Half Chinese at most: 50 at 1, 50 at 2, 5 for each offer, 10 of freight and 100 runs at 1; 200 runs will do."""
    sheets = small(
        Sites="site | country\nhere | Home\nfar | China\nmid | Chile", Materials="material\nore\ngoods",
        Recipes="process | role | item | amount\nmake | consumes | ore | 1\nmake | makes | goods | 1",
        Plants="site | process | variable cost | capacity\nhere | make | 1 |", Lanes="from | to | cost\n* | here | 0.1",
        Suppliers="supplier | site | material | price | fixed cost\nc | far | ore | 1 | 5\nd | mid | ore | 2 | 5",
        Demand=ASK.replace("10 |", "100 |"),
        Rules="rule | measure | material | of | buyers | origins | limit\n"
              "r | share at most | ore | use | Home | China | 0.5",
    )  # fmt: skip
    with pytest.raises(WorkbookError) as told:
        cost(tmp_path / "in.xlsx", sheets)
    said = str(told.value)
    assert "what it brings could be used up for nothing, so that a rule of use counts it" in said
    assert "Give a maximum, or the capacity that there can be in Plants! row 2, a new column capacity." in said
    sheets["Plants"] = [row | {"capacity": 200} for row in sheets["Plants"]]
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(270)
    free = sheets | {"Rules": [], "Plants": [{"site": "here", "process": "make", "variable cost": 1}]}
    assert cost(tmp_path / "in.xlsx", free) == pytest.approx(215)
