"""Single numbers of the model, each on the smallest workbook in which it counts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from workbooks import Sheets, checked, cost, rows, small, write

from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner_models.bounds import Bounds
from planner_models.expected import Bracket, perfect_information, stochastic_solution
from planner_models.given.disruptions import Risk
from planner_models.index import Index
from planner_models.steps import has_contract

if TYPE_CHECKING:
    from pathlib import Path

    from planner_models.problem import Problem

WANTED = "market | material | amount | shortage cost\nhere | goods | 1 | 9"


def problem_of(path: Path, sheets: Sheets) -> Problem:
    return assemble(read(write(path / "in.xlsx", sheets)))


def test_a_stock_shrinks_by_each_period_s_own_length(tmp_path: Path) -> None:
    """Half is lost a year: of 16 bought at 1 in a, 8 are left after b of a year, and 2 after the two years of c."""
    sheets = small(
        Periods="period | years\na | 1\nb | 1\nc | 2",
        Suppliers="supplier | site | material | price | until\nmine | here | goods | 1 | a",
        Stockpiles="site | material | loss\nhere | goods | 0.5",
        Demand="market | material | a | b | c | shortage cost\nhere | goods | 0 | 0 | 1 | 1000",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(16)


def test_less_than_one_unit_is_an_origin_too(tmp_path: Path) -> None:
    """Half of what is asked comes from each of two at most, of which the dear one has no more."""
    sheets = small(
        Sites="site | country\nhere | H\nnear | N\nfar | F",
        Suppliers="""supplier | site | material | price | maximum
            one | near | goods | 1 | 1
            two | far | goods | 3 | 0.5""",
        Lanes="from | to\n* | here",
        Rules="rule | measure | material | limit\nhalf | each share at most | goods | 0.5",
        Demand="market | material | amount | shortage cost\nhere | goods | 1 | 100",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(0.5 * 1 + 0.5 * 3)


@pytest.mark.parametrize(
    ("terms", "is_so"),
    [("0 | 0 | 0", False), ("0.5 | 0 | 0", True), ("0 | 0.5 | 0", True), ("0 | 0 | 1", True), ("0 | 0 | 0.5", True)],
)
def test_an_offer_with_a_minimum_a_fixed_cost_or_a_term_is_taken_or_not(
    tmp_path: Path, terms: str, is_so: bool
) -> None:
    header = "supplier | site | material | price | maximum | minimum | fixed cost | term"
    sheets = small(Suppliers=f"{header}\nmine | here | goods | 1 | 9 | {terms}", Demand=WANTED)
    (found,) = problem_of(tmp_path, sheets).offers
    assert has_contract(found, 0) is is_so


CHAIN = small(
    Sites="site | country\nhere | H\npit A | A\npit B | B",
    Materials="material\nore\ngoods",
    Recipes="process | role | item | amount\nmill | consumes | ore | 1\nmill | makes | goods | 1",
    Plants="site | process | capacity\nhere | mill | 10",
    Suppliers="supplier | site | material | price\nmine | pit A | ore | 1\nshop | pit B | goods | 9",
    Lanes="from | to\n* | here",
    Rules="rule | measure | material | content | limit\ntrue | each share at most | goods | ore | 1",
    Demand="market | material | amount | shortage cost\nhere | goods | 5 | 100",
)


def test_what_is_made_of_is_followed_only_from_origins_that_have_it(tmp_path: Path) -> None:
    """Both sell something, and goods carry ore; with no ore and no goods sold in C nothing can have any from there."""
    more = rows("supplier | site | material | price\nother | pit C | sand | 1")
    sheets = CHAIN | {
        "Sites": [*CHAIN["Sites"], {"site": "pit C", "country": "C"}],
        "Materials": [*CHAIN["Materials"], {"material": "sand"}],
        "Suppliers": [*CHAIN["Suppliers"], *more],
    }
    overlays = Index(problem_of(tmp_path, sheets)).overlays
    found = {country for overlay in overlays.all for country in overlay.origins.countries}
    assert found == {"A", "B"}


@pytest.mark.parametrize(("loss", "runs"), [(0.99, True), (1, False)])
def test_a_mill_at_the_end_of_a_lane_that_loses_all_has_no_ore(tmp_path: Path, loss: float, runs: bool) -> None:
    sheets = CHAIN | {
        "Lanes": rows(f"from | to | loss\n* | here | {loss}"),
        "Suppliers": rows("supplier | site | material | price\nmine | pit A | ore | 1"),
    }
    assert bool(Index(problem_of(tmp_path, sheets)).activity_pt) is runs


@pytest.mark.parametrize(("surplus", "loss", "is_sent"), [(1, 0.5, True), (0, 0.5, False), (1, 0, False)])
def test_what_nobody_wants_is_sent_only_where_its_loss_saves_something(
    tmp_path: Path, surplus: float, loss: float, is_sent: bool
) -> None:
    sheets = small(
        Sites="site\nhere\nheap", Materials=f"material | surplus\nsand | {surplus}\ngoods |", Demand=WANTED,
        Suppliers="supplier | site | material | price | minimum | maximum\nmine | here | sand | 1 | 1 | 1",
        Lanes=f"from | to | loss\nhere | heap | {loss}",
    )  # fmt: skip
    assert bool(len(Index(problem_of(tmp_path, sheets)).flow_lot)) is is_sent


def test_a_reserve_bounds_what_is_bought_in_its_own_period(tmp_path: Path) -> None:
    """Nothing is kept in a, and nobody asks for more than 1; in b ten are put into the reserve, of 11 bought at 1."""
    sheets = small(
        Periods="period\na\nb",
        Series="series | a | b\nkept | 0 | 10",
        Suppliers="supplier | site | material | price | fixed cost | from\nmine | here | goods | 1 | 5 | b",
        Stockpiles="site | material | reserve\nhere | goods | kept",
        Demand="market | material | a | b | shortage cost\nhere | goods | 0 | 1 | 100",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(5 + 11)


def test_least_use_is_not_asked_of_a_plant_whose_input_takes_what_there_is_none_of(tmp_path: Path) -> None:
    """In a there is no power for the mine, so the mill stands still and 10 are short at 100; in b it makes 10 at 1."""
    sheets = small(
        Periods="period\na\nb",
        Materials="material\nore\ngoods",
        Recipes="process | role | item | amount\nmill | consumes | ore | 1\nmill | makes | goods | 1",
        Plants="site | process | capacity | minimum use\nhere | mill | 10 | 0.5",
        Resources="resource | place | capacity | a\npower | here | 20 | 0",
        Suppliers="supplier | site | material | price | uses\nmine | here | ore | 1 | power: 1",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 100",
    )
    assert checked(tmp_path / "in.xlsx", sheets).run["objective"] == pytest.approx(1000 + 10)


def test_a_soft_rule_pays_the_penalty_of_its_own_period(tmp_path: Path) -> None:
    """At 1 a unit it is missed by 5 of 10: 10 + 5; at 100 it is kept, half of 20 for 3 each: 10 + 30."""
    sheets = small(
        Periods="period\na\nb",
        Sites="site | country\nhere | H\nnear | N\nfar | F",
        Series="series | a | b\nfine | 1 | 100",
        Suppliers="supplier | site | material | price\none | near | goods | 1\ntwo | far | goods | 3",
        Lanes="from | to\n* | here",
        Rules="rule | measure | material | limit | penalty\nhalf | each share at most | goods | 0.5 | fine",
        Demand="market | material | a | b | shortage cost\nhere | goods | 10 | 20 | 1000",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(15 + 40)


def test_what_is_made_of_is_followed_from_where_the_content_is_made_at_times(tmp_path: Path) -> None:
    """Ore is dug in C as well, in the second period only."""
    dug = rows("process | role | item | amount\ndig | makes | ore | late")
    sheets = CHAIN | {
        "Periods": rows("period\na\nb"),
        "Series": rows("series | a | b\nlate | 0 | 1"),
        "Sites": [*CHAIN["Sites"], {"site": "pit C", "country": "C"}],
        "Recipes": [*CHAIN["Recipes"], *dug],
        "Plants": [*CHAIN["Plants"], *rows("site | process | capacity\npit C | dig | 10")],
    }
    overlays = Index(problem_of(tmp_path, sheets)).overlays
    assert {country for overlay in overlays.all for country in overlay.origins.countries} == {"A", "B", "C"}


def test_what_only_becomes_dearer_is_all_there(tmp_path: Path) -> None:
    """Five of ten are sold at 1, at 2 in the trouble, which is likely by half: 5 + 500 and half of 5 more."""
    sheets = small(
        Suppliers="supplier | site | material | price | maximum\nshop | here | goods | 1 | 5",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 100",
        Disruptions="disruption | probability | duration\ntrouble | 0.5 | 1",
        Hits="disruption | target | name | price\ntrouble | supplier | shop | 2",
    )
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(505 + 0.5 * 5)


def test_what_is_wanted_two_lanes_away_is_bought(tmp_path: Path) -> None:
    """Nothing limits the offer but what anybody could want of it."""
    sheets = small(
        Sites="site\nfar\nport\nhere", Demand=WANTED, Lanes="from | to\nfar | port\nport | here",
        Suppliers="supplier | site | material | price | fixed cost\nmine | far | goods | 1 | 5",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(5 + 1)


@pytest.mark.parametrize(
    ("terms", "least"),
    [("fixed cost\nfar | here | 4", 4 + 1), ("minimum\nfar | here | 3", 3), ("uses\nfar | here | power: 2", 1 + 10),
     ("needs\nfar | here | port", 1 + 7)],
)  # fmt: skip
def test_what_a_lane_carries_counts_for_each_of_its_terms_alone(tmp_path: Path, terms: str, least: float) -> None:
    sheets = small(
        Materials="material | surplus\ngoods | free", Sites="site\nfar\nhere", Lanes=f"from | to | {terms}",
        Suppliers="supplier | site | material | price | maximum\nmine | far | goods | 1 | 9",
        Demand="market | material | amount | shortage cost\nhere | goods | 1 | 99",
        Resources="resource | place | capacity | variable cost\npower | far | 9 | 5",
        Projects="project | place | fixed capital | maximum\nport | here | 7 | 1",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(least)


def test_what_a_lane_loses_in_its_own_year_is_sent_besides(tmp_path: Path) -> None:
    """Of a hundred sent one arrives in the first year, in the second all of one; in use the lane costs 4 a year."""
    sheets = small(
        Periods="period\nfirst\nsecond", Series="series | first | second\nlost | 0.99 | 0", Sites="site\nfar\nhere",
        Lanes="from | to | fixed cost | loss\nfar | here | 4 | lost",
        Suppliers="supplier | site | material | price\nmine | far | goods | 1",
        Demand="market | material | amount | shortage cost\nhere | goods | 1 | 1000",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(4 + 100 + 4 + 1)


@pytest.mark.parametrize(("loss", "is_there"), [(0.99, True), (1, False)])
def test_of_a_stock_that_loses_all_nothing_is_there_in_the_next_year(
    tmp_path: Path, loss: float, is_there: bool
) -> None:
    sheets = small(
        Periods="period\nfirst\nsecond", Series=f"series | first | second\nlost | 0 | {loss}",
        Suppliers="supplier | site | material | price | until\nmine | here | goods | 1 | first",
        Stockpiles="site | material | loss\nhere | goods | lost", Demand=WANTED,
    )  # fmt: skip
    reach = Index(problem_of(tmp_path, sheets)).spread
    assert [bool(there.any()) for there in reach.there] == [True, is_there]


def test_the_tail_is_the_mean_of_the_worst_courses() -> None:
    """The worst quarter: a tenth at 30, and 0.15 of the fifth at 10; of a course that is likelier all of it."""
    risk = Risk(level=0.75)
    assert risk.tail([(0.2, 10.0), (0.1, 30.0)]) == pytest.approx((3 + 1.5) / 0.25)
    assert risk.tail([(0.5, 4.0), (0.1, 1.0)]) == pytest.approx(4)
    assert risk.tail([(0.1, 5.0)]) == pytest.approx(2)


def test_what_it_is_worth_to_know_lies_between_what_the_proofs_leave_open() -> None:
    """Who knows saves 40 in three of ten courses and 30 in the others: 33, less the 2 that the plan leaves open."""
    plan, known = Bracket(99.0, 100.0, 101.0), [Bracket(77.0, 80.0, 81.0), Bracket(69.0, 70.0, 71.0)]
    found = perfect_information(plan, [(0.3, 120.0, known[0]), (0.7, 100.0, known[1])])
    assert (found.low, found.best, found.high) == pytest.approx((31, 33, 0.3 * 43 + 0.7 * 31))
    assert stochastic_solution(plan, Bracket(110.0, 112.0, 115.0)) == Bracket(9.0, 12.0, 16.0)


def test_money_of_part_of_a_year_whose_discount_is_given_is_worth_its_part_of_it(tmp_path: Path) -> None:
    """Ten are repaid in the half year that the mill lives: the year counts a fifth, its half a tenth."""
    sheets = small(
        Settings="setting | value\ndiscount rate | 0\ncost of capital | 0\ngap | 0",
        Periods="period | years | discount\nnow | 1 | 0.2",
        Recipes="process | role | item | amount\nrun | makes | goods | 1",
        Projects="project | place | adds | maximum | fixed capital | life\nmill | here | run | 9 | 10 | 0.5",
        Demand="market | material | amount | shortage cost\nhere | goods | 1 | 1000",
    )
    (option,) = Index(problem_of(tmp_path, sheets)).options.values()
    assert option.charges == (((0, pytest.approx(1.0), pytest.approx(0.2)),),)


def test_mills_that_feed_each_other_for_a_rule_on_use_have_no_bound_of_their_own(tmp_path: Path) -> None:
    """Each could be fed as much as the other makes: what is asked of the one is asked of the other, and so on."""
    sheets = small(
        Materials="material | surplus\nchips | 1\nscrap | 1",
        Recipes="process | role | item | amount\nuse | consumes | chips | 1\nuse | makes | scrap | 1\n"
                "melt | consumes | scrap | 1\nmelt | makes | chips | 1",
        Plants="site | process\nhere | use\nhere | melt",
        Rules="rule | measure | of | material | limit\nmost | share at least | use | chips | 0\n"
              "more | share at least | use | scrap | 0",
        Demand="market | material | amount | shortage cost\nhere | chips | 1 | 9",
        Suppliers="supplier | site | material | price\nmine | here | chips | 1",
    )  # fmt: skip
    bounds = Bounds(Index(problem_of(tmp_path, sheets)))
    assert [bounds._may_waste(p, 0) for p in (0, 1)] == [True, True]
    assert [bounds.runs(p, 0) for p in (0, 1)] == [math.inf, math.inf]
