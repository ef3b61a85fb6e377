"""What the audit and the model take of a year, or of a place, is of that one: each in the smallest workbook."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from small_world import OUTCOMES, book_of, outage_book, verdict
from test_model_parts import CHAIN, problem_of
from workbooks import checked, cost, rows, small

from planner.audit.hits import strikes
from planner.audit.lookup import AuditLookup
from planner.audit.network import lanes_of
from planner.audit.offers import is_decided
from planner.audit.repacked import _share
from planner.audit.window import steps_of
from planner_models.funding import supports
from planner_models.index import Index
from planner_models.steps import is_scarce

if TYPE_CHECKING:
    from pathlib import Path


def test_each_bloc_is_out_but_no_country_that_is_in_none(tmp_path: Path) -> None:
    hits = "disruption | target | name\nLoss | bloc | each"
    lookup = AuditLookup.of(book_of(tmp_path, Disruptions="disruption\nLoss", Hits=hits))
    assert [strike.name for strike in strikes(lookup, lanes_of(lookup))] == ["Loss / Union"]


@pytest.mark.parametrize(("price", "is_so"), [(6, True), (5, False), (4, False)])
def test_a_price_step_is_decided_where_an_earlier_one_is_dearer(tmp_path: Path, price: float, is_so: bool) -> None:
    steps = f"supplier | site | material | price | maximum\nS | A1 | metal | {price} | 5\nS | A1 | metal | 5 | 5"
    lookup = AuditLookup.of(book_of(tmp_path, Suppliers=steps))
    first, second = lookup.book.rows("Suppliers")
    assert [is_decided(lookup, row, 0) for row in (first, second)] == [False, is_so]


@pytest.mark.parametrize(("words", "answer"), [("", "NO"), ("service and cost: no time", "")])
def test_of_what_was_not_judged_nothing_more_is_told(tmp_path: Path, words: str, answer: str) -> None:
    head, strike, *_ = OUTCOMES.strip().splitlines()
    told = f"{head} | not judged\n{strike.replace('| yes', '| no')} | {words}"
    assert verdict(outage_book(tmp_path), "disruptions: exposed", Resilience=told) == answer


def test_what_has_content_shrinks_in_stock_by_the_loss_of_its_year(tmp_path: Path) -> None:
    """Ore is sold in the first year and needed in the second: ten are held, of which half are left, at 1 each."""
    sheets = CHAIN | {
        "Periods": rows("period\na\nb"),
        "Series": rows("series | a | b\nlost | 0 | 0.5"),
        "Suppliers": rows(
            "supplier | site | material | price | until\nmine | pit A | ore | 1 | a\nshop | pit B | goods | 9 |"
        ),
        "Stockpiles": rows("site | material | loss\nhere | ore | lost"),
        "Demand": rows("market | material | a | b | shortage cost\nhere | goods | 0 | 5 | 100"),
    }
    assert checked(tmp_path / "in.xlsx", sheets).run["objective"] == pytest.approx(10)


def test_holding_is_paid_in_the_year_in_which_it_is_held(tmp_path: Path) -> None:
    sheets = small(
        Periods="period\na\nb", Series="series | a | b\nroom | 0.5 | 3",
        Stockpiles="site | material | initial | holding cost\nhere | goods | 2 | room",
        Demand="market | material | a | b | shortage cost\nhere | goods | 0 | 2 | 100",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(2 * 0.5)


def test_a_stock_covers_what_mills_use_in_its_own_place(tmp_path: Path) -> None:
    """A fifth of the year that the mill here uses, 2 of 10, is bought besides; the mill far away uses 20."""
    sheets = small(
        Sites="site\nhere\nfar", Materials="material\ngoods\nore",
        Recipes="process | role | item | amount\nrun | makes | goods | 1\nrun | consumes | ore | 1",
        Plants="site | process | capacity\nhere | run | 30\nfar | run | 30",
        Suppliers="supplier | site | material | price\nmine | here | ore | 1\npit | far | ore | 1",
        Stockpiles="site | material | cover days\nhere | ore | 73",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 100\nfar | goods | 20 | 100",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(10 + 20 + 2)


@pytest.mark.parametrize(("loss", "gross"), [(0.9, 100.0), (0.999999, math.inf)])
def test_of_lanes_that_lose_nearly_all_nothing_bounds_what_is_sent(tmp_path: Path, loss: float, gross: float) -> None:
    sheets = small(
        Sites="site\nfar\nport\nhere", Lanes=f"from | to | loss\nfar | port | {loss}\nport | here | {loss}",
        Suppliers="supplier | site | material | price\nmine | far | goods | 1",
        Demand="market | material | amount | shortage cost\nhere | goods | 1 | 9",
    )  # fmt: skip
    assert Index(problem_of(tmp_path, sheets)).ways.gross(0, 0) == pytest.approx(gross)


@pytest.mark.parametrize("terms", ["port | ", " | power: 1", "port | power: 1"])
def test_a_lane_carries_where_all_that_it_needs_is_there(tmp_path: Path, terms: str) -> None:
    """The port serves and the power is there from the second year on."""
    sheets = small(
        Periods="period\na\nb", Sites="site\nfar\nhere", Lanes=f"from | to | needs | uses\nfar | here | {terms}",
        Suppliers="supplier | site | material | price\nmine | far | goods | 1",
        Resources="resource | place | a | b\npower | far | 0 | 5",
        Projects="project | place | maximum | lead time\nport | here | 1 | 1",
        Demand="market | material | amount | shortage cost\nhere | goods | 1 | 9",
    )  # fmt: skip
    assert Index(problem_of(tmp_path, sheets)).spread._carries.tolist() == [[False, True]]


def test_what_is_closed_may_have_retired_later(tmp_path: Path) -> None:
    """Closed at once for 1, the mill of which nobody wants anything saves its 8 a year; in the third it is gone."""
    sheets = small(
        Periods="period\na\nb\nc", Recipes="process | role | item | amount\nrun | makes | goods | 1",
        Plants="site | process | capacity | fixed cost | retires\nhere | run | 8 | 8 | c",
        Projects="project | place | removes | block | fixed capital\nclose | here | run | 8 | 1",
        Demand="market | material | amount | price\nhere | goods | 1 | 0.5",
    )  # fmt: skip
    assert cost(tmp_path / "in.xlsx", sheets) == pytest.approx(1)


def test_support_counts_against_a_budget_that_has_a_limit_in_one_year(tmp_path: Path) -> None:
    sheets = small(
        Periods="period\na\nb", Budgets="funder | a | b\nstate | 5 |\nfirm | |",
        Suppliers="supplier | site | material | price | funder | support\nmine | here | goods | 3 | state | 2\n"
                  "shop | here | goods | 3 | firm | 2",
        Demand="market | material | amount | shortage cost\nhere | goods | 1 | 9",
    )  # fmt: skip
    problem = problem_of(tmp_path, sheets)
    assert [[supports(problem, offer, t) for t in (0, 1)] for offer in problem.offers] == [[2, 2], [0, 0]]


@pytest.mark.parametrize(("total", "is_so"), [(18, True), (19, False)])
def test_a_total_is_scarce_where_the_years_in_which_there_is_any_could_use_more(
    tmp_path: Path, total: float, is_so: bool
) -> None:
    """Four a year in the two years of a, and eleven in c: 19; in b there is none."""
    sheets = small(
        Periods="period | years\na | 2\nb | 1\nc | 1",
        Series="series | a | b | c\nmost | 4 | 0 | 11",
        Suppliers=f"supplier | site | material | price | maximum | total\nmine | here | goods | 1 | most | {total}",
        Demand="market | material | amount | shortage cost\nhere | goods | 1 | 9",
    )
    assert is_scarce(problem_of(tmp_path, sheets), 0) is is_so


@pytest.mark.parametrize(("words", "answer"), [("", "NO"), ("service and cost: no time", "yes")])
def test_what_is_not_judged_leaves_open_what_disruptions_add_in_its_year(
    tmp_path: Path, words: str, answer: str
) -> None:
    head, strike, *_ = OUTCOMES.strip().splitlines()
    costs = "part | period | amount | discounted\nrisk | 2029 | 99 | 99"
    told = f"{head} | not judged\n{strike} | {words}"
    assert verdict(outage_book(tmp_path), "costs: risk", Resilience=told, Costs=costs) == answer


@pytest.mark.parametrize(("part", "whole", "share"), [(0.1, 0.5, 0.2), (0, 0, 0), (1, 0, math.inf)])
def test_a_share_of_less_than_one_is_a_share(part: float, whole: float, share: float) -> None:
    assert _share(part, whole) == share


def test_a_recovery_has_a_step_for_each_of_its_years(tmp_path: Path) -> None:
    """Half a year out, then two and a half on the way back: what is back is the mean of each step."""
    lookup = AuditLookup.of(book_of(tmp_path, Periods="period | years\n2027 | 10"))
    there: Any = SimpleNamespace(trunk=SimpleNamespace(lookup=lookup), onset=0)
    steps = steps_of(there, 0.5, 2.5)
    assert [step.years for step in steps] == pytest.approx([0.5, 1, 1, 0.5])
    assert [step.back for step in steps] == pytest.approx([0, 0.2, 0.6, 0.9])
