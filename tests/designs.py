"""Published two-stage stochastic network designs, read from their files and written as workbooks of the contract.

The model: arcs are opened at a fixed cost; then, in each scenario at its chance, flows within the capacities of opened
arcs meet the balances of nodes at the scenario's cost a unit. Source of the instances: Pyomo/mpi-sppy, examples/netdes.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbooks import settings

if TYPE_CHECKING:
    from pathlib import Path

    from workbooks import Sheets

Arc = tuple[int, int]
SHORT = 10.0  # what a unit that is missing costs, of the dearest arc: none may be


@dataclass(frozen=True)
class Scenario:
    """What may be: its chance, cost and capacity of each arc, and what each node sends out beyond what it gets."""

    chance: float
    cost: dict[Arc, float]
    capacity: dict[Arc, float]
    balance: list[float]


@dataclass(frozen=True)
class Design:
    """Arcs with their fixed costs, and the scenarios."""

    nodes: int
    fixed: dict[Arc, float]
    scenarios: list[Scenario]


def read_design(path: Path) -> Design:
    """Return an instance, from its published file."""
    text = gzip.decompress(path.read_bytes()).decode("ascii")
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines[lines.index("+") + 1 :] if line and not line.startswith("--")]
    nodes, arcs = int(lines[0]), _matrix(lines[3])
    here = [(i, j) for i in range(nodes) for j in range(nodes) if arcs[i][j]]
    chances = _vector(lines[6])

    def of_arcs(line: str) -> dict[Arc, float]:
        matrix = _matrix(line)
        return {(i, j): matrix[i][j] for i, j in here}

    told = [lines[7 + place : 10 + place] for place in range(0, 3 * len(chances), 3)]
    scenarios = [
        Scenario(chance, of_arcs(cost), of_arcs(capacity), _vector(balance))
        for chance, (cost, capacity, balance) in zip(chances, told, strict=True)
    ]
    return Design(nodes, of_arcs(lines[4]), scenarios)


def _vector(line: str) -> list[float]:
    return [float(cell) for cell in line.split(",")]


def _matrix(line: str) -> list[list[float]]:
    return [_vector(row) for row in line.rstrip(";").split(";")]


def sheets_of(design: Design, gap: float = 0.0) -> Sheets:
    """Return a design as a workbook: what a scenario has of each number is a share of the most that any has."""
    dearest = {arc: max(x.cost[arc] for x in design.scenarios) for arc in design.fixed}
    widest = {arc: max(x.capacity[arc] for x in design.scenarios) for arc in design.fixed}
    gives = {i: max(max(x.balance[i], 0.0) for x in design.scenarios) for i in range(design.nodes)}
    takes = {i: max(max(-x.balance[i], 0.0) for x in design.scenarios) for i in range(design.nodes)}
    short = SHORT * max(dearest.values())
    hits = [
        {"disruption": f"scenario {n + 1}"} | hit
        for n, x in enumerate(design.scenarios)
        for hit in [
            *({"target": "lane", "name": f"{_node(i)} > {_node(j)}",
               "remaining": _part(x.capacity[i, j], widest[i, j]), "price": _part(x.cost[i, j], dearest[i, j])}
              for i, j in design.fixed),
            *({"target": "supplier", "name": _source(i), "remaining": max(x.balance[i], 0.0) / most}
              for i, most in gives.items() if most),
            *({"target": "demand", "name": _node(i), "remaining": max(-x.balance[i], 0.0) / most}
              for i, most in takes.items() if most),
        ]
    ]  # fmt: skip
    return {
        "Settings": settings(discount_rate=0, gap=gap, capital_charging="overnight", disruption_gains="count"),
        "Periods": [{"period": "one"}],
        "Sites": [{"site": _node(i)} for i in range(design.nodes)],
        "Materials": [{"material": "flow", "surplus": "none"}],
        "Suppliers": [
            {"supplier": _source(i), "site": _node(i), "material": "flow", "price": 0, "maximum": most}
            for i, most in gives.items() if most
        ],
        "Demand": [
            {"market": _node(i), "material": "flow", "amount": most, "shortage cost": short}
            for i, most in takes.items() if most
        ],
        "Projects": [
            {"project": _arc(i, j), "place": _node(i), "fixed capital": cost, "economic life": 1}
            for (i, j), cost in design.fixed.items()
        ],
        "Lanes": [
            {"from": _node(i), "to": _node(j), "cost": dearest[i, j], "maximum": widest[i, j], "needs": _arc(i, j)}
            for i, j in design.fixed
        ],
        "Disruptions": [
            {"disruption": f"scenario {n + 1}", "probability": x.chance, "duration": 1, "required": 1}
            for n, x in enumerate(design.scenarios)
        ],
        "Hits": hits,
    }  # fmt: skip


def _part(amount: float, most: float) -> float:
    return amount / most if most else 1.0


def _node(i: int) -> str:
    return f"node {i + 1}"


def _source(i: int) -> str:
    return f"source {i + 1}"


def _arc(i: int, j: int) -> str:
    return f"arc {i + 1} to {j + 1}"
