"""The starts of the plan kept, operated where numbers are others: as before, as far as that is good enough.

What is whole in operations (a lane in use, an offer taken up) mostly stays where a number moves. A linear programme
with it as it was, or as it nearly is where nothing need be whole, finds a plan, and that relaxation a bound: only
where the two are farther apart than the gap is anything searched. And where the relaxation has no solution, it is
proven that the starts cannot be operated.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.arrays import Floats
from planner.solving.branches.cuts import engines
from planner.solving.compile import LinearProgram
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.outcome import Options, is_proven
from planner.statuses import Status
from planner.studies.core.compiled_case import CompiledCase
from planner.studies.core.query import Decisions, Query

# What is whole in a plan and not 0, by column: columns may be others where numbers are.
Near = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class OperatedAt:
    """What starts come to: their cost and bound, and the value of every column; None where they cannot be operated."""

    status: Status
    cost: float | None
    bound: float | None
    values: Floats | None
    whole: Near = ()


def operated(compiled: CompiledCase, starts: Decisions | None, near: Near, options: Options) -> OperatedAt:
    """Return what starts come to; without any the best plan.

    Parameters
    ----------
    near
        What is whole as it was with other numbers; without any it is searched at once.

    Raises
    ------
    NotOfferedError
        When a start is not offered.
    """
    program = compiled.programme(Query(starts=starts))
    found = _as_before(compiled, program, near, options) if near else None
    if found is not None and found.status is not Status.NOT_PROVEN:
        return found
    if starts is None:  # where much is to be decided a dive finds a better plan to begin with than the one that was
        asked = compiled.ask(Query(), options)
    else:
        begun = None if found is None else found.values
        asked = compiled.ask(Query(starts=starts), undived(options), start=begun)
    values = asked.values
    return OperatedAt(
        asked.answer.status, None if values is None else asked.answer.objective, asked.answer.bound, values,
        whole_of(program, values),
    )  # fmt: skip


def undived(options: Options) -> Options:
    """Return how to solve what is mostly decided: there a dive takes longer than the search."""
    return replace(options, tactics=replace(options.tactics, dive=False))


def _as_before(compiled: CompiledCase, program: LinearProgram, near: Near, options: Options) -> OperatedAt | None:
    """Return what starts come to operated as before, or nearly as a relaxation is; None where neither can be.

    It is proven, or not, that this is as good as anything.
    """
    least = relaxed_cost(compiled, program, options)
    if least.status is Status.INFEASIBLE:
        return replace(least, bound=None)
    if least.values is None:
        return None
    best = None
    for wanted in (with_whole(program, near), rounded(program, least.values)):
        found = _solved(compiled, wanted, options)
        if found.values is None or found.cost is None or (best is not None and found.cost >= (best.cost or 0.0)):
            continue
        is_enough = is_proven(found.cost, least.bound, options, compiled.turnover(found.values))
        status = Status.PROVEN if is_enough else Status.NOT_PROVEN
        best = replace(found, status=status, bound=least.bound, whole=whole_of(program, found.values))
        if is_enough:
            break
    return best


def relaxed_cost(compiled: CompiledCase, program: LinearProgram, options: Options) -> OperatedAt:
    """Return what a programme comes to in which nothing need be whole: no plan costs less."""
    found = _solved(compiled, replace(program, integer=np.zeros_like(program.integer)), options)
    if found.status is not Status.PROVEN or found.bound is not None:
        return found
    return replace(found, bound=found.cost)


def _solved(compiled: CompiledCase, program: LinearProgram, options: Options) -> OperatedAt:
    planes = CuttingPlanes(program, options, compiled.cutters, keeps=False)
    with engines(compiled.cutters):
        answer, exact = planes.run()
    values = answer.values if exact is None or exact.values is None else exact.values
    cost = None if values is None else answer.objective
    return OperatedAt(answer.status, cost, answer.bound, None if values is None else values[: len(program.cost)])


def whole_of(program: LinearProgram, values: Floats | None) -> Near:
    """Return what is whole in a plan and not 0, by column."""
    if values is None:
        return ()
    found = np.round(values[: len(program.cost)])
    names = _whole_names(program)
    return tuple((name, float(found[column])) for name, column in names.items() if found[column])


def with_whole(program: LinearProgram, near: Near) -> LinearProgram:
    """Return a programme with what is whole as it was, as far as its limits let it."""
    lower, upper, known = program.lower.copy(), program.upper.copy(), dict(near)
    for name, column in _whole_names(program).items():
        lower[column] = upper[column] = np.clip(known.get(name, 0.0), lower[column], upper[column])
    return replace(program, lower=lower, upper=upper)


def rounded(program: LinearProgram, values: Floats) -> LinearProgram:
    """Return a programme with what is whole as it nearly is in a solution."""
    lower, upper, whole = program.lower.copy(), program.upper.copy(), program.integer
    lower[whole] = upper[whole] = np.clip(np.round(values[: len(lower)][whole]), lower[whole], upper[whole])
    return replace(program, lower=lower, upper=upper)


def _whole_names(program: LinearProgram) -> dict[str, int]:
    """Return the columns that are whole by their names."""
    return {
        f"{name}{tuple(key)}": column
        for name, first, keys in program.columns.named()
        for column, key in enumerate(keys, first)
        if program.integer[column]
    }
