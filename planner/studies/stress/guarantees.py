"""Guarantees and floors in a course: each is kept as far as can be, with what was served since its disruption began."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.arrays import Floats
from planner.solving.branches.branch_program import BranchProgram
from planner.solving.compile import LinearProgram
from planner.solving.solve import solve
from planner.statuses import Status
from planner.studies.stress.gaps import EXACT, solved, with_gaps
from planner.studies.stress.under_way import Acting, UnderWay, acting
from planner_models.given.disruptions import Disruption
from planner_models.hits import asked_in
from planner_models.problem import Problem
from planner_models.tolerances import GUARANTEE_KEPT
from planner_models.windows import steps_of


def with_guarantees(
    problem: Problem, whole: LinearProgram, shape: BranchProgram, active: Sequence[Acting],
    under_way: Sequence[UnderWay],
) -> tuple[LinearProgram, list[int], Floats]:  # fmt: skip
    """Return a programme with what each guarantee misses, the columns of that, and what was promised of each."""
    rows, promised = [], []
    for x in under_way:
        for d, amount in _promised(problem, x).items():
            row = {
                column: shape.steps[n].length
                for (e, n), column in shape.columns.get("step_delivery", {}).items()
                if e == d and x.disruption in dict(active[n])
            }
            rows.append((row, amount - x.served.get(d, 0.0)))
            promised.append(amount)
        for (d, n), amount in _floored(problem, x, shape, active).items():
            column = shape.columns.get("step_delivery", {}).get((d, n))
            rows.append(({} if column is None else {column: 1.0}, amount))
            promised.append(amount)
    whole, misses = with_gaps(whole, rows)
    return whole, misses, np.array(promised)


def _promised(problem: Problem, x: UnderWay) -> dict[int, float]:
    """Return what a disruption's guarantee promises of each covered demand over its window."""
    hit = problem.disruptions[x.disruption]
    found: dict[int, float] = {}
    if not hit.required:
        return found
    steps = steps_of(problem, x.onset, hit.duration, hit.recovery)
    for d in _covered(problem, hit, x.onset):
        amount = hit.required * sum(asked_in(problem, hit, d, step) for step in steps)
        found |= {d: amount} if amount > 0 and math.isfinite(amount) else {}
    return found


def _floored(
    problem: Problem, x: UnderWay, shape: BranchProgram, active: Sequence[Acting]
) -> dict[tuple[int, int], float]:  # fmt: skip
    """Return what a disruption's floor asks of each covered demand a year, in the steps that it is under way."""
    hit = problem.disruptions[x.disruption]
    found: dict[tuple[int, int], float] = {}
    for n, step in enumerate(shape.steps):
        if not hit.floor or x.disruption not in dict(active[n]):
            continue
        together = acting(problem, active[n])
        for d in _covered(problem, hit, x.onset):
            amount = hit.floor * asked_in(problem, together, d, step) / step.length
            found |= {(d, n): amount} if amount > 0 and math.isfinite(amount) else {}
    return found


def _covered(problem: Problem, hit: Disruption, onset: int) -> list[int]:
    """Return the demands that a disruption's guarantee and floor cover: what is no sale when it strikes."""
    demands = enumerate(problem.demands)
    return [d for d, x in demands if x.material in hit.covers and not x.sale[onset] and math.isfinite(x.amount[onset])]


def least_missed(whole: LinearProgram, misses: list[int], promised: Floats) -> Floats:
    """Return the cheapest way that misses of guarantees no more than it must."""
    upper = whole.upper.copy()
    upper[misses] = 2 * GUARANTEE_KEPT * promised
    answer = solve(replace(whole, upper=upper), EXACT)
    if answer.status is Status.PROVEN and answer.values is not None:
        return answer.values
    cost = np.zeros(len(whole.cost))
    cost[misses] = 1.0 / promised
    least = solved(replace(whole, cost=cost))
    upper[misses] = least[misses] + 2 * GUARANTEE_KEPT * promised
    return solved(replace(whole, upper=upper))
