"""What the contract says of sourcing rules, sentence by sentence. Every optimum is worked out in the docstring.

Home (country H) asks for 100 a year. A sells at 1, B at 2, C at 4, H itself at 10; nothing may be left over.
Without a rule all comes from A: 100. A and B are the bloc East, C and H the bloc West.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from workbooks import Sheets, checked, cost, rows, small

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return where a workbook is written."""
    return tmp_path / "in.xlsx"


def ruled(*rules: dict[str, Any], **sheets: str) -> Sheets:
    """Return the workbook of this page with some rules, and with these sheets instead of its own."""
    base = small(
        Countries="country | bloc\n A | East\n B | East\n C | West\n H | West",
        Sites="site | country\n home | H\n pit A | A\n pit B | B\n pit C | C",
        Materials="material | surplus\n goods | none",
        Suppliers="""
            supplier | site | material | price
            mine A | pit A | goods | 1
            mine B | pit B | goods | 2
            mine C | pit C | goods | 4
            mine H | home | goods | 10
            """,
        Lanes="from | to\n A | home\n B | home\n C | home",
        Demand="market | material | amount | shortage cost\n home | goods | 100 | 1000",
    )
    own = {name: rows(text) for name, text in sheets.items()}
    return base | own | {"Rules": [{"rule": f"rule {n}", "material": "goods"} | x for n, x in enumerate(rules)]}


def rule(measure: str, limit: object, origins: str | None = None, **columns: Any) -> dict[str, Any]:
    """Return a row of Rules."""
    return {"measure": measure, "limit": limit, "origins": origins} | columns


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (rule("each share at most", 0.6), 60 + 40 * 2),
        (rule("each share at most", 0.4), 40 + 40 * 2 + 20 * 4),
        (rule("each share at most", 0.4, "A; C"), 40 + 60 * 2),  # B is not counted
        (rule("each share at most", 0.3, "East"), 30 + 30 * 2 + 40 * 4),  # each of its countries
        (rule("share at most", 0.3, "A"), 30 + 70 * 2),
        (rule("share at most", 0.5, "A; B"), 50 + 50 * 4),  # together
        (rule("share at most", 0.5, "East"), 50 + 50 * 4),
        (rule("share at most", 0, "East; C"), 1000),
        (rule("share at least", 0.25, "C"), 75 + 25 * 4),
        (rule("share at least", 0.25, "B; C"), 75 + 25 * 2),
        (rule("share at least", 1, "West"), 400),
        (rule("origins at least", 2), 95 + 5 * 2),  # the minimum share is 0.05
        (rule("origins at least", 3, None, **{"minimum share": 0.1}), 80 + 10 * 2 + 10 * 4),
        (rule("origins at least", 2, "B; C", **{"minimum share": 0.2}), 60 + 20 * 2 + 20 * 4),
        (rule("origins at least", 2, "West", **{"minimum share": 0.1}), 80 + 10 * 4 + 10 * 10),
        (rule("amount at most", 30, "A"), 30 + 70 * 2),
        (rule("amount at most", 30, "East"), 30 + 70 * 4),
        (rule("amount at least", 10, "C"), 90 + 10 * 4),
        (rule("amount at least", 10, "B; C"), 90 + 10 * 2),
        (rule("share at most", 0.4, "foreign", buyers="home"), 40 + 60 * 10),
        (rule("share at most", 0.4, "foreign", buyers="H"), 40 + 60 * 10),
        (rule("share at most", 0.4, "foreign", buyers="West"), 40 + 60 * 4),  # C is at home there
        (rule("each share at most", 0.4, "foreign", buyers="home"), 40 + 40 * 2 + 20 * 4),
        (rule("share at most", 0, "foreign"), 100),  # all buyers: no country is foreign
        (rule("share at most", 0.3, "A", buyers="home; pit C"), 30 + 70 * 2),
        (rule("share at most", 0.3, "A", buyers="pit B; pit C"), 100),  # nothing enters them from A
        (rule("share at most", 0.3, "mine A"), 30 + 70 * 2),
        (rule("share at most", 0.3, "pit A; mine B"), 30 + 70 * 4),  # a site and a supplier together
        (rule("each share at most", 0.3, "pit A; mine B"), 30 + 30 * 2 + 40 * 4),
        (rule("HHI at most", 1), 100),
        (rule("HHI at most", 0.16, "A"), 40 + 60 * 2),  # 0.4 squared; the total is of all origins
    ],
)
def test_a_measure(book: Path, wanted: dict[str, Any], expected: float) -> None:
    """The cheapest sellers fill what the rule leaves them, in order: amounts times prices in the second column."""
    assert cost(book, ruled(wanted)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (rule("share at most", 0.3, "A", penalty=0.5), 100 + 70 * 0.5),  # 70 beyond it are cheaper than 70 from B
        (rule("share at most", 0.3, "A", penalty=2), 30 + 70 * 2),
        (rule("share at least", 0.25, "C", penalty=2), 100 + 25 * 2),
        (rule("each share at most", 0.3, penalty=0.4), 100 + 70 * 0.4),
        # 30 each from A and B at their prices, the rest from A at 2.5: cheaper than B beyond its 30, and than C
        (rule("each share at most", 0.3, penalty=1.5), 30 + 30 * 2 + 40 * 2.5),
        (rule("amount at most", 30, "A", penalty=0.5), 100 + 70 * 0.5),
        (rule("amount at least", 10, "C", penalty=2), 100 + 10 * 2),
        (rule("origins at least", 2, penalty=3), 103),  # the second origin costs 5 more
        (rule("origins at least", 2, penalty=7), 105),
        (rule("origins at least", 3, penalty=7), 105 + 7),  # the third costs 15 more
        (rule("origins at least", 4, penalty=4), 100 + 3 * 4),
    ],
)
def test_a_soft_rule_is_missed_where_that_is_cheaper(book: Path, wanted: dict[str, Any], expected: float) -> None:
    """The penalty is on each unit beyond the limit a year, of origins on each that is missing."""
    assert cost(book, ruled(wanted)) == pytest.approx(expected)


def test_a_rule_holds_on_rates_in_every_period_of_its_window(book: Path) -> None:
    """Two years, one, three: the rule holds in the second and third only, both ends inclusive.

    2 * 100 + 140 + 3 * 140, then 100 in a fourth of one year; amounts are a year, so a limit of 60 is the same.
    """
    years = "period | years\n first | 2\n second | 1\n third | 3\n fourth | 1"
    window: dict[str, Any] = {"from": "second", "until": "third"}
    for wanted in (rule("each share at most", 0.6, **window), rule("amount at most", 60, "A", **window)):
        assert cost(book, ruled(wanted, Periods=years)) == pytest.approx(200 + 4 * 140 + 100)


def test_penalties_are_a_year(book: Path) -> None:
    """A period of three years: 3 (100 + 70 * 0.5)."""
    wanted = rule("share at most", 0.3, "A", penalty=0.5)
    assert cost(book, ruled(wanted, Periods="period | years\n long | 3")) == pytest.approx(405)


def test_a_limit_by_period_overrides_the_plain_one(book: Path) -> None:
    """0.6 in the first period and 0.5 in the second: 140 + 150."""
    wanted = rule("each share at most", 0.6) | {"second": 0.5}
    assert cost(book, ruled(wanted, Periods="period\n first\n second")) == pytest.approx(290)


def test_a_limit_may_be_a_series(book: Path) -> None:
    sheets = ruled(rule("each share at most", "limits"), Periods="period\n first\n second")
    sheets["Series"] = rows("series | first | second\n limits | 0.6 | 0.5")
    assert cost(book, sheets) == pytest.approx(290)


def test_a_rule_asks_nothing_where_nothing_is_supplied(book: Path) -> None:
    """No demand in the first period: no share, no floor and no count is broken by nothing."""
    rules = [
        rule("each share at most", 0.6), rule("share at least", 0.1, "C"), rule("HHI at most", 0.6),
        rule("origins at least", 3),
    ]  # fmt: skip
    sheets = ruled(*rules, Periods="period\n first\n second")
    sheets["Demand"] = [{"market": "home", "material": "goods", "first": 0, "second": 100, "shortage cost": 1000}]
    assert cost(book, sheets) == pytest.approx(60 + 30 * 2 + 10 * 4)


LOSS = "from | to | loss\n A | home | 0.2\n B | home | 0"
BY_C = "from | to\n A | C\n B | home\n C | home"  # what A sells reaches home through C only


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (rule("share at most", 0.3, "A"), 30 + 70 * 2),
        (rule("amount at least", 10, "C"), 90 + 10 * 4),
        (rule("share at least", 0.1, "C", buyers="home"), 90 + 10 * 4),
        (rule("each share at most", 0.3, "A; C", buyers="home"), 30 + 70 * 2),
        (rule("share at most", 0.3, "mine A", buyers="home"), 30 + 70 * 2),
        (rule("share at most", 0.3, "pit A", buyers="H"), 30 + 70 * 2),
        (rule("origins at least", 2, "A; C", buyers="home"), 95 + 5 * 4),
    ],
)
def test_a_detour_does_not_wash_the_origin(book: Path, wanted: dict[str, Any], expected: float) -> None:
    """All that A sells passes C, and is A's all the same."""
    assert cost(book, ruled(wanted, Lanes=BY_C)) == pytest.approx(expected)


def test_a_stock_on_the_way_does_not_wash_the_origin(book: Path) -> None:
    """A sells in the first year only, C holds 100 of it for the second, when home buys.

    Of A's 30 may come then, from the stock at 1; 70 are B's at 2. A rule that looked at the last shipper would
    count the stock as C's, and the plan would cost 100.
    """
    sheets = ruled(
        rule("share at most", 0.3, "A", buyers="home"),
        Periods="period\n first\n second",
        Lanes=BY_C,
        Stockpiles="site | material | maximum\n pit C | goods | 100",
    )
    sheets["Suppliers"][0]["until"] = "first"
    sheets["Demand"] = [{"market": "home", "material": "goods", "first": 0, "second": 100, "shortage cost": 1000}]
    assert cost(book, sheets) == pytest.approx(30 + 70 * 2)


def test_what_is_in_stock_at_first_is_of_its_place(book: Path) -> None:
    """80 in stock at pit C cost nothing and are C's: 20 of them and 80 of A's."""
    stock = "site | material | initial\n pit C | goods | 80"
    sheets = ruled(rule("share at most", 0.2, "C", buyers="home"), Stockpiles=stock)
    assert cost(book, sheets) == pytest.approx(80)


def test_a_stock_of_the_buyers_is_no_supply_when_it_is_drawn(book: Path) -> None:
    """50 in stock at home at first; of the 50 that enter home at most 30 % are A's: 15 + 35 * 2."""
    stock = "site | material | initial\n home | goods | 50"
    sheets = ruled(rule("share at most", 0.3, "A", buyers="home"), Stockpiles=stock)
    assert cost(book, sheets) == pytest.approx(15 + 35 * 2)


METAL = {
    "Materials": "material | surplus\n goods | none\n ore | none",
    "Suppliers": "supplier | site | material | price\n mine A | pit A | ore | 1\n mine B | pit B | ore | 2",
    "Lanes": "from | to\n A | C\n B | C\n C | home",
    "Recipes": "process | role | item | amount\n smelt | makes | goods | 1\n smelt | consumes | ore | 2",
    "Plants": "site | process\n pit C | smelt",
}


def test_a_recipe_makes_a_new_origin(book: Path) -> None:
    """Goods are smelted in C of ore of A: none of the goods is A's, all are C's. 200 of ore at 1."""
    rules = [rule("share at most", 0, "A"), rule("share at least", 1, "C", buyers="home")]
    assert cost(book, ruled(*rules, **METAL)) == pytest.approx(200)


def test_a_rule_on_what_goes_into_a_recipe(book: Path) -> None:
    """Of the 200 of ore at most a quarter is A's: 50 + 150 * 2, whether all buy it or C."""
    for buyers in ("*", "C", "pit C"):
        sheets = ruled(rule("share at most", 0.25, "A", buyers=buyers, material="ore"), **METAL)
        assert cost(book, sheets) == pytest.approx(350)


def test_a_rule_on_a_family_is_on_the_sum(book: Path) -> None:
    """60 left and 40 right are asked for, at most half of the sum from A. B costs 2 more for left, 1 for right.

    All 40 of right and 10 of left from B: 100 + 40 + 20 = 160. Each by itself would cost 100 + 20 + 60.
    """
    sheets = ruled(
        rule("share at most", 0.5, "A", material="gloves"),
        Materials="material | family | surplus\n left | gloves | none\n right | gloves | none",
        Suppliers="""
            supplier | site | material | price
            mine A | pit A | left | 1
            mine A | pit A | right | 1
            mine B | pit B | left | 3
            mine B | pit B | right | 2
            """,
        Demand="market | material | amount | required\n home | left | 60 | 1\n home | right | 40 | 1",
    )
    assert cost(book, sheets) == pytest.approx(160)


TWO_MARKETS = {
    "Sites": "site | country\n home | H\n away | X\n pit A | A\n pit B | B\n pit C | C",
    "Lanes": "from | to\n A | home\n B | home\n C | home\n home | away\n away | home",
    "Demand": "market | material | amount | required\n home | goods | 100 | 1\n away | goods | 50 | 1",
}


def test_what_buyers_send_on_to_others_is_none_of_their_supply(book: Path) -> None:
    """150 pass home, 100 stay: a cap of 100 on what home takes of A holds, one of 90 does not: 150, 160."""
    assert cost(book, ruled(rule("amount at most", 100, "A", buyers="H"), **TWO_MARKETS)) == pytest.approx(150)
    assert cost(book, ruled(rule("amount at most", 90, "A", buyers="H"), **TWO_MARKETS)) == pytest.approx(160)


def test_goods_that_go_round_count_once(book: Path) -> None:
    """Sending A's goods out and back does not make them more: a floor of 160 from A is not reached by turning.

    Soft at 3: home takes at most 100 of A's, 60 are missing: 150 + 180.
    """
    wanted = rule("amount at least", 160, "A", buyers="home", penalty=3)
    assert cost(book, ruled(wanted, **TWO_MARKETS)) == pytest.approx(330)


def test_what_goes_between_buyers_counts_once(book: Path) -> None:
    """Home and away buy together: 150 enter, however they share them: a cap of 120 on A costs 30 more."""
    wanted = rule("amount at most", 120, "A", buyers="H; X")
    assert cost(book, ruled(wanted, **TWO_MARKETS)) == pytest.approx(180)


def test_supply_counts_where_it_arrives(book: Path) -> None:
    """A fifth of A's goods is lost on the way: 50 of 100 from A take 62.5, or 100 from B at 2: 62.5 + 100."""
    wanted = rule("share at most", 0.5, "A", buyers="home")
    assert cost(book, ruled(wanted, Lanes=LOSS)) == pytest.approx(162.5)


def test_of_all_buyers_supply_counts_where_it_is_bought(book: Path) -> None:
    """The same with all buyers: x bought of A are at most half of x + y, and 0.8 x + y = 100: x = y = 100/1.8."""
    wanted = rule("share at most", 0.5, "A")
    found = cost(book, ruled(wanted, Lanes=LOSS))
    assert found == pytest.approx(300 / 1.8)


def test_the_buyers_own_country_is_an_origin(book: Path) -> None:
    """H may have 10 % of it: 90 of A and 10 of its own at 10."""
    wanted = rule("share at least", 0.1, "H", buyers="home")
    assert cost(book, ruled(wanted)) == pytest.approx(190)


def test_what_must_be_bought_may_be_more_than_is_asked_for(book: Path) -> None:
    """A contract for 200 at 1 cannot be taken in part, and what is left over is free: 200, one origin is enough.

    Were the supply thought to be no more than the 100 asked for, B would be forced in.
    """
    sheets = ruled(rule("origins at least", 1), Materials="material\n goods")
    sheets["Suppliers"] = rows("""
        supplier | site | material | price | minimum
        mine A | pit A | goods | 1 | 200
        mine B | pit B | goods | 900 |
        """)
    assert cost(book, sheets) == pytest.approx(200)


def test_what_is_bought_for_the_money_may_be_more_than_is_asked_for(book: Path) -> None:
    """A pays 1 for each of 500 units that are taken, and one origin is enough: -500."""
    sheets = ruled(rule("origins at least", 1), Materials="material\n goods")
    sheets["Suppliers"] = rows("""
        supplier | site | material | price | maximum
        mine A | pit A | goods | -1 | 500
        mine B | pit B | goods | 900 |
        """)
    assert cost(book, sheets) == pytest.approx(-500)


def test_the_plan_says_where_supply_was_made(book: Path) -> None:
    """All of A's passes C: of home's 100 the 30 that it may be are A's, and 70 B's; C takes in nothing for itself."""
    found = checked(book, ruled(rule("share at most", 0.3, "A", buyers="home"), Lanes=BY_C))
    table = found.tables["Sourcing"]
    home = table[table["buyer"] == "H"]
    assert dict(zip(home["origin"], home["share"], strict=True)) == pytest.approx({"A": 0.3, "B": 0.7})
    assert set(home["traced"]) == {"yes"}
    shown = found.tables["Concentration"].iloc[0]
    assert [shown[name] for name in ("value", "limit", "slack", "total")] == pytest.approx([0.3, 0.3, 0, 100])
    assert shown["HHI"] == pytest.approx(0.3**2 + 0.7**2)


def test_without_a_rule_only_the_last_shipper_is_known(book: Path) -> None:
    table = checked(book, ruled(Lanes=BY_C)).tables["Sourcing"]
    home = table[table["buyer"] == "H"]
    assert home[["origin", "traced"]].to_numpy().tolist() == [["C", "no"]]
