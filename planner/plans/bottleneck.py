"""Names what holds a branch back: the capacity, stock, offer or lane whose limit its prices value most."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from models.problem import Problem
    from planner.solving.branches.recourse import Aftermath
    from planner.solving.branches.shapes import BranchProgram
    from planner.solving.separation import Floats

NOTHING = 1e-9
# what a disruption closes has its price on the column: what it would be called as a row
CLOSED = {"step_activity": "branch_plant_capacity", "step_purchase": "branch_purchase", "step_flow": "branch_lane"}


def bottleneck(program: BranchProgram, found: Aftermath, problem: Problem) -> str:
    """Return the limit whose whole amount is worth most, else of those at nothing the one worth most a unit."""
    names = (_dearest(program, found.limits, rows, columns, problem) for rows, columns in found.prices)
    return next((name for name in names if name), "")


def _dearest(program: BranchProgram, limits: Floats, rows: Floats, columns: Floats, problem: Problem) -> str:
    scores: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    namers = _namers(problem)
    for column_name, row_name in CLOSED.items():
        for key, column in program.columns.get(column_name, {}).items():
            price = abs(float(columns[column]))
            if program.upper[column] == 0 and price > NOTHING:
                score = scores[namers[row_name](key)]
                score[1] = max(score[1], price)
    for name, name_of in namers.items():
        for key, row in program.rows.get(name, {}).items():
            price = abs(float(rows[row]))
            if price > NOTHING and (name != "branch_balance" or _is_stocked(key, limits[row])):
                score = scores[name_of(key)]
                score[0] += price * abs(float(limits[row]))
                score[1] = max(score[1], price)
    return max(sorted(scores), key=lambda words: scores[words], default="")


def _is_stocked(key: tuple[int, int, int], limit: float) -> bool:
    """Whether a balance begins with the trunk's stock."""
    return key[2] == 0 and abs(limit) > NOTHING


def _namers(problem: Problem) -> Mapping[str, Callable[[Any], str]]:
    sites, materials = problem.sites, problem.materials

    def plant(key: Any) -> str:
        found = problem.plants[key[0]]
        return f"capacity of {found.process} @ {sites[found.site].name}"

    def resource(key: Any) -> str:
        found = problem.resources[key[0]]
        return f"capacity of {found.name} @ {found.place}"

    def offer(key: Any) -> str:
        found = problem.offers[key[0] if isinstance(key, tuple) else key]
        return f"offer of {found.supplier}: {materials[found.material].name} @ {sites[found.site].name}"

    def total(key: Any) -> str:
        return f"total of the {offer(key)}"

    def link(key: Any) -> str:
        found = problem.links[key[0]]
        mode = f" ({found.mode})" if found.mode else ""
        return f"lane {sites[found.start].name} > {sites[found.end].name}{mode}"

    def lane(key: Any) -> str:
        return link((problem.lanes[key[0]].link,))

    def stock(key: Any) -> str:
        return f"stock of {materials[key[0]].name} @ {sites[key[1]].name}"

    return {
        "branch_plant_capacity": plant,
        "branch_resource_capacity": resource,
        "branch_purchase": offer,
        "branch_purchase_needs": offer,
        "branch_total": total,
        "branch_link": link,
        "branch_lane": lane,
        "branch_link_needs": link,
        "branch_balance": stock,
    }
