"""A plan's values for the trunk's variables, read back from its tables: what ``stress`` judges needs no solve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.arrays import Floats
from planner.errors import FileError
from planner.solving.compile import LinearProgram
from planner.tolerances import NOTICED
from planner_models.closures import standing
from planner_models.declared import VARIABLES
from planner_models.index import Index
from planner_models.trunk import Trunk

if TYPE_CHECKING:
    import pandas as pd


Key = tuple[Any, ...]
Row = Mapping[Any, Any]
Values = dict[tuple[str, Key], float]
Keys = dict[str, Key]  # of the variables that a row of a table shows


class PlanNames:
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
    found = shown_values(PlanNames(model.index), tables)
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


def shown_values(names: PlanNames, tables: Mapping[str, pd.DataFrame]) -> Values:
    """Return what a plan's tables show of the trunk's variables: those that are declared to be shown."""
    found: Values = {}
    for sheet, read in READERS.items():
        for number, row in enumerate(tables[sheet].to_dict("records"), start=2):
            try:
                keys = read(names, row, found)
            except KeyError as error:
                message = f"{sheet}, row {number}: the workbook that the plan carries has no such row ({error})"
                raise FileError(message) from error
            for name, key in keys.items():
                shown = row[VARIABLES[name].shown.removeprefix(f"{sheet}.")]
                found[name, key] = float(shown == 1.0) if VARIABLES[name].domain == "binary" else shown
    return found


def _investments(names: PlanNames, row: Row, _: Values) -> Keys:
    key = (names.projects[row["project"]], names.periods[row["start"]]) if row["decision"] == "build" else ()
    return {"start": key, "size": key} if key else {}


def _purchases(names: PlanNames, row: Row, found: Values) -> Keys:
    offers = names.offers[row["supplier"], names.sites[row["site"]], names.materials[row["material"]]]
    t = names.periods[row["period"]]
    left = [s for s in offers if ("purchase", (s, t)) not in found]
    if not left:
        raise KeyError(row["supplier"])
    offer = next((s for s in left if _costs(names, s, t, row)), left[0])
    return {"purchase": (offer, t), "contract": (offer, t)}


def _costs(names: PlanNames, s: int, t: int, row: Row) -> bool:
    """Whether a purchase costs what an offer asks: price steps of one supplier are told apart by their price."""
    offer = names.index.problem.offers[s]
    parts = offer.price[t] * row["amount"], offer.fixed_cost[t] if row["in use"] == 1.0 else 0.0
    return bool(abs(sum(parts) - row["cost"]) <= NOTICED * sum(map(abs, parts)))


def _production(names: PlanNames, row: Row, _: Values) -> Keys:
    return {"activity": (names.plants[row["process"], names.sites[row["site"]]], names.periods[row["period"]])}


def _flows(names: PlanNames, row: Row, _: Values) -> Keys:
    material, start, t = names.materials[row["material"]], names.sites[row["from"]], names.periods[row["period"]]
    lane = names.lanes[start, names.sites[row["to"]], material, row["mode"]]
    used: Keys = {"use": (names.index.problem.lanes[lane].link, t)} if row["in use"] == 1.0 else {}
    return used | ({"flow": (lane, names.origin(material, start, row["origin"]), t)} if row["sent"] else {})


def _balances(names: PlanNames, row: Row, _: Values) -> Keys:
    material, site, t = names.materials[row["material"]], names.sites[row["site"]], names.periods[row["period"]]
    origin, at = names.origin(material, site, row["origin"]), (material, site)
    held: Keys = {"stock": (names.stockpiles[at], origin, t)} if at in names.stockpiles else {}
    served: Keys = {"delivery": (names.demands[at], origin, t)} if at in names.demands else {}
    return {**held, **served, "surplus": (material, site, origin, t)}


def _shortages(names: PlanNames, row: Row, _: Values) -> Keys:
    demand = names.demands[names.materials[row["material"]], names.sites[row["market"]]]
    return {"shortage": (demand, names.periods[row["period"]])}


READERS = {
    "Investments": _investments,
    "Purchases": _purchases,
    "Production": _production,
    "Flows": _flows,
    "Balances": _balances,
    "Shortages": _shortages,
}
