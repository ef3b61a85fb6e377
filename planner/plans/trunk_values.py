"""A plan's values for the trunk's variables, read back from its tables: what ``stress`` judges needs no solve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from models.closures import standing
from planner.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from models.index import Index
    from models.trunk import Trunk
    from planner.solving.compile import LinearProgram
    from planner.solving.separation import Floats

Key = tuple[Any, ...]
Row = Mapping[Any, Any]
Values = dict[tuple[str, Key], float]
SAME = 1e-6  # a cost that a plan shows is the offer's when it is off by no more than this share of it


class Names:
    """Positions by name, in the workbook that a plan carries."""

    def __init__(self, index: Index) -> None:
        self.index, problem = index, index.problem
        self.periods = {x.name: n for n, x in enumerate(problem.periods)}
        self.sites = {x.name: n for n, x in enumerate(problem.sites)}
        self.materials = {x.name: n for n, x in enumerate(problem.materials)}
        self.projects = {x.name: n for n, x in enumerate(problem.projects)}
        self.plants = {(x.process, x.site): n for n, x in enumerate(problem.plants)}
        self.demands = {(x.material, x.site): n for n, x in enumerate(problem.demands)}
        self.stockpiles = {(x.material, x.site): n for n, x in enumerate(problem.stockpiles)}
        self.lanes = {
            (problem.links[x.link].start, problem.links[x.link].end, x.material, problem.links[x.link].mode): n
            for n, x in enumerate(problem.lanes)
        }
        self.offers: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        for n, offer in enumerate(problem.offers):
            self.offers[offer.supplier, offer.site, offer.material].append(n)

    def origin(self, material: int, site: int, name: str) -> int:
        """Return the origin of that name whose material can be at a site."""
        reach = self.index.reach.get((material, site), ())
        return {self.index.origins.all[o].name: o for o in reach}[name]


def trunk_values(model: Trunk, program: LinearProgram, tables: Mapping[str, pd.DataFrame]) -> Floats:
    """Return a value for each of the trunk's columns that a branch or its costs look at; nothing for the others.

    Raises
    ------
    FileError
        When a table names what the workbook in the plan does not have.
    """
    names = Names(model.index)
    found: Values = {}
    for sheet, read in READERS.items():
        for number, row in enumerate(tables[sheet].to_dict("records"), start=2):
            try:
                found |= dict(read(names, row, found))
            except KeyError as error:
                message = f"{sheet}, row {number}: the workbook that the plan carries has no such row ({error})"
                raise FileError(message) from error
    values = np.zeros(len(program.columns))
    for name, first, keys in program.columns.named():
        for position, key in enumerate(keys, first):
            values[position] = found.get((name, key), 0.0)
    values = np.where(program.lower == program.upper, program.lower, values)
    for key, left in model.capacity_left.items():
        started, own = standing(model, *key)
        there = own + sum(amount * program.columns.value(variable, values) for amount, variable in started)
        values[program.columns.place(left)] = max(there, 0.0)
    return values


def _investments(names: Names, row: Row, _: Values) -> Iterator[tuple[tuple[str, Key], float]]:
    if row["decision"] == "build":
        key = (names.projects[row["project"]], names.periods[row["start"]])
        yield ("start", key), row["blocks"]
        yield ("size", key), row["size"]


def _purchases(names: Names, row: Row, found: Values) -> Iterator[tuple[tuple[str, Key], float]]:
    offers = names.offers[row["supplier"], names.sites[row["site"]], names.materials[row["material"]]]
    t = names.periods[row["period"]]
    left = [s for s in offers if ("purchase", (s, t)) not in found]
    if not left:
        raise KeyError(row["supplier"])
    offer = next((s for s in left if _costs(names, s, t, row)), left[0])
    yield ("purchase", (offer, t)), row["amount"]
    yield ("contract", (offer, t)), 1.0 if row["in use"] == 1.0 else 0.0


def _costs(names: Names, s: int, t: int, row: Row) -> bool:
    """Whether a purchase costs what an offer asks: price steps of one supplier are told apart by their price."""
    offer = names.index.problem.offers[s]
    cost = offer.price[t] * row["amount"] + (offer.fixed_cost[t] if row["in use"] == 1.0 else 0.0)
    return bool(abs(cost - row["cost"]) <= SAME * max(1.0, abs(cost)))


def _production(names: Names, row: Row, _: Values) -> Iterator[tuple[tuple[str, Key], float]]:
    plant = names.plants[row["process"], names.sites[row["site"]]]
    yield ("activity", (plant, names.periods[row["period"]])), row["runs"]


def _flows(names: Names, row: Row, _: Values) -> Iterator[tuple[tuple[str, Key], float]]:
    material, start, t = names.materials[row["material"]], names.sites[row["from"]], names.periods[row["period"]]
    lane = names.lanes[start, names.sites[row["to"]], material, row["mode"]]
    if row["in use"] == 1.0:
        yield ("use", (names.index.problem.lanes[lane].link, t)), 1.0
    if row["sent"]:
        yield ("flow", (lane, names.origin(material, start, row["origin"]), t)), row["sent"]


def _balances(names: Names, row: Row, _: Values) -> Iterator[tuple[tuple[str, Key], float]]:
    material, site, t = names.materials[row["material"]], names.sites[row["site"]], names.periods[row["period"]]
    origin = names.origin(material, site, row["origin"])
    if (material, site) in names.stockpiles:
        yield ("stock", (names.stockpiles[material, site], origin, t)), row["stock"]
    if (material, site) in names.demands:
        yield ("delivery", (names.demands[material, site], origin, t)), row["delivered"]
    yield ("surplus", (material, site, origin, t)), row["surplus"]


def _shortages(names: Names, row: Row, _: Values) -> Iterator[tuple[tuple[str, Key], float]]:
    demand = names.demands[names.materials[row["material"]], names.sites[row["market"]]]
    yield ("shortage", (demand, names.periods[row["period"]])), row["short"]


READERS = {
    "Investments": _investments,
    "Purchases": _purchases,
    "Production": _production,
    "Flows": _flows,
    "Balances": _balances,
    "Shortages": _shortages,
}
