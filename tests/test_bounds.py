"""Bounds that the model makes up where a workbook gives none must never cut off the best plan."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import drawn_goods
import drawn_shares
import pytest
from samples import few
from workbooks import Sheets, checked, plan, rows, settings, small, write

from planner.errors import InfeasibleError
from planner.planning.modelled import model_of
from planner.planning.pipeline import solve_book
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read

if TYPE_CHECKING:
    from pathlib import Path

TWO_SOURCES: Sheets = {
    "Settings": settings(discount_rate=0, gap=0),
    "Periods": [{"period": "now"}],
    "Sites": rows("site | country\na | Near\nb | Far\nshop | Home"),
    "Materials": [{"material": "goods"}],
    "Lanes": rows("from | to\na | shop\nb | shop"),
    "Demand": rows("market | material | amount | required\nshop | goods | 60 | 1"),
}


def cost(folder: Path, sheets: Sheets) -> float:
    return float(plan(folder / "in.xlsx", TWO_SOURCES | sheets).run["objective"])


def test_supply_may_exceed_use_under_a_count_of_origins(tmp_path: Path) -> None:
    """One takes or pays for 100 at 1 while 60 are used: 100, and its share is all, so one origin counts."""
    sheets: Sheets = {
        "Suppliers": rows("""supplier | site | material | price | minimum | maximum
            one | a | goods | 1  | 100 | 100
            two | b | goods | 20 |     | 100"""),
        "Rules": rows("rule | measure | material | limit | minimum share\nmany | origins at least | goods | 1 | 0.05"),
    }
    assert cost(tmp_path, sheets) == pytest.approx(100)


def test_a_share_rule_may_ask_for_more_than_is_used(tmp_path: Path) -> None:
    """One takes or pays for 100 at 1; to keep it to a half, another 100 at 2 and a fixed cost of 1: 301."""
    sheets: Sheets = {
        "Suppliers": rows("""supplier | site | material | price | minimum | fixed cost
            one | a | goods | 1 | 100 |
            two | b | goods | 2 |     | 1"""),
        "Rules": rows("rule | measure | material | limit\nhalf | each share at most | goods | 0.5"),
    }
    assert cost(tmp_path, sheets) == pytest.approx(301)


@pytest.mark.parametrize(("losses", "bought"), [((0.9, 0.9, 0.9), 1000), ((0.5, 0.5, 0.5), 8), ((0, 0.98, 0), 50)])
def test_losses_on_the_way_raise_what_must_be_bought(tmp_path: Path, losses: tuple[float, ...], bought: float) -> None:
    """One unit that arrives takes 1 / ((1 - loss) (1 - loss) (1 - loss)) at 1, and fixed costs of 4."""
    stops = ["a", "b", "c", "shop"]
    sheets: Sheets = {
        "Sites": [{"site": site} for site in stops],
        "Suppliers": rows("supplier | site | material | price | fixed cost\none | a | goods | 1 | 1"),
        "Lanes": [
            {"from": start, "to": end, "loss": loss, "fixed cost": 1}
            for start, end, loss in zip(stops, stops[1:], losses, strict=False)
        ],
        "Demand": rows("market | material | amount | required\nshop | goods | 1 | 1"),
    }
    assert cost(tmp_path, sheets) == pytest.approx(bought + 4)


MADE: Sheets = {
    "Settings": settings(discount_rate=0, gap=0),
    "Periods": [{"period": "now"}],
    "Sites": [{"site": "here"}],
    "Materials": [{"material": "ore"}, {"material": "goods"}, {"material": "scrap", "surplus": 1}],
    "Suppliers": rows("supplier | site | material | price\nmine | here | ore | 1\nmaker | here | goods | 1e6"),
    "Recipes": rows("""process | role | item | amount
        mill | consumes | ore | 1
        mill | makes | goods | 1"""),
    "Projects": rows("""project | place | adds | maximum | fixed capital | economic life
        mill here | here | mill | 1e9 | 100000 | 1"""),
    "Demand": rows("market | material | amount | shortage cost\nhere | goods | 1 | 1e9"),
}


def made(folder: Path, **sheets: str) -> float:
    found = checked(folder / "in.xlsx", MADE | {name: rows(text) for name, text in sheets.items()})
    return float(found.run["objective"])


def test_a_chain_of_maxima_without_end(tmp_path: Path) -> None:
    """A mine of 50 is built beside the mill of 100,000, both for the one unit that is asked."""
    more = """process | role | item | amount
        mill | consumes | ore | 1\nmill | makes | goods | 1\ndig | makes | ore | 1"""
    projects = """project | place | adds | maximum | fixed capital | economic life
        mill here | here | mill | 1e9 | 100000 | 1\nmine here | here | dig | 1e9 | 50 | 1"""
    offers = "supplier | site | material | price\nmaker | here | goods | 1e6"
    assert made(tmp_path, Recipes=more, Projects=projects, Suppliers=offers) == pytest.approx(100_050)


def test_a_mill_that_is_paid_for_what_it_takes_may_be_larger_than_its_product_is_wanted(tmp_path: Path) -> None:
    """Each of 5,000,000 of ore brings 1, and the mill costs 100,000."""
    paid = "supplier | site | material | price | maximum\nmine | here | ore | -1 | 5e6\nmaker | here | goods | 1e6 |"
    left = "material | surplus\nore | none\ngoods |"
    assert made(tmp_path, Suppliers=paid, Materials=left) == pytest.approx(100_000 - 5e6)


def test_a_mill_that_rids_one_of_scrap_may_be_larger_than_its_product_is_wanted(tmp_path: Path) -> None:
    """Whoever takes a unit of ore for the other works must take 3,000,000 of scrap, which cost 1 each if left over."""
    recipes = """process | role | item | amount
        mill | consumes | scrap | 1\nmill | makes | goods | 1
        works | consumes | ore | 1\nworks | makes | metal | 1\nworks | makes | scrap | 3e6"""
    found = made(
        tmp_path, Recipes=recipes, Plants="site | process | capacity\nhere | works | 1",
        Materials="material | surplus\nore |\ngoods |\nmetal |\nscrap | 1",
        Demand="market | material | amount | shortage cost\nhere | goods | 1 | 1e9\nhere | metal | 1 | 1e9",
    )  # fmt: skip
    assert found == pytest.approx(100_001)


def test_a_mill_that_rids_one_of_scrap_may_take_water_for_all_of_it(tmp_path: Path) -> None:
    """The same with a well of 5 and a mill that is there: its water is for all the scrap that there can be."""
    other = {
        "Recipes": """process | role | item | amount
            mill | consumes | scrap | 1\nmill | consumes | water | 1\nmill | makes | goods | 1
            works | consumes | ore | 1\nworks | makes | metal | 1\nworks | makes | scrap | 3e6""",
        "Plants": "site | process | capacity\nhere | works | 1\nhere | mill |",
        "Materials": "material | surplus\nore |\ngoods |\nmetal |\nscrap | 1\nwater | 0",
        "Projects": "project",
        "Demand": "market | material | amount | shortage cost\nhere | goods | 1 | 1e9\nhere | metal | 1 | 1e9",
    }
    offers = "supplier | site | material | price | fixed cost | maximum\nmine | here | ore | 1 | |\nwell | here | water"
    for maximum in ("", "4e6"):
        assert made(tmp_path, Suppliers=f"{offers} | 0 | 5 | {maximum}", **other) == pytest.approx(6)


def test_what_a_mill_gets_rid_of_is_no_reason_to_make_it(tmp_path: Path) -> None:
    """Twelve runs at 1 make metal, and scrap that the mill makes water of: the well, at 5 fixed, has no use.

    What is wanted of scrap hangs on the mill, and what the mill gets rid of on the scrap: neither is without end.
    """
    recipes = """process | role | item | amount
        mill | consumes | scrap | 1\nmill | makes | goods | 1\nmill | makes | water | 1
        works | makes | metal | 1\nworks | makes | scrap | 1"""
    found = made(
        tmp_path, Recipes=recipes, Plants="site | process | variable cost\nhere | works | 1\nhere | mill | 0",
        Materials="material | surplus\nore |\ngoods |\nmetal |\nscrap | 1\nwater |", Projects="project",
        Demand="market | material | amount | shortage cost\nhere | goods | 1 | 1e3\nhere | metal | 10 | 1e3\n"
               "here | water | 12 | 1e3",
        Suppliers="supplier | site | material | price | fixed cost\nwell | here | water | 0 | 5",
    )  # fmt: skip
    assert found == pytest.approx(12)


@pytest.mark.parametrize("seed", few(6, range(1000, 1060)))
def test_what_plants_without_capacity_make_together_is_bounded_soundly(tmp_path: Path, seed: int) -> None:
    """A roomy maximum that is typed at offers, lanes and plants changes nothing."""
    sheets = drawn_goods.draw(random.Random(seed))
    typed = _cost_of(tmp_path / "typed.xlsx", drawn_goods.roomy(sheets))
    assert _cost_of(tmp_path / "in.xlsx", sheets) == pytest.approx(typed, rel=1e-5)


def test_a_share_of_nothing_bounds_nothing_else(tmp_path: Path) -> None:
    """None may come from Near, though one would pay for it: 60 at 2 and a fixed cost of 1."""
    sheets: Sheets = {
        "Suppliers": rows("""supplier | site | material | price | maximum | fixed cost
            one | a | goods | -10 | 100 |
            two | b | goods | 2   |     | 1"""),
        "Rules": rows("rule | measure | material | origins | limit\nnone | share at most | goods | Near | 0"),
    }
    assert cost(tmp_path, sheets) == pytest.approx(121)


def test_a_mill_of_which_a_disruption_leaves_little_may_be_larger_than_is_asked(tmp_path: Path) -> None:
    """All of one unit is promised with a hundred thousandth of the mill left: 100,000 of it, at 1 each."""
    found = made(
        tmp_path, Suppliers="supplier | site | material | price\nmine | here | ore | 1",
        Projects="""project | place | adds | maximum | capital rate | economic life
            mill here | here | mill | 1e9 | 1 | 1""",
        Disruptions="disruption | required\nfire | 1",
        Hits="disruption | target | name | remaining\nfire | plant | mill @ here | 0.00001",
    )  # fmt: skip
    assert found == pytest.approx(100_001)


LENT: Sheets = {
    "Sites": rows("site | country\nhome | US\naway | Vietnam"),
    "Lanes": rows("from | to\nhome | away"),
    "Suppliers": rows("""supplier | site | material | price
        own | home | goods | 100
        local | away | goods | 20"""),
    "Demand": rows("market | material | amount | required\naway | goods | 50 | 1"),
    "Stockpiles": rows("site | material | initial\nhome | goods | 50"),
    "Rules": rows("""rule | measure | material | buyers | limit | minimum share
        many | origins at least | goods | US | 1 | 0.05"""),
}


def test_buyers_may_send_their_stock_to_others_though_an_origin_need_not_count(tmp_path: Path) -> None:
    """All 50 come out of the store in the US for nothing; that the US then has 50 less than none must be allowed."""
    plan = checked(tmp_path / "in.xlsx", TWO_SOURCES | LENT)
    assert plan.run["objective"] == pytest.approx(0)


@pytest.mark.parametrize("maximum", [None, 50])
def test_buyers_may_send_to_others_what_they_stored_before(tmp_path: Path, maximum: float | None) -> None:
    """50 at 1 in the first year are sent in the second, when all else costs 20 or more: 50."""
    later: Sheets = {
        "Periods": [{"period": "now"}, {"period": "then"}],
        "Series": rows("series | now | then\ndearer | 1 | 100"),
        "Suppliers": rows("""supplier | site | material | price
            own | home | goods | dearer
            local | away | goods | 20"""),
        "Demand": rows("market | material | required | amount | now | then\naway | goods | 1 | | 0 | 50"),
        "Stockpiles": [{"site": "home", "material": "goods", "maximum": maximum}],
    }
    plan = checked(tmp_path / "in.xlsx", TWO_SOURCES | LENT | later)
    assert plan.run["objective"] == pytest.approx(50)


GOES_ROUND: Sheets = {
    "Suppliers": rows("""supplier | site | material | price | fixed cost
        one | a | goods | 1 | 7
        two | b | goods | 2 |"""),
    "Demand": rows("market | material | amount | required\nshop | goods | 60 | 1"),
    "Plants": rows("site | process\nshop | repack"),
    "Rules": rows("""rule | measure | material | limit | minimum share
        many | origins at least | goods | 2 | 0.1"""),
}


@pytest.mark.parametrize(("consumes", "makes"), [(1, 1), (1, 3), (2, 1), (0.3, 0.3)])
def test_a_plant_without_capacity_that_makes_what_it_takes_leaves_a_count_of_origins_its_bound(
    tmp_path: Path, consumes: float, makes: float
) -> None:
    """54 of one at 1 with its 7, and 6 of two at 2, though a run of a plant that costs 100 could give it back: 73."""
    repack = f"process | role | item | amount\nrepack | consumes | goods | {consumes}\nrepack | makes | goods | {makes}"
    plants = rows("site | process | variable cost\nshop | repack | 100")
    sheets = TWO_SOURCES | GOES_ROUND | {"Recipes": rows(repack), "Plants": plants}
    assert checked(tmp_path / "in.xlsx", sheets).run["objective"] == pytest.approx(73)


def test_what_grows_out_of_itself_may_make_all_that_is_asked(tmp_path: Path) -> None:
    """A run takes 1 and makes 3 for 0.1: 30 runs make the 60, and a lane with a fixed cost of 5 carries them: 8."""
    grown: Sheets = {
        "Recipes": rows("process | role | item | amount\ngrow | consumes | goods | 1\ngrow | makes | goods | 3"),
        "Plants": rows("site | process | variable cost\na | grow | 0.1"),
        "Lanes": rows("from | to | fixed cost\na | shop | 5\nb | shop | 5"),
        "Suppliers": rows("supplier | site | material | price | fixed cost\none | a | goods | 1 | 7"),
    }
    assert checked(tmp_path / "in.xlsx", TWO_SOURCES | grown).run["objective"] == pytest.approx(8)


def test_a_catalyst_is_bought_once_where_it_is_covered_and_never_where_it_is_not(tmp_path: Path) -> None:
    """60 runs a year of a plant without capacity pass 60 through and lose none: for 73 days' cover 12 at 5, and 9."""
    covered: Sheets = {
        "Materials": rows("material\ngoods\ncatalyst"),
        "Recipes": rows("""process | role | item | amount
            crack | consumes | catalyst | 1
            crack | makes | catalyst | 1
            crack | makes | goods | 1"""),
        "Plants": rows("site | process\na | crack"),
        "Suppliers": rows("supplier | site | material | price | fixed cost\nseller | a | catalyst | 5 | 9"),
        "Stockpiles": rows("site | material | cover days\na | catalyst | 73"),
    }
    assert checked(tmp_path / "in.xlsx", TWO_SOURCES | covered).run["objective"] == pytest.approx(69)
    del covered["Stockpiles"]
    assert checked(tmp_path / "in.xlsx", TWO_SOURCES | covered).run["objective"] == pytest.approx(0)


FORCED: Sheets = {
    "Materials": [{"material": "goods"}, {"material": "metal"}],
    "Recipes": rows("process | role | item | amount\nsmelt | makes | metal | 1\nsmelt | makes | goods | 1"),
    "Plants": rows("site | process | capacity | variable cost\na | smelt | 200 | 1"),
    "Suppliers": rows("""supplier | site | material | price | maximum | fixed cost
        two | b | goods | 2 | | 1
        three | c | goods | 3 | |"""),
    "Demand": rows("market | material | amount | required\nshop | goods | 60 | 1\na | metal | 200 | 1"),
    "Sites": rows("site | country\na | Near\nb | Far\nc | Further\nshop | Home"),
    "Lanes": rows("from | to\na | shop\nb | shop\nc | shop"),
}


def test_what_is_bought_for_money_is_limited_by_its_own_period(tmp_path: Path) -> None:
    """One pays 10 for each of 100 in the first year and of 1 in the second, and may be a quarter of what comes.

    So 300 of two come with them at 2 and a fixed cost of 1, and 59 in the second year: -399 + 109.
    """
    sheets: Sheets = {
        "Periods": rows("period\nfirst\nsecond"),
        "Series": rows("series | first | second\nmuch | 100 | 1"),
        "Suppliers": rows("""supplier | site | material | price | maximum | fixed cost
            one | a | goods | -10 | much |
            two | b | goods | 2   |      | 1"""),
        "Rules": rows("rule | measure | material | origins | limit\npart | share at most | goods | Near | 0.25"),
    }
    assert cost(tmp_path, sheets) == pytest.approx(-290)


@pytest.mark.parametrize("seed", [51, 70, 1000, 1001, 1002, 1003])
def test_a_roomy_maximum_that_is_typed_changes_nothing(tmp_path: Path, seed: int) -> None:
    drawn = drawn_shares.draw(random.Random(seed))
    found = [_cost_of(tmp_path / "in.xlsx", sheets) for sheets in (drawn, drawn_shares.with_maxima(drawn))]
    assert found[0] == pytest.approx(found[1], rel=1e-6)


def _cost_of(path: Path, sheets: Sheets) -> float:
    try:
        return float(solve_book(read(write(path, sheets))).run["objective"])
    except InfeasibleError:
        return math.inf


def test_a_plant_without_capacity_that_makes_two_goods_runs_for_the_one_that_is_wanted_most(tmp_path: Path) -> None:
    """60 of goods and 200 of metal are made of one run each at 1: 200 runs, and nothing is bought at 9."""
    sheets = FORCED | {
        "Plants": rows("site | process | variable cost\na | smelt | 1"),
        "Suppliers": rows("supplier | site | material | price | fixed cost\ntwo | b | goods | 9 | 1"),
    }
    assert checked(tmp_path / "in.xlsx", TWO_SOURCES | sheets).run["objective"] == pytest.approx(200)


def test_what_such_a_plant_makes_too_much_of_is_matched_without_a_maximum(tmp_path: Path) -> None:
    """200 runs for the metal; to keep Near to a half, 200 of goods come from Far at 2 and a fixed cost of 1."""
    sheets = FORCED | {
        "Plants": rows("site | process | variable cost\na | smelt | 1"),
        "Suppliers": rows("supplier | site | material | price | fixed cost\ntwo | b | goods | 2 | 1"),
        "Rules": rows("rule | measure | material | origins | limit\nhalf | share at most | goods | Near | 0.5"),
    }
    assert checked(tmp_path / "in.xlsx", TWO_SOURCES | sheets).run["objective"] == pytest.approx(200 + 401)


@pytest.mark.parametrize(
    ("surplus", "makes", "may"),
    [("none", "ware", False), ("3", "ware", True), ("none", None, True), ("free", "ware", True)],
)
def test_a_plant_runs_just_to_be_counted_only_where_what_it_makes_may_be_left_over(
    tmp_path: Path, surplus: str, makes: str | None, *, may: bool
) -> None:
    """A rule counts what is used: a mill may then run for the rule alone, where it makes nothing or may waste it."""
    sheets = small(
        Materials=f"material | surplus\ngoods |\nware | {surplus}",
        Recipes="process | role | item | amount\nmill | consumes | goods | 1"
        + ("\nmill | makes | ware | 1" * bool(makes)),
        Plants="site | process\nhere | mill",
        Suppliers="supplier | site | material | price | maximum\nmaker | here | goods | 2 | 50",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 8",
        Rules="rule | measure | of | material | limit\nhalf | share at most | use | goods | 1",
    )
    book = read(write(tmp_path / "in.xlsx", sheets))
    assert model_of(book, assemble(book)).bounds._may_waste(0, 0) is may
