"""Draws small workbooks with ranges, and compares what the study says of each number with full solves on a grid.

They have circles of recipes (what is made gives scrap that is melted again), nothing asked for in some years, scrap
that somebody pays to be rid of, budgets that limit capital, money in won, and disruptions with a chance or a guarantee.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from workbooks import Sheets, rows, write

from planner.errors import InfeasibleError
from planner.planning.pipeline import options_of
from planner.studies.core.tasks import Runner
from planner.studies.sensitivity.asked import SensitivityAsked, sensitivity_of
from planner.studies.sensitivity.numbers import trial_of
from planner.studies.sensitivity.points import PointTask, plan_at
from planner.studies.sensitivity.ranged import ranged
from planner.workbook.checks.run import checked
from planner.workbook.reading.reader import opened

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from planner.studies.sensitivity.asked import OneNumber
    from planner.studies.sensitivity.search import SideFound
    from planner.studies.sensitivity.trial import Trial

RECIPES = """process | role | item | amount
    make | makes | goods | 1
    make | consumes | ore | 2
    make | makes | scrap | 0.5
    remelt | makes | goods | 1
    remelt | consumes | scrap | 1.5
    remelt | makes | scrap | 0.2"""
RANGED = (
    ("Suppliers", "O", "price"), ("Suppliers", "G", "price"), ("Suppliers", "W", "price"),
    ("Projects", "p1", "fixed capital"), ("Projects", "p2", "capital rate"), ("Demand", "b", "amount"),
    ("Plants", "a / make", "variable cost"), ("Plants", "a / make", "capacity"), ("Lanes", "a / b", "cost"),
    ("Settings", "discount rate", "value"),
)  # fmt: skip
SLACK = 1e-6


def drawn(random: random.Random, numbers: int = 4) -> Sheets:
    """Return a workbook with so many ranges."""
    money = random.choice([1, 1, 1300])
    periods = ["2027", "2028"][: random.choice([1, 2])]
    demand = {"market": "b", "material": "goods", "amount": random.choice([6, 10, 12]), "shortage cost": 40 * money}
    if len(periods) == 2 and random.random() < 0.6:
        demand["2028"] = random.choice([0, 15])
    found: Sheets = {
        "Settings": [{"setting": "discount rate", "value": random.choice([0, 0.05])}, {"setting": "gap", "value": 0},
                     {"setting": "capital charging", "value": random.choice(["annuity", "overnight"])}],
        "Periods": [{"period": period} for period in periods],
        "Sites": [{"site": site} for site in "ab"],
        "Materials": [{"material": name, "value": money} for name in ("ore", "scrap", "goods")],
        "Recipes": rows(RECIPES),
        "Plants": [{"site": "a", "process": "make", "capacity": random.choice([0, 5, 8]),
                    "variable cost": random.choice([1, 2]) * money},
                   {"site": "a", "process": "remelt", "capacity": random.choice([0, 2]), "variable cost": money}],
        "Suppliers": [{"supplier": "O", "site": "a", "material": "ore", "price": random.choice([1, 2, 3]) * money},
                      {"supplier": "G", "site": "b", "material": "goods", "price": random.choice([6, 8, 11]) * money,
                       "maximum": random.choice([None, 10])},
                      {"supplier": "W", "site": "a", "material": "scrap", "price": random.choice([-1, 1]) * money,
                       "maximum": 3}],
        "Lanes": [{"from": "a", "to": "b", "cost": random.choice([0, 1]) * money}],
        "Demand": [demand],
        "Projects": [{"project": "p1", "place": "a", "adds": "make", "block": random.choice([3, 6]),
                      "fixed capital": random.choice([8, 15, 25]) * money, "starts": random.choice([1, 2])},
                     {"project": "p2", "place": "a", "adds": "remelt", "maximum": 4,
                      "fixed capital": random.choice([3, 6]) * money, "capital rate": random.choice([1, 2]) * money}],
    }  # fmt: skip
    if random.random() < 0.3:
        found["Budgets"] = [{"funder": "T", "amount": random.choice([20, 40]) * money}]
        found["Funding"] = [{"funder": "T", "projects": "*"}]
    if random.random() < 0.4:
        found["Disruptions"] = [{"disruption": "d", "probability": 0.1, "required": random.choice([None, 0.3])}]
        found["Hits"] = [{"disruption": "d", "target": "supplier", "name": "G", "remaining": 0}]
    found["Ranges"] = [_range(found, cell, money, random) for cell in random.sample(RANGED, numbers)]
    if random.random() < 0.3:
        for row in found["Ranges"][:2]:
            row["with"] = "together"
    return found


def _range(found: Sheets, cell: tuple[str, str, str], money: float, random: random.Random) -> dict[str, Any]:
    """Return a row of Ranges: by a factor, but values for what is 0 or may change its sign."""
    low, high = random.choice([("x0.4", "x1.8"), ("x0.7", "x1.3")])
    ends: tuple[Any, Any] = (low, high)
    if cell[1] == "W":
        price = found["Suppliers"][2]["price"]
        ends = price - 2 * money, price + 2 * money
    elif cell[0] == "Settings":
        ends = 0, 0.1
    elif cell[0] == "Lanes" and not found["Lanes"][0]["cost"]:
        ends = 0, 2 * money
    elif cell[2] == "capacity" and not found["Plants"][0]["capacity"]:
        ends = 0, 6
    return dict(zip(("sheet", "row", "column", "low", "high"), (*cell, *ends), strict=True))


def wrong(path: Path, content: Sheets, grid: int) -> list[str]:
    """Return what full solves on a grid show to be false of what the study says; empty where all of it holds.

    A workbook that has no plan says nothing.
    """
    cells = opened(write(path, content))
    book, faults = checked(cells, "base")
    if book is None:
        return [str(faults)]
    told = ranged(cells, "base", book)
    options = replace(options_of(book), threads=1)
    with Runner[Any](workers=1) as runner:
        try:
            found = sensitivity_of(told.work, told.numbers, SensitivityAsked(samples=0), options, runner)
        except InfeasibleError:
            return []
    said = []
    for each in found.numbers:
        for value in np.linspace(*each.of.ends, grid).tolist():
            there = told.work.with_numbers(each.of.numbers(value))
            best, plan = (plan_at(PointTask(there, starts), options) for starts in (None, found.starts))
            said += _false(each, trial_of(value, best, plan, options))
    return said


def _false(each: OneNumber, trial: Trial) -> list[str]:
    """Return what one solved value shows to be false of what is called proven."""
    if each.found is None or trial.regret is None or trial.best is None:
        return []
    slack = trial.gap + SLACK * max(abs(trial.best.best), trial.gap)
    is_regretted = trial.regret.best > slack
    told = []
    for side, sign in zip(each.found.sides, (-1, 1), strict=True):
        far = (trial.at - each.of.own) * sign
        if far > 0 and side.is_proven and is_regretted and far < _safe(side, each.of.own, sign) - SLACK * far:
            told.append(f"{each.of.name} at {trial.at}: proven safe until {side.safe_until}, regret {trial.regret}")
    if each.knowing is not None and not each.knowing.worth.low <= each.knowing.worth.best + slack:
        told.append(f"{each.of.name}: knowing is worth {each.knowing.worth}")
    return told


def _safe(side: SideFound, own: float, sign: int) -> float:
    """Return how far from the own value nothing is regretted, by what was told."""
    if side.end is None or (side.is_safe and math.isnan(side.flips_from)):
        return math.inf
    return (side.safe_until - own) * sign
