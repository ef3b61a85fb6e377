"""Concentration rules: optima in closed form, against a solver of their own, at their least, hard and soft.

The index is kept to 1e-6, so an objective may be better than the exact one by the price of that much of the limit;
every expected value allows for it.
"""

from __future__ import annotations

import itertools
import math
import random
from typing import TYPE_CHECKING, Any

import pytest
from samples import few
from workbooks import Sheets, checked, cost, plan, rows, small

from planner.errors import InfeasibleError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SLACK = 1e-6  # by how much an index may pass its limit


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return where a workbook is written."""
    return tmp_path / "in.xlsx"


def market(prices: Sequence[float], limit: object, **columns: Any) -> Sheets:
    """Return a market that asks for 100, with a seller in a country of its own at each price."""
    names = [f"land {n}" for n in range(len(prices))]
    return small() | {
        "Sites": [{"site": "home"}, *({"site": f"pit {n}", "country": name} for n, name in enumerate(names))],
        "Materials": [{"material": "goods", "surplus": "none"}],
        "Suppliers": [{"supplier": f"mine {n}", "site": f"pit {n}", "material": "goods", "price": price}
                      for n, price in enumerate(prices)],
        "Lanes": [{"from": name, "to": "home"} for name in names],
        "Demand": [{"market": "home", "material": "goods", "amount": 100, "required": 1}],
        "Rules": [{"rule": "spread", "measure": "HHI at most", "material": "goods", "limit": limit} | columns],
    }  # fmt: skip


def two(limit: float) -> float:
    """Return the larger share of two sellers: x with x^2 + (1-x)^2 = limit."""
    return (1 + math.sqrt(2 * limit - 1)) / 2


@pytest.mark.parametrize("limit", [0.5001, 0.51, 0.52, 0.625, 0.82, 1])
def test_two_sellers(book: Path, limit: float) -> None:
    """Prices 1 and 2, the cheaper has x: 100 (2 - x). Of 0.52: x = 0.6, 140. Of 0.82: x = 0.9, 110."""
    found = cost(book, market([1, 2], limit))
    assert 100 * (2 - two(min(1.0, limit + SLACK))) - 1e-5 <= found <= 100 * (2 - two(limit)) + 1e-5


@pytest.mark.parametrize("limit", [1 / 3 + 1e-4, 0.34, 0.4, 0.5, 0.52])
def test_three_sellers(book: Path, limit: float) -> None:
    """Prices 1, 2, 4, all of them used: 100 (7/3 - sqrt((limit - 1/3) 14/3)).

    The best of c.x with sum x = 1 and |x|^2 = limit lies from the centre 1/3 against the part of c that sums to
    nothing, whose square is (16 + 1 + 25)/9 = 14/3, as far as the rest of |x|^2 goes: sqrt(limit - 1/3).
    """

    def least(index: float) -> float:
        return 100 * (7 / 3 - math.sqrt((index - 1 / 3) * 14 / 3))

    assert least(limit + SLACK) - 1e-5 <= cost(book, market([1, 2, 4], limit)) <= least(limit) + 1e-5


def test_the_least_possible_index(book: Path) -> None:
    """Half from each of two: 150, less what 1e-6 of the index lets through, 100 sqrt(1e-6 / 2)."""
    found = cost(book, market([1, 2], 0.5))
    assert 150 - 100 * math.sqrt(SLACK / 2) - 1e-5 <= found <= 150 + 1e-5


@pytest.mark.parametrize("limit", [0.4, 0.81])
def test_below_the_least_possible_index(book: Path, limit: float) -> None:
    """Two sellers, of whom one has 10 of 100: the index is at least 0.9^2 + 0.1^2 = 0.82. The rule is to blame."""
    sheets = market([1, 2], limit)
    sheets["Suppliers"][1]["maximum"] = 10
    with pytest.raises(InfeasibleError, match=r"Rules!D2 \(spread\)") as raised:
        plan(book, sheets)
    assert "Demand!D2 (home / goods, required)" in str(raised.value)
    sheets["Rules"][0]["limit"] = 0.82
    assert cost(book, sheets) == pytest.approx(110, abs=1e-3)


def test_origins_narrow_what_is_counted_but_not_the_total(book: Path) -> None:
    """Of sellers at 1, 2, 4 the first two are counted: x^2 + y^2 <= 0.18 with x + y + z = 1.

    z costs 4, so x and y take what the circle lets them: best along 4 - price, (3, 2)/sqrt(13):
    400 - 100 sqrt(0.18 * 13) = 247.03.
    """
    found = cost(book, market([1, 2, 4], 0.18, origins="land 0; land 1"))
    assert found == pytest.approx(400 - 100 * math.sqrt(0.18 * 13), abs=1e-3)


def test_a_soft_rule_pays_for_the_norm_beyond_its_limit(book: Path) -> None:
    """Prices 1 and 2, limit 0.5, penalty 2 on what |x| exceeds sqrt(0.5) by, times 100.

    With u = 2x - 1: 150 - 50 u + 200 (sqrt((1 + u^2)/2) - sqrt(1/2)) is least at u = 1/sqrt(7): 140.87.
    """
    u = 1 / math.sqrt(7)
    expected = 150 - 50 * u + 200 * (math.sqrt((1 + u**2) / 2) - math.sqrt(0.5))
    assert cost(book, market([1, 2], 0.5, penalty=2)) == pytest.approx(expected, abs=1e-3)


def test_a_soft_rule_with_a_small_penalty_is_paid(book: Path) -> None:
    """At 0.5 for the norm all is bought of the cheaper: 100 + 50 (1 - sqrt(0.5)); a year, for 3 years."""
    sheets = market([1, 2], 0.5, penalty=0.5) | {"Periods": [{"period": "now", "years": 3}]}
    assert cost(book, sheets) == pytest.approx(3 * (100 + 50 * (1 - math.sqrt(0.5))), abs=1e-3)


def test_an_index_holds_on_what_is_there_in_each_period(book: Path) -> None:
    """0.52, then no rule, then 0.625: 140, 100, 100 (2 - 0.75)."""
    sheets = market([1, 2], 0.52, third=0.625, until="third") | {"Periods": rows("period\n first\n third\n last")}
    assert cost(book, sheets) == pytest.approx(140 + 125 + 100, abs=2e-3)


def cheapest(prices: Sequence[float], limit: float) -> float:
    """Return the least of prices times shares, the shares' squares at most the limit; infinite where there is none.

    Shares of the form max(0, (level - price) * slope), by bisection on the level: more of it is more even.
    """
    if limit < 1 / len(prices):
        return math.inf
    low, high = min(prices) + 1e-12, max(prices) + 1e6
    for _ in range(200):
        level = (low + high) / 2
        parts = [max(0.0, level - price) for price in prices]
        low, high = (level, high) if sum(p * p for p in parts) > limit * sum(parts) ** 2 else (low, level)
    parts = [max(0.0, high - price) for price in prices]
    return sum(price * part for price, part in zip(prices, parts, strict=True)) / sum(parts)


@pytest.mark.parametrize("seed", few(2, range(8)))
def test_several_rules_with_contracts_to_choose(book: Path, seed: int) -> None:
    """Each market's contracts are tried in every combination, and each combination's shares by bisection.

    Several rules hold at once, one a material, in two periods each with a limit of its own.
    """
    chance = random.Random(seed)
    expected, sheets = 0.0, small(Periods="period\n first\n second") | {"Sites": [{"site": "home"}]}
    for name in ("Materials", "Suppliers", "Lanes", "Demand", "Rules"):
        sheets[name] = []
    for n in range(4):
        sheets["Sites"].append({"site": f"pit {n}", "country": f"land {n}"})
        sheets["Lanes"].append({"from": f"land {n}", "to": "home"})
    for material in ("goods", "ware"):
        prices = [chance.choice([1, 1.5, 2, 3, 5]) for _ in range(4)]
        fixed = [chance.choice([5, 20, 40, 80]) for _ in range(4)]
        limits = [chance.choice([0.3, 0.36, 0.45, 0.52, 0.7]) for _ in range(2)]
        sheets["Materials"].append({"material": material, "surplus": "none"})
        sheets["Suppliers"] += [
            {
                "supplier": f"mine {n}",
                "site": f"pit {n}",
                "material": material,
                "price": prices[n],
                "maximum": 100,
                "fixed cost": fixed[n],
            }
            for n in range(4)
        ]
        sheets["Demand"].append({"market": "home", "material": material, "amount": 100, "required": 1})
        sheets["Rules"].append(
            {
                "rule": f"spread of {material}",
                "measure": "HHI at most",
                "material": material,
                "limit": limits[0],
                "second": limits[1],
            }
        )
        for limit in limits:
            expected += min(
                100 * cheapest([prices[n] for n in chosen], limit) + sum(fixed[n] for n in chosen)
                for size in (1, 2, 3, 4) for chosen in itertools.combinations(range(4), size))  # fmt: skip
    found = checked(book, sheets)
    assert found.run["objective"] == pytest.approx(expected, rel=2e-5)
    assert found.run["bound"] <= expected * (1 + 1e-6)
    assert found.run["bound"] == pytest.approx(expected, rel=3e-5)


def test_a_plan_that_cannot_be_made_exact_stands_within_tolerances(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is solved again only while its solution breaks a rule: 140; proven is only what is exact."""
    monkeypatch.setattr("planner.solving.growing.GrowingProgram.polished", lambda *_: None)
    sheets = market([1, 2], 0.52)
    for row in sheets["Suppliers"]:
        row |= {"maximum": 100, "fixed cost": 1}
    run = plan(book, sheets).run
    assert (run["stopped"], run["values"]) == ("tolerances", "within the solver's tolerances only")
    assert run["objective"] == pytest.approx(142, abs=1e-3)
    assert run["rounds"] < 10
