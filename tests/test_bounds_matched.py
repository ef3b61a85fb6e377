"""What rules ask others to match must be within the bounds that the model makes up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from test_bounds import FORCED, TWO_SOURCES, cost
from workbooks import Sheets, checked, rows

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("rules", "paid"), [
    ("many | origins at least | * | 2 | 0.45", 2 * 0.45 * 200 / 0.55),
    ("far | share at least | Far | 0.6 |", 2 * 300),
    ("far | share at least | Far | 0.5 |\nfurther | share at least | Further | 0.3 |", 2 * 500 + 3 * 300),
    ("far | share at least | Far | 0.5 |\nmore | share at least | Far;Further | 0.6 |", 2 * 300),
    ("near | share at most | Near | 0.25 |\nfar | share at least | Far | 0.5 |", 2 * 600),
])  # fmt: skip
def test_what_comes_unasked_is_matched_as_all_rules_together_ask(tmp_path: Path, rules: str, paid: float) -> None:
    """200 of goods come of the metal at 1; so much of two at 2 and three at 3 makes the shares right, and 1 fixed."""
    sheets = (
        TWO_SOURCES
        | FORCED
        | {
            "Rules": rows(f"rule | measure | origins | limit | minimum share\n{rules}"),
        }
    )
    for rule in sheets["Rules"]:
        rule["material"] = "goods"
    assert checked(tmp_path / "in.xlsx", sheets).run["objective"] == pytest.approx(200 + paid + 1)


def test_an_origin_that_does_not_count_bounds_nothing_of_what_many_markets_take(tmp_path: Path) -> None:
    """Three markets take 50 each of their own at 1; of the fourth country's at 9 nothing is needed: 150."""
    sheets: Sheets = {
        "Sites": rows("site | country\na | North\nb | South\nc | East\nd | West"),
        "Suppliers": [
            {"supplier": f"maker {site}", "site": site, "material": "goods", "price": price}
            for site, price in (("a", 1), ("b", 1), ("c", 1), ("d", 9))
        ],
        "Lanes": rows("from | to\nd | a"),
        "Demand": [{"market": site, "material": "goods", "amount": 50, "required": 1} for site in "abc"],
        "Rules": rows("""rule | measure | material | limit | minimum share
            some | amount at least | goods | 20 |
            many | origins at least | goods | 3 | 0.1"""),
    }
    assert cost(tmp_path, sheets) == pytest.approx(150)


def family(rules: str, **sheets: str) -> Sheets:
    """Return 200 of b that come of the metal Near, and a of the same family that Far sells without maximum."""
    other = {
        "Materials": "material | family\na | both\nb | both\nmetal |",
        "Recipes": "process | role | item | amount\nsmelt | makes | metal | 1\nsmelt | makes | b | 1",
        "Plants": "site | process | capacity | variable cost\na | smelt | 200 | 1",
        "Suppliers": "supplier | site | material | price | fixed cost\ntwo | b | a | 2 | 1",
        "Demand": "market | material | amount | required\na | metal | 200 | 1\nshop | a | 10 | 1",
        "Rules": f"rule | measure | material | origins | limit | buyers\n{rules}",
    }
    return TWO_SOURCES | {name: rows(text) for name, text in (other | sheets).items()}


@pytest.mark.parametrize(("rule", "bought"), [
    ("near | share at most | both | Near | 0.5 | *", 200),
    ("far | share at least | both | Far | 0.8 | *", 800),
    ("any | each share at most | both | | 0.5 | *", 200),
])  # fmt: skip
def test_what_comes_unasked_of_one_material_is_matched_by_another_of_its_family(
    tmp_path: Path, rule: str, bought: float
) -> None:
    """200 of b come of the metal at 1; so much of a at 2, and its fixed cost of 1, makes the shares right."""
    assert checked(tmp_path / "in.xlsx", family(rule)).run["objective"] == pytest.approx(200 + 2 * bought + 1)


def test_a_count_of_origins_of_a_family_may_be_met_by_one_of_its_materials(tmp_path: Path) -> None:
    """Far counts with 0.4 of all: beside 200 of b from Near, 133.33 of a at 2 and its fixed cost of 1."""
    found = family("rule", Rules="""rule | measure | material | limit | minimum share
        many | origins at least | both | 2 | 0.4""")  # fmt: skip
    assert checked(tmp_path / "in.xlsx", found).run["objective"] == pytest.approx(200 + 2 * 400 / 3 + 1)


def test_what_only_one_way_can_serve_is_matched_though_all_of_it_is_used(tmp_path: Path) -> None:
    """Far reaches the shop with 5 of its 60 only; for nine tenths of all it sells 495, of which 490 are left over."""
    sheets: Sheets = {
        "Suppliers": rows("""supplier | site | material | price | fixed cost
            one | a | goods | 1 |
            two | b | goods | 2 | 1"""),
        "Lanes": rows("from | to | maximum\na | shop |\nb | shop | 5"),
        "Rules": rows("rule | measure | material | origins | limit\nfar | share at least | goods | Far | 0.9"),
    }  # fmt: skip
    assert checked(tmp_path / "in.xlsx", TWO_SOURCES | sheets).run["objective"] == pytest.approx(55 + 2 * 495 + 1)


def test_rules_of_some_buyers_and_of_all_ask_one_after_the_other(tmp_path: Path) -> None:
    """60 of Near are a quarter at home; so 180 come from Far, a quarter of all: 480 more of Near are left over."""
    sheets: Sheets = {
        "Sites": rows("site | country\na | Near\nb | Far\nc | Third\nshop | Home"),
        "Suppliers": rows("""supplier | site | material | price | minimum | fixed cost
            one   | a | goods | 1 | |
            two   | b | goods | 2 | | 1
            three | c | goods | 5 | | 1"""),
        "Rules": rows("""rule | measure | material | origins | limit | buyers
            some    | amount at least | goods | Near | 60 | Home
            at home | share at most | goods | Near | 0.25 | Home
            at all  | share at most | goods | Far  | 0.25 | *"""),
    }
    assert checked(tmp_path / "in.xlsx", TWO_SOURCES | sheets).run["objective"] == pytest.approx(60 + 361 + 480)


def test_supply_of_all_counts_what_is_lost_on_the_way_to_each_market(tmp_path: Path) -> None:
    """Two makers Near lose half on the way to 60 each: 240 are bought at 1, of one origin, which is enough."""
    sheets: Sheets = {
        "Sites": rows("site | country\na | Near\nc | Near\nb | Far\nshop | Home\nkiosk | Home"),
        "Suppliers": rows("""supplier | site | material | price
            one | a | goods | 1\nalso one | c | goods | 1\ntwo | b | goods | 20"""),
        "Lanes": rows("from | to | loss\na | shop | 0.5\nc | kiosk | 0.5\nb | shop | 0.5"),
        "Demand": rows("market | material | amount | required\nshop | goods | 60 | 1\nkiosk | goods | 60 | 1"),
        "Rules": rows("rule | measure | material | limit | minimum share\nmany | origins at least | goods | 1 | 0.9"),
    }
    assert cost(tmp_path, sheets) == pytest.approx(240)
