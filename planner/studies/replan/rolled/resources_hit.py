"""Shared resources under a disruption: what was added to one stands in its own capacity meanwhile."""

from __future__ import annotations

import math
from collections.abc import Mapping

from planner.studies.replan.rolled.cells import RolledCells
from planner.studies.replan.rolled.former import PastStart
from planner.studies.replan.rolled.under_way import OngoingDisruption
from planner_models.given.investment import Project
from planner_models.problem import Problem
from planner_models.timeline import start_option


def hit_resource(
    cells: RolledCells, problem: Problem, way: OngoingDisruption, r: int, called: Mapping[PastStart, str]
) -> None:  # fmt: skip
    """Leave of a resource, with what was added to it, what the disruption leaves.

    Only a plant has an availability. So what was started before is counted in the resource's own row, period by
    period, and its row of Projects adds nothing more; what is started from now on is left whole, which is said.
    """
    resource, share, now = problem.resources[r], way.hit.resources.get(r, 1.0), cells.now
    if share == 1:
        return
    there = list(resource.capacity.own[now:])
    for start, name in called.items():
        if cells.adds_to(cells.project(name), resource.name, resource.place):
            option = start_option(start.project, start.period, problem.periods, problem.charging)
            for t, output in enumerate(option.output[now:] if option else ()):
                there[t] += (start.size or 0.0) * output
            project = next(one for one in problem.projects if one.name == start.project.name)
            _adds_nothing(cells, name, start, project)
    left = [way.left(share, t) * amount for t, amount in enumerate(there)]
    row = next((row for row in cells.there("Resources") if row.number == resource.row), None)
    if row is not None:
        cells.vary(row, "capacity", left)
    else:
        held: dict[str, object] = {"resource": resource.name, "place": resource.place}
        cells.vary_in(held, "Resources", "capacity", left, f"{resource.name} at {resource.place}")
        cells.add("Resources", held)
    free = [
        str(held["project"]) for held in cells.rows["Projects"].values()
        if cells.adds_to(held, resource.name, resource.place) and held.get("decision") != "never"
    ]  # fmt: skip
    if free:
        cells.remarks.append(
            f"Projects: what {', '.join(free)} may add to {resource.name} at {resource.place} from now on is left "
            f"whole by {way.hit.name}"
        )


def _adds_nothing(cells: RolledCells, name: str, start: PastStart, project: Project) -> None:
    """Let a row of Projects add nothing more, at the cost a year of the project as it stands today."""
    held = cells.project(name)
    held["adds"] = None
    if not held.get("removes"):
        held.update({"block": None, "decision": cells.periods[0]})
    costs = [one * (start.size or 0.0) for one in project.fixed_cost[cells.now :]]
    yearly = [one * start.number for one in project.yearly_cost[cells.now :]]
    held["fixed cost"] = None
    total = [math.fsum(pair) for pair in zip(costs, yearly, strict=True)]
    cells.vary_in(held, "Projects", "yearly cost", total, name)
