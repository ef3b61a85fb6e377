"""A plan's programme with every project closed that is free to choose; what must be built stays, at its least."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from planner.solving.compile import LinearProgram
from planner.solving.separation import CutRow
from planner.tolerances import ROUNDING
from planner_models.given.investment import Project
from planner_models.problem import Problem
from planner_models.trunk import Trunk


def staying(problem: Problem) -> frozenset[int]:
    """Return the projects that are no free choice: those that must be built or are committed, and what they require."""
    found = {k for k, x in enumerate(problem.projects) if x.at_least or x.least}
    ahead = sorted(found)
    while ahead:
        new = [other for other in problem.projects[ahead.pop()].requires if other not in found]
        found |= set(new)
        ahead += new
    return frozenset(found)


def most_started(project: Project, t: int) -> float:
    """Return the starts, or blocks, at which a project that stays is left in a period: what is committed, or one."""
    if not project.least:
        return 1.0
    least = project.least.get(t)
    if t not in project.least or least is None or project.block is None:
        return float(t in project.least)
    return float(math.ceil(least - ROUNDING))


def least_size(project: Project, t: int) -> float:
    """Return the size at which a start of any size is left: what is committed, or its least."""
    first = project.curve[0][0] if project.curve else 0.0
    return max(project.least.get(t) or 0.0, project.minimum, first)


def closed(model: Trunk, program: LinearProgram) -> LinearProgram:
    """Return a plan's programme in which what is free to choose is never started; what a question keeps stays kept."""
    problem, stays = model.index.problem, staying(model.index.problem)
    upper, places = program.upper.copy(), program.columns.place
    for (k, t), start in model.start.items():
        most = most_started(problem.projects[k], t) if k in stays else 0.0
        upper[places(start)] = min(upper[places(start)], most)
    for (k, t), size in model.size.items():
        upper[places(size)] = min(upper[places(size)], least_size(problem.projects[k], t) if k in stays else 0.0)
    upper = np.maximum(upper, program.lower)
    once = [k for k in sorted(stays) if not problem.projects[k].least and not _is_kept(model, program, k)]
    row = np.zeros((len(once), len(program.cost)))
    for n, k in enumerate(once):
        row[n, _starts(model, program, k)] = 1.0
    rows = tuple(CutRow("started once", (k,)) for k in once)
    found = replace(program, upper=upper)
    if not once:
        return found
    return found.with_rows(csr_array(row), np.full(len(once), -math.inf), np.ones(len(once)), rows)


def _starts(model: Trunk, program: LinearProgram, k: int) -> list[int]:
    return [program.columns.place(start) for (j, _), start in model.start.items() if j == k]


def _is_kept(model: Trunk, program: LinearProgram, k: int) -> bool:
    """Whether starts of a project are kept, as many as they are."""
    return bool((program.lower[_starts(model, program, k)] > 0).any())
