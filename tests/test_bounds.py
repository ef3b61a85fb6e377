"""Bounds that the model makes up where a workbook gives none must never cut off the best plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from workbooks import Sheets, checked, plan, rows, settings

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
def test_losses_on_the_way_raise_what_must_be_bought(
    tmp_path: Path, losses: tuple[float, ...], bought: float
) -> None:
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
