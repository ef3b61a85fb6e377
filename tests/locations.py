"""Capacitated location with demand scenarios: OR-Library's warehouses, with demands that are drawn.

The model: facilities are opened at a fixed cost; then, in each scenario at the same chance, they ship within their
capacities what customers ask for there, all of it, at a cost a unit. Source: Louveaux, Discrete stochastic location
models, Annals of Operations Research 6, 1986; as Bodur, Dash, Günlük and Luedtke, Strengthened Benders cuts for
stochastic integer programs with continuous recourse, INFORMS Journal on Computing 29, 2017, made it of these networks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from test_known_optima import table
from workbooks import column, settings

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from workbooks import Sheets

    Floats = NDArray[np.float64]

SPREAD = (0.1, 0.3)  # of a demand: its standard deviation as a share of its mean, drawn for each customer
SHORT = 10.0  # what a unit that is missing costs, of the dearest lane: none may be


@dataclass(frozen=True)
class Location:
    """Facilities by what opening costs and capacity; what a unit to each customer costs; demands by scenario."""

    opening: Floats
    capacity: Floats
    freight: Floats  # of each facility, to each customer
    demand: Floats  # in each scenario, of each customer


def drawn(
    name: str, scenarios: int, seed: int = 0, facilities: int | None = None, customers: int | None = None
) -> Location:
    """Return a published network, or its first facilities and customers, with demands drawn around the published ones.

    They are normal, each customer's apart, and none is below zero. So are those of the literature, as far as we know;
    they are not at hand.
    """
    places = table("warehouses", f"{name}_facilities")[:facilities]
    asked = table("warehouses", f"{name}_customers")[:customers]
    mean = np.array([float(row["demand"]) for row in asked])
    whole = np.array([[float(row[f"cost_from_{place['facility']}"]) for row in asked] for place in places])
    chance = np.random.default_rng(seed)
    spread = chance.uniform(*SPREAD, len(mean)) * mean
    demand = np.maximum(chance.normal(mean, spread, (scenarios, len(mean))), 0.0)
    opening, capacity = (np.array([float(row[key]) for row in places]) for key in ("fixed_cost", "capacity"))
    return Location(opening, capacity, whole / mean, demand)


def sheets_of(location: Location, gap: float = 0.0) -> Sheets:
    """Return a location as a workbook: what a scenario asks for is a share of the most that any does."""
    facilities, customers = range(len(location.opening)), range(location.demand.shape[1])
    most = location.demand.max(axis=0)
    names = [f"scenario {k + 1}" for k in range(len(location.demand))]
    return {
        "Settings": settings(discount_rate=0, gap=gap, capital_charging="overnight", disruption_gains="count"),
        "Periods": [{"period": "one"}],
        "Sites": column("site", [*map(_facility, facilities), *map(_customer, customers)]),
        "Materials": [{"material": "goods"}],
        "Suppliers": [
            {"supplier": f"owner {i + 1}", "site": _facility(i), "material": "goods", "price": 0,
             "maximum": float(location.capacity[i]), "needs": _project(i)} for i in facilities
        ],
        "Demand": [
            {"market": _customer(j), "material": "goods", "amount": float(most[j]),
             "shortage cost": SHORT * float(location.freight.max())} for j in customers
        ],
        "Projects": [
            {"project": _project(i), "place": _facility(i), "fixed capital": float(location.opening[i]),
             "economic life": 1} for i in facilities
        ],
        "Lanes": [
            {"from": _facility(i), "to": _customer(j), "cost": float(location.freight[i, j])}
            for i in facilities for j in customers
        ],
        "Disruptions": [
            {"disruption": name, "probability": 1 / len(names), "duration": 1, "required": 1} for name in names
        ],
        "Hits": [
            {"disruption": name, "target": "demand", "name": _customer(j), "remaining": float(asked[j] / most[j])}
            for name, asked in zip(names, location.demand, strict=True) for j in customers
        ],
    }  # fmt: skip


def _facility(i: int) -> str:
    return f"facility {i + 1}"


def _customer(j: int) -> str:
    return f"customer {j + 1}"


def _project(i: int) -> str:
    return f"open {i + 1}"
