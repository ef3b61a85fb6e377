"""Single numbers of the audit, each in the smallest plan in which it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from model_rows import built
from scipy.sparse import csr_array
from small_world import book_of, verdict
from test_model_parts import CHAIN
from workbooks import checked, plan, rows, small

from planner.audit.content import CleanPart, carriers_of
from planner.audit.lookup import AuditLookup
from planner.audit.units import least
from planner.errors import InfeasibleError
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import compile_model

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("costs", [(1, 2, 1e15), (2, 1, 1e15), (1, 1e15, 2), (2, 1e15, 1)])
def test_beside_a_fortune_the_cheapest_is_seen(costs: tuple[float, ...]) -> None:
    """One unit is asked, of any of three; beside the dearest the solver would take 1 and 2 for nothing."""
    nothing, one_row = csr_array((0, 3)), csr_array(np.ones((1, 3)))
    found = least(np.array(costs), nothing, np.zeros(0), one_row, np.ones(1), np.full(3, 10.0))
    assert found is not None
    assert found @ np.array(costs) == pytest.approx(1)


@pytest.mark.parametrize("must", [False, True])
def test_a_fortune_is_paid_where_nothing_else_will_do(must: bool) -> None:
    """Two units are asked, of which each of the cheap ones gives half a unit, or as much as is asked."""
    costs, upper = np.array([1, 2, 1e15]), np.array([0.5, 0.5 if must else 2.0, 10.0])
    one_row = csr_array(np.ones((1, 3)))
    found = least(costs, csr_array((0, 3)), np.zeros(0), one_row, np.full(1, 2.0), upper)
    assert found is not None
    assert found.tolist() == pytest.approx([0.5, 0.5, 1.0] if must else [0.5, 1.5, 0.0])


def test_a_place_without_any_content_is_asked_for_none(tmp_path: Path) -> None:
    """Ore is bought in A and held at first in B; in C nothing has any, so that nothing need be shown of it."""
    sheets = CHAIN | {
        "Sites": [*CHAIN["Sites"], {"site": "pit C", "country": "C"}],
        "Stockpiles": rows("site | material | initial | maximum\npit B | ore | 3 | 3"),
    }
    found = checked(tmp_path / "in.xlsx", sheets)
    assert set(found.tables["Content"]["origin"]) == {"A", "B"}
    assert found.run["objective"] == pytest.approx(2)  # three of the five come from the stock


def test_only_what_is_used_at_the_buyers_counts_as_used_without_content(tmp_path: Path) -> None:
    """At A1 four are consumed, of which a quarter comes out again, and one is delivered; elsewhere and later others."""
    recipes = "process | role | item | amount\nroll | makes | alloy | 1\nroll | consumes | metal | 2\n"
    rule = "rule | measure | material | content | buyers | origins | limit\n"
    rule += "R | share at most | alloy | metal | A1 | C1 | 1"
    book = book_of(
        tmp_path, Recipes=f"{recipes}roll | makes | metal | 0.5", Plants="site | process | capacity\nA1 | roll | 9",
        Rules=rule,
    )  # fmt: skip
    lookup, row = AuditLookup.of(book), book.rows("Rules")[0]
    part = CleanPart(lookup, row, "C1", lambda source: source.site == "C1", carriers_of(lookup, row))
    part.clean["consumed"] |= {
        ("A1", "metal", "roll", 0): 4.0, ("B1", "metal", "roll", 0): 16.0, ("A1", "metal", "roll", 1): 32.0,
        ("A1", "alloy", "roll", 0): 64.0,
    }  # fmt: skip
    part.clean["delivered"] |= {
        ("A1", "metal", 0): 1.0, ("B1", "metal", 0): 128.0, ("A1", "metal", 1): 256.0, ("A1", "alloy", 0): 512.0,
    }  # fmt: skip
    assert sum(part.used("metal", 0, {"A1"})) == pytest.approx(0.75 * 4 + 1)
    assert sum(part.used("metal", 0, {"A1", "B1"})) == pytest.approx(0.75 * 20 + 129)
    assert sum(part.used("metal", 1, {"A1"})) == pytest.approx(0.75 * 32 + 256)


@pytest.mark.parametrize("promise", ["required", "floor"])
def test_no_share_is_promised_of_what_has_no_limit_in_a_later_year(tmp_path: Path, promise: str) -> None:
    """Ten are asked for in the first year; in the second the market takes whatever pays, and nothing does.

    In the trouble five of the ten are there, and five are short at 100 each.
    """
    sheets = small(
        Periods="period\nfirst\nsecond",
        Series="series | first | second\nfine | 100 | 0",
        Suppliers="supplier | site | material | price | maximum\nshop | here | goods | 1 | 20",
        Demand="market | material | first | shortage cost\nhere | goods | 10 | fine",
        Disruptions=f"disruption | probability | onset | duration | {promise}\ntrouble | 0.1 | first | 2 | 0.5",
        Hits="disruption | target | name | remaining\ntrouble | supplier | shop | 0.25",
    )
    found = checked(tmp_path / "in.xlsx", sheets)
    assert found.run["objective"] == pytest.approx(10 + 0.1 * (5 + 5 * 100 - 10))
    assert found.tables["Resilience"]["time to survive"].tolist() == [0]


@pytest.mark.parametrize(("left", "kept"), [(0.3, True), (0.2, False)])
def test_a_floor_holds_while_there_is_a_limit(tmp_path: Path, left: float, kept: bool) -> None:
    """Of ten in the first year at least half; the shop has 20, of which some are left."""
    sheets = small(
        Periods="period\nfirst\nsecond",
        Series="series | first | second\nfine | 100 | 0",
        Suppliers="supplier | site | material | price | maximum\nshop | here | goods | 1 | 20",
        Demand="market | material | first | shortage cost\nhere | goods | 10 | fine",
        Disruptions="disruption | onset | duration | floor\ntrouble | first | 2 | 0.5",
        Hits=f"disruption | target | name | remaining\ntrouble | supplier | shop | {left}",
    )
    if kept:
        assert checked(tmp_path / "in.xlsx", sheets).run["objective"] == pytest.approx(10)
    else:
        with pytest.raises(InfeasibleError):
            plan(tmp_path / "in.xlsx", sheets)


def test_what_may_be_short_over_a_window_is_limited_though_a_sale_is_not(tmp_path: Path) -> None:
    sheets = small(
        Periods="period\nfirst\nsecond",
        Series="series | first | second\nfine | 100 | 0",
        Demand="market | material | first | shortage cost\nhere | goods | 10 | fine",
        Suppliers="supplier | site | material | price\nshop | here | goods | 1",
        Disruptions="disruption | probability | onset | duration\ntrouble | 0.1 | first | 2",
        Hits="disruption | target | name\ntrouble | supplier | shop",
    )
    model = built(sheets)
    (branch,) = model.branches
    assert Shapes(model, compile_model(model)).stamped(branch).promised.tolist() == [10]


def test_a_recipe_that_takes_nothing_in_a_year_gives_nothing_back_of_it(tmp_path: Path) -> None:
    """In the first year the mill needs no oil, in the second one of which half comes out again."""
    sheets = small(
        Periods="period\nfirst\nsecond",
        Series="series | first | second\noil | 0 | 1\nback | 0 | 0.5",
        Materials="material\ngoods\noil",
        Recipes="process | role | item | amount\nrun | makes | goods | 1\nrun | consumes | oil | oil\n"
                "run | makes | oil | back",
        Plants="site | process | capacity | variable cost\nhere | run | 10 | 2",
        Suppliers="supplier | site | material | price\nshop | here | oil | 1",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 100",
    )  # fmt: skip
    assert checked(tmp_path / "in.xlsx", sheets).run["objective"] == pytest.approx(20 + 20 + 5)


@pytest.mark.parametrize(
    ("required", "shown", "answer"), [("", "", "yes"), ("0.5", "5", "yes"), ("0.5", "", "NO"), ("", "1", "NO")]
)
def test_a_share_that_nobody_requires_may_be_left_blank(tmp_path: Path, required: str, shown: str, answer: str) -> None:
    demand = f"market | material | amount | shortage cost | required\nB1 | metal | 10 | 1 | {required}"
    told = "market | material | period | asked | delivered | short | served | required | shortage cost | revenue\n"
    told += f"B1 | metal | 2027 | 10 | 10 | 0 | 1 | {shown} | 0 | 0"
    assert verdict(book_of(tmp_path, Demand=demand), "demand: required shown", Shortages=told) == answer


@pytest.mark.parametrize("terms", ["minimum", "fixed cost"])
@pytest.mark.parametrize(("first", "second", "answer"), [("", "1", "yes"), ("1", "1", "NO"), ("", "", "NO")])
def test_a_lane_is_in_use_or_not_in_the_years_that_ask_for_it(
    tmp_path: Path, terms: str, first: str, second: str, answer: str
) -> None:
    lanes = f"from | to | {terms}\nA1 | B1 | asked"
    book = book_of(tmp_path, Lanes=lanes, Series="series | 2027 | 2028 | 2029\nasked | 0 | 5 | 0")
    flows = "from | to | material | period | sent | arrived | transport | tariff | in use\n"
    flows += f"A1 | B1 | metal | 2027 | 6 | 6 | 0 | 0 | {first}\nA1 | B1 | metal | 2028 | 6 | 6 | 0 | 0 | {second}"
    assert verdict(book, "flows: in use where that is decided", Flows=flows) == answer
