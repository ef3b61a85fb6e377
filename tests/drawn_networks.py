"""Random workbooks of five sites in three countries that mine, smelt, ship, hold, sell and build."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbooks import Sheets, settings

if TYPE_CHECKING:
    import random

COUNTRY = {"a1": "AA", "a2": "AA", "b1": "BB", "c1": "CC", "c2": "CC"}
Row = dict[str, Any]


def maybe(chance: random.Random, *values: object) -> Any:
    """Return one of the values, or a blank as often as not."""
    return chance.choice([None, None, *values])


def draw(chance: random.Random) -> Sheets:
    """Return a workbook of five sites in three countries that mine, smelt, ship, hold, sell and build."""
    periods = ["one", "two"][: chance.choice([1, 2, 2])]
    sheets: Sheets = {
        "Settings": settings(discount_rate=chance.choice([0, 0.1]), gap=0),
        "Periods": [{"period": name, "years": chance.choice([1, 1, 2])} for name in periods],
        "Sites": [{"site": site, "country": country} for site, country in COUNTRY.items()],
        "Materials": [{"material": "ore"}, {"material": "metal", "value": 10},
                      {"material": "slag", "surplus": chance.choice(["free", 0.5])}],
        "Recipes": [
            {"process": "smelt", "role": "consumes", "item": "ore", "amount": chance.choice([1.5, 2])},
            {"process": "smelt", "role": "makes", "item": "metal", "amount": 1},
            {"process": "smelt", "role": "makes", "item": "slag", "amount": 0.3},
            {"process": "smelt", "role": "uses", "item": "power", "amount": 1}],
        "Plants": [{"site": site, "process": "smelt", "capacity": chance.choice([0, 10, 20]),
                    "variable cost": chance.choice([1, 2]), "minimum use": maybe(chance, 0.3)}
                   for site in ("a1", "b1")],
        "Resources": [
            {"resource": "power", "place": "AA", "capacity": chance.choice([10, 30]), "variable cost": 0.2},
            {"resource": "power", "place": chance.choice(["BB", "b1"]), "capacity": 25},
            {"resource": "port", "place": "CC", "capacity": chance.choice([25, 60])}],
        "Suppliers": [
            {"supplier": "mine", "site": "a1", "material": "ore", "price": 1, "maximum": chance.choice([30, 60]),
             "total": maybe(chance, 70)},
            {"supplier": "pit", "site": "b1", "material": "ore", "price": chance.choice([1, 2]),
             "maximum": 50, "fixed cost": maybe(chance, 10)},
            {"supplier": "trader", "site": "b1", "material": "metal", "price": chance.choice([6, 9]),
             "maximum": chance.choice([15, 30]), "minimum": maybe(chance, 6), "fixed cost": maybe(chance, 5)},
            {"supplier": "importer", "site": "c1", "material": "metal", "price": 15, "maximum": 20}],
        "Lanes": _lanes(chance),
        "Demand": _demands(chance, periods),
        "Stockpiles": [
            {"site": "c1", "material": "metal", "initial": chance.choice([0, 6]), "maximum": maybe(chance, 12),
             "holding cost": 0.3, "loss": maybe(chance, 0.1), "cover days": maybe(chance, 36.5),
             "cover of": maybe(chance, "CC"), "final": maybe(chance, 3)},
            {"site": "a1", "material": "ore", "initial": 4, "holding cost": 0.1}],
        "Projects": _projects(chance),
    }  # fmt: skip
    _add_curve(chance, sheets)
    _add_money(chance, sheets)
    _add_rules(chance, sheets)
    sheets["Stockpiles"][chance.choice([0, 1])]["reserve"] = maybe(chance, 2)
    _add_public_money(chance, sheets)
    for rule in sheets.get("Rules", []):
        rule["of"] = maybe(chance, "intake", "use", "use")
    return sheets


def _lanes(chance: random.Random) -> list[Row]:
    found: list[Row] = [{"from": "*", "to": "*", "cost": 3, "tariff": maybe(chance, 0.05)}]
    if chance.random() < 0.6:
        found.append({"from": "AA", "to": "CC", "material": "metal", "cost": 1, "maximum": chance.choice([8, 15]),
                      "fixed cost": maybe(chance, 4), "uses": maybe(chance, "port: 1")})  # fmt: skip
    if chance.random() < 0.5:
        found.append({"from": "a1", "to": "CC", "cost": 2, "maximum": 25, "minimum": maybe(chance, 5),
                      "fixed cost": 3, "loss": maybe(chance, 0.05)})  # fmt: skip
    if chance.random() < 0.5:
        found.append({"from": "b1", "to": "a1", "material": "ore; slag", "cost": 0.5, "mode": maybe(chance, "rail"),
                      "minimum": maybe(chance, 10), "maximum": 40})  # fmt: skip
    if chance.random() < 0.5:
        found.append({"from": "b1", "to": "c1", "mode": "air", "material": "metal", "cost": 2,
                      "uses": "port: 0.5", "needs": maybe(chance, "airport")})  # fmt: skip
    return found


def _demands(chance: random.Random, periods: list[str]) -> list[Row]:
    return [
        {"market": "c1", "material": "metal", "shortage cost": chance.choice([25, 40]), "required": maybe(chance, 0.3)}
        | {name: chance.choice([15, 25, 40]) for name in periods},
        {"market": "c2", "material": "metal", "price": chance.choice([8, 20]), "amount": chance.choice([5, 10])},
        {"market": "a2", "material": "ore", "price": 4, "amount": maybe(chance, 6) or 0},
    ]  # fmt: skip


def _projects(chance: random.Random) -> list[Row]:
    return [
        {"project": "smelter in a", "place": "a2", "adds": "smelt", "minimum": chance.choice([0, 5]), "maximum": 20,
         "fixed capital": chance.choice([10, 40]), "capital rate": chance.choice([1, 3]),
         "fixed cost": 0.2, "starts": chance.choice([1, 2])},
        {"project": "more in b", "place": "b1", "adds": "smelt", "block": 10, "fixed capital": 20, "yearly cost": 1,
         "requires": maybe(chance, "smelter in a"), "starts": 2},
        {"project": "power in a", "place": "AA", "adds": "power", "maximum": 30, "capital rate": 2},
        {"project": "airport", "place": "b1", "fixed capital": chance.choice([5, 15])},
    ]  # fmt: skip


def _add_curve(chance: random.Random, sheets: Sheets) -> None:
    if chance.random() < 0.5:
        points = chance.choice([((0, 8), (10, 30), (20, 40)), ((5, 10), (10, 30), (15, 35), (20, 60))])
        sheets["Curves"] = [{"curve": "scale", "size": size, "capital": capital} for size, capital in points]
        for name in ("minimum", "maximum", "fixed capital", "capital rate"):
            sheets["Projects"][0][name] = None
        sheets["Projects"][0]["curve"] = "scale"


def _add_money(chance: random.Random, sheets: Sheets) -> None:
    if chance.random() < 0.5:
        sheets["Budgets"] = [{"funder": "state", "amount": chance.choice([15, 40]), "weight": 0.5},
                             {"funder": "firm", "amount": 60, "carry over": "no"}]  # fmt: skip
        sheets["Funding"] = [
            {"funder": "state", "projects": "AA", "share": 0.5, "maximum": maybe(chance, 20)},
            {"funder": "state", "projects": "smelter in a", "share": 0.8},
            {"funder": "firm", "projects": "*"}]  # fmt: skip


def _add_public_money(chance: random.Random, sheets: Sheets) -> None:
    """Let the state pay for stock and support, where there is one, out of what it has for projects."""
    if "Budgets" in sheets:
        sheets["Stockpiles"][0]["funder"] = maybe(chance, "state")
        for offer in sheets["Suppliers"]:
            if chance.random() < 0.4:
                offer |= {"support": offer["price"] * chance.choice([0.25, 0.5, 1]), "funder": "state"}


def _add_rules(chance: random.Random, sheets: Sheets) -> None:
    rules: list[Row] = [
        {"measure": "each share at most", "limit": 0.6, "buyers": "CC"},
        {"measure": "share at most", "limit": 0.5, "origins": "foreign", "buyers": "CC"},
        {"measure": "share at least", "limit": 0.4, "origins": "AA; importer", "buyers": "c1"},
        {"measure": "share at most", "limit": 0.4, "origins": "trader"},
        {"measure": "origins at least", "limit": 2, "minimum share": 0.2, "buyers": "CC"},
        {"measure": "amount at most", "limit": 10, "origins": "BB", "buyers": "CC"},
        {"measure": "amount at least", "limit": 4, "origins": "BB"},
    ]
    chosen = chance.sample(rules, chance.choice([0, 1, 2]))
    for number, rule in enumerate(chosen):
        rule |= {"rule": f"rule {number}", "material": "metal", "penalty": maybe(chance, 3, 50)}
        rule["from"] = maybe(chance, sheets["Periods"][-1]["period"])
    if chosen:
        sheets["Rules"] = chosen
