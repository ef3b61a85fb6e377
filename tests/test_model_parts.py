"""Single numbers of the model, each on the smallest workbook in which it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from workbooks import Sheets, checked, cost, rows, small, write

from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
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
