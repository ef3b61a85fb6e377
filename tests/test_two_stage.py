"""Two-stage stochastic programmes as workbooks: what differs between scenarios are amounts, yields and prices.

Their answers come from enumeration, and from the extensive form solved by scipy.
"""

from __future__ import annotations

import itertools
import random
from typing import TYPE_CHECKING

import numpy as np
import pytest
from farmer import ACRES, farmer
from samples import few
from scipy.optimize import linprog
from workbooks import Sheets, checked, settings, small

if TYPE_CHECKING:
    from pathlib import Path

YIELDS = {"good": 1.2, "average": 1.0, "bad": 0.8}  # times the mean
PRICES = {"wheat shop": 238.0, "corn shop": 210.0, "wheat": 170.0, "corn": 150.0, "quota": 36.0, "beets": 10.0}
Factors = dict[str, dict[str, float]]  # by scenario and price


def with_prices(factors: Factors) -> Sheets:
    """Return the farmer's workbook in which an average and a bad year also have prices of their own."""
    sheets = farmer()
    sheets["Settings"] += settings(disruption_gains="count")
    targets = {
        "wheat shop": ("supplier", "wheat shop", None), "corn shop": ("supplier", "corn shop", None),
        "wheat": ("demand", "world", "wheat"), "corn": ("demand", "world", "corn"),
        "quota": ("demand", "quota", None), "beets": ("demand", "world", "beets"),
    }  # fmt: skip
    for year in ("average", "bad"):
        for what, (target, name, material) in targets.items():
            hit = {"disruption": year, "target": target, "name": name, "material": material}
            sheets["Hits"].append(hit | {"price": factors[year][what]})
    return sheets


def extensive(factors: Factors) -> float:
    """Return the least cost of the three years, each as likely, with what is planted the same in all.

    Columns: acres of each crop, then for each year what is bought of wheat and corn, and sold of wheat, corn, beets
    within the quota, beets beyond it.
    """
    years = list(YIELDS)
    cost = [float(acre) for acre, _ in ACRES.values()]
    upper: list[float | None] = [None] * 3
    rows, limits = [[1.0] * 3 + [0.0] * 18], [500.0]
    for n, year in enumerate(years):
        own = factors.get(year, dict.fromkeys(PRICES, 1.0))
        signs = {"wheat shop": 1, "corn shop": 1, "wheat": -1, "corn": -1, "quota": -1, "beets": -1}
        cost += [sign * PRICES[what] * own[what] / 3 for what, sign in signs.items()]
        upper += [None, None, None, None, 6000.0, None]
        for crop, ((_, tons), need, flows) in enumerate(
            zip(
                ACRES.values(),
                (200.0, 240.0, 0.0),
                ([(0, 1), (2, -1)], [(1, 1), (3, -1)], [(4, -1), (5, -1)]),
                strict=True,
            )
        ):
            row = [0.0] * 21
            row[crop] = -YIELDS[year] * tons
            for at, sign in flows:
                row[3 + 6 * n + at] = -float(sign)
            rows.append(row)
            limits.append(-need)
    found = linprog(cost, A_ub=np.array(rows), b_ub=limits, bounds=[(0, most) for most in upper])
    assert found.success
    return float(found.fun)


def test_the_extensive_form_knows_the_farmer() -> None:
    assert extensive({}) == pytest.approx(-108390)


def test_a_farmer_whose_years_are_all_scenarios(tmp_path: Path) -> None:
    """With a good year as a third disruption the chances add up to 1, and the undisturbed year counts nothing."""
    sheets = farmer()
    sheets["Settings"] += settings(disruption_gains="count")
    sheets["Disruptions"].append({"disruption": "good", "probability": 1 / 3, "onset": "2", "duration": 1})
    sheets["Hits"].append({"disruption": "good", "target": "plant", "name": "grow corn @ farm", "remaining": 1})
    sheets["Hits"].append({"disruption": "good", "target": "demand", "name": "world", "material": "beets", "price": 1})
    assert checked(tmp_path / "in.xlsx", sheets).run["objective"] == pytest.approx(-108390)


@pytest.mark.parametrize("seed", few(1, range(3)))
def test_a_farmer_whose_prices_are_those_of_the_year(tmp_path: Path, seed: int) -> None:
    """When harvests fail, what is bought and sold is dearer; the same land is planted before either is known."""
    dice = random.Random(seed)
    factors = {
        year: {what: round(dice.uniform(low, low + 0.3), 2) for what in PRICES}
        for year, low in (("average", 0.9), ("bad", 1.0))
    }
    for year in factors.values():  # what is sold is never dearer than what is bought
        year |= {"wheat": min(year["wheat"], year["wheat shop"]), "corn": min(year["corn"], year["corn shop"])}
    assert checked(tmp_path / "in.xlsx", with_prices(factors)).run["objective"] == pytest.approx(extensive(factors))


@pytest.mark.parametrize("seed", few(2, range(6)))
def test_a_newsvendor_whose_price_is_uncertain_too(tmp_path: Path, seed: int) -> None:
    """What is ordered now at a cost is sold later, by scenario at another price and demand: all orders are tried.

    The chances add up to 1, so that the undisturbed year, in which all is sold, is only a tie.
    """
    dice = random.Random(seed)
    scenarios = [(dice.choice([0.25, 0.5, 1.5]), dice.choice([0.4, 1, 2])) for _ in range(4)]
    chances = [0.1, 0.2, 0.3, 0.4]
    sheets = small(
        Periods="period\nnow\nlater",
        Materials="material | value\npaper | 3",
        Suppliers="supplier | site | material | price | until\nprinter | here | paper | 3 | now",
        Stockpiles="site | material\nhere | paper",
        Demand="market | material | now | later | price\nhere | paper | 0 | 100 | 5",
    )
    sheets["Settings"] = settings(discount_rate=0, gap=0, disruption_gains="count")
    sheets["Disruptions"] = [
        {"disruption": f"s{n}", "probability": chance, "onset": "later"} for n, chance in enumerate(chances)
    ]
    sheets["Hits"] = [
        {"disruption": f"s{n}", "target": "demand", "name": "here", "remaining": demand, "price": price}
        for n, (demand, price) in enumerate(scenarios)
    ]

    def cost(order: float) -> float:
        sold = [price * 5 * min(order, demand * 100) for demand, price in scenarios]
        return 3 * order - sum(chance * money for chance, money in zip(chances, sold, strict=True))

    best = min(cost(order) for order in itertools.chain([0.0], (100 * demand for demand, _ in scenarios)))
    assert checked(tmp_path / "in.xlsx", sheets).run["objective"] == pytest.approx(best)
