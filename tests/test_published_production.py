"""Published models of making, mixing and storing, each written as a workbook; optima met to 1e-6.

Every published value has also been found by solving the model of the source directly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from workbooks import Sheets, column, plan, rows, settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

EXACT = settings(discount_rate=0, gap=0)
NOW = [{"period": "now"}]


def optimum(folder: Path, sheets: Sheets) -> float:
    """Return the objective, proven to a gap of nothing."""
    run = plan(folder / "in.xlsx", {"Settings": EXACT, "Periods": NOW} | sheets).run
    assert run["bound"] == pytest.approx(run["objective"], rel=1e-6, abs=1e-6)
    return float(run["objective"])


def by_period(values: Sequence[float], factor: float = 1) -> dict[str, float]:
    """Return period columns t1, t2 ... of the values."""
    return {f"t{number}": value * factor for number, value in enumerate(values, 1)}


def periods(number: int, years: float = 1) -> list[dict[str, Any]]:
    return [{"period": f"t{index}", "years": years} for index in range(1, number + 1)]


WAGNER_DEMAND = (69, 29, 36, 61, 61, 26, 34, 67, 45, 67, 79, 56)
WAGNER_SETUP = (85, 102, 102, 101, 98, 114, 105, 86, 119, 110, 98, 114)


@pytest.mark.parametrize("years", [1, 1 / 12], ids=["years", "months"])
@pytest.mark.parametrize("setup_on", ["offer", "lane"])
def test_lot_sizes(tmp_path: Path, years: float, setup_on: str) -> None:
    """Wagner and Whitin 1958: twelve months, a setup cost that varies, a dollar to hold one a month: 864.

    Rates are a year, so in periods of a month all of them are twelve times as large.
    """
    setup = {"fixed cost": "setup"}
    sheets = {
        "Periods": periods(12, years),
        "Materials": column("material", ["item"]),
        "Sites": column("site", ["maker", "store"]),
        "Series": [{"series": "setup"} | by_period(WAGNER_SETUP, 1 / years)],
        "Suppliers": [{"supplier": "shop", "site": "maker", "material": "item", "price": 0}
                      | (setup if setup_on == "offer" else {})],
        "Lanes": [{"from": "maker", "to": "store"} | (setup if setup_on == "lane" else {})],
        "Stockpiles": [{"site": "store", "material": "item", "holding cost": 1 / years}],
        "Demand": [{"market": "store", "material": "item", "required": 1}
                   | by_period(WAGNER_DEMAND, 1 / years)],
    }  # fmt: skip
    assert optimum(tmp_path, sheets) == pytest.approx(864, rel=1e-6)


def test_overtime(tmp_path: Path) -> None:
    """Winston's Sailco: forty boats a quarter at 400, more at 450, 20 to hold one: 78 450 dollars."""
    sheets = {
        "Periods": periods(4),
        "Materials": column("material", ["boat"]),
        "Sites": column("site", ["yard"]),
        "Suppliers": rows("""supplier | site | material | price | maximum
            labour | yard | boat | 400 | 40
            labour | yard | boat | 450 |"""),
        "Stockpiles": rows("site | material | initial | holding cost\nyard | boat | 10 | 20"),
        "Demand": [{"market": "yard", "material": "boat", "required": 1} | by_period((40, 60, 75, 25))],
    }
    assert optimum(tmp_path, sheets) == pytest.approx(78450, rel=1e-6)


def test_engines(tmp_path: Path) -> None:
    """Hillier and Lieberman's Northern Airplane: costs that change by month, stock at 0.015: 77.3 million."""
    sheets = {
        "Periods": periods(4),
        "Materials": column("material", ["engine"]),
        "Sites": column("site", ["works"]),
        "Series": [{"series": "cost"} | by_period((1.08, 1.11, 1.10, 1.13))],
        "Recipes": rows("process | role | item | amount\nassembly | makes | engine | 1"),
        "Plants": [{"site": "works", "process": "assembly", "variable cost": "cost"}
                   | by_period((25, 35, 30, 10))],
        "Stockpiles": rows("site | material | holding cost\nworks | engine | 0.015"),
        "Demand": [{"market": "works", "material": "engine", "required": 1} | by_period((10, 15, 25, 20))],
    }  # fmt: skip
    assert optimum(tmp_path, sheets) == pytest.approx(77.3, rel=1e-6)


def test_warehouse_of_a_trader(tmp_path: Path) -> None:
    """Dantzig's warehouse, GAMS `whouse`: buy and sell at the quarter's price, room for 100: -600.

    A quarter is a quarter of a year: storing one costs 1 a quarter, 4 a year.
    """
    sheets = {
        "Periods": periods(4, 0.25),
        "Materials": column("material", ["grain"]),
        "Sites": column("site", ["barn"]),
        "Series": [{"series": "market"} | by_period((10, 12, 8, 9))],
        "Suppliers": rows("supplier | site | material | price\ntrade | barn | grain | market"),
        "Stockpiles": rows("site | material | initial | maximum | holding cost\nbarn | grain | 50 | 100 | 4"),
        "Demand": rows("market | material | price\nbarn | grain | market"),
    }
    assert optimum(tmp_path, sheets) == pytest.approx(-600, rel=1e-6)


def test_mill_of_two_stages(tmp_path: Path) -> None:
    """AMPL book, chapter 1, steel4: reheat and roll, least and most sales: a profit of 190 071.43."""
    rates = {"bands": (200, 200), "coils": (200, 140), "plate": (200, 160)}
    sheets = {
        "Materials": column("material", rates),
        "Sites": column("site", ["mill"]),
        "Recipes": [{"process": f"make {name}", "role": "makes", "item": name, "amount": 1} for name in rates]
        + [{"process": f"make {name}", "role": "uses", "item": stage, "amount": 1 / rate}
           for name, pair in rates.items() for stage, rate in zip(("reheat", "roll"), pair, strict=True)],
        "Plants": [{"site": "mill", "process": f"make {name}"} for name in rates],
        "Resources": rows("resource | place | capacity\nreheat | mill | 35\nroll | mill | 40"),
        "Demand": [
            {"market": "mill", "material": name, "amount": most, "price": profit, "required": least / most}
            for name, profit, least, most in (("bands", 25, 1000, 6000), ("coils", 30, 500, 4000),
                                              ("plate", 29, 750, 3500))],
    }  # fmt: skip
    assert optimum(tmp_path, sheets) == pytest.approx(-190071.42857142858, rel=1e-6)


def test_steel_plants_and_markets(tmp_path: Path) -> None:
    """Kendrick, Meeraus and Alatorre 1984, GAMS `mexss`: Mexican steel, 538.811 million dollars."""
    plants = rows("""site | blast furnace | open hearth | oxygen | reduction | electric arc
        ahmsa     | 3.25 | 1.50 | 2.07 | 0    | 0
        fundidora | 1.40 | 0.85 | 1.50 | 0    | 0
        sicartsa  | 1.10 | 0    | 1.30 | 0    | 0
        hylsa     | 0    | 0    | 0    | 0.98 | 1.13
        hylsap    | 0    | 0    | 0    | 1.00 | 0.56""")
    rail = rows("""from | mexico | monterrey | guadalajara | abroad
        ahmsa     | 1204 | 218  | 1125 | 739
        fundidora | 1017 | 0    | 1030 | 521
        sicartsa  | 819  | 1305 | 704  | 0
        hylsa     | 1017 | 0    | 1030 | 521
        hylsap    | 185  | 1085 | 760  | 315
        world     | 428  | 521  | 300  |""")
    prices = {"pellets": 18.7, "coke": 52.17, "gas": 14, "power": 24, "scrap": 105}
    units = [name for name in plants[0] if name != "site"]
    sites = [plant["site"] for plant in plants]
    sheets = {
        "Materials": column("material", [*prices, "pig iron", "sponge", "steel"]),
        "Sites": column("site", [*sites, "mexico", "monterrey", "guadalajara", "abroad", "world"]),
        "Recipes": rows("""process | role | item | amount
            blast furnace | consumes | pellets  | 1.58
            blast furnace | consumes | coke     | 0.63
            blast furnace | makes    | pig iron | 1
            reduction     | consumes | pellets  | 1.38
            reduction     | consumes | gas      | 0.57
            reduction     | makes    | sponge   | 1
            open hearth   | consumes | scrap    | 0.33
            open hearth   | consumes | pig iron | 0.77
            open hearth   | makes    | steel    | 1
            electric arc  | consumes | power    | 0.58
            electric arc  | consumes | sponge   | 1.09
            electric arc  | makes    | steel    | 1
            oxygen        | consumes | scrap    | 0.12
            oxygen        | consumes | pig iron | 0.95
            oxygen        | makes    | steel    | 1"""),
        "Plants": [{"site": plant["site"], "process": unit, "capacity": plant[unit]}
                   for plant in plants for unit in units if plant[unit]],
        "Suppliers": [{"supplier": "mexican", "site": site, "material": name, "price": price}
                      for site in sites for name, price in prices.items()]
        + rows("supplier | site | material | price\nimporter | world | steel | 150"),
        "Lanes": [{"from": row["from"], "to": end, "material": "steel",
                   "cost": 2.48 + 0.0084 * km if km else 0}
                  for row in rail for end, km in row.items() if end != "from"],
        "Demand": [{"market": name, "material": "steel", "amount": 5.209 * 1.4 * share, "required": 1}
                   for name, share in (("mexico", 0.55), ("monterrey", 0.3), ("guadalajara", 0.15))]
        + [{"market": "abroad", "material": "steel", "amount": 1, "price": 140}],
    }  # fmt: skip
    assert optimum(tmp_path, sheets) == pytest.approx(538.8112039829657, rel=1e-6)


MACHINES = {"grinder": 4, "vertical drill": 2, "horizontal drill": 3, "borer": 1, "planer": 1}
MACHINE_HOURS = {
    "grinder": (0.5, 0.7, 0, 0, 0.3, 0.2, 0.5), "vertical drill": (0.1, 0.2, 0, 0.3, 0, 0.6, 0),
    "horizontal drill": (0.2, 0, 0.8, 0, 0, 0, 0.6), "borer": (0.05, 0.03, 0, 0.07, 0.1, 0, 0.08),
    "planer": (0, 0, 0.01, 0, 0.05, 0, 0.05),
}  # fmt: skip
PRODUCTS = tuple(f"product {number}" for number in range(1, 8))
PRODUCT_PROFITS = (10, 6, 8, 4, 11, 9, 3)
PRODUCT_MARKETS = (
    (500, 600, 300, 200, 0, 500), (1000, 500, 600, 300, 100, 500), (300, 200, 0, 400, 500, 100),
    (300, 0, 0, 500, 100, 300), (800, 400, 500, 200, 1000, 1100), (200, 300, 400, 0, 300, 500),
    (100, 150, 100, 100, 0, 60),
)  # fmt: skip


def factory(hours: dict[str, dict[str, float]], months: int, holding: object) -> Sheets:
    """Williams, Factory planning: six months of sales, room for 100 of each product, 50 left at the end."""
    return {
        "Periods": periods(months),
        "Materials": column("material", PRODUCTS),
        "Sites": column("site", ["factory"]),
        "Recipes": [{"process": f"make {name}", "role": "makes", "item": name, "amount": 1}
                    for name in PRODUCTS]
        + [{"process": f"make {name}", "role": "uses", "item": machine, "amount": amount}
           for machine, amounts in MACHINE_HOURS.items()
           for name, amount in zip(PRODUCTS, amounts, strict=True) if amount],
        "Plants": [{"site": "factory", "process": f"make {name}"} for name in PRODUCTS],
        "Resources": [{"resource": machine, "place": "factory"} | row for machine, row in hours.items()],
        "Stockpiles": [{"site": "factory", "material": name, "maximum": 100, "holding cost": holding,
                        "final": 50} for name in PRODUCTS],
        "Demand": [{"market": "factory", "material": name, "price": profit, "amount": 0} | by_period(most)
                   for name, profit, most in zip(PRODUCTS, PRODUCT_PROFITS, PRODUCT_MARKETS, strict=True)],
    }  # fmt: skip


def test_factory_with_planned_maintenance(tmp_path: Path) -> None:
    """Williams, Factory planning 1: a profit of 93 715.18 pounds; a machine has 384 hours a month."""
    down = {"grinder": {1: 1, 5: 1}, "horizontal drill": {2: 2, 6: 1}, "borer": {3: 1},
            "vertical drill": {4: 1, 5: 1}, "planer": {6: 1}}  # fmt: skip
    hours = {
        machine: by_period([384 * (number - down[machine].get(month, 0)) for month in range(1, 7)])
        for machine, number in MACHINES.items()
    }
    assert optimum(tmp_path, factory(hours, 6, 0.5)) == pytest.approx(-93715.17857142858, rel=1e-6)


def test_factory_that_chooses_its_maintenance(tmp_path: Path) -> None:
    """Williams, Factory planning 2: 108 855 pounds; each machine, two of the grinders, is down for a month.

    A service is a project that takes a month and uses the machine's hours meanwhile; a seventh month without
    work lets the sixth one's services end.
    """
    hours = {machine: by_period([384 * number] * 6 + [0]) for machine, number in MACHINES.items()}
    sheets = factory(hours, 7, "holding")
    sheets["Series"] = [{"series": "holding"} | by_period([0.5] * 6 + [0])]
    sheets["Projects"] = [
        {"project": f"service {machine} {index}", "place": "factory", "adds": "serviced", "block": 1,
         "lead time": 1, "uses": f"{machine}: 384", "decision": "must"}
        for machine, number in MACHINES.items() for index in range(2 if machine == "grinder" else number)
    ]  # fmt: skip
    assert optimum(tmp_path, sheets) == pytest.approx(-108855, rel=1e-6)


OIL_PRICES = {
    "veg 1": (110, 130, 110, 120, 100, 90), "veg 2": (120, 130, 140, 110, 120, 100),
    "oil 1": (130, 110, 130, 120, 150, 140), "oil 2": (110, 90, 100, 120, 110, 80),
    "oil 3": (115, 115, 95, 125, 105, 135),
}  # fmt: skip
HARDNESS = {"veg 1": 8.8, "veg 2": 6.1, "oil 1": 2.0, "oil 2": 4.2, "oil 3": 5.0}


def test_food_manufacture(tmp_path: Path) -> None:
    """Williams, Food manufacture 1: 107 842.59 pounds; the blend's hardness between 3 and 6.

    `soft` counts how far it stays above 3 and `hard` how far below 6; neither may be owed.
    """

    def quality(oil: str, name: str, amount: float) -> dict[str, Any]:
        return {"process": f"use {oil}", "role": "makes" if amount >= 0 else "consumes", "item": name,
                "amount": abs(amount)}  # fmt: skip

    sheets = {
        "Periods": periods(6),
        "Materials": column("material", [*HARDNESS, "food", "soft", "hard"]),
        "Sites": column("site", ["works"]),
        "Series": [{"series": f"price of {oil}"} | by_period(prices) for oil, prices in OIL_PRICES.items()],
        "Suppliers": [{"supplier": "market", "site": "works", "material": oil, "price": f"price of {oil}"}
                      for oil in HARDNESS],
        "Recipes": [{"process": f"use {oil}", "role": role, "item": item, "amount": 1} for oil in HARDNESS
                    for role, item in (("consumes", oil), ("makes", "food"), ("uses", f"line of {oil[:3]}"))]
        + [quality(oil, "soft", value - 3) for oil, value in HARDNESS.items()]
        + [quality(oil, "hard", 6 - value) for oil, value in HARDNESS.items()],
        "Plants": [{"site": "works", "process": f"use {oil}"} for oil in HARDNESS],
        "Resources": rows("""resource | place | capacity
            line of veg | works | 200
            line of oil | works | 250"""),
        "Stockpiles": [{"site": "works", "material": oil, "initial": 500, "maximum": 1000, "holding cost": 5,
                        "final": 500} for oil in HARDNESS],
        "Demand": rows("market | material | price\nworks | food | 150"),
    }  # fmt: skip
    assert optimum(tmp_path, sheets) == pytest.approx(-107842.59259259258, rel=1e-6)


def test_refinery(tmp_path: Path) -> None:
    """Williams, Refinery optimisation: 211 365.13 pounds a day.

    `premium octane`, `regular octane` and `low vapour` count how far a blend is on the right side of its
    limit, and `premium share` that premium petrol is two fifths of regular petrol at least.
    """
    mixes = rows("""process | base | product | credit | amount
        petrol | light naphtha    | premium | premium octane | -4
        petrol | medium naphtha   | premium | premium octane | -14
        petrol | heavy naphtha    | premium | premium octane | -24
        petrol | reformed petrol  | premium | premium octane | 21
        petrol | cracked petrol   | premium | premium octane | 11
        petrol | light naphtha    | regular | regular octane | 6
        petrol | medium naphtha   | regular | regular octane | -4
        petrol | heavy naphtha    | regular | regular octane | -14
        petrol | reformed petrol  | regular | regular octane | 31
        petrol | cracked petrol   | regular | regular octane | 21
        jet    | light oil        | jet     | low vapour     | 0
        jet    | heavy oil        | jet     | low vapour     | 0.4
        jet    | cracked oil      | jet     | low vapour     | -0.5
        jet    | residuum         | jet     | low vapour     | 0.95""")
    blending: list[dict[str, Any]] = []
    for mix in mixes:
        name = f"{mix['base']} into {mix['product']}"
        blending += [{"process": name, "role": role, "item": mix[key], "amount": 1}
                     for role, key in (("consumes", "base"), ("makes", "product"))]  # fmt: skip
        role = "makes" if mix["amount"] >= 0 else "consumes"
        blending.append({"process": name, "role": role, "item": mix["credit"], "amount": abs(mix["amount"])})
        if mix["product"] == "premium":
            blending.append({"process": name, "role": "makes", "item": "premium share", "amount": 1})
        if mix["product"] == "regular":
            blending.append({"process": name, "role": "consumes", "item": "premium share", "amount": 0.4})
    recipes = blending + rows("""process | role | item | amount
        distil 1     | consumes | crude 1         | 1
        distil 1     | uses     | distillation    | 1
        distil 1     | makes    | light naphtha   | 0.1
        distil 1     | makes    | medium naphtha  | 0.2
        distil 1     | makes    | heavy naphtha   | 0.2
        distil 1     | makes    | light oil       | 0.12
        distil 1     | makes    | heavy oil       | 0.2
        distil 1     | makes    | residuum        | 0.13
        distil 2     | consumes | crude 2         | 1
        distil 2     | uses     | distillation    | 1
        distil 2     | makes    | light naphtha   | 0.15
        distil 2     | makes    | medium naphtha  | 0.25
        distil 2     | makes    | heavy naphtha   | 0.18
        distil 2     | makes    | light oil       | 0.08
        distil 2     | makes    | heavy oil       | 0.19
        distil 2     | makes    | residuum        | 0.12
        reform light | consumes | light naphtha   | 1
        reform light | uses     | reforming       | 1
        reform light | makes    | reformed petrol | 0.6
        reform medium | consumes | medium naphtha | 1
        reform medium | uses     | reforming      | 1
        reform medium | makes    | reformed petrol | 0.52
        reform heavy | consumes | heavy naphtha   | 1
        reform heavy | uses     | reforming       | 1
        reform heavy | makes    | reformed petrol | 0.45
        crack light  | consumes | light oil       | 1
        crack light  | uses     | cracking        | 1
        crack light  | makes    | cracked oil     | 0.68
        crack light  | makes    | cracked petrol  | 0.28
        crack heavy  | consumes | heavy oil       | 1
        crack heavy  | uses     | cracking        | 1
        crack heavy  | makes    | cracked oil     | 0.75
        crack heavy  | makes    | cracked petrol  | 0.2
        make lube    | consumes | residuum        | 2
        make lube    | makes    | lube            | 1
        mix fuel     | consumes | light oil       | 10
        mix fuel     | consumes | cracked oil     | 4
        mix fuel     | consumes | heavy oil       | 3
        mix fuel     | consumes | residuum        | 1
        mix fuel     | makes    | fuel            | 18""")
    counted = ("premium octane", "regular octane", "low vapour", "premium share")
    materials = dict.fromkeys(row["item"] for row in recipes if row["role"] != "uses")
    processes = dict.fromkeys(row["process"] for row in recipes)
    sheets = {
        "Materials": [{"material": name, "surplus": "free" if name in counted else "none"} for name in materials],
        "Sites": column("site", ["refinery"]),
        "Recipes": recipes,
        "Plants": [{"site": "refinery", "process": name} for name in processes],
        "Resources": rows("""resource | place | capacity
            distillation | refinery | 45000
            reforming    | refinery | 10000
            cracking     | refinery | 8000"""),
        "Suppliers": rows("""supplier | site | material | price | maximum
            well | refinery | crude 1 | 0 | 20000
            well | refinery | crude 2 | 0 | 30000"""),
        "Demand": rows("""market | material | price | amount | required
            refinery | premium | 7   |      |
            refinery | regular | 6   |      |
            refinery | jet     | 4   |      |
            refinery | fuel    | 3.5 |      |
            refinery | lube    | 1.5 | 1000 | 0.5"""),
    }
    assert optimum(tmp_path, sheets) == pytest.approx(-211365.134768933, rel=1e-6)
