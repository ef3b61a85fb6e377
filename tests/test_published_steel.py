"""Mexican steel until 1995: GAMS `mexsd`, where mines run out and plants grow with economies of scale.

D. Kendrick, A. Meeraus, J. Alatorre, The Planning of Investment Programs in the Steel Industry, 1984. The
least cost, 12 850.8607 million dollars, is of solving the source's programme directly to a gap of 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from workbooks import Sheets, column, plan, rows, settings

if TYPE_CHECKING:
    from pathlib import Path

PERIODS = ("1981-83", "1984-86", "1987-89", "1990-92", "1993-95")
PLANTS = ("ahmsa", "fundidora", "sicartsa", "hylsa", "hylsap", "tampico", "coatza")
MARKETS = {"mexico": 0.55, "monterrey": 0.3, "guadalajara": 0.15}
UNITS = rows("""resource | ahmsa | fundidora | sicartsa | hylsa | hylsap
    blast furnaces   | 3.25 | 1.40 | 1.10 | 0    | 0
    open hearths     | 1.50 | 0.85 | 0    | 0    | 0
    oxygen furnaces  | 2.07 | 1.50 | 1.30 | 0    | 0
    direct reduction | 0    | 0    | 0    | 0.98 | 1.00
    electric arcs    | 0    | 0    | 0    | 1.13 | 0.56""")
RECIPES = rows("""process | role | item | amount
    pig iron     | consumes | pellets          | 1.58
    pig iron     | consumes | coke             | 0.63
    pig iron     | uses     | blast furnaces   | 1
    pig iron     | uses     | iron             | 1
    pig iron     | makes    | hot metal        | 1
    reduction    | consumes | pellets          | 1.38
    reduction    | consumes | gas              | 0.38
    reduction    | uses     | direct reduction | 1
    reduction    | uses     | iron             | 1
    reduction    | makes    | sponge           | 1
    open hearth  | consumes | hot metal        | 0.77
    open hearth  | consumes | scrap            | 0.33
    open hearth  | uses     | open hearths     | 1
    open hearth  | makes    | steel            | 1
    electric arc | consumes | sponge           | 1.09
    electric arc | consumes | power            | 0.68
    electric arc | uses     | electric arcs    | 1
    electric arc | makes    | steel            | 1
    oxygen       | consumes | hot metal        | 0.95
    oxygen       | consumes | scrap            | 0.12
    oxygen       | uses     | oxygen furnaces  | 1
    oxygen       | makes    | steel            | 1
    oxygen scrap | consumes | hot metal        | 0.82
    oxygen scrap | consumes | scrap            | 0.25
    oxygen scrap | uses     | oxygen furnaces  | 1
    oxygen scrap | makes    | steel            | 1""")
RAIL = rows("""from | mexico | monterrey | guadalajara | abroad
    ahmsa     | 1204 | 218  | 1125 | 739
    fundidora | 1017 | 0    | 1030 | 521
    sicartsa  | 819  | 1305 | 704  | 0
    hylsa     | 1017 | 0    | 1030 | 521
    hylsap    | 185  | 1085 | 760  | 315
    tampico   | 941  | 521  | 995  | 0
    coatza    | 900  | 1756 | 1100 | 0
    world     | 428  | 521  | 300  |""")
BETWEEN = rows("""from | ahmsa | fundidora | sicartsa | hylsa | hylsap | tampico
    fundidora | 218  |      |      |      |      |
    sicartsa  | 1416 | 1322 |      |      |      |
    hylsa     | 218  | 10   | 1327 |      |      |
    hylsap    | 1300 | 1159 | 995  | 1159 |      |
    tampico   | 739  | 521  | 1319 | 521  | 1111 |
    coatza    | 1850 | 1756 | 1638 | 1756 | 671  | 1702""")
MINE_RAIL = rows("""from | ahmsa | fundidora | sicartsa | hylsa | hylsap | tampico | coatza
    coahuila  | 120  | 400  | 1500 | 400  | 1420 | 900  | 2100
    ore north | 219  | 563  | 1613 | 563  | 1411 | 1048 | 2195
    ore south | 1490 | 1396 | 0    | 1396 | 1116 | 1338 | 1500""")
MINES = rows("""site | material | low | high | reserve
    coahuila  | coke    | 52   | 100 | 230
    ore north | pellets | 18.7 | 38  | 60
    ore south | pellets | 18.7 | 38  | 115""")
SCALE = rows("""resource | size | capital
    blast furnaces   | 1.5 | 250
    oxygen furnaces  | 1.5 | 120
    direct reduction | 0.8 | 100
    electric arcs    | 0.5 | 42""")
SITE_FACTOR = {"fundidora": 1.1, "hylsa": 1.1, "tampico": 1.2, "coatza": 1.2}
SUBSIDISED = ("coatza", "sicartsa", "tampico")


def freight(km: float) -> float:
    return 2.48 + 0.0084 * km if km else 0.0


def suppliers() -> list[dict[str, Any]]:
    """Return mines whose five fifths cost ever more, and what plants buy at home and abroad."""
    found = [
        {"supplier": f"{mine['site']} {fifth + 1}", "site": mine["site"], "material": mine["material"],
         "price": mine["low"] + (mine["high"] - mine["low"]) * (fifth / 4) ** 1.3,
         "total": mine["reserve"] / 5}
        for mine in MINES for fifth in range(5)]  # fmt: skip
    for site in PLANTS:
        cheap = site in SUBSIDISED
        abroad = next(freight(row["abroad"]) for row in RAIL if row["from"] == site)
        prices = {"gas": "cheap gas" if cheap else "dear gas", "power": 26 * (0.7 if cheap else 1),
                  "scrap": 105, "coke": 60 + abroad, "pellets": 40 + abroad}  # fmt: skip
        found += [{"supplier": "purchasing", "site": site, "material": name, "price": price}
                  for name, price in prices.items()]  # fmt: skip
    return [*found, {"supplier": "importer", "site": "world", "material": "steel", "price": 150}]


def lanes() -> list[dict[str, Any]]:
    found = []
    for row in RAIL + MINE_RAIL:
        found += [{"from": row["from"], "to": end, "cost": freight(km)}
                  for end, km in row.items() if end != "from"]  # fmt: skip
    for lane in found:
        lane["material"] = "coke; pellets" if lane["to"] in PLANTS else "steel"
    for row in BETWEEN:
        for end in (name for name in row if name != "from"):
            found += [{"from": a, "to": b, "material": "sponge", "cost": freight(row[end])}
                      for a, b in ((row["from"], end), (end, row["from"]))]  # fmt: skip
    return found


def expansions() -> Sheets:
    """Return a project for every unit at every plant, its capital on a curve with a fixed charge.

    The source's capital of half the standard size, by a scale factor of 0.6, gives the fixed charge.
    """
    fixed = 0.5**-0.4 - 1
    points = ((0, fixed), (1, 1), (3, 3), (6, 7.5))
    return {
        "Projects": [
            {"project": f"{unit['resource']} at {site}", "place": site, "adds": unit["resource"],
             "curve": f"{unit['resource']} at {site}", "earliest": PERIODS[1], "starts": 4,
             "economic life": 20}
            for unit in SCALE for site in PLANTS],
        "Curves": [
            {"curve": f"{unit['resource']} at {site}", "size": size * unit["size"],
             "capital": capital * unit["capital"] * SITE_FACTOR.get(site, 1)}
            for unit in SCALE for site in PLANTS for size, capital in points],
    }  # fmt: skip


def mexico() -> Sheets:
    gas = [min(128, 14 + (128 - 14) / 4 * number) for number in range(5)]
    return {
        "Settings": settings(discount_rate=0.1, annuity_paid="end", gap=0),
        "Periods": [{"period": name, "years": 3, "discount": 3 * 1.1 ** -(3 * number)}
                    for number, name in enumerate(PERIODS, 1)],
        "Materials": column("material", dict.fromkeys(r["item"] for r in RECIPES if r["role"] != "uses")),
        "Sites": column("site", [*PLANTS, *MARKETS, *(mine["site"] for mine in MINES), "abroad", "world"]),
        "Series": [{"series": "dear gas"} | dict(zip(PERIODS, gas, strict=True)),
                   {"series": "cheap gas"} | dict(zip(PERIODS, [0.7 * x for x in gas], strict=True))],
        "Recipes": RECIPES,
        "Plants": [{"site": site, "process": process} for site in PLANTS
                   for process in dict.fromkeys(row["process"] for row in RECIPES)],
        "Resources": [{"resource": unit["resource"], "place": site, "capacity": unit.get(site, 0)}
                      for unit in UNITS for site in PLANTS]
        + [{"resource": "iron", "place": site, "capacity": 30} for site in PLANTS],
        "Suppliers": suppliers(),
        "Lanes": lanes(),
        "Demand": [{"market": name, "material": "steel", "required": 1}
                   | {period: 5.2 * 1.4 * share * 1.1 ** (3 * number)
                      for number, period in enumerate(PERIODS, 1)}
                   for name, share in MARKETS.items()]
        + [{"market": "abroad", "material": "steel", "price": 140, "amount": 0.2}],
    } | expansions()  # fmt: skip


def test_steel_until_1995(tmp_path: Path) -> None:
    run = plan(tmp_path / "in.xlsx", mexico()).run
    assert run["objective"] == pytest.approx(12850.86073867753, rel=1e-6)
    assert run["bound"] == pytest.approx(12850.86073867753, rel=1e-6)
