"""How large a start of a project can be of any use: a maximum of a thousand million for a need of one hides its cost.

In the solver's arithmetic so small a share of a start as the need is of such a maximum costs nothing.
"""

from __future__ import annotations

import math

from planner_models.bounds import Bounds
from planner_models.given.investment import Project
from planner_models.given.network import Offer, Plant
from planner_models.index import Index
from planner_models.problem import Problem

MOST_PASSES = 20
ROOMY = 1000.0  # times what is of use: short steps of a window and what refills a stock ask for more than a year does


def useful_sizes(index: Index) -> dict[int, float]:
    """Return, by project, the largest start that is of use, where that is less than the workbook allows.

    What a plant could be taken for depends on how large those may be that take it: so again until nothing changes.
    """
    found: dict[int, float] = {}
    for _ in range(MOST_PASSES):
        bounds, before = Bounds(index, found), found
        sizes = {k: _useful_size(bounds, index, k) for k, x in enumerate(index.problem.projects) if x.maximum}
        found = {k: size for k, size in sizes.items() if size < (index.problem.projects[k].maximum or 0.0)}
        if found == before:
            break
    return found


def _useful_size(bounds: Bounds, index: Index, k: int) -> float:
    """Return the most that one start of a project can be of use, with much room; without end where nothing says.

    More of a plant than its products could be taken for is of none, where neither size nor runs can earn by themselves.
    """
    problem = index.problem
    project = problem.projects[k]
    if project.adds is None or project.adds[0] != "plant" or project.removes or project.curve or _earns(project):
        return math.inf
    p = project.adds[1]
    outputs = [option for j, option in index.adders.get(project.adds, ()) if j == k]
    most = 0.0
    for t in problem.times:
        shares = [option.output[t] for option in outputs if option.output[t] > 0]
        if shares:
            most = max(most, _useful_runs(bounds, problem, p, t) / min(shares))
    left = [x.plants[p] for x in problem.disruptions if x.plants.get(p, 0.0) > 0]
    surge = max([1.0, *(share for x in problem.disruptions for share in x.demands.values())])
    most *= ROOMY * surge / min([1.0, *left])
    return max([most, project.minimum, *(least for least in project.least.values() if least)]) if most else math.inf


def _earns(project: Project) -> bool:
    """Whether size may be had for its own sake."""
    return min((*project.capital_rate, *project.fixed_cost)) < 0


def _useful_runs(bounds: Bounds, problem: Problem, p: int, t: int) -> float:
    """Return the most runs of a plant for the sake of its products."""
    plant = problem.plants[p]
    if not plant.availability[t]:
        return 0.0
    if _may_run_for_itself(problem, plant, t):
        return math.inf
    made = bounds.made(p, t)
    most = max((bounds.useful(m, plant.site, t) / amount for m, amount in made.items()), default=math.inf)
    return most / plant.availability[t]


def _may_run_for_itself(problem: Problem, plant: Plant, t: int) -> bool:
    """Whether runs may earn, by what they cost, use or rid one of, whatever becomes of the product."""
    if plant.variable_cost[t] < 0 or any(problem.resources[r].variable_cost[t] < 0 for r, _ in plant.uses):
        return True
    consumed = {m for m, _ in plant.consumes}
    disposes = any(problem.materials[m].surplus[t] > 0 for m in consumed)
    lanes = (lane for lane in problem.lanes if lane.material in consumed)
    return (
        disposes
        or any(_pays(x, consumed) for x in problem.offers)
        or any(min(problem.links[lane.link].cost) < 0 for lane in lanes)
    )


def _pays(offer: Offer, materials: set[int]) -> bool:
    return offer.material in materials and min(offer.price) < 0
