"""What workbook.md says of suppliers, sentence by sentence, each as a workbook whose optimum a pencil finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from workbooks import Sheets, checked, cost, small

from planner.errors import WorkbookError

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "supplier | site | material | price | maximum"
ONE = "maker | here | goods"
TEN = "market | material | amount | shortage cost\nhere | goods | 10 | 100"
THREE = "period\na\nb\nc"


def offers(*rows: str, more: str = "", **sheets: str) -> Sheets:
    """Return a workbook of one maker's offers, whose rows begin with the price, and a demand of 10."""
    text = "\n".join([f"{HEAD} | {more}" if more else HEAD, *(f"{ONE} | {row}" for row in rows)])
    return small(**({"Suppliers": text, "Demand": TEN} | sheets))


def test_price_and_maximum(tmp_path: Path) -> None:
    """6 a year at 2, the other 4 short: 412."""
    assert cost(tmp_path / "in.xlsx", offers("2 | 6")) == pytest.approx(412)


def test_a_blank_maximum_is_no_limit(tmp_path: Path) -> None:
    assert cost(tmp_path / "in.xlsx", offers("2 |")) == pytest.approx(20)


def test_a_maximum_of_0_is_closed(tmp_path: Path) -> None:
    assert cost(tmp_path / "in.xlsx", offers("2 | 0")) == pytest.approx(1000)


def test_rates_are_a_year_in_periods_of_any_length(tmp_path: Path) -> None:
    """6 a year of the 10 a year, over 0.25 and over 2 years: 2.25 * (6 * 2 + 4 * 100) = 927."""
    sheets = offers("2 | 6", Periods="period | years\na | 0.25\nb | 2")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(927)


# Price steps


def test_steps_of_rising_price(tmp_path: Path) -> None:
    """4 at 1, 4 at 2, 2 at 3: 18."""
    assert cost(tmp_path / "in.xlsx", offers("1 | 4", "2 | 4", "3 | 4")) == pytest.approx(18)


def test_a_cheaper_later_step_waits_for_the_one_before(tmp_path: Path) -> None:
    """The 4 at 5 come first, then 6 at 1: 26; the other way round it were 10."""
    assert cost(tmp_path / "in.xlsx", offers("5 | 4", "1 | 20")) == pytest.approx(26)


def test_a_cheaper_third_step_waits_for_both(tmp_path: Path) -> None:
    """3 at 4, 3 at 6, then 4 at 1: 34."""
    assert cost(tmp_path / "in.xlsx", offers("4 | 3", "6 | 3", "1 | 20")) == pytest.approx(34)


def test_a_cheaper_step_is_left_where_the_way_to_it_costs_too_much(tmp_path: Path) -> None:
    """The first 10 at 50 each would cost 500 for a second step that comes too late: 10 short at 30 cost 300."""
    demand = "market | material | amount | shortage cost\nhere | goods | 10 | 30"
    assert cost(tmp_path / "in.xlsx", offers("50 | 10", "1 | 20", Demand=demand)) == pytest.approx(300)


def test_goods_may_be_bought_for_nothing_to_reach_a_later_step(tmp_path: Path) -> None:
    """A later step pays 9 a unit: 4 at 5 open it, 20 of it are taken, 14 are left over for free: 20 - 180."""
    assert cost(tmp_path / "in.xlsx", offers("5 | 4", "-9 | 20")) == pytest.approx(-160)


def test_steps_at_one_price_keep_their_order(tmp_path: Path) -> None:
    """The first is full though both cost 2."""
    bought = checked(tmp_path / "in.xlsx", offers("2 | 7", "2 | 7")).tables["Purchases"]
    assert bought["amount"].tolist() == pytest.approx([7, 3])


def test_steps_are_of_one_supplier_site_and_material(tmp_path: Path) -> None:
    """Another supplier's 4 at 1 need not wait for the maker's at 5: 4 + 6 * 5 = 34."""
    sheets = offers("5 | 20")
    sheets["Suppliers"].append({"supplier": "other", "site": "here", "material": "goods", "price": 1, "maximum": 4})
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(34)


def test_a_step_opens_when_the_one_before_is_closed_by_its_window(tmp_path: Path) -> None:
    """In a the first step of 4 at 5 comes first: 26; from b on it is closed: 10 a year."""
    sheets = offers("5 | 4 | a", "1 | 20 |", more="until", Periods=THREE)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(26 + 10 + 10)


def test_a_step_opens_when_the_one_before_has_a_maximum_of_0(tmp_path: Path) -> None:
    """In b the first step is 0: 26 + 10 + 26."""
    sheets = offers("5 | 4 |", "1 | 20 |", more="b", Periods=THREE)
    sheets["Suppliers"][0]["b"] = 0
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(26 + 10 + 26)


def test_a_step_opens_when_the_one_before_lacks_its_project(tmp_path: Path) -> None:
    """The mine of 30 would only put 4 at 5 before the 20 at 1: it is left, and 10 at 1 are bought."""
    sheets = offers(
        "5 | 4 | mine", "1 | 20 |", more="needs",
        Projects="project | place | fixed capital\nmine | here | 30")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(10)


def test_a_step_waits_once_the_project_of_the_one_before_is_there(tmp_path: Path) -> None:
    """The mine must be built for 30, so 4 at 5 come before 6 at 1: 56."""
    sheets = offers(
        "5 | 4 | mine", "1 | 20 |", more="needs",
        Projects="project | place | fixed capital | decision\nmine | here | 30 | must")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(56)


def test_with_a_closed_step_between_the_one_before_it_counts(tmp_path: Path) -> None:
    """The second step is closed for want of its project; the third waits for the first: 3 * 7 + 7 = 28."""
    sheets = offers(
        "7 | 3 |", "5 | 4 | mine", "1 | 20 |", more="needs",
        Projects="project | place | fixed capital\nmine | here | 30")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(28)


def test_after_a_step_that_is_bought_up_the_one_before_it_still_counts(tmp_path: Path) -> None:
    """The second step's total of 2 goes in a: 3 at 7, 2 at 1, 5 at 2; in b 3 at 7 come before 7 at 2.

    21 + 2 + 10 and 21 + 14: 68; without the first step in b it were 33 + 20.
    """
    sheets = offers("7 | 3 |", "1 | 2 | 2", "2 | 20 |", more="total", Periods="period\na\nb")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(68)


def test_a_step_with_a_total_is_not_saved_up_behind_a_later_one(tmp_path: Path) -> None:
    """In a 5 are asked, in b 15; the first step has 10 in all at 1, the second 5 a year at 2.

    Saved up for b, all 20 could be served. In order a takes 5 of the first, b its other 5 and 5 of the second:
    5 + 5 + 10 and 5 short at 100 = 520.
    """
    sheets = offers(
        "1 | 10 | 10", "2 | 5 |", more="total", Periods="period\na\nb",
        Demand="market | material | a | b | shortage cost\nhere | goods | 5 | 15 | 100")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(520)


def test_after_a_blank_maximum_no_step_follows(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="this price step never opens"):
        cost(tmp_path / "in.xlsx", offers("5 |", "1 | 20"))


def test_a_blank_maximum_shuts_the_later_step_only_while_it_is_open(tmp_path: Path) -> None:
    """In a the endless first step is open: 10 at 5; in b and c it is closed: 10 at 1 each."""
    sheets = offers("5 | | a", "1 | 20 |", more="until", Periods=THREE)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(70)


def test_minimum_fixed_cost_total_and_needs_are_each_rows_own(tmp_path: Path) -> None:
    """The second step's fixed cost of 7 is paid only where it is used: 4 + 6 * 2 + 7 = 23."""
    sheets = offers("1 | 4 |", "2 | 20 | 7", more="fixed cost")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(23)


def test_a_step_with_a_minimum_waits_too(tmp_path: Path) -> None:
    """5 at 1, then at least 8 at 2, of which 3 are left over: 5 + 16 = 21."""
    sheets = offers("1 | 5 |", "2 | 20 | 8", more="minimum")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(21)


# Minimum, fixed cost, total, term


def test_minimum_while_used(tmp_path: Path) -> None:
    """At least 15 at 2 are bought for the 10 that are asked: 30."""
    assert cost(tmp_path / "in.xlsx", offers("2 | 20 | 15", more="minimum")) == pytest.approx(30)


def test_minimum_only_while_used(tmp_path: Path) -> None:
    """10 short at 2 cost 20, less than 15 bought at 2: the offer is left."""
    sheets = offers(
        "2 | 20 | 15", more="minimum",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 2")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(20)


def test_minimum_and_fixed_cost_are_a_year(tmp_path: Path) -> None:
    """Over half a year: (15 * 2 + 8) / 2 = 19."""
    sheets = offers("2 | 20 | 15 | 8", more="minimum | fixed cost", Periods="period | years\na | 0.5")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(19)


def test_a_minimum_without_a_maximum(tmp_path: Path) -> None:
    """The least of 15 is bought though nobody could take more than 10."""
    assert cost(tmp_path / "in.xlsx", offers("2 | | 15", more="minimum")) == pytest.approx(30)


def test_fixed_cost_each_period_in_use(tmp_path: Path) -> None:
    """In a and c 10 are asked, in b nothing: two years of the fixed cost of 7: 2 * (10 + 7) = 34."""
    sheets = offers(
        "1 | 20 | 7", more="fixed cost", Periods=THREE,
        Demand="market | material | amount | b | shortage cost\nhere | goods | 10 | 0 | 100")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(34)


def test_total_over_the_whole_horizon(tmp_path: Path) -> None:
    """25 in all over 1 and 2 years: of 30 asked 5 are short: 25 + 500."""
    sheets = offers("1 | 20 | 25", more="total", Periods="period | years\na | 1\nb | 2")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(525)


def test_a_total_is_spent_where_it_is_worth_most(tmp_path: Path) -> None:
    """15 in all at 1; b's market pays 150 for want: b has its 10, a 5 of its 10: 15 + 500."""
    sheets = offers(
        "1 | 20 | 15", more="total", Periods="period\na\nb",
        Series="series | a | b\nwant | 100 | 150",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | want")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(515)


def test_a_total_without_maximum(tmp_path: Path) -> None:
    """The fixed cost of 7 once in a, where 10 of the 12 go, and again in b for 2: 12 + 14 + 800."""
    sheets = offers("1 | | 12 | 7", more="total | fixed cost", Periods="period\na\nb")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(826)


TERM = {
    "Periods": THREE,
    "Demand": "market | material | a | b | c | shortage cost\nhere | goods | 10 | 0 | 0 | 100",
}


@pytest.mark.parametrize(("term", "years"), [("", 1), ("1", 1), ("1.5", 2), ("2", 2), ("2.5", 3), ("9", 3)])
def test_a_term_keeps_an_offer_in_use(tmp_path: Path, term: str, years: int) -> None:
    """Taken for a's 10 at 1, it costs 7 in every year that begins within its term."""
    sheets = offers(f"1 | 20 | 7 | {term}", more="fixed cost | term", **TERM)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(10 + 7 * years)


def test_a_term_keeps_the_minimum_too(tmp_path: Path) -> None:
    """Taken for a's 10, at least 4 must be bought in b as well, for nothing: 14."""
    sheets = offers("1 | 20 | 4 | 2", more="minimum | term", **TERM)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(14)


def test_after_its_term_an_offer_goes_on_period_by_period(tmp_path: Path) -> None:
    """Taken in a for two years, it goes on in c for one and ends there: d has no fixed cost: 30 + 21."""
    sheets = offers(
        "1 | 20 | 7 | 2", more="fixed cost | term", Periods="period\na\nb\nc\nd",
        Demand="market | material | amount | d | shortage cost\nhere | goods | 10 | 0 | 100")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(51)


def test_taken_again_after_a_pause_its_term_begins_anew(tmp_path: Path) -> None:
    """In use in a, b (term), not in c, again in d, e (term): 4 * 7 + 20."""
    sheets = offers(
        "1 | 20 | 7 | 2", more="fixed cost | term", Periods="period\na\nb\nc\nd\ne",
        Demand="market | material | a | b | c | d | e | shortage cost\nhere | goods | 10 | 0 | 0 | 10 | 0 | 100",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(48)


def test_a_term_ends_with_the_window(tmp_path: Path) -> None:
    """Nine years asked for, but the offer is there only until b: 10 + 14."""
    sheets = offers("1 | 20 | 7 | 9 | b", more="fixed cost | term | until", **TERM)
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(24)


def test_a_term_pauses_where_the_maximum_is_0(tmp_path: Path) -> None:
    """Three years from a on, but in b nothing can be had: 10 + 7 in a, 7 in c."""
    sheets = offers("1 | 20 | 7 | 3 |", more="fixed cost | term | b", **TERM)
    sheets["Suppliers"][0]["b"] = 0
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(24)


def test_a_term_of_long_periods(tmp_path: Path) -> None:
    """Six years of a 5-year period and the one after it: 5 * 17 and 5 * 7."""
    sheets = offers(
        "1 | 20 | 7 | 6", more="fixed cost | term", Periods="period | years\na | 5\nb | 5\nc | 5",
        Demand=TERM["Demand"])  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(5 * 17 + 5 * 7)


# Needs, uses, from, until


def test_needs_while_a_project_is_in_service(tmp_path: Path) -> None:
    """The mine for 50 is ready in b and lasts one year: b is served: 60 and 2000 short."""
    sheets = offers(
        "1 | | mine", more="needs", Periods=THREE,
        Projects="project | place | fixed capital | lead time | life | economic life\nmine | here | 50 | 1 | 1 | 1",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(2060)


def test_needs_every_named_project(tmp_path: Path) -> None:
    """Mine and treaty cost 50 each: 100 + 30; one alone opens nothing."""
    sheets = offers(
        "1 | 20 | mine; treaty", more="needs", Periods=THREE,
        Projects="project | place | fixed capital\nmine | here | 50\ntreaty | here | 50")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(130)


def test_one_start_of_a_needed_project_is_enough(tmp_path: Path) -> None:
    """Of the mine's three starts the first opens all: 50 + 30."""
    sheets = offers(
        "1 | 20 | mine", more="needs", Periods=THREE,
        Projects="project | place | fixed capital | starts\nmine | here | 50 | 3")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(80)


def test_a_project_that_adds_may_be_needed_too(tmp_path: Path) -> None:
    """A start of the least size of 2 at 10 a unit opens the offer: 20 + 10."""
    sheets = offers(
        "1 | 20 | port", more="needs",
        Projects="project | place | adds | minimum | maximum | capital rate\nport | here | quay | 2 | 9 | 10",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(30)


def test_uses_of_an_offer(tmp_path: Path) -> None:
    """A unit takes 2 of a port of 12 and 0.5 of trucks of 10: 6 come: 6 + 400."""
    sheets = offers(
        "1 | 20 | port: 2; trucks: 0.5", more="uses",
        Resources="resource | place | capacity\nport | here | 12\ntrucks | here | 10")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(406)


def test_the_resource_an_offer_uses_costs_by_the_unit(tmp_path: Path) -> None:
    """10 goods at 1 take 20 of the port at 0.3: 16."""
    sheets = offers(
        "1 | 20 | port: 2", more="uses",
        Resources="resource | place | capacity | variable cost\nport | here | 99 | 0.3")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(16)


def test_an_offer_whose_resource_is_nowhere_is_closed(tmp_path: Path) -> None:
    sheets = offers(
        "1 | 20 | port: 2", more="uses", Sites="site\nhere\nthere",
        Resources="resource | place | capacity\nport | there | 99")  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1000)


def test_from_and_until_are_inclusive(tmp_path: Path) -> None:
    """Open in b and c of four: 20 and 2000 short."""
    sheets = offers("1 | 20 | b | c", more="from | until", Periods="period\na\nb\nc\nd")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(2020)


def test_a_price_that_varies_by_period(tmp_path: Path) -> None:
    """10 at 1 and 10 at 4."""
    sheets = offers("dear | 20", Periods="period\na\nb", Series="series | a | b\ndear | 1 | 4")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(50)


def test_steps_whose_prices_cross_keep_their_order(tmp_path: Path) -> None:
    """The second step is the cheaper in b only: 6 + 4 * 2 = 14 in a; in b 6 * 5 + 4 * 2 = 38, not 20."""
    sheets = offers("dear | 6", "2 | 20", Periods="period\na\nb", Series="series | a | b\ndear | 1 | 5")
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(52)


@pytest.mark.parametrize("own", ["minimum\n0.5", "term\n0.5", "fixed cost\n0.5", "fixed cost\n-0.5"])
def test_an_offer_with_terms_of_its_own_is_shown_in_use(tmp_path: Path, own: str) -> None:
    header, values = own.split("\n")
    sheets = small(
        Suppliers=f"supplier | site | material | price | maximum | {header}\nmaker | here | goods | 1 | 20 | {values}",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 100",
    )
    assert checked(tmp_path / "in.xlsx", sheets).tables["Purchases"]["in use"].tolist() == [1]
