"""Random workbooks in which plants without capacity make several goods together, beside fixed costs and rules.

The goods may be of one family that rules count, cost something to be left over, and be what another plant takes; offers
and lanes have fixed costs and no maximum. The planner makes up how much there can be of each; a roomy maximum that is
typed must give the same plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drawn_shares import COUNTRIES, MARKETS, ROOMY, SOURCES, Row, with_maxima
from workbooks import Sheets, settings

if TYPE_CHECKING:
    import random

GOODS = ("x", "y", "z")
LIMITS = {"share at most": (0.1, 0.3, 0.5), "share at least": (0.3, 0.6, 0.9), "each share at most": (0.4, 0.5, 0.7),
          "HHI at most": (0.4, 0.55, 0.7)}  # fmt: skip


def draw(chance: random.Random) -> Sheets:
    """Return a workbook of two or three goods, made together or bought in three countries, wanted in two others."""

    def maybe(share: float, value: Any) -> Any:
        return value if chance.random() < share else None

    goods, family = GOODS[: chance.choice([2, 2, 3])], maybe(0.7, "all")
    offers = [
        {"supplier": f"{site} {item}", "site": site, "material": item, "price": chance.choice([2, 3, 5, 8]),
         "fixed cost": maybe(0.6, chance.choice([1, 7])), "minimum": maybe(0.15, 10), "maximum": maybe(0.2, 20)}
        for site in SOURCES for item in goods if chance.random() < 0.5
    ]  # fmt: skip
    ore = [{"supplier": f"{site} ore", "site": site, "material": "ore", "price": chance.choice([1, 2]),
            "fixed cost": maybe(0.5, 3)} for site in SOURCES]  # fmt: skip
    lanes = [
        {"from": site, "to": market, "maximum": maybe(0.2, chance.choice([5, 20])), "fixed cost": maybe(0.3, 3),
         "loss": maybe(0.15, 0.2)}
        for site in SOURCES for market in MARKETS if chance.random() < 0.85
    ]  # fmt: skip
    demand = [
        {"market": market, "material": item, "amount": chance.choice([5, 10, 30]), "required": maybe(0.2, 1),
         "shortage cost": chance.choice([20, 100])}
        for market in MARKETS for item in goods if chance.random() < 0.7
    ]  # fmt: skip
    recipes, plants = [], []
    for n in range(chance.choice([1, 1, 2])):
        recipes += _recipe(chance, f"works {n}", goods)
        plants += [{"site": site, "process": f"works {n}", "variable cost": chance.choice([0, 1, 3])}
                   for site in chance.sample(SOURCES, chance.choice([1, 1, 2]))]  # fmt: skip
    return {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": [{"period": "now"}, *([{"period": "then", "years": 2}] if chance.random() < 0.3 else [])],
        "Sites": [{"site": site, "country": country} for site, country in COUNTRIES.items()],
        "Materials": [{"material": item, "family": family, "surplus": chance.choice([None, None, 1, "none"])}
                      for item in goods] + [{"material": "ore"}, {"material": "waste", "surplus": maybe(0.5, 0.5)}],
        "Suppliers": offers + ore,
        "Lanes": lanes or [{"from": "a", "to": "shop"}],
        "Demand": demand or [{"market": "shop", "material": "x", "amount": 10, "shortage cost": 50}],
        "Recipes": recipes,
        "Plants": plants,
        "Rules": [_rule(chance, f"rule {n}", goods, family) for n in range(chance.choice([0, 1, 1, 2]))],
    }  # fmt: skip


def _recipe(chance: random.Random, name: str, goods: tuple[str, ...]) -> list[Row]:
    made = chance.sample(goods, 2) if chance.random() < 0.8 else list(goods)
    found = [{"process": name, "role": "makes", "item": item, "amount": chance.choice([1, 0.5, 2])} for item in made]
    if chance.random() < 0.6:
        found.append({"process": name, "role": "consumes", "item": "ore", "amount": chance.choice([1, 2])})
    if chance.random() < 0.3:
        found.append({"process": name, "role": "makes", "item": "waste", "amount": 1})
    rest = [item for item in goods if item not in made]
    if rest and chance.random() < 0.3:
        found.append({"process": name, "role": "consumes", "item": rest[0], "amount": 0.5})
    return found


def _rule(chance: random.Random, name: str, goods: tuple[str, ...], family: str | None) -> Row:
    measure = chance.choice([*LIMITS, "origins at least"])
    material = family if family and chance.random() < 0.7 else chance.choice(goods)
    row: Row = {"rule": name, "measure": measure, "material": material, "of": chance.choice([None, None, None, "use"]),
                "buyers": chance.choice(["*", "*", "Home", "Town", "Home;Town"])}  # fmt: skip
    if measure == "origins at least":
        return row | {"limit": 2, "minimum share": chance.choice([0.1, 0.4])}
    if measure.startswith("share"):
        row["origins"] = chance.choice(["Near", "Far", "Third", "Near;Far"])
    return row | {"limit": chance.choice(LIMITS[measure])}


def roomy(sheets: Sheets) -> Sheets:
    """Return a workbook with a roomy maximum typed at every offer, lane and plant that has none."""
    return with_maxima(sheets) | {"Plants": [row | {"capacity": ROOMY} for row in sheets["Plants"]]}
