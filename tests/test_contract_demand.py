"""What workbook.md says of demand, stockpiles and cover, each sentence as a workbook solved with a pencil."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from workbooks import Sheets, checked, cost, small

from planner.errors import InfeasibleError, WorkbookError

if TYPE_CHECKING:
    from pathlib import Path

BUY = "supplier | site | material | price | maximum\nmaker | here | goods | 4 | 8"
TWO = "period\na\nb"
PLACES = "site | country\nhere | land\nother | land\naway | sea"


def market(columns: str, values: str, **sheets: str) -> Sheets:
    """Return a workbook of a market whose columns these are; 8 goods a year can be bought at 4."""
    text = f"market | material | {columns}\nhere | goods | {values}"
    return small(**({"Suppliers": BUY, "Demand": text} | sheets))


@pytest.mark.parametrize(
    ("columns", "values", "expected"),
    [
        ("amount | price", "10 | 5", -8),  # a sale: all 8 at a profit of 1
        ("amount | price", "6 | 5", -6),  # and never more than it asks
        ("amount | price", "10 | 3", 0),  # it is not served where its price does not pay
        ("price", "5", -8),  # a blank amount is no limit
        ("amount", "10", 0),  # without price a sale for nothing
        ("amount | shortage cost", "10 | 5", 42),  # 8 bought at 4, 2 short at 5
        ("amount | shortage cost", "10 | 3", 30),  # 10 short at 3 cost less
        ("amount | shortage cost | price", "10 | 3 | 2", 8 * 2 + 2 * 3),  # the two add up to 5 a unit
        ("amount | shortage cost | price", "10 | 1 | 2", 10),  # and to 3, less than 4
        ("amount | required", "10 | 0.5", 20),  # 5 bought, the rest free
        ("amount | required", "10 | 0", 0),  # a sale
        ("amount | required | shortage cost", "10 | 0.5 | 3", 20 + 15),
        ("amount | required | price", "10 | 0.5 | 5", -8),  # price counts for all that is served
        ("amount | required | price", "10 | 0.5 | 3", 5),
        ("amount | required | shortage cost", "0 | 1 | 9", 0),
        ("amount | shortage cost", "0 | 9", 0),
    ],
)
def test_sale_shortage_and_required(tmp_path: Path, columns: str, values: str, expected: float) -> None:
    """8 a year can be had at 4; what is served and short costs as the comments say."""
    assert cost(tmp_path / "in.xlsx", market(columns, values)) == pytest.approx(expected)


def test_a_required_share_that_cannot_be_had(tmp_path: Path) -> None:
    with pytest.raises(InfeasibleError, match=r"Demand!D2 \(here / goods, required\): 0.9 -> 0.8"):
        cost(tmp_path / "in.xlsx", market("amount | required", "10 | 0.9"))


def test_a_blank_amount_with_a_shortage_cost_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="only a sale may be without"):
        cost(tmp_path / "in.xlsx", market("price | shortage cost", "3 | 5"))


def test_a_demand_may_be_a_sale_in_one_period_only(tmp_path: Path) -> None:
    """In a 10 at 5 are short or bought: 8 * 4 + 2 * 5; in b there is no shortage cost and nothing is served."""
    sheets = market("amount | shortage cost", "10 | want", Periods=TWO, Series="series | a | b\nwant | 5 | 0")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(42)


def test_amount_by_period(tmp_path: Path) -> None:
    """2 a year, 6 in b, over 1 and 2 years: (2 + 12) * 4."""
    sheets = market("amount | shortage cost | b", "2 | 50 | 6", Periods="period | years\na | 1\nb | 2")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(56)


def test_a_sale_without_limit_needs_a_limit_somewhere(tmp_path: Path) -> None:
    """Goods without maximum at 4, sold at 5 without limit: money without end is an error, not a plan."""
    sheets = market("price", "5", Suppliers="supplier | site | material | price\nmaker | here | goods | 4")
    with pytest.raises(WorkbookError, match="without limit"):
        cost(tmp_path / "in.xlsx", sheets)


def test_a_demand_that_nothing_can_reach_is_short(tmp_path: Path) -> None:
    sheets = market("amount | shortage cost", "10 | 5")
    sheets["Suppliers"][0]["site"], sheets["Sites"] = "away", [{"site": "here"}, {"site": "away"}]
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(50)


# Stockpiles

STORE = "site | material"


def store(columns: str, values: str, **sheets: str) -> Sheets:
    """Return a workbook that asks 10 a year at 100 short, in b only, of a stock with these columns; 8 a year at 4."""
    text = f"{STORE} | {columns}\nhere | goods | {values}"
    demand = "market | material | a | b | shortage cost\nhere | goods | 0 | 10 | 100"
    return small(**({"Suppliers": BUY, "Demand": demand, "Stockpiles": text, "Periods": TWO} | sheets))


def test_stock_is_carried_to_the_next_period(tmp_path: Path) -> None:
    """2 are bought in a for b, at a holding cost of 3 a year at the end of a: 10 * 4 + 2 * 3."""
    assert cost(tmp_path / "in.xlsx", store("holding cost", "3")) == pytest.approx(46)


def test_without_a_row_nothing_is_held(tmp_path: Path) -> None:
    """8 at 4, 2 short."""
    sheets = store("holding cost", "3")
    del sheets["Stockpiles"]
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(232)


def test_stock_maximum(tmp_path: Path) -> None:
    """1 held: 9 * 4 + 100."""
    assert cost(tmp_path / "in.xlsx", store("maximum", "1")) == pytest.approx(136)


def test_a_maximum_that_varies(tmp_path: Path) -> None:
    """In a 1 may be held, whatever may be in b."""
    sheets = store("maximum", "room", Series="series | a | b\nroom | 1 | 99")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(136)


def test_initial_stock_is_there_for_nothing(tmp_path: Path) -> None:
    """5 lie there, kept through a at 3 each: 2 are needed, 3 more save 4 - 3 each: 15 + 5 * 4."""
    assert cost(tmp_path / "in.xlsx", store("initial | holding cost", "5 | 3")) == pytest.approx(35)


def test_initial_stock_can_be_used_in_the_first_period(tmp_path: Path) -> None:
    sheets = store(
        "initial | holding cost", "5 | 3",
        Demand="market | material | a | b | shortage cost\nhere | goods | 5 | 0 | 100")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(0)


def test_loss_compounds_over_the_years_of_a_period(tmp_path: Path) -> None:
    """A tenth a year: of 100 at first 81 are left after the 2 years of a, 72.9 after b, where they sell at 1."""
    sheets = small(
        Periods="period | years\na | 2\nb | 1", Stockpiles=f"{STORE} | initial | loss\nhere | goods | 100 | 0.1",
        Demand="market | material | a | b | price\nhere | goods | 0 | 999 | 1")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-72.9)


def test_loss_in_a_quarter(tmp_path: Path) -> None:
    """Of 100 a quarter of a year leaves 0.9 ** 0.25; sold within it at 1 each, the rate is four times that."""
    sheets = small(
        Periods="period | years\na | 0.25", Stockpiles=f"{STORE} | initial | loss\nhere | goods | 100 | 0.1",
        Demand="market | material | amount | price\nhere | goods | 9999 | 1")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-100 * 0.9**0.25)


def test_what_is_put_in_during_a_period_is_not_lost_in_it(tmp_path: Path) -> None:
    """Half is lost a year, but none of what comes in a: 4 at its end are the 2 that b lacks: (8 + 4) * 4."""
    assert cost(tmp_path / "in.xlsx", store("loss", "0.5")) == pytest.approx(48)


def test_a_loss_of_all(tmp_path: Path) -> None:
    """Nothing lasts: 8 * 4 + 200."""
    assert cost(tmp_path / "in.xlsx", store("loss | initial", "1 | 50")) == pytest.approx(232)


def test_stock_moves_by_rates_times_years(tmp_path: Path) -> None:
    """In the half-year a up to 4 can be bought; b's 2 years ask 20 and give 16: all 4 come from a: 20 * 4."""
    sheets = store("maximum", "99", Periods="period | years\na | 0.5\nb | 2")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(80)


def test_holding_is_on_the_stock_at_the_end_for_the_years_of_the_period(tmp_path: Path) -> None:
    """Of 9 at first a uses 1 a year for 3 years; the 6 at its end cost 2 for each of them; b uses them: 36."""
    sheets = small(
        Periods="period | years\na | 3\nb | 1",
        Stockpiles=f"{STORE} | initial | holding cost\nhere | goods | 9 | 2",
        Demand="market | material | a | b | required\nhere | goods | 1 | 6 | 1")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(36)


def test_final_stock(tmp_path: Path) -> None:
    """5 must be there at the end: 15 * 4 in all; those for the end are bought in a, held for nothing: 60."""
    assert cost(tmp_path / "in.xlsx", store("final", "5")) == pytest.approx(60)


def test_a_final_stock_that_cannot_be(tmp_path: Path) -> None:
    """16 can be bought in all."""
    with pytest.raises(InfeasibleError, match="final"):
        cost(tmp_path / "in.xlsx", store("final", "17"))


def test_uses_of_a_stock_is_per_unit_held(tmp_path: Path) -> None:
    """2 of a cold store of 3 a unit: 1.5 are held: 9.5 * 4 + 50."""
    sheets = store("uses", "cold store: 2", Resources="resource | place | capacity\ncold store | here | 3")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(88)


def test_the_resource_of_a_stock_costs_by_the_year(tmp_path: Path) -> None:
    """2 units held through 3 years take 2 of the store at 0.5 a year: 10 * 4 and 2 * 0.5 * 3."""
    sheets = store(
        "uses", "store: 1", Periods="period | years\na | 3\nb | 1",
        Resources="resource | place | capacity | variable cost\nstore | here | 9 | 0.5")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(43)


def test_a_stock_whose_resource_is_nowhere_holds_nothing(tmp_path: Path) -> None:
    sheets = store("uses", "store: 1", Resources="resource | place | capacity\nstore | away | 9", Sites=PLACES)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(232)


# Cover

ASK = "market | material | amount | shortage cost\nhere | goods | 7.3 | 100"
FREE = "supplier | site | material | price\nmaker | here | goods | 4"


def test_cover_days(tmp_path: Path) -> None:
    """50 days of 7.3 a year is 1: bought beside the 7.3, at 4: 33.2."""
    sheets = small(Suppliers=FREE, Demand=ASK, Stockpiles=f"{STORE} | cover days\nhere | goods | 50")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(33.2)


def test_cover_in_every_period_also_the_last(tmp_path: Path) -> None:
    """1 in stock at the end of a and of b, at a holding cost of 3: 14.6 * 4 + 4 + 6."""
    sheets = small(
        Suppliers=FREE, Demand=ASK, Periods=TWO,
        Stockpiles=f"{STORE} | cover days | holding cost\nhere | goods | 50 | 3")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(68.4)


def test_cover_days_that_vary(tmp_path: Path) -> None:
    """None in a, 50 in b."""
    sheets = small(
        Suppliers=FREE, Demand=ASK, Periods=TWO, Series="series | a | b\ndays | 0 | 50",
        Stockpiles=f"{STORE} | cover days | holding cost\nhere | goods | days | 3")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(65.4)


def test_cover_is_of_what_is_served_not_asked(tmp_path: Path) -> None:
    """At 100 days each unit costs 4 * (1 + 100/365) = 5.1, more than 5 short: nothing is served."""
    sheets = small(
        Suppliers=FREE, Demand=ASK.replace("100", "5"), Stockpiles=f"{STORE} | cover days\nhere | goods | 100"
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(36.5)


def test_cover_counts_sales(tmp_path: Path) -> None:
    """A sale at 5 gives 1 a unit, and asks for 50/365 more at 4: 7.3 - 4 = 3.3 is earned."""
    sheets = small(
        Suppliers=FREE, Demand="market | material | amount | price\nhere | goods | 7.3 | 5",
        Stockpiles=f"{STORE} | cover days\nhere | goods | 50")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(-3.3)


def test_cover_counts_what_plants_consume_and_not_what_is_sent_on(tmp_path: Path) -> None:
    """A mill here eats 7.3 ore, as much goes on to away: cover is of 7.3: 1 more at 4: 15.6 * 4."""
    sheets = small(
        Sites=PLACES, Materials="material\ngoods\nore", Lanes="from | to\nhere | away",
        Recipes="process | role | item | amount\nmill | makes | goods | 1\nmill | consumes | ore | 1",
        Plants="site | process\nhere | mill", Suppliers=FREE.replace("goods", "ore"),
        Demand=ASK + "\naway | ore | 7.3 | 100", Stockpiles=f"{STORE} | cover days\nhere | ore | 50",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(15.6 * 4)


@pytest.mark.parametrize(
    ("place", "expected"), [("", 15.6), ("land", 16.6), ("Union", 16.6), ("other", 15.6), ("away", 14.6)]
)
def test_cover_of_a_place(tmp_path: Path, place: str, expected: float) -> None:
    """Here and other use 7.3 each, away nothing: the stock here holds 50 days of what its place uses."""
    sheets = small(
        Sites=PLACES, Countries="country | bloc\nland | Union", Lanes="from | to\nhere | other",
        Suppliers=FREE.replace("4", "1"), Demand=ASK + "\nother | goods | 7.3 | 100",
        Stockpiles=f"{STORE} | cover days | cover of\nhere | goods | 50 | {place}")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(expected)


def test_rows_cover_a_place_together_at_the_most_days(tmp_path: Path) -> None:
    """Both cover the land, one asks 50 days and the other 25: 50 days of 14.6, which is 2, wherever held.

    Holding is 3 here and 1 there: 16.6 bought at 1 and 2 held at 1.
    """
    sheets = small(
        Sites=PLACES, Lanes="from | to\nhere | other",
        Suppliers=FREE.replace("4", "1"), Demand=ASK + "\nother | goods | 7.3 | 100",
        Stockpiles="""
            site | material | cover days | cover of | holding cost
            here | goods | 50 | land | 3
            other | goods | 25 | land | 1
            """)  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(18.6)


def test_rows_of_other_places_cover_each_by_itself(tmp_path: Path) -> None:
    """Each covers its own site: 1 here at 3, 1 there at 1."""
    sheets = small(
        Sites=PLACES, Lanes="from | to\nhere | other",
        Suppliers=FREE.replace("4", "1"), Demand=ASK + "\nother | goods | 7.3 | 100",
        Stockpiles="""
            site | material | cover days | holding cost
            here | goods | 50 | 3
            other | goods | 50 | 1
            """)  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(20.6)


def test_cover_of_another_place_than_where_it_is_held(tmp_path: Path) -> None:
    """Away holds for the land, which uses 7.3: 1 is sent there and kept at 2: 8.3 + 2."""
    sheets = small(
        Sites=PLACES, Lanes="from | to\nhere | away", Suppliers=FREE.replace("4", "1"), Demand=ASK,
        Stockpiles=f"{STORE} | cover days | cover of | holding cost\naway | goods | 50 | land | 2")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(10.3)


def test_stocks_that_cover_together_where_one_asks_nothing_in_a_period(tmp_path: Path) -> None:
    """The second row asks 50 days in b only, and covers in b only: in a the first row's stock alone counts.

    In a 1 is held at 3, in b 1 in the other at 1: 14.6 + 1 bought, 4 for holding.
    """
    sheets = small(
        Sites=PLACES, Lanes="from | to\nhere | other", Periods=TWO, Suppliers=FREE.replace("4", "1"),
        Demand=ASK, Series="series | a | b\ndays | 0 | 50",
        Stockpiles="""
            site | material | cover days | cover of | holding cost
            here | goods | 50 | land | 3
            other | goods | days | land | 1
            """)  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(19.6)


def test_the_plan_shows_the_days_held(tmp_path: Path) -> None:
    sheets = small(Suppliers=FREE, Demand=ASK, Stockpiles=f"{STORE} | cover days\nhere | goods | 50")
    held = checked(tmp_path / "in.xlsx", sheets).tables["Stockpiles"]
    assert held["cover days held"].tolist() == pytest.approx([50])
