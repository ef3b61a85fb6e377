"""Random workbooks of several periods in which what was begun goes on: starts, stocks, reserves, budgets, steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drawn_networks import maybe
from workbooks import Sheets, settings

if TYPE_CHECKING:
    import random

Row = dict[str, Any]


def draw(chance: random.Random) -> Sheets:
    """Return a workbook of two countries and three to five periods: of years, of quarters, or with names."""
    length = chance.choice([1, 1, 1, 2, 0.5])
    first = chance.choice([2026, 2026, None])
    count = chance.choice([3, 4, 5])
    periods = [f"{first + n * length:g}" if first else f"stage {n + 1}" for n in range(count)]
    return {
        "Settings": settings(
            discount_rate=chance.choice([0, 0.1]), gap=0, capital_charging=chance.choice(["annuity", "overnight"]),
            annuity_paid=chance.choice([None, "end"]), cost_of_capital=maybe(chance, 0.07),
        ),
        "Periods": [{"period": name, "years": length} for name in periods],
        "Sites": [{"site": "a", "country": "AA"}, {"site": "b", "country": "BB"}],
        "Materials": [{"material": "ore", "value": 1}, {"material": "metal", "value": 8}],
        "Recipes": [
            {"process": "smelt", "role": "consumes", "item": "ore", "amount": 2},
            {"process": "smelt", "role": "makes", "item": "metal", "amount": 1},
            {"process": "smelt", "role": "uses", "item": "power", "amount": maybe(chance, 1) or 0},
        ],
        "Plants": [{
            "site": "a", "process": "smelt", "capacity": chance.choice([0, 10]), "variable cost": 1, "fixed cost": 2,
            "retires": maybe(chance, *periods[1:]),
        }],
        "Resources": [
            {"resource": "power", "place": "AA", "capacity": chance.choice([10, 25]), "fixed cost": maybe(chance, 3)},
            {"resource": "crew", "place": "AA", "capacity": chance.choice([12, 30])},
        ],
        "Suppliers": _suppliers(chance, periods),
        "Lanes": [{"from": "b", "to": "a", "cost": 0.5, "maximum": maybe(chance, 30), "tariff": maybe(chance, 0.1)}],
        "Demand": [{
            "market": "a", "material": "metal", "amount": chance.choice([15, 20]), "shortage cost": 40,
            periods[-1]: chance.choice([25, 40]),
        }],
        "Stockpiles": [
            {"site": "a", "material": "ore", "initial": chance.choice([0, 30]), "holding cost": 0.05,
             "loss": maybe(chance, 0.1)},
            {"site": "a", "material": "metal", "initial": 5, "maximum": 12, "holding cost": 0.2,
             "cover days": maybe(chance, 36.5), "final": maybe(chance, 3)},
        ],
        "Projects": _projects(chance, periods, length),
        "Groups": [{"group": "few", "at most": chance.choice([1, 2])}],
        "Budgets": [
            {"funder": "state", "amount": chance.choice([30, 60]), "carry over": maybe(chance, "no"),
             "weight": maybe(chance, 0.5)},
            {"funder": "own"},
        ],
        "Funding": [
            {"funder": "state", "projects": chance.choice(["*", "smelter; line", "heavy"]), "share": 0.6,
             "maximum": maybe(chance, 80)},
            {"funder": "own", "projects": chance.choice(["*", "heavy; smelter"]), "share": maybe(chance, 0.9)},
        ],
    }  # fmt: skip


def with_strikes(chance: random.Random, sheets: Sheets) -> Sheets:
    """Return a drawn workbook with disruptions of its last period; nothing is to be left in stock at the end."""
    last, length = sheets["Periods"][-1]["period"], sheets["Periods"][0]["years"]
    share, price, tariff = (maybe(chance, *some) for some in ((0, 0.4), (1.5, 3), (0.2, 0.5)))
    targets = [
        ("country", "BB"), ("site", "a"), ("plant", "smelt @ a"), ("supplier", "mine"), ("lane", "BB > AA"),
        ("resource", "power"), ("material", "ore"), ("chokepoint", "strait"), ("demand", "a"),
    ]  # fmt: skip
    hits: list[Row] = []
    for n, (target, name) in enumerate(chosen := chance.sample(targets, 4)):
        hit = {"disruption": f"event {n}", "target": target, "name": name, "remaining": share, "price": price}
        if target in ("country", "site", "lane", "chokepoint"):
            hit |= {"tariff": tariff, "material": maybe(chance, "ore")}
        hits.append(hit)
    stocks = [row | {"final": None} for row in sheets["Stockpiles"]]
    lanes = [row | {"chokepoints": "strait"} for row in sheets["Lanes"]]
    materials = [row | {"value": 0} if row["material"] == "metal" else row for row in sheets["Materials"]]
    return sheets | {
        "Disruptions": [{"disruption": f"event {n}", "duration": length, "onset": last} for n in range(len(chosen))],
        "Hits": hits, "Stockpiles": stocks, "Lanes": lanes, "Materials": materials,
    }  # fmt: skip


def _suppliers(chance: random.Random, periods: list[str]) -> list[Row]:
    return [
        {"supplier": "mine", "site": "a", "material": "ore", "price": 1, "maximum": chance.choice([20, 40]),
         "total": maybe(chance, 50, 90), "until": maybe(chance, *periods)},
        {"supplier": "mine", "site": "a", "material": "ore", "price": 2, "maximum": 30, "total": maybe(chance, 60)},
        {"supplier": "pit", "site": "b", "material": "ore", "price": 3, "maximum": 60, "needs": maybe(chance, "treaty"),
         "from": maybe(chance, *periods)},
        {"supplier": "trader", "site": "b", "material": "metal", "price": 15, "maximum": 20,
         "needs": maybe(chance, "line")},
    ]  # fmt: skip


def _projects(chance: random.Random, periods: list[str], length: float) -> list[Row]:
    common: Row = {"place": "a"}
    return [
        common | {
            "project": "smelter", "kind": "heavy", "adds": "smelt", "block": 5,
            "fixed capital": chance.choice([20, 45]),
            "starts": chance.choice([1, 2, 4]), "lead time": chance.choice([0, 0.5, 1, 1.5]),
            "life": maybe(chance, 1, 2), "yearly cost": maybe(chance, 1),
            "ramp": None if length < 1 else maybe(chance, "0.5; 0.8"),
            "fixed cost": maybe(chance, 0.2), "group": maybe(chance, "few"), "latest": maybe(chance, *periods),
            "decision": chance.choice([None, None, "must", f"{periods[0]}: 1"]),
        },
        common | {
            "project": "line", "kind": "heavy", "adds": "smelt", "maximum": 12, "minimum": maybe(chance, 4),
            "fixed capital": 10, "capital rate": chance.choice([2, 5]), "lead time": chance.choice([1, 2]),
            "spending": maybe(chance, "0.5; 0.3; 0.2", "0.2; 0.8"), "economic life": maybe(chance, 2, 5),
            "group": maybe(chance, "few"), "uses": maybe(chance, "crew: 1"), "starts": chance.choice([1, 2]),
        },
        common | {
            "project": "treaty", "fixed capital": 4, "lead time": maybe(chance, 1), "group": maybe(chance, "few"),
            "requires": maybe(chance, "line"), "life": maybe(chance, 2),
        },
        common | {
            "project": "grid", "place": "AA", "adds": "power", "removes": maybe(chance, "crew"), "block": 6,
            "fixed capital": 12, "starts": chance.choice([1, 2]), "lead time": maybe(chance, 1),
            "decision": maybe(chance, f"{periods[1]}: 1"),
        },
    ]  # fmt: skip
