"""A realistic supply chain of any size from one seed: tiers of materials, sites in countries, lanes by distance.

``python benchmarks/benchmark_cases.py OUT.xlsx --size M --seed 1`` writes it as a workbook.
"""

from __future__ import annotations

import argparse
import itertools
import random
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner_models.problem import Problem

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Size:
    """How large a case is: the number of countries, sites, tiers, materials a tier, periods and projects.

    Every site sends to ``neighbours`` sites near it; ``limited`` is the share of these lanes that have a maximum.
    ``branches`` is how many disruptions the case has where it is planned with disruptions.
    """

    countries: int
    sites: int
    tiers: int
    materials: int
    periods: int
    projects: int
    neighbours: int
    limited: float = 0.0
    branches: int = 0


# S, M, L and XL have about 20 thousand, 200 thousand, 1 million and 5 million variables without branches
SIZES = {
    "XS": Size(6, 24, 3, 3, 8, 12, 6, 0.3, 3),
    "R": Size(8, 44, 4, 4, 5, 30, 12, 0.0, 10),
    "S": Size(12, 46, 4, 4, 9, 30, 9, 0.3, 10),
    "M": Size(16, 120, 5, 5, 11, 60, 12, 0.3, 50),
    "L": Size(24, 220, 6, 5, 18, 90, 14, 0.3, 200),
    "XL": Size(40, 440, 6, 6, 20, 120, 21, 0.3, 1000),
}


def case(size: Size, seed: int, branches: int = 0) -> Rows:
    """Return the rows of a generated case; the same seed gives the same case.

    ``branches`` disruptions are added, each with one onset, a chance and some sites hit.
    """
    dice = random.Random(seed)
    sites = [f"site {n:03d}" for n in range(size.sites)]
    country = {site: f"country {n % size.countries:02d}" for n, site in enumerate(sites)}
    where = {site: (dice.random(), dice.random()) for site in sites}
    tiers = [[f"material {tier}.{n}" for n in range(size.materials)] for tier in range(size.tiers)]
    periods = [str(2026 + n) for n in range(size.periods)]
    markets = sites[: max(4, size.sites // 8)]
    plants = _plants(dice, sites, tiers)
    disruptions, hits = _disruptions(random.Random(seed + 1), sites, periods, branches)
    return {
        "Disruptions": disruptions,
        "Hits": hits,
        "Settings": [{"setting": "title", "value": f"Generated case, seed {seed}"}],
        "Periods": [{"period": name} for name in periods],
        "Countries": [{"country": f"country {n:02d}", "bloc": f"bloc {n % 3}"} for n in range(size.countries)],
        "Sites": [{"site": site, "country": country[site]} for site in sites],
        "Materials": [
            {"material": m, "unit": "t", "value": 1 + 10 * tier} for tier, row in enumerate(tiers) for m in row
        ],
        "Recipes": _recipes(dice, tiers),
        "Plants": plants,
        "Suppliers": _suppliers(dice, sites, tiers[0]),
        "Lanes": _limited(random.Random(seed + 2), _lanes(dice, sites, where, tiers, size.neighbours), size.limited),
        "Demand": _demand(dice, markets, tiers[-1], periods),
        "Stockpiles": [
            {"site": site, "material": m, "initial": 5, "maximum": 50, "holding cost": 0.1}
            for site in markets for m in tiers[-1]
        ],
        "Projects": _projects(dice, plants, size.projects),
        "Budgets": [{"funder": f"funder {n}", "amount": 400 * size.projects / 30} for n in range(3)],
        "Funding": [{"funder": f"funder {n}", "projects": "*", "share": 0.6} for n in range(3)],
        "Rules": [
            {"rule": f"cap on {m}", "measure": "each share at most", "material": m, "limit": 0.6, "penalty": 20,
             "from": periods[3]} for m in tiers[0][:2]
        ],
    }  # fmt: skip


def _recipes(dice: random.Random, tiers: list[list[str]]) -> list[dict[str, Any]]:
    found = []
    for before, tier in itertools.pairwise(tiers):
        for m in tier:
            found.append({"process": f"make {m}", "role": "makes", "item": m, "amount": 1})
            for item in dice.sample(before, 2):
                amount = round(dice.uniform(0.3, 0.8), 2)
                found.append({"process": f"make {m}", "role": "consumes", "item": item, "amount": amount})
    return found


def _plants(dice: random.Random, sites: list[str], tiers: list[list[str]]) -> list[dict[str, Any]]:
    found = []
    for site in sites:
        for m in dice.sample([m for tier in tiers[1:] for m in tier], 2):
            row = {"site": site, "process": f"make {m}", "capacity": dice.randint(20, 80)}
            found.append(row | {"variable cost": round(dice.uniform(1, 4), 2)})
    return found


def _suppliers(dice: random.Random, sites: list[str], raw: list[str]) -> list[dict[str, Any]]:
    return [
        {"supplier": f"supplier of {m} at {site}", "site": site, "material": m,
         "price": round(dice.uniform(1, 5), 2), "maximum": dice.randint(50, 200)}
        for m in raw for site in dice.sample(sites, max(3, len(sites) // 8))
    ]  # fmt: skip


def _lanes(
    dice: random.Random,
    sites: list[str],
    where: dict[str, tuple[float, float]],
    tiers: list[list[str]],
    neighbours: int,
) -> list[dict[str, Any]]:
    found = []
    materials = [m for tier in tiers for m in tier]
    for start in sites:
        near = sorted(sites, key=lambda end: _distance(where[start], where[end]))[1 : neighbours + 1]
        for end in near:
            some = dice.sample(materials, max(2, len(materials) // 4))
            cost = round(0.05 + _distance(where[start], where[end]), 3)
            found.append({"from": start, "to": end, "material": "; ".join(some), "cost": cost})
    return found


def _limited(dice: random.Random, lanes: list[dict[str, Any]], share: float) -> list[dict[str, Any]]:
    """Return the lanes, some of them with a maximum over all their materials and a tariff."""
    return [
        lane | {"maximum": dice.randint(10, 60), "tariff": 0.02} if dice.random() < share else lane for lane in lanes
    ]


def _distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5)


def _demand(dice: random.Random, markets: list[str], goods: list[str], periods: list[str]) -> list[dict[str, Any]]:
    found = []
    for market in markets:
        for m in goods:
            base = dice.randint(5, 20)
            amounts = {name: round(base * 1.05**n, 2) for n, name in enumerate(periods)}
            found.append({"market": market, "material": m, "shortage cost": 100, **amounts})
    return found


def _projects(dice: random.Random, plants: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    return [
        {"project": f"expansion {n:03d}", "kind": "expansion", "place": plant["site"], "adds": plant["process"],
         "block": 20, "starts": 2, "fixed capital": dice.randint(40, 120), "lead time": dice.choice([1, 2, 3])}
        for n, plant in enumerate(dice.sample(plants, min(count, len(plants))))
    ]  # fmt: skip


def _disruptions(
    dice: random.Random, sites: list[str], periods: list[str], count: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    disruptions, hits = [], []
    for n in range(count):
        name = f"outage {n:04d}"
        row = {"disruption": name, "probability": round(0.5 * dice.uniform(0.2, 1) / max(count / len(periods), 1), 5)}
        row |= {"onset": dice.choice(periods[:-1]), "duration": dice.choice([0.5, 1, 1.5])}
        disruptions.append(row)
        for site in dice.sample(sites, max(1, len(sites) // 8)):
            hits.append({"disruption": name, "target": "site", "name": site, "remaining": dice.choice([0, 0.3])})
    return disruptions, hits


def problem_of(size: str, seed: int = 1) -> Problem:
    """Return a generated case as the planner reads it from its workbook."""
    from planner.workbook.assemble.problem import assemble
    from planner.workbook.reading.reader import read
    from planner.workbook.template.write import write_workbook

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{size}.xlsx"
        write_workbook(path, case(SIZES[size], seed))
        return assemble(read(path))


def main() -> None:
    """Write a generated case as a workbook."""
    from planner.workbook.template.write import write_workbook

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", choices=sorted(SIZES), default="M")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--branches", type=int, default=0)
    given = parser.parse_args()
    write_workbook(given.out, case(SIZES[given.size], given.seed, given.branches))


if __name__ == "__main__":
    main()
