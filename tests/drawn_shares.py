"""Random workbooks in which rules on shares ask for more than anybody uses, with and without a maximum typed.

Goods of one family are offered without maximum at a fixed cost, come as by-products, go down narrow lanes, and several
rules count them together or alone, for all buyers or some. The planner makes up a maximum for each offer; a roomy one
that is typed must give the same plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbooks import Sheets, settings

if TYPE_CHECKING:
    import random

ROOMY = 30_000.0  # more than any rule here could ask for
COUNTRIES = {"a": "Near", "b": "Far", "c": "Third", "shop": "Home", "kiosk": "Town"}
SOURCES, MARKETS = ("a", "b", "c"), ("shop", "kiosk")
Row = dict[str, Any]


def draw(chance: random.Random) -> Sheets:
    """Return a workbook of two goods of a family, made and bought in three countries, wanted in two others."""

    def maybe(share: float, value: Any) -> Any:
        return value if chance.random() < share else None

    offers = [
        {"supplier": f"{site} {goods}", "site": site, "material": goods, "price": chance.choice([1, 2, 3, 5]),
         "fixed cost": maybe(0.5, chance.choice([1, 7])), "minimum": maybe(0.15, 10), "maximum": maybe(0.15, 20)}
        for site in SOURCES for goods in "xy" if chance.random() < 0.75
    ]  # fmt: skip
    lanes = [
        {"from": site, "to": market, "maximum": maybe(0.3, chance.choice([5, 20])), "cost": maybe(0.3, 0.5),
         "fixed cost": maybe(0.15, 3), "loss": maybe(0.15, 0.2)}
        for site in SOURCES for market in MARKETS if chance.random() < 0.8
    ]  # fmt: skip
    found: Sheets = {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": [{"period": "now"}],
        "Sites": [{"site": site, "country": country} for site, country in COUNTRIES.items()],
        "Materials": [{"material": goods, "family": "both"} for goods in "xy"] + [{"material": "metal"}],
        "Suppliers": offers or [{"supplier": "a x", "site": "a", "material": "x", "price": 1, "fixed cost": 1}],
        "Lanes": lanes or [{"from": "a", "to": "shop"}],
        "Demand": [{"market": market, "material": goods, "amount": chance.choice([5, 10, 30]),
                    "required": maybe(0.3, 1), "shortage cost": chance.choice([20, 100])}
                   for market in MARKETS for goods in "xy" if chance.random() < 0.7],
        "Rules": [_rule(chance, number) for number in range(chance.choice([1, 1, 2, 3]))],
    }  # fmt: skip
    if chance.random() < 0.6:
        site = chance.choice(SOURCES)
        found["Recipes"] = [{"process": "smelt", "role": "makes", "item": item, "amount": 1}
                            for item in ("metal", chance.choice("xy"))]  # fmt: skip
        found["Plants"] = [{"site": site, "process": "smelt", "capacity": 100, "variable cost": 1}]
        found["Demand"].append({"market": site, "material": "metal", "amount": 40, "required": 1, "shortage cost": 9})
    elif not found["Demand"]:
        found["Demand"] = [{"market": "shop", "material": "x", "amount": 10, "shortage cost": 50}]
    if chance.random() < 0.2:
        found["Stockpiles"] = [{"site": "shop", "material": "x", "initial": 5, "maximum": 10, "final": maybe(0.5, 8)}]
    return found


def _rule(chance: random.Random, number: int) -> Row:
    measure = chance.choice(["share at most", "share at least", "each share at most", "HHI at most",
                             "origins at least"])  # fmt: skip
    row: Row = {"rule": f"rule {number}", "measure": measure, "material": chance.choice(["x", "y", "both", "both"]),
                "buyers": chance.choice(["*", "*", "Home", "Town", "Home;Town"])}  # fmt: skip
    if measure == "origins at least":
        return row | {"limit": 2, "minimum share": chance.choice([0.1, 0.4])}
    if measure.startswith("share"):
        row["origins"] = chance.choice(["Near", "Far", "Third", "Near;Far", "Far;Third"])
    limits = {
        "share at most": [0.1, 0.3, 0.5],
        "share at least": [0.3, 0.6, 0.9],
        "each share at most": [0.4, 0.5, 0.7],
        "HHI at most": [0.4, 0.55, 0.7],  # at 1/n a millionth of the index is a thousandth of a share
    }
    return row | {"limit": chance.choice(limits[measure])}


def with_maxima(sheets: Sheets) -> Sheets:
    """Return a workbook with a roomy maximum typed at every offer and lane that has none."""
    typed = {
        name: [row | {"maximum": ROOMY if row.get("maximum") is None else row["maximum"]} for row in sheets[name]]
        for name in ("Suppliers", "Lanes")
    }
    return sheets | typed
