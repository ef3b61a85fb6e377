"""Random workbooks of what people type and solvers stumble over: totals used up to the last, plants closed in full.

Numbers are such as do not add up in binary. Prices fall below zero, needs are 0 in some periods, stocks run empty and
need a room that may be lost, windows run past the horizon, and disruptions strike all kinds of things.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from drawn_networks import Row, maybe
from workbooks import Sheets, settings, write

from planner.errors import InfeasibleError, WorkbookError
from planner.infeasibility.planned import plan_book
from planner.planning.workbooks import read_checked

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = 10.636


def draw_odd(chance: random.Random) -> Sheets:
    """Return a small workbook with something odd nearly everywhere."""
    periods = ["one", "two", "three"][: chance.choice([1, 2, 3])]
    money = chance.choice([1, 1, 1, 1300])
    sheets: Sheets = {
        "Settings": settings(discount_rate=chance.choice([0, 0.07]), gap=0),
        "Periods": [{"period": name, "years": chance.choice([0.5, 1, 1, 5])} for name in periods],
        "Sites": [{"site": "m", "country": "AA"}, {"site": "n", "country": "BB"}, {"site": "s"}],
        "Materials": [{"material": "chip", "value": chance.choice([0, 2 * money]),
                       "surplus": chance.choice([None, None, "none", 0.3 * money])},
                      {"material": "ore"},
                      {"material": "waste", "surplus": chance.choice(["free", "none", 0.1 * money, -0.1 * money])}],
        "Series": [{"series": "later"} | {name: 0 if n == 0 else 80 * money for n, name in enumerate(periods)},
                   {"series": "at first"} | {name: 1 if n == 0 else 0 for n, name in enumerate(periods)}],
        "Recipes": _recipes(chance),
        "Plants": [{"site": "m", "process": "fab", "capacity": 5 * BLOCK, "variable cost": chance.choice([0, money]),
                    "fixed cost": chance.choice([0, 500 * money]), "minimum use": maybe(chance, 0.1)},
                   {"site": "n", "process": "fab", "capacity": chance.choice([None, 0, 7.7]),
                    "variable cost": 3 * money}],
        "Resources": [{"resource": "cold", "place": "AA", "capacity": chance.choice([0.3, 40])}],
        "Suppliers": _suppliers(chance, money),
        "Lanes": _lanes(chance, money),
        "Demand": _demands(chance, periods, money),
        "Stockpiles": [
            {"site": "m", "material": "chip", "initial": chance.choice([0, 0.3]), "maximum": maybe(chance, 0.9, 12),
             "holding cost": maybe(chance, 0.1 * money), "loss": maybe(chance, 0.1), "uses": maybe(chance, "cold: 1")}],
        "Projects": _projects(chance, periods, money),
    }  # fmt: skip
    return sheets | _risks(chance, periods)


def _recipes(chance: random.Random) -> list[Row]:
    found: list[Row] = [{"process": "fab", "role": "makes", "item": "chip", "amount": 1}]
    if chance.random() < 0.5:
        found.append({"process": "fab", "role": "consumes", "item": "ore", "amount": chance.choice([0.3, "at first"])})
    if chance.random() < 0.3:
        found.append({"process": "fab", "role": "makes", "item": "waste", "amount": 0.1})
    return found


def _suppliers(chance: random.Random, money: float) -> list[Row]:
    return [
        {"supplier": "mine", "site": "m", "material": "chip", "price": money,
         "total": chance.choice([0.3, 19.96, 199.96])},
        {"supplier": "spot", "site": "m", "material": "chip", "price": 9 * money,
         "fixed cost": maybe(chance, 4 * money)},
        {"supplier": "mid", "site": "n", "material": "chip", "price": chance.choice([4, -1]) * money,
         "maximum": chance.choice([0.7, 27.24]), "minimum": maybe(chance, 0.1), "total": maybe(chance, 27.24)},
        {"supplier": "pit", "site": "m", "material": "ore", "price": money, "maximum": maybe(chance, 3.3)},
    ]  # fmt: skip


def _lanes(chance: random.Random, money: float) -> list[Row]:
    return [
        {"from": "n", "to": "m", "cost": money, "maximum": maybe(chance, 0.7), "chokepoints": "strait"},
        {"from": "n", "to": "s", "cost": money, "maximum": 20, "minimum": maybe(chance, 0.1), "chokepoints": "strait",
         "fixed cost": maybe(chance, money)},
        {"from": "m", "to": "s", "mode": "air", "cost": 2 * money, "tariff": maybe(chance, 0.1)},
    ]  # fmt: skip


def _demands(chance: random.Random, periods: list[str], money: float) -> list[Row]:
    return [
        {"market": "m", "material": "chip", "shortage cost": 100 * money, "required": maybe(chance, 0.3)}
        | {name: chance.choice([0, 25.114, 53.18]) for name in periods},
        {"market": "s", "material": "chip", "amount": chance.choice([3.3, 7.7]), "price": maybe(chance, 5 * money),
         "shortage cost": chance.choice(["later", 50 * money, None])},
        {"market": "n", "material": "chip", "amount": chance.choice([0, 0.3]), "price": 3 * money},
    ]  # fmt: skip


def _projects(chance: random.Random, periods: list[str], money: float) -> list[Row]:
    first, last = periods[0], periods[-1]
    closing = [None, f"{first}: 1; {last}: 4" if first != last else f"{first}: 5", f"{last}: 5"]
    return [
        {"project": "close", "place": "m", "removes": "fab", "block": BLOCK, "starts": 5, "fixed capital": money,
         "decision": chance.choice(closing)},
        {"project": "more", "place": "m", "adds": "fab", "block": 5.318, "starts": 2, "fixed capital": 20 * money,
         "lead time": maybe(chance, 1)},
    ]  # fmt: skip


HITS: list[Row] = [
    {"target": "country", "name": "AA"},
    {"target": "country", "name": "each"},
    {"target": "site", "name": "s"},
    {"target": "site", "name": "each but m; n"},
    {"target": "plant", "name": "each"},
    {"target": "plant", "name": "fab @ m"},
    {"target": "supplier", "name": "each"},
    {"target": "supplier", "name": "spot"},
    {"target": "lane", "name": "n > s"},
    {"target": "chokepoint", "name": "strait"},
    {"target": "resource", "name": "cold @ AA"},
    {"target": "material", "name": "chip"},
    {"target": "material", "name": "ore"},
    {"target": "demand", "name": "m"},
    {"target": "demand", "name": "s"},
]


def _risks(chance: random.Random, periods: list[str]) -> Sheets:
    disruptions, hits = [], []
    for number, hit in enumerate(chance.sample(HITS, chance.choice([1, 2, 2]))):
        name = f"trouble {number}"
        surge: Any = [1.3, 0, 0.5] if hit["target"] == "demand" else [None, None, 0.5, 0.9]
        disruptions.append(
            {"disruption": name, "probability": chance.choice([0, 0.02]), "covers": maybe(chance, "chip"),
             "onset": chance.choice(["*", periods[-1], periods[0]]), "duration": chance.choice([0.5, 1, 1.5, 40]),
             "required": maybe(chance, 0.3, 0.9)})  # fmt: skip
        hits.append({"disruption": name, "remaining": chance.choice(surge)} | hit)
    return {"Disruptions": disruptions, "Hits": hits}


def ending(seed: int, folder: Path) -> str:
    """Return how a workbook ends, in a word; a capital one where none may."""
    path = write(folder / f"{seed}.xlsx", draw_odd(random.Random(seed)))
    try:
        book = read_checked(path, "base")[0]
    except WorkbookError:
        return "refused by the checks"
    try:
        found = plan_book(book)
    except WorkbookError as error:
        return "refused" if all(fault.cell for fault in error.faults) else f"NO CELL: {error}"
    except InfeasibleError as error:
        diagnosis = error.diagnosis
        named = diagnosis is not None and (diagnosis.conflict or diagnosis.relaxation is not None)
        return "impossible" if named else f"EMPTY DIAGNOSIS: {error}"
    checks = found.tables["Checks"]
    failed = checks[checks["pass"] != "yes"]
    if not failed.empty:
        return f"CHECK: {failed.iloc[0]['check']}, {failed.iloc[0]['where']}"
    return "planned" if found.run["status"] == "proven" else f"NOT PROVEN: {found.run['status']}"
