"""Random workbooks with disruptions and the risk measure.

Parts are bought near and far, shipped past a strait or flown, and put together at home; what may be built costs
by the year, so that money over time stays plain here (tests/test_enumeration.py is about that).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drawn_networks import Row, maybe
from workbooks import Sheets, settings

if TYPE_CHECKING:
    import random

VALUE = {"part": 4.0, "good": 10.0}
MOST = 500.0


def draw(chance: random.Random, gains: str = "") -> Sheets:
    """Return a workbook; ``gains`` are ignored, counted, or left at what Settings say of themselves."""
    periods = ["one", "two", "three"][: chance.choice([1, 2, 3])]
    risk = {"risk_weight": chance.choice([0, 0, 0.5]), "risk_level": chance.choice([0.8, 0.95])}
    if gains:
        risk = {"risk_weight": chance.choice([0, 0.2, 0.7, 1]), "risk_level": chance.choice([0, 0.8, 0.95]),
                "disruption_gains": gains}  # fmt: skip
    found: Sheets = {
        "Settings": settings(discount_rate=chance.choice([0, 0.1]), gap=0, **risk),
        "Periods": [{"period": name, "years": chance.choice([1, 1, 2])} for name in periods],
        "Sites": [{"site": "a1", "country": "AA"}, {"site": "b1", "country": "BB"},
                  {"site": "c1", "country": "CC"}],
        "Materials": [{"material": name, "value": value} for name, value in VALUE.items()],
        "Recipes": [{"process": "make", "role": "consumes", "item": "part", "amount": 1},
                    {"process": "make", "role": "makes", "item": "good", "amount": 1},
                    {"process": "make", "role": "uses", "item": "engineers", "amount": 0.5}],
        "Plants": [{"site": "c1", "process": "make", "capacity": chance.choice([10, 20]), "variable cost": 1,
                    "availability": maybe(chance, 0.9), "minimum use": maybe(chance, 0.5)}],
        "Resources": [{"resource": "engineers", "place": "CC", "capacity": chance.choice([8, 15]),
                       "variable cost": 0.1}],
        "Suppliers": [
            {"supplier": "alpha", "site": "a1", "material": "part", "price": 2, "maximum": chance.choice([20, 30]),
             "total": maybe(chance, 45)},
            {"supplier": "beta", "site": "b1", "material": "part", "price": 3, "maximum": chance.choice([15, None]),
             "fixed cost": maybe(chance, 4), "minimum": maybe(chance, 5)},
            {"supplier": "gamma", "site": "c1", "material": "part", "price": 8, "maximum": chance.choice([5, 10])},
            {"supplier": "delta", "site": "b1", "material": "good", "price": 14, "maximum": 8,
             "needs": maybe(chance, "pact")}],
        "Lanes": [
            {"from": "a1", "to": "c1", "mode": "sea", "cost": 1, "maximum": maybe(chance, 20),
             "chokepoints": "strait"},
            {"from": "a1", "to": "c1", "mode": "air", "material": "part", "cost": 3, "maximum": 8,
             "fixed cost": maybe(chance, 2)},
            {"from": "b1", "to": "c1", "mode": "sea", "cost": 1, "tariff": maybe(chance, 0.1), "maximum": 25,
             "chokepoints": "canal; strait", "loss": maybe(chance, 0.05)}],
        "Demand": [
            {"market": "c1", "material": "good", "shortage cost": 40, "required": maybe(chance, 0.5)}
            | {name: chance.choice([12, 18, 25]) for name in periods},
            {"market": "b1", "material": "part", "price": 4, "amount": chance.choice([0, 5])}],
        "Stockpiles": [
            {"site": "c1", "material": "part", "initial": 3, "maximum": maybe(chance, 20), "holding cost": 0.2,
             "loss": maybe(chance, 0.1)},
            {"site": "c1", "material": "good", "initial": 2, "maximum": 10, "holding cost": 0.5,
             "cover days": maybe(chance, 18.25)}],
        "Projects": [
            {"project": "more", "place": "c1", "adds": "make", "block": 8, "yearly cost": chance.choice([6, 12]),
             "lead time": maybe(chance, 1), "life": maybe(chance, 2), "ramp": maybe(chance, "0.5"), "starts": 2},
            {"project": "hire", "place": "CC", "adds": "engineers", "maximum": 8, "fixed cost": 1, "starts": 2},
            {"project": "pact", "place": "b1", "yearly cost": 5}],
    } | _risks(chance, periods)  # fmt: skip
    found["Stockpiles"][chance.choice([0, 1])]["reserve"] = maybe(chance, 3)
    return found


def _risks(chance: random.Random, periods: list[str]) -> Sheets:
    kinds: list[list[Row]] = [
        [{"target": "country", "name": "AA", "remaining": chance.choice([None, 0.4])}],
        [{"target": "country", "name": "each but CC"}],
        [{"target": "supplier", "name": "each", "remaining": 0.2}],
        [{"target": "chokepoint", "name": "strait", "remaining": chance.choice([0, 0.3])}],
        [{"target": "lane", "name": "a1 > c1", "material": "part"}, {"target": "site", "name": "b1", "remaining": 0.5}],
        [{"target": "plant", "name": "make @ c1", "remaining": 0.5},
         {"target": "resource", "name": "engineers @ CC", "remaining": 0.5}],
        [{"target": "material", "name": "part", "remaining": 0.3}],
        [{"target": "demand", "name": "c1", "material": "good", "remaining": 1.4},
         {"target": "supplier", "name": "delta", "remaining": 0.5}],
    ]  # fmt: skip
    disruptions, hits = [], []
    for number, kind in enumerate(chance.sample(kinds, chance.choice([1, 2, 3]))):
        name = f"trouble {number}"
        disruptions.append(
            {"disruption": name, "probability": chance.choice([0, 0.04, 0.1]),
             "onset": chance.choice([None, "*", periods[-1], "; ".join(periods[:2])]),
             "duration": chance.choice([None, 0.5, 1.5, 2]), "required": maybe(chance, 0.3, 0.6, 0.95),
             "covers": maybe(chance, "good")})  # fmt: skip
        hits += [{"disruption": name} | hit for hit in kind]
    return {"Disruptions": disruptions, "Hits": hits}


def draw_mending(chance: random.Random) -> Sheets:
    """Return a workbook of which some disruptions recover over some years."""
    sheets = chance.choice([draw, draw_dearer])(chance)
    for row in sheets["Disruptions"]:
        row["recovery"] = chance.choice([None, 0.5, 1, 1.5, 3])
        row["probability"] = (row["probability"] or 0) / 4
    return sheets


def draw_floored(chance: random.Random) -> Sheets:
    """Return a workbook of which some disruptions ask for a share at every moment."""
    sheets = draw_mending(chance)
    for row in sheets["Disruptions"]:
        row["floor"] = chance.choice([None, 0.2, 0.4, 0.8])
    return sheets


def draw_dearer(chance: random.Random) -> Sheets:
    """Return a workbook whose hits make things dearer or cheaper, and tax lanes."""
    sheets = draw(chance, chance.choice(["ignore", "count"]))
    for hit in sheets["Hits"]:
        hit["price"] = chance.choice([None, 1, 0, 0.5, 2, 10])
        if hit["target"] in ("country", "site", "lane", "chokepoint"):
            hit["tariff"] = chance.choice([None, None, 0, 0.3, 2])
        hit["remaining"] = chance.choice([hit.get("remaining"), hit.get("remaining"), None])
    return sheets
